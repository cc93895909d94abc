/* SPDX-License-Identifier: MIT */
/* A conversion from the inside: tensors with where they come from, keys in a writer. */
#ifndef BITNET_CONVERT_CONVERT_INT_H
#define BITNET_CONVERT_CONVERT_INT_H

#include <json-c/json.h>

#include <bitnet/convert.h>

#include "base/buf.h"
#include "base/pool.h"
#include "gguf/gguf-write.h"
#include "gguf/tl.h"
#include "kernels/kernels.h"
#include "model/codes.h"
#include "safetensors/safetensors.h"

/* What the input says about weights of the layers that are stored as floats. */
enum bitnet_item_rule {
	BITNET_RULE_VALUES,     /* they are what they are: ternary or not */
	BITNET_RULE_BITNET,     /* ternary as they are, else the weights of a BitNet in training */
	BITNET_RULE_ONLINE      /* weights of a BitNet in training, whatever they are */
};

/*
 * A tensor on its way.  Its data: gguf or st.  Rows may be in another order in the output (permute_heads: heads
 * of the rotation whose pairs are adjacent there).
 */
struct bitnet_item {
	struct bitnet_convert_tensor t;         /* name is owned by the item, source is not */
	char *name;
	const struct bitnet_tensor *gguf;
	const struct bitnet_st_tensor *st;
	uint64_t n_rows, n_cols;                /* of the output: a vector is one row, or a column when permuted */
	uint32_t permute_heads;
	bool packed;                            /* st: four codes in a byte */
	bool has_factor;
	float factor;                           /* of the values as stored, from a weight_scale */
	enum bitnet_item_rule rule;
	float s;                                /* ABSMEAN, FORCED: what weights are multiplied with */
	struct bitnet_tl_tiles tiles;
};

struct bitnet_convert {
	struct bitnet_convert_options o;
	struct bitnet_gguf *g;
	struct bitnet_st *st;
	char **files;                           /* what is read */
	size_t n_files, files_cap;
	struct bitnet_item *items;
	size_t n_items, items_cap;
	struct bitnet_gguf_writer *w;
	struct bitnet_convert_key *keys;        /* members are owned but `what` */
	size_t n_keys, keys_cap;
	struct bitnet_buf notes;
	char architecture[64];                  /* of the output */
	bool renamed;
	struct bitnet_tl_table tl_given, tl_used[2];     /* used: of TL1, of TL2 */
	struct bitnet_kernels k;
	struct bitnet_pool *pool;
	uint64_t bytes;
};

/* ---- convert.c */

struct bitnet_item *bitnet_convert_add(struct bitnet_convert *c, const char *name, size_t n, struct bitnet_error *err);
int bitnet_convert_file(struct bitnet_convert *c, const char *path, struct bitnet_error *err);
int bitnet_convert_note_key(struct bitnet_convert *c, const char *key, const char *what, struct bitnet_error *err,
			    const char *fmt, ...) BITNET_PRINTF(5, 6);
void bitnet_convert_note(struct bitnet_convert *c, const char *fmt, ...) BITNET_PRINTF(2, 3);
/* A copy for llama.cpp whose activation its versions do not all read. */
void bitnet_convert_note_activation(struct bitnet_convert *c, const char *activation);

/* ---- convert-plan.c: what becomes of each item; sizes. */
int bitnet_convert_plan(struct bitnet_convert *c, bitnet_convert_progress_fn *progress, void *arg, struct bitnet_error *err);
/* The number of general.file_type. */
uint32_t bitnet_convert_file_type(uint32_t type);

/* ---- convert-set.c: the keys that the caller gives */
int bitnet_convert_set(struct bitnet_convert *c, struct bitnet_error *err);

/* ---- convert-read.c */

/* Rows of the output as floats; n_rows * it->n_cols of them. */
int bitnet_item_rows(const struct bitnet_convert *c, const struct bitnet_item *it, uint64_t first, uint64_t n_rows, float *out,
		     struct bitnet_error *err);
/* Whether the input says with which tiles a TL tensor is to be read; then the options do not. */
bool bitnet_item_records_tiles(const struct bitnet_convert *c, const struct bitnet_item *it);
/* All codes, by what the plan decided. */
int bitnet_item_codes(const struct bitnet_convert *c, const struct bitnet_item *it, struct bitnet_codes *out,
		      struct bitnet_error *err);

/*
 * The rows of chunks `from` to `to`, less one, as floats, by the threads of the pool: fn(arg, chunk, first, n_rows, rows), in
 * any order and several at a time; where the chunks begin does not depend on the threads.  Of several errors the one of
 * the first chunk is returned.
 */
typedef int bitnet_rows_fn(void *arg, uint64_t chunk, uint64_t first, uint64_t n_rows, float *rows, struct bitnet_error *err);
int bitnet_item_each(const struct bitnet_convert *c, const struct bitnet_item *it, uint64_t from, uint64_t to, bitnet_rows_fn *fn,
		     void *arg, struct bitnet_error *err);
uint64_t bitnet_item_chunk(const struct bitnet_item *it);        /* rows of a chunk */
uint64_t bitnet_item_n_chunks(const struct bitnet_item *it);

/* ---- convert-gguf.c: items and keys of a GGUF. */
int bitnet_convert_from_gguf(struct bitnet_convert *c, const char *path, struct bitnet_error *err);

/* ---- hf-open.c: items and keys of a checkpoint. */
int bitnet_convert_from_hf(struct bitnet_convert *c, const char *path, struct bitnet_error *err);
/* A JSON file of the folder; *doc is NULL when there is none. */
int bitnet_hf_json(struct bitnet_convert *c, const char *folder, const char *name, struct json_object **doc,
		   struct bitnet_error *err);

/* ---- repair.c: tokenizer keys that are missing or wrong in g; for a checkpoint its own keys are looked at. */
int bitnet_convert_repair(struct bitnet_convert *c, const struct bitnet_gguf *g, struct bitnet_error *err);

#endif

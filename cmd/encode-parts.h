/* SPDX-License-Identifier: MIT */
/* The parts of bitnet-encode. */
#ifndef BITNET_CMD_ENCODE_PARTS_H
#define BITNET_CMD_ENCODE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/tok.h>

enum encode_format { ENCODE_TEXT, ENCODE_JSONL, ENCODE_U16, ENCODE_U32 };

/* What the command line says. */
struct encode_options {
	const char *model, *tokenizer, *output, *field;
	struct bitnet_tok_options how;
	bool check, null, no_bos, add_eos, parse_special, pieces, offsets, count;
	bool format_given, policy_given, chunk_given, overlap_given, shard_given;
	int format, policy;
	uint64_t threads, chunk, overlap, shard_size;
};
extern struct encode_options encode_opt;
extern struct bitnet_tok *encode_tok;

/* What is encoded now: where it stands, for messages, and what goes before its ids. */
struct encode_item {
	const char *name;               /* of the input */
	unsigned long long number;      /* of the record, 0: the whole input */
	const char *file;               /* key "file", or NULL */
	const char *prefix;             /* a JSON object without its last brace, or NULL */
	size_t prefix_n;
};

/* A window of a text: its number, from 0, and the bytes of the text that it is of. */
struct encode_window {
	uint64_t number, begin, end;
};

/* ---- encode-out.c: one sequence after the other; functions that can fail return 0 or the exit status after a message */

int encode_out_open(void);
/* window: NULL for a whole text. */
int encode_out_begin(const struct encode_item *it, const struct encode_window *w);
int encode_out_ids(const uint32_t *ids, size_t n);
/*
 * The same in two steps: ids as they will stand in the output, with what separates each from the one before, which any
 * thread may make; then they are written.  at: the n bytes, in s or the ids themselves; s is reused, the caller frees it.
 */
struct encode_bytes {
	const char *at;
	char *s;
	size_t n, cap, n_ids;
};
void encode_out_make(struct encode_bytes *b, const uint32_t *ids, size_t n);
int encode_out_made(const struct encode_bytes *b);
/* seq: the whole of it where pieces or offsets are written, else NULL. */
int encode_out_end(const struct bitnet_tokens *seq);
/* The sequence cannot be completed: what follows begins on a line of its own. */
void encode_out_torn(void);
/* Everything is with the reader. */
void encode_out_flush(void);
int encode_out_close(int status);

/* ---- encode-stream.c: inputs of any length, their ids written as they are known */

/* Operands; before_read(done) is called before a read that may wait, with the bytes of all inputs that were read. */
int encode_streams(int n, char **operands, const struct bitnet_encode_options *how, void (*before_read)(uint64_t done));

/* ---- encode-windows.c: --chunk */

/* seq: of the text alone, with spans; the vocabulary's own tokens are put round each window. */
int encode_windows(const struct encode_item *it, const struct bitnet_tokens *seq);

/* ---- encode-shards.c: a folder of shards, complete or absent; cmd/cli-shards.h has the form */

int encode_shards_open(const char *folder, unsigned width, uint64_t shard_size);
int encode_shards_begin(void);
/* Ids as they stand in the file. */
int encode_shards_write(const void *ids, size_t n_ids);
int encode_shards_end(void);
int encode_shards_close(void);
void encode_shards_abandon(void);

/* ---- encode-check.c: --check */

/* Compare the tokenizers of two files and report on stdout; the exit status. */
int encode_check(const char *first, const char *second, const struct bitnet_tok_options *o);

#endif

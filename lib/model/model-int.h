/* SPDX-License-Identifier: MIT */
/*
 * A loaded model as lib/infer sees it, and how it is made: hyper-parameters, tensors by role, data.
 *
 * Every fault goes through one reporter, so that loading (the first fatal finding is the error)
 * and checking (all findings) can not disagree.
 */
#ifndef BITNET_MODEL_INT_H
#define BITNET_MODEL_INT_H

#include <bitnet/model.h>

#include "base/pool.h"
#include "gguf/tl.h"
#include "kernels/kernels.h"

#define BITNET_MAX_LAYERS 512

/*
 * A weight matrix, n_rows outputs of n_cols inputs.  Dense: rows as in the file, row_bytes apart.
 * Ternary: rows of n_padded columns as bitnet_gemm_tern_fn wants them; the result is scale * (dot of
 * codes), or, where the blocks of 256 columns have scales of their own (TQ1_0, TQ2_0), block_scales
 * has n_padded / 256 for each row and scale is not used.  Then out_scale (a ".scale" tensor), then
 * bias.  data is NULL where the model has no such matrix.
 */
struct bitnet_matrix {
	const uint8_t *data;
	size_t n_rows, n_cols, row_bytes;
	bool ternary;
	enum bitnet_dense dense;
	size_t n_padded;
	float scale;
	const float *block_scales;
	const float *out_scale;         /* one number, or NULL */
	const float *bias;              /* n_rows, or NULL */
	struct bitnet_columns *columns; /* model-columns.c; NULL: none */
	size_t col_bytes;
};

#define BITNET_TQ_BLOCK 256

/* A compact copy of the output matrix, row by row. */
struct bitnet_head {
	uint8_t *codes, *bits[BITNET_HEAD_PLANES];
	struct bitnet_head_row *rows;
	size_t n_padded;
};

struct bitnet_layer {
	const float *attn_norm, *attn_norm_bias, *attn_sub_norm;
	const float *ffn_norm, *ffn_norm_bias, *ffn_sub_norm;
	struct bitnet_matrix attn_qkv;                  /* gpt2: rows are q, then k, then v */
	struct bitnet_matrix attn_q, attn_k, attn_v;    /* the others */
	struct bitnet_matrix attn_output, ffn_gate, ffn_up, ffn_down;
};

enum bitnet_arch { BITNET_ARCH_BITNET, BITNET_ARCH_BITNET_25, BITNET_ARCH_BITNET_B158, BITNET_ARCH_LLAMA, BITNET_ARCH_GPT2 };

struct bitnet_hparams {
	enum bitnet_arch arch;
	const char *name;               /* of the architecture */
	bool sub_norms;                 /* RMSNorm of the attention's and the FFN's product */
	bool rope_neox;                 /* pairs (i, i + n_rot / 2) */
	uint32_t n_layer, n_embd, n_ff, n_head, n_head_kv, head_dim, n_ctx, n_vocab;
	uint32_t n_rot;                 /* 0: no rope */
	float eps, attn_scale;
	double rope_base, rope_div;     /* frequency i is base^(-2 i / n_rot) / div */
	enum bitnet_activation act;
};

struct bitnet_model {
	struct bitnet_hparams hp;
	struct bitnet_model_info info;
	struct bitnet_matrix token_embd, position_embd, output;
	struct bitnet_head_copy *head;  /* model-head.c; NULL: none */
	const float *output_norm, *output_norm_bias;
	const float *rope_freqs;        /* n_rot / 2 divisors of the frequencies, or NULL */
	struct bitnet_layer *layers;
	void **owned;                   /* released with the model */
	size_t n_owned, cap_owned;
};

/*
 * Where findings go.  report: a check, which goes on after a fatal finding.  Without report: a
 * load; the first fatal finding fills err, later ones are dropped.
 */
struct bitnet_findings {
	bitnet_report_fn *report;
	void *arg;
	struct bitnet_error *err;
	int status;                     /* 0, or why to stop */
	unsigned int n_fatal;
};

/* subject is raw bytes of a file.  name may be NULL: err's (an error of a typed look-up). */
void bitnet_finding_fatal(struct bitnet_findings *f, enum bitnet_status status, const char *name, struct bitnet_str subject,
			  const char *fmt, ...) BITNET_PRINTF(5, 6);
void bitnet_finding_odd(struct bitnet_findings *f, const char *name, struct bitnet_str subject, const char *fmt, ...)
	BITNET_PRINTF(4, 5);

static inline struct bitnet_str bitnet_str_of(const char *s)
{
	struct bitnet_str r = { s, __builtin_strlen(s) };

	return r;
}

/* What a tensor is for. */
enum bitnet_role {
	BITNET_ROLE_MATRIX,             /* dest: struct bitnet_matrix */
	BITNET_ROLE_VECTOR,             /* dest: const float * */
	BITNET_ROLE_DIVISOR             /* a vector whose elements must be above 0 */
};

/* A tensor that the model uses, its shape and type checked. */
struct bitnet_use {
	const struct bitnet_tensor *tensor;
	enum bitnet_role role;
	void *dest;
	struct bitnet_tl_tiles tiles;   /* of TL1 and TL2 */
};

struct bitnet_plan {
	struct bitnet_use *uses;
	size_t n, cap;
	struct bitnet_tl_table given;   /* tiles that the caller named */
};

/* Read and check the hyper-parameters; *hp is usable only when nothing fatal was found. */
void bitnet_hparams_read(struct bitnet_hparams *hp, const struct bitnet_gguf *g, struct bitnet_findings *f);

/* model-arch.c: what an architecture name means; false for one that we do not know. */
bool bitnet_arch_find(struct bitnet_hparams *hp, struct bitnet_str name);

/* model-arch.c: the rules of formats.md 6.1, once the shape is known. */
void bitnet_arch_rules(struct bitnet_hparams *hp, const struct bitnet_gguf *g, struct bitnet_findings *f);

/*
 * Find the model's tensors, check shapes and types, and list them.  m->hp is set, m->layers has
 * room for all layers, p->given is set.  BITNET_E_NOMEM, or f->status.
 */
int bitnet_plan_make(struct bitnet_plan *p, struct bitnet_model *m, const struct bitnet_gguf *g, struct bitnet_findings *f,
		     struct bitnet_error *err);
void bitnet_plan_release(struct bitnet_plan *p);

/* A shape or a type check of their own: whether the engine computes with this type, and how. */
bool bitnet_type_is_ternary(uint32_t type);
bool bitnet_type_is_tl(uint32_t type);
bool bitnet_type_is_dense(uint32_t type, enum bitnet_dense *dense);

/*
 * Check the data of one use and, when m is not NULL, bring it into the run-time layout at its
 * dest.  Findings as above; BITNET_E_NOMEM through err.
 */
struct bitnet_loader {
	struct bitnet_model *m;         /* NULL: check only */
	bool mapped;                    /* the tensors' data are a file's pages, which can be read again */
	struct bitnet_pool *pool;
	struct bitnet_findings *f;
	struct bitnet_error *err;
	enum bitnet_i2s_layout i2s_layout;
	bitnet_model_progress_fn *progress;     /* or NULL */
	void *progress_arg;
	struct bitnet_kernels k;        /* the portable ones, for conversions */
};
int bitnet_load_dense(struct bitnet_loader *l, const struct bitnet_use *u);
int bitnet_load_vector(struct bitnet_loader *l, const struct bitnet_use *u);
int bitnet_load_ternary(struct bitnet_loader *l, const struct bitnet_use *u);

/*
 * model-head.c.  allow: m->output gets a compact copy when it is used, if its format and size (min_bytes as in the options)
 * are such that this pays; false when there is no memory.  padded: the copy's n_padded, 0 where there will be
 * none.  make: all of it now.  get: the copy, NULL while it is not complete: each call makes a part of it by pool, the
 * first few calls nothing; sessions may call it at the same time.  made_bytes: the copy's, once it is complete.
 */
bool bitnet_head_allow(struct bitnet_model *m, uint64_t min_bytes);
size_t bitnet_head_padded(const struct bitnet_model *m);
void bitnet_head_make(struct bitnet_model *m, struct bitnet_pool *pool);
const struct bitnet_head *bitnet_head_get(const struct bitnet_model *m, struct bitnet_pool *pool);
uint64_t bitnet_head_made_bytes(const struct bitnet_model *m);
void bitnet_head_release(struct bitnet_model *m);

static inline size_t bitnet_head_row_bytes(size_t n_padded)
{
	return n_padded / 2 + BITNET_HEAD_PLANES * (n_padded / 8) + sizeof(struct bitnet_head_row);
}

/*
 * model-blocks.c: blocks of weights into the layout of bitnet_gemm_tern_fn, 128 columns in 32 bytes: two of the ARM variant
 * of I2_S; one of TQ1_0 or TQ2_0, 256 columns, without its scale.  Code 3 stays what it is; TQ1_0 has none.
 */
void bitnet_tern_from_arm(uint8_t out[32], const uint8_t block[32]);
void bitnet_tern_from_tq2(uint8_t out[64], const uint8_t block[64]);
void bitnet_tern_from_tq1(uint8_t out[64], const uint8_t block[52]);

/*
 * BITNET_TL_ROWS rows of TL1 or TL2 from `row` on, a multiple of it, into row_bytes each at dst (NULL: look only), as
 * bitnet_gemm_tern_fn wants them; how many there are before the first that holds what is no weight.  The second looks at the
 * bytes that must be 0.
 */
#define BITNET_TL_ROWS 16
size_t bitnet_tl_rows(uint32_t type, const struct bitnet_tl_map *m, const uint8_t *src, size_t row, uint8_t *dst, size_t row_bytes);
bool bitnet_tl_fill_ok(const struct bitnet_tl_map *m, const uint8_t *src);

/*
 * model-columns.c: the same weights by columns, col_bytes apart, as bitnet_gemv_tern_cols_fn wants them.  allow: a copy may
 * be made of w, whose rows are part of a mapped file or not; false when there is no memory.  get: the copy, made now
 * by pool if there is none, or NULL; sessions may call it at the same time.  made_bytes: the copy's, 0 if there is none
 * yet.  release: of what allow made.
 */
bool bitnet_columns_allow(struct bitnet_matrix *w, bool mapped);
const uint8_t *bitnet_columns_get(const struct bitnet_matrix *w, struct bitnet_pool *pool);
uint64_t bitnet_columns_made_bytes(const struct bitnet_matrix *w);
void bitnet_columns_release(struct bitnet_matrix *w);

/* The table of text, which may be NULL: then empty. */
int bitnet_tl_given(struct bitnet_tl_table *t, const char *text, struct bitnet_error *err);

/* Memory that the model owns, 64-byte aligned; NULL when there is none left, err is set. */
void *bitnet_model_own(struct bitnet_model *m, size_t n, size_t size, struct bitnet_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* A session inside: buffers, and the pieces that forward.c puts together. */
#ifndef BITNET_INFER_INT_H
#define BITNET_INFER_INT_H

#include <stdatomic.h>

#include <bitnet/infer.h>

#include "base/pool.h"
#include "kernels/kernels.h"
#include "model/model-int.h"

/* Rows whose sums a thread keeps, and the number from one token's sums to the next: an odd number of cache lines. */
#define BITNET_SUM_ROWS 128
#define BITNET_SUM_STRIDE (BITNET_SUM_ROWS + 16)

/* Positions whose logits can be asked for after one call: of an id and guesses. */
#define BITNET_STATES (1 + BITNET_DRAFT_MAX)

/* A hidden state x as integers, and what bounds are made of (best.c). */
struct bitnet_best_input {
	bool known;             /* x is finite, and neither too large nor too small for this */
	float unit;             /* x' = unit * integers; eighths, as the planes count them */
	int64_t sum;            /* of 128 hi + lo */
	int32_t hi_sum;
	float by_error, by_norm, by_step;       /* a bound is error * by_error + norm * by_norm + scale * steps * by_step */
};

/* What best.c works with, for a model with a compact head. */
struct bitnet_best_room {
	size_t from, to;        /* the states for which what follows is there; their estimates lie where logits would */
	struct bitnet_best_input input[BITNET_STATES];
	int8_t *hi, *lo;        /* n_padded of the head for each state: the two parts of x */
	float *tops;            /* for each state: the largest estimate of each 64 rows */
	uint64_t *doubt;        /* a bit a row, which may matter */
	uint32_t *ids;          /* cap */
	float *logits;          /* cap */
	size_t cap;
	uint32_t pause, wait;   /* how long not to try again after it did not pay, and how much of it is left */
	uint64_t n, n_logits, n_bytes;
};

/*
 * All memory is one arena, laid out when the session starts.  Buffers hold n_batch rows; a row's
 * length stands beside it.
 */
struct bitnet_session {
	const struct bitnet_model *m;
	struct bitnet_kernels k;
	enum bitnet_level level;
	struct bitnet_pool *pool;
	uint32_t n_ctx, n_batch, position;
	enum bitnet_kv_type kv_type;
	size_t n_states, state; /* positions that are kept, the last one among them, and the one that is asked for */
	uint32_t has_logits;    /* a bit a state; they are computed when they are asked for */

	void *arena;
	uint64_t kv_bytes, buffer_bytes;
	uint8_t *cache;         /* [layer][K, then V][kv head][n_ctx] rows of kv_row bytes: attention reads forward */
	size_t kv_row;
	double *freq;           /* n_rot / 2: radians a position */
	float *cos_sin;         /* n_rot */
	float *x;               /* n_embd: the residual stream */
	float *h;               /* n_wide: what a matrix reads or writes */
	float *qkv;             /* n_qkv: q, k and v side by side; then the output projection's product */
	float *gate, *up;       /* n_ff */
	float *hidden;          /* n_embd of each state: what the head reads */
	float *logits;          /* n_vocab of each state */
	int8_t *q8;             /* n_q8: a row of int8 activations */
	float *q8_scale;        /* 1 */
	int32_t *q8_sum;        /* 1 */
	int32_t *q8_block_sum;  /* [block of 256][token] */
	int32_t *dots;          /* of each thread n_dots: sums of a row of matrices, or twice BITNET_SUM_STRIDE a token */
	float *row;             /* n_row of each thread: the input of one token */
	size_t n_wide, n_qkv, n_q8, n_dots, n_row;
	size_t q8_stride;       /* from one token to the next, at most n_q8 */

	/* skip.c, one token: rows or columns in use, their activations, their products. */
	bool skip;
	uint32_t *live;         /* n_ff */
	int8_t *live_q;         /* n_ff */
	float *live_up;         /* n_ff */
	int32_t *sums;          /* n_sums of each thread */
	bool *has_sums;
	size_t n_sums;
	_Atomic uint64_t rows_used;
	uint64_t rows_seen, columns_used, columns_seen;

	struct bitnet_best_room best;

	float *rows;            /* logits to be scored, n_rows of them; made by the first bitnet_session_score() */
	size_t n_rows;

	char *kernels;          /* bitnet_session_kernels() */
};

/* session.c: whether n ids can be appended: there is room and the vocabulary has them. */
int bitnet_session_takes(const struct bitnet_session *s, const uint32_t *ids, size_t n, struct bitnet_error *err);

/* forward.c: n <= n_batch ids at the session's position; all as in bitnet_session_eval().  The last n_kept become states. */
void bitnet_forward(struct bitnet_session *s, const uint32_t *ids, size_t n, float *all, size_t n_kept);

/* The logits of the state that is asked for, and of some behind it, for which the head need not be read again. */
void bitnet_forward_logits(struct bitnet_session *s);

/*
 * best.c: ids, ascending, and their logits, which decide what the best ids are: every id that is not one of also[] and
 * whose logit is not below the k-th highest of such ids less `below` is there, and every one of also[]; there may be
 * more.  also[] has n_also different ids of the vocabulary, k >= 1.
 *
 * false: bitnet_session_logits() is the way.  The rest of what is computed never depends on which way was taken.
 */
struct bitnet_best_wanted {
	size_t k;
	float below;
	const uint32_t *also;
	size_t n_also;
};
struct bitnet_best {
	const uint32_t *ids;
	const float *logits;
	size_t n;
};
bool bitnet_best_find(struct bitnet_session *s, const struct bitnet_best_wanted *w, struct bitnet_best *out);

/* infer-cpu.c: y = W x for each of the matrices, which read the same x; y rows are y_stride floats apart. */
struct bitnet_product {
	const struct bitnet_matrix *w;
	float *y;
	size_t y_stride;
};

/*
 * Their x, strides in floats.  First the rows of `more`, where there are any, are added to those of x; then, where there is
 * a weight, the products read the norm of it.  That is written to `to` if a matrix is dense, and need not be otherwise.
 */
struct bitnet_input {
	float *x;
	size_t stride;
	const float *more;
	size_t more_stride;
	const float *weight, *bias;
	float *to;
	size_t to_stride;
};
void bitnet_cpu_products(struct bitnet_session *s, const struct bitnet_product *p, size_t n_products, const struct bitnet_input *in,
			 size_t n_tokens);

/* Of many tokens y = act(gate) * up to the y of p[1], from gate p[0] and up p[1]; false, and nothing done, if that takes two steps. */
bool bitnet_cpu_gated(struct bitnet_session *s, const struct bitnet_product p[2], const struct bitnet_input *in, size_t n_tokens);

/* The norm of n floats, about their mean where there is a bias; y may be x. */
void bitnet_cpu_norm(const struct bitnet_session *s, float *y, const float *x, const float *weight, const float *bias, size_t n);

/* act(g) * u as the model has it. */
bitnet_glu_fn *bitnet_cpu_glu(const struct bitnet_session *s);

/* A thread takes at least this many multiply-adds at a time. */
#define BITNET_MIN_WORK 65536

/*
 * The same in pieces, for one token and matrices that are ternary with one scale: x as int8; rows first..first+n of y, with
 * room for as many dots; what is left to do for y when the dots are there.
 */
void bitnet_cpu_quantise(struct bitnet_session *s, const struct bitnet_matrix *w, const float *x);
void bitnet_cpu_ternary_rows(struct bitnet_session *s, const struct bitnet_product *p, size_t first, size_t n, int32_t *dots);
void bitnet_cpu_finish_rows(struct bitnet_session *s, const struct bitnet_product *p, size_t first, size_t n, const int32_t *dots);

/*
 * skip.c: the product of the down projection for the one token whose normalised input is in s->h, to s->h.  false: this
 * layer or token has to be computed whole; nothing was done.
 */
bool bitnet_skip_feed_forward(struct bitnet_session *s, const struct bitnet_layer *l);

/* One row of an embedding as floats. */
void bitnet_cpu_row(const struct bitnet_kernels *k, const struct bitnet_matrix *w, size_t row, float *y);

/* infer-attn.c: attention of n_tokens new positions of a layer over the cache, heads side by side in out (n_wide apart). */
void bitnet_cpu_attention(struct bitnet_session *s, uint32_t layer, float *out, size_t n_tokens);

/* Where the keys (which = 0) or values (1) of a kv head of a layer begin. */
uint8_t *bitnet_session_cache(const struct bitnet_session *s, uint32_t layer, int which, size_t head);

/*
 * trig.c: the same bits everywhere.  sin and cos for |x| <= 2^30, error below 4e-16; pow for base
 * 1e-6..1e12 and |y| <= 1, relative error below 1e-15; exp with relative error below 4e-16, 0 up to -708 and
 * infinite above 709; log of a normal x > 0, error below 4e-16 of the result or of 1.
 */
void bitnet_trig_sincos(double x, double *sine, double *cosine);
double bitnet_trig_pow(double base, double y);
double bitnet_trig_exp(double x);
double bitnet_trig_log(double x);

#endif

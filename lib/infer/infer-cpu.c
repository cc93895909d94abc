/* SPDX-License-Identifier: MIT */
/*
 * Matrix products on the pool: the work is cut over rows, and what is computed for a row does not
 * depend on the cut.
 */
#include <math.h>
#include <string.h>

#include "infer/infer-int.h"

/* Kernels that take many tokens unpack as many rows at a time: no thread's share ends inside. */
#define PANEL_ROWS 32

/* Bytes of activations that stay in the second cache while the rows of a matrix pass. */
#define INPUT_BYTES ((size_t)900 << 10)

struct products {
	struct bitnet_session *s;
	const struct bitnet_product *p;
	size_t n, n_tokens;
	const struct bitnet_input *in;
	bool keep;              /* inputs stay as floats in in->to */
	const float *x;         /* what dense matrices read */
	size_t x_stride;
	size_t n_rows;          /* of all matrices, one after another */
};

/* Of many tokens, how many are multiplied by all rows before the next: even shares of whole tiles. */
static size_t tokens_together(const struct bitnet_matrix *w, size_t n_tokens)
{
	size_t parts = 1 + n_tokens * w->n_padded / INPUT_BYTES, n = (n_tokens + parts - 1) / parts;

	return (n + 31) / 32 * 32;
}

/* The scale and the bias of the product, in this order. */
static void scale_and_bias(const struct bitnet_matrix *w, float *y, size_t first, size_t n)
{
	size_t r;

	for (r = 0; w->out_scale && r < n; r++)
		y[r] *= *w->out_scale;
	for (r = 0; w->bias && r < n; r++)
		y[r] += w->bias[first + r];
}

/* n rows from sums of token t; y may be the sums. */
static void finish_row(struct bitnet_session *s, const struct bitnet_matrix *w, float *y, const int32_t *dots, size_t first, size_t n, size_t t)
{
	s->k.scale_i32(y, dots, n, s->q8_scale[t], w->scale);
	scale_and_bias(w, y, first, n);
}

/* Tokens t..t+n_tokens. */
static void dot_rows(struct bitnet_session *s, const struct bitnet_matrix *w, size_t first, size_t n, size_t t, size_t n_tokens, int32_t *dots)
{
	s->k.gemm_tern(dots, BITNET_SUM_STRIDE, w->data + first * w->row_bytes, w->row_bytes, n, w->n_padded, s->q8 + t * s->q8_stride,
		       s->q8_stride, s->q8_sum + t, n_tokens);
}

/* The sums of BITNET_SUM_ROWS rows at a time are kept, which stay in the cache. */
static void some_ternary_rows(struct bitnet_session *s, const struct bitnet_product *p, size_t first, size_t n, size_t t, size_t n_tokens,
			      int32_t *dots)
{
	size_t end = first + n, i;

	for (; first < end; first += n) {
		n = end - first > BITNET_SUM_ROWS ? BITNET_SUM_ROWS : end - first;
		dot_rows(s, p->w, first, n, t, n_tokens, dots);
		for (i = 0; i < n_tokens; i++)
			finish_row(s, p->w, p->y + (t + i) * p->y_stride + first, dots + i * BITNET_SUM_STRIDE, first, n, t + i);
	}
}

/* y = dot / s * w. */
static void ternary_rows(struct bitnet_session *s, const struct bitnet_product *p, size_t first, size_t n, size_t n_tokens, int32_t *dots)
{
	size_t now = tokens_together(p->w, n_tokens), t;

	if (n_tokens == 1) {
		bitnet_cpu_ternary_rows(s, p, first, n, dots);
		return;
	}
	for (t = 0; t < n_tokens; t += now) {
		if (now > n_tokens - t)
			now = n_tokens - t;
		some_ternary_rows(s, p, first, n, t, now, dots);
	}
}

/* Where blocks have scales of their own: acc = fma(dot of the block, its scale, acc) in order, then / s. */
static void some_block_rows(struct bitnet_session *s, const struct bitnet_product *p, size_t first, size_t n, size_t n_tokens, int32_t *dots)
{
	const struct bitnet_matrix *w = p->w;
	size_t n_blocks = w->n_padded / BITNET_TQ_BLOCK, b, t, r;

	for (t = 0; t < n_tokens; t++)
		memset(p->y + t * p->y_stride + first, 0, n * sizeof(*p->y));
	for (b = 0; b < n_blocks; b++) {
		s->k.gemm_tern(dots, BITNET_SUM_STRIDE, w->data + first * w->row_bytes + b * (BITNET_TQ_BLOCK / 4), w->row_bytes, n,
			       BITNET_TQ_BLOCK, s->q8 + b * BITNET_TQ_BLOCK, s->q8_stride, s->q8_block_sum + b * s->n_batch, n_tokens);
		for (t = 0; t < n_tokens; t++) {
			float *y = p->y + t * p->y_stride + first;

			for (r = 0; r < n; r++)
				y[r] = fmaf((float)dots[t * BITNET_SUM_STRIDE + r], w->block_scales[(first + r) * n_blocks + b], y[r]);
		}
	}
	for (t = 0; t < n_tokens; t++)
		for (r = 0; r < n; r++)
			p->y[t * p->y_stride + first + r] /= s->q8_scale[t];
}

static void block_rows(struct bitnet_session *s, const struct bitnet_product *p, size_t first, size_t n, size_t n_tokens, int32_t *dots)
{
	size_t end = first + n;

	for (; first < end; first += n) {
		n = end - first > BITNET_SUM_ROWS ? BITNET_SUM_ROWS : end - first;
		some_block_rows(s, p, first, n, n_tokens, dots);
	}
}

/* The inputs of so many tokens stay in the cache while the rows pass: 1 MiB, 16 at least. */
static size_t tokens_at_once(size_t n_cols)
{
	size_t n = ((size_t)1 << 18) / n_cols;

	return n < 16 ? 16 : n;
}

static void dense_rows(const struct products *a, const struct bitnet_product *p, size_t first, size_t n)
{
	const struct bitnet_matrix *w = p->w;
	size_t t, now;

	for (t = 0; t < a->n_tokens; t += now) {
		now = tokens_at_once(w->n_cols) < a->n_tokens - t ? tokens_at_once(w->n_cols) : a->n_tokens - t;
		a->s->k.gemm_dense[w->dense](p->y + t * p->y_stride + first, p->y_stride, w->data + first * w->row_bytes, w->row_bytes, n,
					     w->n_cols, a->x + t * a->x_stride, a->x_stride, now);
	}
}

/* Rows first..first+n of one matrix. */
static void some_rows(const struct products *a, const struct bitnet_product *p, size_t first, size_t n, uint32_t thread)
{
	struct bitnet_session *s = a->s;
	int32_t *dots = s->dots + thread * s->n_dots;
	const struct bitnet_matrix *w = p->w;
	size_t t;

	if (w->ternary && !w->block_scales) {
		ternary_rows(s, p, first, n, a->n_tokens, dots);
		return;
	}
	if (w->ternary)
		block_rows(s, p, first, n, a->n_tokens, dots);
	else
		dense_rows(a, p, first, n);
	for (t = 0; t < a->n_tokens; t++)
		scale_and_bias(w, p->y + t * p->y_stride + first, first, n);
}

static void product_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct products *a = arg;
	size_t i, start = 0;

	for (i = 0; i < a->n; i++) {
		size_t rows = a->p[i].w->n_rows, lo = begin > start ? begin - start : 0, hi = end > start ? end - start : 0;

		if (hi > rows)
			hi = rows;
		if (lo < hi)
			some_rows(a, &a->p[i], lo, hi - lo, thread);
		start += rows;
	}
}

void bitnet_cpu_norm(const struct bitnet_session *s, float *y, const float *x, const float *weight, const float *bias, size_t n)
{
	if (bias)
		s->k.layernorm(y, x, weight, bias, n, s->m->hp.eps);
	else
		s->k.rmsnorm(y, x, weight, n, s->m->hp.eps);
}

bitnet_glu_fn *bitnet_cpu_glu(const struct bitnet_session *s)
{
	const struct bitnet_hparams *hp = &s->m->hp;

	return hp->act == BITNET_ACT_RELU2 ? s->k.glu_relu2 : hp->act == BITNET_ACT_SILU ? s->k.glu_silu : s->k.glu_gelu;
}

void bitnet_cpu_finish_rows(struct bitnet_session *s, const struct bitnet_product *p, size_t first, size_t n, const int32_t *dots)
{
	finish_row(s, p->w, p->y + first, dots, first, n, 0);
}

void bitnet_cpu_ternary_rows(struct bitnet_session *s, const struct bitnet_product *p, size_t first, size_t n, int32_t *dots)
{
	const struct bitnet_matrix *w = p->w;

	s->k.gemv_tern(dots, w->data + first * w->row_bytes, w->row_bytes, NULL, n, w->n_padded, s->q8, s->q8_sum[0]);
	bitnet_cpu_finish_rows(s, p, first, n, dots);
}

void bitnet_cpu_quantise(struct bitnet_session *s, const struct bitnet_matrix *w, const float *x)
{
	s->q8_scale[0] = s->k.quant_i8(s->q8, x, w->n_cols, w->n_padded, &s->q8_sum[0]);
}

/* The input of token t as floats, of which only the products know unless `keep`. */
static const float *input_row(const struct products *a, size_t t, size_t n, uint32_t thread)
{
	struct bitnet_session *s = a->s;
	const struct bitnet_input *in = a->in;
	float *x = in->x + t * in->stride, *y;

	if (in->more)
		s->k.add(x, in->more + t * in->more_stride, n);
	if (!in->weight)
		return x;
	y = a->keep ? in->to + t * in->to_stride : s->row + thread * s->n_row;
	bitnet_cpu_norm(s, y, x, in->weight, in->bias, n);
	return y;
}

/* A token's input as int8, with the sums that the kernels want. */
static void quantise(const struct products *a, const struct bitnet_matrix *w, const float *x, size_t t)
{
	struct bitnet_session *s = a->s;
	int8_t *q = s->q8 + t * s->q8_stride;
	bool blocks = false;
	size_t i, b;

	for (i = 0; i < a->n; i++)
		blocks |= a->p[i].w->block_scales != NULL;
	s->q8_scale[t] = s->k.quant_i8(q, x, w->n_cols, w->n_padded, &s->q8_sum[t]);
	for (b = 0; blocks && b < w->n_padded / BITNET_TQ_BLOCK; b++) {
		int32_t sum = 0;

		for (i = 0; i < BITNET_TQ_BLOCK; i++)
			sum += q[b * BITNET_TQ_BLOCK + i];
		s->q8_block_sum[b * s->n_batch + t] = sum;
	}
}

static void take_inputs(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct products *a = arg;
	const struct bitnet_matrix *ternary = NULL;
	size_t i, t;

	for (i = 0; i < a->n; i++)
		if (a->p[i].w->ternary)
			ternary = a->p[i].w;
	for (t = begin; t < end; t++) {
		const float *x = input_row(a, t, a->p[0].w->n_cols, thread);

		if (ternary)
			quantise(a, ternary, x, t);
	}
}

/* Everything about products of this input, and the input as they want it. */
static struct products begin_products(struct bitnet_session *s, const struct bitnet_product *p, size_t n_products,
				      const struct bitnet_input *in, size_t n_tokens)
{
	struct products a = { s, p, n_products, n_tokens, in, false, in->weight ? in->to : in->x, in->weight ? in->to_stride : in->stride, 0 };
	size_t i;

	s->q8_stride = 0;
	for (i = 0; i < n_products; i++) {
		a.n_rows += p[i].w->n_rows;
		/* An odd number of cache lines: rows of tokens do not fall on one another. */
		if (p[i].w->ternary)
			s->q8_stride = p[i].w->n_padded | 64;
		else
			a.keep = true;
	}
	if (s->q8_stride || in->more || in->weight)
		bitnet_pool_run(s->pool, take_inputs, &a, n_tokens, 1);
	return a;
}

/* A thread's least share of rows. */
static size_t row_grain(size_t n_cols, size_t n_tokens)
{
	size_t grain = 1 + BITNET_MIN_WORK / (n_cols * n_tokens);

	return n_tokens > 1 ? (grain + PANEL_ROWS - 1) / PANEL_ROWS * PANEL_ROWS : grain;
}

void bitnet_cpu_products(struct bitnet_session *s, const struct bitnet_product *p, size_t n_products, const struct bitnet_input *in,
			 size_t n_tokens)
{
	struct products a = begin_products(s, p, n_products, in, n_tokens);

	bitnet_pool_run(s->pool, product_rows, &a, a.n_rows, row_grain(p[0].w->n_cols, n_tokens));
}

/* Rows first..first+n of gate and up, tokens t..t+n_tokens: their sums become floats and one product while they are in the cache. */
static void some_gated_rows(const struct products *a, size_t first, size_t n, size_t t, size_t n_tokens, int32_t *gate)
{
	struct bitnet_session *s = a->s;
	const struct bitnet_product *p = a->p;
	int32_t *up = gate + n_tokens * BITNET_SUM_STRIDE;
	size_t i;

	dot_rows(s, p[0].w, first, n, t, n_tokens, gate);
	dot_rows(s, p[1].w, first, n, t, n_tokens, up);
	for (i = 0; i < n_tokens; i++, gate += BITNET_SUM_STRIDE, up += BITNET_SUM_STRIDE) {
		float *g = (float *)(void *)gate, *u = (float *)(void *)up;

		finish_row(s, p[0].w, g, gate, first, n, t + i);
		finish_row(s, p[1].w, u, up, first, n, t + i);
		bitnet_cpu_glu(s)(p[1].y + (t + i) * p[1].y_stride + first, g, u, n);
	}
}

static void gated_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct products *a = arg;
	size_t together = tokens_together(a->p[0].w, a->n_tokens), t, now, r, n;

	for (t = 0; t < a->n_tokens; t += now) {
		now = together < a->n_tokens - t ? together : a->n_tokens - t;
		for (r = begin; r < end; r += n) {
			n = end - r > BITNET_SUM_ROWS ? BITNET_SUM_ROWS : end - r;
			some_gated_rows(a, r, n, t, now, a->s->dots + thread * a->s->n_dots);
		}
	}
}

bool bitnet_cpu_gated(struct bitnet_session *s, const struct bitnet_product p[2], const struct bitnet_input *in, size_t n_tokens)
{
	struct products a;

	if (n_tokens == 1 || !p[0].w->ternary || p[0].w->block_scales || !p[1].w->ternary || p[1].w->block_scales)
		return false;
	a = begin_products(s, p, 2, in, n_tokens);
	bitnet_pool_run(s->pool, gated_rows, &a, p[0].w->n_rows, row_grain(p[0].w->n_cols, n_tokens));
	return true;
}

void bitnet_cpu_row(const struct bitnet_kernels *k, const struct bitnet_matrix *w, size_t row, float *y)
{
	const uint8_t *data = w->data + row * w->row_bytes;
	size_t c;

	if (!w->ternary) {
		k->dequant[w->dense](y, data, w->n_cols);
		return;
	}
	for (c = 0; c < w->n_cols; c++) {
		int code = data[c / 128 * 32 + c % 32] >> (6 - 2 * (c % 128 / 32)) & 3;
		float scale = w->block_scales ? w->block_scales[row * (w->n_padded / BITNET_TQ_BLOCK) + c / BITNET_TQ_BLOCK] : w->scale;

		y[c] = (float)(code - 1) * scale;
	}
}

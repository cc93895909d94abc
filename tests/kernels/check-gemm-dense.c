/* SPDX-License-Identifier: MIT */
/* gemm_dense: sums in double of the elements of check_element(), and bits for every tile. */
#include <math.h>
#include <string.h>

#include "check.h"

struct shape {
	size_t rows, cols, tokens, row_bytes, x_stride, y_stride;
};

/* Rows and tokens further apart than they are long. */
static struct shape shape(enum bitnet_dense f, size_t rows, size_t cols, size_t tokens)
{
	struct shape s = { rows, cols, tokens, check_row_bytes(f, cols) + (f == BITNET_DENSE_F32 ? 4 : 2), cols + 1, rows + 2 };

	return s;
}

static uint8_t *make_w(const struct check *c, enum bitnet_dense f, const struct shape *s)
{
	uint8_t *w = check_buf(c, s->rows * s->row_bytes, 1);
	size_t r;

	for (r = 0; r < s->rows; r++)
		check_fill_row(w + r * s->row_bytes, f, s->cols, c->kind);
	return w;
}

static float *make_x(const struct check *c, const struct shape *s)
{
	float *x = check_buf(c, (s->tokens - 1) * s->x_stride + s->cols, sizeof(*x));
	size_t t;

	for (t = 0; t < s->tokens; t++)
		check_fill_f32(x + t * s->x_stride, s->cols, c->kind);
	return x;
}

static size_t y_size(const struct shape *s)
{
	return (s->tokens - 1) * s->y_stride + s->rows;
}

/* 16 lanes of n / 16 terms, then four additions: an error of n / 16 + 6 roundings of the sum of magnitudes. */
static void values(const struct check *c, enum bitnet_dense f)
{
	size_t cols = check_block(f) == 1 ? 301 : 4 * check_block(f);
	struct shape s = shape(f, 5, cols, 3);
	double worst = 0;
	size_t r, t, i;
	uint8_t *w;
	float *x, *y;

	if (!check_case(c, "%zux%zux%zu", s.rows, s.cols, s.tokens))
		return;
	w = make_w(c, f, &s);
	x = make_x(c, &s);
	y = check_dst(c, y_size(&s), sizeof(*y));
	c->k->gemm_dense[f](y, s.y_stride, w, s.row_bytes, s.rows, s.cols, x, s.x_stride, s.tokens);
	for (t = 0; t < s.tokens; t++)
		for (r = 0; r < s.rows; r++) {
			double sum = 0, mag = 0, tol;

			for (i = 0; i < s.cols; i++) {
				double term = check_element(w + r * s.row_bytes, f, i) * (double)x[t * s.x_stride + i];

				sum += term;
				mag += fabs(term);
			}
			tol = mag * ((double)s.cols / 16 + 6) * 0x1p-24;
			check_near(t * s.y_stride + r, (double)y[t * s.y_stride + r], sum, tol);
			worst = fmax(worst, fabs((double)y[t * s.y_stride + r] - sum) / tol);
		}
	check_note("%s: largest error %.2f of the bound", c->op, worst);
}

static void one(const struct check *c, enum bitnet_dense f, size_t rows, size_t cols, size_t tokens)
{
	struct shape s = shape(f, rows, cols, tokens);
	uint8_t *w;
	float *x, *want, *got;

	if (!check_case(c, "%zux%zux%zu", rows, cols, tokens))
		return;
	w = make_w(c, f, &s);
	x = make_x(c, &s);
	want = check_dst(c, y_size(&s), sizeof(*want));
	got = check_dst(c, y_size(&s), sizeof(*got));
	c->c->gemm_dense[f](want, s.y_stride, w, s.row_bytes, rows, cols, x, s.x_stride, tokens);
	c->k->gemm_dense[f](got, s.y_stride, w, s.row_bytes, rows, cols, x, s.x_stride, tokens);
	check_same_f32(c, got, want, y_size(&s));
}

static void bits(const struct check *from, enum bitnet_dense f)
{
	static const size_t rows[] = { 1, 2, 3, 4, 5, 7, 9 }, tokens[] = { 1, 2, 3, 4, 5, 9 };
	struct check c = *from;
	size_t block = check_block(f), last = block == 1 ? 35 : 3 * block, cols, r, t;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (cols = block; cols <= last; cols += block)
			for (r = 0; r < sizeof(rows) / sizeof(rows[0]); r++)
				for (t = 0; t < sizeof(tokens) / sizeof(tokens[0]); t++)
					one(&c, f, rows[r], cols, tokens[t]);
	c.shift = 0;
	one(&c, f, 6, block == 1 ? 517 : 8 * block, 6);
	/* Panels of rows and columns, and more tokens than their sums are kept of. */
	for (r = 7; r < 18; r++)
		one(&c, f, r, block == 1 ? 760 + r : 4 * block, r - 3);
	one(&c, f, 9, block == 1 ? 1601 : 7 * block, 101);
	if (block == 1)
		return;
	/* Rows and tokens beyond one piece of those that work on pieces, and a last piece that is short. */
	one(&c, f, 11, block == 32 ? 1024 + 96 : 1024 + 256, 1);
	one(&c, f, 19, block == 32 ? 1024 + 96 : 1024 + 256, 75);
}

#define BOTH(name, f) \
	static void values_##name(const struct check *c) { values(c, f); } \
	static void bits_##name(const struct check *c) { bits(c, f); }
BOTH(f32, BITNET_DENSE_F32)
BOTH(f16, BITNET_DENSE_F16)
BOTH(bf16, BITNET_DENSE_BF16)
BOTH(q8_0, BITNET_DENSE_Q8_0)
BOTH(q4_0, BITNET_DENSE_Q4_0)
BOTH(q6_k, BITNET_DENSE_Q6_K)
BOTH(q4_1, BITNET_DENSE_Q4_1)
BOTH(q5_0, BITNET_DENSE_Q5_0)
BOTH(q5_1, BITNET_DENSE_Q5_1)
BOTH(iq4_nl, BITNET_DENSE_IQ4_NL)
BOTH(q4_k, BITNET_DENSE_Q4_K)
BOTH(q5_k, BITNET_DENSE_Q5_K)

void check_gemm_dense(void)
{
	static const struct {
		const char *op;
		check_fn *values, *bits;
	} all[] = {
		{ "gemm_dense_f32", values_f32, bits_f32 },
		{ "gemm_dense_f16", values_f16, bits_f16 },
		{ "gemm_dense_bf16", values_bf16, bits_bf16 },
		{ "gemm_dense_q8_0", values_q8_0, bits_q8_0 },
		{ "gemm_dense_q4_0", values_q4_0, bits_q4_0 },
		{ "gemm_dense_q6_k", values_q6_k, bits_q6_k },
		{ "gemm_dense_q4_1", values_q4_1, bits_q4_1 },
		{ "gemm_dense_q5_0", values_q5_0, bits_q5_0 },
		{ "gemm_dense_q5_1", values_q5_1, bits_q5_1 },
		{ "gemm_dense_iq4_nl", values_iq4_nl, bits_iq4_nl },
		{ "gemm_dense_q4_k", values_q4_k, bits_q4_k },
		{ "gemm_dense_q5_k", values_q5_k, bits_q5_k },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		check_value(all[i].op, "is the sum in double within its rounding error bound", all[i].values);
		check_bits(all[i].op, all[i].bits);
	}
}

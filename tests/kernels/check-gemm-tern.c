/* SPDX-License-Identifier: MIT */
/* gemm_tern: the sum of weights times activations in 64 bits, from weights kept apart from their codes. */
#include <stdlib.h>
#include <string.h>

#include "check.h"

struct shape {
	size_t rows, cols, tokens, row_bytes, q_stride, y_stride;
};

static struct shape shape(size_t rows, size_t blocks, size_t tokens)
{
	struct shape s = { rows, 128 * blocks, tokens, 32 * blocks + 3, 128 * blocks + 5, rows + 2 };

	return s;
}

/* Column col of a canonical I2_S row (formats.md 4.1): block col / 128, group g, position p. */
static void set_weight(uint8_t *row, size_t col, int weight)
{
	size_t b = col / 128, g = col % 128 / 32, p = col % 32;

	row[32 * b + p] = (uint8_t)(row[32 * b + p] | (weight + 1) << (6 - 2 * g));
}

/*
 * Kinds: random; zero weights and activations; the extremes, one a row (codes all 2 or all 0, all
 * q -128 or 127); q of -128, 127 and 0 at random; activations of one.
 */
static int pick_weight(enum check_kind kind, size_t row)
{
	if (kind == CHECK_ZERO)
		return 0;
	return kind == CHECK_LARGE ? (row % 2 ? -1 : 1) : (int)(check_random() % 3) - 1;
}

static int8_t pick_q(enum check_kind kind, size_t token)
{
	static const int8_t ends[] = { -128, 127, 0, -127 };

	switch (kind) {
	case CHECK_ZERO:
		return 0;
	case CHECK_LARGE:
		return token % 2 ? 127 : -128;
	case CHECK_SPECIAL:
		return ends[check_random() % 4];
	case CHECK_SUBNORMAL:
		return 1;
	default:
		return (int8_t)check_random();
	}
}

struct operands {
	uint8_t *w;
	int8_t *weights, *q;
	int32_t *q_sum;
};

static struct operands make(const struct check *c, const struct shape *s)
{
	struct operands o;
	size_t r, t, i;

	o.w = check_buf(c, s->rows * s->row_bytes, 1);
	o.weights = check_buf(c, s->rows * s->cols, 1);
	o.q = check_buf(c, (s->tokens - 1) * s->q_stride + s->cols, 1);
	o.q_sum = check_buf(c, s->tokens, sizeof(*o.q_sum));
	for (r = 0; r < s->rows; r++) {
		memset(o.w + r * s->row_bytes, 0, s->cols / 4);
		for (i = 0; i < s->cols; i++) {
			o.weights[r * s->cols + i] = (int8_t)pick_weight(c->kind, r);
			set_weight(o.w + r * s->row_bytes, i, o.weights[r * s->cols + i]);
		}
	}
	for (t = 0; t < s->tokens; t++) {
		o.q_sum[t] = 0;
		for (i = 0; i < s->cols; i++) {
			o.q[t * s->q_stride + i] = pick_q(c->kind, t);
			o.q_sum[t] += o.q[t * s->q_stride + i];
		}
	}
	return o;
}

static size_t y_size(const struct shape *s)
{
	return (s->tokens - 1) * s->y_stride + s->rows;
}

static void run(const struct check *c, const struct bitnet_kernels *k, int32_t *y, const struct shape *s,
		const struct operands *o)
{
	(void)c;
	k->gemm_tern(y, s->y_stride, o->w, s->row_bytes, s->rows, s->cols, o->q, s->q_stride, o->q_sum, s->tokens);
}

static void values(const struct check *from)
{
	struct check c = *from;
	struct shape s = shape(4, 17, 3);
	int kind;

	for (kind = 0; kind < CHECK_KINDS; kind++) {
		struct operands o;
		size_t r, t, i;
		int32_t *y;

		c.kind = (enum check_kind)kind;
		if (!check_case(&c, "%zux%zux%zu", s.rows, s.cols, s.tokens))
			continue;
		o = make(&c, &s);
		y = check_dst(&c, y_size(&s), sizeof(*y));
		run(&c, c.k, y, &s, &o);
		for (t = 0; t < s.tokens; t++)
			for (r = 0; r < s.rows; r++) {
				int64_t sum = 0;

				for (i = 0; i < s.cols; i++)
					sum += o.weights[r * s.cols + i] * o.q[t * s.q_stride + i];
				check_near(t * s.y_stride + r, y[t * s.y_stride + r], (double)sum, 0);
			}
	}
}

/* At 2^24 - 128 columns the sum of code * q leaves 32 bits, the result does not. */
static void widest(const struct check *c)
{
	size_t cols = (1u << 24) - 128;
	uint8_t *w = malloc(cols / 4);
	int8_t *q = malloc(cols);
	int32_t sum = (int32_t)cols * -128, y = 0, sums[33], many_y[33];
	size_t i;

	if (!w || !q || !check_case(c, "1x%zux1", cols)) {
		free(w);
		free(q);
		return;
	}
	memset(q, -128, cols);
	memset(w, 0xaa, cols / 4);
	c->k->gemm_tern(&y, 1, w, cols / 4, 1, cols, q, cols, &sum, 1);
	if (y != sum)
		check_fail("y want %d got %d", sum, y);
	memset(w, 0x00, cols / 4);
	c->k->gemm_tern(&y, 1, w, cols / 4, 1, cols, q, cols, &sum, 1);
	if (y != -sum)
		check_fail("y want %d got %d", -sum, y);
	/* Many tokens that are the same one. */
	for (i = 0; c->level && i < 33; i++)
		sums[i] = sum;
	if (c->level)
		c->k->gemm_tern(many_y, 1, w, cols / 4, 1, cols, q, 0, sums, 33);
	for (i = 0; c->level && i < 33; i++)
		if (many_y[i] != -sum)
			check_fail("y[%zu] want %d got %d", i, -sum, many_y[i]);
	free(w);
	free(q);
}

static void one(const struct check *c, size_t rows, size_t blocks, size_t tokens)
{
	struct shape s = shape(rows, blocks, tokens);
	struct operands o;
	int32_t *want, *got;

	if (!check_case(c, "%zux%zux%zu", s.rows, s.cols, s.tokens))
		return;
	o = make(c, &s);
	want = check_dst(c, y_size(&s), sizeof(*want));
	got = check_dst(c, y_size(&s), sizeof(*got));
	run(c, c->c, want, &s, &o);
	run(c, c->k, got, &s, &o);
	check_same_i32(c, got, want, y_size(&s));
}

/* Panels of rows and blocks of tokens: every tail of each, in one piece of columns and in several. */
static void many(struct check *c)
{
	static const size_t rows[] = { 15, 16, 17, 31, 32, 33, 65 }, tokens[] = { 7, 8, 10, 11, 12, 13, 17, 24, 31, 32, 33, 47, 65 };
	static const size_t blocks[] = { 1, 4, 5, 9 };
	size_t r, t;

	for (c->shift = 0; c->shift < 2; c->shift++)
		for (r = 0; r < sizeof(rows) / sizeof(rows[0]); r++)
			for (t = 0; t < sizeof(tokens) / sizeof(tokens[0]); t++)
				one(c, rows[r], blocks[(r + t) % 4], tokens[t]);
	c->shift = 0;
	one(c, 70, 2, 515);
	one(c, 40, 11, 291);
	one(c, 530, 3, 40);
}

static void bits(const struct check *from)
{
	static const size_t blocks[] = { 1, 2, 3, 16, 17, 33 }, rows[] = { 1, 2, 3, 4, 5, 9 }, tokens[] = { 1, 2, 3, 4, 5, 6, 9, 16 };
	struct check c = *from;
	size_t b, r, t;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (b = 0; b < 3; b++)
			for (r = 0; r < 6; r++)
				for (t = 0; t < 8; t++)
					one(&c, rows[r], blocks[b], tokens[t]);
	many(&c);
	c.shift = 0;
	for (b = 3; b < 6; b++)
		for (t = 0; t < 8; t++)
			one(&c, 5, blocks[b], tokens[t]);
	if (c.kind == CHECK_LARGE)
		widest(&c);
}

void check_gemm_tern(void)
{
	check_value("gemm_tern", "is the exact sum, with all kinds of codes and activations", values);
	check_value("gemm_tern", "is exact at the largest number of columns with the largest sum", widest);
	check_bits("gemm_tern", bits);
}

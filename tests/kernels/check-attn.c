/* SPDX-License-Identifier: MIT */
/* Attention against the softmax of all scores at once, in double. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { F16, F32, Q8_0 };

static const char *const ops[] = { "attn_f16", "attn_f32", "attn_q8_0" };

struct operands {
	int type;
	size_t stride;			/* bytes */
	float *q;
	uint8_t *k, *v;
};

static int type_of(const struct check *c)
{
	int type = 0;

	while (strcmp(c->op, ops[type]) != 0)
		type++;
	return type;
}

static size_t row_bytes(int type, size_t dim)
{
	return type == Q8_0 ? (dim + 31) / 32 * 34 : dim * (type == F16 ? 2 : 4);
}

/* Rows of the cache, with a gap between them. */
static uint8_t *make_rows(const struct check *c, const struct operands *o, size_t n_pos, size_t dim)
{
	size_t gap = o->stride - row_bytes(o->type, dim), n = n_pos * o->stride - gap, pos;
	uint8_t *rows = check_buf(c, n, 1);

	if (o->type == F16) {
		check_fill_f16(rows, n / 2, c->kind);
	} else if (o->type == F32) {
		check_fill_f32(rows, n / 4, c->kind);
	} else {
		float *x = malloc(dim * sizeof(*x));

		if (!x)
			check_fail("out of memory for %zu floats", dim);
		for (pos = 0; pos < n_pos; pos++) {
			check_fill_f32(x, dim, c->kind);
			c->c->to_q8_0(rows + pos * o->stride, x, dim);
		}
		free(x);
	}
	return rows;
}

static struct operands make(const struct check *c, size_t n_pos, size_t dim)
{
	struct operands o = { .type = type_of(c) };

	o.stride = row_bytes(o.type, dim) + (o.type == F32 ? 12 : 6);
	o.q = check_buf(c, dim, sizeof(*o.q));
	check_fill_f32(o.q, dim, c->kind);
	o.k = make_rows(c, &o, n_pos, dim);
	o.v = make_rows(c, &o, n_pos, dim);
	return o;
}

static double element(const struct operands *o, const uint8_t *rows, size_t pos, size_t d)
{
	const uint8_t *row = rows + pos * o->stride;
	uint16_t h;
	float f;

	switch (o->type) {
	case F16:
		memcpy(&h, row + 2 * d, 2);
		return check_half(h);
	case Q8_0:
		memcpy(&h, row + d / 32 * 34, 2);
		return check_half(h) * (int8_t)row[d / 32 * 34 + 2 + d % 32];
	default:
		memcpy(&f, row + 4 * d, 4);
		return (double)f;
	}
}

static bitnet_attn_fn *attn_of(const struct check *c, const struct bitnet_kernels *k)
{
	switch (type_of(c)) {
	case F16:
		return k->attn_f16;
	case Q8_0:
		return k->attn_q8_0;
	default:
		return k->attn_f32;
	}
}

static void naive(double *out, const struct operands *o, size_t n_pos, size_t dim, double scale)
{
	double s[256], m = -HUGE_VAL, sum = 0;
	size_t j, d;

	for (j = 0; j < n_pos; j++) {
		s[j] = 0;
		for (d = 0; d < dim; d++)
			s[j] += (double)o->q[d] * element(o, o->k, j, d);
		s[j] *= scale;
		m = fmax(m, s[j]);
	}
	for (j = 0; j < n_pos; j++)
		sum += s[j] = exp(s[j] - m);
	for (d = 0; d < dim; d++) {
		out[d] = 0;
		for (j = 0; j < n_pos; j++)
			out[d] += s[j] / sum * element(o, o->v, j, d);
	}
}

/* Scores up to about 30 keep an absolute error below 1e-5, values are below 4. */
static void value(const struct check *c)
{
	static const size_t sizes[] = { 1, 2, 63, 64, 65, 128, 200 };
	double want[128], worst = 0;
	size_t i, d, dim = 128;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct operands o;
		float *out;

		if (!check_case(c, "%zux%zu", sizes[i], dim))
			continue;
		o = make(c, sizes[i], dim);
		out = check_dst(c, dim, sizeof(*out));
		naive(want, &o, sizes[i], dim, 0.0883883461);
		attn_of(c, c->k)(out, dim, o.q, dim, 1, 1, o.k, o.v, o.stride, sizes[i], dim, 0.0883883461f);
		for (d = 0; d < dim; d++) {
			check_near(d, (double)out[d], want[d], 2e-5);
			worst = fmax(worst, fabs((double)out[d] - want[d]));
		}
	}
	check_note("%s: largest error %.3g", c->op, worst);
}

/* Rising scores change the maximum in every tile; falling ones let whole tiles vanish. */
static void slopes(const struct check *c)
{
	double want[16];
	struct operands o;
	size_t j, d, n_pos = 200, dim = 16;
	float *out;
	int dir;

	for (dir = -1; dir <= 1; dir += 2) {
		if (!check_case(c, "slope%d", dir))
			continue;
		o = make(c, n_pos, dim);
		out = check_dst(c, dim, sizeof(*out));
		for (j = 0; j < n_pos; j++) {
			float row[16];
			uint8_t *k = o.k + j * o.stride;

			for (d = 0; d < dim; d++)
				row[d] = (float)(dir * (double)j / 16);
			if (o.type == F16)
				c->k->to_f16((uint16_t *)(void *)k, row, dim);
			else if (o.type == Q8_0)
				c->k->to_q8_0(k, row, dim);
			else
				memcpy(k, row, sizeof(row));
		}
		for (d = 0; d < dim; d++)
			o.q[d] = 1.0f;
		naive(want, &o, n_pos, dim, 1);
		attn_of(c, c->k)(out, dim, o.q, dim, 1, 1, o.k, o.v, o.stride, n_pos, dim, 1.0f);
		for (d = 0; d < dim; d++)
			check_near(d, (double)out[d], want[d], 2e-5);
	}
}

static void one(const struct check *c, size_t n_pos, size_t dim)
{
	struct operands o;
	float *want, *got;

	if (!check_case(c, "%zux%zu", n_pos, dim))
		return;
	o = make(c, n_pos, dim);
	want = check_dst(c, dim, sizeof(*want));
	got = check_dst(c, dim, sizeof(*got));
	attn_of(c, c->c)(want, dim, o.q, dim, 1, 1, o.k, o.v, o.stride, n_pos, dim, 0.25f);
	attn_of(c, c->k)(got, dim, o.q, dim, 1, 1, o.k, o.v, o.stride, n_pos, dim, 0.25f);
	check_same_f32(c, got, want, dim);
}

/* n_tokens tokens of n_heads heads, the first of which sees n_pos positions; rows further apart than they are long. */
static void group(const struct check *c, size_t n_heads, size_t n_tokens, size_t n_pos, size_t dim)
{
	size_t wide = n_heads * dim + 5, n = (n_tokens - 1) * wide + n_heads * dim;
	struct operands o;
	float *want, *got, *q;

	if (!check_case(c, "%zux%zux%zux%zu", n_heads, n_tokens, n_pos, dim))
		return;
	o = make(c, n_pos + n_tokens - 1, dim);
	q = check_buf(c, n, sizeof(*q));
	check_fill_f32(q, n, c->kind);
	want = check_dst(c, n, sizeof(*want));
	got = check_dst(c, n, sizeof(*got));
	attn_of(c, c->c)(want, wide, q, wide, n_heads, n_tokens, o.k, o.v, o.stride, n_pos, dim, 0.25f);
	attn_of(c, c->k)(got, wide, q, wide, n_heads, n_tokens, o.k, o.v, o.stride, n_pos, dim, 0.25f);
	check_same_f32(c, got, want, n);
}

/*
 * Scores at the lower end of exp and beside it, far below a first one whose value is zero: what they
 * give is all there is.
 */
static void ends(const struct check *c)
{
	const float end = -87.3f, s[] = { 0.0f, end, nextafterf(end, 0.0f), nextafterf(end, -88.0f) };
	float q[16] = { 1.0f }, k[4][16], v[4][16], want[16], got[16];
	size_t j, d;

	if (c->kind != CHECK_RANDOM || !check_case(c, "ends"))
		return;
	for (j = 0; j < 4; j++)
		for (d = 0; d < 16; d++) {
			k[j][d] = d ? 0.0f : s[j];
			v[j][d] = j == 1 + d % 3 ? 1e6f : 0.0f;
		}
	c->c->attn_f32(want, 16, q, 16, 1, 1, k, v, sizeof(k[0]), 4, 16, 1.0f);
	c->k->attn_f32(got, 16, q, 16, 1, 1, k, v, sizeof(k[0]), 4, 16, 1.0f);
	check_same_f32(c, got, want, 16);
	check_near(0, (double)want[0] * 1e-6, exp((double)end), 1e-44);
	check_near(2, (double)want[2], 0, 0);
}

static void bits(const struct check *from)
{
	static const size_t sizes[] = { 1, 2, 3, 15, 16, 17, 63, 64, 65, 127, 128, 129, 200 }, dims[] = { 16, 80, 128 };
	static const size_t ends_of_tiles[] = { 1, 2, 16, 60, 61, 64, 65, 127, 130 };
	struct check c = *from;
	size_t i, d;

	ends(&c);
	for (c.shift = 0; c.shift < 2; c.shift++)
		for (d = 1; d <= 70; d++)
			one(&c, 1 + d % 5, d);
	c.shift = 0;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (d = 0; d < 3; d++)
			one(&c, sizes[i], dims[d]);
	for (d = 0; d < 9; d++)
		for (i = 1; i <= 5; i++)
			group(&c, i, 1 + (d + i) % 9, ends_of_tiles[d], 16 * i + 8 * (d % 3) + d % 2);
	group(&c, 4, 13, 1, 128);
	group(&c, 4, 9, 120, 128);
	group(&c, 3, 70, 1, 40);
	group(&c, 1, 33, 60, 64);
	group(&c, 2, 5, 100, 300);
	group(&c, 5, 2, 3, 8300);
	group(&c, 4, 35, 40, 176);
	group(&c, 4, 33, 1, 256);
	group(&c, 1, 40, 20, 257);
	group(&c, 3, 45, 120, 9);
	group(&c, 2, 70, 1, 513);
	for (i = 6; i <= 18; i++)
		group(&c, 1, i, 60, 16 * (i % 4) + 5 * (i % 3) + 1);
	for (i = 5; i <= 8; i++)
		group(&c, i, 1, 70, 64 + 8 * (i % 2));
}

void check_attn(void)
{
	size_t i;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		check_value(ops[i], "is within 2e-5 of a softmax over all scores in double", value);
		check_value(ops[i], "is right when the maximum rises in every tile or falls away", slopes);
		check_bits(ops[i], bits);
	}
}

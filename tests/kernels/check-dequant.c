/* SPDX-License-Identifier: MIT */
/*
 * Formats of dense matrices: rows of every kind of value, their elements by the formulas of
 * formats.md 4.3 (written here a second time, element by element), and the dequant ops.
 */
#include <math.h>
#include <string.h>

#include "check.h"

static const struct {
	const char *name;
	size_t block, bytes, scale;	/* elements and bytes of a block; where its f16 scale is */
} formats[BITNET_DENSE_COUNT] = {
	[BITNET_DENSE_F32] = { "f32", 1, 4, 0 },
	[BITNET_DENSE_F16] = { "f16", 1, 2, 0 },
	[BITNET_DENSE_BF16] = { "bf16", 1, 2, 0 },
	[BITNET_DENSE_Q8_0] = { "q8_0", 32, 34, 0 },
	[BITNET_DENSE_Q4_0] = { "q4_0", 32, 18, 0 },
	[BITNET_DENSE_Q6_K] = { "q6_k", 256, 210, 208 },
};

size_t check_block(enum bitnet_dense f)
{
	return formats[f].block;
}

const char *check_dense_name(enum bitnet_dense f)
{
	return formats[f].name;
}

size_t check_row_bytes(enum bitnet_dense f, size_t n_cols)
{
	return n_cols / formats[f].block * formats[f].bytes;
}

void check_fill_row(uint8_t *row, enum bitnet_dense f, size_t n_cols, enum check_kind kind)
{
	size_t i, n = n_cols / formats[f].block;

	for (i = 0; i < n; i++, row += formats[f].bytes) {
		float x;
		uint16_t h;

		check_fill_f32(&x, 1, kind);
		check_fill_f16(&h, 1, kind);
		if (f == BITNET_DENSE_F32) {
			memcpy(row, &x, 4);
		} else if (f == BITNET_DENSE_BF16) {
			memcpy(row, (const char *)&x + 2, 2);
		} else if (f == BITNET_DENSE_F16) {
			memcpy(row, &h, 2);
		} else {
			check_fill_bytes(row, formats[f].bytes);
			memcpy(row + formats[f].scale, &h, 2);
		}
	}
}

static double q6_k_element(const uint8_t *b, double d, size_t i)
{
	size_t h = i / 128, t = i % 128 / 32, l = i % 32;
	const uint8_t *ql = b + 64 * h, *qh = b + 128 + 32 * h;
	const int8_t *sc = (const int8_t *)b + 192 + 8 * h;
	int a;

	switch (t) {
	case 0:
		a = (ql[l] & 15) | (qh[l] & 3) << 4;
		break;
	case 1:
		a = (ql[l + 32] & 15) | (qh[l] >> 2 & 3) << 4;
		break;
	case 2:
		a = ql[l] >> 4 | (qh[l] >> 4 & 3) << 4;
		break;
	default:
		a = ql[l + 32] >> 4 | (qh[l] >> 6) << 4;
	}
	return d * sc[l / 16 + 2 * t] * (a - 32);
}

static uint16_t half_at(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

double check_element(const uint8_t *row, enum bitnet_dense f, size_t i)
{
	const uint8_t *b = row + i / formats[f].block * formats[f].bytes;
	size_t e = i % formats[f].block;
	uint32_t u;
	float x;

	switch (f) {
	case BITNET_DENSE_F32:
		memcpy(&x, b, 4);
		return (double)x;
	case BITNET_DENSE_F16:
		return check_half(half_at(b));
	case BITNET_DENSE_BF16:
		u = (uint32_t)half_at(b) << 16;
		memcpy(&x, &u, 4);
		return (double)x;
	case BITNET_DENSE_Q8_0:
		return check_half(half_at(b)) * (int8_t)b[2 + e];
	case BITNET_DENSE_Q4_0:
		return check_half(half_at(b)) * ((e < 16 ? b[2 + e] & 15 : b[2 + e - 16] >> 4) - 8);
	default:
		return q6_k_element(b, check_half(half_at(b + 208)), e);
	}
}

/* All products of an f16 scale and integer codes have at most 25 bits: one rounding from double. */
static void values(const struct check *from, enum bitnet_dense f)
{
	struct check c = *from;
	int kind;

	for (kind = 0; kind < CHECK_KINDS; kind++) {
		size_t i, n = 2 * formats[f].block + (formats[f].block == 1 ? 31 : 0);
		uint8_t *row;
		float *y, *want;

		c.kind = (enum check_kind)kind;
		if (!check_case(&c, "%zu", n))
			continue;
		row = check_buf(&c, check_row_bytes(f, n), 1);
		y = check_dst(&c, n, sizeof(*y));
		want = check_dst(&c, n, sizeof(*want));
		check_fill_row(row, f, n, c.kind);
		for (i = 0; i < n; i++)
			want[i] = (float)check_element(row, f, i);
		c.k->dequant[f](y, row, n);
		check_same_f32(&c, y, want, n);
	}
}

#define VALUES(id, f) static void id(const struct check *c) { values(c, f); }
VALUES(values_f32, BITNET_DENSE_F32)
VALUES(values_bf16, BITNET_DENSE_BF16)
VALUES(values_q8_0, BITNET_DENSE_Q8_0)
VALUES(values_q4_0, BITNET_DENSE_Q4_0)
VALUES(values_q6_k, BITNET_DENSE_Q6_K)

static void all_halves(const struct check *c)
{
	uint32_t h;

	if (!check_case(c, "all"))
		return;
	for (h = 0; h < 65536; h++) {
		uint16_t w = (uint16_t)h;
		float y;

		c->k->dequant[BITNET_DENSE_F16](&y, &w, 1);
		check_near(h, (double)y, check_half(w), 0);
		if (!isnan(y) && !signbit(y) != !(w >> 15))
			check_fail("half 0x%04x has the wrong sign", w);
	}
}

static void bits(const struct check *from, enum bitnet_dense f)
{
	struct check c = *from;
	size_t block = formats[f].block, step = block, last = block == 1 ? 33 : 3 * block, n;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 0; n <= last; n += step) {
			uint8_t *row;
			float *want, *got;

			if (!check_case(&c, "%zu", n))
				continue;
			row = check_buf(&c, check_row_bytes(f, n), 1);
			want = check_dst(&c, n, sizeof(*want));
			got = check_dst(&c, n, sizeof(*got));
			check_fill_row(row, f, n, c.kind);
			c.c->dequant[f](want, row, n);
			c.k->dequant[f](got, row, n);
			check_same_f32(&c, got, want, n);
		}
}

#define BITS(id, f) static void id(const struct check *c) { bits(c, f); }
BITS(bits_f32, BITNET_DENSE_F32)
BITS(bits_f16, BITNET_DENSE_F16)
BITS(bits_bf16, BITNET_DENSE_BF16)
BITS(bits_q8_0, BITNET_DENSE_Q8_0)
BITS(bits_q4_0, BITNET_DENSE_Q4_0)
BITS(bits_q6_k, BITNET_DENSE_Q6_K)

void check_dequant(void)
{
	check_value("dequant_f32", "copies", values_f32);
	check_value("dequant_f16", "gives the value of all 65536 halves", all_halves);
	check_value("dequant_bf16", "gives the float whose upper half it is", values_bf16);
	check_value("dequant_q8_0", "is the formula in double, rounded once", values_q8_0);
	check_value("dequant_q4_0", "is the formula in double, rounded once", values_q4_0);
	check_value("dequant_q6_k", "is the formula in double, rounded once", values_q6_k);
	check_bits("dequant_f32", bits_f32);
	check_bits("dequant_f16", bits_f16);
	check_bits("dequant_bf16", bits_bf16);
	check_bits("dequant_q8_0", bits_q8_0);
	check_bits("dequant_q4_0", bits_q4_0);
	check_bits("dequant_q6_k", bits_q6_k);
}

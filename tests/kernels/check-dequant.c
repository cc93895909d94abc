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
	size_t block, bytes, scale, n_scales;	/* elements and bytes of a block; where its f16 scales are */
} formats[BITNET_DENSE_COUNT] = {
	[BITNET_DENSE_F32] = { "f32", 1, 4, 0, 0 },
	[BITNET_DENSE_F16] = { "f16", 1, 2, 0, 0 },
	[BITNET_DENSE_BF16] = { "bf16", 1, 2, 0, 0 },
	[BITNET_DENSE_Q8_0] = { "q8_0", 32, 34, 0, 1 },
	[BITNET_DENSE_Q4_0] = { "q4_0", 32, 18, 0, 1 },
	[BITNET_DENSE_Q6_K] = { "q6_k", 256, 210, 208, 1 },
	[BITNET_DENSE_Q4_1] = { "q4_1", 32, 20, 0, 2 },
	[BITNET_DENSE_Q5_0] = { "q5_0", 32, 22, 0, 1 },
	[BITNET_DENSE_Q5_1] = { "q5_1", 32, 24, 0, 2 },
	[BITNET_DENSE_IQ4_NL] = { "iq4_nl", 32, 18, 0, 1 },
	[BITNET_DENSE_Q4_K] = { "q4_k", 256, 144, 0, 2 },
	[BITNET_DENSE_Q5_K] = { "q5_k", 256, 176, 0, 2 },
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
		uint16_t h[2];

		check_fill_f32(&x, 1, kind);
		check_fill_f16(h, formats[f].n_scales > 1 ? 2 : 1, kind);
		if (f == BITNET_DENSE_F32) {
			memcpy(row, &x, 4);
		} else if (f == BITNET_DENSE_BF16) {
			memcpy(row, (const char *)&x + 2, 2);
		} else if (f == BITNET_DENSE_F16) {
			memcpy(row, h, 2);
		} else {
			check_fill_bytes(row, formats[f].bytes);
			memcpy(row + formats[f].scale, h, 2 * formats[f].n_scales);
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

/* Q4_K and Q5_K: element i, whose nibbles are at qs. */
static double k_element(const uint8_t *b, size_t i, const uint8_t *qs, int fifth)
{
	const uint8_t *s = b + 4;
	size_t g = i / 32, pair = i / 64, l = i % 32;
	int sc = g < 4 ? s[g] & 63 : (s[g + 4] & 15) + (s[g - 4] >> 6) * 16;
	int m = g < 4 ? s[g + 4] & 63 : (s[g + 4] >> 4) + (s[g] >> 6) * 16;
	int q = (g % 2 ? qs[32 * pair + l] >> 4 : qs[32 * pair + l] & 15) + 16 * fifth;

	return check_half(half_at(b)) * sc * q - check_half(half_at(b + 2)) * m;
}

/* Blocks of 32: nibble e of 16 bytes, with its bit of four others if there are any. */
static int code(const uint8_t *qs, const uint8_t *qh, size_t e)
{
	int q = e < 16 ? qs[e] & 15 : qs[e - 16] >> 4;

	return qh && (qh[e / 8] & 1 << e % 8) ? q + 16 : q;
}

static int listed(int place)
{
	static const int list[] = { -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113 };

	return list[place];
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
		return check_half(half_at(b)) * (code(b + 2, NULL, e) - 8);
	case BITNET_DENSE_Q4_1:
		return check_half(half_at(b)) * code(b + 4, NULL, e) + check_half(half_at(b + 2));
	case BITNET_DENSE_Q5_0:
		return check_half(half_at(b)) * (code(b + 6, b + 2, e) - 16);
	case BITNET_DENSE_Q5_1:
		return check_half(half_at(b)) * code(b + 8, b + 4, e) + check_half(half_at(b + 2));
	case BITNET_DENSE_IQ4_NL:
		return check_half(half_at(b)) * listed(code(b + 2, NULL, e));
	case BITNET_DENSE_Q4_K:
		return k_element(b, e, b + 16, 0);
	case BITNET_DENSE_Q5_K:
		return k_element(b, e, b + 48, b[16 + e % 32] >> e / 32 & 1);
	default:
		return q6_k_element(b, check_half(half_at(b + 208)), e);
	}
}

/* Products of an f16 scale and integers have at most 25 bits, sums of two at most 52: one rounding from double. */
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
VALUES(values_q4_1, BITNET_DENSE_Q4_1)
VALUES(values_q5_0, BITNET_DENSE_Q5_0)
VALUES(values_q5_1, BITNET_DENSE_Q5_1)
VALUES(values_iq4_nl, BITNET_DENSE_IQ4_NL)
VALUES(values_q4_k, BITNET_DENSE_Q4_K)
VALUES(values_q5_k, BITNET_DENSE_Q5_K)

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

/* Values that another implementation (the Python package gguf 0.19) gives for bytes i * i * 7 + i * 37 + 11. */
static void golden(const struct check *c)
{
	static const struct {
		enum bitnet_dense f;
		uint32_t hash;
		float first, last;
	} cases[] = {
		{ BITNET_DENSE_Q8_0, 0x25f60896, 7.76599121f, -7.21618652f },
		{ BITNET_DENSE_Q4_0, 0xd9cb398a, -0.481079102f, -0.137451172f },
		{ BITNET_DENSE_Q6_K, 0x04fc184f, -98.3463135f, 176.899658f },
		{ BITNET_DENSE_Q4_1, 0xe1bfafd5, 0.864257812f, 0.520629883f },
		{ BITNET_DENSE_Q5_0, 0xd2960e20, 0.34362793f, -0.962158203f },
		{ BITNET_DENSE_Q5_1, 0xf1bc5ce2, 1.13916016f, 0.726806641f },
		{ BITNET_DENSE_IQ4_NL, 0xc2a0a092, -7.14746094f, -1.51196289f },
		{ BITNET_DENSE_Q4_K, 0xbc5ba4ea, 19.8376465f, 34.7407227f },
		{ BITNET_DENSE_Q5_K, 0x45993237, 36.3317871f, 30.7546387f },
	};
	static const uint8_t d[2] = { 0x66, 0x2c }, m[2] = { 0x55, 0xb1 };
	uint8_t block[256];
	float y[256];
	size_t i, k;

	if (!check_case(c, "golden"))
		return;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t bytes = formats[cases[i].f].bytes, n = formats[cases[i].f].block;
		uint32_t h = 0x811c9dc5;

		for (k = 0; k < bytes; k++)
			block[k] = (uint8_t)(k * k * 7 + k * 37 + 11);
		memcpy(block + formats[cases[i].f].scale, d, 2);
		if (formats[cases[i].f].n_scales > 1)
			memcpy(block + 2, m, 2);
		c->k->dequant[cases[i].f](y, block, n);
		for (k = 0; k < 4 * n; k++)
			h = (h ^ ((const uint8_t *)y)[k]) * 0x01000193;
		check_near(0, (double)y[0], (double)cases[i].first, 1e-6 * fabs((double)cases[i].first));
		check_near(n - 1, (double)y[n - 1], (double)cases[i].last, 1e-6 * fabs((double)cases[i].last));
		if (h != cases[i].hash)
			check_fail("%s: hash is 0x%08x, want 0x%08x", formats[cases[i].f].name, h, cases[i].hash);
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
BITS(bits_q4_1, BITNET_DENSE_Q4_1)
BITS(bits_q5_0, BITNET_DENSE_Q5_0)
BITS(bits_q5_1, BITNET_DENSE_Q5_1)
BITS(bits_iq4_nl, BITNET_DENSE_IQ4_NL)
BITS(bits_q4_k, BITNET_DENSE_Q4_K)
BITS(bits_q5_k, BITNET_DENSE_Q5_K)

void check_dequant(void)
{
	check_value("dequant_f32", "copies", values_f32);
	check_value("dequant_f16", "gives the value of all 65536 halves", all_halves);
	check_value("dequant_bf16", "gives the float whose upper half it is", values_bf16);
	check_value("dequant_q8_0", "is the formula in double, rounded once", values_q8_0);
	check_value("dequant_q4_0", "is the formula in double, rounded once", values_q4_0);
	check_value("dequant_q6_k", "is the formula in double, rounded once", values_q6_k);
	check_value("dequant_q4_1", "is the formula in double, rounded once", values_q4_1);
	check_value("dequant_q5_0", "is the formula in double, rounded once", values_q5_0);
	check_value("dequant_q5_1", "is the formula in double, rounded once", values_q5_1);
	check_value("dequant_iq4_nl", "is the formula in double, rounded once", values_iq4_nl);
	check_value("dequant_q4_k", "is the formula in double, rounded once", values_q4_k);
	check_value("dequant_q5_k", "is the formula in double, rounded once", values_q5_k);
	check_value("dequant", "of a block of each format is that of another implementation", golden);
	check_bits("dequant_f32", bits_f32);
	check_bits("dequant_f16", bits_f16);
	check_bits("dequant_bf16", bits_bf16);
	check_bits("dequant_q8_0", bits_q8_0);
	check_bits("dequant_q4_0", bits_q4_0);
	check_bits("dequant_q6_k", bits_q6_k);
	check_bits("dequant_q4_1", bits_q4_1);
	check_bits("dequant_q5_0", bits_q5_0);
	check_bits("dequant_q5_1", bits_q5_1);
	check_bits("dequant_iq4_nl", bits_iq4_nl);
	check_bits("dequant_q4_k", bits_q4_k);
	check_bits("dequant_q5_k", bits_q5_k);
}

/* SPDX-License-Identifier: MIT */
/*
 * Blocks of the quantised formats as floats: CONTRACTS "dequant", with what is rounded where.  A scale d
 * is an IEEE half; in a block of 32 with 16 bytes of nibbles byte j holds element j in its low nibble and
 * j + 16 in its high one.
 */
#ifndef BITNET_KERNELS_BLOCK_C_H
#define BITNET_KERNELS_BLOCK_C_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/c/half_c.h"

enum {
	Q8_0_BYTES = 34, Q4_0_BYTES = 18, Q4_1_BYTES = 20, Q5_0_BYTES = 22, Q5_1_BYTES = 24, IQ4_NL_BYTES = 18,
	Q4_K_BYTES = 144, Q5_K_BYTES = 176, Q6_K_BYTES = 210
};

/* One block, as many floats as the format has elements in it. */
typedef void block_fn(float *y, const uint8_t *b);

static inline void nibbles(uint8_t q[32], const uint8_t *qs)
{
	int j;

	for (j = 0; j < 16; j++) {
		q[j] = qs[j] & 15;
		q[j + 16] = qs[j] >> 4;
	}
}

/* The fifth bits: bit l of 32 is that of element l. */
static inline void fifth_bits(uint8_t q[32], const uint8_t *qh)
{
	int l;

	for (l = 0; l < 32; l++)
		q[l] |= (uint8_t)((qh[l / 8] >> l % 8 & 1) << 4);
}

/* 32 codes as d (q - less). */
static inline void centred(float *y, float d, const uint8_t q[32], int less)
{
	int l;

	for (l = 0; l < 32; l++)
		y[l] = d * (float)(q[l] - less);
}

/* 32 codes as d q + m. */
static inline void raised(float *y, float d, const uint8_t q[32], float m)
{
	int l;

	for (l = 0; l < 32; l++)
		y[l] = d * (float)q[l] + m;
}

/* d, q[32]. */
static inline void q8_0_block(float *y, const uint8_t *b)
{
	float d = f16_to_f32(load16(b, 0));
	int l;

	for (l = 0; l < 32; l++)
		y[l] = d * (float)(int8_t)b[2 + l];
}

/* d, nibbles of q + 8. */
static inline void q4_0_block(float *y, const uint8_t *b)
{
	uint8_t q[32];

	nibbles(q, b + 2);
	centred(y, f16_to_f32(load16(b, 0)), q, 8);
}

/* d, m, nibbles. */
static inline void q4_1_block(float *y, const uint8_t *b)
{
	uint8_t q[32];

	nibbles(q, b + 4);
	raised(y, f16_to_f32(load16(b, 0)), q, f16_to_f32(load16(b, 1)));
}

/* d, 32 fifth bits, nibbles: q + 16. */
static inline void q5_0_block(float *y, const uint8_t *b)
{
	uint8_t q[32];

	nibbles(q, b + 6);
	fifth_bits(q, b + 2);
	centred(y, f16_to_f32(load16(b, 0)), q, 16);
}

/* d, m, 32 fifth bits, nibbles. */
static inline void q5_1_block(float *y, const uint8_t *b)
{
	uint8_t q[32];

	nibbles(q, b + 8);
	fifth_bits(q, b + 4);
	raised(y, f16_to_f32(load16(b, 0)), q, f16_to_f32(load16(b, 1)));
}

/* d, nibbles that are places in a list of values. */
static inline void iq4_nl_block(float *y, const uint8_t *b)
{
	static const int8_t values[16] = { -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113 };
	float d = f16_to_f32(load16(b, 0));
	uint8_t q[32];
	int l;

	nibbles(q, b + 2);
	for (l = 0; l < 32; l++)
		y[l] = d * (float)values[q[l]];
}

/*
 * Twelve bytes: eight factors of six bits and eight minimums.  The first four of each are the low six bits
 * of a byte; of the others the low four bits are nibbles of the last four bytes, the high two lie above
 * the first ones.
 */
static inline void k_scales(uint8_t sc[8], uint8_t m[8], const uint8_t *s)
{
	int j;

	for (j = 0; j < 4; j++) {
		sc[j] = s[j] & 63;
		m[j] = s[j + 4] & 63;
		sc[j + 4] = (uint8_t)((s[j + 8] & 15) | s[j] >> 6 << 4);
		m[j + 4] = (uint8_t)(s[j + 8] >> 4 | s[j + 4] >> 6 << 4);
	}
}

/*
 * d, dmin, factors and minimums of eight groups of 32; nibbles, 32 bytes for groups 2j (low) and 2j + 1.  high:
 * NULL, or 32 bytes of fifth bits, bit g of byte l that of element l of group g.
 */
static inline void k_block(float *y, const uint8_t *b, const uint8_t *high, const uint8_t *nibbles)
{
	float d = f16_to_f32(load16(b, 0)), dmin = f16_to_f32(load16(b, 1));
	uint8_t sc[8], m[8];
	int g, l;

	k_scales(sc, m, b + 4);
	for (g = 0; g < 8; g++) {
		float ds = d * (float)sc[g], dm = dmin * (float)m[g];

		for (l = 0; l < 32; l++) {
			int q = nibbles[32 * (g / 2) + l] >> 4 * (g & 1) & 15;

			if (high)
				q |= (high[l] >> g & 1) << 4;
			*y++ = ds * (float)q - dm;
		}
	}
}

static inline void q4_k_block(float *y, const uint8_t *b)
{
	k_block(y, b, NULL, b + 16);
}

static inline void q5_k_block(float *y, const uint8_t *b)
{
	k_block(y, b, b + 16, b + 48);
}

/*
 * ql[128], qh[64], sc[16], d.  Each half of 128 elements takes 64 bytes of ql and 32 of qh; element
 * 32 t + l of a half, l < 32, has its low four bits in ql[l + 32 (t & 1)], the low nibble for t < 2,
 * and its high two bits in bits 2t and 2t + 1 of qh[l]; stored as q + 32.  A factor sc for 16 elements.
 */
static inline void q6_k_block(float *y, const uint8_t *b)
{
	float d = f16_to_f32(load16(b, 104));
	const uint8_t *sc = b + 192;
	int half, t, l;

	for (half = 0; half < 2; half++, sc += 8) {
		const uint8_t *ql = b + 64 * half, *qh = b + 128 + 32 * half;

		for (t = 0; t < 4; t++)
			for (l = 0; l < 32; l++) {
				int low = ql[l + 32 * (t & 1)] >> (t < 2 ? 0 : 4) & 15;
				int high = qh[l] >> 2 * t & 3;

				*y++ = (d * (float)(int8_t)sc[2 * t + l / 16]) * (float)((low | high << 4) - 32);
			}
	}
}

#endif

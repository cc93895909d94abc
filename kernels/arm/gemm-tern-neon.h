/* SPDX-License-Identifier: MIT */
/*
 * gemm_tern, made by each level with its own way to add sixteen products: the codes of a block are unpacked
 * once for TOKENS tokens.  All sums are modulo 2^32.
 */
#ifndef BITNET_KERNELS_GEMM_TERN_NEON_H
#define BITNET_KERNELS_GEMM_TERN_NEON_H

#include "kernels/arm/neon.h"

enum { TOKENS = 4 };

/* 128 codes in order: a[k] holds columns 16 k and up. */
struct codes128 {
	int8x16_t a[8];
};

/* s plus the 128 products of codes and q, spread over the lanes in any way. */
typedef int32x4_t block_fn(int32x4_t s, struct codes128 c, const int8_t *q);

ALWAYS_INLINE struct codes128 unpack(const uint8_t *w)
{
	const uint8x16_t two = vdupq_n_u8(3);
	struct codes128 c;
	int h;

	UNROLLED
	for (h = 0; h < 2; h++) {
		uint8x16_t b = vld1q_u8(w + 16 * h);

		c.a[h] = vreinterpretq_s8_u8(vshrq_n_u8(b, 6));
		c.a[2 + h] = vreinterpretq_s8_u8(vandq_u8(vshrq_n_u8(b, 4), two));
		c.a[4 + h] = vreinterpretq_s8_u8(vandq_u8(vshrq_n_u8(b, 2), two));
		c.a[6 + h] = vreinterpretq_s8_u8(vandq_u8(b, two));
	}
	return c;
}

/* One row, n_tokens tokens, 1 or TOKENS, known at each call. */
ALWAYS_INLINE void dots(int32_t *y, size_t y_stride, const uint8_t *w, size_t n, const int8_t *q, size_t q_stride, const int32_t *q_sum,
			const unsigned int n_tokens, block_fn *block)
{
	int32x4_t s[TOKENS];
	unsigned int t;
	size_t i;

	UNROLLED
	for (t = 0; t < n_tokens; t++)
		s[t] = vdupq_n_s32(0);
	for (i = 0; i < n; i += 128, w += 32) {
		struct codes128 c = unpack(w);

		UNROLLED
		for (t = 0; t < n_tokens; t++)
			s[t] = block(s[t], c, q + t * q_stride + i);
	}
	UNROLLED
	for (t = 0; t < n_tokens; t++)
		y[t * y_stride] = (int32_t)(vaddvq_u32(vreinterpretq_u32_s32(s[t])) - (uint32_t)q_sum[t]);
}

ALWAYS_INLINE void gemm_tern(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			     const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens, block_fn *block)
{
	size_t r, t;

	for (r = 0; r < n_rows; r++, w += row_bytes, y++) {
		for (t = 0; t + TOKENS <= n_tokens; t += TOKENS)
			dots(y + t * y_stride, y_stride, w, n_cols, q + t * q_stride, q_stride, q_sum + t, TOKENS, block);
		for (; t < n_tokens; t++)
			dots(y + t * y_stride, y_stride, w, n_cols, q + t * q_stride, q_stride, q_sum + t, 1, block);
	}
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * gemm_dense for formats of 32 elements and a scale, made by each of their files with its own
 * decoder.  A block is decoded once for four tokens.
 */
#ifndef BITNET_KERNELS_GEMM_BLOCK_AVX2_H
#define BITNET_KERNELS_GEMM_BLOCK_AVX2_H

#include "kernels/x86/avx2.h"

struct block32 {
	__m256 q0, q1, q2, q3, d;		/* 32 codes as floats, the scale in each lane */
};

typedef struct block32 decode_fn(const uint8_t *block);

/* t = q[l] x[l], then fma of the second sixteen, then the scale: CONTRACTS "dense". */
ALWAYS_INLINE struct sum16 block_fma(struct sum16 s, struct block32 b, const float *x)
{
	__m256 lo = _mm256_mul_ps(b.q0, _mm256_loadu_ps(x)), hi = _mm256_mul_ps(b.q1, _mm256_loadu_ps(x + 8));

	lo = _mm256_fmadd_ps(b.q2, _mm256_loadu_ps(x + 16), lo);
	hi = _mm256_fmadd_ps(b.q3, _mm256_loadu_ps(x + 24), hi);
	return sum16_fma(s, b.d, b.d, lo, hi);
}

ALWAYS_INLINE void block_dot_4(float *y, size_t y_stride, const uint8_t *w, size_t n, const float *x, size_t x_stride,
			       size_t bytes, decode_fn *decode)
{
	const float *x1 = x + x_stride, *x2 = x1 + x_stride, *x3 = x2 + x_stride;
	struct sum16 s0 = sum16_zero(), s1 = s0, s2 = s0, s3 = s0;
	size_t i;

	for (i = 0; i + 32 <= n; i += 32, w += bytes) {
		struct block32 b = decode(w);

		s0 = block_fma(s0, b, x + i);
		s1 = block_fma(s1, b, x1 + i);
		s2 = block_fma(s2, b, x2 + i);
		s3 = block_fma(s3, b, x3 + i);
	}
	y[0] = sum16_tree(s0);
	y[y_stride] = sum16_tree(s1);
	y[2 * y_stride] = sum16_tree(s2);
	y[3 * y_stride] = sum16_tree(s3);
}

ALWAYS_INLINE float block_dot(const uint8_t *w, size_t n, const float *x, size_t bytes, decode_fn *decode)
{
	struct sum16 s = sum16_zero();
	size_t i;

	for (i = 0; i + 32 <= n; i += 32, w += bytes)
		s = block_fma(s, decode(w), x + i);
	return sum16_tree(s);
}

ALWAYS_INLINE void gemm_block(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			      const float *x, size_t x_stride, size_t n_tokens, size_t bytes, decode_fn *decode)
{
	size_t r, t;

	for (r = 0; r < n_rows; r++, w += row_bytes) {
		for (t = 0; t + 4 <= n_tokens; t += 4)
			block_dot_4(y + t * y_stride + r, y_stride, w, n_cols, x + t * x_stride, x_stride, bytes, decode);
		for (; t < n_tokens; t++)
			y[t * y_stride + r] = block_dot(w, n_cols, x + t * x_stride, bytes, decode);
	}
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * gemm_dense for the float formats, made by each of their files with its own loads.  A weight is
 * widened once for four tokens, or for all.
 */
#ifndef BITNET_KERNELS_GEMM_FLOAT_AVX2_H
#define BITNET_KERNELS_GEMM_FLOAT_AVX2_H

#include "kernels/x86/gemm-panel-avx2.h"

/* From so many tokens on it pays to widen weights into memory. */
#define MANY 16
/* Rows that stay in the cache while the tokens pass. */
#define ROW_BLOCK 8
/* Bytes from what four tokens, or one, work on to what is asked from memory. */
#define AHEAD 2048
#define AHEAD_1 3072

ALWAYS_INLINE void dot_4(float *y, size_t y_stride, const uint8_t *w, size_t n, const float *x, size_t x_stride, size_t size,
			 load8_fn *load8, load1_fn *load1)
{
	const float *x1 = x + x_stride, *x2 = x1 + x_stride, *x3 = x2 + x_stride;
	struct sum16 s0 = sum16_zero(), s1 = s0, s2 = s0, s3 = s0;
	size_t i;

	for (i = 0; i + 16 <= n; i += 16) {
		__m256 lo = load8(w, i), hi = load8(w, i + 8);

		_mm_prefetch((const char *)w + i * size + AHEAD, _MM_HINT_T0);
		s0 = sum16_fma(s0, lo, hi, _mm256_loadu_ps(x + i), _mm256_loadu_ps(x + i + 8));
		s1 = sum16_fma(s1, lo, hi, _mm256_loadu_ps(x1 + i), _mm256_loadu_ps(x1 + i + 8));
		s2 = sum16_fma(s2, lo, hi, _mm256_loadu_ps(x2 + i), _mm256_loadu_ps(x2 + i + 8));
		s3 = sum16_fma(s3, lo, hi, _mm256_loadu_ps(x3 + i), _mm256_loadu_ps(x3 + i + 8));
	}
	y[0] = dot_end(s0, w, x, i, n, load1);
	y[y_stride] = dot_end(s1, w, x1, i, n, load1);
	y[2 * y_stride] = dot_end(s2, w, x2, i, n, load1);
	y[3 * y_stride] = dot_end(s3, w, x3, i, n, load1);
}

/*
 * Rows are read one after another: of several at a time memory gives half as much, though in the
 * cache they are faster.
 */
ALWAYS_INLINE float dot_1(const uint8_t *w, size_t n, const float *x, size_t size, load8_fn *load8, load1_fn *load1)
{
	const char *ahead = (const char *)w + AHEAD_1;
	struct sum16 s = sum16_zero();
	size_t i;

	for (i = 0; i + 32 <= n; i += 32) {
		_mm_prefetch(ahead + i * size, _MM_HINT_T1);
		if (size > 2)
			_mm_prefetch(ahead + i * size + 64, _MM_HINT_T1);
		s = sum16_fma(s, load8(w, i), load8(w, i + 8), _mm256_loadu_ps(x + i), _mm256_loadu_ps(x + i + 8));
		s = sum16_fma(s, load8(w, i + 16), load8(w, i + 24), _mm256_loadu_ps(x + i + 16), _mm256_loadu_ps(x + i + 24));
	}
	for (; i + 16 <= n; i += 16)
		s = sum16_fma(s, load8(w, i), load8(w, i + 8), _mm256_loadu_ps(x + i), _mm256_loadu_ps(x + i + 8));
	return dot_end(s, w, x, i, n, load1);
}

/* Volatile: of floats a plain loop becomes a call of memcpy. */
ALWAYS_INLINE void widen(float *to, const uint8_t *row, size_t from, size_t n, load8_fn *load8, load1_fn *load1)
{
	size_t i;

	for (i = 0; i + 8 <= n; i += 8)
		_mm256_store_ps(to + i, load8(row, from + i));
	for (; i < n; i++)
		*(volatile float *)(to + i) = load1(row, from + i);
}

/* size: bytes of an element. */
ALWAYS_INLINE void gemm_float(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			      const float *x, size_t x_stride, size_t n_tokens, size_t size, load8_fn *load8, load1_fn *load1,
			      unpack_fn *unpack)
{
	if (n_tokens >= MANY) {
		gemm_panels(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, unpack);
		return;
	}
	while (n_rows) {
		size_t rows = n_rows < ROW_BLOCK ? n_rows : ROW_BLOCK, t, r;

		for (t = 0; t + 4 <= n_tokens; t += 4)
			for (r = 0; r < rows; r++)
				dot_4(y + t * y_stride + r, y_stride, w + r * row_bytes, n_cols, x + t * x_stride, x_stride, size, load8,
				      load1);
		for (; t < n_tokens; t++)
			for (r = 0; r < rows; r++)
				y[t * y_stride + r] = dot_1(w + r * row_bytes, n_cols, x + t * x_stride, size, load8, load1);
		y += rows;
		w += rows * row_bytes;
		n_rows -= rows;
	}
}

#endif

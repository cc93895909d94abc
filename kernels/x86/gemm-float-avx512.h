/* SPDX-License-Identifier: MIT */
/*
 * gemm_dense for the float formats with 512-bit registers, made by each of their files with its own
 * loads.
 *
 * Few tokens: one row after another, for memory gives half as much again to what reads strictly forward as to what reads in
 * four places.  The sixteen partial sums of a row are one register, and an fma waits for the one before, but
 * not for longer than memory takes.
 */
#ifndef BITNET_KERNELS_GEMM_FLOAT_AVX512_H
#define BITNET_KERNELS_GEMM_FLOAT_AVX512_H

#include "kernels/kernels.h"
#include "kernels/x86/gemm-panel-avx512.h"

enum {
	AHEAD = 3072,			/* bytes ahead that memory is asked for: not a page, which has the same place in the cache */
	FEW = 4				/* from so many tokens on, a panel pays */
};

/* Sixteen elements from i on; those that m has, or zeros. */
typedef __m512 load16_fn(const uint8_t *w, size_t i);
typedef __m512 load16_some_fn(const uint8_t *w, size_t i, __mmask16 m);

ALWAYS_INLINE void add16(__m512 s[FEW], __m512 w, const float *x, size_t x_stride, const unsigned int n_tokens)
{
	unsigned int t;

	UNROLLED
	for (t = 0; t < n_tokens; t++)
		s[t] = _mm512_fmadd_ps(w, _mm512_loadu_ps(x + t * x_stride), s[t]);
}

/* One row and n_tokens tokens, fewer than FEW and known at each call. */
ALWAYS_INLINE void dots(float *y, size_t y_stride, const uint8_t *w, size_t n, const float *x, size_t x_stride,
			const unsigned int n_tokens, size_t size, load16_fn *load, load16_some_fn *some)
{
	const char *ahead = (const char *)w + AHEAD;
	__m512 s[FEW];
	unsigned int t;
	size_t i;

	UNROLLED
	for (t = 0; t < n_tokens; t++)
		s[t] = _mm512_setzero_ps();
	for (i = 0; i + 32 <= n; i += 32) {
		_mm_prefetch(ahead + i * size, _MM_HINT_T1);
		if (size > 2)
			_mm_prefetch(ahead + i * size + 64, _MM_HINT_T1);
		add16(s, load(w, i), x + i, x_stride, n_tokens);
		add16(s, load(w, i + 16), x + i + 16, x_stride, n_tokens);
	}
	for (; i + 16 <= n; i += 16)
		add16(s, load(w, i), x + i, x_stride, n_tokens);
	UNROLLED
	for (t = 0; t < n_tokens; t++) {
		__mmask16 m = mask16(n - i);

		if (i < n)
			s[t] = _mm512_mask3_fmadd_ps(some(w, i, m), _mm512_maskz_loadu_ps(m, x + t * x_stride + i), s[t], m);
		y[t * y_stride] = sum16_tree(s[t]);
	}
}

ALWAYS_INLINE void widen(float *to, const uint8_t *row, size_t from, size_t n, load16_fn *load, load16_some_fn *some)
{
	size_t i;

	for (i = 0; i + 16 <= n; i += 16)
		_mm512_store_ps(to + i, load(row, from + i));
	if (i < n)
		_mm512_store_ps(to + i, some(row, from + i, mask16(n - i)));
}

/* Fewer than FEW tokens; size: bytes of an element. */
ALWAYS_INLINE void gemm_rows(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			     size_t x_stride, size_t n_tokens, size_t size, load16_fn *load, load16_some_fn *some)
{
	size_t r;

#define DOTS(n) dots(y + r, y_stride, w + r * row_bytes, n_cols, x, x_stride, n, size, load, some)
	for (r = 0; r < n_rows; r++)
		switch (n_tokens) {
		case 3: DOTS(3); break;
		case 2: DOTS(2); break;
		case 1: DOTS(1); break;
		default: break;
		}
#undef DOTS
}

#endif

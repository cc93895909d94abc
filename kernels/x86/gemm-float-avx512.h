/* SPDX-License-Identifier: MIT */
/*
 * gemm_dense for the float formats with 512-bit registers, made by each of their files with its own
 * loads.
 *
 * Few tokens: the sixteen partial sums of a row are one register, and an fma waits for the one before: four rows at a
 * time fill the pipeline.  Memory gives less to what reads in four places, so the next four rows are
 * asked for strictly forward meanwhile.
 *
 * Many tokens: PANEL rows and PIECE columns are widened once, and three tokens at a time meet them in 24
 * registers of partial sums, which are kept from piece to piece for at most SUMS tokens.
 */
#ifndef BITNET_KERNELS_GEMM_FLOAT_AVX512_H
#define BITNET_KERNELS_GEMM_FLOAT_AVX512_H

#include "kernels/kernels.h"
#include "kernels/x86/avx512.h"

enum {
	ROWS = 4,
	PANEL = 8,
	PIECE = 768,
	MICRO = 3,
	SUMS = 48,			/* tokens, a multiple of MICRO */
	FEW = 4				/* from so many tokens on, widening pays */
};

/* Sixteen elements from i on; those that m has, or zeros. */
typedef __m512 load16_fn(const uint8_t *w, size_t i);
typedef __m512 load16_some_fn(const uint8_t *w, size_t i, __mmask16 m);

/* n_rows rows, which is at most ROWS and known at each call, and one token. */
ALWAYS_INLINE void dots(float *y, const uint8_t *w, size_t row_bytes, const unsigned int n_rows, size_t n, const float *x, size_t size,
			load16_fn *load, load16_some_fn *some)
{
	const char *ahead = (const char *)w + n_rows * row_bytes;
	__m512 s[ROWS];
	unsigned int r;
	size_t i;

	UNROLLED
	for (r = 0; r < n_rows; r++)
		s[r] = _mm512_setzero_ps();
	for (i = 0; i + 16 <= n; i += 16) {
		UNROLLED
		for (r = 0; r < n_rows; r++)
			s[r] = _mm512_fmadd_ps(load(w + r * row_bytes, i), _mm512_loadu_ps(x + i), s[r]);
		if (i * size % 64 == 0) {
			UNROLLED
			for (r = 0; r < n_rows; r++)
				_mm_prefetch(ahead + n_rows * i * size + 64 * r, _MM_HINT_T0);
		}
	}
	UNROLLED
	for (r = 0; r < n_rows; r++) {
		__mmask16 m = mask16(n - i);

		if (i < n)
			s[r] = _mm512_mask3_fmadd_ps(some(w + r * row_bytes, i, m), _mm512_maskz_loadu_ps(m, x + i), s[r], m);
		y[r] = sum16_tree(s[r]);
	}
}

/* Rows of a panel as floats, PIECE apart; where there are too few, the last one again: what it gives is not stored. */
ALWAYS_INLINE void widen(float *to, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t from, size_t n, load16_fn *load,
			 load16_some_fn *some)
{
	size_t r, i;

	for (r = 0; r < PANEL; r++) {
		const uint8_t *row = w + (r < n_rows ? r : n_rows - 1) * row_bytes;
		float *p = to + r * PIECE;

		for (i = 0; i + 16 <= n; i += 16)
			_mm512_store_ps(p + i, load(row, from + i));
		if (i < n)
			_mm512_store_ps(p + i, some(row, from + i, mask16(n - i)));
	}
}

/* n_tokens, at most MICRO and known at each call, against n columns of a panel. */
ALWAYS_INLINE void micro(float *sums, const float *w, const float *x, size_t x_stride, size_t n, const unsigned int n_tokens, bool first)
{
	__m512 s[MICRO][PANEL], v[MICRO];
	unsigned int r, t;
	size_t i;

	UNROLLED
	for (t = 0; t < n_tokens; t++)
		UNROLLED
		for (r = 0; r < PANEL; r++)
			s[t][r] = first ? _mm512_setzero_ps() : _mm512_load_ps(sums + (t * PANEL + r) * 16);
	for (i = 0; i + 16 <= n; i += 16) {
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			v[t] = _mm512_loadu_ps(x + t * x_stride + i);
		UNROLLED
		for (r = 0; r < PANEL; r++) {
			__m512 c = _mm512_load_ps(w + r * PIECE + i);

			UNROLLED
			for (t = 0; t < n_tokens; t++)
				s[t][r] = _mm512_fmadd_ps(c, v[t], s[t][r]);
		}
	}
	if (i < n) {
		__mmask16 m = mask16(n - i);

		UNROLLED
		for (t = 0; t < n_tokens; t++) {
			v[t] = _mm512_maskz_loadu_ps(m, x + t * x_stride + i);
			UNROLLED
			for (r = 0; r < PANEL; r++)
				s[t][r] = _mm512_mask3_fmadd_ps(_mm512_load_ps(w + r * PIECE + i), v[t], s[t][r], m);
		}
	}
	UNROLLED
	for (t = 0; t < n_tokens; t++)
		UNROLLED
		for (r = 0; r < PANEL; r++)
			_mm512_store_ps(sums + (t * PANEL + r) * 16, s[t][r]);
}

/* A panel of n_rows rows and at most SUMS tokens. */
ALWAYS_INLINE void panel(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			 size_t x_stride, size_t n_tokens, load16_fn *load, load16_some_fn *some)
{
	_Alignas(64) float rows[PANEL * PIECE];
	_Alignas(64) float sums[SUMS * PANEL * 16];
	size_t c, t, r;

	for (c = 0; c < n_cols; c += PIECE) {
		size_t n = n_cols - c < PIECE ? n_cols - c : PIECE;

		widen(rows, w, row_bytes, n_rows, c, n, load, some);
		for (t = 0; n_tokens - t == MICRO || n_tokens - t > 4; t += MICRO)
			micro(sums + t * PANEL * 16, rows, x + t * x_stride + c, x_stride, n, MICRO, c == 0);
		for (; n_tokens - t >= 2; t += 2)
			micro(sums + t * PANEL * 16, rows, x + t * x_stride + c, x_stride, n, 2, c == 0);
		for (; t < n_tokens; t++)
			micro(sums + t * PANEL * 16, rows, x + t * x_stride + c, x_stride, n, 1, c == 0);
	}
	for (t = 0; t < n_tokens; t++)
		for (r = 0; r < n_rows; r++)
			y[t * y_stride + r] = sum16_tree(_mm512_load_ps(sums + (t * PANEL + r) * 16));
}

/* size: bytes of an element. */
ALWAYS_INLINE void gemm_float(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			      size_t x_stride, size_t n_tokens, size_t size, load16_fn *load, load16_some_fn *some)
{
	size_t r, t;

	if (n_tokens >= FEW) {
		for (r = 0; r < n_rows; r += PANEL)
			for (t = 0; t < n_tokens; t += SUMS)
				panel(y + t * y_stride + r, y_stride, w + r * row_bytes, row_bytes, n_rows - r < PANEL ? n_rows - r : PANEL,
				      n_cols, x + t * x_stride, x_stride, n_tokens - t < SUMS ? n_tokens - t : SUMS, load, some);
		return;
	}
	for (r = 0; r + ROWS <= n_rows; r += ROWS)
		for (t = 0; t < n_tokens; t++)
			dots(y + t * y_stride + r, w + r * row_bytes, row_bytes, ROWS, n_cols, x + t * x_stride, size, load, some);
	for (; r < n_rows; r++)
		for (t = 0; t < n_tokens; t++)
			dots(y + t * y_stride + r, w + r * row_bytes, row_bytes, 1, n_cols, x + t * x_stride, size, load, some);
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * gemm_dense for the float formats, made by each of their files with its own loads: CONTRACTS "dense".  An fma
 * waits for the one before; a row has four registers of sums, which two rows or two tokens make eight.
 */
#ifndef BITNET_KERNELS_GEMM_FLOAT_NEON_H
#define BITNET_KERNELS_GEMM_FLOAT_NEON_H

#include "kernels/arm/neon.h"

enum { ROWS = 2, TOKENS = 2 };

/* n_rows rows, 1 or 2, and n_tokens tokens, 1 or 2, known at each call. */
ALWAYS_INLINE void dots(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, const unsigned int n_rows, size_t n, const float *x,
			size_t x_stride, const unsigned int n_tokens, load4_fn *load4, load1_fn *load1)
{
	struct sum16 s[ROWS][TOKENS];
	unsigned int r, t, l;
	size_t i;

	UNROLLED
	for (r = 0; r < n_rows; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			s[r][t] = sum16_zero();
	for (i = 0; i + 16 <= n; i += 16)
		UNROLLED
		for (l = 0; l < 4; l++) {
			float32x4_t v[TOKENS];

			UNROLLED
			for (t = 0; t < n_tokens; t++)
				v[t] = vld1q_f32(x + t * x_stride + i + 4 * l);
			UNROLLED
			for (r = 0; r < n_rows; r++) {
				float32x4_t a = load4(w + r * row_bytes, i + 4 * l);

				UNROLLED
				for (t = 0; t < n_tokens; t++)
					s[r][t].v[l] = vfmaq_f32(s[r][t].v[l], a, v[t]);
			}
		}
	UNROLLED
	for (r = 0; r < n_rows; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			y[t * y_stride + r] = dot_end(s[r][t], w + r * row_bytes, x + t * x_stride, i, n, load1);
}

ALWAYS_INLINE void rows(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, const unsigned int n_rows, size_t n, const float *x,
			size_t x_stride, size_t n_tokens, load4_fn *load4, load1_fn *load1)
{
	size_t t;

	for (t = 0; t + TOKENS <= n_tokens; t += TOKENS)
		dots(y + t * y_stride, y_stride, w, row_bytes, n_rows, n, x + t * x_stride, x_stride, TOKENS, load4, load1);
	if (t < n_tokens)
		dots(y + t * y_stride, y_stride, w, row_bytes, n_rows, n, x + t * x_stride, x_stride, 1, load4, load1);
}

ALWAYS_INLINE void gemm_float(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			      size_t x_stride, size_t n_tokens, load4_fn *load4, load1_fn *load1)
{
	size_t r;

	for (r = 0; r + ROWS <= n_rows; r += ROWS)
		rows(y + r, y_stride, w + r * row_bytes, row_bytes, ROWS, n_cols, x, x_stride, n_tokens, load4, load1);
	if (r < n_rows)
		rows(y + r, y_stride, w + r * row_bytes, row_bytes, 1, n_cols, x, x_stride, n_tokens, load4, load1);
}

#endif

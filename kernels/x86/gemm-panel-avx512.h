/* SPDX-License-Identifier: MIT */
/*
 * Products of a panel of weights that are floats by now, for many tokens.  Sixteen partial sums are one
 * register, which stays there for a piece of the columns and lies in an array between pieces.
 */
#ifndef BITNET_KERNELS_GEMM_PANEL_AVX512_H
#define BITNET_KERNELS_GEMM_PANEL_AVX512_H

#include <stdbool.h>

#include "kernels/x86/avx512.h"

enum {
	PANEL_ROWS = 8,			/* rows of a panel, each of them two registers to load and three sums */
	PANEL_COLS = 512,		/* columns of a piece: what is worked on stays in the first cache */
	PANEL_TOKENS = 48,		/* tokens that share an unpacked panel */
	TILE = 3			/* tokens at a time */
};

struct panel {
	_Alignas(64) float w[PANEL_ROWS][PANEL_COLS];
	_Alignas(64) float sums[PANEL_TOKENS][PANEL_ROWS][16];
};

/* n_tokens is at most TILE and known at each call; n is a multiple of 16.  The first piece begins at zero. */
ALWAYS_INLINE void panel_tile(struct panel *p, size_t n, size_t token, const float *x, size_t x_stride, const unsigned int n_tokens,
			      bool first)
{
	__m512 s[PANEL_ROWS][TILE];
	unsigned int r, t;
	size_t i;

	UNROLLED
	for (r = 0; r < PANEL_ROWS; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			s[r][t] = first ? _mm512_setzero_ps() : _mm512_load_ps(p->sums[token + t][r]);
	for (i = 0; i < n; i += 16) {
		__m512 v[TILE];

		UNROLLED
		for (t = 0; t < n_tokens; t++)
			v[t] = _mm512_loadu_ps(x + t * x_stride + i);
		UNROLLED
		for (r = 0; r < PANEL_ROWS; r++) {
			__m512 w = _mm512_load_ps(p->w[r] + i);

			UNROLLED
			for (t = 0; t < n_tokens; t++)
				s[r][t] = _mm512_fmadd_ps(w, v[t], s[r][t]);
		}
	}
	UNROLLED
	for (r = 0; r < PANEL_ROWS; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			_mm512_store_ps(p->sums[token + t][r], s[r][t]);
}

/* The n columns of the panel times those of x. */
static void panel_fma(struct panel *p, size_t n, const float *x, size_t x_stride, size_t n_tokens, bool first)
{
	size_t t;

	for (t = 0; t + TILE <= n_tokens; t += TILE)
		panel_tile(p, n, t, x + t * x_stride, x_stride, TILE, first);
	if (n_tokens - t == 2)
		panel_tile(p, n, t, x + t * x_stride, x_stride, 2, first);
	else if (n_tokens - t == 1)
		panel_tile(p, n, t, x + t * x_stride, x_stride, 1, first);
}

static void panel_sums(const struct panel *p, float *y, size_t y_stride, size_t n_rows, size_t n_tokens)
{
	size_t t, r;

	for (t = 0; t < n_tokens; t++)
		for (r = 0; r < n_rows; r++)
			y[t * y_stride + r] = sum16_tree(_mm512_load_ps(p->sums[t][r]));
}

#endif

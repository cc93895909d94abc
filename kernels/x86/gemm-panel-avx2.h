/* SPDX-License-Identifier: MIT */
/*
 * gemm-panel.h with 256-bit registers.  Lanes 0 to 7 of sum16 and 8 to 15 do not meet before the end: four rows, three
 * tokens and one half of the lanes take twelve registers of sums, three of x and one of weights.
 */
#ifndef BITNET_KERNELS_GEMM_PANEL_AVX2_H
#define BITNET_KERNELS_GEMM_PANEL_AVX2_H

#include "kernels/x86/avx2.h"
#include "kernels/x86/gemm-panel.h"

enum { TILE_ROWS = 4 };

/* TILE_ROWS rows from `row` on, n columns, the lanes from `lane` on, which is 0 or 8. */
ALWAYS_INLINE void half_tile(struct panel *p, size_t row, size_t lane, size_t n, size_t token, const float *x, size_t x_stride,
			     const unsigned int n_tokens, bool first)
{
	__m256 s[TILE_ROWS][TILE], v[TILE];
	unsigned int r, t;
	size_t i;

	UNROLLED
	for (r = 0; r < TILE_ROWS; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			s[r][t] = first ? _mm256_setzero_ps() : _mm256_load_ps(p->sums[token + t][row + r] + lane);
	for (i = lane; i + 8 <= n; i += 16) {
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			v[t] = _mm256_loadu_ps(x + t * x_stride + i);
		UNROLLED
		for (r = 0; r < TILE_ROWS; r++) {
			__m256 w = in_register(_mm256_load_ps(p->w[row + r] + i));

			UNROLLED
			for (t = 0; t < n_tokens; t++)
				s[r][t] = _mm256_fmadd_ps(w, v[t], s[r][t]);
		}
	}
	if (i < n) {
		__m256i m = mask8(n - i);

		UNROLLED
		for (t = 0; t < n_tokens; t++) {
			v[t] = _mm256_maskload_ps(x + t * x_stride + i, m);
			UNROLLED
			for (r = 0; r < TILE_ROWS; r++)
				s[r][t] = _mm256_blendv_ps(s[r][t], _mm256_fmadd_ps(_mm256_load_ps(p->w[row + r] + i), v[t], s[r][t]),
							   _mm256_castsi256_ps(m));
		}
	}
	UNROLLED
	for (r = 0; r < TILE_ROWS; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			_mm256_store_ps(p->sums[token + t][row + r] + lane, s[r][t]);
}

ALWAYS_INLINE void panel_tile(struct panel *p, size_t n, size_t token, const float *x, size_t x_stride, const unsigned int n_tokens,
			      bool first)
{
	size_t row, lane;

	ask_ahead(p);
	for (row = 0; row < PANEL_ROWS; row += TILE_ROWS)
		for (lane = 0; lane < 16; lane += 8)
			half_tile(p, row, lane, n, token, x, x_stride, n_tokens, first);
}

static void panel_tiles(struct panel *p, size_t n, const float *x, size_t x_stride, size_t n_tokens, bool first)
{
	all_tiles(p, n, x, x_stride, n_tokens, first, panel_tile);
}

ALWAYS_INLINE void panel_finish(float *y, size_t n_rows, const float s[PANEL_ROWS][16])
{
	size_t r;

	for (r = 0; r < n_rows; r++)
		y[r] = sum16_tree((struct sum16){ _mm256_load_ps(s[r]), _mm256_load_ps(s[r] + 8) });
}

ALWAYS_INLINE void gemm_panels(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			       size_t x_stride, size_t n_tokens, unpack_fn *unpack)
{
	all_panels(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, unpack, panel_tiles, panel_finish);
}

#endif

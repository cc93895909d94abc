/* SPDX-License-Identifier: MIT */
/* gemm-panel.h with 512-bit registers: eight rows and three tokens take 24 of sums. */
#ifndef BITNET_KERNELS_GEMM_PANEL_AVX512_H
#define BITNET_KERNELS_GEMM_PANEL_AVX512_H

#include "kernels/x86/avx512.h"
#include "kernels/x86/gemm-panel.h"

ALWAYS_INLINE void panel_tile(struct panel *p, size_t n, size_t token, const float *x, size_t x_stride, const unsigned int n_tokens,
			      bool first)
{
	__m512 s[PANEL_ROWS][TILE], v[TILE];
	unsigned int r, t;
	size_t i;

	ask_ahead(p);
	UNROLLED
	for (r = 0; r < PANEL_ROWS; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			s[r][t] = first ? _mm512_setzero_ps() : _mm512_load_ps(p->sums[token + t][r]);
	for (i = 0; i + 16 <= n; i += 16) {
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			v[t] = _mm512_loadu_ps(x + t * x_stride + i);
		UNROLLED
		for (r = 0; r < PANEL_ROWS; r++) {
			__m512 w = in_register(_mm512_load_ps(p->w[r] + i));

			UNROLLED
			for (t = 0; t < n_tokens; t++)
				s[r][t] = _mm512_fmadd_ps(w, v[t], s[r][t]);
		}
	}
	if (i < n) {
		__mmask16 m = mask16(n - i);

		UNROLLED
		for (t = 0; t < n_tokens; t++) {
			v[t] = _mm512_maskz_loadu_ps(m, x + t * x_stride + i);
			UNROLLED
			for (r = 0; r < PANEL_ROWS; r++)
				s[r][t] = _mm512_mask3_fmadd_ps(_mm512_load_ps(p->w[r] + i), v[t], s[r][t], m);
		}
	}
	UNROLLED
	for (r = 0; r < PANEL_ROWS; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			_mm512_store_ps(p->sums[token + t][r], s[r][t]);
}

static void panel_tiles(struct panel *p, size_t n, const float *x, size_t x_stride, size_t n_tokens, bool first)
{
	all_tiles(p, n, x, x_stride, n_tokens, first, panel_tile);
}

/* Lanes l and l + 8 of a and of b are added. */
ALWAYS_INLINE __m512 add_halves(__m512 a, __m512 b)
{
	return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xee));
}

/* What add_halves gave for rows 0 and 1, 2 and 3: lanes l and l + 4 of each are added. */
ALWAYS_INLINE __m512 add_quarters(__m512 a, __m512 b)
{
	return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xdd));
}

/* sum16_tree of PANEL_ROWS rows. */
ALWAYS_INLINE __m256 sum16_trees(const float s[PANEL_ROWS][16])
{
	const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 0, 4, 8, 12, 1, 5, 9, 13);
	__m512 v[PANEL_ROWS], a, b;
	unsigned int r;

	UNROLLED
	for (r = 0; r < PANEL_ROWS; r++)
		v[r] = _mm512_load_ps(s[r]);
	a = add_quarters(add_halves(v[0], v[1]), add_halves(v[2], v[3]));
	b = add_quarters(add_halves(v[4], v[5]), add_halves(v[6], v[7]));
	a = _mm512_add_ps(_mm512_shuffle_ps(a, b, 0x44), _mm512_shuffle_ps(a, b, 0xee));
	a = _mm512_add_ps(_mm512_shuffle_ps(a, a, 0x88), _mm512_shuffle_ps(a, a, 0xdd));
	return _mm512_castps512_ps256(_mm512_permutexvar_ps(order, a));
}

ALWAYS_INLINE void panel_finish(float *y, size_t n_rows, const float s[PANEL_ROWS][16])
{
	_mm256_mask_storeu_ps(y, (__mmask8)mask16(n_rows), sum16_trees(s));
}

ALWAYS_INLINE void gemm_panels(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			       size_t x_stride, size_t n_tokens, unpack_fn *unpack)
{
	all_panels(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, unpack, panel_tiles, panel_finish);
}

#endif

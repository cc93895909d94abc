/* SPDX-License-Identifier: MIT */
/*
 * gemm_dense for many tokens with 512-bit registers: weights become floats once for all of them.
 *
 * PANEL_ROWS rows and PANEL_COLS columns are unpacked, and TILE tokens at a time meet them in 24
 * registers of partial sums, which are kept from piece to piece for at most PANEL_TOKENS tokens.
 * Meanwhile memory is asked for the rows of the next panel, strictly forward.
 */
#ifndef BITNET_KERNELS_GEMM_PANEL_AVX512_H
#define BITNET_KERNELS_GEMM_PANEL_AVX512_H

#include <stdbool.h>

#include "kernels/x86/avx512.h"

enum {
	PANEL_ROWS = 8,
	PANEL_COLS = 512,		/* what is worked on stays in the first cache */
	PANEL_TOKENS = 96,		/* a multiple of TILE */
	TILE = 3
};

struct panel {
	_Alignas(64) float w[PANEL_ROWS][PANEL_COLS];
	_Alignas(64) float sums[PANEL_TOKENS][PANEL_ROWS][16];
	const char *ahead;		/* what memory is asked for next, */
	size_t share;			/* and how much of it with each tile */
};

/* Elements from..from+n of a row as floats; n is at most PANEL_COLS. */
typedef void unpack_fn(float *to, const uint8_t *row, size_t from, size_t n);

/* n_tokens is at most TILE and known at each call.  The first piece begins at zero. */
ALWAYS_INLINE void panel_tile(struct panel *p, size_t n, size_t token, const float *x, size_t x_stride, const unsigned int n_tokens,
			      bool first)
{
	__m512 s[PANEL_ROWS][TILE], v[TILE];
	unsigned int r, t;
	size_t i;

	for (i = 0; i < p->share; i += 64)
		_mm_prefetch(p->ahead + i, _MM_HINT_T1);
	p->ahead += p->share;
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

/* n columns of the panel times those of x; four tokens are two and two. */
static void panel_fma(struct panel *p, size_t n, const float *x, size_t x_stride, size_t n_tokens, bool first)
{
	size_t t;

	for (t = 0; n_tokens - t == TILE || n_tokens - t > 4; t += TILE)
		panel_tile(p, n, t, x + t * x_stride, x_stride, TILE, first);
	for (; n_tokens - t >= 2; t += 2)
		panel_tile(p, n, t, x + t * x_stride, x_stride, 2, first);
	for (; t < n_tokens; t++)
		panel_tile(p, n, t, x + t * x_stride, x_stride, 1, first);
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

/* At most PANEL_ROWS rows; in place of those that are not there stands the last one: what it gives is not stored. */
ALWAYS_INLINE void panel_rows(struct panel *p, float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n,
			      const float *x, size_t x_stride, size_t n_tokens, unpack_fn *unpack)
{
	size_t tiles = (n + PANEL_COLS - 1) / PANEL_COLS * ((n_tokens + TILE - 1) / TILE), t, i, r;

	p->ahead = (const char *)w + n_rows * row_bytes;
	p->share = (n_rows * row_bytes / tiles + 64) / 64 * 64;
	for (t = 0; t < n_tokens; t += PANEL_TOKENS) {
		size_t tokens = n_tokens - t < PANEL_TOKENS ? n_tokens - t : PANEL_TOKENS;

		for (i = 0; i < n; i += PANEL_COLS) {
			size_t cols = n - i < PANEL_COLS ? n - i : PANEL_COLS;

			for (r = 0; r < PANEL_ROWS; r++)
				unpack(p->w[r], w + (r < n_rows ? r : n_rows - 1) * row_bytes, i, cols);
			panel_fma(p, cols, x + t * x_stride + i, x_stride, tokens, i == 0);
		}
		for (i = 0; i < tokens; i++)
			_mm256_mask_storeu_ps(y + (t + i) * y_stride, (__mmask8)mask16(n_rows), sum16_trees(p->sums[i]));
	}
}

ALWAYS_INLINE void gemm_panels(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			       size_t x_stride, size_t n_tokens, unpack_fn *unpack)
{
	struct panel p;
	size_t r;

	for (r = 0; r < n_rows; r += PANEL_ROWS)
		panel_rows(&p, y + r, y_stride, w + r * row_bytes, row_bytes, n_rows - r < PANEL_ROWS ? n_rows - r : PANEL_ROWS, n_cols, x,
			   x_stride, n_tokens, unpack);
}

#endif

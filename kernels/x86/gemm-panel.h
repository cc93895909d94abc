/* SPDX-License-Identifier: MIT */
/*
 * gemm_dense for many tokens: weights become floats once for all of them.
 *
 * PANEL_ROWS rows and PANEL_COLS columns are unpacked, and TILE tokens at a time meet them in registers of partial
 * sums, which are kept from piece to piece for at most PANEL_TOKENS tokens.  Meanwhile memory is asked for the
 * rows of the next panel, strictly forward.  What is done in registers comes from the level.
 */
#ifndef BITNET_KERNELS_GEMM_PANEL_H
#define BITNET_KERNELS_GEMM_PANEL_H

#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/inline.h"

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
/* n columns of the panel times those of n_tokens tokens, added to their sums from `token` on; n_tokens is at most TILE and known at each call.
   The first piece begins at zero. */
typedef void tile_fn(struct panel *p, size_t n, size_t token, const float *x, size_t x_stride, const unsigned int n_tokens, bool first);
/* The same of any number of tokens. */
typedef void tiles_fn(struct panel *p, size_t n, const float *x, size_t x_stride, size_t n_tokens, bool first);
/* The first n_rows sums of a token, each a sum16. */
typedef void finish_fn(float *y, size_t n_rows, const float s[PANEL_ROWS][16]);

/* Four tokens are two and two. */
ALWAYS_INLINE void all_tiles(struct panel *p, size_t n, const float *x, size_t x_stride, size_t n_tokens, bool first, tile_fn *tile)
{
	size_t t;

	for (t = 0; n_tokens - t == TILE || n_tokens - t > 4; t += TILE)
		tile(p, n, t, x + t * x_stride, x_stride, TILE, first);
	for (; n_tokens - t >= 2; t += 2)
		tile(p, n, t, x + t * x_stride, x_stride, 2, first);
	for (; t < n_tokens; t++)
		tile(p, n, t, x + t * x_stride, x_stride, 1, first);
}

ALWAYS_INLINE void ask_ahead(struct panel *p)
{
	size_t i;

	for (i = 0; i < p->share; i += 64)
		_mm_prefetch(p->ahead + i, _MM_HINT_T1);
	p->ahead += p->share;
}

/* At most PANEL_ROWS rows; in place of those that are not there stands the last one: what it gives is not stored. */
ALWAYS_INLINE void panel_rows(struct panel *p, float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n,
			      const float *x, size_t x_stride, size_t n_tokens, unpack_fn *unpack, tiles_fn *tiles, finish_fn *finish)
{
	size_t n_tiles = (n + PANEL_COLS - 1) / PANEL_COLS * ((n_tokens + TILE - 1) / TILE), t, i, r;

	p->ahead = (const char *)w + n_rows * row_bytes;
	p->share = (n_rows * row_bytes / n_tiles + 64) / 64 * 64;
	for (t = 0; t < n_tokens; t += PANEL_TOKENS) {
		size_t tokens = n_tokens - t < PANEL_TOKENS ? n_tokens - t : PANEL_TOKENS;

		for (i = 0; i < n; i += PANEL_COLS) {
			size_t cols = n - i < PANEL_COLS ? n - i : PANEL_COLS;

			for (r = 0; r < PANEL_ROWS; r++)
				unpack(p->w[r], w + (r < n_rows ? r : n_rows - 1) * row_bytes, i, cols);
			tiles(p, cols, x + t * x_stride + i, x_stride, tokens, i == 0);
		}
		for (i = 0; i < tokens; i++)
			finish(y + (t + i) * y_stride, n_rows, p->sums[i]);
	}
}

ALWAYS_INLINE void all_panels(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			      size_t x_stride, size_t n_tokens, unpack_fn *unpack, tiles_fn *tiles, finish_fn *finish)
{
	struct panel p;
	size_t r;

	for (r = 0; r < n_rows; r += PANEL_ROWS)
		panel_rows(&p, y + r, y_stride, w + r * row_bytes, row_bytes, n_rows - r < PANEL_ROWS ? n_rows - r : PANEL_ROWS, n_cols, x,
			   x_stride, n_tokens, unpack, tiles, finish);
}

#endif

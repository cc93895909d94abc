/* SPDX-License-Identifier: MIT */
/*
 * gemm_tern for many tokens: weights are unpacked once for all of them.
 *
 * A panel is PANEL rows and up to PIECE columns.  Units of four bytes of LANES rows are transposed and split into their
 * four groups, so that a register has four columns, one after another, of LANES rows: a byte a weight,
 * [LANES rows][4 columns].  Registers follow one another by their columns, those of the first LANES rows and then the
 * others; with sixteen lanes this is also the order that a tile of AMX wants.
 *
 * Sums wait for the next piece in y, at amx in a buffer.  The activations of a piece stay in the second cache while ROW_BLOCK
 * rows pass.
 *
 * The level says LANES, PIECE and ROW_BLOCK, and has unpack_unit and fill.
 */
#ifndef BITNET_KERNELS_TERN_PANEL_H
#define BITNET_KERNELS_TERN_PANEL_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/inline.h"
#include "kernels/kernels.h"

enum {
	PANEL = 2 * LANES,
	QUAD = 4 * LANES,		/* bytes: four columns of LANES rows */
	HALF = PIECE / 4 * QUAD		/* bytes from the first rows of a panel to the others */
};

/* A panel unpacked: n_rows of its rows are wanted, n_cols columns are there. */
struct panel {
	_Alignas(64) uint8_t codes[2 * HALF];
	size_t n_rows, n_cols;
};

/* y[t][r] += sum of codes * q for the rows of a panel, all tokens. */
typedef void panel_fn(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride, size_t n_tokens);

/* 64 columns of LANES rows that begin at row[], from the 16 bytes at `at`: quads 0..3, 8..11, 16..19, 24..27. */
ALWAYS_INLINE void unpack_unit(uint8_t *out, const uint8_t *const row[LANES], size_t at);

/* y[0..n-1] = v */
ALWAYS_INLINE void fill(int32_t *y, size_t n, int32_t v);

ALWAYS_INLINE size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Columns of a panel.  Rows that it has too few of are copies of the last one: what they give is not stored. */
ALWAYS_INLINE void unpack(struct panel *p, const uint8_t *w, size_t row_bytes)
{
	size_t half, at, i;

	for (half = 0; half < 2; half++) {
		uint8_t *out = p->codes + half * HALF;
		const uint8_t *row[LANES];

		for (i = 0; i < LANES; i++)
			row[i] = w + least(LANES * half + i, p->n_rows - 1) * row_bytes;
		for (at = 0; at < p->n_cols / 4; at += 32, out += 32 * QUAD) {
			unpack_unit(out, row, at);
			unpack_unit(out + 4 * QUAD, row, at + 16);
		}
	}
}

/* Ask memory for the columns of a panel that come next. */
ALWAYS_INLINE void ask(const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols)
{
	size_t r, i;

	for (r = 0; r < n_rows; r++)
		for (i = 0; i < n_cols / 4; i += 64)
			_mm_prefetch((const char *)w + r * row_bytes + i, _MM_HINT_T0);
}

ALWAYS_INLINE void gemm_panels(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			       const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens, panel_fn *add)
{
	struct panel p;
	size_t t;

	while (n_rows) {
		size_t rows = least(n_rows, ROW_BLOCK), c, r;

		for (t = 0; t < n_tokens; t++)
			fill(y + t * y_stride, rows, (int32_t)(0u - (uint32_t)q_sum[t]));
		for (c = 0; c < n_cols; c += PIECE) {
			p.n_cols = least(n_cols - c, PIECE);
			for (r = 0; r < rows; r += PANEL) {
				const uint8_t *at = w + r * row_bytes + c / 4;

				p.n_rows = least(rows - r, PANEL);
				unpack(&p, at, row_bytes);
				if (r + PANEL < rows)
					ask(at + PANEL * row_bytes, row_bytes, least(rows - r - PANEL, PANEL), p.n_cols);
				add(y + r, y_stride, &p, q + c, q_stride, n_tokens);
			}
		}
		y += rows;
		w += rows * row_bytes;
		n_rows -= rows;
	}
}

#endif

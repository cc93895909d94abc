/* SPDX-License-Identifier: MIT */
/* What attention has at both levels: a block of queries, what they see of a tile, and how a panel lies. */
#ifndef BITNET_KERNELS_ATTN_BLOCK_H
#define BITNET_KERNELS_ATTN_BLOCK_H

#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/inline.h"
#include "kernels/kernels.h"

enum {
	TILE = BITNET_ATTN_TILE,
	BLOCK = 128
};

/*
 * Queries of a block: tokens by heads, none of which sees fewer positions than one before it.  here: positions of this
 * tile.  m, l, c: the maximum and the sum so far, and the factor of what was summed before this tile.
 */
struct queries {
	const float *q[BLOCK];
	float *out[BLOCK];
	size_t n_pos[BLOCK], here[BLOCK], n;
	_Alignas(64) float m[BLOCK], l[BLOCK], c[BLOCK];
	_Alignas(64) float s[BLOCK][TILE];
};

/* The block of queries from the one with number i on, of n_heads a token. */
ALWAYS_INLINE void take_queries(struct queries *b, size_t i, float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads,
				size_t n_tokens, size_t n_pos, size_t dim)
{
	size_t n = n_heads * n_tokens;

	for (b->n = 0; b->n < BLOCK && i < n; b->n++, i++) {
		size_t t = i / n_heads, h = i % n_heads;

		b->q[b->n] = q + t * q_stride + h * dim;
		b->out[b->n] = out + t * out_stride + h * dim;
		b->n_pos[b->n] = n_pos + t;
	}
}

/* What the queries see of the tile that begins at pos. */
ALWAYS_INLINE void see_tile(struct queries *b, size_t pos)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		b->here[i] = b->n_pos[i] <= pos ? 0 : b->n_pos[i] - pos < TILE ? b->n_pos[i] - pos : TILE;
}

/* bytes: of 32 elements. */
ALWAYS_INLINE size_t bytes_of_row(size_t dim, const size_t bytes)
{
	return (dim + 31) / 32 * bytes;
}

/* Ask memory for a row; of none where there are no bytes. */
ALWAYS_INLINE void ask(const uint8_t *row, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i += 64)
		_mm_prefetch((const char *)row + i, _MM_HINT_T1);
}

/*
 * What memory is asked for while few queries work on a tile: the rows that come next, evenly, for few lines can be on their
 * way.  share: of so many runs over the tile.
 */
struct ahead {
	const uint8_t *at;
	size_t step, share;
};

/* span: bytes that one run alone would ask for now; step is what is its share of them. */
ALWAYS_INLINE void ask_on(struct ahead *a, const size_t span)
{
	size_t i;

	UNROLLED
	for (i = 0; i < span; i += 64)
		_mm_prefetch((const char *)a->at + i, _MM_HINT_T1);
	a->at += a->step;
}

/*
 * The partial sums in an order in which each addition of the tree of sum16 can be made as soon as its second operand
 * is there.
 */
static const uint8_t lane_order[16] = { 0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15 };

/* Rows of a panel for one partial sum: it takes columns l, l + 16 ... */
ALWAYS_INLINE size_t panel_rows(size_t dim)
{
	return (dim + 15) / 16;
}

#endif

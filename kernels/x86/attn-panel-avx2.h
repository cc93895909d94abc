/* SPDX-License-Identifier: MIT */
/*
 * Scores of many queries with some keys of a tile.  The keys are turned round once for all queries: a row of the panel is
 * one column of the keys, its lanes are positions.  The sixteen partial sums of sum16 are then registers of their own,
 * and its tree is additions of them.  A panel is small enough to stay in the first cache while the queries pass.
 */
#ifndef BITNET_KERNELS_ATTN_PANEL_AVX2_H
#define BITNET_KERNELS_ATTN_PANEL_AVX2_H

#include "kernels/x86/attn-block-avx2.h"

/* Eight rows of eight floats become eight columns: two lanes of 32 bits, of 64, then those of 128 change places. */
ALWAYS_INLINE void transpose8(__m256 x[8])
{
	__m256 y[8];
	unsigned int i;

	UNROLLED
	for (i = 0; i < 8; i += 2) {
		y[i] = _mm256_unpacklo_ps(x[i], x[i + 1]);
		y[i + 1] = _mm256_unpackhi_ps(x[i], x[i + 1]);
	}
	/* x[i + k]: columns k and k + 4, rows i to i + 3. */
	UNROLLED
	for (i = 0; i < 8; i += 4) {
		x[i] = _mm256_shuffle_ps(y[i], y[i + 2], 0x44);
		x[i + 1] = _mm256_shuffle_ps(y[i], y[i + 2], 0xee);
		x[i + 2] = _mm256_shuffle_ps(y[i + 1], y[i + 3], 0x44);
		x[i + 3] = _mm256_shuffle_ps(y[i + 1], y[i + 3], 0xee);
	}
	UNROLLED
	for (i = 0; i < 4; i++) {
		y[i] = _mm256_permute2f128_ps(x[i], x[i + 4], 0x20);
		y[i + 4] = _mm256_permute2f128_ps(x[i], x[i + 4], 0x31);
	}
	UNROLLED
	for (i = 0; i < 8; i++)
		x[i] = y[i];
}

/* The panel of n keys, its rows PANEL floats; lanes past n hold the last key. */
ALWAYS_INLINE void make_panel(float *panel, const uint8_t *k, size_t stride, size_t n, size_t dim, size_t row_bytes, load_fn *load)
{
	const size_t rows = panel_rows(dim) * PANEL;
	size_t i, j, c;

	for (j = 0; j < PANEL; j += 8) {
		const uint8_t *row[8];

		for (c = 0; c < 8; c++) {
			row[c] = k + (j + c < n ? j + c : n - 1) * stride;
			ask(row[c] + TILE * stride, row_bytes);
		}
		for (i = 0; i < dim; i += 8) {
			float *to = panel + i / 16 * PANEL + j;
			const uint8_t *order = lane_order + i % 16;
			__m256 x[8];

			if (i + 8 <= dim)
				UNROLLED
				for (c = 0; c < 8; c++)
					x[c] = load(row[c], i, 8);
			else
				UNROLLED
				for (c = 0; c < 8; c++)
					x[c] = load(row[c], i, dim - i);
			transpose8(x);
			UNROLLED
			for (c = 0; c < 8; c++)
				_mm256_store_ps(to + order[c] * rows, x[c]);
		}
	}
}

/* Of SHARE queries and PANEL positions. */
struct sums {
	__m256 p[SHARE][2];
};

/* The column in row k of the panel, l of the queries, begins a partial sum or is added to it. */
ALWAYS_INLINE void take_column(struct sums *t, const float *const q[SHARE], const float *k, size_t l, const bool begin)
{
	__m256 x[2];
	unsigned int a, v;

	UNROLLED
	for (v = 0; v < 2; v++)
		x[v] = _mm256_load_ps(k + 8 * v);
	UNROLLED
	for (a = 0; a < SHARE; a++) {
		__m256 y = _mm256_broadcast_ss(q[a] + l);

		UNROLLED
		for (v = 0; v < 2; v++)
			t->p[a][v] = begin ? _mm256_mul_ps(y, x[v]) : _mm256_fmadd_ps(y, x[v], t->p[a][v]);
	}
}

/*
 * The products of columns l, l + 16 ..., whose first row of the panel is k.  That a sum begins with a product, not with
 * +0, can give a score -0 for +0; exp of it is 1 like that of +0, and so is that of its distance to another.
 */
ALWAYS_INLINE struct sums partial(const float *const q[SHARE], const float *k, size_t l, size_t dim)
{
	struct sums t;
	unsigned int a, v;

	if (l >= dim) {
		UNROLLED
		for (a = 0; a < SHARE; a++)
			UNROLLED
			for (v = 0; v < 2; v++)
				t.p[a][v] = _mm256_setzero_ps();
		return t;
	}
	take_column(&t, q, k, l, true);
	for (l += 16; l < dim; l += 16) {
		k += PANEL;
		take_column(&t, q, k, l, false);
	}
	return t;
}

/* Scores of SHARE queries, one to a row of s, with the keys of the panel. */
ALWAYS_INLINE void meet_panel(float (*s)[TILE], const float *const q[SHARE], const float *panel, size_t dim, float scale)
{
	const size_t rows = panel_rows(dim) * PANEL;
	_Alignas(32) float wait[4][SHARE][PANEL];	/* sums of each level of the tree that have no second operand yet */
	struct sums t;
	unsigned int n, a, v, up;

	for (n = 0; n < 16; n++) {
		t = partial(q, panel + n * rows, lane_order[n], dim);
		for (up = 0; n >> up & 1; up++)
			UNROLLED
			for (a = 0; a < SHARE; a++)
				UNROLLED
				for (v = 0; v < 2; v++)
					t.p[a][v] = _mm256_add_ps(_mm256_load_ps(wait[up][a] + 8 * v), t.p[a][v]);
		if (n == 15)
			break;
		UNROLLED
		for (a = 0; a < SHARE; a++)
			UNROLLED
			for (v = 0; v < 2; v++)
				_mm256_store_ps(wait[up][a] + 8 * v, t.p[a][v]);
	}
	UNROLLED
	for (a = 0; a < SHARE; a++)
		UNROLLED
		for (v = 0; v < 2; v++)
			_mm256_store_ps(s[a] + 8 * v, _mm256_mul_ps(t.p[a][v], _mm256_set1_ps(scale)));
}

/* Scores of all queries, SHARE at least, with the keys from position `from` of this tile on: those that see one of them. */
static void panel_scores(struct queries *b, const float *panel, size_t from, size_t dim, float scale)
{
	size_t done, i;

	for (done = 0; done < b->n; done += SHARE) {
		i = done + SHARE <= b->n ? done : b->n - SHARE;
		if (b->here[i + SHARE - 1] > from)
			meet_panel((float (*)[TILE])(b->s[i] + from), b->q + i, panel, dim, scale);
	}
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Scores of many queries with a tile of keys.  The keys are turned round once for all queries: a row of the panel is
 * one column of the keys, its lanes are positions.  The sixteen partial sums of sum16 are then registers of their own,
 * and its tree is additions of them.
 */
#ifndef BITNET_KERNELS_ATTN_PANEL_AVX512_H
#define BITNET_KERNELS_ATTN_PANEL_AVX512_H

#include "kernels/x86/attn-block-avx512.h"

/* Of the four lanes of 128 bits of a and of b, those with an even number, then those with an odd one. */
ALWAYS_INLINE void even_odd(__m512 *even, __m512 *odd, __m512 a, __m512 b)
{
	*even = _mm512_shuffle_f32x4(a, b, 0x88);
	*odd = _mm512_shuffle_f32x4(a, b, 0xdd);
}

/* Sixteen rows of sixteen floats become sixteen columns: two lanes of 32 bits, of 64, then those of 128 change places. */
ALWAYS_INLINE void transpose16(__m512 x[16])
{
	__m512 y[16];
	unsigned int i;

	UNROLLED
	for (i = 0; i < 16; i += 2) {
		y[i] = _mm512_unpacklo_ps(x[i], x[i + 1]);
		y[i + 1] = _mm512_unpackhi_ps(x[i], x[i + 1]);
	}
	/* x[i + k]: column k of each four, rows i to i + 3. */
	UNROLLED
	for (i = 0; i < 16; i += 4) {
		x[i] = _mm512_shuffle_ps(y[i], y[i + 2], 0x44);
		x[i + 1] = _mm512_shuffle_ps(y[i], y[i + 2], 0xee);
		x[i + 2] = _mm512_shuffle_ps(y[i + 1], y[i + 3], 0x44);
		x[i + 3] = _mm512_shuffle_ps(y[i + 1], y[i + 3], 0xee);
	}
	UNROLLED
	for (i = 0; i < 4; i++) {
		even_odd(&y[i], &y[i + 4], x[i], x[i + 4]);
		even_odd(&y[i + 8], &y[i + 12], x[i + 8], x[i + 12]);
	}
	UNROLLED
	for (i = 0; i < 4; i++) {
		even_odd(&x[i], &x[i + 8], y[i], y[i + 8]);
		even_odd(&x[i + 4], &x[i + 12], y[i + 4], y[i + 12]);
	}
}

/* The panel of n keys, its rows `width` floats, 32 or 64; up to a multiple of 16, lanes past n hold the last key. */
ALWAYS_INLINE void make_panel(float *panel, size_t width, const uint8_t *k, size_t stride, size_t n, size_t dim, size_t bytes, load16_fn *load)
{
	const size_t rows = panel_rows(dim);
	size_t i, j, c;

	for (j = 0; j < n; j += 16) {
		const uint8_t *row[16];

		for (c = 0; c < 16; c++) {
			row[c] = k + (j + c < n ? j + c : n - 1) * stride;
			ask(row[c] + TILE * stride, bytes);
		}
		for (i = 0; i < dim; i += 16) {
			float *to = panel + i / 16 * width + j;
			__mmask16 m = lanes(i, dim);
			__m512 x[16];

			UNROLLED
			for (c = 0; c < 16; c++)
				x[c] = load(row[c], i, m);
			transpose16(x);
			UNROLLED
			for (c = 0; c < 16; c++)
				_mm512_storeu_ps(to + c * rows * width, x[lane_order[c]]);
		}
	}
}

/* Of three queries and 16 * nv positions: as many as leave registers for two partial sums at a time. */
struct sums {
	__m512 p[3][4];
};

/* The column in row k of the panel, l of the queries, begins a partial sum or is added to it. */
ALWAYS_INLINE void take_column(struct sums *t, const float *const q[3], const float *k, const unsigned int nv, size_t l, const bool begin)
{
	__m512 x[4];
	unsigned int a, v;

	UNROLLED
	for (v = 0; v < nv; v++)
		x[v] = in_register(_mm512_loadu_ps(k + 16 * v));
	UNROLLED
	for (a = 0; a < 3; a++) {
		__m512 y = in_register(_mm512_set1_ps(q[a][l]));

		UNROLLED
		for (v = 0; v < nv; v++)
			t->p[a][v] = begin ? _mm512_mul_ps(y, x[v]) : _mm512_fmadd_ps(y, x[v], t->p[a][v]);
	}
}

/*
 * The products of columns l, l + 16 ..., whose first row of the panel is k.  That a sum begins with a product, not with
 * +0, can give a score -0 for +0; exp of it is 1 like that of +0, and so is that of its distance to another.
 */
ALWAYS_INLINE struct sums partial(const float *const q[3], const float *k, size_t width, const unsigned int nv, size_t l, size_t dim)
{
	struct sums t;
	unsigned int a, v;

	if (l >= dim) {
		UNROLLED
		for (a = 0; a < 3; a++)
			UNROLLED
			for (v = 0; v < nv; v++)
				t.p[a][v] = _mm512_setzero_ps();
		return t;
	}
	take_column(&t, q, k, nv, l, true);
	for (l += 16; l < dim; l += 16) {
		k += width;
		take_column(&t, q, k, nv, l, false);
	}
	return t;
}

/* Scores of three queries, one to a row of s, with the 16 * nv keys of the panel. */
ALWAYS_INLINE void meet_panel(float (*s)[TILE], const float *const q[3], const float *panel, size_t width, const unsigned int nv, size_t dim,
			      float scale)
{
	const size_t rows = panel_rows(dim) * width;
	_Alignas(64) float wait[4][3][TILE];	/* sums of each level of the tree that have no second operand yet */
	struct sums t, other;
	unsigned int n, a, v, up;

	UNROLLED
	for (n = 0; n < 8; n++) {
		const unsigned int top = (unsigned int)__builtin_ctz(~n);	/* levels whose first operand waits */

		t = partial(q, panel + 2 * n * rows, width, nv, lane_order[2 * n], dim);
		other = partial(q, panel + (2 * n + 1) * rows, width, nv, lane_order[2 * n + 1], dim);
		UNROLLED
		for (a = 0; a < 3; a++)
			UNROLLED
			for (v = 0; v < nv; v++)
				t.p[a][v] = _mm512_add_ps(t.p[a][v], other.p[a][v]);
		UNROLLED
		for (up = 0; up < top; up++)
			UNROLLED
			for (a = 0; a < 3; a++)
				UNROLLED
				for (v = 0; v < nv; v++)
					t.p[a][v] = _mm512_add_ps(_mm512_load_ps(wait[up][a] + 16 * v), t.p[a][v]);
		UNROLLED
		for (a = 0; a < 3; a++)
			UNROLLED
			for (v = 0; v < nv; v++)
				_mm512_store_ps(wait[up][a] + 16 * v, t.p[a][v]);
	}
	UNROLLED
	for (a = 0; a < 3; a++)
		UNROLLED
		for (v = 0; v < nv; v++)
			_mm512_storeu_ps(s[a] + 16 * v, _mm512_mul_ps(t.p[a][v], _mm512_set1_ps(scale)));
}

/*
 * Scores of all queries, three at least, with n keys of this tile, from position `from` of it on; of three queries those
 * that the last of them sees, or 32.
 */
static void panel_scores(struct queries *b, const float *panel, size_t width, size_t from, size_t n, size_t dim, float scale)
{
	size_t done, i;

	for (done = 0; done < b->n; done += 3) {
		i = done + 3 <= b->n ? done : b->n - 3;
		float (*s)[TILE] = (float (*)[TILE])(b->s[i] + from);
		const float *const *q = b->q + i;
		size_t see = b->here[i + 2];

		see = see < from ? 0 : see - from < n ? see - from : n;
		if (see > 32)
			meet_panel(s, q, panel, width, 4, dim, scale);
		else if (see)
			meet_panel(s, q, panel, width, 2, dim, scale);
	}
}

#endif

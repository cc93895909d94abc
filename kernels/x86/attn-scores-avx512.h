/* SPDX-License-Identifier: MIT */
/*
 * Scores of few queries, with the keys as they lie in the cache.  Four queries meet four keys at a time: sixteen
 * registers of partial sums, which the tree of sum16 makes one of totals.
 */
#ifndef BITNET_KERNELS_ATTN_SCORES_AVX512_H
#define BITNET_KERNELS_ATTN_SCORES_AVX512_H

#include "kernels/x86/attn-block-avx512.h"

/* q of nq queries (4 or 1) times 16 / nq rows of keys, the sum of row j of query i in v[i * (16 / nq) + j]. */
ALWAYS_INLINE void products(__m512 v[16], const float *const *q, const unsigned int nq, const uint8_t *const row[16], size_t i,
			    __mmask16 m, load16_fn *load)
{
	const unsigned int np = 16 / nq;
	__m512 k[16];
	unsigned int a, j;

	UNROLLED
	for (j = 0; j < np; j++)
		k[j] = load(row[j], i, m);
	UNROLLED
	for (a = 0; a < nq; a++) {
		__m512 x = _mm512_maskz_loadu_ps(m, q[a] + i);

		UNROLLED
		for (j = 0; j < np; j++)
			v[a * np + j] = _mm512_mask3_fmadd_ps(x, k[j], v[a * np + j], m);
	}
}

/* Scores of nq queries (4 or 1) with 16 / nq keys, at s and from one query's row to the next.  There are n keys: others repeat the last. */
ALWAYS_INLINE void scores(float *s, const float *const *q, const unsigned int nq, const uint8_t *k, size_t stride, size_t n, size_t dim,
			  float scale, struct ahead *ahead, const size_t bytes, load16_fn *load)
{
	const unsigned int np = 16 / nq;
	const uint8_t *row[16];
	__m512 v[16];
	unsigned int j;
	size_t i;

	UNROLLED
	for (j = 0; j < np; j++)
		row[j] = k + (j < n ? j : n - 1) * stride;
	UNROLLED
	for (j = 0; j < 16; j++)
		v[j] = _mm512_setzero_ps();
	for (i = 0; i + 16 <= dim; i += 16) {
		ask_on(ahead, np * bytes / 2);
		products(v, q, nq, row, i, 0xffff, load);
	}
	if (i < dim)
		products(v, q, nq, row, i, mask16(dim - i), load);
	v[0] = _mm512_mul_ps(join16(v, join_add), _mm512_set1_ps(scale));
	if (nq == 1) {
		_mm512_storeu_ps(s, v[0]);
		return;
	}
	_mm_storeu_ps(s, _mm512_castps512_ps128(v[0]));
	_mm_storeu_ps(s + TILE, _mm512_extractf32x4_ps(v[0], 1));
	_mm_storeu_ps(s + 2 * TILE, _mm512_extractf32x4_ps(v[0], 2));
	_mm_storeu_ps(s + 3 * TILE, _mm512_extractf32x4_ps(v[0], 3));
}

/* All n keys of a tile.  next: rows that memory is asked for meanwhile; bytes: of 32 elements. */
ALWAYS_INLINE void some_scores(struct queries *b, const uint8_t *k, size_t stride, size_t n, size_t dim, float scale, const uint8_t *next,
			       const size_t bytes, load16_fn *load)
{
	struct ahead ahead = { next, 0, (b->n + 3) / 4 };
	size_t i, j;

	for (i = 0; i < b->n; i += 4) {
		size_t left = b->n - i;
		const float *q[4] = { b->q[i], b->q[left > 1 ? i + 1 : i], b->q[left > 2 ? i + 2 : i], b->q[left > 3 ? i + 3 : i] };

		ahead.step = (left == 1 ? 16 : 4) * bytes / 2 / ahead.share;
		if (left == 1)
			for (j = 0; j < n; j += 16)
				scores(b->s[i] + j, q, 1, k + j * stride, stride, n - j, dim, scale, &ahead, bytes, load);
		else
			for (j = 0; j < n; j += 4)
				scores(b->s[i] + j, q, 4, k + j * stride, stride, n - j, dim, scale, &ahead, bytes, load);
	}
}

#endif

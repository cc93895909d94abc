/* SPDX-License-Identifier: MIT */
/*
 * Scores of few queries, with the keys as they lie in the cache.  Eight pairs of a query and a key at a time: the lower
 * eight lanes of sum16 of all, then the upper ones, so that what is loaded serves more than one pair.
 */
#ifndef BITNET_KERNELS_ATTN_SCORES_AVX2_H
#define BITNET_KERNELS_ATTN_SCORES_AVX2_H

#include "kernels/x86/attn-block-avx2.h"

/* nq queries times rows, n elements from i; the sum of query a and row j is v[a * rows + j]. */
ALWAYS_INLINE void products(__m256 v[8], const float *const *q, const unsigned int nq, const uint8_t *const row[8], size_t i, size_t n,
			    load_fn *load)
{
	const unsigned int rows = registers(nq);
	__m256 x[4];
	unsigned int a, j;

	UNROLLED
	for (a = 0; a < nq; a++)
		x[a] = load_f32((const uint8_t *)q[a], i, n);
	UNROLLED
	for (j = 0; j < rows; j++) {
		__m256 k = load(row[j], i, n);

		UNROLLED
		for (a = 0; a < nq; a++)
			v[a * rows + j] = _mm256_fmadd_ps(x[a], k, v[a * rows + j]);
	}
}

/* Eight lanes of the sums: columns i to i + 7, i + 16 to i + 23 ... */
ALWAYS_INLINE void some_lanes(__m256 v[8], const float *const *q, const unsigned int nq, const uint8_t *const row[8], size_t i,
			    size_t dim, struct ahead *ahead, const size_t bytes, load_fn *load)
{
	unsigned int j;

	UNROLLED
	for (j = 0; j < 8; j++)
		v[j] = _mm256_setzero_ps();
	for (; i + 8 <= dim; i += 16) {
		ask_on(ahead, ahead_span(nq, bytes));
		products(v, q, nq, row, i, 8, load);
	}
	if (i < dim)
		products(v, q, nq, row, i, dim - i, load);
}

/* Scores of nq queries with some keys, of which there are n: others repeat the last.  s: from one query's row to the next. */
ALWAYS_INLINE void scores(float *s, const float *const *q, const unsigned int nq, const uint8_t *k, size_t stride, size_t n, size_t dim,
			  float scale, struct ahead *ahead, const size_t bytes, load_fn *load)
{
	const unsigned int rows = registers(nq);
	const uint8_t *row[8];
	__m256 low[8], v[8];
	unsigned int j;

	UNROLLED
	for (j = 0; j < rows; j++)
		row[j] = k + (j < n ? j : n - 1) * stride;
	some_lanes(low, q, nq, row, 0, dim, ahead, bytes, load);
	some_lanes(v, q, nq, row, 8, dim, ahead, bytes, load);
	UNROLLED
	for (j = 0; j < 8; j++)
		v[j] = _mm256_add_ps(low[j], v[j]);
	v[0] = _mm256_mul_ps(join8(v, join_add), _mm256_set1_ps(scale));
	if (nq == 1) {
		_mm256_store_ps(s, v[0]);
	} else if (nq == 2) {
		_mm_store_ps(s, _mm256_castps256_ps128(v[0]));
		_mm_store_ps(s + TILE, _mm256_extractf128_ps(v[0], 1));
	} else {
		_mm_storel_pi((__m64 *)(void *)s, _mm256_castps256_ps128(v[0]));
		_mm_storeh_pi((__m64 *)(void *)(s + TILE), _mm256_castps256_ps128(v[0]));
		_mm_storel_pi((__m64 *)(void *)(s + 2 * TILE), _mm256_extractf128_ps(v[0], 1));
		if (nq == 4)
			_mm_storeh_pi((__m64 *)(void *)(s + 3 * TILE), _mm256_extractf128_ps(v[0], 1));
	}
}

/* nq queries from i with all n keys of a tile. */
ALWAYS_INLINE void some_scores(struct queries *b, size_t i, const unsigned int nq, const uint8_t *k, size_t stride, size_t n, size_t dim,
			       float scale, struct ahead *ahead, const size_t bytes, load_fn *load)
{
	size_t j;

	ahead->step = ahead_span(nq, bytes) / ahead->share;
	for (j = 0; j < n; j += registers(nq))
		scores(b->s[i] + j, b->q + i, nq, k + j * stride, stride, n - j, dim, scale, ahead, bytes, load);
}

ALWAYS_INLINE void few_scores(struct queries *b, const uint8_t *k, size_t stride, size_t n, size_t dim, float scale, struct ahead ahead,
			      const size_t bytes, load_fn *load)
{
	size_t i;

	for (i = 0; i + 4 <= b->n; i += 4)
		some_scores(b, i, 4, k, stride, n, dim, scale, &ahead, bytes, load);
	if (b->n - i == 3)
		some_scores(b, i, 3, k, stride, n, dim, scale, &ahead, bytes, load);
	else if (b->n - i == 2)
		some_scores(b, i, 2, k, stride, n, dim, scale, &ahead, bytes, load);
	else if (b->n - i == 1)
		some_scores(b, i, 1, k, stride, n, dim, scale, &ahead, bytes, load);
}

#endif

/* SPDX-License-Identifier: MIT */
/* Scores of a tile become what its values are taken with: eight queries share each step that has one number for each. */
#ifndef BITNET_KERNELS_ATTN_SOFTMAX_AVX2_H
#define BITNET_KERNELS_ATTN_SOFTMAX_AVX2_H

#include "kernels/x86/attn-block-avx2.h"

/* The maxima of the lanes of s, which are -inf from `here` on from now on: vmaxps gives its second operand for a NaN. */
ALWAYS_INLINE __m256 row_max(float s[TILE], size_t here)
{
	const __m256 none = _mm256_set1_ps(-__builtin_inff());
	__m256 v = none;
	size_t j = here & ~(size_t)7;

	if (j < TILE) {
		__m256 see = _mm256_castsi256_ps(mask8(here - j));

		_mm256_store_ps(s + j, _mm256_blendv_ps(none, _mm256_load_ps(s + j), see));
		for (j += 8; j < TILE; j += 8)
			_mm256_store_ps(s + j, none);
	}
	UNROLLED
	for (j = 0; j < TILE; j += 8)
		v = _mm256_max_ps(_mm256_load_ps(s + j), v);
	return v;
}

/*
 * s becomes exp(s - m); the result is the lanes l and l + 8 of its sum, added.  They hold no -0, so the zeros past the end
 * keep them as they are.
 */
ALWAYS_INLINE __m256 row_exp(float s[TILE], float m)
{
	struct sum16 sum = sum16_zero();
	__m256 mv = _mm256_set1_ps(m);
	unsigned int j;

	UNROLLED
	for (j = 0; j < TILE; j += 16) {
		__m256 lo = exp8_low(_mm256_sub_ps(_mm256_load_ps(s + j), mv));
		__m256 hi = exp8_low(_mm256_sub_ps(_mm256_load_ps(s + j + 8), mv));

		_mm256_store_ps(s + j, lo);
		_mm256_store_ps(s + j + 8, hi);
		sum.lo = _mm256_add_ps(sum.lo, lo);
		sum.hi = _mm256_add_ps(sum.hi, hi);
	}
	return _mm256_add_ps(sum.lo, sum.hi);
}

/* Queries i to i + n, n <= 8, of which those that see none of the tile stay as they are. */
ALWAYS_INLINE void some_softmax(struct queries *b, size_t i, size_t n, bool first)
{
	const __m256 none = _mm256_set1_ps(-__builtin_inff());
	_Alignas(32) int32_t see[8] = { 0 };
	__m256 rows[8], old, m, c, l;
	__m256i seen;
	size_t a;

	for (a = 0; a < 8; a++) {
		see[a] = a < n && b->here[i + a] ? -1 : 0;
		rows[a] = see[a] ? row_max(b->s[i + a], b->here[i + a]) : none;
	}
	seen = _mm256_load_si256((const __m256i *)(const void *)see);
	old = first ? none : _mm256_load_ps(b->m + i);
	m = _mm256_max_ps(join8(rows, join_max), old);
	c = first ? _mm256_setzero_ps() : exp8_low(_mm256_sub_ps(old, m));
	_mm256_maskstore_ps(b->m + i, seen, m);
	_mm256_maskstore_ps(b->c + i, seen, c);
	for (a = 0; a < n; a++)
		if (see[a])
			rows[a] = row_exp(b->s[i + a], b->m[i + a]);
	l = first ? _mm256_setzero_ps() : _mm256_load_ps(b->l + i);
	_mm256_maskstore_ps(b->l + i, seen, _mm256_fmadd_ps(l, c, join8(rows, join_add)));
}

static void tile_softmax(struct queries *b, bool first)
{
	size_t i;

	for (i = 0; i < b->n; i += 8)
		some_softmax(b, i, b->n - i < 8 ? b->n - i : 8, first);
}

#endif

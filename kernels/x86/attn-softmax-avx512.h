/* SPDX-License-Identifier: MIT */
/* Scores of a tile become what its values are taken with: sixteen queries share each step that has one number for each. */
#ifndef BITNET_KERNELS_ATTN_SOFTMAX_AVX512_H
#define BITNET_KERNELS_ATTN_SOFTMAX_AVX512_H

#include "kernels/exp.h"
#include "kernels/x86/attn-block-avx512.h"

/* CONTRACTS "exp", for x that is no maximum's superior: at most 0, or NaN. */
ALWAYS_INLINE __m512 exp16(__m512 x)
{
	__m512 n, r, p;

	n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(BITNET_LOG2_E)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
	r = _mm512_fmadd_ps(n, _mm512_set1_ps(-(BITNET_LN2_HI)), x);
	r = _mm512_fmadd_ps(n, _mm512_set1_ps(-(BITNET_LN2_LO)), r);
	p = _mm512_set1_ps(BITNET_EXP_6);
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(BITNET_EXP_5));
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(BITNET_EXP_4));
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(BITNET_EXP_3));
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(BITNET_EXP_2));
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
	/* The integer of a NaN has no bits left after the shift. */
	return _mm512_castsi512_ps(_mm512_maskz_add_epi32(_mm512_cmp_ps_mask(x, _mm512_set1_ps(BITNET_EXP_MIN), _CMP_NLT_UQ),
							  _mm512_castps_si512(p), _mm512_slli_epi32(_mm512_cvtps_epi32(n), 23)));
}

/* The maxima of the lanes of s, which are -inf from `here` on from now on: vmaxps gives its second operand for a NaN. */
ALWAYS_INLINE __m512 row_max(float s[TILE], size_t here)
{
	__m512 v = _mm512_set1_ps(-__builtin_inff());
	size_t j;

	for (j = here & ~(size_t)15; j < TILE; j += 16)
		_mm512_mask_store_ps(s + j, (__mmask16)~(j < here ? mask16(here - j) : 0), v);
	UNROLLED
	for (j = 0; j < TILE; j += 16)
		v = _mm512_max_ps(_mm512_load_ps(s + j), v);
	return v;
}

/* s becomes exp(s - m); the result is the lanes of its sum.  They hold no -0, so the zeros past the end keep them as they are. */
ALWAYS_INLINE __m512 row_exp(float s[TILE], float m)
{
	__m512 sum = _mm512_setzero_ps(), e;
	unsigned int j;

	UNROLLED
	for (j = 0; j < TILE; j += 16) {
		e = exp16(_mm512_sub_ps(_mm512_load_ps(s + j), _mm512_set1_ps(m)));
		_mm512_store_ps(s + j, e);
		sum = _mm512_add_ps(sum, e);
	}
	return sum;
}

/* Queries i to i + n, n <= 16, of which those that see none of the tile stay as they are. */
ALWAYS_INLINE void some_softmax(struct queries *b, size_t i, size_t n, bool first)
{
	const __m512 none = _mm512_set1_ps(-__builtin_inff());
	__m512 rows[16], old, m, c, l;
	__mmask16 see = 0;
	size_t a;

	for (a = 0; a < n; a++) {
		see |= (__mmask16)((b->here[i + a] > 0) << a);
		rows[a] = b->here[i + a] ? row_max(b->s[i + a], b->here[i + a]) : none;
	}
	for (; a < 16; a++)
		rows[a] = none;
	old = first ? none : _mm512_load_ps(b->m + i);
	m = _mm512_max_ps(join16(rows, join_max), old);
	c = first ? _mm512_setzero_ps() : exp16(_mm512_sub_ps(old, m));
	_mm512_mask_store_ps(b->m + i, see, m);
	_mm512_mask_store_ps(b->c + i, see, c);
	for (a = 0; a < n; a++)
		if (b->here[i + a])
			rows[a] = row_exp(b->s[i + a], b->m[i + a]);
	l = first ? _mm512_setzero_ps() : _mm512_load_ps(b->l + i);
	_mm512_mask_store_ps(b->l + i, see, _mm512_fmadd_ps(l, c, join16(rows, join_add)));
}

static void tile_softmax(struct queries *b, bool first)
{
	size_t i;

	for (i = 0; i < b->n; i += 16)
		some_softmax(b, i, b->n - i < 16 ? b->n - i : 16, first);
}

#endif

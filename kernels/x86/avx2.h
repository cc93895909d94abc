/* SPDX-License-Identifier: MIT */
/* What the AVX2 kernels share: sums in sixteen lanes, tails, exp.  Compiled with -mavx2 -mfma -mf16c only. */
#ifndef BITNET_KERNELS_AVX2_H
#define BITNET_KERNELS_AVX2_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/exp.h"
#include "kernels/inline.h"
#include "kernels/x86/any.h"

/* 32 bytes at any address. */
ALWAYS_INLINE __m256i load32(const void *p)
{
	return _mm256_loadu_si256((const __m256i *)p);
}

/* The sum of all lanes of 32 bits, modulo 2^32. */
ALWAYS_INLINE int32_t add_lanes(__m256i v)
{
	__m128i s = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));

	s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
	return _mm_cvtsi128_si32(_mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1)));
}

/* Lanes 0..7 and 8..15 of sum16. */
struct sum16 {
	__m256 lo, hi;
};

ALWAYS_INLINE struct sum16 sum16_zero(void)
{
	return (struct sum16){ _mm256_setzero_ps(), _mm256_setzero_ps() };
}

ALWAYS_INLINE struct sum16 sum16_fma(struct sum16 s, __m256 a_lo, __m256 a_hi, __m256 b_lo, __m256 b_hi)
{
	return (struct sum16){ _mm256_fmadd_ps(a_lo, b_lo, s.lo), _mm256_fmadd_ps(a_hi, b_hi, s.hi) };
}

ALWAYS_INLINE float sum16_tree(struct sum16 s)
{
	__m256 s8 = _mm256_add_ps(s.lo, s.hi);
	__m128 s4 = _mm_add_ps(_mm256_castps256_ps128(s8), _mm256_extractf128_ps(s8, 1));
	__m128 s2 = _mm_add_ps(s4, _mm_movehl_ps(s4, s4));

	return _mm_cvtss_f32(_mm_add_ss(s2, _mm_movehdup_ps(s2)));
}

/* v, made or loaded once: the compiler would else load it, or put it together, anew for each that takes it. */
ALWAYS_INLINE __m256 in_register(__m256 v)
{
	__asm__("" : "+x"(v));
	return v;
}

/* One rounding of a * b + c. */
ALWAYS_INLINE float fma1(float a, float b, float c)
{
	return _mm_cvtss_f32(_mm_fmadd_ss(_mm_set_ss(a), _mm_set_ss(b), _mm_set_ss(c)));
}

ALWAYS_INLINE float sqrt1(float a)
{
	return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(a)));
}

/* Elements of the float formats at any address: eight from i, and the one at i. */
typedef __m256 load8_fn(const void *p, size_t i);
typedef float load1_fn(const void *p, size_t i);

ALWAYS_INLINE __m256 load8_f32(const void *p, size_t i)
{
	return _mm256_loadu_ps((const float *)p + i);
}

ALWAYS_INLINE float load1_f32(const void *p, size_t i)
{
	return ((const struct any_f32 *)p)[i].v;
}

ALWAYS_INLINE __m256 load8_f16(const void *p, size_t i)
{
	return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)((const uint8_t *)p + 2 * i)));
}

ALWAYS_INLINE float half1(uint16_t h)
{
	return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(h)));
}

ALWAYS_INLINE float load1_f16(const void *p, size_t i)
{
	return half1(((const struct any_u16 *)p)[i].v);
}

ALWAYS_INLINE __m256 load8_bf16(const void *p, size_t i)
{
	__m128i h = _mm_loadu_si128((const __m128i *)(const void *)((const uint8_t *)p + 2 * i));

	return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(h), 16));
}

ALWAYS_INLINE float load1_bf16(const void *p, size_t i)
{
	return _mm_cvtss_f32(_mm_castsi128_ps(_mm_cvtsi32_si128((int)((uint32_t)((const struct any_u16 *)p)[i].v << 16))));
}

/* Eight int8 codes, the low half of q, as floats. */
ALWAYS_INLINE __m256 codes8(__m128i q)
{
	return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(q));
}

/*
 * The end of a dot product: the terms from i (a multiple of 16) to n, each to its lane, then the
 * tree.  The others keep their value: adding a zero would turn -0 into +0.
 */
ALWAYS_INLINE float dot_end(struct sum16 s, const void *w, const float *x, size_t i, size_t n, load1_fn *load1)
{
	float p[16];
	size_t l;

	if (i < n) {
		_mm256_storeu_ps(p, s.lo);
		_mm256_storeu_ps(p + 8, s.hi);
		for (l = 0; i < n; i++, l++)
			p[l] = fma1(load1(w, i), x[i], p[l]);
		s.lo = _mm256_loadu_ps(p);
		s.hi = _mm256_loadu_ps(p + 8);
	}
	return sum16_tree(s);
}

/* Lanes below n are all ones, n <= 8: for maskload, maskstore and AND. */
ALWAYS_INLINE __m256i mask8(size_t n)
{
	static const int32_t ones[16] = { -1, -1, -1, -1, -1, -1, -1, -1 };

	return _mm256_loadu_si256((const __m256i *)(const void *)(ones + 8 - n));
}

/* CONTRACTS "exp", for x at most at the upper end, or NaN. */
ALWAYS_INLINE __m256 exp8_low(__m256 x)
{
	__m256 n, r, p;

	n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(BITNET_LOG2_E)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
	r = _mm256_fmadd_ps(n, _mm256_set1_ps(-(BITNET_LN2_HI)), x);
	r = _mm256_fmadd_ps(n, _mm256_set1_ps(-(BITNET_LN2_LO)), r);
	p = _mm256_set1_ps(BITNET_EXP_6);
	p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(BITNET_EXP_5));
	p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(BITNET_EXP_4));
	p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(BITNET_EXP_3));
	p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(BITNET_EXP_2));
	p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0f));
	p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0f));
	/* The integer of a NaN has no bits left after the shift. */
	p = _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p), _mm256_slli_epi32(_mm256_cvtps_epi32(n), 23)));
	return _mm256_andnot_ps(_mm256_cmp_ps(x, _mm256_set1_ps(BITNET_EXP_MIN), _CMP_LT_OQ), p);
}

/* CONTRACTS "exp". */
ALWAYS_INLINE __m256 exp8(__m256 x)
{
	__m256 above = _mm256_cmp_ps(x, _mm256_set1_ps(BITNET_EXP_MAX), _CMP_GT_OQ);

	return _mm256_blendv_ps(exp8_low(x), _mm256_set1_ps(__builtin_inff()), above);
}

#endif

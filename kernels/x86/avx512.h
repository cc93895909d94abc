/* SPDX-License-Identifier: MIT */
/* What the AVX-512 kernels share. */
#ifndef BITNET_KERNELS_AVX512_H
#define BITNET_KERNELS_AVX512_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/inline.h"

/* v, loaded: the compiler would else load it anew for each that takes it, which the ports for loads are too few for. */
ALWAYS_INLINE __m512 in_register(__m512 v)
{
	__asm__("" : "+v"(v));
	return v;
}

/* Lanes below n, n <= 16. */
ALWAYS_INLINE __mmask16 mask16(size_t n)
{
	return (__mmask16)((1u << n) - 1);
}

/* The sum of all lanes modulo 2^32; the compiler's own adds the last two as signed numbers. */
ALWAYS_INLINE uint32_t add_lanes(__m512i p)
{
	__m256i s8 = _mm256_add_epi32(_mm512_castsi512_si256(p), _mm512_extracti64x4_epi64(p, 1));
	__m128i s4 = _mm_add_epi32(_mm256_castsi256_si128(s8), _mm256_extracti128_si256(s8, 1));

	s4 = _mm_add_epi32(s4, _mm_shuffle_epi32(s4, 0x4e));
	return (uint32_t)_mm_cvtsi128_si32(_mm_add_epi32(s4, _mm_shuffle_epi32(s4, 0xb1)));
}

/* The tree of sum16. */
ALWAYS_INLINE float sum16_tree(__m512 p)
{
	__m256 s8 = _mm256_add_ps(_mm512_castps512_ps256(p), _mm512_extractf32x8_ps(p, 1));
	__m128 s4 = _mm_add_ps(_mm256_castps256_ps128(s8), _mm256_extractf128_ps(s8, 1));
	__m128 s2 = _mm_add_ps(s4, _mm_movehl_ps(s4, s4));

	return _mm_cvtss_f32(_mm_add_ss(s2, _mm_movehdup_ps(s2)));
}

#endif

/* SPDX-License-Identifier: MIT */
/* What the AVX-512 kernels share. */
#ifndef BITNET_KERNELS_AVX512_H
#define BITNET_KERNELS_AVX512_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* A loop over registers: its arrays are no memory only when it is unrolled. */
#define UNROLLED _Pragma("GCC unroll 16")

/* Lanes below n, n <= 16. */
ALWAYS_INLINE __mmask16 mask16(size_t n)
{
	return (__mmask16)((1u << n) - 1);
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

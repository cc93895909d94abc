/* SPDX-License-Identifier: MIT */
/* What the parts of attention with 512-bit registers share: elements of the cache as floats, and lanes put together. */
#ifndef BITNET_KERNELS_ATTN_BLOCK_AVX512_H
#define BITNET_KERNELS_ATTN_BLOCK_AVX512_H

#include "kernels/x86/attn-block.h"
#include "kernels/x86/avx512.h"

enum {
	WIDE = 128,			/* columns of a tile that are floats at a time */
	DIRECT = 4			/* so many queries or fewer do not pay for making floats of a tile */
};

/* Sixteen elements of a row from i; those that m has, or zeros. */
typedef __m512 load16_fn(const uint8_t *row, size_t i, __mmask16 m);

ALWAYS_INLINE __m512 load16_f16(const uint8_t *row, size_t i, __mmask16 m)
{
	return _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(m, row + 2 * i));
}

ALWAYS_INLINE __m512 load16_f32(const uint8_t *row, size_t i, __mmask16 m)
{
	return _mm512_maskz_loadu_ps(m, row + 4 * i);
}

/* i is a multiple of 16: half a block of 32, all of which is there. */
ALWAYS_INLINE __m512 load16_q8_0(const uint8_t *row, size_t i, __mmask16 m)
{
	const uint8_t *b = row + i / 32 * 34;
	__m512 d = _mm512_cvtph_ps(_mm256_set1_epi16((short)(b[0] | b[1] << 8)));

	return _mm512_mul_ps(d, _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(m, b + 2 + i % 32))));
}

/* The first of as many lanes as there are columns from i to dim. */
ALWAYS_INLINE __mmask16 lanes(size_t i, size_t dim)
{
	return dim - i < 16 ? mask16(dim - i) : 0xffff;
}

/* One of the two ways to put lanes of registers together: sums and maxima. */
typedef __m512 join_fn(__m512 a, __m512 b);

ALWAYS_INLINE __m512 join_add(__m512 a, __m512 b)
{
	return _mm512_add_ps(a, b);
}

ALWAYS_INLINE __m512 join_max(__m512 a, __m512 b)
{
	return _mm512_max_ps(a, b);
}

/*
 * Lanes l + 8 to l of two registers, then l + 4, l + 2 and l + 1: each time one half of the result is there as it is,
 * and a shuffle brings the other.
 */
ALWAYS_INLINE __m512 halves8(__m512 a, __m512 b, join_fn *join)
{
	return join(_mm512_mask_mov_ps(a, 0xff00, b), _mm512_shuffle_f32x4(a, b, 0x4e));
}

ALWAYS_INLINE __m512 halves4(__m512 a, __m512 b, join_fn *join)
{
	const __m512i other = _mm512_setr_epi32(4, 5, 6, 7, 16, 17, 18, 19, 12, 13, 14, 15, 24, 25, 26, 27);

	return join(_mm512_mask_mov_ps(a, 0xf0f0, b), _mm512_permutex2var_ps(a, other, b));
}

ALWAYS_INLINE __m512 halves2(__m512 a, __m512 b, join_fn *join)
{
	return join(_mm512_mask_mov_ps(a, 0xcccc, b), _mm512_shuffle_ps(a, b, 0x4e));
}

ALWAYS_INLINE __m512 halves1(__m512 a, __m512 b, join_fn *join)
{
	const __m512i other = _mm512_setr_epi32(1, 16, 3, 18, 5, 20, 7, 22, 9, 24, 11, 26, 13, 28, 15, 30);

	return join(_mm512_mask_mov_ps(a, 0xaaaa, b), _mm512_permutex2var_ps(a, other, b));
}

/* The trees of sum16 of sixteen registers, or their maxima: that of register i in lane i. */
ALWAYS_INLINE __m512 join16(const __m512 v[16], join_fn *join)
{
	__m512 y[4];
	unsigned int e;

	UNROLLED
	for (e = 0; e < 4; e++)
		y[e] = halves4(halves8(v[e], v[8 + e], join), halves8(v[4 + e], v[12 + e], join), join);
	return halves1(halves2(y[0], y[2], join), halves2(y[1], y[3], join), join);
}

#endif

/* SPDX-License-Identifier: MIT */
/* What the parts of attention with 256-bit registers share: elements of the cache as floats, and lanes put together. */
#ifndef BITNET_KERNELS_ATTN_BLOCK_AVX2_H
#define BITNET_KERNELS_ATTN_BLOCK_AVX2_H

#include "kernels/x86/attn-block.h"
#include "kernels/x86/avx2.h"

enum {
	SHARE = 4,			/* queries that meet a register of floats at a time, */
	PANEL = 16,			/* and positions, two registers of them: eight sums */
	WIDEST = 512,			/* columns of the largest panel, which fills the first cache */
	WIDE = 64			/* columns of a tile of values that are floats at a time */
};

/* Eight elements of a row from i, a multiple of 8; those of the first n lanes, or zeros. */
typedef __m256 load_fn(const uint8_t *row, size_t i, size_t n);

ALWAYS_INLINE __m256 load_few(const uint8_t *row, size_t i, size_t n, load1_fn *load1)
{
	_Alignas(32) float x[8] = { 0 };
	size_t l;

	for (l = 0; l < n; l++)
		x[l] = load1(row, i + l);
	return _mm256_load_ps(x);
}

ALWAYS_INLINE __m256 load_f16(const uint8_t *row, size_t i, size_t n)
{
	return n < 8 ? load_few(row, i, n, load1_f16) : load8_f16(row, i);
}

ALWAYS_INLINE __m256 load_f32(const uint8_t *row, size_t i, size_t n)
{
	return n < 8 ? load_few(row, i, n, load1_f32) : load8_f32(row, i);
}

/* A quarter of a block of 32, all of which is there. */
ALWAYS_INLINE __m256 load_q8_0(const uint8_t *row, size_t i, size_t n)
{
	const uint8_t *b = row + i / 32 * 34;
	__m256 d = _mm256_cvtph_ps(_mm_set1_epi16((short)((const struct any_u16 *)(const void *)b)->v));
	__m256 x = _mm256_mul_ps(d, codes8(_mm_loadl_epi64((const __m128i *)(const void *)(b + 2 + i % 32))));

	return n < 8 ? _mm256_and_ps(x, _mm256_castsi256_ps(mask8(n))) : x;
}

/* So many queries or fewer do not pay for making floats of a tile, of `bytes` for 32 elements: blocks are more work each time. */
ALWAYS_INLINE size_t few_queries(const size_t bytes)
{
	return bytes < 64 ? 8 : 16;
}

/* Registers of rows that nq queries take at a time, with eight sums, or six. */
ALWAYS_INLINE unsigned int registers(const unsigned int nq)
{
	return nq > 2 ? 2 : nq > 1 ? 4 : 8;
}

/* Bytes of these registers, of `bytes` for 32 elements. */
ALWAYS_INLINE size_t ahead_span(const unsigned int nq, const size_t bytes)
{
	return registers(nq) * bytes / 4;
}

/* One of the two ways to put lanes of registers together: sums and maxima. */
typedef __m256 join_fn(__m256 a, __m256 b);

ALWAYS_INLINE __m256 join_add(__m256 a, __m256 b)
{
	return _mm256_add_ps(a, b);
}

ALWAYS_INLINE __m256 join_max(__m256 a, __m256 b)
{
	return _mm256_max_ps(a, b);
}

/* Lanes l + 4 to l of two registers, then l + 2, then l + 1. */
ALWAYS_INLINE __m256 halves4(__m256 a, __m256 b, join_fn *join)
{
	return join(_mm256_blend_ps(a, b, 0xf0), _mm256_permute2f128_ps(a, b, 0x21));
}

ALWAYS_INLINE __m256 halves2(__m256 a, __m256 b, join_fn *join)
{
	return join(_mm256_blend_ps(a, b, 0xcc), _mm256_shuffle_ps(a, b, 0x4e));
}

ALWAYS_INLINE __m256 halves1(__m256 a, __m256 b, join_fn *join)
{
	return join(_mm256_shuffle_ps(a, b, 0x88), _mm256_shuffle_ps(a, b, 0xdd));
}

/* The last steps of the trees of sum16 of eight registers, or their maxima: that of register i in lane i. */
ALWAYS_INLINE __m256 join8(const __m256 v[8], join_fn *join)
{
	__m256 y[4];
	unsigned int e;

	UNROLLED
	for (e = 0; e < 4; e++)
		y[e] = halves4(v[e], v[4 + e], join);
	return halves1(halves2(y[0], y[1], join), halves2(y[2], y[3], join), join);
}

#endif

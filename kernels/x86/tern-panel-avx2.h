/* SPDX-License-Identifier: MIT */
/* Panels of codes in registers of 256 bits. */
#ifndef BITNET_KERNELS_TERN_PANEL_AVX2_H
#define BITNET_KERNELS_TERN_PANEL_AVX2_H

#include "kernels/x86/avx2.h"

#define LANES 8
#define PIECE 256			/* a lane of 16 bits takes 64 quads: gemm_tern_avx2.c */
#define ROW_BLOCK 256
#include "kernels/x86/tern-panel.h"

/* Sixteen bytes of two rows, one to a lane. */
ALWAYS_INLINE __m256i lanes(const uint8_t *r0, const uint8_t *r1)
{
	return _mm256_loadu2_m128i((const __m128i *)(const void *)r1, (const __m128i *)(const void *)r0);
}

ALWAYS_INLINE void put(uint8_t *out, __m256i codes)
{
	_mm256_store_si256((__m256i *)(void *)out, _mm256_and_si256(codes, _mm256_set1_epi8(3)));
}

/* The four groups of a register, eight quads from one to the next. */
ALWAYS_INLINE void split(uint8_t *out, __m256i v)
{
	put(out, _mm256_srli_epi16(v, 6));
	put(out + 8 * QUAD, _mm256_srli_epi16(v, 4));
	put(out + 16 * QUAD, _mm256_srli_epi16(v, 2));
	put(out + 24 * QUAD, v);
}

ALWAYS_INLINE void unpack_unit(uint8_t *out, const uint8_t *const row[LANES], size_t at)
{
	__m256i u[4], t0, t1, t2, t3;
	unsigned int r;

	UNROLLED
	for (r = 0; r < 4; r++)
		u[r] = lanes(row[r] + at, row[r + 4] + at);
	t0 = _mm256_unpacklo_epi32(u[0], u[1]);
	t1 = _mm256_unpackhi_epi32(u[0], u[1]);
	t2 = _mm256_unpacklo_epi32(u[2], u[3]);
	t3 = _mm256_unpackhi_epi32(u[2], u[3]);
	split(out, _mm256_unpacklo_epi64(t0, t2));
	split(out + QUAD, _mm256_unpackhi_epi64(t0, t2));
	split(out + 2 * QUAD, _mm256_unpacklo_epi64(t1, t3));
	split(out + 3 * QUAD, _mm256_unpackhi_epi64(t1, t3));
}

ALWAYS_INLINE void fill(int32_t *y, size_t n, int32_t v)
{
	size_t i;

	for (i = 0; i < n; i++)
		y[i] = v;
}

#endif

/* SPDX-License-Identifier: MIT */
/* Panels of codes in registers of 512 bits. */
#ifndef BITNET_KERNELS_TERN_PANEL_AVX512_H
#define BITNET_KERNELS_TERN_PANEL_AVX512_H

#include "kernels/x86/avx512.h"

#define LANES 16
#ifndef PIECE
#define PIECE 512
#endif
#ifndef ROW_BLOCK
#define ROW_BLOCK 256
#endif
#include "kernels/x86/tern-panel.h"

ALWAYS_INLINE __m128i unit16(const uint8_t *w)
{
	return _mm_loadu_si128((const __m128i *)(const void *)w);
}

/* Sixteen bytes of four rows, one to a lane. */
ALWAYS_INLINE __m512i lanes(const uint8_t *r0, const uint8_t *r1, const uint8_t *r2, const uint8_t *r3)
{
	__m512i v = _mm512_castsi128_si512(unit16(r0));

	v = _mm512_mask_broadcast_i32x4(v, 0x00f0, unit16(r1));
	v = _mm512_mask_broadcast_i32x4(v, 0x0f00, unit16(r2));
	return _mm512_mask_broadcast_i32x4(v, 0xf000, unit16(r3));
}

/* The four groups of a register, eight quads from one to the next. */
ALWAYS_INLINE void split(uint8_t *out, __m512i v)
{
	const __m512i three = _mm512_set1_epi8(3);

	_mm512_store_si512(out, _mm512_and_si512(_mm512_srli_epi16(v, 6), three));
	_mm512_store_si512(out + 8 * QUAD, _mm512_and_si512(_mm512_srli_epi16(v, 4), three));
	_mm512_store_si512(out + 16 * QUAD, _mm512_and_si512(_mm512_srli_epi16(v, 2), three));
	_mm512_store_si512(out + 24 * QUAD, _mm512_and_si512(v, three));
}

ALWAYS_INLINE void unpack_unit(uint8_t *out, const uint8_t *const row[LANES], size_t at)
{
	__m512i u[4], t0, t1, t2, t3;
	unsigned int r;

	UNROLLED
	for (r = 0; r < 4; r++)
		u[r] = lanes(row[r] + at, row[r + 4] + at, row[r + 8] + at, row[r + 12] + at);
	t0 = _mm512_unpacklo_epi32(u[0], u[1]);
	t1 = _mm512_unpackhi_epi32(u[0], u[1]);
	t2 = _mm512_unpacklo_epi32(u[2], u[3]);
	t3 = _mm512_unpackhi_epi32(u[2], u[3]);
	split(out, _mm512_unpacklo_epi64(t0, t2));
	split(out + QUAD, _mm512_unpackhi_epi64(t0, t2));
	split(out + 2 * QUAD, _mm512_unpacklo_epi64(t1, t3));
	split(out + 3 * QUAD, _mm512_unpackhi_epi64(t1, t3));
}

ALWAYS_INLINE void fill(int32_t *y, size_t n, int32_t v)
{
	size_t i;

	for (i = 0; i < n; i += 16)
		_mm512_mask_storeu_epi32(y + i, mask16(least(n - i, 16)), _mm512_set1_epi32(v));
}

#endif

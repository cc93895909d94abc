/* SPDX-License-Identifier: MIT */
/*
 * Sums over a list of columns, with vpdpbusd: the layout is drawn in gemv_tern_cols_c.c.
 *
 * The bytes of four columns are interleaved, so that a lane has four codes of one row, and meet the four
 * activations in every lane.  Codes are not shifted: a masked byte is 64, 16, 4 or 1 times a code.  Sixteen
 * columns at a time are read from end to end: 64 * 2 * 128 * 16 stays far below 2^31.
 */
#include <string.h>

#include "kernels/x86/avx512.h"
#include "kernels/x86/kernels-x86.h"
#include "kernels/x86/tern-cols.h"

/* 64 bytes of four columns. */
ALWAYS_INLINE void add_four(__m512i s[16], const uint8_t *const at[4], size_t p, const int8_t q[4])
{
	__m512i a = _mm512_loadu_si512(at[0] + p), b = _mm512_loadu_si512(at[1] + p);
	__m512i c = _mm512_loadu_si512(at[2] + p), d = _mm512_loadu_si512(at[3] + p);
	__m512i lo = _mm512_unpacklo_epi8(a, b), hi = _mm512_unpackhi_epi8(a, b);
	__m512i lo2 = _mm512_unpacklo_epi8(c, d), hi2 = _mm512_unpackhi_epi8(c, d);
	__m512i v[4], x;
	unsigned int i;
	int32_t four;

	v[0] = _mm512_unpacklo_epi16(lo, lo2);
	v[1] = _mm512_unpackhi_epi16(lo, lo2);
	v[2] = _mm512_unpacklo_epi16(hi, hi2);
	v[3] = _mm512_unpackhi_epi16(hi, hi2);
	memcpy(&four, q, sizeof(four));
	x = _mm512_set1_epi32(four);
	UNROLLED
	for (i = 0; i < 4; i++) {
		s[4 * i] = _mm512_dpbusd_epi32(s[4 * i], _mm512_and_si512(v[i], _mm512_set1_epi8((char)0xc0)), x);
		s[4 * i + 1] = _mm512_dpbusd_epi32(s[4 * i + 1], _mm512_and_si512(v[i], _mm512_set1_epi8(0x30)), x);
		s[4 * i + 2] = _mm512_dpbusd_epi32(s[4 * i + 2], _mm512_and_si512(v[i], _mm512_set1_epi8(0x0c)), x);
		s[4 * i + 3] = _mm512_dpbusd_epi32(s[4 * i + 3], _mm512_and_si512(v[i], _mm512_set1_epi8(0x03)), x);
	}
}

/* 256 rows onto y. */
ALWAYS_INLINE void add_rows(int32_t *y, const struct some *c, size_t p)
{
	__m512i s[16];
	unsigned int i;

	UNROLLED
	for (i = 0; i < 16; i++)
		s[i] = _mm512_setzero_si512();
	if (c->n == TOGETHER)
		UNROLLED
		for (i = 0; i < TOGETHER; i += 4)
			add_four(s, c->at + i, p, c->q + i);
	else
		for (i = 0; i < c->n; i += 4)
			add_four(s, c->at + i, p, c->q + i);
	UNROLLED
	for (i = 0; i < 16; i++)
		_mm512_storeu_si512(y + 16 * i,
				    _mm512_add_epi32(_mm512_loadu_si512(y + 16 * i), _mm512_srai_epi32(s[i], 6 - 2 * (i % 4))));
}

void bitnet_gemv_tern_cols_vnni(int32_t *y, const uint8_t *w, size_t col_bytes, const uint32_t *cols, size_t n_cols, const int8_t *q)
{
	gemv_cols(y, w, col_bytes, cols, n_cols, q, add_rows);
}

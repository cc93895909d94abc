/* SPDX-License-Identifier: MIT */
/*
 * head_scan with 512-bit registers, made by its levels with their own product of bytes.  64 codes lie in half of a
 * block of 128 columns: a shuffle looks their levels up, and one row is read strictly forward at a time.
 */
#ifndef BITNET_KERNELS_HEAD_SCAN_AVX512_H
#define BITNET_KERNELS_HEAD_SCAN_AVX512_H

#include "kernels/head.h"
#include "kernels/x86/avx512.h"

/* Bytes from what is worked on to what is asked from memory, and to what is moved nearer; past the end of the rows, too. */
enum {
	AHEAD = 8192,
	NEARER = 512
};

/* sum + levels (0..126) times x, four products to a lane. */
typedef __m512i dot_fn(__m512i sum, __m512i levels, __m512i x);

ALWAYS_INLINE int64_t head_dot(const uint8_t *codes, size_t n, const int8_t *hi, const int8_t *lo, dot_fn *dot)
{
	const __m512i levels = _mm512_broadcast_i32x4(_mm_setr_epi8(HEAD_LEVELS)), four = _mm512_set1_epi8(15);
	__m512i h0 = _mm512_setzero_si512(), h1 = h0, l0 = h0, l1 = h0;
	size_t b;

	for (b = 0; b < n; b += BITNET_HEAD_BLOCK, codes += 64) {
		__m512i v = _mm512_loadu_si512(codes);
		__m512i first = _mm512_shuffle_epi8(levels, _mm512_and_si512(v, four));
		__m512i second = _mm512_shuffle_epi8(levels, _mm512_and_si512(_mm512_srli_epi16(v, 4), four));

		_mm_prefetch((const char *)codes + AHEAD, _MM_HINT_T1);
		_mm_prefetch((const char *)codes + NEARER, _MM_HINT_T0);
		h0 = dot(h0, first, _mm512_loadu_si512(hi + b));
		l0 = dot(l0, first, _mm512_loadu_si512(lo + b));
		h1 = dot(h1, second, _mm512_loadu_si512(hi + b + 64));
		l1 = dot(l1, second, _mm512_loadu_si512(lo + b + 64));
	}
	return (int64_t)(int32_t)add_lanes(_mm512_add_epi32(h0, h1)) * 128 + (int32_t)add_lanes(_mm512_add_epi32(l0, l1));
}

ALWAYS_INLINE void head_scan(int64_t *y, const uint8_t *codes, size_t n_rows, size_t n_cols, const int8_t *hi, const int8_t *lo, int64_t sum,
			     dot_fn *dot)
{
	size_t r;

	for (r = 0; r < n_rows; r++)
		y[r] = head_dot(codes + r * (n_cols / 2), n_cols, hi, lo, dot) - HEAD_ZERO * sum;
}

#endif

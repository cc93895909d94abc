/* SPDX-License-Identifier: MIT */
/*
 * Dot products of rows of 4-bit codes: a shuffle looks the levels up.  A level is at most 126 and a part of
 * x at most 127 (64 for lo), so that a pair of products fits into 16 bits, and two pairs of lo do.
 */
#include "kernels/head.h"
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

ALWAYS_INLINE __m256i load32(const void *p)
{
	return _mm256_loadu_si256((const __m256i *)p);
}

ALWAYS_INLINE int32_t add_lanes(__m256i v)
{
	__m128i s = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));

	s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
	return _mm_cvtsi128_si32(_mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1)));
}

static int64_t dot(const uint8_t *codes, size_t n, const int8_t *hi, const int8_t *lo)
{
	const __m256i levels = _mm256_setr_epi8(HEAD_LEVELS, HEAD_LEVELS);
	const __m256i four = _mm256_set1_epi8(15), one = _mm256_set1_epi16(1);
	__m256i h = _mm256_setzero_si256(), l = _mm256_setzero_si256();
	size_t b, p;

	for (b = 0; b < n; b += BITNET_HEAD_BLOCK, codes += 64)
		for (p = 0; p < 64; p += 32) {
			__m256i v = load32(codes + p);
			__m256i first = _mm256_shuffle_epi8(levels, _mm256_and_si256(v, four));
			__m256i second = _mm256_shuffle_epi8(levels, _mm256_and_si256(_mm256_srli_epi16(v, 4), four));
			__m256i h0 = _mm256_maddubs_epi16(first, load32(hi + b + p));
			__m256i h1 = _mm256_maddubs_epi16(second, load32(hi + b + p + 64));
			__m256i l2 = _mm256_add_epi16(_mm256_maddubs_epi16(first, load32(lo + b + p)),
						      _mm256_maddubs_epi16(second, load32(lo + b + p + 64)));

			h = _mm256_add_epi32(h, _mm256_add_epi32(_mm256_madd_epi16(h0, one), _mm256_madd_epi16(h1, one)));
			l = _mm256_add_epi32(l, _mm256_madd_epi16(l2, one));
		}
	return (int64_t)add_lanes(h) * 128 + add_lanes(l);
}

void bitnet_head_scan_avx2(int64_t *y, const uint8_t *codes, size_t n_rows, size_t n_cols, const int8_t *hi, const int8_t *lo, int64_t sum)
{
	size_t r;

	for (r = 0; r < n_rows; r++)
		y[r] = dot(codes + r * (n_cols / 2), n_cols, hi, lo) - HEAD_ZERO * sum;
}

/* SPDX-License-Identifier: MIT */
/*
 * Dot products of rows of 4-bit codes: a shuffle looks the levels up.  A level is at most 126 and a part of
 * x at most 127 (64 for lo), so that a pair of products fits into 16 bits, and two pairs of lo do.
 */
#include "kernels/head.h"
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

enum {
	STREAMS = 2,
	AHEAD = 2048			/* bytes from what is worked on to what is asked from memory, past the end of the rows too */
};

/* The parts of sums of one row. */
struct parts {
	__m256i hi, lo;
};

/* Half a block: 32 bytes of codes. */
ALWAYS_INLINE struct parts add_codes(struct parts s, const uint8_t *codes, const int8_t *hi, const int8_t *lo)
{
	const __m256i levels = _mm256_setr_epi8(HEAD_LEVELS, HEAD_LEVELS);
	const __m256i four = _mm256_set1_epi8(15), one = _mm256_set1_epi16(1);
	__m256i v = load32(codes);
	__m256i first = _mm256_shuffle_epi8(levels, _mm256_and_si256(v, four));
	__m256i second = _mm256_shuffle_epi8(levels, _mm256_and_si256(_mm256_srli_epi16(v, 4), four));
	__m256i h0 = _mm256_maddubs_epi16(first, load32(hi)), h1 = _mm256_maddubs_epi16(second, load32(hi + 64));
	__m256i l2 = _mm256_add_epi16(_mm256_maddubs_epi16(first, load32(lo)), _mm256_maddubs_epi16(second, load32(lo + 64)));

	return (struct parts){ _mm256_add_epi32(s.hi, _mm256_add_epi32(_mm256_madd_epi16(h0, one), _mm256_madd_epi16(h1, one))),
			       _mm256_add_epi32(s.lo, _mm256_madd_epi16(l2, one)) };
}

/* Rows r and r + each ... of n. */
ALWAYS_INLINE void dots(int64_t *y, const uint8_t *codes, size_t each, const unsigned int n, size_t n_cols, const int8_t *hi,
			const int8_t *lo, int64_t sum)
{
	const size_t row_bytes = n_cols / 2;
	struct parts s[STREAMS];
	unsigned int k;
	size_t b;

	UNROLLED
	for (k = 0; k < n; k++)
		s[k].hi = s[k].lo = _mm256_setzero_si256();
	for (b = 0; b < n_cols; b += BITNET_HEAD_BLOCK)
		UNROLLED
		for (k = 0; k < n; k++) {
			const uint8_t *at = codes + k * each * row_bytes + b / 2;

			_mm_prefetch((const char *)at + AHEAD, _MM_HINT_T0);
			s[k] = add_codes(s[k], at, hi + b, lo + b);
			s[k] = add_codes(s[k], at + 32, hi + b + 32, lo + b + 32);
		}
	UNROLLED
	for (k = 0; k < n; k++)
		y[k * each] = (int64_t)add_lanes(s[k].hi) * 128 + add_lanes(s[k].lo) - HEAD_ZERO * sum;
}

void bitnet_head_scan_avx2(int64_t *y, const uint8_t *codes, size_t n_rows, size_t n_cols, const int8_t *hi, const int8_t *lo, int64_t sum)
{
	size_t each = n_rows / STREAMS, r;

	for (r = 0; r < each; r++)
		dots(y + r, codes + r * (n_cols / 2), each, STREAMS, n_cols, hi, lo, sum);
	for (r = STREAMS * each; r < n_rows; r++)
		dots(y + r, codes + r * (n_cols / 2), 0, 1, n_cols, hi, lo, sum);
}

/* SPDX-License-Identifier: MIT */
/* The sum of the columns whose bit is set: 32 bits become 32 bytes of 0 or 1. */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

/* Columns whose sums stay in 16 bits: 128 pairs of at most 256 either way to each of two sums. */
#define COLUMNS_16 8192

/* Byte i is 1 where bit i of the four bytes at p is set. */
ALWAYS_INLINE __m256i spread(const uint8_t *p)
{
	const __m256i from = _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
	const __m256i bit = _mm256_set1_epi64x((long long)0x8040201008040201);
	__m256i v = _mm256_set1_epi32((int)load_u32(p));

	return _mm256_min_epu8(_mm256_and_si256(_mm256_shuffle_epi8(v, from), bit), _mm256_set1_epi8(1));
}

/* The sums of pairs of 32 columns from i on. */
ALWAYS_INLINE __m256i pairs(const uint8_t *bits, const int8_t *hi, size_t i)
{
	return _mm256_maddubs_epi16(spread(bits + i / 8), _mm256_loadu_si256((const __m256i *)(const void *)(hi + i)));
}

int32_t bitnet_head_bits_avx2(const uint8_t *bits, size_t n_cols, const int8_t *hi)
{
	__m256i sum = _mm256_setzero_si256();
	__m128i s;
	size_t i = 0;

	while (i < n_cols) {
		size_t end = n_cols - i < COLUMNS_16 ? n_cols : i + COLUMNS_16;
		__m256i a = _mm256_setzero_si256(), b = a;

		for (; i < end; i += 128) {
			a = _mm256_add_epi16(a, _mm256_add_epi16(pairs(bits, hi, i), pairs(bits, hi, i + 32)));
			b = _mm256_add_epi16(b, _mm256_add_epi16(pairs(bits, hi, i + 64), pairs(bits, hi, i + 96)));
		}
		sum = _mm256_add_epi32(sum, _mm256_madd_epi16(a, _mm256_set1_epi16(1)));
		sum = _mm256_add_epi32(sum, _mm256_madd_epi16(b, _mm256_set1_epi16(1)));
	}
	s = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
	s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
	return _mm_cvtsi128_si32(_mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1)));
}

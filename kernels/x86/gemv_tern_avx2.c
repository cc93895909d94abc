/* SPDX-License-Identifier: MIT */
/* gemm_tern for one token and a list of rows; the arithmetic is that of gemm_tern_avx2.c. */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"
#include "kernels/x86/tern-rows.h"

enum {
	STREAMS = 2,
	BLOCKS_16 = 16			/* that stay in 16 bits */
};

ALWAYS_INLINE __m256i load(const void *p)
{
	return _mm256_loadu_si256((const __m256i *)p);
}

/* The pair sums of one block, four to a lane. */
ALWAYS_INLINE __m256i block(const uint8_t *w, const int8_t *q)
{
	const __m256i three = _mm256_set1_epi8(3);
	__m256i b = load(w);
	__m256i p0 = _mm256_maddubs_epi16(_mm256_and_si256(_mm256_srli_epi16(b, 6), three), load(q));
	__m256i p1 = _mm256_maddubs_epi16(_mm256_and_si256(_mm256_srli_epi16(b, 4), three), load(q + 32));
	__m256i p2 = _mm256_maddubs_epi16(_mm256_and_si256(_mm256_srli_epi16(b, 2), three), load(q + 64));
	__m256i p3 = _mm256_maddubs_epi16(_mm256_and_si256(b, three), load(q + 96));

	return _mm256_add_epi16(_mm256_add_epi16(p0, p1), _mm256_add_epi16(p2, p3));
}

ALWAYS_INLINE int32_t total(__m256i s8, int32_t q_sum)
{
	__m128i s = _mm_add_epi32(_mm256_castsi256_si128(s8), _mm256_extracti128_si256(s8, 1));

	s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
	s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1));
	return _mm_cvtsi128_si32(_mm_sub_epi32(s, _mm_cvtsi32_si128(q_sum)));
}

/* Rows i, i + each, ... of the list, n of them. */
ALWAYS_INLINE void dots(int32_t *y, const struct tern_rows *l, size_t i, size_t each, const unsigned int n, size_t n_blocks,
			const int8_t *q, int32_t q_sum)
{
	const uint8_t *w[STREAMS];
	const char *ahead[STREAMS];
	__m256i s[STREAMS];
	size_t b = 0;
	unsigned int k;

	UNROLLED
	for (k = 0; k < n; k++) {
		w[k] = tern_row(l, i + k * each);
		ahead[k] = tern_row_ahead(l, i + k * each);
		s[k] = _mm256_setzero_si256();
	}
	while (b < n_blocks) {
		size_t end = n_blocks - b < BLOCKS_16 ? n_blocks : b + BLOCKS_16;
		__m256i a[STREAMS];

		UNROLLED
		for (k = 0; k < n; k++)
			a[k] = _mm256_setzero_si256();
		for (; b < end; b++)
			UNROLLED
			for (k = 0; k < n; k++) {
				_mm_prefetch(ahead[k] + 32 * b, _MM_HINT_T0);
				a[k] = _mm256_add_epi16(a[k], block(w[k] + 32 * b, q + 128 * b));
			}
		UNROLLED
		for (k = 0; k < n; k++)
			s[k] = _mm256_add_epi32(s[k], _mm256_madd_epi16(a[k], _mm256_set1_epi16(1)));
	}
	UNROLLED
	for (k = 0; k < n; k++)
		y[i + k * each] = total(s[k], q_sum);
}

void bitnet_gemv_tern_avx2(int32_t *y, const uint8_t *w, size_t row_bytes, const uint32_t *rows, size_t n_rows, size_t n_cols,
			   const int8_t *q, int32_t q_sum)
{
	struct tern_rows l = tern_rows(w, row_bytes, rows, n_rows);
	size_t each = n_rows / STREAMS, i;

	for (i = 0; i < each; i++)
		dots(y, &l, i, each, STREAMS, n_cols / BITNET_TERN_BLOCK, q, q_sum);
	for (i = STREAMS * each; i < n_rows; i++)
		dots(y, &l, i, 0, 1, n_cols / BITNET_TERN_BLOCK, q, q_sum);
}

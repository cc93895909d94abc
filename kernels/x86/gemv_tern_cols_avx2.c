/* SPDX-License-Identifier: MIT */
/*
 * Sums over a list of columns: the layout is drawn in gemv_tern_cols_c.c.
 *
 * The bytes of four columns are interleaved, so that a lane has four codes of one row.  vpmaddubsw makes two
 * sums of two products between -512 and 508; those of sixteen columns stay in 16 bits and are then added
 * to 32.
 */
#include <string.h>

#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"
#include "kernels/x86/tern-cols.h"

/* Codes of one group, two bits at `shift`, times the activations. */
ALWAYS_INLINE __m256i add_group(__m256i s, __m256i v, const int shift, __m256i x)
{
	__m256i codes = _mm256_and_si256(_mm256_srli_epi16(v, shift), _mm256_set1_epi8(3));

	return _mm256_add_epi16(s, _mm256_maddubs_epi16(codes, x));
}

/* Rows of the upper or lower halves of 32 bytes at p, 16 bytes of each 128-bit lane: eight sums. */
ALWAYS_INLINE void sum_half(__m256i s[8], const struct some *c, size_t p, const bool upper)
{
	unsigned int i, g;

	UNROLLED
	for (i = 0; i < 8; i++)
		s[i] = _mm256_setzero_si256();
	for (i = 0; i < c->n; i += 4) {
		__m256i a = load32(c->at[i] + p), b = load32(c->at[i + 1] + p), d = load32(c->at[i + 2] + p), e = load32(c->at[i + 3] + p);
		__m256i ab = upper ? _mm256_unpackhi_epi8(a, b) : _mm256_unpacklo_epi8(a, b);
		__m256i de = upper ? _mm256_unpackhi_epi8(d, e) : _mm256_unpacklo_epi8(d, e);
		__m256i v0 = _mm256_unpacklo_epi16(ab, de), v1 = _mm256_unpackhi_epi16(ab, de), x;
		int32_t four;

		memcpy(&four, c->q + i, sizeof(four));
		x = _mm256_set1_epi32(four);
		UNROLLED
		for (g = 0; g < 4; g++) {
			s[g] = add_group(s[g], v0, (int)(6 - 2 * g), x);
			s[4 + g] = add_group(s[4 + g], v1, (int)(6 - 2 * g), x);
		}
	}
}

/* The rows of 32 bytes at p, which are eight in each run of 16 rows. */
static void add_rows(int32_t *y, const struct some *c, size_t p)
{
	unsigned int half, i;

	for (half = 0; half < 2; half++) {
		__m256i s[8];

		if (half)
			sum_half(s, c, p, true);
		else
			sum_half(s, c, p, false);
		UNROLLED
		for (i = 0; i < 8; i++) {
			__m256i *at = (__m256i *)(void *)(y + 128 * half + 16 * i);

			_mm256_storeu_si256(at, _mm256_add_epi32(load32(at), _mm256_madd_epi16(s[i], _mm256_set1_epi16(1))));
		}
	}
}

static void add_both(int32_t *y, const struct some *c, size_t p)
{
	add_rows(y, c, p);
	add_rows(y + 8, c, p + 32);
}

void bitnet_gemv_tern_cols_avx2(int32_t *y, const uint8_t *w, size_t col_bytes, const uint32_t *cols, size_t n_cols, const int8_t *q)
{
	gemv_cols(y, w, col_bytes, cols, n_cols, q, add_both);
}

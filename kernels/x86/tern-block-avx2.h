/* SPDX-License-Identifier: MIT */
/* A block of 128 columns of a row: the layout is drawn in gemm_tern_c.c. */
#ifndef BITNET_KERNELS_TERN_BLOCK_AVX2_H
#define BITNET_KERNELS_TERN_BLOCK_AVX2_H

#include "kernels/x86/avx2.h"

enum {
	BLOCKS_16 = 16			/* whose sums of block() stay in 16 bits: 64 pairs between -512 and 508 */
};

struct codes {
	__m256i g0, g1, g2, g3;
};

ALWAYS_INLINE struct codes codes_of(const uint8_t *w)
{
	const __m256i three = _mm256_set1_epi8(3);
	__m256i b = load32(w);

	return (struct codes){ _mm256_and_si256(_mm256_srli_epi16(b, 6), three), _mm256_and_si256(_mm256_srli_epi16(b, 4), three),
			       _mm256_and_si256(_mm256_srli_epi16(b, 2), three), _mm256_and_si256(b, three) };
}

/* The pair sums of one block, four to a lane. */
ALWAYS_INLINE __m256i block(struct codes c, const int8_t *q)
{
	__m256i a = _mm256_add_epi16(_mm256_maddubs_epi16(c.g0, load32(q)), _mm256_maddubs_epi16(c.g1, load32(q + 32)));
	__m256i b = _mm256_add_epi16(_mm256_maddubs_epi16(c.g2, load32(q + 64)), _mm256_maddubs_epi16(c.g3, load32(q + 96)));

	return _mm256_add_epi16(a, b);
}

/* sum + lanes of 16 bits, two to one of 32. */
ALWAYS_INLINE __m256i widen(__m256i sum, __m256i s16)
{
	return _mm256_add_epi32(sum, _mm256_madd_epi16(s16, _mm256_set1_epi16(1)));
}

/* What the codes, which are one more than the weights, make of the sums. */
ALWAYS_INLINE int32_t total(__m256i sum, int32_t q_sum)
{
	return (int32_t)((uint32_t)add_lanes(sum) - (uint32_t)q_sum);
}

#endif

/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q4_0 blocks (f16 scale, 32 nibbles of q + 8): CONTRACTS "dense". */
#include "kernels/x86/gemm-block-avx2.h"
#include "kernels/x86/kernels-x86.h"

/* Low nibbles are elements 0..15, high ones 16..31. */
ALWAYS_INLINE struct block32 decode(const uint8_t *b)
{
	const __m128i low = _mm_set1_epi8(15), eight = _mm_set1_epi8(8);
	__m128i qs = _mm_loadu_si128((const __m128i *)(const void *)(b + 2));
	__m128i q0 = _mm_sub_epi8(_mm_and_si128(qs, low), eight);
	__m128i q1 = _mm_sub_epi8(_mm_and_si128(_mm_srli_epi16(qs, 4), low), eight);

	return (struct block32){ codes8(q0), codes8(_mm_srli_si128(q0, 8)), codes8(q1), codes8(_mm_srli_si128(q1, 8)),
				 _mm256_set1_ps(load1_f16(b, 0)) };
}

void bitnet_gemm_dense_q4_0_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
				 const float *x, size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 18, decode);
}

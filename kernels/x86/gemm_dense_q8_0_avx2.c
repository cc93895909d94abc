/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q8_0 blocks (f16 scale, 32 int8): CONTRACTS "dense". */
#include "kernels/x86/gemm-block-avx2.h"
#include "kernels/x86/kernels-x86.h"

ALWAYS_INLINE struct block32 decode(const uint8_t *b)
{
	__m128i q0 = _mm_loadu_si128((const __m128i *)(const void *)(b + 2));
	__m128i q1 = _mm_loadu_si128((const __m128i *)(const void *)(b + 18));

	return (struct block32){ codes8(q0), codes8(_mm_srli_si128(q0, 8)), codes8(q1), codes8(_mm_srli_si128(q1, 8)),
				 _mm256_set1_ps(load1_f16(b, 0)) };
}

void bitnet_gemm_dense_q8_0_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
				 const float *x, size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 34, decode);
}

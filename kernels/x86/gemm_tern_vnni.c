/* SPDX-License-Identifier: MIT */
/* gemm_tern with vpdpbusd: codes 0..2 times int8, four products added to 32 bits. */
#include "kernels/x86/gemm-tern-avx512.h"
#include "kernels/x86/kernels-x86.h"

ALWAYS_INLINE __m512i dot_bytes(__m512i sum, __m512i codes, __m512i q)
{
	return _mm512_dpbusd_epi32(sum, codes, q);
}

void bitnet_gemm_tern_vnni(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			   const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens)
{
	gemm_tern(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens, dot_bytes);
}

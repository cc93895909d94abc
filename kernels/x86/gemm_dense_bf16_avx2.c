/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of bfloat16: CONTRACTS "dense". */
#include "kernels/x86/gemm-float-avx2.h"
#include "kernels/x86/kernels-x86.h"

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	widen(to, row, from, n, load8_bf16, load1_bf16);
}

void bitnet_gemm_dense_bf16_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
				const float *x, size_t x_stride, size_t n_tokens)
{
	gemm_float(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 2, load8_bf16, load1_bf16, unpack);
}

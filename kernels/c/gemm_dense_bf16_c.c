/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of bfloat16: CONTRACTS "dense". */
#include "kernels/c/gemm-float_c.h"
#include "kernels/c/kernels-c.h"

static inline float element(const void *row, size_t i)
{
	return bf16_to_f32(load16(row, i));
}

void bitnet_gemm_dense_bf16_c(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			     const float *x, size_t x_stride, size_t n_tokens)
{
	gemm_float(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, element);
}

/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of floats: CONTRACTS "dense". */
#include "kernels/c/gemm-float_c.h"
#include "kernels/c/kernels-c.h"

void bitnet_gemm_dense_f32_c(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			     const float *x, size_t x_stride, size_t n_tokens)
{
	gemm_float(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, load_f32);
}

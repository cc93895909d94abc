/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q6_K blocks: CONTRACTS "dense".  n_cols is a multiple of 256. */
#include "kernels/c/gemm-block_c.h"
#include "kernels/c/kernels-c.h"

void bitnet_gemm_dense_q6_k_c(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			      size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 256, Q6_K_BYTES, q6_k_block);
}

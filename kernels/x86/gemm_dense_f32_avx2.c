/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of floats: CONTRACTS "dense". */
#include "kernels/x86/gemm-float-avx2.h"
#include "kernels/x86/kernels-x86.h"

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	widen(to, row, from, n, load8_f32, load1_f32);
}

void bitnet_gemm_dense_f32_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
				const float *x, size_t x_stride, size_t n_tokens)
{
	gemm_float(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 4, load8_f32, load1_f32, unpack);
}

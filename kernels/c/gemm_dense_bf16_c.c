/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of bfloat16: CONTRACTS "dense". */
#include <math.h>

#include "kernels/c/half_c.h"
#include "kernels/c/kernels-c.h"
#include "kernels/c/sum_c.h"

static float dot(const void *w, const float *x, size_t n)
{
	float p[16] = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		p[i % 16] = fmaf(bf16_to_f32(load16(w, i)), x[i], p[i % 16]);
	return sum16_tree(p);
}

void bitnet_gemm_dense_bf16_c(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			     const float *x, size_t x_stride, size_t n_tokens)
{
	size_t r, t;

	for (r = 0; r < n_rows; r++)
		for (t = 0; t < n_tokens; t++)
			y[t * y_stride + r] = dot((const uint8_t *)w + r * row_bytes, x + t * x_stride, n_cols);
}

/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q8_0 blocks: CONTRACTS "dense".  n_cols is a multiple of 32. */
#include <math.h>

#include "kernels/c/block_c.h"
#include "kernels/c/half_c.h"
#include "kernels/c/kernels-c.h"
#include "kernels/c/sum_c.h"

static float dot(const uint8_t *w, const float *x, size_t n)
{
	float p[16] = { 0 };
	size_t b;
	int l;

	for (b = 0; b < n / 32; b++, w += Q8_0_BYTES, x += 32) {
		float d = f16_to_f32(load16(w, 0));
		const int8_t *q = (const int8_t *)w + 2;

		for (l = 0; l < 16; l++) {
			float t = (float)q[l] * x[l];

			t = fmaf((float)q[l + 16], x[l + 16], t);
			p[l] = fmaf(d, t, p[l]);
		}
	}
	return sum16_tree(p);
}

void bitnet_gemm_dense_q8_0_c(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			     const float *x, size_t x_stride, size_t n_tokens)
{
	size_t r, t;

	for (r = 0; r < n_rows; r++)
		for (t = 0; t < n_tokens; t++)
			y[t * y_stride + r] = dot((const uint8_t *)w + r * row_bytes, x + t * x_stride, n_cols);
}

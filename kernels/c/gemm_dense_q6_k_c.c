/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q6_K blocks: CONTRACTS "dense".  n_cols is a multiple of 256. */
#include <math.h>

#include "kernels/c/block_c.h"
#include "kernels/c/half_c.h"
#include "kernels/c/kernels-c.h"
#include "kernels/c/sum_c.h"

static float dot(const uint8_t *w, const float *x, size_t n)
{
	float p[16] = { 0 };
	int8_t q[256];
	size_t b;
	int e, l;

	for (b = 0; b < n / 256; b++, w += Q6_K_BYTES) {
		float d = f16_to_f32(load16(w + 208, 0));

		q6_k_codes(q, w);
		for (e = 0; e < 16; e++, x += 16) {
			float s = d * (float)(int8_t)q6_k_scales(w)[e];

			for (l = 0; l < 16; l++)
				p[l] = fmaf(s, (float)q[16 * e + l] * x[l], p[l]);
		}
	}
	return sum16_tree(p);
}

void bitnet_gemm_dense_q6_k_c(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			      const float *x, size_t x_stride, size_t n_tokens)
{
	size_t r, t;

	for (r = 0; r < n_rows; r++)
		for (t = 0; t < n_tokens; t++)
			y[t * y_stride + r] = dot((const uint8_t *)w + r * row_bytes, x + t * x_stride, n_cols);
}

/* SPDX-License-Identifier: MIT */
/* gemm_dense for the formats in blocks, made by each of their files: CONTRACTS "dense".  n_cols is whole blocks. */
#ifndef BITNET_KERNELS_GEMM_BLOCK_C_H
#define BITNET_KERNELS_GEMM_BLOCK_C_H

#include <math.h>

#include "kernels/c/block_c.h"
#include "kernels/c/sum_c.h"

static inline float block_dot(const uint8_t *w, const float *x, size_t n, size_t block, size_t bytes, block_fn *decode)
{
	float p[16] = { 0 }, v[256];
	size_t i, l;

	for (i = 0; i < n; i += block, w += bytes) {
		decode(v, w);
		for (l = 0; l < block; l++)
			p[l % 16] = fmaf(v[l], x[i + l], p[l % 16]);
	}
	return sum16_tree(p);
}

static inline void gemm_block(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			      size_t x_stride, size_t n_tokens, size_t block, size_t bytes, block_fn *decode)
{
	size_t r, t;

	for (r = 0; r < n_rows; r++)
		for (t = 0; t < n_tokens; t++)
			y[t * y_stride + r] = block_dot(w + r * row_bytes, x + t * x_stride, n_cols, block, bytes, decode);
}

static inline void dequant_block(float *y, const uint8_t *w, size_t n, size_t block, size_t bytes, block_fn *decode)
{
	size_t i;

	for (i = 0; i < n; i += block, w += bytes)
		decode(y + i, w);
}

#endif

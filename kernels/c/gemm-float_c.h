/* SPDX-License-Identifier: MIT */
/* gemm_dense for the formats of one float an element, made by each of their files: CONTRACTS "dense". */
#ifndef BITNET_KERNELS_GEMM_FLOAT_C_H
#define BITNET_KERNELS_GEMM_FLOAT_C_H

#include <math.h>

#include "kernels/c/half_c.h"
#include "kernels/c/sum_c.h"

/* Element i of a row. */
typedef float element_fn(const void *row, size_t i);

static inline float float_dot(const void *w, const float *x, size_t n, element_fn *element)
{
	float p[16] = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		p[i % 16] = fmaf(element(w, i), x[i], p[i % 16]);
	return sum16_tree(p);
}

static inline void gemm_float(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			      size_t x_stride, size_t n_tokens, element_fn *element)
{
	size_t r, t;

	for (r = 0; r < n_rows; r++)
		for (t = 0; t < n_tokens; t++)
			y[t * y_stride + r] = float_dot(w + r * row_bytes, x + t * x_stride, n_cols, element);
}

#endif

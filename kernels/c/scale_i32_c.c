/* SPDX-License-Identifier: MIT */
/* Sums of ternary products as floats: CONTRACTS "ternary". */
#include "kernels/c/kernels-c.h"

void bitnet_scale_i32_c(float *y, const int32_t *x, size_t n, float s, float w)
{
	size_t i;

	for (i = 0; i < n; i++)
		y[i] = (float)x[i] / s * w;
}

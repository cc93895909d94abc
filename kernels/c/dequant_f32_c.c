/* SPDX-License-Identifier: MIT */
/* A row of floats as floats: exact. */
#include "kernels/c/half_c.h"
#include "kernels/c/kernels-c.h"

void bitnet_dequant_f32_c(float *y, const void *row, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		y[i] = load_f32(row, i);
}

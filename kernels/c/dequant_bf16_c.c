/* SPDX-License-Identifier: MIT */
/* A row of bfloat16 as floats: exact. */
#include "kernels/c/half_c.h"
#include "kernels/c/kernels-c.h"

void bitnet_dequant_bf16_c(float *y, const void *row, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		y[i] = bf16_to_f32(load16(row, i));
}

/* SPDX-License-Identifier: MIT */
/* CONTRACTS "to_f16". */
#include "kernels/c/half_c.h"
#include "kernels/c/kernels-c.h"

void bitnet_to_f16_c(uint16_t *y, const float *x, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		y[i] = f32_to_f16(x[i]);
}

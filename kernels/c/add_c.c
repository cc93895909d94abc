/* SPDX-License-Identifier: MIT */
/* y += x, for residuals and biases. */
#include "kernels/c/kernels-c.h"

void bitnet_add_c(float *y, const float *x, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		y[i] += x[i];
}

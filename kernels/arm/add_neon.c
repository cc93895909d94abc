/* SPDX-License-Identifier: MIT */
/* y += x, for residuals and biases. */
#include "kernels/arm/kernels-arm.h"
#include "kernels/arm/neon.h"

void bitnet_add_neon(float *y, const float *x, size_t n)
{
	size_t i;

	for (i = 0; i + 4 <= n; i += 4)
		vst1q_f32(y + i, vaddq_f32(vld1q_f32(y + i), vld1q_f32(x + i)));
	for (; i < n; i++)
		y[i] += x[i];
}

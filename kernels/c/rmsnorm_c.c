/* SPDX-License-Identifier: MIT */
/* CONTRACTS "rmsnorm". */
#include <math.h>

#include "kernels/c/kernels-c.h"
#include "kernels/c/sum_c.h"

void bitnet_rmsnorm_c(float *y, const float *x, const float *w, size_t n, float eps)
{
	float p[16] = { 0 }, r;
	size_t i;

	for (i = 0; i < n; i++)
		p[i % 16] = fmaf(x[i], x[i], p[i % 16]);
	r = 1.0f / sqrtf(sum16_tree(p) / (float)n + eps);
	for (i = 0; i < n; i++)
		y[i] = (x[i] * r) * w[i];
}

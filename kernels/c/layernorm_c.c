/* SPDX-License-Identifier: MIT */
/* CONTRACTS "layernorm". */
#include <math.h>

#include "kernels/c/kernels-c.h"
#include "kernels/c/sum_c.h"

void bitnet_layernorm_c(float *y, const float *x, const float *w, const float *b, size_t n, float eps)
{
	float p[16] = { 0 }, v[16] = { 0 }, mean, r;
	size_t i;

	for (i = 0; i < n; i++)
		p[i % 16] += x[i];
	mean = sum16_tree(p) / (float)n;
	for (i = 0; i < n; i++)
		v[i % 16] = fmaf(x[i] - mean, x[i] - mean, v[i % 16]);
	r = 1.0f / sqrtf(sum16_tree(v) / (float)n + eps);
	for (i = 0; i < n; i++)
		y[i] = fmaf((x[i] - mean) * r, w[i], b[i]);
}

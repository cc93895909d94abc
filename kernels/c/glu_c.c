/* SPDX-License-Identifier: MIT */
/* Activations, alone and as gates: CONTRACTS "glu". */
#include "kernels/c/kernels-c.h"
#include "kernels/c/math_c.h"

void bitnet_glu_relu2_c(float *y, const float *g, const float *u, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		float m = g[i] > 0.0f ? g[i] : 0.0f;

		y[i] = (m * m) * u[i];
	}
}

void bitnet_glu_silu_c(float *y, const float *g, const float *u, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		y[i] = silu_c(g[i]) * u[i];
}

void bitnet_glu_gelu_c(float *y, const float *g, const float *u, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		y[i] = gelu_c(g[i]) * u[i];
}

void bitnet_gelu_c(float *y, const float *x, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		y[i] = gelu_c(x[i]);
}

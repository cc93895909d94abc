/* SPDX-License-Identifier: MIT */
/* Rotary position embedding of one head, in both pairings: CONTRACTS "rope". */
#include <math.h>

#include "kernels/c/kernels-c.h"

static void rotate(float *x, float *y, float c, float s)
{
	float a = *x, b = *y;

	*x = fmaf(a, c, -(b * s));
	*y = fmaf(a, s, b * c);
}

void bitnet_rope_neox_c(float *x, const float *cs, size_t n_rot)
{
	size_t i, half = n_rot / 2;

	for (i = 0; i < half; i++)
		rotate(x + i, x + i + half, cs[2 * i], cs[2 * i + 1]);
}

void bitnet_rope_norm_c(float *x, const float *cs, size_t n_rot)
{
	size_t i;

	for (i = 0; i < n_rot / 2; i++)
		rotate(x + 2 * i, x + 2 * i + 1, cs[2 * i], cs[2 * i + 1]);
}

/* SPDX-License-Identifier: MIT */
/* exp and what is made of it, in the arithmetic of CONTRACTS; no function of the C library but fmaf. */
#ifndef BITNET_KERNELS_MATH_C_H
#define BITNET_KERNELS_MATH_C_H

#include <math.h>

#include "kernels/c/half_c.h"
#include "kernels/exp.h"

static inline float exp_c(float x)
{
	float n, r, p;

	if (!(x >= BITNET_EXP_MIN))
		return x < BITNET_EXP_MIN ? 0.0f : x;
	if (x > BITNET_EXP_MAX)
		return INFINITY;
	n = (x * BITNET_LOG2_E + 0x1.8p23f) - 0x1.8p23f;	/* rint: |x log2(e)| is below 2^22 */
	r = fmaf(n, -BITNET_LN2_HI, x);
	r = fmaf(n, -BITNET_LN2_LO, r);
	p = BITNET_EXP_6;
	p = fmaf(p, r, BITNET_EXP_5);
	p = fmaf(p, r, BITNET_EXP_4);
	p = fmaf(p, r, BITNET_EXP_3);
	p = fmaf(p, r, BITNET_EXP_2);
	p = fmaf(p, r, 1.0f);
	p = fmaf(p, r, 1.0f);
	return float_of_bits(bits_of_float(p) + ((uint32_t)(int32_t)n << 23));
}

/* tanh form, u (1 + tanh(...)) / 2. */
static inline float gelu_c(float x)
{
	float u = BITNET_GELU_A * fmaf(BITNET_GELU_B * (x * x), x, x);
	float tanh_u = 1.0f - 2.0f / (exp_c(2.0f * u) + 1.0f);

	return (0.5f * x) * (1.0f + tanh_u);
}

static inline float silu_c(float x)
{
	return x / (1.0f + exp_c(-x));
}

#endif

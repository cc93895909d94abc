/* SPDX-License-Identifier: MIT */
/* Activations, alone and as gates: CONTRACTS "glu". */
#include "kernels/arm/kernels-arm.h"
#include "kernels/arm/neon.h"

typedef float32x4_t gate_fn(float32x4_t g, float32x4_t u);

ALWAYS_INLINE float32x4_t relu2(float32x4_t g, float32x4_t u)
{
	float32x4_t m = max4(vdupq_n_f32(0), g);

	return vmulq_f32(vmulq_f32(m, m), u);
}

ALWAYS_INLINE float32x4_t silu(float32x4_t g, float32x4_t u)
{
	return vmulq_f32(vdivq_f32(g, vaddq_f32(vdupq_n_f32(1), exp4(vnegq_f32(g)))), u);
}

ALWAYS_INLINE float32x4_t gelu4(float32x4_t x)
{
	const float32x4_t one = vdupq_n_f32(1), two = vdupq_n_f32(2);
	float32x4_t cube = vfmaq_f32(x, vmulq_f32(vdupq_n_f32(BITNET_GELU_B), vmulq_f32(x, x)), x);
	float32x4_t u = vmulq_f32(vdupq_n_f32(BITNET_GELU_A), cube);
	float32x4_t tanh_u = vsubq_f32(one, vdivq_f32(two, vaddq_f32(exp4(vmulq_f32(two, u)), one)));

	return vmulq_f32(vmulq_f32(vdupq_n_f32(0.5f), x), vaddq_f32(one, tanh_u));
}

ALWAYS_INLINE float32x4_t glu_gelu(float32x4_t g, float32x4_t u)
{
	return vmulq_f32(gelu4(g), u);
}

ALWAYS_INLINE void gate(float *y, const float *g, const float *u, size_t n, gate_fn *fn)
{
	size_t i;

	for (i = 0; i + 4 <= n; i += 4)
		vst1q_f32(y + i, fn(vld1q_f32(g + i), vld1q_f32(u + i)));
	if (i < n)
		store_tail(y + i, fn(load_tail(g + i, n - i), load_tail(u + i, n - i)), n - i);
}

void bitnet_glu_relu2_neon(float *y, const float *g, const float *u, size_t n)
{
	gate(y, g, u, n, relu2);
}

void bitnet_glu_silu_neon(float *y, const float *g, const float *u, size_t n)
{
	gate(y, g, u, n, silu);
}

void bitnet_glu_gelu_neon(float *y, const float *g, const float *u, size_t n)
{
	gate(y, g, u, n, glu_gelu);
}

void bitnet_gelu_neon(float *y, const float *x, size_t n)
{
	size_t i;

	for (i = 0; i + 4 <= n; i += 4)
		vst1q_f32(y + i, gelu4(vld1q_f32(x + i)));
	if (i < n)
		store_tail(y + i, gelu4(load_tail(x + i, n - i)), n - i);
}

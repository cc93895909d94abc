/* SPDX-License-Identifier: MIT */
/* Rotary position embedding of one head, in both pairings: CONTRACTS "rope". */
#include "kernels/arm/kernels-arm.h"
#include "kernels/arm/neon.h"

ALWAYS_INLINE void rotate4(float32x4_t *x, float32x4_t *y, float32x4x2_t cs)
{
	float32x4_t a = *x, b = *y;

	*x = vfmaq_f32(vnegq_f32(vmulq_f32(b, cs.val[1])), a, cs.val[0]);
	*y = vfmaq_f32(vmulq_f32(b, cs.val[0]), a, cs.val[1]);
}

static void rotate(float *x, float *y, float c, float s)
{
	float a = *x, b = *y;

	*x = fma1(a, c, -(b * s));
	*y = fma1(a, s, b * c);
}

void bitnet_rope_neox_neon(float *x, const float *cs, size_t n_rot)
{
	size_t i, half = n_rot / 2;

	for (i = 0; i + 4 <= half; i += 4) {
		float32x4_t a = vld1q_f32(x + i), b = vld1q_f32(x + i + half);

		rotate4(&a, &b, vld2q_f32(cs + 2 * i));
		vst1q_f32(x + i, a);
		vst1q_f32(x + i + half, b);
	}
	for (; i < half; i++)
		rotate(x + i, x + i + half, cs[2 * i], cs[2 * i + 1]);
}

void bitnet_rope_norm_neon(float *x, const float *cs, size_t n_rot)
{
	size_t i, half = n_rot / 2;

	for (i = 0; i + 4 <= half; i += 4) {
		float32x4x2_t v = vld2q_f32(x + 2 * i);

		rotate4(&v.val[0], &v.val[1], vld2q_f32(cs + 2 * i));
		vst2q_f32(x + 2 * i, v);
	}
	for (; i < half; i++)
		rotate(x + 2 * i, x + 2 * i + 1, cs[2 * i], cs[2 * i + 1]);
}

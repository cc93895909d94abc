/* SPDX-License-Identifier: MIT */
/* CONTRACTS "rmsnorm". */
#include "kernels/arm/kernels-arm.h"
#include "kernels/arm/neon.h"

void bitnet_rmsnorm_neon(float *y, const float *x, const float *w, size_t n, float eps)
{
	struct sum16 s = sum16_zero();
	float r;
	size_t i;
	int l;

	for (i = 0; i + 16 <= n; i += 16)
		UNROLLED
		for (l = 0; l < 4; l++) {
			float32x4_t v = vld1q_f32(x + i + 4 * l);

			s.v[l] = vfmaq_f32(s.v[l], v, v);
		}
	r = 1.0f / sqrt1(dot_end(s, x, x, i, n, load1_f32) / (float)n + eps);
	for (i = 0; i + 4 <= n; i += 4)
		vst1q_f32(y + i, vmulq_f32(vmulq_n_f32(vld1q_f32(x + i), r), vld1q_f32(w + i)));
	for (; i < n; i++)
		y[i] = (x[i] * r) * w[i];
}

/* SPDX-License-Identifier: MIT */
/* CONTRACTS "layernorm". */
#include "kernels/arm/kernels-arm.h"
#include "kernels/arm/neon.h"

static float mean_of(const float *x, size_t n)
{
	struct sum16 s = sum16_zero();
	float p[16];
	size_t i, l;

	for (i = 0; i + 16 <= n; i += 16)
		UNROLLED
		for (l = 0; l < 4; l++)
			s.v[l] = vaddq_f32(s.v[l], vld1q_f32(x + i + 4 * l));
	for (l = 0; l < 4; l++)
		vst1q_f32(p + 4 * l, s.v[l]);
	for (l = 0; i < n; i++, l++)
		p[l] += x[i];
	for (l = 0; l < 4; l++)
		s.v[l] = vld1q_f32(p + 4 * l);
	return sum16_tree(s) / (float)n;
}

static float variance(const float *x, size_t n, float mean)
{
	struct sum16 s = sum16_zero();
	float d[16];
	size_t i, l;

	for (i = 0; i + 16 <= n; i += 16)
		UNROLLED
		for (l = 0; l < 4; l++) {
			float32x4_t v = vsubq_f32(vld1q_f32(x + i + 4 * l), vdupq_n_f32(mean));

			s.v[l] = vfmaq_f32(s.v[l], v, v);
		}
	for (l = 0; i + l < n; l++)
		d[l] = x[i + l] - mean;
	return dot_end(s, d, d, 0, n - i, load1_f32) / (float)n;
}

void bitnet_layernorm_neon(float *y, const float *x, const float *w, const float *b, size_t n, float eps)
{
	float mean = mean_of(x, n), r = 1.0f / sqrt1(variance(x, n, mean) + eps);
	size_t i;

	for (i = 0; i + 4 <= n; i += 4)
		vst1q_f32(y + i, vfmaq_f32(vld1q_f32(b + i), vmulq_n_f32(vsubq_f32(vld1q_f32(x + i), vdupq_n_f32(mean)), r), vld1q_f32(w + i)));
	for (; i < n; i++)
		y[i] = fma1((x[i] - mean) * r, w[i], b[i]);
}

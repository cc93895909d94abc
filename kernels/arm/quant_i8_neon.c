/* SPDX-License-Identifier: MIT */
/* Per-token int8: CONTRACTS "quant_i8". */
#include "kernels/arm/kernels-arm.h"
#include "kernels/arm/neon.h"

static float abs_max(const float *x, size_t n)
{
	float32x4_t m = vdupq_n_f32(0);
	size_t i;

	for (i = 0; i + 4 <= n; i += 4)
		m = max4(m, vabsq_f32(vld1q_f32(x + i)));
	m = max4(m, vabsq_f32(load_tail(x + i, n - i)));
	/* No lane is a NaN. */
	return vmaxvq_f32(m);
}

/* A NaN is not above -128. */
ALWAYS_INLINE int32x4_t round4(float32x4_t x, float s)
{
	float32x4_t v = max4(vdupq_n_f32(-128.0f), vmulq_n_f32(x, s));

	return vcvtnq_s32_f32(vminq_f32(v, vdupq_n_f32(127.0f)));
}

float bitnet_quant_i8_neon(int8_t *q, const float *x, size_t n, size_t n_padded, int32_t *sum)
{
	float a = abs_max(x, n), s = (float)(127.0 / (a > 1e-5 ? (double)a : 1e-5));
	int32x4_t sums = vdupq_n_s32(0);
	int32_t total;
	size_t i;

	for (i = 0; i + 16 <= n; i += 16) {
		int32x4_t v0 = round4(vld1q_f32(x + i), s), v1 = round4(vld1q_f32(x + i + 4), s);
		int32x4_t v2 = round4(vld1q_f32(x + i + 8), s), v3 = round4(vld1q_f32(x + i + 12), s);
		int16x8_t lo = vcombine_s16(vmovn_s32(v0), vmovn_s32(v1)), hi = vcombine_s16(vmovn_s32(v2), vmovn_s32(v3));

		sums = vaddq_s32(sums, vaddq_s32(vaddq_s32(v0, v1), vaddq_s32(v2, v3)));
		vst1q_s8(q + i, vcombine_s8(vmovn_s16(lo), vmovn_s16(hi)));
	}
	total = vaddvq_s32(sums);
	for (; i < n; i++) {
		int32_t v = vgetq_lane_s32(round4(vdupq_n_f32(x[i]), s), 0);

		q[i] = (int8_t)v;
		total += v;
	}
	/* Volatile: a plain loop becomes a call of memset. */
	for (; i < n_padded; i++)
		*(volatile int8_t *)(q + i) = 0;
	*sum = total;
	return s;
}

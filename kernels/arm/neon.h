/* SPDX-License-Identifier: MIT */
/* What the NEON kernels share: sums in sixteen lanes, tails, exp. */
#ifndef BITNET_KERNELS_NEON_H
#define BITNET_KERNELS_NEON_H

#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernels/exp.h"
#include "kernels/inline.h"

/* Lanes 0..3, 4..7, 8..11, 12..15 of sum16. */
struct sum16 {
	float32x4_t v[4];
};

ALWAYS_INLINE struct sum16 sum16_zero(void)
{
	float32x4_t z = vdupq_n_f32(0);

	return (struct sum16){ { z, z, z, z } };
}

ALWAYS_INLINE float sum16_tree(struct sum16 s)
{
	float32x4_t s4 = vaddq_f32(vaddq_f32(s.v[0], s.v[2]), vaddq_f32(s.v[1], s.v[3]));
	float32x2_t s2 = vadd_f32(vget_low_f32(s4), vget_high_f32(s4));

	return vget_lane_f32(s2, 0) + vget_lane_f32(s2, 1);
}

/* One rounding of a * b + c: an instruction, no call. */
ALWAYS_INLINE float fma1(float a, float b, float c)
{
	return vget_lane_f32(vfma_f32(vdup_n_f32(c), vdup_n_f32(a), vdup_n_f32(b)), 0);
}

ALWAYS_INLINE float sqrt1(float a)
{
	return vget_lane_f32(vsqrt_f32(vdup_n_f32(a)), 0);
}

/* b > a ? b : a: a NaN b is passed over. */
ALWAYS_INLINE float32x4_t max4(float32x4_t a, float32x4_t b)
{
	return vbslq_f32(vcgtq_f32(b, a), b, a);
}

/* Elements of the float formats at any address: four from i, and the one at i. */
typedef float32x4_t load4_fn(const void *p, size_t i);
typedef float load1_fn(const void *p, size_t i);

ALWAYS_INLINE float32x4_t load4_f32(const void *p, size_t i)
{
	return vreinterpretq_f32_u8(vld1q_u8((const uint8_t *)p + 4 * i));
}

ALWAYS_INLINE float load1_f32(const void *p, size_t i)
{
	float f;

	memcpy(&f, (const uint8_t *)p + 4 * i, 4);
	return f;
}

ALWAYS_INLINE float32x4_t load4_f16(const void *p, size_t i)
{
	return vcvt_f32_f16(vreinterpret_f16_u8(vld1_u8((const uint8_t *)p + 2 * i)));
}

ALWAYS_INLINE float load1_f16(const void *p, size_t i)
{
	uint16_t h;

	memcpy(&h, (const uint8_t *)p + 2 * i, 2);
	return vgetq_lane_f32(vcvt_f32_f16(vreinterpret_f16_u16(vdup_n_u16(h))), 0);
}

ALWAYS_INLINE float32x4_t load4_bf16(const void *p, size_t i)
{
	return vreinterpretq_f32_u32(vshll_n_u16(vreinterpret_u16_u8(vld1_u8((const uint8_t *)p + 2 * i)), 16));
}

ALWAYS_INLINE float load1_bf16(const void *p, size_t i)
{
	uint16_t h;

	memcpy(&h, (const uint8_t *)p + 2 * i, 2);
	return vget_lane_f32(vreinterpret_f32_u32(vdup_n_u32((uint32_t)h << 16)), 0);
}

/*
 * The end of a dot product: the terms from i (a multiple of 16) to n, each to its lane, then the
 * tree.  The others keep their value: adding a zero would turn -0 into +0.
 */
ALWAYS_INLINE float dot_end(struct sum16 s, const void *w, const float *x, size_t i, size_t n, load1_fn *load1)
{
	float p[16];
	size_t l;

	if (i < n) {
		for (l = 0; l < 4; l++)
			vst1q_f32(p + 4 * l, s.v[l]);
		for (l = 0; i < n; i++, l++)
			p[l] = fma1(load1(w, i), x[i], p[l]);
		for (l = 0; l < 4; l++)
			s.v[l] = vld1q_f32(p + 4 * l);
	}
	return sum16_tree(s);
}

/* n < 4 elements, the others 0; and back. */
ALWAYS_INLINE float32x4_t load_tail(const float *x, size_t n)
{
	float t[4] = { 0 };
	size_t i;

	for (i = 0; i < n && i < 4; i++)
		t[i] = x[i];
	return vld1q_f32(t);
}

ALWAYS_INLINE void store_tail(float *y, float32x4_t v, size_t n)
{
	float t[4];
	size_t i;

	vst1q_f32(t, v);
	for (i = 0; i < n && i < 4; i++)
		y[i] = t[i];
}

/* CONTRACTS "exp". */
ALWAYS_INLINE float32x4_t exp4(float32x4_t x)
{
	uint32x4_t low = vcltq_f32(x, vdupq_n_f32(BITNET_EXP_MIN)), high = vcgtq_f32(x, vdupq_n_f32(BITNET_EXP_MAX));
	float32x4_t n = vrndnq_f32(vmulq_f32(x, vdupq_n_f32(BITNET_LOG2_E))), r, p;

	r = vfmaq_f32(x, n, vdupq_n_f32(-(BITNET_LN2_HI)));
	r = vfmaq_f32(r, n, vdupq_n_f32(-(BITNET_LN2_LO)));
	p = vdupq_n_f32(BITNET_EXP_6);
	p = vfmaq_f32(vdupq_n_f32(BITNET_EXP_5), p, r);
	p = vfmaq_f32(vdupq_n_f32(BITNET_EXP_4), p, r);
	p = vfmaq_f32(vdupq_n_f32(BITNET_EXP_3), p, r);
	p = vfmaq_f32(vdupq_n_f32(BITNET_EXP_2), p, r);
	p = vfmaq_f32(vdupq_n_f32(1.0f), p, r);
	p = vfmaq_f32(vdupq_n_f32(1.0f), p, r);
	p = vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(p), vshlq_n_s32(vcvtq_s32_f32(n), 23)));
	p = vbslq_f32(low, vdupq_n_f32(0), p);
	p = vbslq_f32(high, vdupq_n_f32(__builtin_inff()), p);
	return vbslq_f32(vceqq_f32(x, x), p, x);
}

#endif

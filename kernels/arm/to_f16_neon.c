/* SPDX-License-Identifier: MIT */
/* CONTRACTS "to_f16". */
#include "kernels/arm/kernels-arm.h"
#include "kernels/arm/neon.h"

void bitnet_to_f16_neon(uint16_t *y, const float *x, size_t n)
{
	size_t i;

	for (i = 0; i + 4 <= n; i += 4)
		vst1_u16(y + i, vreinterpret_u16_f16(vcvt_f16_f32(vld1q_f32(x + i))));
	for (; i < n; i++)
		y[i] = vget_lane_u16(vreinterpret_u16_f16(vcvt_f16_f32(vdupq_n_f32(x[i]))), 0);
}

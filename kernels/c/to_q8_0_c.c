/* SPDX-License-Identifier: MIT */
/* Blocks of 32 int8 with a scale: CONTRACTS "to_q8_0". */
#include <math.h>

#include "kernels/c/block_c.h"
#include "kernels/c/half_c.h"
#include "kernels/c/kernels-c.h"

static uint8_t round_i8(float v)
{
	if (!(v > -128.0f))
		return 0x80;
	if (v > 127.0f)
		return 127;
	return (uint8_t)(int8_t)((v + 0x1.8p23f) - 0x1.8p23f);	/* half to even */
}

void bitnet_to_q8_0_c(uint8_t *y, const float *x, size_t n)
{
	size_t at, i;

	for (at = 0; at < n; at += 32, y += Q8_0_BYTES) {
		size_t end = n - at < 32 ? n - at : 32;
		float a = 0.0f, d, r;
		uint16_t h;

		for (i = 0; i < end; i++)
			a = fabsf(x[at + i]) > a ? fabsf(x[at + i]) : a;
		d = a / 127.0f;
		r = 1.0f / d;
		r = r < INFINITY ? r : 0.0f;
		h = f32_to_f16(d);
		y[0] = (uint8_t)h;
		y[1] = (uint8_t)(h >> 8);
		for (i = 0; i < 32; i++)
			y[2 + i] = i < end ? round_i8(x[at + i] * r) : 0;
	}
}

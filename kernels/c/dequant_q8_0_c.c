/* SPDX-License-Identifier: MIT */
/* A row of Q8_0 blocks as floats: d * q.  n is a multiple of 32. */
#include "kernels/c/block_c.h"
#include "kernels/c/half_c.h"
#include "kernels/c/kernels-c.h"

void bitnet_dequant_q8_0_c(float *y, const void *row, size_t n)
{
	const uint8_t *w = row;
	size_t b;
	int l;

	for (b = 0; b < n / 32; b++, w += Q8_0_BYTES, y += 32) {
		float d = f16_to_f32(load16(w, 0));
		const int8_t *q = (const int8_t *)w + 2;

		for (l = 0; l < 32; l++)
			y[l] = d * (float)q[l];
	}
}

/* SPDX-License-Identifier: MIT */
/* A row of Q6_K blocks as floats: (d * sc) * q.  n is a multiple of 256. */
#include "kernels/c/block_c.h"
#include "kernels/c/half_c.h"
#include "kernels/c/kernels-c.h"

void bitnet_dequant_q6_k_c(float *y, const void *row, size_t n)
{
	const uint8_t *w = row;
	int8_t q[256];
	size_t b;
	int l;

	for (b = 0; b < n / 256; b++, w += Q6_K_BYTES, y += 256) {
		float d = f16_to_f32(load16(w + 208, 0));

		q6_k_codes(q, w);
		for (l = 0; l < 256; l++)
			y[l] = (d * (float)(int8_t)q6_k_scales(w)[l / 16]) * (float)q[l];
	}
}

/* SPDX-License-Identifier: MIT */
/* A ternary row times int8 activations: the layout is drawn in gemm_tern_c.c. */
#ifndef BITNET_KERNELS_TERN_C_H
#define BITNET_KERNELS_TERN_C_H

#include <stddef.h>
#include <stdint.h>

/* The sum of code * q, modulo 2^32. */
static inline uint32_t dot_codes(const uint8_t *w, const int8_t *q, size_t n)
{
	uint32_t sum = 0;
	size_t b;
	int p;

	for (b = 0; b < n / 128; b++, w += 32, q += 128) {
		int32_t s = 0;

		for (p = 0; p < 32; p++)
			s += (w[p] >> 6) * q[p] + (w[p] >> 4 & 3) * q[p + 32] + (w[p] >> 2 & 3) * q[p + 64] +
			     (w[p] & 3) * q[p + 96];
		sum += (uint32_t)s;
	}
	return sum;
}

#endif

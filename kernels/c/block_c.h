/* SPDX-License-Identifier: MIT */
/* Blocks of the quantised formats (GGUF types Q8_0, Q4_0, Q6_K): their codes as integers, in order. */
#ifndef BITNET_KERNELS_BLOCK_C_H
#define BITNET_KERNELS_BLOCK_C_H

#include <stdint.h>

#define Q8_0_BYTES 34
#define Q4_0_BYTES 18
#define Q6_K_BYTES 210

/* 16 bytes: byte j holds element j in its low nibble and j + 16 in its high one, each as q + 8. */
static inline void q4_0_codes(int8_t q[32], const uint8_t *qs)
{
	int j;

	for (j = 0; j < 16; j++) {
		q[j] = (int8_t)((qs[j] & 15) - 8);
		q[j + 16] = (int8_t)((qs[j] >> 4) - 8);
	}
}

/*
 * ql[128], qh[64], sc[16], d.  Each half of 128 elements takes 64 bytes of ql and 32 of qh; element
 * 32 t + l of a half, l < 32, has its low four bits in ql[l + 32 (t & 1)], the low nibble for t < 2,
 * and its high two bits in bits 2t and 2t + 1 of qh[l]; stored as q + 32.
 */
static inline void q6_k_codes(int8_t q[256], const uint8_t *b)
{
	int half, t, l;

	for (half = 0; half < 2; half++) {
		const uint8_t *ql = b + 64 * half, *qh = b + 128 + 32 * half;

		for (t = 0; t < 4; t++)
			for (l = 0; l < 32; l++) {
				int low = ql[l + 32 * (t & 1)] >> (t < 2 ? 0 : 4) & 15;
				int high = qh[l] >> 2 * t & 3;

				*q++ = (int8_t)((low | high << 4) - 32);
			}
	}
}

static inline const uint8_t *q6_k_scales(const uint8_t *b)
{
	return b + 192;
}

#endif

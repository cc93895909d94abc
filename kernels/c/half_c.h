/* SPDX-License-Identifier: MIT */
/* 16-bit floats (IEEE half and bfloat16) by their bits, and loads from any address. */
#ifndef BITNET_KERNELS_HALF_C_H
#define BITNET_KERNELS_HALF_C_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline float float_of_bits(uint32_t u)
{
	float f;

	memcpy(&f, &u, 4);
	return f;
}

static inline uint32_t bits_of_float(float f)
{
	uint32_t u;

	memcpy(&u, &f, 4);
	return u;
}

/* Element i of an array of little-endian 16-bit words at any address. */
static inline uint16_t load16(const void *p, size_t i)
{
	const uint8_t *b = (const uint8_t *)p + 2 * i;

	return (uint16_t)(b[0] | b[1] << 8);
}

static inline float load_f32(const void *p, size_t i)
{
	const uint8_t *b = (const uint8_t *)p + 4 * i;

	return float_of_bits((uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24);
}

/* Exact; a NaN keeps its payload and becomes quiet. */
static inline float f16_to_f32(uint16_t h)
{
	uint32_t sign = (uint32_t)(h & 0x8000) << 16, e = h >> 10 & 31, m = h & 1023;

	if (e == 31)
		return float_of_bits(sign | 0x7f800000 | (m ? 0x400000 | m << 13 : 0));
	if (e == 0) {
		/* m * 2^-24: an integer times a power of two is exact. */
		float f = (float)m * 0x1p-24f;

		return float_of_bits(sign | bits_of_float(f));
	}
	return float_of_bits(sign | (e + 112) << 23 | m << 13);
}

/* Round to nearest even; overflow gives infinity; a NaN keeps its upper payload and becomes quiet. */
static inline uint16_t f32_to_f16(float f)
{
	uint32_t u = bits_of_float(f), sign = u >> 16 & 0x8000, a = u & 0x7fffffff, m, shift;

	if (a > 0x7f800000)
		return (uint16_t)(sign | 0x7e00 | (a >> 13 & 0x1ff));
	if (a >= 0x47800000)				/* 65536 and more */
		return (uint16_t)(sign | 0x7c00);
	if (a >= 0x38800000) {				/* 2^-14: a normal half; rounding may carry to infinity */
		a -= 112u << 23;
		return (uint16_t)(sign | (a + 0xfff + (a >> 13 & 1)) >> 13);
	}
	if (a < 0x33000000)				/* below 2^-25: half of the smallest */
		return (uint16_t)sign;
	m = (a & 0x7fffff) | 0x800000;
	shift = 126 - (a >> 23);			/* 14..24 */
	return (uint16_t)(sign | (m + (1u << (shift - 1)) - 1 + (m >> shift & 1)) >> shift);
}

static inline float bf16_to_f32(uint16_t h)
{
	return float_of_bits((uint32_t)h << 16);
}

#endif

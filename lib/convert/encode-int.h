/* SPDX-License-Identifier: MIT */
/* What the encoders share: little-endian stores, and one function for each family of types. */
#ifndef BITNET_CONVERT_ENCODE_INT_H
#define BITNET_CONVERT_ENCODE_INT_H

#include "convert/encode.h"
#include "kernels/c/half_c.h"

static inline void put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static inline void put32(uint8_t *p, uint32_t v)
{
	put16(p, (uint16_t)v);
	put16(p + 2, (uint16_t)(v >> 16));
}

/* encode-tl.c: all but the scale; out has zeros. */
void bitnet_encode_tl1(uint8_t *out, const struct bitnet_codes *c, struct bitnet_tl_tiles tiles);
void bitnet_encode_tl2(uint8_t *out, const struct bitnet_codes *c, struct bitnet_tl_tiles tiles);

/* encode-q6k.c: 256 finite floats into 210 bytes; false when the scale is beyond f16. */
bool bitnet_encode_q6_k(uint8_t *out, const float *x);

#endif

/* SPDX-License-Identifier: MIT */
/* Numbers at any address, over whatever lies there. */
#ifndef BITNET_KERNELS_ANY_H
#define BITNET_KERNELS_ANY_H

#include <stdint.h>

#include "kernels/inline.h"

struct __attribute__((packed, may_alias)) any_u16 {
	uint16_t v;
};

struct __attribute__((packed, may_alias)) any_u32 {
	uint32_t v;
};

struct __attribute__((packed, may_alias)) any_i32 {
	int32_t v;
};

struct __attribute__((packed, may_alias)) any_u64 {
	uint64_t v;
};

struct __attribute__((packed, may_alias)) any_f32 {
	float v;
};

ALWAYS_INLINE uint32_t load_u32(const uint8_t *b)
{
	return ((const struct any_u32 *)(const void *)b)->v;
}

#endif

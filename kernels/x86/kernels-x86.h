/* SPDX-License-Identifier: MIT */
/* The levels of x86-64. */
#ifndef BITNET_KERNELS_X86_H
#define BITNET_KERNELS_X86_H

#include "kernels/kernels.h"

static inline void kernels_fill_x86(struct bitnet_kernels *k, enum bitnet_level level)
{
	(void)k;
	if (level < BITNET_LEVEL_AVX2)
		return;
}

#endif

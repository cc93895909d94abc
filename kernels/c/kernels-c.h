/* SPDX-License-Identifier: MIT */
/* The portable level: every op, in its obvious form.  It defines the bits of all others. */
#ifndef BITNET_KERNELS_C_H
#define BITNET_KERNELS_C_H

#include "kernels/ops.h"

KERNELS_ALL(KERNEL_DECLARE, c)

static inline void kernels_fill_c(struct bitnet_kernels *k)
{
	KERNELS_ALL(KERNEL_FILL, c)
}

#endif

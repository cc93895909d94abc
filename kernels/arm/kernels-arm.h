/* SPDX-License-Identifier: MIT */
/* The levels of aarch64. */
#ifndef BITNET_KERNELS_ARM_H
#define BITNET_KERNELS_ARM_H

#include "kernels/ops.h"

#define KERNELS_NEON(X) \
	KERNELS_GEMM_FLOAT(X, neon) \
	X(gemm_tern, gemm_tern, neon) \
	X(quant_i8, quant_i8, neon) \
	X(rmsnorm, rmsnorm, neon) \
	X(layernorm, layernorm, neon) \
	X(rope_neox, rope_neox, neon) \
	X(rope_norm, rope_norm, neon) \
	X(glu_relu2, glu_relu2, neon) \
	X(glu_silu, glu_silu, neon) \
	X(glu_gelu, glu_gelu, neon) \
	X(gelu, gelu, neon) \
	X(attn_f16, attn_f16, neon) \
	X(attn_f32, attn_f32, neon) \
	X(to_f16, to_f16, neon) \
	X(add, add, neon)

#define KERNELS_DOTPROD(X) \
	X(gemm_tern, gemm_tern, dotprod)

KERNELS_NEON(KERNEL_DECLARE)
KERNELS_DOTPROD(KERNEL_DECLARE)

static inline void kernels_fill_arm(struct bitnet_kernels *k, enum bitnet_level level)
{
	if (level < BITNET_LEVEL_NEON)
		return;
	KERNELS_NEON(KERNEL_FILL)
	if (level < BITNET_LEVEL_DOTPROD)
		return;
	KERNELS_DOTPROD(KERNEL_FILL)
}

#endif

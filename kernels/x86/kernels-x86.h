/* SPDX-License-Identifier: MIT */
/* The levels of x86-64. */
#ifndef BITNET_KERNELS_X86_H
#define BITNET_KERNELS_X86_H

#include "kernels/ops.h"

#define KERNELS_AVX2(X) \
	KERNELS_GEMM_FLOAT(X, avx2) \
	KERNELS_GEMM_BLOCK(X, avx2) \
	X(dequant_f16, dequant[BITNET_DENSE_F16], avx2) \
	X(gemm_tern, gemm_tern, avx2) \
	X(gemv_tern, gemv_tern, avx2) \
	X(gemv_tern_cols, gemv_tern_cols, avx2) \
	X(quant_i8, quant_i8, avx2) \
	X(scale_i32, scale_i32, avx2) \
	X(rmsnorm, rmsnorm, avx2) \
	X(layernorm, layernorm, avx2) \
	X(rope_neox, rope_neox, avx2) \
	X(rope_norm, rope_norm, avx2) \
	X(glu_relu2, glu_relu2, avx2) \
	X(glu_silu, glu_silu, avx2) \
	X(glu_gelu, glu_gelu, avx2) \
	X(gelu, gelu, avx2) \
	X(attn_f16, attn_f16, avx2) \
	X(attn_f32, attn_f32, avx2) \
	X(attn_q8_0, attn_q8_0, avx2) \
	X(to_f16, to_f16, avx2) \
	X(to_q8_0, to_q8_0, avx2) \
	X(add, add, avx2) \
	X(head_pack, head_pack, avx2) \
	X(head_scan, head_scan, avx2) \
	X(head_bits, head_bits, avx2)

#define KERNELS_AVX512(X) \
	KERNELS_GEMM_FLOAT(X, avx512) \
	KERNELS_GEMM_BLOCK(X, avx512) \
	X(gemm_tern, gemm_tern, avx512) \
	X(scale_i32, scale_i32, avx512) \
	X(attn_f16, attn_f16, avx512) \
	X(attn_f32, attn_f32, avx512) \
	X(attn_q8_0, attn_q8_0, avx512) \
	X(head_pack, head_pack, avx512) \
	X(head_scan, head_scan, avx512) \
	X(head_bits, head_bits, avx512)

#define KERNELS_VNNI(X) \
	X(gemm_tern, gemm_tern, vnni) \
	X(gemv_tern, gemv_tern, vnni) \
	X(gemv_tern_cols, gemv_tern_cols, vnni) \
	X(head_scan, head_scan, vnni) \
	X(head_bits, head_bits, vnni)

#define KERNELS_AMX(X) \
	X(gemm_tern, gemm_tern, amx)

KERNELS_AVX2(KERNEL_DECLARE)
KERNELS_AVX512(KERNEL_DECLARE)
KERNELS_VNNI(KERNEL_DECLARE)
KERNELS_AMX(KERNEL_DECLARE)

static inline void kernels_fill_x86(struct bitnet_kernels *k, enum bitnet_level level)
{
	if (level < BITNET_LEVEL_AVX2)
		return;
	KERNELS_AVX2(KERNEL_FILL)
	if (level < BITNET_LEVEL_AVX512)
		return;
	KERNELS_AVX512(KERNEL_FILL)
	if (level < BITNET_LEVEL_VNNI)
		return;
	KERNELS_VNNI(KERNEL_FILL)
	if (level < BITNET_LEVEL_AMX)
		return;
	KERNELS_AMX(KERNEL_FILL)
}

#endif

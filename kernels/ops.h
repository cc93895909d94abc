/* SPDX-License-Identifier: MIT */
/*
 * Lists of ops, from which a level makes what it says more than once: X(op, member of the table, level) stands for
 * bitnet_OP_LEVEL.
 */
#ifndef BITNET_KERNELS_OPS_H
#define BITNET_KERNELS_OPS_H

#include "kernels/kernels.h"

#define KERNEL_DECLARE(op, member, level) extern __typeof__(*((struct bitnet_kernels *)0)->member) bitnet_##op##_##level;
#define KERNEL_FILL(op, member, level) k->member = bitnet_##op##_##level;

#define KERNELS_GEMM_FLOAT(X, level) \
	X(gemm_dense_f32, gemm_dense[BITNET_DENSE_F32], level) \
	X(gemm_dense_f16, gemm_dense[BITNET_DENSE_F16], level) \
	X(gemm_dense_bf16, gemm_dense[BITNET_DENSE_BF16], level)

#define KERNELS_GEMM_BLOCK(X, level) \
	X(gemm_dense_q8_0, gemm_dense[BITNET_DENSE_Q8_0], level) \
	X(gemm_dense_q4_0, gemm_dense[BITNET_DENSE_Q4_0], level) \
	X(gemm_dense_q6_k, gemm_dense[BITNET_DENSE_Q6_K], level) \
	X(gemm_dense_q4_1, gemm_dense[BITNET_DENSE_Q4_1], level) \
	X(gemm_dense_q5_0, gemm_dense[BITNET_DENSE_Q5_0], level) \
	X(gemm_dense_q5_1, gemm_dense[BITNET_DENSE_Q5_1], level) \
	X(gemm_dense_iq4_nl, gemm_dense[BITNET_DENSE_IQ4_NL], level) \
	X(gemm_dense_q4_k, gemm_dense[BITNET_DENSE_Q4_K], level) \
	X(gemm_dense_q5_k, gemm_dense[BITNET_DENSE_Q5_K], level)

/* Every op once, in the order in which people are told of them. */
#define KERNELS_ALL(X, level) \
	KERNELS_GEMM_FLOAT(X, level) \
	KERNELS_GEMM_BLOCK(X, level) \
	X(dequant_f32, dequant[BITNET_DENSE_F32], level) \
	X(dequant_f16, dequant[BITNET_DENSE_F16], level) \
	X(dequant_bf16, dequant[BITNET_DENSE_BF16], level) \
	X(dequant_q8_0, dequant[BITNET_DENSE_Q8_0], level) \
	X(dequant_q4_0, dequant[BITNET_DENSE_Q4_0], level) \
	X(dequant_q6_k, dequant[BITNET_DENSE_Q6_K], level) \
	X(dequant_q4_1, dequant[BITNET_DENSE_Q4_1], level) \
	X(dequant_q5_0, dequant[BITNET_DENSE_Q5_0], level) \
	X(dequant_q5_1, dequant[BITNET_DENSE_Q5_1], level) \
	X(dequant_iq4_nl, dequant[BITNET_DENSE_IQ4_NL], level) \
	X(dequant_q4_k, dequant[BITNET_DENSE_Q4_K], level) \
	X(dequant_q5_k, dequant[BITNET_DENSE_Q5_K], level) \
	X(gemm_tern, gemm_tern, level) \
	X(gemv_tern, gemv_tern, level) \
	X(gemv_tern_cols, gemv_tern_cols, level) \
	X(quant_i8, quant_i8, level) \
	X(scale_i32, scale_i32, level) \
	X(rmsnorm, rmsnorm, level) \
	X(layernorm, layernorm, level) \
	X(rope_neox, rope_neox, level) \
	X(rope_norm, rope_norm, level) \
	X(glu_relu2, glu_relu2, level) \
	X(glu_silu, glu_silu, level) \
	X(glu_gelu, glu_gelu, level) \
	X(gelu, gelu, level) \
	X(attn_f16, attn_f16, level) \
	X(attn_f32, attn_f32, level) \
	X(attn_q8_0, attn_q8_0, level) \
	X(to_f16, to_f16, level) \
	X(to_q8_0, to_q8_0, level) \
	X(add, add, level) \
	X(head_pack, head_pack, level) \
	X(head_scan, head_scan, level) \
	X(head_bits, head_bits, level)

#endif

/* SPDX-License-Identifier: MIT */
/* The portable level: every op, in its obvious form.  It defines the bits of all others. */
#ifndef BITNET_KERNELS_C_H
#define BITNET_KERNELS_C_H

#include "kernels/kernels.h"

bitnet_gemm_dense_fn bitnet_gemm_dense_f32_c, bitnet_gemm_dense_f16_c, bitnet_gemm_dense_bf16_c;
bitnet_gemm_dense_fn bitnet_gemm_dense_q8_0_c, bitnet_gemm_dense_q4_0_c, bitnet_gemm_dense_q6_k_c;
bitnet_gemm_dense_fn bitnet_gemm_dense_q4_1_c, bitnet_gemm_dense_q5_0_c, bitnet_gemm_dense_q5_1_c, bitnet_gemm_dense_iq4_nl_c;
bitnet_gemm_dense_fn bitnet_gemm_dense_q4_k_c, bitnet_gemm_dense_q5_k_c;
bitnet_dequant_fn bitnet_dequant_f32_c, bitnet_dequant_f16_c, bitnet_dequant_bf16_c;
bitnet_dequant_fn bitnet_dequant_q8_0_c, bitnet_dequant_q4_0_c, bitnet_dequant_q6_k_c;
bitnet_dequant_fn bitnet_dequant_q4_1_c, bitnet_dequant_q5_0_c, bitnet_dequant_q5_1_c, bitnet_dequant_iq4_nl_c;
bitnet_dequant_fn bitnet_dequant_q4_k_c, bitnet_dequant_q5_k_c;
bitnet_gemm_tern_fn bitnet_gemm_tern_c;
bitnet_gemv_tern_fn bitnet_gemv_tern_c;
bitnet_gemv_tern_cols_fn bitnet_gemv_tern_cols_c;
bitnet_quant_i8_fn bitnet_quant_i8_c;
bitnet_scale_i32_fn bitnet_scale_i32_c;
bitnet_rmsnorm_fn bitnet_rmsnorm_c;
bitnet_layernorm_fn bitnet_layernorm_c;
bitnet_rope_fn bitnet_rope_neox_c, bitnet_rope_norm_c;
bitnet_glu_fn bitnet_glu_relu2_c, bitnet_glu_silu_c, bitnet_glu_gelu_c;
bitnet_act_fn bitnet_gelu_c;
bitnet_attn_fn bitnet_attn_f16_c, bitnet_attn_f32_c, bitnet_attn_q8_0_c;
bitnet_to_f16_fn bitnet_to_f16_c;
bitnet_to_q8_0_fn bitnet_to_q8_0_c;
bitnet_add_fn bitnet_add_c;
bitnet_head_pack_fn bitnet_head_pack_c;
bitnet_head_scan_fn bitnet_head_scan_c;
bitnet_head_bits_fn bitnet_head_bits_c;

static inline void kernels_fill_c(struct bitnet_kernels *k)
{
	*k = (struct bitnet_kernels){
		.gemm_dense = {
			[BITNET_DENSE_F32] = bitnet_gemm_dense_f32_c,
			[BITNET_DENSE_F16] = bitnet_gemm_dense_f16_c,
			[BITNET_DENSE_BF16] = bitnet_gemm_dense_bf16_c,
			[BITNET_DENSE_Q8_0] = bitnet_gemm_dense_q8_0_c,
			[BITNET_DENSE_Q4_0] = bitnet_gemm_dense_q4_0_c,
			[BITNET_DENSE_Q6_K] = bitnet_gemm_dense_q6_k_c,
			[BITNET_DENSE_Q4_1] = bitnet_gemm_dense_q4_1_c,
			[BITNET_DENSE_Q5_0] = bitnet_gemm_dense_q5_0_c,
			[BITNET_DENSE_Q5_1] = bitnet_gemm_dense_q5_1_c,
			[BITNET_DENSE_IQ4_NL] = bitnet_gemm_dense_iq4_nl_c,
			[BITNET_DENSE_Q4_K] = bitnet_gemm_dense_q4_k_c,
			[BITNET_DENSE_Q5_K] = bitnet_gemm_dense_q5_k_c,
		},
		.dequant = {
			[BITNET_DENSE_F32] = bitnet_dequant_f32_c,
			[BITNET_DENSE_F16] = bitnet_dequant_f16_c,
			[BITNET_DENSE_BF16] = bitnet_dequant_bf16_c,
			[BITNET_DENSE_Q8_0] = bitnet_dequant_q8_0_c,
			[BITNET_DENSE_Q4_0] = bitnet_dequant_q4_0_c,
			[BITNET_DENSE_Q6_K] = bitnet_dequant_q6_k_c,
			[BITNET_DENSE_Q4_1] = bitnet_dequant_q4_1_c,
			[BITNET_DENSE_Q5_0] = bitnet_dequant_q5_0_c,
			[BITNET_DENSE_Q5_1] = bitnet_dequant_q5_1_c,
			[BITNET_DENSE_IQ4_NL] = bitnet_dequant_iq4_nl_c,
			[BITNET_DENSE_Q4_K] = bitnet_dequant_q4_k_c,
			[BITNET_DENSE_Q5_K] = bitnet_dequant_q5_k_c,
		},
		.gemm_tern = bitnet_gemm_tern_c,
		.gemv_tern = bitnet_gemv_tern_c,
		.gemv_tern_cols = bitnet_gemv_tern_cols_c,
		.quant_i8 = bitnet_quant_i8_c,
		.scale_i32 = bitnet_scale_i32_c,
		.rmsnorm = bitnet_rmsnorm_c,
		.layernorm = bitnet_layernorm_c,
		.rope_neox = bitnet_rope_neox_c,
		.rope_norm = bitnet_rope_norm_c,
		.glu_relu2 = bitnet_glu_relu2_c,
		.glu_silu = bitnet_glu_silu_c,
		.glu_gelu = bitnet_glu_gelu_c,
		.gelu = bitnet_gelu_c,
		.attn_f16 = bitnet_attn_f16_c,
		.attn_f32 = bitnet_attn_f32_c,
		.attn_q8_0 = bitnet_attn_q8_0_c,
		.to_f16 = bitnet_to_f16_c,
		.to_q8_0 = bitnet_to_q8_0_c,
		.add = bitnet_add_c,
		.head_pack = bitnet_head_pack_c,
		.head_scan = bitnet_head_scan_c,
		.head_bits = bitnet_head_bits_c,
	};
}

#endif

/* SPDX-License-Identifier: MIT */
/* The levels of x86-64. */
#ifndef BITNET_KERNELS_X86_H
#define BITNET_KERNELS_X86_H

#include "kernels/kernels.h"

bitnet_gemm_dense_fn bitnet_gemm_dense_f32_avx2, bitnet_gemm_dense_f16_avx2, bitnet_gemm_dense_bf16_avx2;
bitnet_gemm_dense_fn bitnet_gemm_dense_q8_0_avx2, bitnet_gemm_dense_q4_0_avx2, bitnet_gemm_dense_q6_k_avx2;
bitnet_gemm_dense_fn bitnet_gemm_dense_q4_1_avx2, bitnet_gemm_dense_q5_0_avx2, bitnet_gemm_dense_q5_1_avx2;
bitnet_gemm_dense_fn bitnet_gemm_dense_iq4_nl_avx2, bitnet_gemm_dense_q4_k_avx2, bitnet_gemm_dense_q5_k_avx2;
bitnet_gemm_tern_fn bitnet_gemm_tern_avx2;
bitnet_gemv_tern_fn bitnet_gemv_tern_avx2;
bitnet_gemv_tern_cols_fn bitnet_gemv_tern_cols_avx2;
bitnet_quant_i8_fn bitnet_quant_i8_avx2;
bitnet_scale_i32_fn bitnet_scale_i32_avx2;
bitnet_rmsnorm_fn bitnet_rmsnorm_avx2;
bitnet_layernorm_fn bitnet_layernorm_avx2;
bitnet_rope_fn bitnet_rope_neox_avx2, bitnet_rope_norm_avx2;
bitnet_glu_fn bitnet_glu_relu2_avx2, bitnet_glu_silu_avx2, bitnet_glu_gelu_avx2;
bitnet_act_fn bitnet_gelu_avx2;
bitnet_attn_fn bitnet_attn_f16_avx2, bitnet_attn_f32_avx2, bitnet_attn_q8_0_avx2;
bitnet_to_f16_fn bitnet_to_f16_avx2;
bitnet_to_q8_0_fn bitnet_to_q8_0_avx2;
bitnet_add_fn bitnet_add_avx2;
bitnet_dequant_fn bitnet_dequant_f16_avx2;
bitnet_head_pack_fn bitnet_head_pack_avx2;
bitnet_head_scan_fn bitnet_head_scan_avx2;
bitnet_head_bits_fn bitnet_head_bits_avx2;

bitnet_gemm_dense_fn bitnet_gemm_dense_f32_avx512, bitnet_gemm_dense_f16_avx512, bitnet_gemm_dense_bf16_avx512;
bitnet_gemm_dense_fn bitnet_gemm_dense_q8_0_avx512, bitnet_gemm_dense_q4_0_avx512, bitnet_gemm_dense_q6_k_avx512;
bitnet_gemm_dense_fn bitnet_gemm_dense_q4_1_avx512, bitnet_gemm_dense_q5_0_avx512, bitnet_gemm_dense_q5_1_avx512;
bitnet_gemm_dense_fn bitnet_gemm_dense_iq4_nl_avx512, bitnet_gemm_dense_q4_k_avx512, bitnet_gemm_dense_q5_k_avx512;
bitnet_gemm_tern_fn bitnet_gemm_tern_avx512;
bitnet_attn_fn bitnet_attn_f16_avx512, bitnet_attn_f32_avx512, bitnet_attn_q8_0_avx512;
bitnet_head_pack_fn bitnet_head_pack_avx512;
bitnet_head_scan_fn bitnet_head_scan_avx512;
bitnet_head_bits_fn bitnet_head_bits_avx512;

bitnet_gemm_tern_fn bitnet_gemm_tern_vnni;
bitnet_head_scan_fn bitnet_head_scan_vnni;
bitnet_head_bits_fn bitnet_head_bits_vnni;
bitnet_gemv_tern_fn bitnet_gemv_tern_vnni;
bitnet_gemv_tern_cols_fn bitnet_gemv_tern_cols_vnni;

bitnet_gemm_tern_fn bitnet_gemm_tern_amx;

static inline void kernels_fill_x86(struct bitnet_kernels *k, enum bitnet_level level)
{
	if (level < BITNET_LEVEL_AVX2)
		return;
	k->gemm_dense[BITNET_DENSE_F32] = bitnet_gemm_dense_f32_avx2;
	k->gemm_dense[BITNET_DENSE_F16] = bitnet_gemm_dense_f16_avx2;
	k->gemm_dense[BITNET_DENSE_BF16] = bitnet_gemm_dense_bf16_avx2;
	k->gemm_dense[BITNET_DENSE_Q8_0] = bitnet_gemm_dense_q8_0_avx2;
	k->gemm_dense[BITNET_DENSE_Q4_0] = bitnet_gemm_dense_q4_0_avx2;
	k->gemm_dense[BITNET_DENSE_Q6_K] = bitnet_gemm_dense_q6_k_avx2;
	k->gemm_dense[BITNET_DENSE_Q4_1] = bitnet_gemm_dense_q4_1_avx2;
	k->gemm_dense[BITNET_DENSE_Q5_0] = bitnet_gemm_dense_q5_0_avx2;
	k->gemm_dense[BITNET_DENSE_Q5_1] = bitnet_gemm_dense_q5_1_avx2;
	k->gemm_dense[BITNET_DENSE_IQ4_NL] = bitnet_gemm_dense_iq4_nl_avx2;
	k->gemm_dense[BITNET_DENSE_Q4_K] = bitnet_gemm_dense_q4_k_avx2;
	k->gemm_dense[BITNET_DENSE_Q5_K] = bitnet_gemm_dense_q5_k_avx2;
	k->gemm_tern = bitnet_gemm_tern_avx2;
	k->gemv_tern = bitnet_gemv_tern_avx2;
	k->gemv_tern_cols = bitnet_gemv_tern_cols_avx2;
	k->quant_i8 = bitnet_quant_i8_avx2;
	k->scale_i32 = bitnet_scale_i32_avx2;
	k->rmsnorm = bitnet_rmsnorm_avx2;
	k->layernorm = bitnet_layernorm_avx2;
	k->rope_neox = bitnet_rope_neox_avx2;
	k->rope_norm = bitnet_rope_norm_avx2;
	k->glu_relu2 = bitnet_glu_relu2_avx2;
	k->glu_silu = bitnet_glu_silu_avx2;
	k->glu_gelu = bitnet_glu_gelu_avx2;
	k->gelu = bitnet_gelu_avx2;
	k->attn_f16 = bitnet_attn_f16_avx2;
	k->attn_f32 = bitnet_attn_f32_avx2;
	k->attn_q8_0 = bitnet_attn_q8_0_avx2;
	k->to_f16 = bitnet_to_f16_avx2;
	k->to_q8_0 = bitnet_to_q8_0_avx2;
	k->add = bitnet_add_avx2;
	k->dequant[BITNET_DENSE_F16] = bitnet_dequant_f16_avx2;
	k->head_pack = bitnet_head_pack_avx2;
	k->head_scan = bitnet_head_scan_avx2;
	k->head_bits = bitnet_head_bits_avx2;
	if (level < BITNET_LEVEL_AVX512)
		return;
	k->gemm_dense[BITNET_DENSE_F32] = bitnet_gemm_dense_f32_avx512;
	k->gemm_dense[BITNET_DENSE_F16] = bitnet_gemm_dense_f16_avx512;
	k->gemm_dense[BITNET_DENSE_BF16] = bitnet_gemm_dense_bf16_avx512;
	k->gemm_dense[BITNET_DENSE_Q8_0] = bitnet_gemm_dense_q8_0_avx512;
	k->gemm_dense[BITNET_DENSE_Q4_0] = bitnet_gemm_dense_q4_0_avx512;
	k->gemm_dense[BITNET_DENSE_Q6_K] = bitnet_gemm_dense_q6_k_avx512;
	k->gemm_dense[BITNET_DENSE_Q4_1] = bitnet_gemm_dense_q4_1_avx512;
	k->gemm_dense[BITNET_DENSE_Q5_0] = bitnet_gemm_dense_q5_0_avx512;
	k->gemm_dense[BITNET_DENSE_Q5_1] = bitnet_gemm_dense_q5_1_avx512;
	k->gemm_dense[BITNET_DENSE_IQ4_NL] = bitnet_gemm_dense_iq4_nl_avx512;
	k->gemm_dense[BITNET_DENSE_Q4_K] = bitnet_gemm_dense_q4_k_avx512;
	k->gemm_dense[BITNET_DENSE_Q5_K] = bitnet_gemm_dense_q5_k_avx512;
	k->gemm_tern = bitnet_gemm_tern_avx512;
	k->attn_f16 = bitnet_attn_f16_avx512;
	k->attn_f32 = bitnet_attn_f32_avx512;
	k->attn_q8_0 = bitnet_attn_q8_0_avx512;
	k->head_pack = bitnet_head_pack_avx512;
	k->head_scan = bitnet_head_scan_avx512;
	k->head_bits = bitnet_head_bits_avx512;
	if (level < BITNET_LEVEL_VNNI)
		return;
	k->gemm_tern = bitnet_gemm_tern_vnni;
	k->gemv_tern = bitnet_gemv_tern_vnni;
	k->gemv_tern_cols = bitnet_gemv_tern_cols_vnni;
	k->head_scan = bitnet_head_scan_vnni;
	k->head_bits = bitnet_head_bits_vnni;
	if (level < BITNET_LEVEL_AMX)
		return;
	k->gemm_tern = bitnet_gemm_tern_amx;
}

#endif

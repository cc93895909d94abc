/* SPDX-License-Identifier: MIT */
/* The levels of aarch64. */
#ifndef BITNET_KERNELS_ARM_H
#define BITNET_KERNELS_ARM_H

#include "kernels/kernels.h"

bitnet_gemm_dense_fn bitnet_gemm_dense_f32_neon, bitnet_gemm_dense_f16_neon, bitnet_gemm_dense_bf16_neon;
bitnet_gemm_tern_fn bitnet_gemm_tern_neon;
bitnet_quant_i8_fn bitnet_quant_i8_neon;
bitnet_rmsnorm_fn bitnet_rmsnorm_neon;
bitnet_layernorm_fn bitnet_layernorm_neon;
bitnet_rope_fn bitnet_rope_neox_neon, bitnet_rope_norm_neon;
bitnet_glu_fn bitnet_glu_relu2_neon, bitnet_glu_silu_neon, bitnet_glu_gelu_neon;
bitnet_act_fn bitnet_gelu_neon;
bitnet_attn_fn bitnet_attn_f16_neon, bitnet_attn_f32_neon;
bitnet_to_f16_fn bitnet_to_f16_neon;
bitnet_add_fn bitnet_add_neon;

bitnet_gemm_tern_fn bitnet_gemm_tern_dotprod;

static inline void kernels_fill_arm(struct bitnet_kernels *k, enum bitnet_level level)
{
	if (level < BITNET_LEVEL_NEON)
		return;
	k->gemm_dense[BITNET_DENSE_F32] = bitnet_gemm_dense_f32_neon;
	k->gemm_dense[BITNET_DENSE_F16] = bitnet_gemm_dense_f16_neon;
	k->gemm_dense[BITNET_DENSE_BF16] = bitnet_gemm_dense_bf16_neon;
	k->gemm_tern = bitnet_gemm_tern_neon;
	k->quant_i8 = bitnet_quant_i8_neon;
	k->rmsnorm = bitnet_rmsnorm_neon;
	k->layernorm = bitnet_layernorm_neon;
	k->rope_neox = bitnet_rope_neox_neon;
	k->rope_norm = bitnet_rope_norm_neon;
	k->glu_relu2 = bitnet_glu_relu2_neon;
	k->glu_silu = bitnet_glu_silu_neon;
	k->glu_gelu = bitnet_glu_gelu_neon;
	k->gelu = bitnet_gelu_neon;
	k->attn_f16 = bitnet_attn_f16_neon;
	k->attn_f32 = bitnet_attn_f32_neon;
	k->to_f16 = bitnet_to_f16_neon;
	k->add = bitnet_add_neon;
	if (level < BITNET_LEVEL_DOTPROD)
		return;
	k->gemm_tern = bitnet_gemm_tern_dotprod;
}

#endif

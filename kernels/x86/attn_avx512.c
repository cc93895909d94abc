/* SPDX-License-Identifier: MIT */
/* Attention over a cache of halves, floats or blocks of int8: CONTRACTS "attention". */
#include "kernels/x86/attn-avx512.h"
#include "kernels/x86/kernels-x86.h"

void bitnet_attn_f16_avx512(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
			    const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale)
{
	attn(out, out_stride, q, q_stride, n_heads, n_tokens, k, v, kv_stride, n_pos, head_dim, scale, 64, load16_f16);
}

void bitnet_attn_f32_avx512(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
			    const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale)
{
	attn(out, out_stride, q, q_stride, n_heads, n_tokens, k, v, kv_stride, n_pos, head_dim, scale, 128, load16_f32);
}

void bitnet_attn_q8_0_avx512(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
			     const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale)
{
	attn(out, out_stride, q, q_stride, n_heads, n_tokens, k, v, kv_stride, n_pos, head_dim, scale, 34, load16_q8_0);
}

/* SPDX-License-Identifier: MIT */
/* Attention of one query head over one kv head, with a running maximum: CONTRACTS "attention". */
#include "kernels/arm/kernels-arm.h"
#include "kernels/arm/neon.h"

ALWAYS_INLINE float dot(const float *q, const void *k, size_t n, load4_fn *load4, load1_fn *load1)
{
	struct sum16 s = sum16_zero();
	size_t i;
	int l;

	for (i = 0; i + 16 <= n; i += 16)
		UNROLLED
		for (l = 0; l < 4; l++)
			s.v[l] = vfmaq_f32(s.v[l], load4(k, i + 4 * (size_t)l), vld1q_f32(q + i + 4 * l));
	return dot_end(s, k, q, i, n, load1);
}

/* s[j] = exp(s[j] - m), and their sum16. */
ALWAYS_INLINE float exps(float s[BITNET_ATTN_TILE], size_t n, float m)
{
	struct sum16 sum = sum16_zero();
	float p[16];
	size_t i, l;

	for (i = 0; i < n; i += 4)
		vst1q_f32(s + i, exp4(vsubq_f32(vld1q_f32(s + i), vdupq_n_f32(m))));
	for (i = 0; i + 16 <= n; i += 16)
		UNROLLED
		for (l = 0; l < 4; l++)
			sum.v[l] = vaddq_f32(sum.v[l], vld1q_f32(s + i + 4 * l));
	for (l = 0; l < 4; l++)
		vst1q_f32(p + 4 * l, sum.v[l]);
	for (l = 0; i < n; i++, l++)
		p[l] += s[i];
	for (l = 0; l < 4; l++)
		sum.v[l] = vld1q_f32(p + 4 * l);
	return sum16_tree(sum);
}

/* Elements d and up of out, 16 or as many as there are registers: decayed, then the rows of v in order. */
ALWAYS_INLINE void add_values(float *out, size_t d, const unsigned int n_regs, const uint8_t *v, size_t kv_stride, const float *e, size_t n,
			      float c, load4_fn *load4)
{
	float32x4_t acc[4];
	unsigned int l;
	size_t j;

	UNROLLED
	for (l = 0; l < n_regs; l++)
		acc[l] = vmulq_n_f32(vld1q_f32(out + d + 4 * l), c);
	for (j = 0; j < n; j++, v += kv_stride)
		UNROLLED
		for (l = 0; l < n_regs; l++)
			acc[l] = vfmaq_n_f32(acc[l], load4(v, d + 4 * l), e[j]);
	UNROLLED
	for (l = 0; l < n_regs; l++)
		vst1q_f32(out + d + 4 * l, acc[l]);
}

ALWAYS_INLINE void attn_one(float *out, const float *q, const uint8_t *k, const uint8_t *v, size_t kv_stride, size_t n_pos,
			    size_t head_dim, float scale, load4_fn *load4, load1_fn *load1)
{
	float m = -__builtin_inff(), l = 0.0f, r;
	size_t pos, d;

	for (d = 0; d < head_dim; d++)
		*(volatile float *)(out + d) = 0.0f;
	for (pos = 0; pos < n_pos; pos += BITNET_ATTN_TILE, k += BITNET_ATTN_TILE * kv_stride, v += BITNET_ATTN_TILE * kv_stride) {
		size_t j, n = n_pos - pos < BITNET_ATTN_TILE ? n_pos - pos : BITNET_ATTN_TILE;
		float s[BITNET_ATTN_TILE], mt = m, c;

		for (j = 0; j < n; j++) {
			s[j] = dot(q, k + j * kv_stride, head_dim, load4, load1) * scale;
			mt = s[j] > mt ? s[j] : mt;
		}
		for (; j % 4; j++)
			s[j] = mt;
		c = pos ? vgetq_lane_f32(exp4(vdupq_n_f32(m - mt)), 0) : 0.0f;
		l = fma1(l, c, exps(s, n, mt));
		for (d = 0; d + 16 <= head_dim; d += 16)
			add_values(out, d, 4, v, kv_stride, s, n, c, load4);
		for (; d + 4 <= head_dim; d += 4)
			add_values(out, d, 1, v, kv_stride, s, n, c, load4);
		for (; d < head_dim; d++) {
			float acc = out[d] * c;

			for (j = 0; j < n; j++)
				acc = fma1(s[j], load1(v + j * kv_stride, d), acc);
			out[d] = acc;
		}
		m = mt;
	}
	r = 1.0f / l;
	for (d = 0; d < head_dim; d++)
		out[d] *= r;
}

ALWAYS_INLINE void attn(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens, const void *k,
			const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale, load4_fn *load4, load1_fn *load1)
{
	size_t t, h;

	for (t = 0; t < n_tokens; t++)
		for (h = 0; h < n_heads; h++)
			attn_one(out + t * out_stride + h * head_dim, q + t * q_stride + h * head_dim, k, v, kv_stride, n_pos + t, head_dim,
				 scale, load4, load1);
}

void bitnet_attn_f16_neon(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens, const void *k,
			  const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale)
{
	attn(out, out_stride, q, q_stride, n_heads, n_tokens, k, v, kv_stride, n_pos, head_dim, scale, load4_f16, load1_f16);
}

void bitnet_attn_f32_neon(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens, const void *k,
			  const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale)
{
	attn(out, out_stride, q, q_stride, n_heads, n_tokens, k, v, kv_stride, n_pos, head_dim, scale, load4_f32, load1_f32);
}

/* SPDX-License-Identifier: MIT */
/* Attention of query heads over one kv head, one after another, with a running maximum: CONTRACTS "attention". */
#include "kernels/c/block_c.h"
#include "kernels/c/half_c.h"
#include "kernels/c/kernels-c.h"
#include "kernels/c/math_c.h"
#include "kernels/c/sum_c.h"

/* Element i of a row of the cache. */
typedef float load_fn(const void *row, size_t i);

static float load_half(const void *row, size_t i)
{
	return f16_to_f32(load16(row, i));
}

static float load_q8_0(const void *row, size_t i)
{
	const uint8_t *b = (const uint8_t *)row + i / 32 * Q8_0_BYTES;

	return f16_to_f32(load16(b, 0)) * (float)(int8_t)b[2 + i % 32];
}

static float dot(const float *q, const void *k, size_t n, load_fn *load)
{
	float p[16] = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		p[i % 16] = fmaf(q[i], load(k, i), p[i % 16]);
	return sum16_tree(p);
}

static inline void attn_one(float *out, const float *q, const uint8_t *k, const uint8_t *v, size_t kv_stride, size_t n_pos,
			size_t head_dim, float scale, load_fn *load)
{
	float m = -INFINITY, l = 0.0f, r;
	size_t pos, d;

	for (d = 0; d < head_dim; d++)
		out[d] = 0.0f;
	for (pos = 0; pos < n_pos; pos += BITNET_ATTN_TILE) {
		size_t j, n = n_pos - pos < BITNET_ATTN_TILE ? n_pos - pos : BITNET_ATTN_TILE;
		float s[BITNET_ATTN_TILE], sum[16] = { 0 }, mt = m, c;

		for (j = 0; j < n; j++) {
			s[j] = dot(q, k + (pos + j) * kv_stride, head_dim, load) * scale;
			mt = s[j] > mt ? s[j] : mt;
		}
		c = pos ? exp_c(m - mt) : 0.0f;
		for (j = 0; j < n; j++) {
			s[j] = exp_c(s[j] - mt);
			sum[j % 16] += s[j];
		}
		l = fmaf(l, c, sum16_tree(sum));
		for (d = 0; d < head_dim; d++) {
			float acc = out[d] * c;

			for (j = 0; j < n; j++)
				acc = fmaf(s[j], load(v + (pos + j) * kv_stride, d), acc);
			out[d] = acc;
		}
		m = mt;
	}
	r = 1.0f / l;
	for (d = 0; d < head_dim; d++)
		out[d] *= r;
}

static inline void attn(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
			const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale, load_fn *load)
{
	size_t t, h;

	for (t = 0; t < n_tokens; t++)
		for (h = 0; h < n_heads; h++)
			attn_one(out + t * out_stride + h * head_dim, q + t * q_stride + h * head_dim, k, v, kv_stride, n_pos + t,
				 head_dim, scale, load);
}

void bitnet_attn_f16_c(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
		       const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale)
{
	attn(out, out_stride, q, q_stride, n_heads, n_tokens, k, v, kv_stride, n_pos, head_dim, scale, load_half);
}

void bitnet_attn_f32_c(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
		       const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale)
{
	attn(out, out_stride, q, q_stride, n_heads, n_tokens, k, v, kv_stride, n_pos, head_dim, scale, load_f32);
}

void bitnet_attn_q8_0_c(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
			const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale)
{
	attn(out, out_stride, q, q_stride, n_heads, n_tokens, k, v, kv_stride, n_pos, head_dim, scale, load_q8_0);
}

/* SPDX-License-Identifier: MIT */
/* Attention of query heads over one kv head, one after another, with a running maximum: CONTRACTS "attention". */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

/* Eight elements of a block of 32 from i, a multiple of eight, and the one at i. */
ALWAYS_INLINE __m256 load8_q8_0(const void *row, size_t i)
{
	const uint8_t *b = (const uint8_t *)row + i / 32 * 34;
	__m256 d = _mm256_broadcastss_ps(_mm_cvtph_ps(_mm_cvtsi32_si128(((const struct any_u16 *)(const void *)b)->v)));

	return _mm256_mul_ps(d, codes8(_mm_loadl_epi64((const __m128i *)(const void *)(b + 2 + i % 32))));
}

ALWAYS_INLINE float load1_q8_0(const void *row, size_t i)
{
	const uint8_t *b = (const uint8_t *)row + i / 32 * 34;

	return half1(((const struct any_u16 *)(const void *)b)->v) * (float)(int8_t)b[2 + i % 32];
}

ALWAYS_INLINE float dot(const float *q, const void *k, size_t n, load8_fn *load8, load1_fn *load1)
{
	struct sum16 s = sum16_zero();
	size_t i;

	for (i = 0; i + 16 <= n; i += 16)
		s = sum16_fma(s, load8(k, i), load8(k, i + 8), _mm256_loadu_ps(q + i), _mm256_loadu_ps(q + i + 8));
	return dot_end(s, k, q, i, n, load1);
}

/* max(m, s...): vmaxps gives its second operand for a NaN. */
ALWAYS_INLINE float tile_max(const float s[BITNET_ATTN_TILE], float m)
{
	__m256 v = _mm256_set1_ps(m);
	__m128 v4;
	int j;

	for (j = 0; j < BITNET_ATTN_TILE; j += 8)
		v = _mm256_max_ps(_mm256_loadu_ps(s + j), v);
	v4 = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
	v4 = _mm_max_ps(v4, _mm_movehl_ps(v4, v4));
	return _mm_cvtss_f32(_mm_max_ss(v4, _mm_movehdup_ps(v4)));
}

/*
 * s becomes exp(s - m); the result is its sum.  Scores past the last are -inf, and become zeros;
 * lanes hold no -0, so a zero keeps them as they are.
 */
ALWAYS_INLINE float tile_exp(float s[BITNET_ATTN_TILE], float m)
{
	struct sum16 sum = sum16_zero();
	__m256 mv = _mm256_set1_ps(m);
	size_t j;

	for (j = 0; j < BITNET_ATTN_TILE; j += 16) {
		__m256 lo = exp8(_mm256_sub_ps(_mm256_loadu_ps(s + j), mv));
		__m256 hi = exp8(_mm256_sub_ps(_mm256_loadu_ps(s + j + 8), mv));

		_mm256_storeu_ps(s + j, lo);
		_mm256_storeu_ps(s + j + 8, hi);
		sum.lo = _mm256_add_ps(sum.lo, lo);
		sum.hi = _mm256_add_ps(sum.hi, hi);
	}
	return sum16_tree(sum);
}

/* Eight columns of the tiles before, by the change of the maximum; zeros before the first tile. */
ALWAYS_INLINE __m256 begin8(const float *out, float c, bool first)
{
	return first ? _mm256_setzero_ps() : _mm256_mul_ps(_mm256_loadu_ps(out), _mm256_set1_ps(c));
}

/* out = out * c + sum of e[j] v[j] in ascending j, 32 columns at a time. */
ALWAYS_INLINE void tile_values(float *out, const float *e, const uint8_t *v, size_t kv_stride, size_t n, size_t head_dim, float c,
			       bool first, load8_fn *load8, load1_fn *load1)
{
	size_t d, j;

	for (d = 0; d + 32 <= head_dim; d += 32) {
		__m256 a0 = begin8(out + d, c, first), a1 = begin8(out + d + 8, c, first);
		__m256 a2 = begin8(out + d + 16, c, first), a3 = begin8(out + d + 24, c, first);

		for (j = 0; j < n; j++) {
			const uint8_t *row = v + j * kv_stride;
			__m256 ej = _mm256_set1_ps(e[j]);

			a0 = _mm256_fmadd_ps(ej, load8(row, d), a0);
			a1 = _mm256_fmadd_ps(ej, load8(row, d + 8), a1);
			a2 = _mm256_fmadd_ps(ej, load8(row, d + 16), a2);
			a3 = _mm256_fmadd_ps(ej, load8(row, d + 24), a3);
		}
		_mm256_storeu_ps(out + d, a0);
		_mm256_storeu_ps(out + d + 8, a1);
		_mm256_storeu_ps(out + d + 16, a2);
		_mm256_storeu_ps(out + d + 24, a3);
	}
	for (; d + 8 <= head_dim; d += 8) {
		__m256 a = begin8(out + d, c, first);

		for (j = 0; j < n; j++)
			a = _mm256_fmadd_ps(_mm256_set1_ps(e[j]), load8(v + j * kv_stride, d), a);
		_mm256_storeu_ps(out + d, a);
	}
	for (; d < head_dim; d++) {
		float a = first ? 0.0f : out[d] * c;

		for (j = 0; j < n; j++)
			a = fma1(e[j], load1(v + j * kv_stride, d), a);
		out[d] = a;
	}
}

ALWAYS_INLINE void scale_all(float *out, size_t n, float r)
{
	size_t i;

	for (i = 0; i + 8 <= n; i += 8)
		_mm256_storeu_ps(out + i, _mm256_mul_ps(_mm256_loadu_ps(out + i), _mm256_set1_ps(r)));
	for (; i < n; i++)
		out[i] *= r;
}

ALWAYS_INLINE void attn_one(float *out, const float *q, const uint8_t *k, const uint8_t *v, size_t kv_stride, size_t n_pos,
			size_t head_dim, float scale, load8_fn *load8, load1_fn *load1)
{
	float m = -__builtin_inff(), l = 0.0f;
	size_t pos;

	for (pos = 0; pos < n_pos; pos += BITNET_ATTN_TILE) {
		size_t j, n = n_pos - pos < BITNET_ATTN_TILE ? n_pos - pos : BITNET_ATTN_TILE;
		float s[BITNET_ATTN_TILE], mt, c;

		for (j = 0; j < n; j++)
			s[j] = dot(q, k + (pos + j) * kv_stride, head_dim, load8, load1) * scale;
		for (; j < BITNET_ATTN_TILE; j++)
			s[j] = -__builtin_inff();
		mt = tile_max(s, m);
		c = pos ? _mm256_cvtss_f32(exp8(_mm256_set1_ps(m - mt))) : 0.0f;
		l = fma1(l, c, tile_exp(s, mt));
		tile_values(out, s, v + pos * kv_stride, kv_stride, n, head_dim, c, pos == 0, load8, load1);
		m = mt;
	}
	scale_all(out, head_dim, 1.0f / l);
}

ALWAYS_INLINE void attn(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
			const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale,
			load8_fn *load8, load1_fn *load1)
{
	size_t t, h;

	for (t = 0; t < n_tokens; t++)
		for (h = 0; h < n_heads; h++)
			attn_one(out + t * out_stride + h * head_dim, q + t * q_stride + h * head_dim, k, v, kv_stride, n_pos + t,
				 head_dim, scale, load8, load1);
}

void bitnet_attn_f16_avx2(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
			  const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale)
{
	attn(out, out_stride, q, q_stride, n_heads, n_tokens, k, v, kv_stride, n_pos, head_dim, scale, load8_f16, load1_f16);
}

void bitnet_attn_f32_avx2(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
			  const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale)
{
	attn(out, out_stride, q, q_stride, n_heads, n_tokens, k, v, kv_stride, n_pos, head_dim, scale, load8_f32, load1_f32);
}

void bitnet_attn_q8_0_avx2(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens,
			   const void *k, const void *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale)
{
	attn(out, out_stride, q, q_stride, n_heads, n_tokens, k, v, kv_stride, n_pos, head_dim, scale, load8_q8_0, load1_q8_0);
}

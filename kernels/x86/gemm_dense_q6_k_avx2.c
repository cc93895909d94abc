/* SPDX-License-Identifier: MIT */
/*
 * y = W x for a matrix of Q6_K blocks: ql[128], qh[64], int8 sc[16], f16 d; 256 elements in sixteen
 * runs of 16, one sc a run (formats.md 4.3, CONTRACTS "dense").
 */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

enum { BLOCK_BYTES = 210, SC = 192, D = 208 };

struct run32 {
	__m256 q0, q1, q2, q3;		/* two runs of codes as floats */
};

/* Run j of 32: half j / 4, quarter t = j % 4. */
ALWAYS_INLINE struct run32 decode(const uint8_t *b, int j)
{
	int half = j / 4, t = j % 4;
	__m256i ql = _mm256_loadu_si256((const __m256i *)(const void *)(b + 64 * half + 32 * (t & 1)));
	__m256i qh = _mm256_loadu_si256((const __m256i *)(const void *)(b + 128 + 32 * half));
	__m256i low = _mm256_and_si256(_mm256_srl_epi16(ql, _mm_cvtsi32_si128(t & 2 ? 4 : 0)), _mm256_set1_epi8(15));
	__m256i high = _mm256_and_si256(_mm256_srl_epi16(qh, _mm_cvtsi32_si128(2 * t)), _mm256_set1_epi8(3));
	__m256i q = _mm256_sub_epi8(_mm256_or_si256(low, _mm256_slli_epi16(high, 4)), _mm256_set1_epi8(32));
	__m128i a = _mm256_castsi256_si128(q), c = _mm256_extracti128_si256(q, 1);

	return (struct run32){ codes8(a), codes8(_mm_srli_si128(a, 8)), codes8(c), codes8(_mm_srli_si128(c, 8)) };
}

/* d * sc of the sixteen runs. */
ALWAYS_INLINE void scales(float s[16], const uint8_t *b)
{
	__m128i sc = _mm_loadu_si128((const __m128i *)(const void *)(b + SC));
	__m256 d = _mm256_set1_ps(load1_f16(b + D, 0));

	_mm256_storeu_ps(s, _mm256_mul_ps(d, codes8(sc)));
	_mm256_storeu_ps(s + 8, _mm256_mul_ps(d, codes8(_mm_srli_si128(sc, 8))));
}

/* Two runs of 16, the first with s[0]. */
ALWAYS_INLINE struct sum16 run_fma(struct sum16 p, struct run32 r, const float s[2], const float *x)
{
	__m256 s0 = _mm256_broadcast_ss(s), s1 = _mm256_broadcast_ss(s + 1);

	p = sum16_fma(p, s0, s0, _mm256_mul_ps(r.q0, _mm256_loadu_ps(x)), _mm256_mul_ps(r.q1, _mm256_loadu_ps(x + 8)));
	return sum16_fma(p, s1, s1, _mm256_mul_ps(r.q2, _mm256_loadu_ps(x + 16)), _mm256_mul_ps(r.q3, _mm256_loadu_ps(x + 24)));
}

static void dot_4(float *y, size_t y_stride, const uint8_t *w, size_t n, const float *x, size_t x_stride)
{
	const float *x1 = x + x_stride, *x2 = x1 + x_stride, *x3 = x2 + x_stride;
	struct sum16 p0 = sum16_zero(), p1 = p0, p2 = p0, p3 = p0;
	float s[16];
	size_t i;
	int j;

	for (i = 0; i + 256 <= n; w += BLOCK_BYTES) {
		scales(s, w);
		for (j = 0; j < 8; j++, i += 32) {
			struct run32 r = decode(w, j);

			p0 = run_fma(p0, r, s + 2 * j, x + i);
			p1 = run_fma(p1, r, s + 2 * j, x1 + i);
			p2 = run_fma(p2, r, s + 2 * j, x2 + i);
			p3 = run_fma(p3, r, s + 2 * j, x3 + i);
		}
	}
	y[0] = sum16_tree(p0);
	y[y_stride] = sum16_tree(p1);
	y[2 * y_stride] = sum16_tree(p2);
	y[3 * y_stride] = sum16_tree(p3);
}

static float dot(const uint8_t *w, size_t n, const float *x)
{
	struct sum16 p = sum16_zero();
	float s[16];
	size_t i;
	int j;

	for (i = 0; i + 256 <= n; w += BLOCK_BYTES) {
		scales(s, w);
		for (j = 0; j < 8; j++, i += 32)
			p = run_fma(p, decode(w, j), s + 2 * j, x + i);
	}
	return sum16_tree(p);
}

void bitnet_gemm_dense_q6_k_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
				 const float *x, size_t x_stride, size_t n_tokens)
{
	const uint8_t *row = w;
	size_t r, t;

	for (r = 0; r < n_rows; r++, row += row_bytes) {
		for (t = 0; t + 4 <= n_tokens; t += 4)
			dot_4(y + t * y_stride + r, y_stride, row, n_cols, x + t * x_stride, x_stride);
		for (; t < n_tokens; t++)
			y[t * y_stride + r] = dot(row, n_cols, x + t * x_stride);
	}
}

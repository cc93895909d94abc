/* SPDX-License-Identifier: MIT */
/*
 * y = W x for a matrix of Q6_K blocks: ql[128], qh[64], int8 sc[16], f16 d; 256 elements in sixteen
 * runs of 16, one sc a run (formats.md 4.3, CONTRACTS "dense").
 */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

enum { BLOCK_BYTES = 210, SC = 192, D = 208 };

struct run16 {
	__m256 lo, hi, s;		/* sixteen codes as floats, d * sc in each lane */
};

/* Run e of a block: half e / 8, quarter t = e / 2 % 4, first or second sixteen of its 32. */
ALWAYS_INLINE struct run16 decode(const uint8_t *b, int e, float d)
{
	int half = e / 8, t = e / 2 % 4, l = e % 2 * 16;
	__m128i ql = _mm_loadu_si128((const __m128i *)(const void *)(b + 64 * half + 32 * (t & 1) + l));
	__m128i qh = _mm_loadu_si128((const __m128i *)(const void *)(b + 128 + 32 * half + l));
	__m128i low = _mm_and_si128(_mm_srl_epi16(ql, _mm_cvtsi32_si128(t & 2 ? 4 : 0)), _mm_set1_epi8(15));
	__m128i high = _mm_and_si128(_mm_srl_epi16(qh, _mm_cvtsi32_si128(2 * t)), _mm_set1_epi8(3));
	__m128i q = _mm_sub_epi8(_mm_or_si128(low, _mm_slli_epi16(high, 4)), _mm_set1_epi8(32));

	return (struct run16){ _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(q)),
			       _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_srli_si128(q, 8))),
			       _mm256_set1_ps(d * (float)(int8_t)b[SC + e]) };
}

ALWAYS_INLINE struct sum16 run_fma(struct sum16 s, struct run16 r, const float *x)
{
	__m256 lo = _mm256_mul_ps(r.lo, _mm256_loadu_ps(x)), hi = _mm256_mul_ps(r.hi, _mm256_loadu_ps(x + 8));

	return sum16_fma(s, r.s, r.s, lo, hi);
}

static void dot_4(float *y, size_t y_stride, const uint8_t *w, size_t n, const float *x, size_t x_stride)
{
	const float *x1 = x + x_stride, *x2 = x1 + x_stride, *x3 = x2 + x_stride;
	struct sum16 s0 = sum16_zero(), s1 = s0, s2 = s0, s3 = s0;
	size_t i;
	int e;

	for (i = 0; i + 256 <= n; w += BLOCK_BYTES) {
		float d = load1_f16(w + D, 0);

		for (e = 0; e < 16; e++, i += 16) {
			struct run16 r = decode(w, e, d);

			s0 = run_fma(s0, r, x + i);
			s1 = run_fma(s1, r, x1 + i);
			s2 = run_fma(s2, r, x2 + i);
			s3 = run_fma(s3, r, x3 + i);
		}
	}
	y[0] = sum16_tree(s0);
	y[y_stride] = sum16_tree(s1);
	y[2 * y_stride] = sum16_tree(s2);
	y[3 * y_stride] = sum16_tree(s3);
}

static float dot(const uint8_t *w, size_t n, const float *x)
{
	struct sum16 s = sum16_zero();
	size_t i;
	int e;

	for (i = 0; i + 256 <= n; w += BLOCK_BYTES) {
		float d = load1_f16(w + D, 0);

		for (e = 0; e < 16; e++, i += 16)
			s = run_fma(s, decode(w, e, d), x + i);
	}
	return sum16_tree(s);
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

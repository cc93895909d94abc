/* SPDX-License-Identifier: MIT */
/* gemm_tern with vpdpbusd: codes 0..2 times int8, four products added to 32 bits. */
#include "kernels/x86/gemm-tern-avx512.h"
#include "kernels/x86/kernels-x86.h"
#include "kernels/x86/tern-panel-avx512.h"

enum {
	MICRO = 12,			/* tokens at a time: 24 sums stay in registers */
	FEW = 7				/* from so many tokens on, a panel pays */
};

ALWAYS_INLINE __m512i dot_bytes(__m512i sum, __m512i codes, __m512i q)
{
	return _mm512_dpbusd_epi32(sum, codes, q);
}

/* In place: the compiler makes copies of 24 sums, and has no registers for them. */
ALWAYS_INLINE void add_bytes(__m512i *sum, __m512i codes, __m512i q)
{
	__asm__("vpdpbusd %2, %1, %0" : "+v"(*sum) : "v"(codes), "v"(q));
}

struct __attribute__((packed, may_alias)) any_i32 {
	int32_t v;
};

/* n_tokens, at most MICRO and known at each call, against a panel. */
ALWAYS_INLINE void micro(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride,
			 const unsigned int n_tokens)
{
	const __mmask16 m0 = mask16(least(p->n_rows, 16)), m1 = mask16(p->n_rows < 16 ? 0 : p->n_rows - 16);
	const uint8_t *b = p->codes, *end = b + p->n_cols / 4 * QUAD;
	const int8_t *q3 = q + 3 * q_stride, *q6 = q + 6 * q_stride, *q9 = q + 9 * q_stride;
	__m512i s0[MICRO], s1[MICRO];
	unsigned int t;

	UNROLLED
	for (t = 0; t < n_tokens; t++) {
		s0[t] = _mm512_maskz_loadu_epi32(m0, y + t * y_stride);
		s1[t] = _mm512_maskz_loadu_epi32(m1, y + t * y_stride + 16);
	}
	for (; b < end; b += QUAD, q += 4, q3 += 4, q6 += 4, q9 += 4) {
		__m512i c0 = _mm512_load_si512(b), c1 = _mm512_load_si512(b + HALF);

		UNROLLED
		for (t = 0; t < n_tokens; t++) {
			const int8_t *from = (t < 3 ? q : t < 6 ? q3 : t < 9 ? q6 : q9) + t % 3 * q_stride;
			__m512i x = _mm512_set1_epi32(((const struct any_i32 *)(const void *)from)->v);

			add_bytes(&s0[t], c0, x);
			add_bytes(&s1[t], c1, x);
		}
	}
	UNROLLED
	for (t = 0; t < n_tokens; t++) {
		_mm512_mask_storeu_epi32(y + t * y_stride, m0, s0[t]);
		_mm512_mask_storeu_epi32(y + t * y_stride + 16, m1, s1[t]);
	}
}

static void add_panel(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride, size_t n_tokens)
{
	for (; n_tokens >= MICRO; n_tokens -= MICRO, y += MICRO * y_stride, q += MICRO * q_stride)
		micro(y, y_stride, p, q, q_stride, MICRO);
	for (; n_tokens >= 4; n_tokens -= 4, y += 4 * y_stride, q += 4 * q_stride)
		micro(y, y_stride, p, q, q_stride, 4);
	for (; n_tokens; n_tokens--, y += y_stride, q += q_stride)
		micro(y, y_stride, p, q, q_stride, 1);
}

void bitnet_gemm_tern_vnni(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			   const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens)
{
	if (n_tokens < FEW)
		gemm_tern(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens, dot_bytes);
	else
		gemm_panels(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens, add_panel);
}

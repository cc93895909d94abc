/* SPDX-License-Identifier: MIT */
/* gemm_tern with vpdpbusd: codes 0..2 times int8, four products added to 32 bits. */
#include "kernels/x86/any.h"
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

/* Four activations of a token against both halves.  The compiler would copy sums and load all tokens first, and has no
   registers for that. */
ALWAYS_INLINE void add_quads(__m512i *s0, __m512i *s1, __m512i c0, __m512i c1, const int8_t *q)
{
	__m512i x;

	__asm__("vpbroadcastd %5, %2\n\tvpdpbusd %2, %3, %0\n\tvpdpbusd %2, %4, %1"
		: "+v"(*s0), "+v"(*s1), "=&v"(x)
		: "v"(c0), "v"(c1), "m"(*(const struct any_i32 *)(const void *)q));
}

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

			add_quads(&s0[t], &s1[t], c0, c1, from);
		}
	}
	UNROLLED
	for (t = 0; t < n_tokens; t++) {
		_mm512_mask_storeu_epi32(y + t * y_stride, m0, s0[t]);
		_mm512_mask_storeu_epi32(y + t * y_stride + 16, m1, s1[t]);
	}
}

typedef void micro_fn(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride);

/* A function each: where several are one function, the compiler keeps sums in memory. */
#define MICRO_OF(n) \
	static __attribute__((noinline)) void micro_##n(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, \
							size_t q_stride) \
	{ \
		micro(y, y_stride, p, q, q_stride, n); \
	}

MICRO_OF(1)
MICRO_OF(2)
MICRO_OF(3)
MICRO_OF(4)
MICRO_OF(5)
MICRO_OF(6)
MICRO_OF(7)
MICRO_OF(8)
MICRO_OF(9)
MICRO_OF(10)
MICRO_OF(11)
MICRO_OF(12)

static void add_panel(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride, size_t n_tokens)
{
	static micro_fn *const rest[MICRO] = {
		NULL, micro_1, micro_2, micro_3, micro_4, micro_5, micro_6, micro_7, micro_8, micro_9, micro_10, micro_11
	};

	for (; n_tokens >= MICRO; n_tokens -= MICRO, y += MICRO * y_stride, q += MICRO * q_stride)
		micro_12(y, y_stride, p, q, q_stride);
	if (n_tokens)
		rest[n_tokens](y, y_stride, p, q, q_stride);
}

void bitnet_gemm_tern_vnni(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			   const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens)
{
	if (n_tokens < FEW)
		gemm_tern(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens, dot_bytes);
	else
		gemm_panels(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens, add_panel);
}

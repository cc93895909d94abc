/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q6_K blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx512.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 210 };

/* Codes of a half of 128 elements: each byte of qh has bits of four. */
ALWAYS_INLINE void codes(uint8_t *q, const uint8_t *ql, const uint8_t *qh)
{
	const __m512i low = _mm512_set1_epi8(15), six = _mm512_set1_epi8(63), middle = _mm512_set1_epi8(32);
	const __m512i left = _mm512_inserti64x4(_mm512_set1_epi16(4), _mm256_set1_epi16(2), 1);
	const __m512i right = _mm512_inserti64x4(_mm512_setzero_si512(), _mm256_set1_epi16(2), 1);
	__m512i l = _mm512_loadu_si512(ql), h = _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)(const void *)qh));
	/* low ? l : h */
	__m512i q0 = _mm512_ternarylogic_epi32(low, l, _mm512_sllv_epi16(h, left), 0xca);
	__m512i q1 = _mm512_ternarylogic_epi32(low, _mm512_srli_epi16(l, 4), _mm512_srlv_epi16(h, right), 0xca);

	_mm512_store_si512(q, _mm512_sub_epi8(_mm512_and_si512(q0, six), middle));
	_mm512_store_si512(q + 64, _mm512_sub_epi8(_mm512_and_si512(q1, six), middle));
}

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	__m512 d = _mm512_cvtph_ps(_mm256_set1_epi16((short)((const struct any_u16 *)(const void *)(b + 208))->v));

	(void)n;
	_mm512_store_ps(u->s, _mm512_mul_ps(d, _mm512_cvtepi32_ps(signed16(b + 192))));
	codes(u->q, b, b + 128);
	codes(u->q + 128, b + 64, b + 160);
}

ALWAYS_INLINE struct w32 weights(const struct unit *u, const uint8_t *b, size_t i, const unsigned int k)
{
	(void)b;
	(void)k;
	return (struct w32){ _mm512_mul_ps(_mm512_set1_ps(u->s[2 * i]), _mm512_cvtepi32_ps(signed16(u->q + 32 * i))),
			     _mm512_mul_ps(_mm512_set1_ps(u->s[2 * i + 1]), _mm512_cvtepi32_ps(signed16(u->q + 32 * i + 16))) };
}

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	block_row(to, row + from / UNIT * BYTES, n, BYTES, 1, prepare, weights);
}

void bitnet_gemm_dense_q6_k_avx512(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
				 size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, BYTES, 1, prepare, weights, unpack);
}

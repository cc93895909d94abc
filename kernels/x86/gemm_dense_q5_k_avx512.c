/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q5_K blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx512.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 176 };

/* Codes of groups g to g + 3, g is 0 or 4: 64 bytes of nibbles, of which bits g.. of qh are the fifth. */
ALWAYS_INLINE void codes(uint8_t *q, const uint8_t *qs, __m512i qh, int g)
{
	const __m512i low = _mm512_set1_epi8(15), five = _mm512_set1_epi8(31);
	/* To bit 4 of each byte: bits g and g + 2 of the two halves, then g + 1 and g + 3. */
	__m512i n = _mm512_loadu_si512(qs), h0, h1, q0, q1;

	if (g == 0) {
		h0 = _mm512_sllv_epi16(qh, _mm512_inserti64x4(_mm512_set1_epi16(4), _mm256_set1_epi16(2), 1));
		h1 = _mm512_sllv_epi16(qh, _mm512_inserti64x4(_mm512_set1_epi16(3), _mm256_set1_epi16(1), 1));
	} else {
		h0 = _mm512_srlv_epi16(qh, _mm512_inserti64x4(_mm512_set1_epi16(0), _mm256_set1_epi16(2), 1));
		h1 = _mm512_srlv_epi16(qh, _mm512_inserti64x4(_mm512_set1_epi16(1), _mm256_set1_epi16(3), 1));
	}
	/* low ? n : h */
	q0 = _mm512_and_si512(_mm512_ternarylogic_epi32(low, n, h0, 0xca), five);
	q1 = _mm512_and_si512(_mm512_ternarylogic_epi32(low, _mm512_srli_epi16(n, 4), h1, 0xca), five);
	_mm256_store_si256((__m256i *)(void *)q, _mm512_castsi512_si256(q0));
	_mm256_store_si256((__m256i *)(void *)(q + 32), _mm512_castsi512_si256(q1));
	_mm256_store_si256((__m256i *)(void *)(q + 64), _mm512_extracti64x4_epi64(q0, 1));
	_mm256_store_si256((__m256i *)(void *)(q + 96), _mm512_extracti64x4_epi64(q1, 1));
}

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	__m512i qh = _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)(const void *)(b + 16)));

	(void)n;
	scales_k(u, b);
	codes(u->q, b + 48, qh, 0);
	codes(u->q + 128, b + 112, qh, 4);
}

ALWAYS_INLINE struct w32 weights(const struct unit *u, const uint8_t *b, size_t i, const unsigned int k)
{
	__m512 d = _mm512_set1_ps(u->s[i]), m = _mm512_set1_ps(u->s[8 + i]);
	const uint8_t *q = u->q + 32 * i;

	(void)b;
	(void)k;
	return (struct w32){ _mm512_fmsub_ps(d, _mm512_cvtepi32_ps(bytes16(q)), m), _mm512_fmsub_ps(d, _mm512_cvtepi32_ps(bytes16(q + 16)), m) };
}

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	block_row(to, row + from / UNIT * BYTES, n, BYTES, 1, prepare, weights);
}

void bitnet_gemm_dense_q5_k_avx512(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
				 size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, BYTES, 1, prepare, weights, unpack);
}

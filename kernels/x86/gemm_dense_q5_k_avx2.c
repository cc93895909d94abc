/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q5_K blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx2.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 176 };

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	const __m256i low = _mm256_set1_epi8(15), fifth = _mm256_set1_epi8(16);
	/* Bit 4 of a byte: first that of groups 0 to 3, which are turned to the left, then of 4 to 7. */
	__m256i qh = get32(b + 16), h = _mm256_slli_epi16(qh, 4);
	int i;

	(void)n;
	scales_k(u, b);
	UNROLLED
	for (i = 0; i < 4; i++) {
		__m256i qs = get32(b + 48 + 32 * i);
		__m256i h0 = _mm256_and_si256(_mm256_srli_epi16(i < 2 ? h : qh, 2 * (i & 1)), fifth);
		__m256i h1 = _mm256_and_si256(_mm256_srli_epi16(i < 2 ? h : qh, 2 * (i & 1) + 1), fifth);

		put32(u, 2 * (size_t)i, _mm256_or_si256(_mm256_and_si256(qs, low), h0));
		put32(u, 2 * (size_t)i + 1, _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(qs, 4), low), h1));
	}
}

static const struct form form = { 32, 1, true };

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	block_row(to, row + from / UNIT * BYTES, n, BYTES, form, prepare, NULL);
}

void bitnet_gemm_dense_q5_k_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			       size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, BYTES, form, prepare, NULL, unpack);
}

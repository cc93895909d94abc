/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q4_K blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx2.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 144 };

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	const __m256i low = _mm256_set1_epi8(15);
	size_t i;

	(void)n;
	scales_k(u, b);
	for (i = 0; i < 4; i++) {
		__m256i qs = get32(b + 16 + 32 * i);

		put32(u, 2 * i, _mm256_and_si256(qs, low));
		put32(u, 2 * i + 1, _mm256_and_si256(_mm256_srli_epi16(qs, 4), low));
	}
}

static const struct form form = { 32, 1, true };

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	block_row(to, row + from / UNIT * BYTES, n, BYTES, form, prepare, NULL);
}

void bitnet_gemm_dense_q4_k_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			       size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, BYTES, form, prepare, NULL, unpack);
}

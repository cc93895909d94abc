/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q5_0 blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx2.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 22 };

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	size_t i;

	scales1(u, b, n, BYTES);
	for (i = 0; i < n / 32; i++, b += BYTES)
		put32(u, i, _mm256_sub_epi8(_mm256_or_si256(nibbles(b + 6), fifth_bits(b + 2)), _mm256_set1_epi8(16)));
}

static const struct form form = { 32, 1, false };

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	block_row(to, row + from / UNIT * (8 * BYTES), n, 8 * BYTES, form, prepare, NULL);
}

void bitnet_gemm_dense_q5_0_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			       size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 8 * BYTES, form, prepare, NULL, unpack);
}

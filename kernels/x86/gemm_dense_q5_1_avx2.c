/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q5_1 blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx2.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 24 };

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	size_t i;

	scales2(u, b, n, BYTES);
	for (i = 0; i < n / 32; i++, b += BYTES)
		put32(u, i, _mm256_or_si256(nibbles(b + 8), fifth_bits(b + 4)));
}

static const struct form form = { 32, 2, true };

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	block_row(to, row + from / UNIT * (8 * BYTES), n, 8 * BYTES, form, prepare, NULL);
}

void bitnet_gemm_dense_q5_1_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			       size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 8 * BYTES, form, prepare, NULL, unpack);
}

/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q4_1 blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx2.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 20 };

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	size_t i;

	scales2(u, b, n, BYTES);
	for (i = 0; i < n / 32; i++, b += BYTES)
		put32(u, i, nibbles(b + 4));
}

void bitnet_gemm_dense_q4_1_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			       size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 8 * BYTES,
		   (struct form){ 32, 2, true }, prepare);
}

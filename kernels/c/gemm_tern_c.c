/* SPDX-License-Identifier: MIT */
/*
 * y[t][r] = sum over c of (code[r][c] - 1) * q[t][c], exact.
 *
 * 128 columns are 32 bytes; byte p holds four codes:
 *
 *	bits  7 6       5 4            3 2            1 0
 *	      code[p]   code[p + 32]   code[p + 64]   code[p + 96]
 *
 * The sum of code * q may pass 2^31 where the result does not: it is kept modulo 2^32.
 */
#include "kernels/c/kernels-c.h"
#include "kernels/c/tern_c.h"

void bitnet_gemm_tern_c(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens)
{
	size_t r, t;

	for (r = 0; r < n_rows; r++)
		for (t = 0; t < n_tokens; t++)
			y[t * y_stride + r] = (int32_t)(dot_codes(w + r * row_bytes, q + t * q_stride, n_cols) -
							(uint32_t)q_sum[t]);
}

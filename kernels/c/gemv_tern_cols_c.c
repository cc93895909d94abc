/* SPDX-License-Identifier: MIT */
/*
 * y[r] += sum over i of code[r][cols[i]] * q[i], exact, from columns that each lie in one piece.
 *
 * 256 rows of a column are 64 bytes.  Byte 16 a + 4 b + c (a, b, c = 0..3) holds four codes:
 *
 *	bits  7 6                 5 4        3 2        1 0
 *	      row 64 b + 4 a + c  row + 16   row + 32   row + 48
 *
 * so that the bytes of four columns, interleaved, give sums of 16 rows that follow one another.
 */
#include "kernels/c/kernels-c.h"

void bitnet_gemv_tern_cols_c(int32_t *y, const uint8_t *w, size_t col_bytes, const uint32_t *cols, size_t n_cols, const int8_t *q)
{
	size_t i, p, g;

	for (i = 0; i < n_cols; i++)
		for (p = 0; p < col_bytes; p++) {
			unsigned int v = w[cols[i] * col_bytes + p];
			int32_t *at = y + p / 64 * 256 + p % 16 / 4 * 64 + p % 64 / 16 * 4 + p % 4;

			for (g = 0; g < 4; g++)
				at[16 * g] = (int32_t)((uint32_t)at[16 * g] + (uint32_t)((int32_t)(v >> (6 - 2 * g) & 3) * q[i]));
		}
}

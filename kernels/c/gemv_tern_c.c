/* SPDX-License-Identifier: MIT */
/* gemm_tern for one token and a list of rows. */
#include "kernels/c/kernels-c.h"
#include "kernels/c/tern_c.h"

void bitnet_gemv_tern_c(int32_t *y, const uint8_t *w, size_t row_bytes, const uint32_t *rows, size_t n_rows, size_t n_cols,
			const int8_t *q, int32_t q_sum)
{
	size_t i;

	for (i = 0; i < n_rows; i++)
		y[i] = (int32_t)(dot_codes(w + (rows ? rows[i] : i) * row_bytes, q, n_cols) - (uint32_t)q_sum);
}

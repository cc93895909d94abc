/* SPDX-License-Identifier: MIT */
/* Sums of the columns whose bit is set: bit j of byte i is column 8 i + j. */
#include "kernels/c/kernels-c.h"

static int32_t bits_of_row(const uint8_t *bits, size_t n_cols, const int8_t *hi)
{
	int32_t sum = 0;
	size_t i;

	for (i = 0; i < n_cols; i++)
		sum += bits[i / 8] >> i % 8 & 1 ? hi[i] : 0;
	return sum;
}

void bitnet_head_bits_c(int32_t *y, const uint8_t *bits, const uint32_t *rows, size_t n_rows, size_t n_cols, const int8_t *hi)
{
	size_t i;

	for (i = 0; i < n_rows; i++)
		y[i] = bits_of_row(bits + rows[i] * (n_cols / 8), n_cols, hi);
}

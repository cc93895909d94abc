/* SPDX-License-Identifier: MIT */
/* The sum of the columns whose bit is set: bit j of byte i is column 8 i + j. */
#include "kernels/c/kernels-c.h"

int32_t bitnet_head_bits_c(const uint8_t *bits, size_t n_cols, const int8_t *hi)
{
	int32_t sum = 0;
	size_t i;

	for (i = 0; i < n_cols; i++)
		sum += bits[i / 8] >> i % 8 & 1 ? hi[i] : 0;
	return sum;
}

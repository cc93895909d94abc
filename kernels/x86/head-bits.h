/* SPDX-License-Identifier: MIT */
/* head_bits by rows, while memory is asked for those that come later.  Included by kernels that have _mm_prefetch. */
#ifndef BITNET_KERNELS_HEAD_BITS_H
#define BITNET_KERNELS_HEAD_BITS_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/inline.h"

#define HEAD_ROWS_AHEAD 2	/* rows from the one that is worked on to the one that is asked from memory */

/* The sum of hi[c] over the columns whose bit is set. */
typedef int32_t bits_of_row_fn(const uint8_t *bits, size_t n_cols, const int8_t *hi);

/* Of row i of a list of n. */
ALWAYS_INLINE void ask_row(const uint8_t *bits, const uint32_t *rows, size_t i, size_t n, size_t row_bytes)
{
	size_t p;

	for (p = 0; i < n && p < row_bytes; p += 64)
		_mm_prefetch((const char *)bits + rows[i] * row_bytes + p, _MM_HINT_T0);
}

ALWAYS_INLINE void head_bits(int32_t *y, const uint8_t *bits, const uint32_t *rows, size_t n_rows, size_t n_cols, const int8_t *hi,
			     bits_of_row_fn *bits_of_row)
{
	size_t row_bytes = n_cols / 8, i;

	for (i = 0; i < n_rows; i++) {
		ask_row(bits, rows, i + HEAD_ROWS_AHEAD, n_rows, row_bytes);
		y[i] = bits_of_row(bits + rows[i] * row_bytes, n_cols, hi);
	}
}

#endif

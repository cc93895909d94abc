/* SPDX-License-Identifier: MIT */
/*
 * A list of columns that is worked on TOGETHER at a time, while memory is asked for those that come later.
 * Included by kernels that have ALWAYS_INLINE and _mm_prefetch.
 */
#ifndef BITNET_KERNELS_TERN_COLS_H
#define BITNET_KERNELS_TERN_COLS_H

#include <stddef.h>
#include <stdint.h>

enum {
	TOGETHER = 16,
	AHEAD = 8		/* columns from what is worked on to what is asked from memory */
};

/* Columns that are worked on together; n of them, a multiple of four. */
struct some {
	const uint8_t *at[TOGETHER];
	int8_t q[TOGETHER];
	unsigned int n;
};

/* y += the columns times their activations, for the 256 rows of 64 bytes at p. */
typedef void add_rows_fn(int32_t *y, const struct some *c, size_t p);

static void ask(const uint8_t *column, size_t col_bytes)
{
	size_t p;

	for (p = 0; p < col_bytes; p += 64)
		_mm_prefetch((const char *)column + p, _MM_HINT_T0);
}

ALWAYS_INLINE void gemv_cols(int32_t *y, const uint8_t *w, size_t col_bytes, const uint32_t *cols, size_t n_cols, const int8_t *q,
			     add_rows_fn *add_rows)
{
	struct some c;
	size_t i, p;
	unsigned int k;

	for (i = 0; i < n_cols; i += TOGETHER) {
		size_t n = n_cols - i < TOGETHER ? n_cols - i : TOGETHER;

		for (k = 0; k < n; k++) {
			c.at[k] = w + cols[i + k] * col_bytes;
			c.q[k] = q[i + k];
			if (n_cols - i > AHEAD + k)
				ask(w + cols[i + k + AHEAD] * col_bytes, col_bytes);
		}
		for (; k % 4; k++) {
			c.at[k] = c.at[0];
			c.q[k] = 0;
		}
		c.n = k;
		for (p = 0; p < col_bytes; p += 64)
			add_rows(y + 4 * p, &c, p);
	}
}

#endif

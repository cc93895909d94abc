/* SPDX-License-Identifier: MIT */
/*
 * A list of columns that is worked on TOGETHER at a time.  While rows of some are added, these of the next are asked from
 * memory: asked for as whole columns they come in bursts, and the sums wait for them.
 * Included by kernels that have ALWAYS_INLINE and _mm_prefetch.
 */
#ifndef BITNET_KERNELS_TERN_COLS_H
#define BITNET_KERNELS_TERN_COLS_H

#include <stddef.h>
#include <stdint.h>

enum {
	TOGETHER = 16
};

/* Columns that are worked on together; n of them, a multiple of four. */
struct some {
	const uint8_t *at[TOGETHER], *next[TOGETHER];
	int8_t q[TOGETHER];
	unsigned int n;
};

/* y += the columns times their activations, for the 256 rows of 64 bytes at p. */
typedef void add_rows_fn(int32_t *y, const struct some *c, size_t p);

/* Inlined, as a call of what only asks has no effect that the compiler knows. */
ALWAYS_INLINE void ask(const struct some *c, size_t p)
{
	unsigned int k;

	UNROLLED
	for (k = 0; k < TOGETHER; k++)
		_mm_prefetch((const char *)c->next[k] + p, _MM_HINT_T0);
}

ALWAYS_INLINE void gemv_cols(int32_t *y, const uint8_t *w, size_t col_bytes, const uint32_t *cols, size_t n_cols, const int8_t *q,
			     add_rows_fn *add_rows)
{
	struct some c;
	size_t i, p;
	unsigned int k;

	for (i = 0; i < n_cols; i += TOGETHER) {
		size_t left = n_cols - i;

		for (k = 0; k < TOGETHER; k++) {
			c.at[k] = w + cols[k < left ? i + k : i] * col_bytes;
			c.q[k] = k < left ? q[i + k] : 0;
			c.next[k] = w + cols[left > TOGETHER + k ? i + k + TOGETHER : i] * col_bytes;
		}
		c.n = left < TOGETHER ? (unsigned int)(left + 3) / 4 * 4 : TOGETHER;
		for (p = 0; p < col_bytes; p += 64) {
			ask(&c, p);
			add_rows(y + 4 * p, &c, p);
		}
	}
}

#endif

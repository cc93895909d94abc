/* SPDX-License-Identifier: MIT */
/*
 * A list of rows that is read in several places at once, in each of them one row after another.  What the
 * memory gives to several readers is more than to one, above all where pages are small; each asks for
 * rows that come later, across the ends of rows.
 */
#ifndef BITNET_KERNELS_TERN_ROWS_H
#define BITNET_KERNELS_TERN_ROWS_H

#include <stddef.h>
#include <stdint.h>

#define TERN_ROWS_AHEAD 2048	/* bytes from what is worked on to what is asked from memory */

struct tern_rows {
	const uint8_t *w;
	size_t row_bytes;
	const uint32_t *rows;	/* NULL: all */
	size_t n, far;
};

static inline __attribute__((always_inline)) struct tern_rows tern_rows(const uint8_t *w, size_t row_bytes, const uint32_t *rows, size_t n)
{
	return (struct tern_rows){ w, row_bytes, rows, n, 1 + TERN_ROWS_AHEAD / (row_bytes + 1) };
}

static inline __attribute__((always_inline)) const uint8_t *tern_row(const struct tern_rows *l, size_t i)
{
	return l->w + (l->rows ? l->rows[i] : i) * l->row_bytes;
}

/* What to ask for while row i is worked on; at the end of the list the last row again. */
static inline __attribute__((always_inline)) const char *tern_row_ahead(const struct tern_rows *l, size_t i)
{
	return (const char *)tern_row(l, l->n - i > l->far ? i + l->far : l->n - 1);
}

#endif

/* SPDX-License-Identifier: MIT */
/* The units in which both levels of gemm_dense work on a row of blocks. */
#ifndef BITNET_KERNELS_GEMM_BLOCK_H
#define BITNET_KERNELS_GEMM_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/x86/any.h"

enum {
	UNIT = 256, ROWS = 4, FEW = 4,
	AHEAD = 2048			/* bytes ahead that memory is asked for, at least */
};

/* One block of 256 elements or up to eight of 32: scales, minimums or what else the format has, and codes. */
struct unit {
	_Alignas(64) float s[16], m[16];
	_Alignas(64) uint8_t q[UNIT];
};

/* What is made once of a unit of n elements at b. */
typedef void prepare_fn(struct unit *u, const uint8_t *b, size_t n);

/* Units of n_rows rows of which n elements are left, if any. */
ALWAYS_INLINE void prepare_rows(struct unit u[ROWS], const uint8_t *w, size_t row_bytes, const unsigned int n_rows, size_t n,
				prepare_fn *prepare)
{
	unsigned int r;

	if (n >= UNIT)
		UNROLLED
		for (r = 0; r < n_rows; r++)
			prepare(&u[r], w + r * row_bytes, UNIT);
	else if (n)
		for (r = 0; r < n_rows; r++)
			prepare(&u[r], w + r * row_bytes, n);
}

#endif

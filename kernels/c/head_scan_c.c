/* SPDX-License-Identifier: MIT */
/*
 * Dot products of rows of 4-bit codes, exact: CONTRACTS "head".  128 columns are 64 bytes; the low bits of byte p are
 * the code of column p, the high bits that of column p + 64.
 */
#include "kernels/c/kernels-c.h"
#include "kernels/head.h"

static int64_t dot(const uint8_t *codes, size_t n, const int8_t *hi, const int8_t *lo)
{
	static const uint8_t levels[16] = { HEAD_LEVELS };
	int32_t h = 0, l = 0;
	size_t b, p;

	for (b = 0; b < n; b += BITNET_HEAD_BLOCK, codes += 64)
		for (p = 0; p < 64; p++) {
			int32_t first = levels[codes[p] & 15], second = levels[codes[p] >> 4];

			h += first * hi[b + p] + second * hi[b + p + 64];
			l += first * lo[b + p] + second * lo[b + p + 64];
		}
	return (int64_t)h * 128 + l;
}

void bitnet_head_scan_c(int64_t *y, const uint8_t *codes, size_t n_rows, size_t n_cols, const int8_t *hi, const int8_t *lo, int64_t sum)
{
	size_t r;

	for (r = 0; r < n_rows; r++)
		y[r] = dot(codes + r * (n_cols / 2), n_cols, hi, lo) - HEAD_ZERO * sum;
}

/* SPDX-License-Identifier: MIT */
/* The compact copy of a row: CONTRACTS "head". */
#include <math.h>

#include "kernels/c/kernels-c.h"
#include "kernels/c/sum_c.h"
#include "kernels/head.h"

static struct head_sums pass(uint8_t *codes, uint8_t *const bits[BITNET_HEAD_PLANES], const float *w, size_t n, size_t n_padded, float scale)
{
	float p[3][16] = { { 0 } }, inv = 1.0f / scale;
	size_t i;

	for (i = 0; i < n_padded; i += BITNET_HEAD_BLOCK)
		head_block(codes + i / 2, bits[0] + i / 8, bits[1] + i / 8, w + i, n - i, scale, inv, p, fmaf);
	return (struct head_sums){ { sum16_tree(p[0]), sum16_tree(p[1]), sum16_tree(p[2]) } };
}

void bitnet_head_pack_c(struct bitnet_head_row *row, uint8_t *codes, uint8_t *const bits[BITNET_HEAD_PLANES], const float *w, size_t n,
			size_t n_padded)
{
	float p[16] = { 0 }, top = 0.0f;
	size_t i;

	for (i = 0; i < n; i++) {
		p[i % 16] = fmaf(w[i], w[i], p[i % 16]);
		top = fabsf(w[i]) > top ? fabsf(w[i]) : top;
	}
	head_row(row, codes, bits, w, n, n_padded, sum16_tree(p), top, sqrtf, pass);
}

/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of IQ4_NL blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx2.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 18 };

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	const __m256i values = _mm256_broadcastsi128_si256(_mm_setr_epi8(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113));
	size_t i;

	scales1(u, b, n, BYTES);
	for (i = 0; i < n / 32; i++, b += BYTES)
		put32(u, i, _mm256_shuffle_epi8(values, nibbles(b + 2)));
}

static const struct form form = { 32, 1, false };

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	block_row(to, row + from / UNIT * (8 * BYTES), n, 8 * BYTES, form, prepare, NULL);
}

void bitnet_gemm_dense_iq4_nl_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			       size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 8 * BYTES, form, prepare, NULL, unpack);
}

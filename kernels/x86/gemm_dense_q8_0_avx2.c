/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q8_0 blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx2.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 34 };

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	scales1(u, b, n, BYTES);
}

ALWAYS_INLINE struct w32 direct(const struct unit *u, const uint8_t *b, size_t i)
{
	__m256 d = _mm256_set1_ps(u->s[i]);
	struct w32 w;
	unsigned int k;

	UNROLLED
	for (k = 0; k < 4; k++)
		w.v[k] = _mm256_mul_ps(d, codes8(_mm_loadl_epi64((const __m128i *)(const void *)(b + i * BYTES + 2 + 8 * k))));
	return w;
}

static const struct form form = { 32, 1, false };

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	block_row(to, row + from / UNIT * (8 * BYTES), n, 8 * BYTES, form, prepare, direct);
}

void bitnet_gemm_dense_q8_0_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			       size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 8 * BYTES, form, prepare, direct, unpack);
}

/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q4_K blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx512.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 144 };

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	(void)n;
	scales_k(u, b);
}

ALWAYS_INLINE struct w32 weights(const struct unit *u, const uint8_t *b, size_t i, const unsigned int k)
{
	__m512 table = _mm512_fmsub_ps(_mm512_set1_ps(u->s[i + k]), counting(0), _mm512_set1_ps(u->s[8 + i + k]));
	const uint8_t *qs = b + 16 + 16 * i;
	__m512i q0 = bytes16(qs), q1 = bytes16(qs + 16);

	if (k == 1) {
		q0 = _mm512_srli_epi32(q0, 4);
		q1 = _mm512_srli_epi32(q1, 4);
	}
	return (struct w32){ _mm512_permutexvar_ps(q0, table), _mm512_permutexvar_ps(q1, table) };
}

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	block_row(to, row + from / UNIT * BYTES, n, BYTES, 2, prepare, weights);
}

void bitnet_gemm_dense_q4_k_avx512(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
				 size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, BYTES, 2, prepare, weights, unpack);
}

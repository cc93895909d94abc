/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q8_0 blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx512.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 34 };

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	_Alignas(32) uint32_t h[8] = { 0 };
	size_t i;

	if (n == UNIT) {
		/* Words of 32 bits; a block begins in the low half of an even one's, the high half of an odd one's. */
		const __m256i first = _mm256_setr_epi32(0, 8, 17, 25, 0, 0, 0, 0), last = _mm256_setr_epi32(0, 0, 0, 0, 2, 10, 19, 27);
		__m512i v0 = _mm512_permutex2var_epi32(_mm512_loadu_si512(b), _mm512_castsi256_si512(first), _mm512_loadu_si512(b + 64));
		__m512i v1 = _mm512_permutex2var_epi32(_mm512_loadu_si512(b + 128), _mm512_castsi256_si512(last), _mm512_loadu_si512(b + 192));

		_mm512_store_ps(u->s, _mm512_cvtph_ps(_mm256_blend_epi32(_mm512_castsi512_si256(v0), _mm512_castsi512_si256(v1), 0xf0)));
		return;
	}
	for (i = 0; i < n / 32; i++)
		h[i] = load_u32(b + i * BYTES / 4 * 4);
	_mm512_store_ps(u->s, _mm512_cvtph_ps(_mm256_load_si256((const __m256i *)(const void *)h)));
}

ALWAYS_INLINE struct w32 weights(const struct unit *u, const uint8_t *b, size_t i, const unsigned int k)
{
	const uint8_t *q = b + i * BYTES + 2;
	__m512 d = _mm512_set1_ps(u->s[place1(i)]);

	(void)k;
	return (struct w32){ _mm512_mul_ps(d, _mm512_cvtepi32_ps(signed16(q))), _mm512_mul_ps(d, _mm512_cvtepi32_ps(signed16(q + 16))) };
}

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	block_row(to, row + from / UNIT * (8 * BYTES), n, 8 * BYTES, 1, prepare, weights);
}

void bitnet_gemm_dense_q8_0_avx512(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
				 size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 8 * BYTES, 1, prepare, weights, unpack);
}

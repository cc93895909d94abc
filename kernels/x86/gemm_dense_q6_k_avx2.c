/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of Q6_K blocks: CONTRACTS "dense", kernels/c/block_c.h. */
#include "kernels/x86/gemm-block-avx2.h"
#include "kernels/x86/kernels-x86.h"

enum { BYTES = 210 };

/* Codes of 32 elements t of a half: low bits, and high bits that stand at 4 and 5. */
ALWAYS_INLINE __m256i codes(__m256i low, __m256i high)
{
	__m256i q = _mm256_or_si256(_mm256_and_si256(low, _mm256_set1_epi8(15)), _mm256_and_si256(high, _mm256_set1_epi8(48)));

	return _mm256_sub_epi8(q, _mm256_set1_epi8(32));
}

ALWAYS_INLINE void prepare(struct unit *u, const uint8_t *b, size_t n)
{
	__m128i sc = _mm_loadu_si128((const __m128i *)(const void *)(b + 192));
	__m256 d = _mm256_set1_ps(load1_f16(b, 104));
	size_t half;

	(void)n;
	_mm256_store_ps(u->s, _mm256_mul_ps(d, codes8(sc)));
	_mm256_store_ps(u->s + 8, _mm256_mul_ps(d, codes8(_mm_srli_si128(sc, 8))));
	for (half = 0; half < 2; half++) {
		__m256i l0 = get32(b + 64 * half), l1 = get32(b + 64 * half + 32), h = get32(b + 128 + 32 * half);

		put32(u, 4 * half, codes(l0, _mm256_slli_epi16(h, 4)));
		put32(u, 4 * half + 1, codes(l1, _mm256_slli_epi16(h, 2)));
		put32(u, 4 * half + 2, codes(_mm256_srli_epi16(l0, 4), h));
		put32(u, 4 * half + 3, codes(_mm256_srli_epi16(l1, 4), _mm256_srli_epi16(h, 2)));
	}
}

static const struct form form = { 16, 1, false };

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	block_row(to, row + from / UNIT * BYTES, n, BYTES, form, prepare, NULL);
}

void bitnet_gemm_dense_q6_k_avx2(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			       size_t x_stride, size_t n_tokens)
{
	gemm_block(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, BYTES, form, prepare, NULL, unpack);
}

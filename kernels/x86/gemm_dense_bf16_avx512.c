/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of bfloat16: CONTRACTS "dense". */
#include "kernels/x86/gemm-float-avx512.h"
#include "kernels/x86/kernels-x86.h"

ALWAYS_INLINE __m512 widened(__m256i h)
{
	return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(h), 16));
}

ALWAYS_INLINE __m512 brains(const uint8_t *w, size_t i)
{
	return widened(_mm256_loadu_si256((const __m256i *)(const void *)(w + 2 * i)));
}

ALWAYS_INLINE __m512 some_brains(const uint8_t *w, size_t i, __mmask16 m)
{
	return widened(_mm256_maskz_loadu_epi16(m, w + 2 * i));
}

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	widen(to, row, from, n, brains, some_brains);
}

void bitnet_gemm_dense_bf16_avx512(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
				   const float *x, size_t x_stride, size_t n_tokens)
{
	if (n_tokens < FEW)
		gemm_rows(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 2, brains, some_brains);
	else
		gemm_panels(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, unpack);
}

/* SPDX-License-Identifier: MIT */
/* y = W x for a matrix of floats: CONTRACTS "dense". */
#include "kernels/x86/gemm-float-avx512.h"
#include "kernels/x86/kernels-x86.h"

ALWAYS_INLINE __m512 floats(const uint8_t *w, size_t i)
{
	return _mm512_loadu_ps(w + 4 * i);
}

ALWAYS_INLINE __m512 some_floats(const uint8_t *w, size_t i, __mmask16 m)
{
	return _mm512_maskz_loadu_ps(m, w + 4 * i);
}

ALWAYS_INLINE void unpack(float *to, const uint8_t *row, size_t from, size_t n)
{
	widen(to, row, from, n, floats, some_floats);
}

void bitnet_gemm_dense_f32_avx512(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
				  const float *x, size_t x_stride, size_t n_tokens)
{
	if (n_tokens < FEW)
		gemm_rows(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, 4, floats, some_floats);
	else
		gemm_panels(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, unpack);
}

/* SPDX-License-Identifier: MIT */
/*
 * y = W x for a matrix of IEEE halves: CONTRACTS "dense".  The sixteen partial sums of a row are one register,
 * and an fma waits for the one before: four rows at a time fill the pipeline.  Memory gives less to
 * what reads in four places, so the next four rows are asked for strictly forward meanwhile.
 */
#include "kernels/x86/avx512.h"
#include "kernels/x86/kernels-x86.h"

enum { ROWS = 4 };

ALWAYS_INLINE __m512 halves(const uint8_t *w)
{
	return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)w));
}

/* The lanes that m has; the others keep their value. */
ALWAYS_INLINE __m512 fma_lanes(__m512 s, const uint8_t *w, const float *x, __mmask16 m)
{
	return _mm512_mask3_fmadd_ps(_mm512_cvtph_ps(_mm256_maskz_loadu_epi16(m, w)), _mm512_maskz_loadu_ps(m, x), s, m);
}

/* n_rows rows, which is at most ROWS and known at each call, and n_tokens tokens, 1 or 4. */
ALWAYS_INLINE void dots(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, const unsigned int n_rows, size_t n, const float *x,
			size_t x_stride, const unsigned int n_tokens)
{
	const uint8_t *ahead = w + n_rows * row_bytes;
	__m512 s[ROWS][4];
	unsigned int r, t;
	size_t i;

	UNROLLED
	for (r = 0; r < n_rows; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			s[r][t] = _mm512_setzero_ps();
	for (i = 0; i + 16 <= n; i += 16) {
		UNROLLED
		for (r = 0; r < n_rows; r++) {
			__m512 h = halves(w + r * row_bytes + 2 * i);

			UNROLLED
			for (t = 0; t < n_tokens; t++)
				s[r][t] = _mm512_fmadd_ps(h, _mm512_loadu_ps(x + t * x_stride + i), s[r][t]);
		}
		if (i % 32 == 0) {
			_mm_prefetch((const char *)ahead + 2 * n_rows * i, _MM_HINT_T0);
			if (n_rows > 1)
				_mm_prefetch((const char *)ahead + 2 * n_rows * i + 64, _MM_HINT_T0);
			if (n_rows > 2)
				_mm_prefetch((const char *)ahead + 2 * n_rows * i + 128, _MM_HINT_T0);
			if (n_rows > 3)
				_mm_prefetch((const char *)ahead + 2 * n_rows * i + 192, _MM_HINT_T0);
		}
	}
	UNROLLED
	for (r = 0; r < n_rows; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++) {
			if (i < n)
				s[r][t] = fma_lanes(s[r][t], w + r * row_bytes + 2 * i, x + t * x_stride + i, mask16(n - i));
			y[t * y_stride + r] = sum16_tree(s[r][t]);
		}
}

ALWAYS_INLINE void rows(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, const unsigned int n_rows, size_t n, const float *x,
			size_t x_stride, size_t n_tokens)
{
	size_t t;

	for (t = 0; t + 4 <= n_tokens; t += 4)
		dots(y + t * y_stride, y_stride, w, row_bytes, n_rows, n, x + t * x_stride, x_stride, 4);
	for (; t < n_tokens; t++)
		dots(y + t * y_stride, y_stride, w, row_bytes, n_rows, n, x + t * x_stride, x_stride, 1);
}

void bitnet_gemm_dense_f16_avx512(float *y, size_t y_stride, const void *w, size_t row_bytes, size_t n_rows, size_t n_cols,
				  const float *x, size_t x_stride, size_t n_tokens)
{
	const uint8_t *p = w;
	size_t r;

	for (r = 0; r + ROWS <= n_rows; r += ROWS)
		rows(y + r, y_stride, p + r * row_bytes, row_bytes, ROWS, n_cols, x, x_stride, n_tokens);
	for (; r < n_rows; r++)
		rows(y + r, y_stride, p + r * row_bytes, row_bytes, 1, n_cols, x, x_stride, n_tokens);
}

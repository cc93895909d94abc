/* SPDX-License-Identifier: MIT */
/* gemm_tern for one token and a list of rows; the arithmetic is that of gemm_tern_avx2.c. */
#include "kernels/x86/kernels-x86.h"
#include "kernels/x86/tern-block-avx2.h"
#include "kernels/x86/tern-rows.h"

enum {
	STREAMS = 2
};

/* Rows i, i + each, ... of the list, n of them. */
ALWAYS_INLINE void dots(int32_t *y, const struct tern_rows *l, size_t i, size_t each, const unsigned int n, size_t n_blocks,
			const int8_t *q, int32_t q_sum)
{
	const uint8_t *w[STREAMS];
	const char *ahead[STREAMS];
	__m256i s[STREAMS];
	size_t b = 0;
	unsigned int k;

	UNROLLED
	for (k = 0; k < n; k++) {
		w[k] = tern_row(l, i + k * each);
		ahead[k] = tern_row_ahead(l, i + k * each);
		s[k] = _mm256_setzero_si256();
	}
	while (b < n_blocks) {
		size_t end = n_blocks - b < BLOCKS_16 ? n_blocks : b + BLOCKS_16;
		__m256i a[STREAMS];

		UNROLLED
		for (k = 0; k < n; k++)
			a[k] = _mm256_setzero_si256();
		for (; b < end; b++)
			UNROLLED
			for (k = 0; k < n; k++) {
				_mm_prefetch(ahead[k] + 32 * b, _MM_HINT_T0);
				a[k] = _mm256_add_epi16(a[k], block(codes_of(w[k] + 32 * b), q + 128 * b));
			}
		UNROLLED
		for (k = 0; k < n; k++)
			s[k] = widen(s[k], a[k]);
	}
	UNROLLED
	for (k = 0; k < n; k++)
		y[i + k * each] = total(s[k], q_sum);
}

void bitnet_gemv_tern_avx2(int32_t *y, const uint8_t *w, size_t row_bytes, const uint32_t *rows, size_t n_rows, size_t n_cols,
			   const int8_t *q, int32_t q_sum)
{
	struct tern_rows l = tern_rows(w, row_bytes, rows, n_rows);
	size_t each = n_rows / STREAMS, i;

	for (i = 0; i < each; i++)
		dots(y, &l, i, each, STREAMS, n_cols / BITNET_TERN_BLOCK, q, q_sum);
	for (i = STREAMS * each; i < n_rows; i++)
		dots(y, &l, i, 0, 1, n_cols / BITNET_TERN_BLOCK, q, q_sum);
}

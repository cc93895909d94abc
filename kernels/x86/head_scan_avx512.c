/* SPDX-License-Identifier: MIT */
/* head_scan with pairs of products in 16 bits: 2 * 126 * 127 is the largest. */
#include "kernels/x86/head-scan-avx512.h"
#include "kernels/x86/kernels-x86.h"

ALWAYS_INLINE __m512i dot_bytes(__m512i sum, __m512i levels, __m512i x)
{
	return _mm512_add_epi32(sum, _mm512_madd_epi16(_mm512_maddubs_epi16(levels, x), _mm512_set1_epi16(1)));
}

void bitnet_head_scan_avx512(int64_t *y, const uint8_t *codes, size_t n_rows, size_t n_cols, const int8_t *hi, const int8_t *lo, int64_t sum)
{
	head_scan(y, codes, n_rows, n_cols, hi, lo, sum, dot_bytes);
}

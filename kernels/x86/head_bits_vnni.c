/* SPDX-License-Identifier: MIT */
/* Sums of the columns whose bit is set: 64 bits are a mask of bytes. */
#include <string.h>

#include "kernels/x86/avx512.h"
#include "kernels/x86/head-bits.h"
#include "kernels/x86/kernels-x86.h"

ALWAYS_INLINE __m512i add_set(__m512i sum, const uint8_t *bits, const int8_t *hi)
{
	uint64_t set;

	memcpy(&set, bits, sizeof(set));
	return _mm512_dpbusd_epi32(sum, _mm512_maskz_set1_epi8((__mmask64)set, 1), _mm512_loadu_si512(hi));
}

ALWAYS_INLINE int32_t bits_of_row(const uint8_t *bits, size_t n_cols, const int8_t *hi)
{
	__m512i a = _mm512_setzero_si512(), b = a;
	size_t i;

	for (i = 0; i < n_cols; i += 128) {
		a = add_set(a, bits + i / 8, hi + i);
		b = add_set(b, bits + i / 8 + 8, hi + i + 64);
	}
	return (int32_t)add_lanes(_mm512_add_epi32(a, b));
}

void bitnet_head_bits_vnni(int32_t *y, const uint8_t *bits, const uint32_t *rows, size_t n_rows, size_t n_cols, const int8_t *hi)
{
	head_bits(y, bits, rows, n_rows, n_cols, hi, bits_of_row);
}

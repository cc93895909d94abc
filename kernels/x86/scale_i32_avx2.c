/* SPDX-License-Identifier: MIT */
/* Sums of ternary products as floats: CONTRACTS "ternary". */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

ALWAYS_INLINE __m256 scaled(__m256i x, __m256 s, __m256 w)
{
	return _mm256_mul_ps(_mm256_div_ps(_mm256_cvtepi32_ps(x), s), w);
}

void bitnet_scale_i32_avx2(float *y, const int32_t *x, size_t n, float s, float w)
{
	const __m256 s8 = _mm256_set1_ps(s), w8 = _mm256_set1_ps(w);
	size_t i;

	for (i = 0; i + 8 <= n; i += 8)
		_mm256_storeu_ps(y + i, scaled(_mm256_loadu_si256((const __m256i *)(const void *)(x + i)), s8, w8));
	if (i < n) {
		__m256i m = mask8(n - i);

		_mm256_maskstore_ps(y + i, m, scaled(_mm256_maskload_epi32(x + i, m), s8, w8));
	}
}

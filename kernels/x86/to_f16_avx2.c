/* SPDX-License-Identifier: MIT */
/* CONTRACTS "to_f16". */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

void bitnet_to_f16_avx2(uint16_t *y, const float *x, size_t n)
{
	size_t i;

	for (i = 0; i + 8 <= n; i += 8)
		_mm_storeu_si128((__m128i *)(void *)(y + i), _mm256_cvtps_ph(_mm256_loadu_ps(x + i), _MM_FROUND_TO_NEAREST_INT));
	for (; i < n; i++)
		y[i] = (uint16_t)_mm_cvtsi128_si32(_mm_cvtps_ph(_mm_set_ss(x[i]), _MM_FROUND_TO_NEAREST_INT));
}

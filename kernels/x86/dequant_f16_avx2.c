/* SPDX-License-Identifier: MIT */
/* A row of IEEE halves as floats: exact. */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

void bitnet_dequant_f16_avx2(float *y, const void *row, size_t n)
{
	size_t i;

	for (i = 0; i + 8 <= n; i += 8)
		_mm256_storeu_ps(y + i, load8_f16(row, i));
	for (; i < n; i++)
		y[i] = load1_f16(row, i);
}

/* SPDX-License-Identifier: MIT */
/* y += x, for residuals and biases. */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

void bitnet_add_avx2(float *y, const float *x, size_t n)
{
	size_t i;

	for (i = 0; i + 8 <= n; i += 8)
		_mm256_storeu_ps(y + i, _mm256_add_ps(_mm256_loadu_ps(y + i), _mm256_loadu_ps(x + i)));
	for (; i < n; i++)
		y[i] += x[i];
}

/* SPDX-License-Identifier: MIT */
/* CONTRACTS "rmsnorm". */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

void bitnet_rmsnorm_avx2(float *y, const float *x, const float *w, size_t n, float eps)
{
	struct sum16 s = sum16_zero();
	float r;
	__m256 rv;
	size_t i;

	for (i = 0; i + 16 <= n; i += 16) {
		__m256 lo = _mm256_loadu_ps(x + i), hi = _mm256_loadu_ps(x + i + 8);

		s = sum16_fma(s, lo, hi, lo, hi);
	}
	r = 1.0f / sqrt1(dot_end(s, x, x, i, n, load1_f32) / (float)n + eps);
	rv = _mm256_set1_ps(r);
	for (i = 0; i + 8 <= n; i += 8)
		_mm256_storeu_ps(y + i, _mm256_mul_ps(_mm256_mul_ps(_mm256_loadu_ps(x + i), rv), _mm256_loadu_ps(w + i)));
	for (; i < n; i++)
		y[i] = (x[i] * r) * w[i];
}

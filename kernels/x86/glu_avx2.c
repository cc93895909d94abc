/* SPDX-License-Identifier: MIT */
/* Activations, alone and as gates: CONTRACTS "glu". */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

typedef __m256 act8_fn(__m256 x);

/* vmaxps gives its second operand for a NaN and for -0. */
ALWAYS_INLINE __m256 relu2_8(__m256 g)
{
	__m256 m = _mm256_max_ps(g, _mm256_setzero_ps());

	return _mm256_mul_ps(m, m);
}

ALWAYS_INLINE __m256 silu8(__m256 g)
{
	__m256 e = exp8(_mm256_xor_ps(g, _mm256_set1_ps(-0.0f)));

	return _mm256_div_ps(g, _mm256_add_ps(_mm256_set1_ps(1.0f), e));
}

ALWAYS_INLINE __m256 gelu8(__m256 x)
{
	const __m256 one = _mm256_set1_ps(1.0f), two = _mm256_set1_ps(2.0f);
	__m256 cubic = _mm256_mul_ps(_mm256_set1_ps(BITNET_GELU_B), _mm256_mul_ps(x, x));
	__m256 u = _mm256_mul_ps(_mm256_set1_ps(BITNET_GELU_A), _mm256_fmadd_ps(cubic, x, x));
	__m256 e = exp8(_mm256_mul_ps(two, u));
	__m256 tanh_u = _mm256_sub_ps(one, _mm256_div_ps(two, _mm256_add_ps(e, one)));

	return _mm256_mul_ps(_mm256_mul_ps(_mm256_set1_ps(0.5f), x), _mm256_add_ps(one, tanh_u));
}

ALWAYS_INLINE void glu(float *y, const float *g, const float *u, size_t n, act8_fn *act)
{
	size_t i;

	for (i = 0; i + 8 <= n; i += 8)
		_mm256_storeu_ps(y + i, _mm256_mul_ps(act(_mm256_loadu_ps(g + i)), _mm256_loadu_ps(u + i)));
	if (i < n) {
		__m256i m = mask8(n - i);

		_mm256_maskstore_ps(y + i, m, _mm256_mul_ps(act(_mm256_maskload_ps(g + i, m)), _mm256_maskload_ps(u + i, m)));
	}
}

void bitnet_glu_relu2_avx2(float *y, const float *g, const float *u, size_t n)
{
	glu(y, g, u, n, relu2_8);
}

void bitnet_glu_silu_avx2(float *y, const float *g, const float *u, size_t n)
{
	glu(y, g, u, n, silu8);
}

void bitnet_glu_gelu_avx2(float *y, const float *g, const float *u, size_t n)
{
	glu(y, g, u, n, gelu8);
}

void bitnet_gelu_avx2(float *y, const float *x, size_t n)
{
	size_t i;

	for (i = 0; i + 8 <= n; i += 8)
		_mm256_storeu_ps(y + i, gelu8(_mm256_loadu_ps(x + i)));
	if (i < n)
		_mm256_maskstore_ps(y + i, mask8(n - i), gelu8(_mm256_maskload_ps(x + i, mask8(n - i))));
}

/* SPDX-License-Identifier: MIT */
/* CONTRACTS "layernorm". */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

/* The terms from i to n, by their lane, as dot_end() has them. */
ALWAYS_INLINE float add_end(struct sum16 s, const float *x, size_t i, size_t n)
{
	float p[16];
	size_t l;

	_mm256_storeu_ps(p, s.lo);
	_mm256_storeu_ps(p + 8, s.hi);
	for (l = 0; i < n; i++, l++)
		p[l] += x[i];
	return sum16_tree((struct sum16){ _mm256_loadu_ps(p), _mm256_loadu_ps(p + 8) });
}

ALWAYS_INLINE float square_end(struct sum16 s, const float *x, float mean, size_t i, size_t n)
{
	float p[16];
	size_t l;

	_mm256_storeu_ps(p, s.lo);
	_mm256_storeu_ps(p + 8, s.hi);
	for (l = 0; i < n; i++, l++)
		p[l] = fma1(x[i] - mean, x[i] - mean, p[l]);
	return sum16_tree((struct sum16){ _mm256_loadu_ps(p), _mm256_loadu_ps(p + 8) });
}

void bitnet_layernorm_avx2(float *y, const float *x, const float *w, const float *b, size_t n, float eps)
{
	struct sum16 s = sum16_zero(), v = s;
	float mean, r;
	__m256 mv, rv;
	size_t i;

	for (i = 0; i + 16 <= n; i += 16) {
		s.lo = _mm256_add_ps(s.lo, _mm256_loadu_ps(x + i));
		s.hi = _mm256_add_ps(s.hi, _mm256_loadu_ps(x + i + 8));
	}
	mean = add_end(s, x, i, n) / (float)n;
	mv = _mm256_set1_ps(mean);
	for (i = 0; i + 16 <= n; i += 16) {
		__m256 lo = _mm256_sub_ps(_mm256_loadu_ps(x + i), mv), hi = _mm256_sub_ps(_mm256_loadu_ps(x + i + 8), mv);

		v = sum16_fma(v, lo, hi, lo, hi);
	}
	r = 1.0f / sqrt1(square_end(v, x, mean, i, n) / (float)n + eps);
	rv = _mm256_set1_ps(r);
	for (i = 0; i + 8 <= n; i += 8) {
		__m256 d = _mm256_mul_ps(_mm256_sub_ps(_mm256_loadu_ps(x + i), mv), rv);

		_mm256_storeu_ps(y + i, _mm256_fmadd_ps(d, _mm256_loadu_ps(w + i), _mm256_loadu_ps(b + i)));
	}
	for (; i < n; i++)
		y[i] = fma1((x[i] - mean) * r, w[i], b[i]);
}

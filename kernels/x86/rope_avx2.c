/* SPDX-License-Identifier: MIT */
/* Rotary position embedding of one head, in both pairings: CONTRACTS "rope". */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

static void rotate(float *x, float *y, float c, float s)
{
	float a = *x, b = *y;

	*x = fma1(a, c, -(b * s));
	*y = fma1(a, s, b * c);
}

void bitnet_rope_neox_avx2(float *x, const float *cs, size_t n_rot)
{
	size_t i, half = n_rot / 2;

	for (i = 0; i + 8 <= half; i += 8) {
		__m256 lo = _mm256_loadu_ps(cs + 2 * i), hi = _mm256_loadu_ps(cs + 2 * i + 8);
		__m256 c = _mm256_shuffle_ps(lo, hi, 0x88), s = _mm256_shuffle_ps(lo, hi, 0xdd);
		__m256 a = _mm256_loadu_ps(x + i), b = _mm256_loadu_ps(x + i + half);

		c = _mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(c), 0xd8));
		s = _mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(s), 0xd8));
		_mm256_storeu_ps(x + i, _mm256_fmsub_ps(a, c, _mm256_mul_ps(b, s)));
		_mm256_storeu_ps(x + i + half, _mm256_fmadd_ps(a, s, _mm256_mul_ps(b, c)));
	}
	for (; i < half; i++)
		rotate(x + i, x + i + half, cs[2 * i], cs[2 * i + 1]);
}

/* Pairs stay in place: even lanes a c - (b s), odd ones a s + (b c). */
void bitnet_rope_norm_avx2(float *x, const float *cs, size_t n_rot)
{
	size_t i;

	for (i = 0; i + 8 <= n_rot; i += 8) {
		__m256 v = _mm256_loadu_ps(x + i), c_s = _mm256_loadu_ps(cs + i), s_c = _mm256_permute_ps(c_s, 0xb1);
		__m256 product = _mm256_mul_ps(_mm256_movehdup_ps(v), s_c);

		_mm256_storeu_ps(x + i, _mm256_fmaddsub_ps(_mm256_moveldup_ps(v), c_s, product));
	}
	for (; i + 2 <= n_rot; i += 2)
		rotate(x + i, x + i + 1, cs[i], cs[i + 1]);
}

/* SPDX-License-Identifier: MIT */
/* Per-token int8: CONTRACTS "quant_i8". */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

/* vmaxps gives its second operand when one is a NaN: that one must be the maximum so far.  Four of them, as each waits for itself. */
static float abs_max(const float *x, size_t n)
{
	const __m256 abs = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
	__m256 some[4] = { _mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps() }, m;
	unsigned int j;
	__m128 m4;
	size_t i;

	for (i = 0; i + 32 <= n; i += 32)
		UNROLLED
		for (j = 0; j < 4; j++)
			some[j] = _mm256_max_ps(_mm256_and_ps(_mm256_loadu_ps(x + i + 8 * j), abs), some[j]);
	m = _mm256_max_ps(_mm256_max_ps(some[0], some[1]), _mm256_max_ps(some[2], some[3]));
	for (; i + 8 <= n; i += 8)
		m = _mm256_max_ps(_mm256_and_ps(_mm256_loadu_ps(x + i), abs), m);
	m = _mm256_max_ps(_mm256_and_ps(_mm256_maskload_ps(x + i, mask8(n - i)), abs), m);
	m4 = _mm_max_ps(_mm256_castps256_ps128(m), _mm256_extractf128_ps(m, 1));
	m4 = _mm_max_ps(m4, _mm_movehl_ps(m4, m4));
	return _mm_cvtss_f32(_mm_max_ss(m4, _mm_movehdup_ps(m4)));
}

/* Eight integers; vmaxps gives -128 for a NaN. */
ALWAYS_INLINE __m256i round8(__m256 x, __m256 s)
{
	__m256 v = _mm256_max_ps(_mm256_mul_ps(x, s), _mm256_set1_ps(-128.0f));

	return _mm256_cvtps_epi32(_mm256_min_ps(v, _mm256_set1_ps(127.0f)));
}

static int32_t round1(float x, float s)
{
	__m128 v = _mm_max_ss(_mm_mul_ss(_mm_set_ss(x), _mm_set_ss(s)), _mm_set_ss(-128.0f));

	return _mm_cvtss_si32(_mm_min_ss(v, _mm_set_ss(127.0f)));
}

float bitnet_quant_i8_avx2(int8_t *q, const float *x, size_t n, size_t n_padded, int32_t *sum)
{
	/* Packing works within halves of a register: dwords come out as 0 4 1 5 2 6 3 7. */
	const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
	float a = abs_max(x, n), s = (float)(127.0 / (a > 1e-5 ? (double)a : 1e-5));
	__m256 sv = _mm256_set1_ps(s);
	__m256i sums = _mm256_setzero_si256();
	int32_t total;
	size_t i;

	for (i = 0; i + 32 <= n; i += 32) {
		__m256i a0 = round8(_mm256_loadu_ps(x + i), sv), a1 = round8(_mm256_loadu_ps(x + i + 8), sv);
		__m256i a2 = round8(_mm256_loadu_ps(x + i + 16), sv), a3 = round8(_mm256_loadu_ps(x + i + 24), sv);
		__m256i bytes = _mm256_packs_epi16(_mm256_packs_epi32(a0, a1), _mm256_packs_epi32(a2, a3));

		sums = _mm256_add_epi32(sums, _mm256_add_epi32(_mm256_add_epi32(a0, a1), _mm256_add_epi32(a2, a3)));
		_mm256_storeu_si256((__m256i *)(void *)(q + i), _mm256_permutevar8x32_epi32(bytes, order));
	}
	total = add_lanes(sums);
	for (; i < n; i++) {
		int32_t v = round1(x[i], s);

		q[i] = (int8_t)v;
		total += v;
	}
	/* Volatile: a plain loop becomes a call of memset. */
	for (; i < n_padded; i++)
		*(volatile int8_t *)(q + i) = 0;
	*sum = total;
	return s;
}

/* SPDX-License-Identifier: MIT */
/* CONTRACTS "to_q8_0". */
#include "kernels/x86/avx2.h"
#include "kernels/x86/kernels-x86.h"

#define BLOCK_BYTES 34

/* vmaxps gives its second operand when one is a NaN: that one must be the maximum so far. */
ALWAYS_INLINE float abs_max(const __m256 x[4])
{
	const __m256 abs = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
	__m256 m = _mm256_setzero_ps();
	__m128 m4;
	int i;

	for (i = 0; i < 4; i++)
		m = _mm256_max_ps(_mm256_and_ps(x[i], abs), m);
	m4 = _mm_max_ps(_mm256_castps256_ps128(m), _mm256_extractf128_ps(m, 1));
	m4 = _mm_max_ps(m4, _mm_movehl_ps(m4, m4));
	return _mm_cvtss_f32(_mm_max_ss(m4, _mm_movehdup_ps(m4)));
}

/* Eight integers; vmaxps gives -128 for a NaN. */
ALWAYS_INLINE __m256i round8(__m256 x, __m256 r)
{
	__m256 v = _mm256_max_ps(_mm256_mul_ps(x, r), _mm256_set1_ps(-128.0f));

	return _mm256_cvtps_epi32(_mm256_min_ps(v, _mm256_set1_ps(127.0f)));
}

ALWAYS_INLINE void block(uint8_t *y, const __m256 x[4])
{
	/* Packing works within halves of a register: dwords come out as 0 4 1 5 2 6 3 7. */
	const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
	float d = abs_max(x) / 127.0f, r = 1.0f / d;
	__m256 rv = _mm256_set1_ps(r < __builtin_inff() ? r : 0.0f);
	__m256i lo = _mm256_packs_epi32(round8(x[0], rv), round8(x[1], rv));
	__m256i hi = _mm256_packs_epi32(round8(x[2], rv), round8(x[3], rv));

	((struct any_u16 *)(void *)y)->v = (uint16_t)_mm_cvtsi128_si32(_mm_cvtps_ph(_mm_set_ss(d), _MM_FROUND_TO_NEAREST_INT));
	_mm256_storeu_si256((__m256i *)(void *)(y + 2), _mm256_permutevar8x32_epi32(_mm256_packs_epi16(lo, hi), order));
}

void bitnet_to_q8_0_avx2(uint8_t *y, const float *x, size_t n)
{
	__m256 v[4];
	size_t at, i;

	for (at = 0; at + 32 <= n; at += 32, y += BLOCK_BYTES) {
		for (i = 0; i < 4; i++)
			v[i] = _mm256_loadu_ps(x + at + 8 * i);
		block(y, v);
	}
	if (at == n)
		return;
	for (i = 0; i < 4; i++) {
		size_t from = at + 8 * i, left = from < n ? n - from : 0;

		v[i] = _mm256_maskload_ps(x + (from < n ? from : at), mask8(left < 8 ? left : 8));
	}
	block(y, v);
}

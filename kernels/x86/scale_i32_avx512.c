/* SPDX-License-Identifier: MIT */
/*
 * Sums of ternary products as floats: CONTRACTS "ternary".
 *
 * A division takes a register 10 cycles or more; one divisor for all is cheaper as its reciprocal.  r = 1 / s as rounded,
 * d = what is missing of it, so that q = fma(x, r, x * d) is one of the two floats next to the quotient; then x - q * s is
 * exact, and fma(x - q * s, r, q) is the quotient as rounded (Markstein, Computation of elementary functions on the IBM RISC
 * System/6000 processor, theorem on division).  Nothing must underflow or overflow for this: |x| is 0 or from 1 to 2^31, and s is
 * looked at.
 */
#include "kernels/x86/avx512.h"
#include "kernels/x86/kernels-x86.h"

struct divisor {
	__m512 s, r, d;
};

ALWAYS_INLINE __m512 divided(__m512 x, struct divisor by)
{
	__m512 q = _mm512_fmadd_ps(x, by.r, _mm512_mul_ps(x, by.d));

	return _mm512_fmadd_ps(_mm512_fnmadd_ps(q, by.s, x), by.r, q);
}

ALWAYS_INLINE void scale(float *y, const int32_t *x, size_t n, struct divisor by, float w, const bool exactly)
{
	const __m512 w16 = _mm512_set1_ps(w);
	size_t i;

	for (i = 0; i < n; i += 16) {
		__mmask16 m = n - i < 16 ? mask16(n - i) : 0xffff;
		__m512 v = _mm512_cvtepi32_ps(_mm512_maskz_loadu_epi32(m, x + i));

		v = exactly ? _mm512_div_ps(v, by.s) : divided(v, by);
		_mm512_mask_storeu_ps(y + i, m, _mm512_mul_ps(v, w16));
	}
}

void bitnet_scale_i32_avx512(float *y, const int32_t *x, size_t n, float s, float w)
{
	struct divisor by = { .s = _mm512_set1_ps(s) };

	if (s >= 0x1p-60f && s <= 0x1p60f) {
		by.r = _mm512_div_ps(_mm512_set1_ps(1.0f), by.s);
		by.d = _mm512_mul_ps(_mm512_fnmadd_ps(by.s, by.r, _mm512_set1_ps(1.0f)), by.r);
		scale(y, x, n, by, w, false);
	} else {
		scale(y, x, n, by, w, true);
	}
}

/* SPDX-License-Identifier: MIT */
/*
 * sin, cos, pow, exp and log in binary64 from additions, products and fma alone, so that rope and
 * perplexities are the same bits on every machine: a C library may round its own as it likes.
 *
 * sin, cos: x - n pi/2 with pi/2 in three parts, then Taylor series on [-pi/4, pi/4].
 * exp:      2^n e^r, with n ln 2 in two parts.
 * pow:      exp(y log(base)), the logarithm as a sum of two doubles.
 * The series are cut where the next term is below 2^-56 of the result.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "infer/infer-int.h"

/* Adding and subtracting it rounds to an integer, half to even, below 2^51. */
#define ROUND 0x1.8p52

static double horner(const double *c, int n, double x)
{
	double p = c[n - 1];
	int i;

	for (i = n - 2; i >= 0; i--)
		p = p * x + c[i];
	return p;
}

void bitnet_trig_sincos(double x, double *sine, double *cosine)
{
	static const double two_over_pi = 0x1.45f306dc9c883p-1;
	static const double pi_2[3] = { 0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110 };
	/* (sin r - r) / r^3 and (cos r - 1) / r^2 in powers of r^2. */
	static const double s[8] = { -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800,
				     -1.0 / 1307674368000, 1.0 / 355687428096000 };
	static const double c[8] = { -1.0 / 2, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600,
				     -1.0 / 87178291200, 1.0 / 20922789888000 };
	double n = (x * two_over_pi + ROUND) - ROUND;
	double r = fma(-n, pi_2[0], x), r2, sin_r, cos_r;

	r = fma(-n, pi_2[1], r);
	r = fma(-n, pi_2[2], r);
	r2 = r * r;
	sin_r = r + r * r2 * horner(s, 8, r2);
	cos_r = 1 + r2 * horner(c, 8, r2);
	switch ((int64_t)n & 3) {
	case 0:
		*sine = sin_r;
		*cosine = cos_r;
		break;
	case 1:
		*sine = cos_r;
		*cosine = -sin_r;
		break;
	case 2:
		*sine = -sin_r;
		*cosine = -cos_r;
		break;
	default:
		*sine = -cos_r;
		*cosine = sin_r;
	}
}

/* ln 2 in two parts; the first has 32 bits, so that a small integer times it is exact. */
#define LN2_HI 0x1.62e42feep-1
#define LN2_LO 0x1.a39ef35793c76p-33

/*
 * log(x) for normal x > 0 as *hi + the result.  x = 2^k m with m in [sqrt(1/2), sqrt(2)); with
 * s = (m - 1) / (m + 1), log m = 2 s + 2 s^3/3 + 2 s^5/5 + ...
 */
static double log_parts(double x, double *hi)
{
	static const double c[11] = { 2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19,
				      2.0 / 21, 2.0 / 23 };
	uint64_t bits;
	double k, m, f, den, den_lo, s, s_lo, s2, a, b, sum;

	memcpy(&bits, &x, 8);
	k = (double)(int64_t)(bits >> 52) - 1023;
	bits = (bits & 0xfffffffffffff) | (uint64_t)1023 << 52;
	memcpy(&m, &bits, 8);
	if (m > 0x1.6a09e667f3bcdp+0) {
		m /= 2;
		k += 1;
	}
	f = m - 1;
	den = 2 + f;
	den_lo = f - (den - 2);
	s = f / den;
	s_lo = (fma(-s, den, f) - s * den_lo) / den;
	s2 = s * s;
	/* k LN2_HI + 2 s exactly, as sum + rest: the first is the larger one, or 0. */
	a = k * LN2_HI;
	b = 2 * s;
	sum = a + b;
	*hi = sum;
	return (k != 0 ? b - (sum - a) : 0) + (2 * s_lo + s * s2 * horner(c, 11, s2) + k * LN2_LO);
}

/* e^(n ln 2 + r + r_lo) for an integer -1022 <= n <= 1023 and |r| <= 0.35. */
static double exp_parts(double n, double r, double r_lo)
{
	/* (e^r - 1 - r) / r^2 */
	static const double c[13] = { 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880,
				      1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200 };
	uint64_t bits = (uint64_t)((int64_t)n + 1023) << 52;
	double t = r + r_lo, power;

	memcpy(&power, &bits, 8);
	return (1 + (r + (r_lo + t * t * horner(c, 13, t)))) * power;
}

/* The integer next to x log2(e). */
static double powers_of_2(double x)
{
	static const double log2_e = 0x1.71547652b82fep+0;

	return (x * log2_e + ROUND) - ROUND;
}

double bitnet_trig_pow(double base, double y)
{
	double hi, lo = log_parts(base, &hi), p = y * hi, p_lo = fma(y, hi, -p) + y * lo, n = powers_of_2(p);

	return exp_parts(n, fma(-n, LN2_HI, p), fma(-n, LN2_LO, p_lo));
}

double bitnet_trig_exp(double x)
{
	double n;

	if (!(x > -708))
		return x <= -708 ? 0 : x;       /* NaN stays NaN */
	if (x > 709)
		return INFINITY;
	n = powers_of_2(x);
	return exp_parts(n, x - n * LN2_HI, -n * LN2_LO);
}

double bitnet_trig_log(double x)
{
	double hi, lo = log_parts(x, &hi);

	return hi + lo;
}

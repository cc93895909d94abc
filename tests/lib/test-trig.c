/* SPDX-License-Identifier: MIT */
/* sin, cos, pow, exp and log of lib/infer/trig.c against the C library's long double functions. */
#include "infer/infer-int.h"
#include "tap.h"

static uint64_t state = 20260101;

/* 0 <= u < 1 */
static double uniform(void)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (double)(state >> 11) * 0x1p-53;
}

static void check_angle(double x)
{
	double s, c;

	bitnet_trig_sincos(x, &s, &c);
	if (!(fabsl((long double)s - sinl((long double)x)) < 4e-16L) || !(fabsl((long double)c - cosl((long double)x)) < 4e-16L))
		FAIL("x = %a (%.17g): sin %.17g, want %.17Lg; cos %.17g, want %.17Lg", x, x, s, sinl((long double)x), c,
		     cosl((long double)x));
}

TEST(angles, "sin and cos are within 4e-16 for angles up to 2^30, near multiples of pi/2 too")
{
	int i;

	for (i = 0; i < 200000; i++) {
		double scale = (double)(1 << (i % 31));

		check_angle(uniform() * scale);
		check_angle(-uniform() * scale);
		check_angle((double)(long)(uniform() * scale) * 1.57079632679489661923);
	}
	for (i = 0; i < 4096; i++)
		check_angle((double)i);
	check_angle(0x1p30);
	check_angle(-0x1p30);
}

TEST(exact, "sin 0 is 0 and cos 0 is 1")
{
	double s, c;

	bitnet_trig_sincos(0, &s, &c);
	CHECK(s == 0 && c == 1);
}

static void check_pow(double base, double y)
{
	long double want = powl((long double)base, (long double)y);
	double got = bitnet_trig_pow(base, y);

	if (!(fabsl((long double)got - want) < 1e-15L * want))
		FAIL("%.17g ^ %.17g is %.17g, want %.17Lg", base, y, got, want);
}

TEST(power, "pow is within 1e-15 for every base and exponent that rope can ask for")
{
	static const double bases[] = { 10000, 500000, 1000042, 1e6, 1e-3, 1, 1e12, 2, 1.0000001, 0.9999999, 1.41421356, 0.70710678 };
	size_t b;
	int i;

	for (b = 0; b < sizeof(bases) / sizeof(*bases); b++) {
		for (i = 0; i < 512; i++)
			check_pow(bases[b], -2.0 * i / 1024);
		CHECK(bitnet_trig_pow(bases[b], 0) == 1);
	}
	for (i = 0; i < 200000; i++)
		check_pow(1e-3 + uniform() * (double)(1u << (i % 32)), -uniform());
}

static void check_exp(double x)
{
	long double want = expl((long double)x);
	double got = bitnet_trig_exp(x);

	if (!(fabsl((long double)got - want) < 4e-16L * want))
		FAIL("exp(%.17g) is %.17g, want %.17Lg", x, got, want);
}

TEST(exponential, "exp is within 4e-16 from -708 to 709, 0 below, infinite above, and NaN of NaN")
{
	int i;

	for (i = 0; i < 400000; i++) {
		check_exp(-707.9 * uniform());
		check_exp(709 * uniform());
		check_exp(-40 * uniform() * uniform());
	}
	CHECK(bitnet_trig_exp(0) == 1 && bitnet_trig_exp(-0.0) == 1);
	CHECK(bitnet_trig_exp(-708) == 0 && bitnet_trig_exp(-1e300) == 0 && bitnet_trig_exp((double)-INFINITY) == 0);
	CHECK(isinf(bitnet_trig_exp(709.1)) && isinf(bitnet_trig_exp((double)INFINITY)));
	CHECK(isnan(bitnet_trig_exp((double)NAN)));
}

static void check_log(double x)
{
	long double want = logl((long double)x), size = fabsl(want) > 1 ? fabsl(want) : 1;
	double got = bitnet_trig_log(x);

	if (!(fabsl((long double)got - want) < 4e-16L * size))
		FAIL("log(%.17g) is %.17g, want %.17Lg", x, got, want);
}

TEST(logarithm, "log is within 4e-16 of its value or of 1")
{
	int i;

	for (i = 0; i < 400000; i++) {
		check_log(1 + uniform() * (double)(1u << (i % 31)));
		check_log(0x1p-1000 + uniform());
	}
	CHECK(bitnet_trig_log(1) == 0);
	check_log(0x1p1000);
}

int main(void)
{
	return tap_main();
}

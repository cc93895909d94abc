/* SPDX-License-Identifier: MIT */
/* sin, cos and pow of lib/infer/trig.c against the C library's long double functions. */
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

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* Ternary codes of floats, against the formula of the reference in double. */
#include <math.h>

#include "convert/ternarize.h"
#include "tap.h"

TEST(exact, "sees that values are ternary, and what the scale is")
{
	static const float w[] = { 0, 0.25f, -0.25f, -0.0f, 0.25f };
	struct bitnet_survey v = { .n = 0 };
	int8_t codes[5];

	bitnet_survey_add(&v, w, 2);
	bitnet_survey_add(&v, w + 2, 3);
	CHECK(!v.other && !v.not_finite && v.scale == 0.25f && v.n == 5);
	bitnet_codes_exact(codes, w, 5);
	CHECK(codes[0] == 0 && codes[1] == 1 && codes[2] == -1 && codes[3] == 0 && codes[4] == 1);
	CHECK(bitnet_codes_error(codes, w, 5, 0.25f) == 0);
}

TEST(other, "says where the first value with another magnitude or none stands")
{
	static const float w[] = { 0, 0.25f, -0.25f, 0.2500001f, 0.5f };
	static const float odd[] = { 1, INFINITY, NAN };
	struct bitnet_survey v = { .n = 0 };

	bitnet_survey_add(&v, w, 2);
	bitnet_survey_add(&v, w + 2, 3);
	CHECK(v.other && v.other_value == 0.2500001f);
	CHECK_INT(v.other_at, 3);
	CHECK(!v.not_finite);
	bitnet_survey_add(&v, odd, 3);
	CHECK(v.not_finite);
	CHECK_INT(v.not_finite_at, 6);
}

/* What a survey of two parts says is what one of the whole says; its sums are those of the parts. */
static void check_join(const float *w, size_t n, size_t cut)
{
	struct bitnet_survey whole = { .n = 0 }, a = whole, b = whole, joined = whole;

	bitnet_survey_add(&whole, w, n);
	bitnet_survey_add(&a, w, cut);
	bitnet_survey_add(&b, w + cut, n - cut);
	bitnet_survey_join(&joined, &a);
	bitnet_survey_join(&joined, &b);
	CHECK_INT(joined.n, whole.n);
	CHECK_INT(joined.other, whole.other);
	CHECK_INT(joined.not_finite, whole.not_finite);
	CHECK(joined.scale == whole.scale);
	if (whole.other) {
		CHECK_INT(joined.other_at, whole.other_at);
		CHECK(joined.other_value == whole.other_value);
	}
	if (whole.not_finite)
		CHECK_INT(joined.not_finite_at, whole.not_finite_at);
	CHECK(joined.sum_abs == a.sum_abs + b.sum_abs);
	CHECK(joined.sum_squares == a.sum_squares + b.sum_squares);
}

TEST(join, "says of parts what it says of the whole, wherever it is cut")
{
	static const float values[][6] = {
		{ 0, 0, 0, 0, 0, 0 }, { 0, 2, -2, 0, 2, 0 }, { 2, 0, -2, -3, 2, 4 }, { 0, 0, -3, 0, 3, 5 }, { 0, -2, 0, -3, -3, -3 },
		{ 1, INFINITY, 1, 1, NAN, 2 }, { 0, 0, NAN, 0, 0, -INFINITY },
	};
	size_t i, cut;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		for (cut = 0; cut <= 6; cut++)
			check_join(values[i], 6, cut);
}

TEST(zero, "gives a tensor of zeros the scale 0 and the codes 0")
{
	static const float w[4];
	struct bitnet_survey v = { .n = 0 };
	int8_t codes[4] = { 9, 9, 9, 9 };

	bitnet_survey_add(&v, w, 4);
	CHECK(!v.other && v.scale == 0);
	CHECK(bitnet_absmean_s(&v) == 1.0f / 1e-5f);
	bitnet_codes_absmean(codes, w, 4, bitnet_absmean_s(&v));
	CHECK(!codes[0] && !codes[3]);
}

TEST(absmean, "rounds w / mean |w| half to even and cuts at 1")
{
	float w[2001];
	int8_t codes[2001];
	struct bitnet_survey v = { .n = 0 };
	double mean = 0;
	size_t i;
	float s;

	for (i = 0; i < 2001; i++) {
		w[i] = ((float)i - 1000) / 1024;
		mean += fabs((double)w[i]);
	}
	mean /= 2001;
	bitnet_survey_add(&v, w, 2001);
	s = bitnet_absmean_s(&v);
	CHECK_NEAR((double)s * mean, 1, 1e-6);
	bitnet_codes_absmean(codes, w, 2001, s);
	for (i = 0; i < 2001; i++) {
		double x = (double)(w[i] * s);
		int want = (int)fmax(-1, fmin(1, nearbyint(x)));

		if (codes[i] != want)
			FAIL("w[%zu] = %g: code %d, want %d", i, (double)w[i], codes[i], want);
	}
}

TEST(half, "rounds exactly one half to 0")
{
	static const float w[] = { 0.5f, -0.5f, 0.50000006f, -0.50000006f, 1.5f, -3 };
	int8_t codes[6];

	bitnet_codes_absmean(codes, w, 6, 1);
	CHECK(codes[0] == 0 && codes[1] == 0 && codes[2] == 1 && codes[3] == -1 && codes[4] == 1 && codes[5] == -1);
}

int main(void)
{
	return tap_main();
}

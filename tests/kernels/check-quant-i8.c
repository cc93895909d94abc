/* SPDX-License-Identifier: MIT */
/* quant_i8 against the table of formats.md 5.1, with the C library's rounding. */
#include <fenv.h>
#include <math.h>

#include "check.h"

static void formula(const struct check *from)
{
	struct check c = *from;
	int kind;
	size_t n;

	for (kind = 0; kind < CHECK_KINDS; kind++)
		for (n = 1; n <= 130; n += 43) {
			double a = 0;
			int32_t sum = 0, got_sum;
			float *x, s, got_s;
			int8_t *q;
			size_t i;

			c.kind = (enum check_kind)kind;
			if (!check_case(&c, "%zu", n))
				continue;
			x = check_buf(&c, n, sizeof(*x));
			q = check_dst(&c, n + 5, 1);
			check_fill_f32(x, n, c.kind);
			for (i = 0; i < n; i++)
				a = fmax(a, fabs((double)x[i]));
			s = (float)(127.0 / fmax(1e-5, a));
			got_s = c.k->quant_i8(q, x, n, n + 5, &got_sum);
			check_near(0, (double)got_s, (double)s, 0);
			for (i = 0; i < n + 5; i++) {
				float v = i < n ? x[i] * s : 0.0f;
				double want = isnan(v) ? -128 : fmin(127, fmax(-128, rint((double)v)));

				check_near(i, q[i], want, 0);
				sum += q[i];
			}
			check_near(n, got_sum, sum, 0);
		}
}

/* With a largest value of 127 the scale is 1. */
static void halves(const struct check *c)
{
	static const float x[] = { 127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 126.5f, -126.5f, 0x1.fffffep-2f, -127 };
	static const int8_t want[] = { 127, 0, 2, 2, 0, -2, -2, 126, -126, 0, -127 };
	size_t n = sizeof(want);
	int8_t q[sizeof(want)];
	int32_t sum;
	float s;

	if (!check_case(c, "%zu", n))
		return;
	s = c->k->quant_i8(q, x, n, n, &sum);
	check_near(0, (double)s, 1, 0);
	check_near(0, sum, 0 + 127 + 2 + 2 - 2 - 2 - 127, 0);
	check_same_i8(c, q, want, n);
}

static void tiny(const struct check *c)
{
	static const float x[] = { 1e-6f, -1e-6f, 0.0f, 1e-30f };
	static const int8_t want[] = { 13, -13, 0, 0 };
	int8_t q[4];
	int32_t sum;
	float s;

	if (!check_case(c, "4"))
		return;
	s = c->k->quant_i8(q, x, 4, 4, &sum);
	check_near(0, (double)s, 12.7e6, 0);
	check_same_i8(c, q, want, 4);
}

static void bits(const struct check *from)
{
	struct check c = *from;
	size_t n, pad;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 0; n <= 70; n++)
			for (pad = 0; pad < 40; pad += 13) {
				float *x, s[2];
				int8_t *want, *got;
				int32_t sum[2];

				if (!check_case(&c, "%zu+%zu", n, pad))
					continue;
				x = check_buf(&c, n, sizeof(*x));
				want = check_dst(&c, n + pad, 1);
				got = check_dst(&c, n + pad, 1);
				check_fill_f32(x, n, c.kind);
				s[0] = c.c->quant_i8(want, x, n, n + pad, &sum[0]);
				s[1] = c.k->quant_i8(got, x, n, n + pad, &sum[1]);
				check_same_i8(&c, got, want, n + pad);
				check_same_f32(&c, &s[1], &s[0], 1);
				check_same_i32(&c, &sum[1], &sum[0], 1);
			}
}

void check_quant_i8(void)
{
	check_value("quant_i8", "is the formula of formats.md 5.1 for all kinds of values", formula);
	check_value("quant_i8", "rounds halves to even", halves);
	check_value("quant_i8", "takes no value below 1e-5 for the largest", tiny);
	check_bits("quant_i8", bits);
}

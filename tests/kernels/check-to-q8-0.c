/* SPDX-License-Identifier: MIT */
/* to_q8_0 by its definition, with the C library's rounding. */
#include <fenv.h>
#include <math.h>
#include <string.h>

#include "check.h"

static uint16_t half_of(const struct check *c, float x)
{
	uint16_t h;

	c->c->to_f16(&h, &x, 1);
	return h;
}

static void formula(const struct check *from)
{
	struct check c = *from;
	int kind;
	size_t n;

	for (kind = 0; kind < CHECK_KINDS; kind++)
		for (n = 1; n <= 70; n++) {
			size_t blocks = (n + 31) / 32, i, b;
			uint8_t *y;
			float *x;

			c.kind = (enum check_kind)kind;
			if (!check_case(&c, "%zu", n))
				continue;
			x = check_buf(&c, n, sizeof(*x));
			y = check_dst(&c, blocks * 34, 1);
			check_fill_f32(x, n, c.kind);
			c.k->to_q8_0(y, x, n);
			for (b = 0; b < blocks; b++) {
				float a = 0, d, r;
				uint16_t h;

				for (i = 32 * b; i < n && i < 32 * b + 32; i++)
					a = fmaxf(a, fabsf(x[i]));
				d = a / 127;
				r = isfinite(1 / d) ? 1 / d : 0;
				memcpy(&h, y + 34 * b, 2);
				check_near(b, h, half_of(&c, d), 0);
				for (i = 0; i < 32; i++) {
					float v = 32 * b + i < n ? x[32 * b + i] * r : 0;
					double want = isnan(v) ? -128 : fmin(127, fmax(-128, rint((double)v)));

					check_near(32 * b + i, (int8_t)y[34 * b + 2 + i], want, 0);
				}
			}
		}
}

/* With a largest value of 127 the scale is 1. */
static void halves(const struct check *c)
{
	static const float x[] = { 127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 126.5f, -126.5f, 0x1.fffffep-2f, -127 };
	static const int8_t want[32] = { 127, 0, 2, 2, 0, -2, -2, 126, -126, 0, -127 };
	uint8_t y[34];

	if (!check_case(c, "11"))
		return;
	c->k->to_q8_0(y, x, 11);
	check_near(0, y[0] | y[1] << 8, 0x3c00, 0);
	check_same_i8(c, y + 2, want, 32);
}

/* What a block can not hold: no value, a scale that is 0 or infinite, or whose inverse is infinite. */
static void ends(const struct check *c)
{
	static const float x[] = { 0, 1e-40f, 1e-6f, 65504.0f * 128, INFINITY };
	static const uint16_t scale[] = { 0, 0, 0, 0x7c00, 0x7c00 };
	static const int first[] = { 0, 0, 127, 127, -128 };
	uint8_t y[34];
	size_t i;

	if (!check_case(c, "list"))
		return;
	for (i = 0; i < sizeof(x) / sizeof(x[0]); i++) {
		c->k->to_q8_0(y, &x[i], 1);
		check_near(i, y[0] | y[1] << 8, scale[i], 0);
		check_near(i, (int8_t)y[2], first[i], 0);
		check_near(i, y[3], 0, 0);
	}
}

static void bits(const struct check *from)
{
	struct check c = *from;
	size_t n;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 1; n <= 100; n++) {
			size_t bytes = (n + 31) / 32 * 34;
			uint8_t *want, *got;
			float *x;

			if (!check_case(&c, "%zu", n))
				continue;
			x = check_buf(&c, n, sizeof(*x));
			want = check_dst(&c, bytes, 1);
			got = check_dst(&c, bytes, 1);
			check_fill_f32(x, n, c.kind);
			c.c->to_q8_0(want, x, n);
			c.k->to_q8_0(got, x, n);
			check_same_i8(&c, got, want, bytes);
		}
}

void check_to_q8_0(void)
{
	check_value("to_q8_0", "is the formula of CONTRACTS for all kinds of values and lengths", formula);
	check_value("to_q8_0", "rounds halves to even", halves);
	check_value("to_q8_0", "holds nothing where there is nothing, and infinities", ends);
	check_bits("to_q8_0", bits);
}

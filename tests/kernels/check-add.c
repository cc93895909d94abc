/* SPDX-License-Identifier: MIT */
/* add: one addition each, so the compiler's own is the evidence. */
#include "check.h"

static void value(const struct check *c)
{
	size_t i, n = 33;
	float y[33], x[33], want[33];

	if (!check_case(c, "%zu", n))
		return;
	check_fill_f32(x, n, CHECK_LARGE);
	check_fill_f32(y, n, CHECK_RANDOM);
	for (i = 0; i < n; i++)
		want[i] = (float)((double)y[i] + (double)x[i]);
	c->k->add(y, x, n);
	check_same_f32(c, y, want, n);
}

static void bits(const struct check *from)
{
	struct check c = *from;
	size_t n;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 0; n <= 33; n++) {
			float *x, *want, *got;

			if (!check_case(&c, "%zu", n))
				continue;
			x = check_buf(&c, n, sizeof(*x));
			want = check_dst(&c, n, sizeof(*want));
			got = check_dst(&c, n, sizeof(*got));
			check_fill_f32(x, n, c.kind);
			check_fill_f32(want, n, c.kind);
			for (size_t i = 0; i < n; i++)
				got[i] = want[i];
			c.c->add(want, x, n);
			c.k->add(got, x, n);
			check_same_f32(&c, got, want, n);
		}
}

void check_add(void)
{
	check_value("add", "adds, as in double rounded once", value);
	check_bits("add", bits);
}

/* SPDX-License-Identifier: MIT */
/* rope in both pairings against the rotation in double. */
#include <math.h>
#include <string.h>

#include "check.h"

static void value(const struct check *c, bool neox)
{
	enum { N = 130 };
	float cs[N], x[N], y[N];
	size_t i;

	if (!check_case(c, "%d", (int)N))
		return;
	check_fill_f32(x, N, CHECK_RANDOM);
	memcpy(y, x, sizeof(x));
	for (i = 0; i < N; i += 2) {
		double angle = check_uniform(0, 1000);

		cs[i] = (float)cos(angle);
		cs[i + 1] = (float)sin(angle);
	}
	(neox ? c->k->rope_neox : c->k->rope_norm)(y, cs, N);
	for (i = 0; i < N / 2; i++) {
		size_t a = neox ? i : 2 * i, b = neox ? i + N / 2 : 2 * i + 1;
		double co = (double)cs[2 * i], si = (double)cs[2 * i + 1];

		check_near(a, (double)y[a], (double)x[a] * co - (double)x[b] * si, 8 * 0x1p-23);
		check_near(b, (double)y[b], (double)x[a] * si + (double)x[b] * co, 8 * 0x1p-23);
	}
}

static void value_neox(const struct check *c)
{
	value(c, true);
}

static void value_norm(const struct check *c)
{
	value(c, false);
}

static void bits(const struct check *from, bool neox)
{
	struct check c = *from;
	size_t n;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 2; n <= 70; n += 2) {
			float *cs, *want, *got;

			if (!check_case(&c, "%zu", n))
				continue;
			cs = check_buf(&c, n, sizeof(*cs));
			want = check_dst(&c, n, sizeof(*want));
			got = check_dst(&c, n, sizeof(*got));
			check_fill_f32(cs, n, CHECK_RANDOM);
			check_fill_f32(want, n, c.kind);
			memcpy(got, want, n * sizeof(*got));
			(neox ? c.c->rope_neox : c.c->rope_norm)(want, cs, n);
			(neox ? c.k->rope_neox : c.k->rope_norm)(got, cs, n);
			check_same_f32(&c, got, want, n);
		}
}

static void bits_neox(const struct check *c)
{
	bits(c, true);
}

static void bits_norm(const struct check *c)
{
	bits(c, false);
}

void check_rope(void)
{
	check_value("rope_neox", "turns the pairs (i, i + n/2) by their angles", value_neox);
	check_value("rope_norm", "turns the pairs (2i, 2i + 1) by their angles", value_norm);
	check_bits("rope_neox", bits_neox);
	check_bits("rope_norm", bits_norm);
}

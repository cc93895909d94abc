/* SPDX-License-Identifier: MIT */
/* rmsnorm against its formula in double. */
#include <math.h>

#include "check.h"

static void value(const struct check *c)
{
	static const size_t sizes[] = { 1, 17, 2560, 6913 };
	const float eps = 1e-5f;
	size_t k, i;

	for (k = 0; k < 4; k++) {
		size_t n = sizes[k];
		double ss = 0, r;
		float *x, *w, *y;

		if (!check_case(c, "%zu", n))
			continue;
		x = check_buf(c, n, sizeof(*x));
		w = check_buf(c, n, sizeof(*w));
		y = check_dst(c, n, sizeof(*y));
		check_fill_f32(x, n, CHECK_RANDOM);
		check_fill_f32(w, n, CHECK_RANDOM);
		for (i = 0; i < n; i++)
			ss += (double)x[i] * (double)x[i];
		r = 1 / sqrt(ss / (double)n + (double)eps);
		c->k->rmsnorm(y, x, w, n, eps);
		for (i = 0; i < n; i++)
			check_near(i, (double)y[i], (double)x[i] * r * (double)w[i],
				   (double)(n / 32 + 12) * 0x1p-24 * fabs((double)x[i] * r * (double)w[i]));
	}
}

static void bits(const struct check *from)
{
	struct check c = *from;
	size_t n;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 1; n <= 67; n++) {
			float *x, *w, *want, *got;

			if (!check_case(&c, "%zu", n))
				continue;
			x = check_buf(&c, n, sizeof(*x));
			w = check_buf(&c, n, sizeof(*w));
			want = check_dst(&c, n, sizeof(*want));
			got = check_dst(&c, n, sizeof(*got));
			check_fill_f32(x, n, c.kind);
			check_fill_f32(w, n, CHECK_RANDOM);
			c.c->rmsnorm(want, x, w, n, 1e-5f);
			c.k->rmsnorm(got, x, w, n, 1e-5f);
			check_same_f32(&c, got, want, n);
			c.k->rmsnorm(x, x, w, n, 1e-5f);
			check_same_f32(&c, x, want, n);
		}
}

void check_rmsnorm(void)
{
	check_value("rmsnorm", "is the formula in double within rounding errors", value);
	check_bits("rmsnorm", bits);
}

/* SPDX-License-Identifier: MIT */
/* layernorm against its formula in double. */
#include <math.h>

#include "check.h"

static void value(const struct check *c)
{
	static const size_t sizes[] = { 1, 17, 768, 3073 };
	const float eps = 1e-5f;
	size_t k, i;

	for (k = 0; k < 4; k++) {
		size_t n = sizes[k];
		double mean = 0, var = 0, r;
		float *x, *w, *b, *y;

		if (!check_case(c, "%zu", n))
			continue;
		x = check_buf(c, n, sizeof(*x));
		w = check_buf(c, n, sizeof(*w));
		b = check_buf(c, n, sizeof(*b));
		y = check_dst(c, n, sizeof(*y));
		check_fill_f32(x, n, CHECK_RANDOM);
		check_fill_f32(w, n, CHECK_RANDOM);
		check_fill_f32(b, n, CHECK_RANDOM);
		for (i = 0; i < n; i++)
			mean += (double)x[i] / (double)n;
		for (i = 0; i < n; i++)
			var += ((double)x[i] - mean) * ((double)x[i] - mean) / (double)n;
		r = 1 / sqrt(var + (double)eps);
		c->k->layernorm(y, x, w, b, n, eps);
		for (i = 0; i < n; i++)
			check_near(i, (double)y[i], ((double)x[i] - mean) * r * (double)w[i] + (double)b[i],
				   (double)(n / 16 + 16) * 0x1p-24 * 16);
	}
}

static void bits(const struct check *from)
{
	struct check c = *from;
	size_t n;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 1; n <= 67; n++) {
			float *x, *w, *b, *want, *got;

			if (!check_case(&c, "%zu", n))
				continue;
			x = check_buf(&c, n, sizeof(*x));
			w = check_buf(&c, n, sizeof(*w));
			b = check_buf(&c, n, sizeof(*b));
			want = check_dst(&c, n, sizeof(*want));
			got = check_dst(&c, n, sizeof(*got));
			check_fill_f32(x, n, c.kind);
			check_fill_f32(w, n, CHECK_RANDOM);
			check_fill_f32(b, n, c.kind);
			c.c->layernorm(want, x, w, b, n, 1e-5f);
			c.k->layernorm(got, x, w, b, n, 1e-5f);
			check_same_f32(&c, got, want, n);
			c.k->layernorm(x, x, w, b, n, 1e-5f);
			check_same_f32(&c, x, want, n);
		}
}

void check_layernorm(void)
{
	check_value("layernorm", "is the formula in double within rounding errors", value);
	check_bits("layernorm", bits);
}

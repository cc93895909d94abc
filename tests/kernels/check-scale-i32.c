/* SPDX-License-Identifier: MIT */
/* scale_i32: the quotient and the product in double, and bits for every length. */
#include <math.h>

#include "check.h"

static int32_t *make(const struct check *c, size_t n)
{
	static const int32_t ends[] = { INT32_MIN, INT32_MAX, 0, 1, -1, 1 << 24, (1 << 24) + 1, -(1 << 25) - 3 };
	int32_t *x = check_buf(c, n, sizeof(*x));
	size_t i;

	for (i = 0; i < n; i++)
		x[i] = c->kind == CHECK_ZERO ? 0 : c->kind == CHECK_SPECIAL ? ends[check_random() % 8] :
			c->kind == CHECK_LARGE ? (int32_t)check_random() : (int32_t)(check_random() % 400001) - 200000;
	return x;
}

static void value(const struct check *from)
{
	struct check c = *from;
	size_t i, n = 301;
	int kind;

	for (kind = 0; kind < CHECK_KINDS; kind++) {
		int32_t *x;
		float *y;

		c.kind = (enum check_kind)kind;
		if (!check_case(&c, "%zu/%d", n, kind))
			continue;
		x = make(&c, n);
		y = check_dst(&c, n, sizeof(*y));
		c.k->scale_i32(y, x, n, 3.7f, 0.021f);
		for (i = 0; i < n; i++) {
			double want = x[i] / (double)3.7f * (double)0.021f;

			check_near(i, (double)y[i], want, fabs(want) * 0x1.8p-23);
		}
	}
}

static void one(const struct check *c, size_t n, float s, float w)
{
	int32_t *x;
	float *want, *got;

	if (!check_case(c, "%zu/%a/%a", n, (double)s, (double)w))
		return;
	x = make(c, n);
	want = check_dst(c, n, sizeof(*want));
	got = check_dst(c, n, sizeof(*got));
	c->c->scale_i32(want, x, n, s, w);
	c->k->scale_i32(got, x, n, s, w);
	check_same_f32(c, got, want, n);
	c->k->scale_i32((float *)(void *)x, x, n, s, w);
	check_same_f32(c, x, want, n);
}

static void bits(const struct check *from)
{
	static const float s[] = { 1.0f, 3.0f, 0x1.fffffep+3f, 0x1.000002p-3f, 0x1p-120f, 0x1p100f, 0x1.812346p-124f,
				   0x1.7f3456p+126f, 0.0f, INFINITY, 12700000.0f };
	struct check c = *from;
	size_t n, i;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 1; n <= 70; n++)
			one(&c, n, (float)check_uniform(0.01, 100), (float)check_uniform(0.001, 2));
	c.shift = 0;
	for (i = 0; i < sizeof(s) / sizeof(s[0]); i++) {
		one(&c, 500, s[i], 0.37f);
		one(&c, 500, s[i], 0x1p-140f);
	}
	for (i = 0; i < 40; i++)
		one(&c, 2000, ldexpf((float)check_uniform(1, 2), (int)(check_random() % 40) - 20), (float)check_uniform(0.001, 2));
}

void check_scale_i32(void)
{
	check_value("scale_i32", "is x / s * w within three roundings", value);
	check_bits("scale_i32", bits);
}

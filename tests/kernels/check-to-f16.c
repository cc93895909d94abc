/* SPDX-License-Identifier: MIT */
/* to_f16 by its definition: the nearest half, and of two equally near ones the even. */
#include <math.h>
#include <string.h>

#include "check.h"

static uint16_t convert(const struct check *c, float x)
{
	uint16_t h;

	c->k->to_f16(&h, &x, 1);
	return h;
}

static void round_trip(const struct check *c)
{
	uint32_t h;

	if (!check_case(c, "all"))
		return;
	for (h = 0; h < 65536; h++) {
		uint16_t got = convert(c, (float)check_half((uint16_t)h)), want = (uint16_t)h;

		if (isnan(check_half(want)) ? !isnan(check_half(got)) : got != want)
			check_fail("y[%u] want 0x%04x got 0x%04x", h, want, got);
	}
}

/* Between two neighbours a and b: the middle goes to the even one, the floats beside it to the nearer. */
static void middles(const struct check *c)
{
	uint32_t h;

	if (!check_case(c, "all"))
		return;
	for (h = 0; h < 0x7c00; h++) {
		double a = check_half((uint16_t)h), b = h == 0x7bff ? 65536 : check_half((uint16_t)(h + 1));
		float mid = (float)((a + b) / 2);
		uint16_t even = (uint16_t)(h & 1 ? h + 1 : h);

		if (convert(c, mid) != even || convert(c, -mid) != (even | 0x8000))
			check_fail("middle %a want 0x%04x got 0x%04x", (double)mid, even, convert(c, mid));
		if (convert(c, nextafterf(mid, 0)) != h || convert(c, nextafterf(mid, INFINITY)) != h + 1)
			check_fail("beside %a want 0x%04x and 0x%04x got 0x%04x and 0x%04x", (double)mid, h, h + 1,
				   convert(c, nextafterf(mid, 0)), convert(c, nextafterf(mid, INFINITY)));
	}
}

static void specials(const struct check *c)
{
	static const struct {
		uint32_t f;
		uint16_t h;
	} t[] = {
		{ 0x7f800000, 0x7c00 }, { 0xff800000, 0xfc00 }, { 0x7f7fffff, 0x7c00 }, { 0x00000001, 0x0000 }, { 0x80000001, 0x8000 },
		{ 0x7fc00000, 0x7e00 }, { 0xffc00000, 0xfe00 }, { 0x7f800001, 0x7e00 }, { 0x7fa00000, 0x7f00 }, { 0x7fffffff, 0x7fff },
	};
	size_t i;
	float x;

	if (!check_case(c, "list"))
		return;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		memcpy(&x, &t[i].f, 4);
		if (convert(c, x) != t[i].h)
			check_fail("0x%08x want 0x%04x got 0x%04x", t[i].f, t[i].h, convert(c, x));
	}
}

static void bits(const struct check *from)
{
	struct check c = *from;
	size_t n, i;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 0; n <= 35; n++) {
			float *x;
			uint16_t *want, *got;

			if (!check_case(&c, "%zu", n))
				continue;
			x = check_buf(&c, n, sizeof(*x));
			want = check_dst(&c, n, sizeof(*want));
			got = check_dst(&c, n, sizeof(*got));
			check_fill_f32(x, n, c.kind);
			for (i = 0; i < n && c.kind == CHECK_SUBNORMAL; i++)
				x[i] *= 0x1p100f;
			c.c->to_f16(want, x, n);
			c.k->to_f16(got, x, n);
			check_same_u16(&c, got, want, n);
		}
}

void check_to_f16(void)
{
	check_value("to_f16", "gives back all 65536 halves", round_trip);
	check_value("to_f16", "rounds to nearest, halves to even, between all neighbours", middles);
	check_value("to_f16", "keeps infinities and NaN, overflows to infinity", specials);
	check_bits("to_f16", bits);
}

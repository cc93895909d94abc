/* SPDX-License-Identifier: MIT */
/* exp against the C library's in double; activations against their formulas with exp and tanh in double. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "kernels/c/math_c.h"

/* Distance in units of the last place of a float near want. */
static double ulps(double got, double want)
{
	int e;

	frexp(want, &e);
	return fabs(got - want) / ldexp(1, (e < -125 ? -125 : e) - 24);
}

static void exp_value(const struct check *c)
{
	double worst = 0;
	float at = 0, x;

	if (!check_case(c, "sweep"))
		return;
	for (x = -87.3f; x <= 88.7f; x += 0x1p-12f) {
		float jitter = x + (float)check_uniform(0, 0x1p-12);
		float v = jitter > 88.7f ? 88.7f : jitter;
		double u = ulps((double)exp_c(v), exp((double)v));

		if (u > worst) {
			worst = u;
			at = v;
		}
	}
	check_note("exp: largest error %.3f ulp, at %a", worst, (double)at);
	if (worst > 1.2)
		check_fail("exp(%a) is %.3f ulp off", (double)at, worst);
}

static void exp_ends(const struct check *c)
{
	if (!check_case(c, "ends"))
		return;
	check_near(0, (double)exp_c(0.0f), 1, 0);
	check_near(1, (double)exp_c(-0.0f), 1, 0);
	check_near(2, (double)exp_c(-87.4f), 0, 0);
	check_near(3, (double)exp_c(-INFINITY), 0, 0);
	check_near(4, (double)exp_c(88.8f), HUGE_VAL, 0);
	check_near(5, (double)exp_c(INFINITY), HUGE_VAL, 0);
	check_near(6, (double)exp_c(NAN), (double)NAN, 0);
	check_near(7, (double)exp_c(-87.3f), exp((double)-87.3f), 2e-45);
	check_near(8, (double)exp_c(88.7f), exp((double)88.7f), 5e31);
}

static double relu2(double g)
{
	return g > 0 ? g * g : 0;
}

static double silu(double g)
{
	return g / (1 + exp(-g));
}

static double gelu(double x)
{
	return 0.5 * x * (1 + tanh(sqrt(2 / 3.14159265358979323846) * (x + 0.044715 * x * x * x)));
}

typedef double act_fn(double x);

/* y = act(g) * u for g from -20 to 20: errors relative to |g u|, or absolute near 0. */
static void sweep(const struct check *c, bitnet_glu_fn *glu, bitnet_act_fn *act, act_fn *want, double bound)
{
	enum { N = 4096 };
	static float g[N], u[N], y[N];
	double worst = 0;
	size_t i;

	if (!check_case(c, "sweep"))
		return;
	for (i = 0; i < N; i++) {
		g[i] = (float)check_uniform(-20, 20);
		u[i] = act ? 1.0f : (float)check_uniform(-4, 4);
	}
	if (act)
		act(y, g, N);
	else
		glu(y, g, u, N);
	for (i = 0; i < N; i++) {
		double w = want((double)g[i]) * (double)u[i], scale = (want == relu2 ? fabs(w) : fabs((double)g[i] * (double)u[i])) + 1e-30;

		check_near(i, (double)y[i], w, bound * scale);
		worst = fmax(worst, fabs((double)y[i] - w) / scale);
	}
	check_note("%s: largest error %.3g relative to the input", c->op, worst);
}

static void relu2_value(const struct check *c)
{
	sweep(c, c->k->glu_relu2, NULL, relu2, 2 * 0x1p-24);
}

static void silu_value(const struct check *c)
{
	sweep(c, c->k->glu_silu, NULL, silu, 5 * 0x1p-24);
}

static void gelu_glu_value(const struct check *c)
{
	sweep(c, c->k->glu_gelu, NULL, gelu, 8 * 0x1p-24);
}

static void gelu_value(const struct check *c)
{
	sweep(c, NULL, c->k->gelu, gelu, 8 * 0x1p-24);
}

static bitnet_glu_fn *glu_of(const struct bitnet_kernels *k, const char *op)
{
	if (strcmp(op, "glu_relu2") == 0)
		return k->glu_relu2;
	return strcmp(op, "glu_silu") == 0 ? k->glu_silu : k->glu_gelu;
}

static void apply(const struct check *c, const struct bitnet_kernels *k, float *y, const float *g, const float *u, size_t n)
{
	if (strcmp(c->op, "gelu") == 0)
		k->gelu(y, g, n);
	else
		glu_of(k, c->op)(y, g, u, n);
}

/* Where exp has its ends, and the floats beside them. */
static float exp_end(void)
{
	static const float ends[] = { 87.3f, -87.3f, 88.7f, -88.7f };
	float v = ends[check_random() % 4];
	uint32_t r = check_random() % 3;

	return r == 0 ? v : nextafterf(v, r == 1 ? 0.0f : 2 * v);
}

static void one(const struct check *c, size_t n, double range)
{
	float *g, *u, *want, *got;
	size_t i;

	if (!check_case(c, "%zu*%g", n, range))
		return;
	g = check_buf(c, n, sizeof(*g));
	u = check_buf(c, n, sizeof(*u));
	want = check_dst(c, n, sizeof(*want));
	got = check_dst(c, n, sizeof(*got));
	check_fill_f32(g, n, c->kind);
	check_fill_f32(u, n, c->kind);
	for (i = 0; i < n && c->kind == CHECK_RANDOM; i++)
		g[i] *= (float)range;
	for (i = 0; i < n && c->kind == CHECK_SPECIAL; i += 3)
		g[i] = exp_end();
	apply(c, c->c, want, g, u, n);
	apply(c, c->k, got, g, u, n);
	check_same_f32(c, got, want, n);
	apply(c, c->k, g, g, u, n);
	check_same_f32(c, g, want, n);
}

static void bits(const struct check *from)
{
	struct check c = *from;
	size_t n;

	for (c.shift = 0; c.shift < 2; c.shift++)
		for (n = 0; n <= 35; n++)
			one(&c, n, 1);
	c.shift = 0;
	one(&c, 100003, 1);
	one(&c, 100003, 30);
}

void check_glu(void)
{
	check_value("exp", "is within 1.2 ulp of the C library's exp in double", exp_value);
	check_value("exp", "is 1 at 0 and right at both ends, at infinities and NaN", exp_ends);
	check_value("glu_relu2", "is the formula in double", relu2_value);
	check_value("glu_silu", "is the formula in double", silu_value);
	check_value("glu_gelu", "is the formula in double", gelu_glu_value);
	check_value("gelu", "is the formula in double", gelu_value);
	check_bits("glu_relu2", bits);
	check_bits("glu_silu", bits);
	check_bits("glu_gelu", bits);
	check_bits("gelu", bits);
}

/* SPDX-License-Identifier: MIT */
/* The sampler: order of the steps, ties, seeds, and odd logits. */
#include "head-rig.h"

static struct bitnet_sampler *make(struct bitnet_sampler_options o, uint32_t n)
{
	struct bitnet_sampler *s;
	struct bitnet_error err;

	CHECK_OK(bitnet_sampler_new(&s, &o, n, &err), err);
	return s;
}

static struct bitnet_sampler_options options(float temperature)
{
	struct bitnet_sampler_options o;

	bitnet_sampler_options_defaults(&o);
	o.temperature = temperature;
	o.seed = 7;
	return o;
}

/* Draw n times; count[id] of each of the n_ids. */
static void draw(struct bitnet_sampler *s, const float *logits, int n, int *count, uint32_t n_ids)
{
	int i;

	memset(count, 0, n_ids * sizeof(*count));
	for (i = 0; i < n; i++) {
		uint32_t id = bitnet_sampler_next(s, logits);

		CHECK(id < n_ids);
		count[id]++;
	}
}

TEST(greedy, "temperature 0 takes the highest logit, the lowest id among equals")
{
	struct bitnet_sampler *s = make(options(0), 5);

	CHECK_INT(bitnet_sampler_next(s, (const float[]){ 1, 3, 2, 3, 0 }), 1);
	CHECK_INT(bitnet_sampler_next(s, (const float[]){ -5, -4, -4, -9, -4 }), 1);
	bitnet_sampler_free(s);
}

TEST(greedy_odd, "NaN counts as minus infinity; nothing but NaN gives id 0; infinities are taken")
{
	struct bitnet_sampler *s = make(options(0), 4);

	CHECK_INT(bitnet_sampler_next(s, (const float[]){ NAN, -2, NAN, -1 }), 3);
	CHECK_INT(bitnet_sampler_next(s, (const float[]){ NAN, NAN, NAN, NAN }), 0);
	CHECK_INT(bitnet_sampler_next(s, (const float[]){ 1, INFINITY, 3, INFINITY }), 1);
	CHECK_INT(bitnet_sampler_next(s, (const float[]){ -INFINITY, -INFINITY, -1, NAN }), 2);
	bitnet_sampler_free(s);
}

TEST(odd_logits_drawn, "with a temperature, NaN and minus infinity are never drawn while there is a number")
{
	struct bitnet_sampler_options o = options(1);
	int count[5], i;

	for (i = 0; i < 4; i++) {
		struct bitnet_sampler *s;

		o.top_k = i & 1 ? 3 : 0;
		o.top_p = i & 2 ? 0.99f : 1;
		s = make(o, 5);
		draw(s, (const float[]){ NAN, 0, -INFINITY, 0, NAN }, 500, count, 5);
		CHECK_INT(count[1] + count[3], 500);
		CHECK(count[1] > 150 && count[3] > 150);
		draw(s, (const float[]){ NAN, 0, INFINITY, 0, NAN }, 50, count, 5);
		CHECK_INT(count[2], 50);
		draw(s, (const float[]){ NAN, NAN, NAN, NAN, NAN }, 50, count, 5);
		bitnet_sampler_free(s);
	}
}

TEST(frequencies, "draws follow softmax(logits / temperature)")
{
	/* At temperature 0.5: weights 1, e^-2, e^-4 of the sum 1.1536. */
	struct bitnet_sampler *s = make(options(0.5f), 3);
	int count[3];

	draw(s, (const float[]){ 1, 2, 0 }, 100000, count, 3);
	CHECK_NEAR(count[1], 86681, 600);
	CHECK_NEAR(count[0], 11731, 500);
	CHECK_NEAR(count[2], 1588, 250);
	bitnet_sampler_free(s);
}

TEST(top_k, "top-k keeps the k best, the lower ids among equals")
{
	struct bitnet_sampler_options o = options(1);
	struct bitnet_sampler *s;
	int count[6];

	o.top_k = 3;
	s = make(o, 6);
	draw(s, (const float[]){ 1, 0, 1, 2, 1, 1 }, 2000, count, 6);
	CHECK(count[0] > 0 && count[2] > 0 && count[3] > 0);
	CHECK_INT(count[1] + count[4] + count[5], 0);
	bitnet_sampler_free(s);
	o.top_k = 100;
	s = make(o, 6);
	draw(s, (const float[]){ 0, 0, 0, 0, 0, 0 }, 6000, count, 6);
	CHECK(count[0] > 800 && count[5] > 800);
	bitnet_sampler_free(s);
}

TEST(top_p, "top-p keeps the fewest that reach the share, of what top-k left")
{
	/* Shares 0.4, 0.3, 0.2, 0.1. */
	static const float logits[] = { -2.302585f, -0.916291f, -1.609438f, -1.203973f };
	struct bitnet_sampler_options o = options(1);
	struct bitnet_sampler *s;
	int count[4];

	o.top_p = 0.65f;
	s = make(o, 4);
	draw(s, logits, 7000, count, 4);
	CHECK_INT(count[0] + count[2], 0);
	CHECK_NEAR(count[1], 4000, 200);
	bitnet_sampler_free(s);
	/* Of the best two, the first has 4/7 = 0.571 of the share. */
	o.top_k = 2;
	o.top_p = 0.55f;
	s = make(o, 4);
	draw(s, logits, 200, count, 4);
	CHECK_INT(count[1], 200);
	bitnet_sampler_free(s);
	o.top_k = 0;
	o.top_p = 0;
	s = make(o, 4);
	draw(s, logits, 200, count, 4);
	CHECK_INT(count[1], 200);
	bitnet_sampler_free(s);
}

TEST(min_p, "min-p drops what has less than that part of the best one's share")
{
	static const float logits[] = { -2.302585f, -0.916291f, -1.609438f, -1.203973f };
	struct bitnet_sampler_options o = options(1);
	struct bitnet_sampler *s;
	int count[4], how;

	o.min_p = 0.45f;
	for (how = 0; how < 3; how++) {
		o.top_k = how == 1 ? 4 : how == 2 ? 3 : 0;
		s = make(o, 4);
		draw(s, logits, 2000, count, 4);
		CHECK_INT(count[0], 0);
		CHECK(count[1] > 0 && count[2] > 0 && count[3] > 0);
		bitnet_sampler_free(s);
	}
	o.top_k = 0;
	o.min_p = 1;
	s = make(o, 4);
	draw(s, logits, 100, count, 4);
	CHECK_INT(count[1], 100);
	bitnet_sampler_free(s);
}

TEST(penalty, "the repeat penalty divides positive and multiplies negative logits of the last 64 ids, once each")
{
	struct bitnet_sampler_options o = options(0);
	struct bitnet_sampler *s;
	int i;

	o.repeat_penalty = 2;
	s = make(o, 3);
	CHECK_INT(bitnet_sampler_next(s, (const float[]){ 3, 2, -1 }), 0);
	bitnet_sampler_accept(s, 0);
	bitnet_sampler_accept(s, 0);
	CHECK_INT(bitnet_sampler_next(s, (const float[]){ 3, 1.4f, -1 }), 0);
	CHECK_INT(bitnet_sampler_next(s, (const float[]){ 3, 1.6f, -1 }), 1);
	CHECK_INT(bitnet_sampler_next(s, (const float[]){ -1, -1.9f, -3 }), 1);
	CHECK_INT(bitnet_sampler_next(s, (const float[]){ -1, -2.1f, -3 }), 0);
	for (i = 0; i < 64; i++)
		bitnet_sampler_accept(s, 2);
	CHECK_INT(bitnet_sampler_next(s, (const float[]){ 3, 1.6f, 3.1f }), 0);
	bitnet_sampler_free(s);
}

TEST(seeds, "a seed gives the same ids again, another one others, whatever was drawn before it was made")
{
	static float logits[1000];
	uint32_t first[64];
	int i, j, differs = 0, how;

	for (i = 0; i < 1000; i++)
		logits[i] = (float)(i * 7919 % 1000) / 300;
	for (how = 0; how < 4; how++) {
		struct bitnet_sampler_options o = options(1);

		o.top_k = how & 1 ? 50 : 0;
		o.top_p = how & 2 ? 0.9f : 1;
		for (j = 0; j < 3; j++) {
			struct bitnet_sampler *s;

			o.seed = j < 2 ? 42 : 43;
			s = make(o, 1000);
			for (i = 0; i < 64; i++) {
				uint32_t id = bitnet_sampler_next(s, logits);

				if (j == 0)
					first[i] = id;
				else if (j == 1)
					CHECK_INT(id, first[i]);
				else
					differs += id != first[i];
			}
			bitnet_sampler_free(s);
		}
		CHECK(differs > 32);
	}
}

/* The four numbers come from another implementation of SplitMix64 and xoshiro256**, in Python. */
TEST(fixed, "seed 42 draws these ids from a uniform distribution, on every machine")
{
	struct bitnet_sampler_options o = options(1);
	static const float logits[1000] = { 0 };
	struct bitnet_sampler *s;
	static const uint32_t want[4] = { 83, 378, 680, 924 };
	int i;

	o.seed = 42;
	s = make(o, 1000);
	for (i = 0; i < 4; i++)
		CHECK_INT(bitnet_sampler_next(s, logits), want[i]);
	bitnet_sampler_free(s);
}

TEST(options_checked, "refuses options outside their ranges, NaN included, by name")
{
	struct bitnet_sampler_options o;
	struct bitnet_sampler *s = NULL;
	struct bitnet_error err;
	int i;

	for (i = 0; i < 8; i++) {
		o = options(1);
		if (i < 2)
			o.temperature = i ? NAN : -1;
		else if (i < 4)
			o.top_p = i == 2 ? 1.5f : NAN;
		else if (i < 6)
			o.min_p = i == 4 ? -0.1f : 2;
		else
			o.repeat_penalty = i == 6 ? 0 : INFINITY;
		CHECK_INT(bitnet_sampler_new(&s, &o, 10, &err), BITNET_E_INPUT);
		CHECK_STR(err.name, "sampler_range");
		CHECK(!s);
	}
	CHECK_INT(bitnet_sampler_new(&s, NULL, 0, &err), BITNET_E_INPUT);
}

/* As bitnet_sampler_next() on all logits, for states that change and rows of which some are equal. */
static void same_picks(struct bitnet_sampler_options o, bool half)
{
	enum { ROWS = 1500, COLS = 160 };
	struct bitnet_sampler *plain, *quick;
	size_t i, c, found;
	float x[COLS];
	struct rig r;

	rig_init(&r, ROWS, COLS);
	for (i = 0; i < ROWS * COLS; i++)
		r.rows[i] = rig_normal(&r) * 0.1f;
	for (i = 0; i < ROWS / 3; i += 2)
		memcpy(r.rows + (ROWS - 1 - i) * COLS, r.rows + i * COLS, sizeof(x));
	rig_start(&r, half, NULL, 1);
	plain = make(o, ROWS);
	quick = make(o, ROWS);
	for (i = 0; i < 300; i++) {
		uint32_t want, got;

		/* Mostly the row of the last id: it, and the row that equals it, are the best. */
		for (c = 0; c < COLS; c++)
			x[c] = rig_normal(&r) + 2 * r.rows[(i / 7 * 31 % ROWS) * COLS + c];
		rig_input(&r, x);
		want = bitnet_sampler_next(plain, bitnet_session_logits(r.s));
		rig_input(&r, x);
		got = bitnet_sampler_pick(quick, r.s);
		if (got != want)
			FAIL("pick %zu: id %u, and %u of all logits", i, got, want);
		bitnet_sampler_accept(plain, want);
		bitnet_sampler_accept(quick, got);
	}
	found = r.s->best.n;
	bitnet_sampler_free(plain);
	bitnet_sampler_free(quick);
	rig_stop(&r);
	if (o.temperature > 0 && !o.top_k && (o.top_p < 1 || o.min_p == 0))
		CHECK_INT(found, 0);
	else
		CHECK(found > 200);
}

TEST(picks, "of few logits the same 300 ids are picked as of all: greedy, top-k, top-p and min-p, with and without penalty")
{
	static const float penalties[] = { 1, 1.3f, 0.7f };
	size_t i;
	int half;

	for (half = 0; half < 2; half++)
		for (i = 0; i < 3; i++) {
			struct bitnet_sampler_options o = options(0);

			o.repeat_penalty = penalties[i];
			same_picks(o, half);
			o.temperature = 0.8f;
			o.top_k = 40;
			same_picks(o, half);
			o.top_p = 0.9f;
			o.min_p = 0.05f;
			same_picks(o, half);
			o.top_k = 0;
			same_picks(o, half);
			o.top_p = 1;
			same_picks(o, half);
			o.min_p = 0;
			same_picks(o, half);
			o.top_k = 1;
			same_picks(o, half);
		}
}

TEST(pick_plain, "without a compact head, and for as many ids as there are, the pick is that of all logits")
{
	struct bitnet_sampler_options o = options(1);
	struct bitnet_sampler *a, *b;
	float x[8] = { 1, 2, 3, 4, -1, -2, -3, -4 };
	struct rig r;
	size_t i;

	rig_init(&r, 50, 8);
	for (i = 0; i < 50 * 8; i++)
		r.rows[i] = rig_normal(&r);
	rig_start(&r, false, NULL, 1);
	o.top_k = 50;
	a = make(o, 50);
	b = make(o, 50);
	for (i = 0; i < 40; i++) {
		if (i == 20)
			bitnet_head_release(&r.m);
		rig_input(&r, x);
		CHECK_INT(bitnet_sampler_pick(a, r.s), bitnet_sampler_next(b, bitnet_session_logits(r.s)));
	}
	CHECK_INT(r.s->best.n, 0);
	bitnet_sampler_free(a);
	bitnet_sampler_free(b);
	rig_stop(&r);
}

int main(void)
{
	return tap_main();
}

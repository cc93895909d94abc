/* SPDX-License-Identifier: MIT */
/*
 * Costs against the formula in long double on the logits of bitnet_session_eval(); windows against a
 * loop over single windows, by the rules of tools/perplexity/perplexity.cpp of llama.cpp.
 */
#include <math.h>

#include "model-run.h"

#define V 40

/* n ids that follow no pattern. */
static void fill(uint32_t *text, size_t n, uint64_t seed)
{
	size_t i;

	for (i = 0; i < n; i++)
		text[i] = tiny_random(&seed, V);
}

/* -ln softmax(row)[id] */
static double want_cost(const float *row, uint32_t id)
{
	long double sum = 0, max = (long double)row[0];
	int i;

	for (i = 1; i < V; i++)
		if ((long double)row[i] > max)
			max = (long double)row[i];
	for (i = 0; i < V; i++)
		sum += expl((long double)row[i] - max);
	return (double)(logl(sum) - ((long double)row[id] - max));
}

TEST(formula, "a cost is minus the logarithm of the softmax, to the last digits of a double")
{
	struct bitnet_session_options o = options(0);
	uint32_t text[20];
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;
	float all[19 * V];
	double cost[19];
	int i;

	fill(text, 20, 5);
	start(&r, &t, &o);
	CHECK_OK(bitnet_session_eval(r.s, text, 19, all, &err), err);
	bitnet_session_truncate(r.s, 0);
	CHECK_OK(bitnet_session_score(r.s, text, 19, text + 1, cost, &err), err);
	CHECK_INT(bitnet_session_position(r.s), 19);
	CHECK_MEM(bitnet_session_logits(r.s), all + 18 * V, V * sizeof(*all));
	for (i = 0; i < 19; i++)
		if (!(fabs(cost[i] - want_cost(all + (size_t)i * V, text[i + 1])) < 2e-15))
			FAIL("cost %d is %.17g, want %.17g", i, cost[i], want_cost(all + (size_t)i * V, text[i + 1]));
	stop(&r);
}

TEST(same, "costs are the same bits for every split, batch, number of threads and CPU level")
{
	const char *const *levels = bitnet_cpu_levels();
	double want[19], got[19];
	uint32_t text[20];
	struct tiny t = small();
	struct bitnet_error err;
	uint32_t batch, split;
	int set = 0;

	fill(text, 20, 7);
	for (; *levels; levels++)
		for (batch = 1; batch < 12; batch += 3)
			for (split = 0; split < 19; split += 6) {
				struct bitnet_session_options o = options(0);
				struct running r;

				o.n_batch = batch;
				o.n_threads = 1 + split % 4;
				o.cpu_level = *levels;
				start(&r, &t, &o);
				CHECK_OK(bitnet_session_score(r.s, text, split, text + 1, got, &err), err);
				CHECK_OK(bitnet_session_score(r.s, text + split, 19 - split, text + split + 1, got + split, &err), err);
				if (!set++)
					memcpy(want, got, sizeof(want));
				CHECK_MEM(got, want, sizeof(want));
				stop(&r);
			}
}

TEST(score_refused, "ids that do not fit or are not in the vocabulary are refused, and nothing is appended")
{
	struct bitnet_session_options o = options(6);
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;
	double cost[8];

	start(&r, &t, &o);
	CHECK_INT(bitnet_session_score(r.s, ids, 7, ids, cost, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "context_full");
	CHECK_INT(bitnet_session_score(r.s, (const uint32_t[]){ 1, V }, 2, ids, cost, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "token id 40 is not below the vocabulary size 40");
	CHECK_INT(bitnet_session_score(r.s, ids, 2, (const uint32_t[]){ 1, 41 }, cost, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "token id 41 is not below the vocabulary size 40");
	CHECK_INT(bitnet_session_position(r.s), 0);
	stop(&r);
}

TEST(not_finite, "logits that overflow are an error by name, not a number")
{
	struct bitnet_session_options o = options(0);
	static float huge[256];
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;
	double cost[4];
	int i;

	for (i = 0; i < 256; i++)
		huge[i] = 3e38f;
	t.poke = "output_norm.weight";
	t.poke_n = sizeof(huge);
	t.poke_with = (const unsigned char *)huge;
	start(&r, &t, &o);
	CHECK_INT(bitnet_session_score(r.s, ids, 4, ids + 1, cost, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "logits_not_finite");
	CHECK_STR(err.message, "the logits after id 1 at position 0 are not finite");
	stop(&r);
}

/* The costs of ids[from..n), each window by itself. */
static double window_alone(struct bitnet_session *s, const uint32_t *text, size_t from, size_t n, double *sum_squares)
{
	struct bitnet_error err;
	float all[32 * V];
	double sum = 0;
	size_t i;

	bitnet_session_truncate(s, 0);
	CHECK_OK(bitnet_session_eval(s, text, n - 1, all, &err), err);
	for (i = from; i < n; i++) {
		double c = want_cost(all + (i - 1) * V, text[i]);

		sum += c;
		*sum_squares += c * c;
	}
	return sum;
}

struct seen {
	size_t n, first[64], count[64];
	double sum[64];
	size_t stop_after;
};

static int note(void *arg, const struct bitnet_perplexity *p)
{
	struct seen *seen = arg;

	seen->first[seen->n] = p->first;
	seen->count[seen->n] = p->n;
	seen->sum[seen->n++] = p->window_sum;
	CHECK_INT(p->n_done, seen->n);
	return seen->n == seen->stop_after;
}

/* 103 ids by windows of `window`: n_windows of them, window w from w * step on, ids from `from` on scored. */
static void check_windows(uint32_t window, uint32_t stride, int64_t bos, size_t n_windows, size_t step, size_t from)
{
	struct bitnet_perplexity_options how = { window, stride, bos };
	struct bitnet_session_options o = options(0);
	double sum = 0, squares = 0, error, n = (double)(n_windows * (window - from));
	struct seen seen = { .n = 0 };
	struct bitnet_perplexity p;
	uint32_t text[103];
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;
	size_t w;

	fill(text, 103, 11);
	start(&r, &t, &o);
	CHECK_OK(bitnet_session_eval(r.s, ids, 8, NULL, &err), err);    /* what was there does not matter */
	CHECK_OK(bitnet_perplexity_run(r.s, text, 103, &how, note, &seen, &p, &err), err);
	CHECK_INT(p.n_windows, n_windows);
	CHECK_INT(p.n_done, n_windows);
	CHECK_INT(p.n_scored, n_windows * (window - from));
	CHECK_INT(seen.n, n_windows);
	for (w = 0; w < n_windows; w++) {
		uint32_t copy[32];
		double one;

		memcpy(copy, text + w * step, window * sizeof(*copy));
		if (bos >= 0 && !stride)
			copy[0] = (uint32_t)bos;
		one = window_alone(r.s, copy, from, window, &squares);
		CHECK_INT(seen.first[w], w * step + from);
		CHECK_INT(seen.count[w], window - from);
		CHECK_NEAR(seen.sum[w], one, 1e-12);
		sum += one;
	}
	CHECK_NEAR(p.sum, sum, 1e-11);
	CHECK_NEAR(bitnet_perplexity_value(&p, &error), exp(sum / n), 1e-9);
	CHECK_NEAR(error, exp(sum / n) * sqrt((squares / n - sum / n * (sum / n)) / (n - 1)), 1e-6);
	stop(&r);
}

TEST(side_by_side, "without stride the second half of each window is scored, behind BOS where there is one")
{
	check_windows(16, 0, -1, 6, 16, 9);
	check_windows(16, 0, 3, 6, 16, 9);
	check_windows(32, 0, 0, 3, 32, 17);
	check_windows(15, 0, -1, 6, 15, 8);
	check_windows(3, 0, 1, 34, 3, 2);
}

TEST(strides, "with a stride the last ids of each window are scored, each id once")
{
	check_windows(16, 4, 3, 22, 4, 12);
	check_windows(16, 15, -1, 6, 15, 1);
	check_windows(32, 5, -1, 15, 5, 27);
}

/* n ids whole, by windows of `window`: each id but the first once, behind the ids that its window begins with. */
static void check_whole(size_t n, uint32_t window, uint32_t stride, size_t n_windows)
{
	struct bitnet_perplexity_options how = { window, stride, 3 };
	struct bitnet_session_options o = options(0);
	size_t w, at = 0, done = 1, step = stride ? stride : window - 1;
	double sum = 0, squares = 0;
	struct seen seen = { .n = 0 };
	struct bitnet_perplexity p = { .n_windows = 0 };
	uint32_t text[103];
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;

	fill(text, 103, 13);
	start(&r, &t, &o);
	CHECK_OK(bitnet_perplexity_add(r.s, text, n, &how, note, &seen, &p, &err), err);
	CHECK_INT(p.n_windows, n_windows);
	CHECK_INT(p.n_done, n_windows);
	CHECK_INT(p.n_scored, n - 1);
	for (w = 0; w < n_windows; w++, at += step) {
		size_t end = n - at < window ? n : at + window;

		CHECK_INT(seen.first[w], done);
		CHECK_INT(seen.count[w], end - done);
		sum += window_alone(r.s, text + at, done - at, end - at, &squares);
		done = end;
	}
	CHECK_INT(done, n);
	CHECK_NEAR(p.sum, sum, 1e-11);
	CHECK_NEAR(p.sum_squares, squares, 1e-10);
	stop(&r);
}

TEST(whole, "a text of several is scored whole: each id but the first once, from all that its window holds")
{
	check_whole(2, 16, 0, 1);
	check_whole(15, 16, 0, 1);
	check_whole(16, 16, 0, 1);
	check_whole(17, 16, 0, 2);
	check_whole(31, 16, 0, 2);
	check_whole(32, 16, 0, 3);
	check_whole(103, 16, 0, 7);
	check_whole(103, 16, 4, 23);
	check_whole(103, 16, 15, 7);
	check_whole(103, 3, 0, 51);
}

TEST(several, "the costs of several texts add up, and a text of one id adds nothing")
{
	struct bitnet_perplexity_options how = { 16, 0, -1 };
	struct bitnet_session_options o = options(0);
	struct bitnet_perplexity p = { .n_windows = 0 }, one = p, two = p;
	uint32_t text[40];
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;

	fill(text, 40, 17);
	start(&r, &t, &o);
	CHECK_OK(bitnet_perplexity_add(r.s, text, 25, &how, NULL, NULL, &one, &err), err);
	CHECK_OK(bitnet_perplexity_add(r.s, text + 25, 15, &how, NULL, NULL, &two, &err), err);
	CHECK_OK(bitnet_perplexity_add(r.s, text, 25, &how, NULL, NULL, &p, &err), err);
	CHECK_OK(bitnet_perplexity_add(r.s, text, 1, &how, NULL, NULL, &p, &err), err);
	CHECK_OK(bitnet_perplexity_add(r.s, text, 0, &how, NULL, NULL, &p, &err), err);
	CHECK_OK(bitnet_perplexity_add(r.s, text + 25, 15, &how, NULL, NULL, &p, &err), err);
	CHECK_INT(p.n_scored, 24 + 14);
	CHECK_INT(p.n_windows, 3);
	CHECK_NEAR(p.sum, one.sum + two.sum, 1e-12);
	how.stride = 16;
	CHECK_INT(bitnet_perplexity_add(r.s, text, 25, &how, NULL, NULL, &p, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "window_range");
	how.stride = 0;
	text[20] = V;
	CHECK_INT(bitnet_perplexity_add(r.s, text, 25, &how, NULL, NULL, &p, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "token_range");
	stop(&r);
}

TEST(refused, "windows that cannot be and texts below two windows are refused with the numbers")
{
	struct bitnet_perplexity_options how = { 16, 0, -1 };
	struct bitnet_session_options o = options(0);
	struct bitnet_perplexity p;
	uint32_t text[70];
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;

	fill(text, 70, 3);
	start(&r, &t, &o);
	CHECK_INT(bitnet_perplexity_run(r.s, text, 31, &how, NULL, NULL, &p, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "text_too_short");
	CHECK_STR(err.message, "the text has 31 ids, two windows of 16 take 32");
	CHECK_OK(bitnet_perplexity_run(r.s, text, 32, &how, NULL, NULL, &p, &err), err);
	CHECK_INT(bitnet_perplexity_run(r.s, text, 63, NULL, NULL, NULL, &p, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "the text has 63 ids, two windows of 32 take 64");
	CHECK_OK(bitnet_perplexity_run(r.s, text, 64, NULL, NULL, NULL, &p, &err), err);
	how.window = 2;
	CHECK_INT(bitnet_perplexity_run(r.s, text, 64, &how, NULL, NULL, &p, &err), BITNET_E_LIMIT);
	CHECK_STR(err.message, "a window of 2 ids: 3 to 32 are possible");
	how.window = 33;
	CHECK_INT(bitnet_perplexity_run(r.s, text, 70, &how, NULL, NULL, &p, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "window_range");
	how.window = how.stride = 8;
	CHECK_INT(bitnet_perplexity_run(r.s, text, 64, &how, NULL, NULL, &p, &err), BITNET_E_LIMIT);
	CHECK_STR(err.message, "a stride of 8 ids is not below the window of 8");
	how.stride = 0;
	how.bos = INT64_MAX;
	CHECK_INT(bitnet_perplexity_run(r.s, text, 64, &how, NULL, NULL, &p, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "token_range");
	stop(&r);
}

TEST(cancelled, "the caller may stop after any window")
{
	struct bitnet_perplexity_options how = { 8, 0, -1 };
	struct bitnet_session_options o = options(0);
	struct seen seen = { .stop_after = 2 };
	struct bitnet_perplexity p;
	uint32_t text[64];
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;

	fill(text, 64, 3);
	start(&r, &t, &o);
	CHECK_INT(bitnet_perplexity_run(r.s, text, 64, &how, note, &seen, &p, &err), BITNET_E_CANCELLED);
	CHECK_STR(err.message, "the caller stopped after window 2 of 8");
	CHECK_INT(seen.n, 2);
	CHECK_INT(p.n_scored, 6);
	stop(&r);
}

TEST(value, "the perplexity of nothing is NaN, that of a uniform choice among 8 is 8 with no error")
{
	struct bitnet_perplexity p = { .n_scored = 0 };
	double error = 1, ln8 = 3 * 0x1.62e42fefa39efp-1;

	CHECK(isnan(bitnet_perplexity_value(&p, &error)));
	CHECK(error == 0);
	p.n_scored = 1;
	p.sum = ln8;
	p.sum_squares = ln8 * ln8;
	CHECK_NEAR(bitnet_perplexity_value(&p, &error), 8, 1e-14);
	CHECK(error == 0);
	p.n_scored = 2;
	p.sum = 2;
	p.sum_squares = 4;              /* costs 0 and 2: mean 1, variance 1 */
	CHECK_NEAR(bitnet_perplexity_value(&p, &error), 2.718281828459045, 1e-14);
	CHECK_NEAR(error, 2.718281828459045, 1e-14);
	p.sum = 2e4;
	CHECK(isinf(bitnet_perplexity_value(&p, NULL)));
}

int main(void)
{
	return tap_main();
}

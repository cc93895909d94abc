/* SPDX-License-Identifier: MIT */
/* What a model thinks of a text that is there: costs of ids, and perplexity over windows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "infer/infer-int.h"

/* Logits that are held at a time, unless one row is larger. */
#define ROWS_BYTES ((size_t)64 << 20)

/* Partial sums over a row: element i goes into sum i % LANES. */
#define LANES 8

/*
 * -ln(e^row[id] / sum of e^row[i]), with the largest logit taken off all of them.  An infinite or NaN logit
 * gives a cost that is not finite.
 */
static double cost_of(const float *row, size_t n, uint32_t id)
{
	double lane[LANES] = { 0 }, sum, max = (double)row[0];
	size_t i;

	for (i = 1; i < n; i++)
		if ((double)row[i] > max)
			max = (double)row[i];
	for (i = 0; i < n; i++)
		lane[i % LANES] += bitnet_trig_exp((double)row[i] - max);
	sum = ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
	return sum >= 1 ? bitnet_trig_log(sum) - ((double)row[id] - max) : NAN;
}

struct scoring {
	const struct bitnet_session *s;
	const uint32_t *next;
	double *cost;
};

static void score_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct scoring *a = arg;
	size_t n_vocab = a->s->m->hp.n_vocab, i;

	(void)thread;
	for (i = begin; i < end; i++)
		a->cost[i] = cost_of(a->s->rows + i * n_vocab, n_vocab, a->next[i]);
}

static int make_rows(struct bitnet_session *s, struct bitnet_error *err)
{
	size_t row = (size_t)s->m->hp.n_vocab * sizeof(*s->rows), n = ROWS_BYTES / row;

	if (s->rows)
		return 0;
	n = n < 1 ? 1 : n > s->n_batch ? s->n_batch : n;
	s->rows = bitnet_alloc(n, row);
	if (!s->rows)
		return bitnet_error_nomem(err, (unsigned long long)n * row);
	s->n_rows = n;
	return 0;
}

static int check_next(const struct bitnet_session *s, const uint32_t *next, size_t n, struct bitnet_error *err)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (next[i] >= s->m->hp.n_vocab)
			return bitnet_error_set(err, BITNET_E_INPUT, "token_range", "token id %u is not below the vocabulary size %u",
						next[i], s->m->hp.n_vocab);
	return 0;
}

int bitnet_session_score(struct bitnet_session *s, const uint32_t *ids, size_t n, const uint32_t *next, double *cost,
			 struct bitnet_error *err)
{
	int r = bitnet_session_takes(s, ids, n, err);
	size_t i, j;

	if (r == 0)
		r = check_next(s, next, n, err);
	if (r == 0)
		r = make_rows(s, err);
	for (i = 0; r == 0 && i < n; i += j) {
		struct scoring a = { s, next + i, cost + i };
		size_t now = n - i < s->n_rows ? n - i : s->n_rows;

		r = bitnet_session_eval(s, ids + i, now, s->rows, err);
		if (r)
			return r;
		bitnet_pool_run(s->pool, score_rows, &a, now, 1);
		for (j = 0; j < now; j++)
			if (!isfinite(cost[i + j]))
				return bitnet_error_set(err, BITNET_E_INPUT, "logits_not_finite",
							"the logits after id %u at position %zu are not finite", ids[i + j],
							s->position - now + j);
	}
	return r;
}

void bitnet_perplexity_options_defaults(struct bitnet_perplexity_options *o)
{
	memset(o, 0, sizeof(*o));
	o->bos = -1;
}

/* Sizes that make sense for the session. */
static int check_windows(const struct bitnet_session *s, uint64_t window, uint64_t stride, struct bitnet_error *err)
{
	if (window < 3 || window > s->n_ctx)
		return bitnet_error_set(err, BITNET_E_LIMIT, "window_range", "a window of %llu ids: 3 to %u are possible",
					(unsigned long long)window, s->n_ctx);
	if (stride >= window)
		return bitnet_error_set(err, BITNET_E_LIMIT, "window_range", "a stride of %llu ids is not below the window of %llu",
					(unsigned long long)stride, (unsigned long long)window);
	return 0;
}

/* ... and for the text. */
static int check_text(uint64_t n, uint64_t window, struct bitnet_error *err)
{
	if (n < 2 * window)
		return bitnet_error_set(err, BITNET_E_INPUT, "text_too_short", "the text has %llu id%s, two windows of %llu take %llu",
					(unsigned long long)n, n == 1 ? "" : "s", (unsigned long long)window, (unsigned long long)(2 * window));
	return 0;
}

/* Tell the caller; he may stop. */
static int tell(bitnet_perplexity_fn *fn, void *arg, const struct bitnet_perplexity *p, struct bitnet_error *err)
{
	if (fn && fn(arg, p))
		return bitnet_error_set(err, BITNET_E_CANCELLED, "cancelled", "the caller stopped after window %llu of %llu",
					(unsigned long long)p->n_done, (unsigned long long)p->n_windows);
	return 0;
}

/* Scores ids[from..n) of a window. */
static int score_window(struct bitnet_session *s, const uint32_t *ids, size_t from, size_t n, double *cost, struct bitnet_perplexity *p,
			struct bitnet_error *err)
{
	size_t i;
	int r;

	bitnet_session_truncate(s, 0);
	r = bitnet_session_eval(s, ids, from - 1, NULL, err);
	if (r == 0)
		r = bitnet_session_score(s, ids + from - 1, n - from, ids + from, cost, err);
	if (r)
		return r;
	p->n = n - from;
	p->n_scored += p->n;
	p->n_done++;
	p->window_sum = 0;
	for (i = 0; i < p->n; i++) {
		p->sum += cost[i];
		p->sum_squares += cost[i] * cost[i];
		p->window_sum += cost[i];
	}
	return 0;
}

int bitnet_perplexity_run(struct bitnet_session *s, const uint32_t *ids, size_t n, const struct bitnet_perplexity_options *o,
			  bitnet_perplexity_fn *fn, void *arg, struct bitnet_perplexity *p, struct bitnet_error *err)
{
	struct bitnet_perplexity_options defaults;
	size_t window, step, from, start = 0;
	uint32_t *copy;
	double *cost;
	int r;

	bitnet_perplexity_options_defaults(&defaults);
	if (!o)
		o = &defaults;
	memset(p, 0, sizeof(*p));
	window = o->window ? o->window : s->n_ctx;
	r = check_windows(s, window, o->stride, err);
	if (r == 0)
		r = check_text(n, window, err);
	if (r)
		return r;
	step = o->stride ? o->stride : window;
	from = o->stride ? window - o->stride : window / 2 + 1;
	p->n_windows = o->stride ? (n - window + step - 1) / step : n / window;
	copy = bitnet_alloc(window, sizeof(*copy));
	cost = bitnet_alloc(window, sizeof(*cost));
	if (!copy || !cost)
		r = bitnet_error_nomem(err, window * (sizeof(*copy) + sizeof(*cost)));
	for (; r == 0 && p->n_done < p->n_windows; start += step) {
		memcpy(copy, ids + start, window * sizeof(*copy));
		if (o->bos >= 0 && !o->stride)
			copy[0] = o->bos < UINT32_MAX ? (uint32_t)o->bos : UINT32_MAX;
		p->first = start + from;
		r = score_window(s, copy, from, window, cost, p, err);
		if (r == 0)
			r = tell(fn, arg, p, err);
	}
	free(copy);
	free(cost);
	return r;
}

int bitnet_perplexity_add(struct bitnet_session *s, const uint32_t *ids, size_t n, const struct bitnet_perplexity_options *o,
			  bitnet_perplexity_fn *fn, void *arg, struct bitnet_perplexity *p, struct bitnet_error *err)
{
	size_t window = o && o->window ? o->window : s->n_ctx, stride = o ? o->stride : 0;
	size_t step = stride ? stride : window - 1, start = 0, done = 1;
	double *cost;
	int r = check_windows(s, window, stride, err);

	if (r || n < 2)
		return r;
	p->n_windows += n <= window ? 1 : 1 + (n - window + step - 1) / step;
	cost = bitnet_alloc(window, sizeof(*cost));
	if (!cost)
		r = bitnet_error_nomem(err, window * sizeof(*cost));
	for (; r == 0 && done < n; start += step) {
		size_t end = n - start < window ? n : start + window;

		p->first = done;
		r = score_window(s, ids + start, done - start, end - start, cost, p, err);
		done = end;
		if (r == 0)
			r = tell(fn, arg, p, err);
	}
	free(cost);
	return r;
}

double bitnet_perplexity_value(const struct bitnet_perplexity *p, double *error)
{
	double n = (double)p->n_scored, mean = p->sum / n, value = p->n_scored ? bitnet_trig_exp(mean) : NAN;
	double variance = p->sum_squares / n - mean * mean;

	if (error)
		*error = p->n_scored > 1 && variance > 0 ? sqrt(variance / (n - 1)) * value : 0;
	return value;
}

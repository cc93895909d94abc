/* SPDX-License-Identifier: MIT */
/*
 * Samplers: see infer.h for the order of the steps.
 *
 * Candidates are ordered by logit, equal ones by id, so that a seed gives the same ids everywhere;
 * exp is the kernels'.  A NaN logit counts as minus infinity.  Candidates come off a heap, best
 * first, only as many as the steps ask for.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "infer/infer-int.h"
#include "kernels/c/math_c.h"

#define LAST 64

struct candidate {
	float logit;
	uint32_t id;
};

struct bitnet_sampler {
	struct bitnet_sampler_options o;
	uint32_t n_vocab;
	uint64_t state[4];
	uint32_t last[LAST], n_last, at;        /* a ring */
	uint32_t n_heap;                        /* the ids that are looked at, ascending at first */
	struct candidate *heap, *picked;
	double *weight;                         /* of picked */
};

void bitnet_sampler_options_defaults(struct bitnet_sampler_options *o)
{
	memset(o, 0, sizeof(*o));
	o->top_p = 1;
	o->repeat_penalty = 1;
}

/* Steele, Lea and Flood's SplitMix64: spreads a seed over the state. */
static uint64_t splitmix(uint64_t *x)
{
	uint64_t z = *x += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t rotl(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

/* Blackman and Vigna's xoshiro256**. */
static uint64_t next_random(uint64_t s[4])
{
	uint64_t result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

static int check_option(const char *what, float v, float lo, float hi, struct bitnet_error *err)
{
	if (v >= lo && v <= hi)
		return 0;
	return bitnet_error_set(err, BITNET_E_INPUT, "sampler_range", "%s is %g, %g to %g allowed", what, (double)v, (double)lo, (double)hi);
}

static int check_options(const struct bitnet_sampler_options *o, struct bitnet_error *err)
{
	int r = check_option("temperature", o->temperature, 0, 1e6f, err);

	if (r == 0)
		r = check_option("top-p", o->top_p, 0, 1, err);
	if (r == 0)
		r = check_option("min-p", o->min_p, 0, 1, err);
	return r ? r : check_option("repeat penalty", o->repeat_penalty, 1e-6f, 1e6f, err);
}

int bitnet_sampler_new(struct bitnet_sampler **out, const struct bitnet_sampler_options *o, uint32_t n_vocab, struct bitnet_error *err)
{
	struct bitnet_sampler_options defaults;
	struct bitnet_sampler *s;
	uint64_t x;
	int i, r;

	if (!o) {
		bitnet_sampler_options_defaults(&defaults);
		o = &defaults;
	}
	r = check_options(o, err);
	if (r == 0 && n_vocab == 0)
		r = bitnet_error_set(err, BITNET_E_INPUT, "sampler_range", "the vocabulary is empty");
	if (r)
		return r;
	s = calloc(1, sizeof(*s));
	if (!s)
		return bitnet_error_nomem(err, sizeof(*s));
	s->o = *o;
	s->n_vocab = n_vocab;
	x = o->seed;
	for (i = 0; i < 4; i++)
		s->state[i] = splitmix(&x);
	s->heap = bitnet_alloc(n_vocab, sizeof(*s->heap));
	s->picked = bitnet_alloc(n_vocab, sizeof(*s->picked));
	s->weight = bitnet_alloc(n_vocab, sizeof(*s->weight));
	if (!s->heap || !s->picked || !s->weight) {
		bitnet_sampler_free(s);
		return bitnet_error_nomem(err, n_vocab * (2 * sizeof(*s->heap) + sizeof(*s->weight)));
	}
	*out = s;
	return 0;
}

void bitnet_sampler_free(struct bitnet_sampler *s)
{
	if (!s)
		return;
	free(s->heap);
	free(s->picked);
	free(s->weight);
	free(s);
}

void bitnet_sampler_accept(struct bitnet_sampler *s, uint32_t id)
{
	s->last[s->at] = id;
	s->at = (s->at + 1) % LAST;
	if (s->n_last < LAST)
		s->n_last++;
}

/* Whether last[i] stands there for the first time. */
static bool first_of_its_kind(const struct bitnet_sampler *s, uint32_t i)
{
	uint32_t j;

	for (j = 0; j < i; j++)
		if (s->last[j] == s->last[i])
			return false;
	return true;
}

static void fill(struct bitnet_sampler *s, const uint32_t *ids, const float *logits, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		s->heap[i].logit = logits[i] == logits[i] ? logits[i] : -INFINITY;
		s->heap[i].id = ids ? ids[i] : (uint32_t)i;
	}
	s->n_heap = (uint32_t)n;
}

/* The place of an id, which is there. */
static size_t find(const struct bitnet_sampler *s, uint32_t id)
{
	size_t lo = 0, hi = s->n_heap;

	while (hi - lo > 1) {
		size_t middle = lo + (hi - lo) / 2;

		if (s->heap[middle].id <= id)
			lo = middle;
		else
			hi = middle;
	}
	return lo;
}

/* The different ids that the penalty falls on. */
static size_t penalised(const struct bitnet_sampler *s, uint32_t ids[LAST])
{
	uint32_t i;
	size_t n = 0;

	for (i = 0; s->o.repeat_penalty != 1 && i < s->n_last; i++)
		if (s->last[i] < s->n_vocab && first_of_its_kind(s, i))
			ids[n++] = s->last[i];
	return n;
}

static void punish(struct bitnet_sampler *s, const uint32_t *ids, size_t n)
{
	float penalty = s->o.repeat_penalty;
	size_t i;

	for (i = 0; i < n; i++) {
		float *l = &s->heap[find(s, ids[i])].logit;

		*l = *l > 0 ? *l / penalty : *l * penalty;
	}
}

static bool better(const struct candidate *a, const struct candidate *b)
{
	return a->logit > b->logit || (a->logit == b->logit && a->id < b->id);
}

static uint32_t best(const struct bitnet_sampler *s)
{
	uint32_t i, top = 0;

	for (i = 1; i < s->n_heap; i++)
		if (s->heap[i].logit > s->heap[top].logit)
			top = i;
	return top;
}

static void sink(struct candidate *h, size_t n, size_t i)
{
	struct candidate c = h[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= n)
			break;
		if (child + 1 < n && better(&h[child + 1], &h[child]))
			child++;
		if (!better(&h[child], &c))
			break;
		h[i] = h[child];
		i = child;
	}
	h[i] = c;
}

static struct candidate pop(struct candidate *h, size_t *n)
{
	struct candidate top = h[0];

	h[0] = h[--*n];
	if (*n)
		sink(h, *n, 0);
	return top;
}

/* exp((logit - top) / temperature); equal infinities weigh 1. */
static double weight_of(const struct bitnet_sampler *s, float logit, float top)
{
	return logit == top ? 1 : (double)exp_c((logit - top) / s->o.temperature);
}

static double total_weight(const struct bitnet_sampler *s, const struct candidate *c, size_t n, float top)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += weight_of(s, c[i].logit, top);
	return sum;
}

/* Without top-k and top-p no order is needed: the ids as they come, but for min-p. */
static size_t pick_all(struct bitnet_sampler *s, float top)
{
	size_t n = 0;
	uint32_t i;

	for (i = 0; i < s->n_heap; i++) {
		double w = weight_of(s, s->heap[i].logit, top);

		if (w == 0 || w < (double)s->o.min_p)
			continue;
		s->picked[n] = s->heap[i];
		s->weight[n++] = w;
	}
	return n;
}

/* The candidates that may be drawn, with their weights: the best one's is 1.  Returns how many. */
static size_t pick(struct bitnet_sampler *s)
{
	size_t n_heap = s->n_heap, n = 0, most = s->n_heap, i;
	bool top_k = s->o.top_k && s->o.top_k < s->n_vocab, top_p = s->o.top_p < 1;
	double total = 0, sum = 0;
	float top = s->heap[best(s)].logit;

	if (!top_k && !top_p)
		return pick_all(s, top);
	if (top_p && !top_k)
		total = total_weight(s, s->heap, s->n_heap, top);
	for (i = n_heap / 2; i-- > 0;)
		sink(s->heap, n_heap, i);
	if (top_k) {
		most = s->o.top_k;
		for (i = 0; i < most; i++)
			s->picked[i] = pop(s->heap, &n_heap);
		total = total_weight(s, s->picked, most, top);
	}
	while (n < most) {
		if (!top_k)
			s->picked[n] = pop(s->heap, &n_heap);
		s->weight[n] = weight_of(s, s->picked[n].logit, top);
		if (s->weight[n] == 0 || s->weight[n] < (double)s->o.min_p)
			break;
		sum += s->weight[n++];
		if (top_p && sum >= (double)s->o.top_p * total)
			break;
	}
	return n;
}

static uint32_t choose(struct bitnet_sampler *s)
{
	double sum = 0, at;
	size_t n, i;

	if (s->o.temperature == 0)
		return s->heap[best(s)].id;
	n = pick(s);
	for (i = 0; i < n; i++)
		sum += s->weight[i];
	at = (double)(next_random(s->state) >> 11) * 0x1p-53 * sum;
	for (i = 0; i + 1 < n; i++) {
		at -= s->weight[i];
		if (at < 0)
			break;
	}
	return s->picked[i].id;
}

uint32_t bitnet_sampler_next(struct bitnet_sampler *s, const float *logits)
{
	uint32_t ids[LAST];

	fill(s, NULL, logits, s->n_vocab);
	punish(s, ids, penalised(s, ids));
	return choose(s);
}

/*
 * Which logits can matter; false: all.  With min-p alone these are the ones within -ln(min_p) * temperature of the
 * highest, and a margin for the roundings of exp.
 */
static bool few_matter(const struct bitnet_sampler *s, struct bitnet_best_wanted *w)
{
	const struct bitnet_sampler_options *o = &s->o;

	w->k = 1;
	w->below = 0;
	if (o->temperature == 0)
		return true;
	if (o->top_k && o->top_k < s->n_vocab) {
		w->k = o->top_k;
		return true;
	}
	if (o->top_p < 1 || !(o->min_p >= 0x1p-100f))
		return false;
	w->below = o->temperature * (float)(0.01 - 1.001 * bitnet_trig_log((double)o->min_p));
	return true;
}

uint32_t bitnet_sampler_pick(struct bitnet_sampler *s, struct bitnet_session *session)
{
	struct bitnet_best_wanted w;
	struct bitnet_best best;
	uint32_t ids[LAST];

	w.n_also = penalised(s, ids);
	w.also = ids;
	if (!few_matter(s, &w) || !bitnet_best_find(session, &w, &best))
		return bitnet_sampler_next(s, bitnet_session_logits(session));
	fill(s, best.ids, best.logits, best.n);
	punish(s, ids, w.n_also);
	return choose(s);
}

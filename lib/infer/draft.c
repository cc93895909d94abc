/* SPDX-License-Identifier: MIT */
/*
 * Guesses at the ids that follow, from the ids that were there: where the last few stood before, what
 * came then may come again.
 *
 * A table from hashes of the last 2, 3 and 4 ids to where they stood last gives a place to read on from; of
 * that place and the one before, read on by one, the one with more ids in common with the end is kept.
 *
 * How far to guess: how often the next id of a place was right is counted by the length of what was in
 * common, for every id, asked for or not.  With the time that passes of each size took, that says how many
 * ids a guess of k brings in what time; the best k is taken, and often that is none.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "infer/infer-int.h"

#define SHORTEST 2
#define LONGEST 4               /* of what is looked up */
#define COMPARED 32             /* of what is compared */
#define TABLE_BITS 16
#define CLASSES 8

/* What a pass costs for each further id until it is measured, as a share of a pass for one. */
#define FIRST_COST 0.08
/* A guess has to be better than none by this factor. */
#define WORTH 1.03
/* Weights of new values in the averages. */
#define NEW_TIME 0.25
#define NEW_RATE 0.05
/* What was measured so many passes ago is forgotten: a size that was slow once is tried again. */
#define FORGOTTEN 500

struct bitnet_draft {
	uint32_t *ids;
	size_t n, cap;
	uint32_t *table;        /* by hash: an index into ids behind the ids hashed, 0 none */
	size_t at, common;      /* the place to read on from, and how many ids before it are as at the end; 0: none */
	double right[CLASSES];  /* how often the id at the place was the one */
	double seconds[1 + BITNET_DRAFT_MAX];   /* of a pass with so many guesses; 0: not known */
	uint32_t age[1 + BITNET_DRAFT_MAX];     /* passes since it was measured */
};

int bitnet_draft_new(struct bitnet_draft **out, struct bitnet_error *err)
{
	static const double right[CLASSES] = { 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9 };
	struct bitnet_draft *d = calloc(1, sizeof(*d));

	if (!d)
		return bitnet_error_nomem(err, sizeof(*d));
	memcpy(d->right, right, sizeof(right));
	d->table = calloc((size_t)1 << TABLE_BITS, sizeof(*d->table));
	if (!d->table) {
		bitnet_draft_free(d);
		return bitnet_error_nomem(err, ((size_t)1 << TABLE_BITS) * sizeof(*d->table));
	}
	*out = d;
	return 0;
}

void bitnet_draft_free(struct bitnet_draft *d)
{
	if (!d)
		return;
	free(d->ids);
	free(d->table);
	free(d);
}

void bitnet_draft_clear(struct bitnet_draft *d)
{
	memset(d->table, 0, ((size_t)1 << TABLE_BITS) * sizeof(*d->table));
	d->n = d->at = d->common = 0;
}

/* By what is in common: 2, 3, 4, 5 to 6, 7 to 9, 10 to 15, 16 to 31, more. */
static size_t class_of(size_t common)
{
	static const size_t begins[CLASSES] = { 0, 3, 4, 5, 7, 10, 16, 32 };
	size_t c = CLASSES - 1;

	while (common < begins[c])
		c--;
	return c;
}

/* The slot of the last k ids. */
static uint32_t *slot(const struct bitnet_draft *d, size_t k)
{
	uint64_t h = k;
	size_t i;

	for (i = d->n - k; i < d->n; i++)
		h = (h ^ d->ids[i]) * UINT64_C(0x9e3779b97f4a7c15);
	return &d->table[h >> (64 - TABLE_BITS)];
}

/* How many ids before `at` are as at the end. */
static size_t in_common(const struct bitnet_draft *d, size_t at)
{
	size_t k = 0;

	while (k < COMPARED && k < at && d->ids[at - 1 - k] == d->ids[d->n - 1 - k])
		k++;
	return k;
}

/* Choose the place to read on from, after an id was added. */
static void look_up(struct bitnet_draft *d)
{
	size_t k;

	for (k = d->n < LONGEST ? d->n : LONGEST; k >= SHORTEST; k--) {
		uint32_t *s = slot(d, k);
		size_t at = *s, common = at && at < d->n ? in_common(d, at) : 0;        /* n: two k in one slot */

		*s = (uint32_t)d->n;
		if (common >= SHORTEST && common > d->common) {
			d->at = at;
			d->common = common;
		}
	}
}

int bitnet_draft_accept(struct bitnet_draft *d, uint32_t id, struct bitnet_error *err)
{
	if (d->n == d->cap) {
		size_t cap = d->cap ? 2 * d->cap : 1024;
		uint32_t *ids = d->n < UINT32_MAX / 2 ? realloc(d->ids, cap * sizeof(*ids)) : NULL;

		if (!ids)
			return bitnet_error_nomem(err, cap * sizeof(*ids));
		d->ids = ids;
		d->cap = cap;
	}
	if (d->common) {
		double *right = &d->right[class_of(d->common)];
		bool was = d->ids[d->at] == id;

		*right += NEW_RATE * ((was ? 1 : 0) - *right);
		d->common = was ? d->common + 1 : 0;
		d->at++;
	}
	d->ids[d->n++] = id;
	if (d->common > COMPARED)
		d->common = COMPARED;
	look_up(d);
	return 0;
}

/* What a pass with k guesses takes, in passes without one: measured, or on the line between or behind those that are. */
static double cost(const struct bitnet_draft *d, size_t k)
{
	size_t low = k, high = k + 1;
	double at_low, slope;

	if (d->seconds[0] == 0)
		return 1 + FIRST_COST * (double)k;
	while (low > 0 && d->seconds[low] == 0)
		low--;
	at_low = d->seconds[low] / d->seconds[0];
	if (low == k)
		return at_low;
	while (high <= BITNET_DRAFT_MAX && d->seconds[high] == 0)
		high++;
	if (high <= BITNET_DRAFT_MAX)
		slope = (d->seconds[high] / d->seconds[0] - at_low) / (double)(high - low);
	else
		slope = low ? (at_low - 1) / (double)low : FIRST_COST;
	return at_low + (slope > 0 ? slope : 0) * (double)(k - low);
}

/* The number of guesses, up to most, that brings most ids in the time. */
static size_t how_many(const struct bitnet_draft *d, size_t most)
{
	double ids = 1, all_right = 1, best_rate = WORTH;
	size_t k, best = 0;

	for (k = 1; k <= most; k++) {
		double rate;

		all_right *= d->right[class_of(d->common + k - 1)];
		ids += all_right;
		rate = ids / cost(d, k);
		if (rate > best_rate) {
			best_rate = rate;
			best = k;
		}
	}
	return best;
}

size_t bitnet_draft_next(const struct bitnet_draft *d, uint32_t *ids, size_t most)
{
	size_t n, i;

	if (!d->common)
		return 0;
	n = how_many(d, most < BITNET_DRAFT_MAX ? most : BITNET_DRAFT_MAX);
	/* Behind the end, what is guessed is read: a period goes on. */
	for (i = 0; i < n; i++)
		ids[i] = d->at + i < d->n ? d->ids[d->at + i] : ids[d->at + i - d->n];
	return n;
}

void bitnet_draft_timing(struct bitnet_draft *d, size_t n, double seconds)
{
	double *t;
	size_t k;

	if (!(seconds > 0) || n > BITNET_DRAFT_MAX)
		return;
	t = &d->seconds[n];
	/* A pass that the system interrupted says little. */
	if (*t > 0 && seconds > 2 * *t)
		seconds = 2 * *t;
	*t = *t > 0 ? *t + NEW_TIME * (seconds - *t) : seconds;
	for (k = 1; k <= BITNET_DRAFT_MAX; k++)
		if (k != n && ++d->age[k] > FORGOTTEN)
			d->seconds[k] = 0;
	d->age[n] = 0;
}

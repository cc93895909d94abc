/* SPDX-License-Identifier: MIT */
/*
 * The ids whose logits can matter, by the compact copy of the head, and exactly these logits: the bits that the plain
 * product gives.
 *
 * With x the hidden state and w a row, |.| Euclidean norms, and x' = unit * (128 hi + lo) what becomes of x in two parts
 * of 8 bits, a copy w' of the row with the error norm E = |w - w'| gives the estimate w' x', and
 *
 *	w x - w' x' = (w - w') x + w' (x - x')      at most  E |x| + (|w| + E) |x - x'|
 *
 * The plain product is a float: it differs from w x by at most (n_cols / 16 + 24) 2^-24 |w| |x| (CONTRACTS "dense": the
 * longest chain of roundings, and some).  The planes of the copy are multiplied with hi alone, which is off by at most
 * |step| |unit lo| sqrt(n_cols).  Products and sums below are floats themselves; SLACK is more than all their
 * roundings together.
 *
 * So: estimates of all rows by the codes; the exact logits of those that look best, of which the k-th is a threshold
 * that no id of the best k stays below; planes for the rows whose bound reaches it; exact logits for those
 * whose bound still does.  The codes are read once for all states of a call.
 */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "infer/infer-int.h"

#define BLOCK 64                /* rows that share a word of doubt */
#define SLACK 0x1p-17
#define PARTS 16256             /* 128 * 127: the largest |x| in units */
#define MORE 8                  /* rows beyond k that are computed for the threshold */
#define PAUSE 63                /* at most so many tokens without a try, where it did not pay */

struct search {
	struct bitnet_session *s;
	const struct bitnet_head *head;
	const struct bitnet_matrix *w;
	const struct bitnet_best_wanted *wanted;
	/* The state that is asked for. */
	const float *x, *y;             /* y: estimates */
	const int8_t *hi;
	const struct bitnet_best_input *in;
	float threshold;
	_Atomic uint64_t n_bytes;
};

/* One element of x as an integer in its two parts. */
static int split(struct bitnet_best_input *in, int8_t *hi, int8_t *lo, double x, double unit)
{
	double v = x / unit;
	int q = (int)(v < 0 ? v - 0.5 : v + 0.5), upper = (q + 64 + 128 * 128) / 128 - 128;

	*hi = (int8_t)upper;
	*lo = (int8_t)(q - 128 * upper);
	in->sum += q;
	in->hi_sum += upper;
	return q;
}

/* x in two parts, and what bounds are made of. */
static void take_input(struct bitnet_best_input *in, int8_t *hi, int8_t *lo, const float *x, size_t n, size_t n_padded)
{
	double ss = 0, top = 0, lost = 0, low = 0, norm, unit;
	size_t i;

	memset(in, 0, sizeof(*in));
	for (i = 0; i < n; i++) {
		double v = fabs((double)x[i]);

		ss += v * v;
		top = v > top ? v : top;
	}
	if (!(ss >= 0x1p-60 && ss <= 0x1p60))
		return;
	unit = (double)(float)(top / PARTS);
	for (i = 0; i < n; i++) {
		int q = split(in, &hi[i], &lo[i], (double)x[i], unit);
		double e = (double)x[i] - unit * q, l = unit * lo[i];

		lost += e * e;
		low += l * l;
	}
	memset(hi + n, 0, n_padded - n);
	memset(lo + n, 0, n_padded - n);
	norm = sqrt(ss);
	lost = sqrt(lost);
	in->unit = (float)(unit / 8);
	in->by_error = (float)((1 + SLACK) * (norm + lost));
	in->by_norm = (float)((1 + SLACK) * (lost + norm * (SLACK + ((double)n / 16 + 24) * 0x1p-24)));
	in->by_step = (float)((1 + SLACK) * sqrt((double)n * low) / 8);
	in->known = true;
}

static float estimate(const struct bitnet_best_input *in, const struct bitnet_head_row *row, int64_t eighths)
{
	return in->unit * row->scale * (float)eighths;
}

static size_t n_blocks(const struct search *a)
{
	return (a->w->n_rows + BLOCK - 1) / BLOCK;
}

/* Of one state. */
static void estimate_block(const struct search *a, size_t state, size_t b)
{
	struct bitnet_best_room *room = &a->s->best;
	size_t first = b * BLOCK, n = a->w->n_rows - first < BLOCK ? a->w->n_rows - first : BLOCK, n_padded = a->head->n_padded, i;
	float *y = a->s->logits + state * a->w->n_rows + first, top = -INFINITY;
	const struct bitnet_best_input *in = &room->input[state];
	int64_t dot[BLOCK];

	a->s->k.head_scan(dot, a->head->codes + first * (n_padded / 2), n, n_padded, room->hi + state * n_padded, room->lo + state * n_padded,
			  in->sum);
	for (i = 0; i < n; i++) {
		y[i] = estimate(in, &a->head->rows[first + i], 8 * dot[i]);
		top = y[i] > top ? y[i] : top;
	}
	room->tops[state * n_blocks(a) + b] = top;
}

static void estimate_blocks(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct search *a = arg;
	const struct bitnet_best_room *room = &a->s->best;
	size_t b, t;

	(void)thread;
	for (b = begin; b < end; b++)
		for (t = room->from; t < room->to; t++)
			if (room->input[t].known)
				estimate_block(a, t, b);
}

/* Estimates for the state that is asked for and those behind it. */
static void estimate_all(struct search *a)
{
	struct bitnet_best_room *room = &a->s->best;
	size_t n_padded = a->head->n_padded, t;

	room->from = a->s->state;
	room->to = a->s->n_states;
	for (t = room->from; t < room->to; t++)
		take_input(&room->input[t], room->hi + t * n_padded, room->lo + t * n_padded, a->s->hidden + t * a->w->n_cols, a->w->n_cols,
			   n_padded);
	bitnet_pool_run(a->s->pool, estimate_blocks, a, n_blocks(a), 1);
	atomic_fetch_add(&a->n_bytes, (uint64_t)a->w->n_rows * (n_padded / 2 + sizeof(struct bitnet_head_row)));
}

static bool is_also(const struct search *a, uint32_t id)
{
	size_t i;

	for (i = 0; i < a->wanted->n_also; i++)
		if (a->wanted->also[i] == id)
			return true;
	return false;
}

/* A heap of ids with the lowest estimate on top. */
static void sift(const float *y, uint32_t *ids, size_t n, size_t i)
{
	uint32_t id = ids[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= n)
			break;
		if (child + 1 < n && y[ids[child + 1]] < y[ids[child]])
			child++;
		if (y[ids[child]] >= y[id])
			break;
		ids[i] = ids[child];
		i = child;
	}
	ids[i] = id;
}

/* The ids of the `most` highest estimates that are not in also[], in no order.  Returns how many. */
static size_t look_best(const struct search *a, uint32_t *ids, size_t most)
{
	const float *y = a->y, *tops = a->s->best.tops + a->s->state * n_blocks(a);
	size_t n = 0, b, i, j;

	for (b = 0; b * BLOCK < a->w->n_rows; b++) {
		if (n == most && tops[b] <= y[ids[0]])
			continue;
		for (i = b * BLOCK; i < a->w->n_rows && i < (b + 1) * BLOCK; i++) {
			if ((n == most && y[i] <= y[ids[0]]) || is_also(a, (uint32_t)i))
				continue;
			if (n < most) {
				ids[n++] = (uint32_t)i;
				for (j = n / 2; n == most && j-- > 0;)
					sift(y, ids, n, j);
			} else {
				ids[0] = (uint32_t)i;
				sift(y, ids, n, 0);
			}
		}
	}
	return n;
}

/* Exact logits of the ids in the room; such as follow each other are computed together. */
static void exact_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct search *a = arg;
	const struct bitnet_matrix *w = a->w;
	const uint32_t *ids = a->s->best.ids;
	size_t i, run;

	(void)thread;
	for (i = begin; i < end; i += run) {
		for (run = 1; i + run < end && ids[i + run] == ids[i] + run; run++)
			;
		a->s->k.gemm_dense[w->dense](a->s->best.logits + i, 0, w->data + ids[i] * w->row_bytes, w->row_bytes, run, w->n_cols,
					     a->x, 0, 1);
	}
}

static void exact(struct search *a, size_t n)
{
	bitnet_pool_run(a->s->pool, exact_rows, a, n, 8);
	atomic_fetch_add(&a->n_bytes, (uint64_t)n * a->w->row_bytes);
}

static int descending(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x < y) - (x > y);
}

/* The k-th of some exact logits: k ids at least are not below it. */
static bool set_threshold(struct search *a)
{
	size_t k = a->wanted->k, n = look_best(a, a->s->best.ids, k + MORE), i;
	float *y = a->s->best.logits;

	if (n < k)
		return false;
	exact(a, n);
	for (i = 0; i < n; i++)
		y[i] = y[i] == y[i] ? y[i] : -INFINITY;
	qsort(y, n, sizeof(*y), descending);
	a->threshold = y[k - 1];
	if (a->wanted->below > 0)
		a->threshold -= a->wanted->below + fabsf(y[k - 1]) * 0x1p-20f;
	return true;
}

/* How far a row's logit is from its estimate with i planes at most, but for what the planes leave out of x. */
static float margin(const struct search *a, const struct bitnet_head_row *row, int i)
{
	return row->error[i] * a->in->by_error + row->norm * a->in->by_norm;
}

/* Whether a row's bound reaches the threshold without planes. */
static bool may_reach(const struct search *a, size_t r)
{
	return !(a->y[r] + margin(a, &a->head->rows[r], 0) < a->threshold);
}

/* Of n rows of a block those whose bound still reaches the threshold with plane i, which moves what is known by eighths. */
static size_t keep_in_doubt(const struct search *a, size_t first, uint32_t *rows, int64_t *eighths, size_t n, int i)
{
	const struct bitnet_best_input *in = a->in;
	size_t plane = a->head->n_padded / 8, kept = 0, j;
	int32_t set[BLOCK];
	int steps = 0, k;

	for (k = 0; k <= i; k++)
		steps += BITNET_HEAD_STEP(k);
	a->s->k.head_bits(set, a->head->bits[i] + first * plane, rows, n, a->head->n_padded, a->hi);
	for (j = 0; j < n; j++) {
		const struct bitnet_head_row *row = &a->head->rows[first + rows[j]];
		int64_t moved = eighths[j] + (int64_t)128 * BITNET_HEAD_STEP(i) * (2 * (int64_t)set[j] - in->hi_sum);

		if (a->y[first + rows[j]] + estimate(in, row, moved) +
		    (margin(a, row, i + 1) + row->scale * (float)steps * in->by_step) < a->threshold)
			continue;
		rows[kept] = rows[j];
		eighths[kept++] = moved;
	}
	return kept;
}

/* The rows of a block whose bound reaches the threshold with all planes; planes that it takes are counted. */
static uint64_t doubt_block(const struct search *a, size_t first, size_t n, uint64_t *n_planes)
{
	int64_t eighths[BLOCK] = { 0 };
	uint32_t rows[BLOCK], r;
	uint64_t doubt = 0;
	size_t left = 0, j;
	int i;

	for (r = 0; r < n; r++)
		if (may_reach(a, first + r))
			rows[left++] = r;
	for (i = 0; i < BITNET_HEAD_PLANES && left; i++) {
		*n_planes += left;
		left = keep_in_doubt(a, first, rows, eighths, left, i);
	}
	for (j = 0; j < left; j++)
		doubt |= (uint64_t)1 << rows[j];
	return doubt;
}

static void doubt_blocks(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct search *a = arg;
	uint64_t n_planes = 0;
	size_t b;

	(void)thread;
	for (b = begin; b < end; b++) {
		size_t first = b * BLOCK, n = a->w->n_rows - first < BLOCK ? a->w->n_rows - first : BLOCK;

		a->s->best.doubt[b] = doubt_block(a, first, n, &n_planes);
	}
	atomic_fetch_add(&a->n_bytes, n_planes * (a->head->n_padded / 8));
}

/* The ids in doubt and those of also[], ascending; more than there is room for: false. */
static bool list(const struct search *a, size_t *n)
{
	struct bitnet_best_room *room = &a->s->best;
	size_t b, i;

	for (i = 0; i < a->wanted->n_also; i++)
		room->doubt[a->wanted->also[i] / BLOCK] |= (uint64_t)1 << a->wanted->also[i] % BLOCK;
	*n = 0;
	for (b = 0; b < n_blocks(a); b++) {
		uint64_t doubt = room->doubt[b];

		if ((size_t)__builtin_popcountll(doubt) > room->cap - *n)
			return false;
		for (; doubt; doubt &= doubt - 1)
			room->ids[(*n)++] = (uint32_t)(b * BLOCK + (size_t)__builtin_ctzll(doubt));
	}
	return true;
}

static bool find(struct search *a, struct bitnet_best *out)
{
	struct bitnet_best_room *room = &a->s->best;
	size_t t = a->s->state;

	if (t < room->from || t >= room->to)
		estimate_all(a);
	a->x = a->s->hidden + t * a->w->n_cols;
	a->y = a->s->logits + t * a->w->n_rows;
	a->hi = room->hi + t * a->head->n_padded;
	a->in = &room->input[t];
	if (!a->in->known || !set_threshold(a))
		return false;
	bitnet_pool_run(a->s->pool, doubt_blocks, a, n_blocks(a), 1);
	if (!list(a, &out->n))
		return false;
	exact(a, out->n);
	out->ids = room->ids;
	out->logits = room->logits;
	return true;
}

bool bitnet_best_find(struct bitnet_session *s, const struct bitnet_best_wanted *w, struct bitnet_best *out)
{
	struct bitnet_best_room *room = &s->best;
	struct search a = { .s = s, .w = &s->m->output, .wanted = w };

	if (s->n_states == 0 || s->has_logits >> s->state & 1 || w->k + MORE > room->cap / 2)
		return false;
	a.head = bitnet_head_get(s->m, s->pool);
	if (!a.head)
		return false;
	if (room->wait) {
		room->wait--;
		return false;
	}
	atomic_init(&a.n_bytes, 0);
	if (!find(&a, out)) {
		room->pause = room->pause < PAUSE ? 2 * room->pause + 1 : PAUSE;
		room->wait = room->pause;
		return false;
	}
	room->pause = 0;
	room->n++;
	room->n_logits += out->n;
	room->n_bytes += atomic_load(&a.n_bytes);
	return true;
}

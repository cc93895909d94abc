/* SPDX-License-Identifier: MIT */
/*
 * The ids that can matter: nothing that may be among the best is lost, and every logit has the bits of the plain product.
 * Heads and hidden states are made to be hard: near and equal logits, scales far apart, and a state that
 * points along the very error of a copy, where the bound is reached.
 */
#include "head-rig.h"

#define COLS 320

static int descending(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x < y) - (x > y);
}

static bool is_in(const uint32_t *ids, size_t n, uint32_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* What best.h promises, held against all logits.  Returns how many ids were found, 0 when it declined. */
static size_t check_found(struct rig *r, const float *x, const struct bitnet_best_wanted *w)
{
	size_t n = r->m.output.n_rows, i, j;
	float *full = malloc(n * sizeof(*full)), *others = malloc(n * sizeof(*others)), threshold;
	struct bitnet_best b;

	CHECK(full && others);
	rig_input(r, x);
	memcpy(full, bitnet_session_logits(r->s), n * sizeof(*full));
	rig_input(r, x);
	if (!bitnet_best_find(r->s, w, &b)) {
		free(full);
		free(others);
		return 0;
	}
	for (i = j = 0; i < n; i++)
		if (!is_in(w->also, w->n_also, (uint32_t)i))
			others[j++] = full[i];
	CHECK(j >= w->k);
	qsort(others, j, sizeof(*others), descending);
	threshold = others[w->k - 1] - w->below;
	for (i = j = 0; i < n; i++) {
		bool found = j < b.n && b.ids[j] == i;

		if (found && memcmp(&b.logits[j], &full[i], sizeof(*full)) != 0)
			FAIL("id %zu: logit %.9g, %.9g by the plain product", i, (double)b.logits[j], (double)full[i]);
		if (!found && (full[i] >= threshold || is_in(w->also, w->n_also, (uint32_t)i)))
			FAIL("id %zu is lost: its logit is %.9g, the threshold %.9g", i, (double)full[i], (double)threshold);
		j += found;
	}
	CHECK_INT(j, b.n);
	free(full);
	free(others);
	return b.n;
}

static size_t find_best(struct rig *r, const float *x, size_t k)
{
	struct bitnet_best_wanted w = { .k = k };

	return check_found(r, x, &w);
}

static void fill_normal(struct rig *r, float scale)
{
	size_t i;

	for (i = 0; i < r->m.output.n_rows * r->m.output.n_cols; i++)
		r->rows[i] = scale * rig_normal(r);
}

static void normal_input(struct rig *r, float *x)
{
	size_t i;

	for (i = 0; i < r->m.output.n_cols; i++)
		x[i] = rig_normal(r);
}

TEST(random_rows, "of random rows few are computed, on every level and with one and three threads")
{
	const char *const *level;
	uint32_t threads;

	for (level = bitnet_cpu_levels(); *level; level++)
		for (threads = 1; threads <= 3; threads += 2) {
			static const uint32_t also[] = { 3, 2999, 64, 1500 };
			struct bitnet_best_wanted w = { .k = 40, .below = 0.2f, .also = also, .n_also = 4 };
			float x[COLS];
			struct rig r;
			size_t n;

			rig_init(&r, 3001, COLS);
			fill_normal(&r, 0.05f);
			rig_start(&r, true, *level, threads);
			normal_input(&r, x);
			n = find_best(&r, x, 1);
			CHECK(n >= 1 && n < 100);
			n = find_best(&r, x, 40);
			CHECK(n >= 40 && n < 400);
			CHECK(check_found(&r, x, &w) >= 40);
			CHECK_INT(r.s->best.n, 3);
			CHECK(r.s->best.n_bytes < 3 * 3001 * 2 * COLS);
			rig_stop(&r);
		}
}

TEST(sizes, "rows of any length and number, F16 and F32")
{
	static const size_t cols[] = { 1, 2, 63, 64, 65, 127, 128, 129, 200 }, rows[] = { 1, 2, 63, 64, 65, 129, 1000 };
	size_t c, n, k;
	int half;

	for (half = 0; half < 2; half++)
		for (c = 0; c < sizeof(cols) / sizeof(*cols); c++)
			for (n = 0; n < sizeof(rows) / sizeof(*rows); n++) {
				float x[200];
				struct rig r;

				rig_init(&r, rows[n], cols[c]);
				fill_normal(&r, 1);
				rig_start(&r, half, NULL, 1);
				normal_input(&r, x);
				for (k = 1; k <= rows[n]; k = 3 * k + 1)
					find_best(&r, x, k);
				rig_stop(&r);
			}
}

TEST(set_apart, "ids that are asked for anyhow do not count for the threshold of the others")
{
	struct bitnet_best_wanted w = { .k = 1 };
	uint32_t best[8];
	float x[COLS];
	struct rig r;

	rig_init(&r, 2000, COLS);
	fill_normal(&r, 1);
	rig_start(&r, true, NULL, 1);
	normal_input(&r, x);
	for (w.also = best; w.n_also < 8; w.n_also++) {
		const float *y;
		size_t i, top = 0;

		CHECK(check_found(&r, x, &w) > w.n_also);
		rig_input(&r, x);
		y = bitnet_session_logits(r.s);
		while (is_in(best, w.n_also, (uint32_t)top))
			top++;
		for (i = top; i < 2000; i++)
			if (y[i] > y[top] && !is_in(best, w.n_also, (uint32_t)i))
				top = i;
		best[w.n_also] = (uint32_t)top;
	}
	rig_stop(&r);
}

/* Rows that differ from one row in the last place of one weight, others near them, and many far below. */
TEST(near_rows, "rows that differ in one unit of the last place are told apart as the plain product does")
{
	size_t i, c;
	float x[COLS];
	struct rig r;

	rig_init(&r, 2000, COLS);
	fill_normal(&r, 0.02f);
	normal_input(&r, x);
	for (i = 7; i < 2000; i += 97) {
		for (c = 0; c < COLS; c++)
			r.rows[i * COLS + c] = x[c] * 0.125f;
		r.rows[i * COLS + i % COLS] = nextafterf(r.rows[i * COLS + i % COLS], i % 2 ? 1e9f : -1e9f);
	}
	rig_start(&r, false, NULL, 1);
	CHECK(find_best(&r, x, 1) >= 1);
	CHECK(find_best(&r, x, 5) >= 5);
	CHECK(find_best(&r, x, 21) >= 21);
	rig_stop(&r);
}

TEST(equal_rows, "equal logits are all found, and where all are equal the plain product is taken")
{
	float x[COLS];
	struct rig r;
	size_t i;

	rig_init(&r, 2000, COLS);
	fill_normal(&r, 0.02f);
	normal_input(&r, x);
	for (i = 0; i < 30; i++)
		memcpy(r.rows + (40 * i + 13) * COLS, x, sizeof(x));
	rig_start(&r, true, NULL, 1);
	CHECK(find_best(&r, x, 1) >= 30);
	rig_stop(&r);

	rig_init(&r, 2000, COLS);
	for (i = 0; i < 2000; i++)
		memcpy(r.rows + i * COLS, x, sizeof(x));
	rig_start(&r, true, NULL, 1);
	CHECK_INT(find_best(&r, x, 1), 0);
	CHECK_INT(r.s->best.wait, 1);
	CHECK_INT(find_best(&r, x, 1), 0);
	CHECK_INT(r.s->best.wait, 3);
	for (i = 0; i < 20; i++)
		find_best(&r, x, 1);
	CHECK_INT(r.s->best.wait, 63);
	rig_stop(&r);
}

TEST(scales, "rows whose scales are far apart, zero, subnormal or enormous")
{
	static const float scales[] = { 1, 1e-3f, 1e-6f, 0, 1e-30f, 1e-42f, 30, 1e-12f, 1e12f, 3e17f, 1e30f };
	size_t set, i, c;

	for (set = 2; set <= sizeof(scales) / sizeof(*scales); set++) {
		float x[COLS];
		struct rig r;

		rig_init(&r, 1500, COLS);
		for (i = 0; i < 1500; i++)
			for (c = 0; c < COLS; c++)
				r.rows[i * COLS + c] = rig_normal(&r) * scales[i % 50 ? 2 + i % 4 : i / 50 % set];
		rig_start(&r, false, NULL, 1);
		normal_input(&r, x);
		find_best(&r, x, 1);
		find_best(&r, x, 30);
		rig_stop(&r);
	}
}

TEST(outliers, "rows and states with a few enormous elements")
{
	float x[COLS];
	struct rig r;
	size_t i;
	int t;

	rig_init(&r, 2000, COLS);
	fill_normal(&r, 1);
	for (i = 0; i < 2000; i += 3)
		r.rows[i * COLS + i % COLS] = 200 * rig_normal(&r);
	rig_start(&r, true, NULL, 1);
	for (t = 0; t < 6; t++) {
		normal_input(&r, x);
		for (i = 0; i < 4; i++)
			x[(size_t)(rig_uniform(&r) * COLS)] = (float)pow(10, t) * rig_normal(&r);
		find_best(&r, x, 1);
		find_best(&r, x, 10);
	}
	rig_stop(&r);
}

/* A state that the bounds are not made for is left to the plain product. */
TEST(odd_states, "states that are zero, not finite, tiny or enormous are declined")
{
	static const float values[] = { 0, INFINITY, -INFINITY, NAN, 1e-42f, 1e-20f, 1e20f, 3e38f };
	float x[COLS];
	struct rig r;
	size_t i, c;

	rig_init(&r, 500, COLS);
	fill_normal(&r, 1);
	rig_start(&r, true, NULL, 1);
	for (i = 0; i < sizeof(values) / sizeof(*values); i++) {
		struct bitnet_best_wanted w = { .k = 1 };
		struct bitnet_best b;

		for (c = 0; c < COLS; c++)
			x[c] = i > 0 && i < 4 && c != 5 ? 1 : values[i];
		rig_input(&r, x);
		CHECK(!bitnet_best_find(r.s, &w, &b));
	}
	rig_stop(&r);
}

/* Row 0 overflows both ways for this x; the logit of row i is about i * STEP, and bounds are far less than that apart. */
#define STEP (-0.01f * 3 * COLS)

static void ladder(struct rig *r, float *x)
{
	size_t i;

	rig_init(r, 500, COLS);
	for (i = 0; i < 500 * COLS; i++)
		r->rows[i] = -0.01f * (float)(i / COLS);
	r->rows[0] = 3e38f;
	r->rows[1] = -3e38f;
	rig_start(r, false, NULL, 1);
	for (i = 0; i < COLS; i++)
		x[i] = 3;
}

static void has_rows_up_to(struct rig *r, const float *x, const struct bitnet_best_wanted *w, uint32_t last)
{
	struct bitnet_best b;
	uint32_t i;

	rig_input(r, x);
	CHECK(bitnet_best_find(r->s, w, &b));
	for (i = 1; i <= last; i++)
		if (!is_in(b.ids, b.n, i))
			FAIL("of the best %zu, and %g below, row %u is lost", w->k, (double)w->below, i);
	CHECK(b.n < last + 9);
}

TEST(undefined_logit, "a logit that is not a number, of a row that looks best, is none of the best")
{
	struct bitnet_best_wanted w = { .k = 1 };
	float x[COLS];
	struct rig r;

	ladder(&r, x);
	rig_input(&r, x);
	CHECK(isnan(bitnet_session_logits(r.s)[0]));
	for (w.k = 1; w.k < 12; w.k++)
		has_rows_up_to(&r, x, &w, (uint32_t)w.k);
	rig_stop(&r);
}

TEST(below, "what is as far below the k-th as was said is there, too")
{
	struct bitnet_best_wanted w = { .k = 2 };
	float x[COLS];
	struct rig r;
	uint32_t n;

	ladder(&r, x);
	for (n = 1; n < 12; n++) {
		w.below = -STEP * ((float)n + 0.001f);
		has_rows_up_to(&r, x, &w, 2 + n);
	}
	rig_stop(&r);
}

/* What the copy of row 0 says of column c with so many planes. */
static double copied(const struct rig *r, size_t c, int planes)
{
	static const int levels[16] = { -63, -50, -39, -30, -23, -16, -9, -3, 3, 9, 16, 23, 30, 39, 50, 63 };
	const struct bitnet_head *h = r->head;
	uint8_t b = h->codes[c / 128 * 64 + c % 64];
	double v = 8 * levels[c % 128 < 64 ? b & 15 : b >> 4];
	int i;

	for (i = 0; i < planes; i++)
		v += h->bits[i][c / 8] >> c % 8 & 1 ? BITNET_HEAD_STEP(i) : -BITNET_HEAD_STEP(i);
	return (double)h->rows[0].scale / 8 * v;
}

/*
 * Row 0 is better than its copy by all of the bound, and as good as 300 others, or a little better: the copy must not
 * hide it.  Its rivals are of one weight each, which their copies have nearly right.
 */
static void along_the_error(int planes, double margin, float far)
{
	float x[COLS] = { 0 };
	double dot = 0, e;
	struct rig r, probe;
	size_t c, i;

	rig_init(&probe, 1, COLS);
	fill_normal(&probe, 1);
	if (far > 0)
		probe.rows[9] = far;
	rig_start(&probe, false, NULL, 1);
	for (c = 0; c < COLS; c++) {
		e = (double)probe.rows[c] - copied(&probe, c, planes);
		x[c] = (float)e;
		dot += (double)x[c] * (double)probe.rows[c];
	}
	rig_init(&r, 1200, COLS);
	memset(r.rows, 0, 1200 * COLS * sizeof(float));
	memcpy(r.rows, probe.rows, COLS * sizeof(float));
	rig_stop(&probe);
	for (i = 1; i < 300; i++) {
		c = i % COLS;
		r.rows[i * COLS + c] = (float)((dot - margin * fabs(dot)) / (double)x[c]);
	}
	for (; i < 1200; i++)
		for (c = 0; c < COLS; c++)
			r.rows[i * COLS + c] = 0.001f * rig_normal(&r);
	rig_start(&r, false, NULL, 1);
	find_best(&r, x, 1);
	find_best(&r, x, 7);
	rig_stop(&r);
}

TEST(reached, "a state along the error of a copy, where the bound is reached, hides nothing")
{
	static const double margins[] = { 0, 1e-7, 1e-5, 1e-3, 0.05, 0.3 };
	int planes;
	size_t i;

	for (planes = 0; planes <= BITNET_HEAD_PLANES; planes++)
		for (i = 0; i < sizeof(margins) / sizeof(*margins); i++) {
			along_the_error(planes, margins[i], 0);
			along_the_error(planes, margins[i], 40);
		}
}

/* Columns of the rows whose copies are exact, and the scale of these. */
enum { WIDE = 2048 };
#define UNIT 0x1p-10f

/*
 * A row of the three numbers, in eighths of UNIT, mixed so that the copy's scale is UNIT, which depends on the sum of
 * squares: then what a copy says of these numbers is known.  Mostly the first and the second, which is larger.
 */
static void mix(float *w, float first, float second, float third)
{
	static uint8_t codes[WIDE / 2], b0[WIDE / 8], b1[WIDE / 8];
	uint8_t *bits[] = { b0, b1 };
	struct bitnet_head_row row;
	struct bitnet_kernels k;
	size_t n_second, n_third, i;

	bitnet_kernels_init(&k, BITNET_LEVEL_C);
	for (n_second = 0; n_second < WIDE - 60; n_second++)
		for (n_third = 0; n_third < 60; n_third++) {
			for (i = 0; i < WIDE; i++)
				w[i] = UNIT / 8 * (i < n_third ? third : i < n_third + n_second ? second : first);
			k.head_pack(&row, codes, bits, w, WIDE, WIDE);
			if (row.scale == UNIT)
				return;
			if (row.scale < UNIT * 0.98f || row.scale > UNIT * 1.02f)
				break;
		}
	FAIL("no mix of %g, %g and %g has the scale", (double)first, (double)second, (double)third);
}

/* Row 0 is w; its logit for x is better than those of 40 others by a little, far less than its copy hides. */
static void hidden_by(const float *w, const float *x, double little)
{
	double dot = 0;
	struct rig r;
	size_t i;

	for (i = 0; i < WIDE; i++)
		dot += (double)w[i] * (double)x[i];
	rig_init(&r, 200, WIDE);
	memset(r.rows, 0, 200 * WIDE * sizeof(float));
	memcpy(r.rows, w, WIDE * sizeof(float));
	for (i = 1; i <= 40; i++)
		r.rows[i * WIDE] = (float)((dot - little) / (double)x[0]);
	for (; i < 200; i++)
		r.rows[i * WIDE] = (float)((dot - 40 * fabs(dot)) / (double)x[0]);
	rig_start(&r, false, NULL, 1);
	CHECK(find_best(&r, x, 1) >= 1);
	CHECK(r.head->rows[0].scale == UNIT);
	rig_stop(&r);
}

/* The codes of the row are exact; the state is not: half a unit is lost of each element, where the weight has that sign. */
TEST(norm_reached, "a state that its integers fall short of everywhere, along the row, hides nothing")
{
	static float w[WIDE], x[WIDE];
	double sum = 0;
	size_t i;

	mix(w, 8 * 16, 8 * 23, 8 * 30);
	x[0] = 16256 * UNIT;
	for (i = 1; i < WIDE; i++) {
		x[i] = 0.499f * UNIT;
		sum += (double)w[i] * (double)x[i];
	}
	hidden_by(w, x, 0.02 * sum);
}

/* Both planes of the row say "less" of each weight, and the low part of each element of the state is -64. */
TEST(step_reached, "a state whose low parts all go with the planes of a copy hides nothing")
{
	static float w[WIDE], x[WIDE];
	size_t i;

	mix(w, 8 * 23 - 21, 8 * 30 - 21, 8 * 16 - 21);
	x[0] = 16256 * UNIT;
	for (i = 1; i < WIDE; i++)
		x[i] = -64 * UNIT;
	hidden_by(w, x, 0.02 * 21 / 8 * 64 * WIDE * (double)UNIT * (double)UNIT);
}

/* What is found for a state, alone or as one of several. */
struct found {
	size_t n;
	uint32_t ids[400];
	float logits[400];
};

static void keep_found(struct rig *r, size_t state, struct found *f)
{
	struct bitnet_best_wanted w = { .k = 20 };
	struct bitnet_best b;

	bitnet_session_select(r->s, state);
	r->s->best.wait = 0;
	f->n = 0;
	if (!bitnet_best_find(r->s, &w, &b))
		return;
	CHECK(b.n <= 400);
	f->n = b.n;
	memcpy(f->ids, b.ids, b.n * sizeof(*f->ids));
	memcpy(f->logits, b.logits, b.n * sizeof(*f->logits));
}

TEST(states, "each of several states finds what it finds alone, in any order, also beside one that is not finite")
{
	static const size_t order[] = { 3, 4, 0, 2, 1, 0, 3, 4, 4, 1 };
	static float x[5][COLS];
	static struct found alone[5], now;
	struct rig r;
	size_t i;

	rig_init(&r, 3001, COLS);
	fill_normal(&r, 0.05f);
	rig_start(&r, true, NULL, 2);
	for (i = 0; i < 5; i++) {
		normal_input(&r, x[i]);
		if (i == 2)
			x[i][7] = INFINITY;
		rig_input(&r, x[i]);
		keep_found(&r, 0, &alone[i]);
		CHECK_INT(alone[i].n >= 20, i != 2);
	}
	rig_input(&r, x[0]);
	memcpy(r.s->hidden, x, sizeof(x));
	r.s->n_states = 5;
	for (i = 0; i < sizeof(order) / sizeof(*order); i++) {
		keep_found(&r, order[i], &now);
		CHECK_INT(now.n, alone[order[i]].n);
		CHECK_MEM(now.ids, alone[order[i]].ids, now.n * sizeof(*now.ids));
		CHECK_MEM(now.logits, alone[order[i]].logits, now.n * sizeof(*now.logits));
	}
	/* Logits take the place of estimates. */
	bitnet_session_select(r.s, 3);
	CHECK(bitnet_session_logits(r.s));
	CHECK(r.s->has_logits >> 3 & 1);
	for (i = 0; i < 5; i++) {
		keep_found(&r, i, &now);
		CHECK_INT(now.n, r.s->has_logits >> i & 1 ? 0 : alone[i].n);
	}
	rig_stop(&r);
}

TEST(declined, "without a hidden state, with all logits at hand, or for more ids than pay, it declines")
{
	struct bitnet_best_wanted w = { .k = 1 };
	struct bitnet_best b;
	float x[COLS];
	struct rig r;

	rig_init(&r, 2000, COLS);
	fill_normal(&r, 1);
	rig_start(&r, true, NULL, 1);
	CHECK(!bitnet_best_find(r.s, &w, &b));
	normal_input(&r, x);
	rig_input(&r, x);
	CHECK(bitnet_session_logits(r.s));
	CHECK(!bitnet_best_find(r.s, &w, &b));
	rig_input(&r, x);
	w.k = 1999;
	CHECK(!bitnet_best_find(r.s, &w, &b));
	rig_stop(&r);
}

int main(void)
{
	return tap_main();
}

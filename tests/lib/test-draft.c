/* SPDX-License-Identifier: MIT */
/* Guesses: what they are, and when there are none. */
#include <bitnet/infer.h>

#include "tap.h"

static struct bitnet_draft *make(void)
{
	struct bitnet_draft *d;
	struct bitnet_error err;

	CHECK_OK(bitnet_draft_new(&d, &err), err);
	return d;
}

static void accept(struct bitnet_draft *d, const uint32_t *ids, size_t n)
{
	struct bitnet_error err;
	size_t i;

	for (i = 0; i < n; i++)
		CHECK_OK(bitnet_draft_accept(d, ids[i], &err), err);
}

/* Passes that cost the same, or for each guess a share more. */
static void measure(struct bitnet_draft *d, double share)
{
	size_t n, i;

	for (i = 0; i < 20; i++)
		for (n = 0; n <= BITNET_DRAFT_MAX; n++)
			bitnet_draft_timing(d, n, 0.01 * (1 + share * (double)n));
}

TEST(repeats, "what followed the last ids before is the guess, and no more than asked for")
{
	static const uint32_t text[] = { 9, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3 };
	struct bitnet_draft *d = make();
	uint32_t got[BITNET_DRAFT_MAX + 1];
	size_t n;

	accept(d, text, 12);
	measure(d, 0);
	n = bitnet_draft_next(d, got, 100);
	CHECK_INT(n, BITNET_DRAFT_MAX);
	CHECK_MEM(got, text + 4, 5 * sizeof(*got));
	CHECK_MEM(got + 5, text + 9, 3 * sizeof(*got));
	CHECK_MEM(got + 8, text + 4, 5 * sizeof(*got));
	CHECK_INT(bitnet_draft_next(d, got, 2), 2);
	CHECK_INT(bitnet_draft_next(d, got, 0), 0);
	bitnet_draft_free(d);
}

TEST(periods, "a text of one id or two goes on")
{
	static const uint32_t one[] = { 7, 7, 7, 7 }, two[] = { 7, 8, 7, 8, 7, 8 };
	struct bitnet_draft *d = make();
	uint32_t got[BITNET_DRAFT_MAX];
	size_t i, n;

	measure(d, 0);
	accept(d, one, 4);
	n = bitnet_draft_next(d, got, 5);
	CHECK_INT(n, 5);
	for (i = 0; i < n; i++)
		CHECK_INT(got[i], 7);
	bitnet_draft_clear(d);
	accept(d, two, 6);
	n = bitnet_draft_next(d, got, 5);
	CHECK_INT(n, 5);
	for (i = 0; i < n; i++)
		CHECK_INT(got[i], 7 + i % 2);
	bitnet_draft_free(d);
}

TEST(longest, "of several places the one with more ids in common is read on from, else the last")
{
	static const uint32_t longer[] = { 1, 2, 3, 4, 5, 50, 8, 4, 5, 60, 1, 2, 3, 4, 5 };
	static const uint32_t last[] = { 8, 4, 5, 50, 9, 4, 5, 60, 3, 4, 5 };
	struct bitnet_draft *d = make();
	uint32_t got[1];

	measure(d, 0);
	accept(d, longer, 15);
	CHECK_INT(bitnet_draft_next(d, got, 1), 1);
	CHECK_INT(got[0], 50);
	bitnet_draft_clear(d);
	accept(d, last, 11);
	CHECK_INT(bitnet_draft_next(d, got, 1), 1);
	CHECK_INT(got[0], 60);
	bitnet_draft_free(d);
}

TEST(none, "nothing is guessed where nothing repeats, and after clear")
{
	struct bitnet_draft *d = make();
	uint32_t got[BITNET_DRAFT_MAX], i;

	measure(d, 0);
	CHECK_INT(bitnet_draft_next(d, got, 5), 0);
	for (i = 0; i < 5000; i++) {
		accept(d, &i, 1);
		CHECK_INT(bitnet_draft_next(d, got, 5), 0);
	}
	i = 17;
	accept(d, &i, 1);
	i++;
	accept(d, &i, 1);
	CHECK(bitnet_draft_next(d, got, 5) > 0);
	CHECK_INT(got[0], 19);
	bitnet_draft_clear(d);
	i = 17;
	accept(d, &i, 1);
	i++;
	accept(d, &i, 1);
	CHECK_INT(bitnet_draft_next(d, got, 5), 0);
	bitnet_draft_free(d);
}

TEST(wrong, "guesses that were wrong all the time end, though none was asked for, and come back when they are right")
{
	struct bitnet_draft *d = make();
	uint32_t got[BITNET_DRAFT_MAX], i, id;

	measure(d, 0.2);
	/* 1, 2 comes again and again, and never the same behind it. */
	for (i = 0; i < 300; i++)
		accept(d, (const uint32_t[]){ 1, 2, 1000 + i }, 3);
	accept(d, (const uint32_t[]){ 1, 2 }, 2);
	CHECK_INT(bitnet_draft_next(d, got, 15), 0);
	for (i = 0; i < 300; i++)
		for (id = 0; id < 4; id++)
			accept(d, &id, 1);
	CHECK(bitnet_draft_next(d, got, 15) > 5);
	CHECK_INT(got[0], 0);
	bitnet_draft_free(d);
}

TEST(dear, "where a pass costs as much as its ids alone nothing is guessed, where it costs little much is")
{
	static const uint32_t text[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5 };
	struct bitnet_draft *d = make();
	uint32_t got[BITNET_DRAFT_MAX];
	size_t few, many;

	accept(d, text, 14);
	measure(d, 1);
	CHECK_INT(bitnet_draft_next(d, got, 15), 0);
	measure(d, 0.3);
	few = bitnet_draft_next(d, got, 15);
	measure(d, 0.02);
	many = bitnet_draft_next(d, got, 15);
	CHECK(few > 0);
	CHECK(many > few);
	bitnet_draft_free(d);
}

TEST(hiccup, "a size of pass that was slow once is tried again in time")
{
	static const uint32_t text[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5 };
	struct bitnet_draft *d = make();
	uint32_t got[BITNET_DRAFT_MAX];
	size_t n;

	accept(d, text, 14);
	bitnet_draft_timing(d, 0, 0.01);
	for (n = 1; n <= BITNET_DRAFT_MAX; n++)
		bitnet_draft_timing(d, n, 0.2);
	CHECK_INT(bitnet_draft_next(d, got, 15), 0);
	for (n = 0; n < 1000; n++)
		bitnet_draft_timing(d, 0, 0.01);
	CHECK(bitnet_draft_next(d, got, 15) > 0);
	bitnet_draft_timing(d, 3, 0);
	bitnet_draft_timing(d, 3, -1);
	CHECK(bitnet_draft_next(d, got, 15) > 0);
	bitnet_draft_free(d);
	bitnet_draft_free(NULL);
}

int main(void)
{
	return tap_main();
}

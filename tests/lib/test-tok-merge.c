/* SPDX-License-Identifier: MIT */
/* Merging, against the definition written down here without any cleverness. */
#include "tap.h"
#include "tok/tok-merge.h"

static struct bitnet_error err;

/* Symbols 0 to 3, and what 60 random pairs make. */
static void random_merges(struct bitnet_merges *m, uint32_t *seed)
{
	uint32_t i, next = 4;

	CHECK_OK(bitnet_merges_init(m, 60, &err), err);
	for (i = 0; i < 60; i++) {
		*seed = *seed * 1664525 + 1013904223;
		/* Some ranks are shared, as with equal scores. */
		bitnet_merges_add(m, *seed >> 8 & 0xffff % next, (*seed >> 16) % next, i / 2, next);
		next++;
	}
	CHECK_OK(bitnet_merges_finish(m, &err), err);
}

/* The definition: the least rank, the leftmost of several, one merge at a time. */
static size_t slowly(const struct bitnet_merges *m, uint32_t *id, uint32_t *len, size_t n)
{
	for (;;) {
		const struct bitnet_merge *best = NULL, *e;
		size_t i, at = 0;

		for (i = 0; i + 1 < n; i++) {
			e = bitnet_merges_find(m, id[i], id[i + 1]);
			if (e && (!best || e->rank < best->rank)) {
				best = e;
				at = i;
			}
		}
		if (!best)
			return n;
		id[at] = best->result;
		len[at] += len[at + 1];
		memmove(id + at + 1, id + at + 2, (n - at - 2) * sizeof(*id));
		memmove(len + at + 1, len + at + 2, (n - at - 2) * sizeof(*len));
		n--;
	}
}

TEST(definition, "gives what the definition gives, for short and for long pieces")
{
	struct bitnet_merges m = { 0 };
	struct bitnet_symbols s = { 0 };
	uint32_t id[400], len[400], seed = 7;
	size_t i, n, round;

	for (round = 0; round < 300; round++) {
		random_merges(&m, &seed);
		n = 1 + round % (round % 3 ? 40 : 399);
		CHECK(bitnet_symbols_reserve(&s, n));
		for (i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			id[i] = s.id[i] = round % 7 == 0 ? 0 : seed >> 24 & (round % 2 ? 3 : 1);
			len[i] = s.len[i] = 1;
		}
		s.n = n;
		n = slowly(&m, id, len, n);
		CHECK(bitnet_symbols_merge(&s, &m));
		CHECK_INT(s.n, n);
		CHECK_MEM(s.id, id, n * sizeof(*id));
		CHECK_MEM(s.len, len, n * sizeof(*len));
		bitnet_merges_release(&m);
	}
	bitnet_symbols_release(&s);
}

static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)*seed * below >> 32);
}

/* Symbols below `letters` and what random pairs make, some of it again what others make; ranks as they fall. */
static void any_merges(struct bitnet_merges *m, uint32_t letters, uint32_t n, bool ties, uint32_t *seed)
{
	uint32_t i, next = letters;

	CHECK_OK(bitnet_merges_init(m, n, &err), err);
	for (i = 0; i < n; i++) {
		uint32_t left = draw(seed, next), right = draw(seed, next), rank = draw(seed, ties ? 1 + n / 8 : 1u << 16);

		bitnet_merges_add(m, left, right, rank, draw(seed, 4) ? next : draw(seed, next));
		next++;
	}
	CHECK_OK(bitnet_merges_finish(m, &err), err);
}

TEST(any_rank, "gives what the definition gives, whatever ranks the pairs have that a merge makes")
{
	struct bitnet_merges m = { 0 };
	struct bitnet_symbols s = { 0 };
	uint32_t id[700], len[700], seed = 11, letters;
	size_t i, n, round;

	for (round = 0; round < 2000; round++) {
		letters = 1 + (uint32_t)round % 4;
		any_merges(&m, letters, 1 + draw(&seed, 120), round % 3 == 0, &seed);
		n = MERGE_SHORT + 1 + draw(&seed, round % 50 ? 60 : 400);
		CHECK(bitnet_symbols_reserve(&s, n));
		for (i = 0; i < n; i++) {
			/* Runs, too. */
			id[i] = s.id[i] = i && round % 5 == 0 && draw(&seed, 9) ? id[i - 1] : draw(&seed, 40) ? draw(&seed, letters) : NO_ID;
			len[i] = s.len[i] = draw(&seed, 4);
		}
		s.n = n;
		n = slowly(&m, id, len, n);
		CHECK(bitnet_symbols_merge(&s, &m));
		if (s.n != n || memcmp(s.id, id, n * sizeof(*id)) != 0)
			FAIL("round %zu", round);
		CHECK_MEM(s.len, len, n * sizeof(*len));
		bitnet_merges_release(&m);
	}
	bitnet_symbols_release(&s);
}

TEST(no_id, "a symbol without an id merges with nothing")
{
	struct bitnet_merges m = { 0 };
	struct bitnet_symbols s = { 0 };

	CHECK_OK(bitnet_merges_init(&m, 1, &err), err);
	bitnet_merges_add(&m, 1, 2, 0, 3);
	CHECK_OK(bitnet_merges_finish(&m, &err), err);
	CHECK(bitnet_symbols_reserve(&s, 3));
	s.id[0] = 1;
	s.id[1] = NO_ID;
	s.id[2] = 2;
	s.len[0] = s.len[1] = s.len[2] = 1;
	s.n = 3;
	CHECK(bitnet_symbols_merge(&s, &m));
	CHECK_INT(s.n, 3);
	bitnet_merges_release(&m);
	bitnet_symbols_release(&s);
}

TEST(duplicates, "a pair keeps its first rank, or gets the last where asked")
{
	struct bitnet_merges m = { 0 };
	unsigned replace;

	for (replace = 0; replace < 2; replace++) {
		CHECK_OK(bitnet_merges_init(&m, 3, &err), err);
		m.replace = replace;
		bitnet_merges_add(&m, 1, 2, 0, 3);
		bitnet_merges_add(&m, 1, 2, 5, 3);
		bitnet_merges_add(&m, 1, 2, 6, 3);
		CHECK_OK(bitnet_merges_finish(&m, &err), err);
		CHECK_INT(bitnet_merges_find(&m, 1, 2)->rank, replace ? 6 : 0);
		CHECK_INT(m.n, 1);
		CHECK(!bitnet_merges_find(&m, 2, 1) && !bitnet_merges_find(&m, 1, NO_ID) && !bitnet_merges_find(&m, NO_ID, 2));
		bitnet_merges_release(&m);
	}
}

TEST(all_pairs, "every pair is found, and no other")
{
	struct bitnet_merges m = { 0 };
	uint32_t l, r, n = 0;

	CHECK_OK(bitnet_merges_init(&m, 300 * 300, &err), err);
	for (l = 0; l < 300; l++)
		for (r = 0; r < 300; r++)
			if ((l * 7 + r * 3) % (l % 20 + 1) == 0)
				bitnet_merges_add(&m, l, r * 5, n++, l + r);
	CHECK_OK(bitnet_merges_finish(&m, &err), err);
	CHECK_INT(m.n, n);
	for (l = n = 0; l < 302; l++)
		for (r = 0; r < 1500; r++) {
			const struct bitnet_merge *e = bitnet_merges_find(&m, l, r);
			bool there = l < 300 && r % 5 == 0 && (l * 7 + r / 5 * 3) % (l % 20 + 1) == 0;

			if (there != (e != NULL))
				FAIL("pair %u, %u is %sfound", l, r, e ? "" : "not ");
			if (e && (e->left != l || e->right != r || e->rank != n++ || e->result != l + r / 5))
				FAIL("pair %u, %u is %u, %u", l, r, e->left, e->right);
		}
	bitnet_merges_release(&m);
}

int main(void)
{
	return tap_main();
}

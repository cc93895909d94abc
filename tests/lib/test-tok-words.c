/* SPDX-License-Identifier: MIT */
#include "tap.h"
#include "tok/tok-words.h"

static struct bitnet_error err;

TEST(key, "a key has the bytes and their number, nothing of what stands behind")
{
	unsigned char a[16] = "hello world, yes", b[16] = "hello worlx, no!";
	struct bitnet_word_key k = bitnet_word_key(a, 10, 0), l = bitnet_word_key(b, 10, 0);
	size_t n;

	CHECK(k.lo == l.lo && k.hi == l.hi);
	k = bitnet_word_key(a, 11, 0);
	l = bitnet_word_key(b, 11, 0);
	CHECK(k.lo != l.lo || k.hi != l.hi);
	/* Zeros at the end are told from nothing. */
	memset(a, 0, sizeof(a));
	for (n = 1; n < WORD_BYTES; n++) {
		k = bitnet_word_key(a, n, 0);
		l = bitnet_word_key(a, n + 1, 0);
		CHECK(k.lo != l.lo || k.hi != l.hi);
		CHECK((k.hi & WORD_KEY_HI) == k.hi);
	}
}

TEST(phrase_key, "a key of a phrase has the bytes, their number and whether it is a part")
{
	unsigned char a[PHRASE_READ] = { 0 }, b[PHRASE_READ];
	struct bitnet_phrase_key k, l;
	size_t n, i;

	memset(b, 0xff, sizeof(b));
	for (n = WORD_BYTES + 1; n <= PHRASE_BYTES; n++) {
		memset(b, 0, n);
		k = bitnet_phrase_key(a, n, 0);
		l = bitnet_phrase_key(b, n, 0);
		CHECK_MEM(k.k, l.k, sizeof(k.k));
		CHECK((k.k[3] & WORD_KEY_HI) == k.k[3]);
		l = bitnet_phrase_key(a, n, WORD_PART);
		CHECK(memcmp(k.k, l.k, sizeof(k.k)) != 0);
		l = bitnet_phrase_key(a, n < PHRASE_BYTES ? n + 1 : n - 1, 0);
		CHECK(memcmp(k.k, l.k, sizeof(k.k)) != 0);
		for (i = 0; i < n; i++) {
			a[i] = 1;
			l = bitnet_phrase_key(a, n, 0);
			CHECK(memcmp(k.k, l.k, sizeof(k.k)) != 0);
			a[i] = 0;
		}
		memset(b, 0xff, sizeof(b));
	}
}

TEST(remember_phrase, "a bucket of phrases keeps two, the older one goes; an empty one has none")
{
	unsigned char text[PHRASE_READ] = "twenty bytes of text, or more";
	struct bitnet_phrase b[2] = { 0 };
	struct bitnet_phrase_key k[3];
	uint32_t id[PHRASE_IDS] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	size_t i;

	for (i = 0; i < 3; i++) {
		k[i] = bitnet_phrase_key(text, 20 + i, 0);
		CHECK(!bitnet_phrase_find(b, &k[i]));
		bitnet_phrase_remember(b, &k[i], id, 6 + i);
		CHECK(bitnet_phrase_find(b, &k[i]) != NULL);
		CHECK_INT(PHRASE_COUNT(bitnet_phrase_find(b, &k[i])), 6 + i);
	}
	CHECK(!bitnet_phrase_find(b, &k[0]));
	CHECK(bitnet_phrase_find(b, &k[1]) != NULL && bitnet_phrase_find(b, &k[1])->id[5] == 6);
}

TEST(part, "a part is told from a piece of the same bytes")
{
	unsigned char text[WORD_READ] = "the same";
	struct bitnet_word_key k = bitnet_word_key(text, 8, 0), l = bitnet_word_key(text, 8, WORD_PART);
	struct bitnet_word b[2] = { 0 };
	uint32_t id = 7;

	bitnet_word_remember(b, l, &id, 1);
	CHECK(!bitnet_word_find(b, k));
	CHECK(bitnet_word_find(b, l) != NULL);
	CHECK_INT(WORD_COUNT(bitnet_word_find(b, l)), 1);
}

TEST(remember, "a bucket keeps two words, the older one goes")
{
	static const char *const words[] = { "one............", "two............", "three.........." };
	struct bitnet_word b[2] = { 0 };
	struct bitnet_word_key k[3];
	uint32_t id[WORD_IDS] = { 1, 2, 3, 4 };
	unsigned char copy[16] = { 0 };
	size_t i;

	for (i = 0; i < 3; i++) {
		memcpy(copy, words[i], 15);
		k[i] = bitnet_word_key(copy, 3 + i, 0);
		CHECK(!bitnet_word_find(b, k[i]));
		bitnet_word_remember(b, k[i], id, i + 1);
		CHECK(bitnet_word_find(b, k[i]) != NULL);
		CHECK_INT(WORD_COUNT(bitnet_word_find(b, k[i])), i + 1);
	}
	CHECK(!bitnet_word_find(b, k[0]));
	CHECK(bitnet_word_find(b, k[1]) != NULL && bitnet_word_find(b, k[1])->id[1] == 2);
}

TEST(pool, "scratch space is given back and taken again; of many at once some go")
{
	struct bitnet_scratch_pool *p;
	struct bitnet_scratch *s[100], *first;
	size_t i;

	CHECK_OK(bitnet_scratch_pool_new(&p, &err), err);
	first = bitnet_scratch_take(p, 1000);
	CHECK(first != NULL);
	bitnet_scratch_give(p, first);
	CHECK(bitnet_scratch_take(p, 1000) == first);
	bitnet_scratch_give(p, first);
	for (i = 0; i < 100; i++) {
		s[i] = bitnet_scratch_take(p, i << 14);
		CHECK(s[i] && s[i]->words);
	}
	for (i = 0; i < 100; i++)
		bitnet_scratch_give(p, s[i]);
	bitnet_scratch_pool_free(p);
	bitnet_scratch_pool_free(NULL);
}

TEST(size, "the table is as large as a text makes useful, and grows with a longer one")
{
	struct bitnet_scratch_pool *p;
	struct bitnet_scratch *s;
	unsigned shift;

	CHECK_OK(bitnet_scratch_pool_new(&p, &err), err);
	s = bitnet_scratch_take(p, 5);
	shift = s->shift;
	bitnet_scratch_give(p, s);
	s = bitnet_scratch_take(p, 1 << 20);
	CHECK(s->shift < shift);
	shift = s->shift;
	bitnet_scratch_give(p, s);
	s = bitnet_scratch_take(p, 5);
	CHECK_INT(s->shift, shift);
	bitnet_scratch_give(p, s);
	s = bitnet_scratch_take(p, (size_t)1 << 40);
	CHECK_INT(s->shift, 64 - WORD_LOG_MAX);
	bitnet_scratch_give(p, s);
	bitnet_scratch_pool_free(p);
}

TEST(grows, "a table that grows keeps what it remembers")
{
	unsigned char text[PHRASE_READ] = "what was there before it grew";
	uint32_t id[PHRASE_IDS] = { 1, 2, 3, 4, 5 };
	struct bitnet_scratch_pool *p;
	struct bitnet_scratch *s;
	struct bitnet_phrase_key k = bitnet_phrase_key(text, 25, 0);
	struct bitnet_word_key w[2] = { bitnet_word_key(text, 3, 0), bitnet_word_key(text, 9, WORD_PART) };
	unsigned shift;

	CHECK_OK(bitnet_scratch_pool_new(&p, &err), err);
	s = bitnet_scratch_take(p, 5);
	shift = s->shift;
	bitnet_word_remember(bitnet_word_bucket(s, w[0]), w[0], id, 0);
	bitnet_word_remember(bitnet_word_bucket(s, w[1]), w[1], id, 4);
	bitnet_phrase_remember(bitnet_phrase_bucket(s, &k), &k, id, 5);
	bitnet_scratch_give(p, s);
	s = bitnet_scratch_take(p, 1 << 20);
	CHECK(s->shift < shift);
	CHECK(bitnet_word_find(bitnet_word_bucket(s, w[0]), w[0]) != NULL);
	CHECK_INT(WORD_COUNT(bitnet_word_find(bitnet_word_bucket(s, w[0]), w[0])), 0);
	CHECK(bitnet_word_find(bitnet_word_bucket(s, w[1]), w[1]) != NULL);
	CHECK_INT(bitnet_word_find(bitnet_word_bucket(s, w[1]), w[1])->id[3], 4);
	CHECK(bitnet_phrase_find(bitnet_phrase_bucket(s, &k), &k) != NULL);
	CHECK_INT(PHRASE_COUNT(bitnet_phrase_find(bitnet_phrase_bucket(s, &k), &k)), 5);
	bitnet_scratch_give(p, s);
	bitnet_scratch_pool_free(p);
}

int main(void)
{
	return tap_main();
}

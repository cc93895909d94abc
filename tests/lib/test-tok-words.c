/* SPDX-License-Identifier: MIT */
#include "tap.h"
#include "tok/tok-words.h"

static struct bitnet_error err;

TEST(key, "a key has the bytes and their number, nothing of what stands behind")
{
	unsigned char a[16] = "hello world, yes", b[16] = "hello worlx, no!";
	struct bitnet_word_key k = bitnet_word_key(a, 10), l = bitnet_word_key(b, 10);
	size_t n;

	CHECK(k.lo == l.lo && k.hi == l.hi);
	k = bitnet_word_key(a, 11);
	l = bitnet_word_key(b, 11);
	CHECK(k.lo != l.lo || k.hi != l.hi);
	/* Zeros at the end are told from nothing. */
	memset(a, 0, sizeof(a));
	for (n = 1; n < WORD_BYTES; n++) {
		k = bitnet_word_key(a, n);
		l = bitnet_word_key(a, n + 1);
		CHECK(k.lo != l.lo || k.hi != l.hi);
		CHECK((k.hi & WORD_KEY_HI) == k.hi);
	}
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
		k[i] = bitnet_word_key(copy, 3 + i);
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

int main(void)
{
	return tap_main();
}

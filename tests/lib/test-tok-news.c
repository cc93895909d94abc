/* SPDX-License-Identifier: MIT */
/* News among encoders, and that what is heard gives the ids of what was merged. */
#include <stdio.h>

#include "tap.h"
#include "tok/tok-news.h"

static struct bitnet_error err;

static struct bitnet_word_key key(unsigned number)
{
	unsigned char text[WORD_READ] = { 0 };

	snprintf((char *)text, sizeof(text), "w%07u", number);
	return bitnet_word_key(text, 8, 0);
}

/* As an encoder does with a word that it has merged. */
static void learn(struct bitnet_scratch *s, unsigned number)
{
	uint32_t id[2] = { number, number + 1 };
	struct bitnet_word *b = bitnet_word_bucket(s, key(number));

	bitnet_word_remember(b, key(number), id, 2);
	if (s->learnt && s->n_learnt < NEWS_TOLD)
		s->learnt[s->n_learnt++] = b[0];
}

static const struct bitnet_word *find(const struct bitnet_scratch *s, unsigned number)
{
	return bitnet_word_find(bitnet_word_bucket(s, key(number)), key(number));
}

TEST(alone, "who is alone has nobody to tell")
{
	struct bitnet_scratch_pool *p;
	struct bitnet_scratch *s;
	int i;

	CHECK_OK(bitnet_scratch_pool_new(&p, &err), err);
	for (i = 0; i < 3; i++) {
		s = bitnet_scratch_take(p, 1000);
		CHECK(!s->learnt);
		learn(s, 1);
		bitnet_scratch_give(p, s);
	}
	bitnet_scratch_pool_free(p);
}

TEST(two, "of two that work at once each hears what the other has learnt, when it is done")
{
	struct bitnet_scratch_pool *p;
	struct bitnet_scratch *a, *b, *c, *d;

	CHECK_OK(bitnet_scratch_pool_new(&p, &err), err);
	/* The first of them learns of the second with its next text. */
	a = bitnet_scratch_take(p, 100000);
	b = bitnet_scratch_take(p, 100000);
	bitnet_scratch_give(p, a);
	a = bitnet_scratch_take(p, 100000);
	CHECK(a != b && a->learnt && b->learnt);
	learn(a, 1);
	learn(b, 2);
	learn(b, 3);
	bitnet_scratch_give(p, a);
	CHECK(!find(b, 1));
	bitnet_scratch_give(p, b);
	c = bitnet_scratch_take(p, 100);
	d = bitnet_scratch_take(p, 100);
	CHECK((c == a && d == b) || (c == b && d == a));
	CHECK(find(b, 1) != NULL);
	CHECK_INT(WORD_COUNT(find(b, 1)), 2);
	CHECK_INT(find(b, 1)->id[1], 2);
	CHECK(!find(a, 2));
	bitnet_scratch_give(p, a);
	CHECK(find(a, 2) != NULL && find(a, 3) != NULL);
	CHECK_INT(find(a, 3)->id[0], 3);
	bitnet_scratch_give(p, b);
	bitnet_scratch_pool_free(p);
}

TEST(late, "who comes late hears the last ones, as many as are kept")
{
	static struct bitnet_news w;
	struct bitnet_scratch_pool *p;
	struct bitnet_scratch *a, *b;
	unsigned i, k, found = 0;

	CHECK_OK(bitnet_scratch_pool_new(&p, &err), err);
	bitnet_news_init(&w);
	a = bitnet_scratch_take(p, 64 << 20);
	b = bitnet_scratch_take(p, 64 << 20);
	free(a->learnt);
	free(b->learnt);
	a->learnt = b->learnt = NULL;
	bitnet_news_join(&w, a);
	CHECK(a->learnt != NULL);
	for (i = 0; i < 5; i++) {
		for (k = 0; k < 3000; k++)
			learn(a, i * 3000 + k);
		bitnet_news_exchange(&w, a);
	}
	bitnet_news_join(&w, b);
	bitnet_news_exchange(&w, b);
	CHECK_INT(b->heard, 15000);
	for (i = 0; i < 15000; i++) {
		CHECK(i >= 15000 - NEWS_KEPT || !find(b, i));
		found += find(b, i) != NULL;
	}
	/* A bucket that is full has lost some. */
	CHECK(found > NEWS_KEPT * 9 / 10);
	/* More than is told of one text. */
	for (k = 0; k < NEWS_TOLD + 10; k++)
		learn(a, 20000 + k);
	bitnet_news_exchange(&w, a);
	bitnet_news_exchange(&w, b);
	CHECK_INT(b->heard, 15000 + NEWS_TOLD);
	CHECK(!find(b, 20000 + NEWS_TOLD + 1));
	bitnet_scratch_give(p, a);
	bitnet_scratch_give(p, b);
	bitnet_news_release(&w);
	bitnet_scratch_pool_free(p);
}

int main(void)
{
	return tap_main();
}

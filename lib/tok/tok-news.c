/* SPDX-License-Identifier: MIT */
/* News among encoders: see tok-news.h. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tok/tok-news.h"

/* Places in the table are on their way from memory so many words before they are used. */
#define AHEAD 8

void bitnet_news_init(struct bitnet_news *w)
{
	pthread_mutex_init(&w->lock, NULL);
	w->last = NULL;
	atomic_init(&w->n, 0);
}

void bitnet_news_release(struct bitnet_news *w)
{
	pthread_mutex_destroy(&w->lock);
	free(w->last);
}

void bitnet_news_join(struct bitnet_news *w, struct bitnet_scratch *s)
{
	if (s->learnt)
		return;
	pthread_mutex_lock(&w->lock);
	if (!w->last)
		w->last = bitnet_alloc(NEWS_KEPT, sizeof(*w->last));
	if (w->last)
		s->learnt = bitnet_alloc(NEWS_TOLD + NEWS_KEPT, sizeof(*s->learnt));
	pthread_mutex_unlock(&w->lock);
	s->n_learnt = 0;
	s->heard = 0;
}

/* Copy what s has not heard behind what it has learnt, and that to the others; returns how much there is to hear. */
static size_t copy_news(struct bitnet_news *w, struct bitnet_scratch *s)
{
	uint64_t n = atomic_load_explicit(&w->n, memory_order_relaxed);
	size_t n_new = 0, i;

	if (n - s->heard > NEWS_KEPT)
		s->heard = n - NEWS_KEPT;
	for (; s->heard < n; s->heard++)
		s->learnt[NEWS_TOLD + n_new++] = w->last[s->heard % NEWS_KEPT];
	for (i = 0; i < s->n_learnt; i++)
		w->last[n++ % NEWS_KEPT] = s->learnt[i];
	s->heard = n;
	s->n_learnt = 0;
	atomic_store_explicit(&w->n, n, memory_order_relaxed);
	return n_new;
}

static struct bitnet_word *bucket_of(const struct bitnet_scratch *s, const struct bitnet_word *w, struct bitnet_word_key *k)
{
	k->lo = w->lo;
	k->hi = w->hi & WORD_KEY_HI;
	return bitnet_word_bucket(s, *k);
}

void bitnet_news_exchange(struct bitnet_news *w, struct bitnet_scratch *s)
{
	const struct bitnet_word *heard;
	struct bitnet_word_key k;
	size_t n, i;

	if (!s->learnt || (!s->n_learnt && s->heard == atomic_load_explicit(&w->n, memory_order_relaxed)) ||
	    pthread_mutex_trylock(&w->lock) != 0)
		return;
	n = copy_news(w, s);
	pthread_mutex_unlock(&w->lock);
	heard = s->learnt + NEWS_TOLD;
	for (i = 0; i < n; i++) {
		struct bitnet_word *b;

		if (i + AHEAD < n)
			__builtin_prefetch(bucket_of(s, &heard[i + AHEAD], &k));
		b = bucket_of(s, &heard[i], &k);
		if (!bitnet_word_find(b, k))
			bitnet_word_remember(b, k, heard[i].id, WORD_COUNT(&heard[i]));
	}
}

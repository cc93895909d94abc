/* SPDX-License-Identifier: MIT */
/* Scratch space of encoders: see tok-words.h. */
#include <stdatomic.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-news.h"
#include "tok/tok-words.h"

/* So many encoders at once keep what they remember. */
#define WAITING 32

struct bitnet_scratch_pool {
	struct bitnet_scratch *_Atomic waiting[WAITING];
	atomic_uint n_made;
	struct bitnet_news news;
};

#define LOW(n) (n >= 8 ? ~0ull : (1ull << 8 * (n & 7)) - 1)
#define MASKS(n) { LOW(n), n > 8 ? (1ull << 8 * (n & 7)) - 1 : 0 }
const uint64_t bitnet_word_masks[WORD_READ + 1][2] = {
	MASKS(0), MASKS(1), MASKS(2), MASKS(3), MASKS(4), MASKS(5), MASKS(6), MASKS(7), MASKS(8), MASKS(9), MASKS(10),
	MASKS(11), MASKS(12), MASKS(13), MASKS(14), MASKS(15), { ~0ull, ~0ull }
};

int bitnet_scratch_pool_new(struct bitnet_scratch_pool **out, struct bitnet_error *err)
{
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return bitnet_error_nomem(err, sizeof(**out));
	bitnet_news_init(&(*out)->news);
	return 0;
}

static void scratch_free(struct bitnet_scratch *s)
{
	if (!s)
		return;
	bitnet_symbols_release(&s->sym);
	free(s->memory);
	free(s->learnt);
	free(s);
}

void bitnet_scratch_pool_free(struct bitnet_scratch_pool *p)
{
	size_t i;

	if (!p)
		return;
	for (i = 0; i < WAITING; i++)
		scratch_free(p->waiting[i]);
	bitnet_news_release(&p->news);
	free(p);
}

/* A line of the cache; a bucket of words is one. */
#define LINE 64
#define PAGE 4096

/* The logarithm of a size that pays for n / per pieces. */
static unsigned log_for(uint64_t n, size_t per, unsigned min, unsigned max)
{
	while (min < max && n >> min >= per)
		min++;
	return min;
}

/* What a smaller table remembers; in both, the entry that came last is first. */
static void take_words(struct bitnet_scratch *to, const struct bitnet_scratch *from)
{
	size_t i, k;

	for (i = 0; i < (size_t)1 << (64 - from->shift); i++)
		for (k = 2; k-- > 0; ) {
			const struct bitnet_word *w = &from->words[i][k];
			struct bitnet_word_key key = { w->lo, w->hi & WORD_KEY_HI };

			if (w->hi)
				bitnet_word_remember(bitnet_word_bucket(to, key), key, w->id, WORD_COUNT(w));
		}
	for (i = 0; i < (size_t)1 << (64 - from->phrase_shift); i++)
		for (k = 2; k-- > 0; ) {
			const struct bitnet_phrase *w = &from->phrases[i][k];
			struct bitnet_phrase_key key = { { w->k[0], w->k[1], w->k[2], w->k[3] & WORD_KEY_HI } };

			if (w->k[3])
				bitnet_phrase_remember(bitnet_phrase_bucket(to, &key), &key, w->id, PHRASE_COUNT(w));
		}
}

/* A table that has become too small gets eight times the size: fresh pages cost more than what is copied. */
#define GROWTH 3

/* Tables that pay for n bytes more than were seen. */
static bool fit(struct bitnet_scratch *s, size_t n)
{
	uint64_t seen = s->seen += n, pays = s->memory && log_for(seen, 32, WORD_LOG_MIN, WORD_LOG_MAX) > 64 - s->shift ? seen << GROWTH : seen;
	unsigned log = log_for(pays, 32, WORD_LOG_MIN, WORD_LOG_MAX), phrase_log = log_for(pays, 512, PHRASE_LOG_MIN, PHRASE_LOG_MAX);
	size_t words = sizeof(*s->words) << log, phrases = sizeof(*s->phrases) << phrase_log;
	size_t align = words + phrases < BITNET_LARGE_PAGE ? LINE : BITNET_LARGE_PAGE;
	struct bitnet_scratch old = *s;
	char *start;
	size_t i;

	if (s->memory && s->shift <= 64 - log)
		return true;
	s->memory = calloc(1, words + phrases + align);
	if (!s->memory) {
		*s = old;
		return s->memory != NULL;       /* a smaller table will do */
	}
	start = (char *)s->memory + (align - (uintptr_t)s->memory % align);
	bitnet_large_pages(start, words + phrases);
	/* A page that is read first is one of zeros for all, and is taken away from all threads when it is written. */
	for (i = 0; i < words + phrases; i += PAGE)
		((volatile char *)start)[i] = 0;
	s->words = (void *)start;
	s->phrases = (void *)(start + words);
	s->shift = 64 - log;
	s->phrase_shift = 64 - phrase_log;
	if (old.memory)
		take_words(s, &old);
	free(old.memory);
	return true;
}

/* Where a thread looks first: what it gave is in its cache. */
static size_t own_place(void)
{
	static atomic_size_t n_threads;
	static _Thread_local size_t number;

	if (!number)
		number = 1 + atomic_fetch_add_explicit(&n_threads, 1, memory_order_relaxed);
	return number - 1;
}

struct bitnet_scratch *bitnet_scratch_take(struct bitnet_scratch_pool *p, size_t n)
{
	struct bitnet_scratch *s = NULL;
	size_t own = own_place(), i;

	for (i = own; i < own + WAITING && !s; i++)
		if (atomic_load_explicit(&p->waiting[i % WAITING], memory_order_relaxed))
			s = atomic_exchange_explicit(&p->waiting[i % WAITING], NULL, memory_order_acquire);
	if (!s) {
		s = calloc(1, sizeof(*s));
		atomic_fetch_add_explicit(&p->n_made, 1, memory_order_relaxed);
	}
	if (s && !fit(s, n)) {
		scratch_free(s);
		s = NULL;
	}
	if (s && atomic_load_explicit(&p->n_made, memory_order_relaxed) > 1)
		bitnet_news_join(&p->news, s);
	return s;
}

void bitnet_scratch_give(struct bitnet_scratch_pool *p, struct bitnet_scratch *s)
{
	size_t own = own_place(), i;

	bitnet_news_exchange(&p->news, s);
	for (i = own; i < own + WAITING; i++) {
		struct bitnet_scratch *none = NULL;

		if (atomic_compare_exchange_strong_explicit(&p->waiting[i % WAITING], &none, s, memory_order_release,
							    memory_order_relaxed))
			return;
	}
	scratch_free(s);
}

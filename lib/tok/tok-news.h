/* SPDX-License-Identifier: MIT */
/*
 * What encoders of one tokenizer that work at the same time tell each other: a word that one of them has merged the others
 * need not merge again.  Each has a table of its own (tok-words.h), which no other one looks at; what is new in it is copied at
 * the end of a text.
 */
#ifndef BITNET_TOK_NEWS_H
#define BITNET_TOK_NEWS_H

#include <pthread.h>

#include "tok/tok-words.h"

struct bitnet_news {
	pthread_mutex_t lock;
	struct bitnet_word *last;        /* the last NEWS_KEPT of all, n % NEWS_KEPT comes next */
	_Atomic uint64_t n;
};

/* So many are kept for those who have not heard them; so many of one text are told. */
#define NEWS_KEPT 8192
#define NEWS_TOLD 4096

void bitnet_news_init(struct bitnet_news *w);
void bitnet_news_release(struct bitnet_news *w);

/* From now on s has to do with others.  Without memory it goes on alone. */
void bitnet_news_join(struct bitnet_news *w, struct bitnet_scratch *s);

/* Tell what s has learnt, and hear what others have; not now if another one is doing so. */
void bitnet_news_exchange(struct bitnet_news *w, struct bitnet_scratch *s);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Pieces of text whose ids are remembered.  Most pieces of a text were there before: their ids are
 * found by their bytes in a small table, which belongs to one encoder at a time.  Longer pieces have a table of
 * their own, so that those that come most often need half a cache line.
 */
#ifndef BITNET_TOK_WORDS_H
#define BITNET_TOK_WORDS_H

#include <stdbool.h>
#include <string.h>

#include "tok/tok-merge.h"

/* The longest piece that is remembered in each table, and the most ids of one. */
#define WORD_BYTES 15
#define WORD_IDS 4
#define PHRASE_BYTES 30
#define PHRASE_IDS 8

/* A key is made of so many bytes, whatever the length of the piece. */
#define WORD_READ 16
#define PHRASE_READ 32

/*
 * lo and hi: the bytes, zeros behind them; in the last byte of hi their number, above it in three bits the number of
 * ids, and WORD_PART.  Zero is an empty entry.
 */
struct bitnet_word {
	uint64_t lo, hi;
	uint32_t id[WORD_IDS];
};
#define WORD_PART (1ull << 63)       /* not the same as a whole piece of these bytes */
#define WORD_COUNT(w) ((w)->hi >> 60 & 7)
#define WORD_KEY_HI (~(7ull << 60))

/* The same for WORD_BYTES + 1 to PHRASE_BYTES bytes: their number less WORD_BYTES, that of the ids less one. */
struct bitnet_phrase {
	uint64_t k[4];
	uint32_t id[PHRASE_IDS];
};
#define PHRASE_COUNT(w) (((w)->k[3] >> 60 & 7) + 1)

/* A table has 2^LOG_MIN to 2^LOG_MAX buckets of two entries, the one that came last first. */
#define WORD_LOG_MIN 6
#define WORD_LOG_MAX 17
#define PHRASE_LOG_MIN 4
#define PHRASE_LOG_MAX 14

/* What an encoder needs while it works. */
struct bitnet_scratch {
	struct bitnet_word (*words)[2];
	struct bitnet_phrase (*phrases)[2];
	unsigned shift, phrase_shift;    /* 64 less the logarithm of the number of buckets */
	void *memory;                    /* both tables are in it, at the start of a cache line */
	uint64_t seen;                   /* bytes of all texts so far: many short ones are as one long one */
	struct bitnet_word *learnt;      /* what is to be told to others, tok-news.h; NULL: there are none */
	size_t n_learnt;
	uint64_t heard;                  /* of what others have told */
	struct bitnet_symbols sym;
};

/* Scratch space that waits for the next encoder. */
struct bitnet_scratch_pool;
int bitnet_scratch_pool_new(struct bitnet_scratch_pool **out, struct bitnet_error *err);
void bitnet_scratch_pool_free(struct bitnet_scratch_pool *p);

/* Any thread may take and give; n: the bytes of the text.  NULL when there is no memory. */
struct bitnet_scratch *bitnet_scratch_take(struct bitnet_scratch_pool *p, size_t n);
void bitnet_scratch_give(struct bitnet_scratch_pool *p, struct bitnet_scratch *s);

/* A piece as a key. */
struct bitnet_word_key { uint64_t lo, hi; };
struct bitnet_phrase_key { uint64_t k[4]; };

extern const uint64_t bitnet_word_masks[WORD_READ + 1][2];

static inline uint64_t bitnet_word_load(const unsigned char *p)
{
	uint64_t x;

	memcpy(&x, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	return x;
}

/* The key of n bytes, 1 to WORD_BYTES, at p, from where WORD_READ bytes can be read; part: 0 or WORD_PART. */
static inline struct bitnet_word_key bitnet_word_key(const unsigned char *p, size_t n, uint64_t part)
{
	struct bitnet_word_key k;

	k.lo = bitnet_word_load(p) & bitnet_word_masks[n][0];
	k.hi = (bitnet_word_load(p + 8) & bitnet_word_masks[n][1]) | (uint64_t)n << 56 | part;
	return k;
}

/* The key of n bytes, WORD_BYTES + 1 to PHRASE_BYTES, at p, from where PHRASE_READ bytes can be read. */
static inline struct bitnet_phrase_key bitnet_phrase_key(const unsigned char *p, size_t n, uint64_t part)
{
	const uint64_t *mask = bitnet_word_masks[n - 16];
	struct bitnet_phrase_key k;

	k.k[0] = bitnet_word_load(p);
	k.k[1] = bitnet_word_load(p + 8);
	k.k[2] = bitnet_word_load(p + 16) & mask[0];
	k.k[3] = (bitnet_word_load(p + 24) & mask[1]) | (uint64_t)(n - WORD_BYTES) << 56 | part;
	return k;
}

static inline struct bitnet_word *bitnet_word_bucket(const struct bitnet_scratch *s, struct bitnet_word_key k)
{
	uint64_t h = k.lo * 0x9E3779B97F4A7C15ull + k.hi * 0xff51afd7ed558ccdull;

	return s->words[h >> s->shift];
}

static inline struct bitnet_phrase *bitnet_phrase_bucket(const struct bitnet_scratch *s, const struct bitnet_phrase_key *k)
{
	uint64_t h = (k->k[0] ^ k->k[1] * 0xc4ceb9fe1a85ec53ull) * 0x9E3779B97F4A7C15ull;

	h = (h ^ h >> 32 ^ k->k[2]) * 0xff51afd7ed558ccdull + k->k[3] * 0x9E3779B97F4A7C15ull;
	return s->phrases[h >> s->phrase_shift];
}

/* The entry with this key in a bucket; NULL when there is none. */
static inline const struct bitnet_word *bitnet_word_find(const struct bitnet_word *b, struct bitnet_word_key k)
{
	bool second = ((b[1].lo ^ k.lo) | ((b[1].hi & WORD_KEY_HI) ^ k.hi)) == 0;

	b += second;
	return ((b->lo ^ k.lo) | ((b->hi & WORD_KEY_HI) ^ k.hi)) == 0 ? b : NULL;
}

static inline const struct bitnet_phrase *bitnet_phrase_find(const struct bitnet_phrase *b, const struct bitnet_phrase_key *k)
{
	int i;

	for (i = 0; i < 2; i++, b++)
		if (((b->k[0] ^ k->k[0]) | (b->k[1] ^ k->k[1]) | (b->k[2] ^ k->k[2]) |
		     ((b->k[3] & WORD_KEY_HI) ^ k->k[3])) == 0)
			return b;
	return NULL;
}

/* n: at most WORD_IDS. */
static inline void bitnet_word_remember(struct bitnet_word *b, struct bitnet_word_key k, const uint32_t *id, size_t n)
{
	size_t i;

	b[1] = b[0];
	b[0].lo = k.lo;
	b[0].hi = k.hi | (uint64_t)n << 60;
	for (i = 0; i < n; i++)
		b[0].id[i] = id[i];
}

/* n: 1 to PHRASE_IDS. */
static inline void bitnet_phrase_remember(struct bitnet_phrase *b, const struct bitnet_phrase_key *k, const uint32_t *id, size_t n)
{
	size_t i;

	b[1] = b[0];
	memcpy(b[0].k, k->k, sizeof(b[0].k));
	b[0].k[3] |= (uint64_t)(n - 1) << 60;
	for (i = 0; i < n; i++)
		b[0].id[i] = id[i];
}

#endif

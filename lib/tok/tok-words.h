/* SPDX-License-Identifier: MIT */
/*
 * Pieces of text whose ids are remembered.  Most pieces of a text were there before: their ids are
 * found by their bytes in a small table, which belongs to one encoder at a time.
 */
#ifndef BITNET_TOK_WORDS_H
#define BITNET_TOK_WORDS_H

#include <stdbool.h>
#include <string.h>

#include "tok/tok-merge.h"

/* The longest piece that is remembered, and the most ids of one. */
#define WORD_BYTES 15
#define WORD_IDS 4

/*
 * lo and hi: the bytes, zeros behind them; in the last byte of hi their number, and above it the number of ids.
 * Zero is an empty entry.
 */
struct bitnet_word {
	uint64_t lo, hi;
	uint32_t id[WORD_IDS];
};

/* A table has 2^WORD_LOG_MIN to 2^WORD_LOG_MAX buckets of two entries, the one that came last first. */
#define WORD_LOG_MIN 6
#define WORD_LOG_MAX 16
#define WORD_COUNT(w) ((w)->hi >> 60)
#define WORD_KEY_HI (~0ull >> 4)

/* What an encoder needs while it works. */
struct bitnet_scratch {
	struct bitnet_word (*words)[2];
	unsigned shift;                  /* 64 less the logarithm of the number of buckets */
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

extern const uint64_t bitnet_word_masks[WORD_BYTES + 1][2];

/* The key of n bytes, 1 to WORD_BYTES, at p, from where 16 bytes can be read. */
static inline struct bitnet_word_key bitnet_word_key(const unsigned char *p, size_t n)
{
	struct bitnet_word_key k;

	memcpy(&k.lo, p, 8);
	memcpy(&k.hi, p + 8, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	k.lo = __builtin_bswap64(k.lo);
	k.hi = __builtin_bswap64(k.hi);
#endif
	k.lo &= bitnet_word_masks[n][0];
	k.hi = (k.hi & bitnet_word_masks[n][1]) | (uint64_t)n << 56;
	return k;
}

static inline struct bitnet_word *bitnet_word_bucket(const struct bitnet_scratch *s, struct bitnet_word_key k)
{
	uint64_t h = k.lo * 0x9E3779B97F4A7C15ull + k.hi * 0xff51afd7ed558ccdull;

	return s->words[h >> s->shift];
}

/* The entry with this key in a bucket; NULL when there is none. */
static inline const struct bitnet_word *bitnet_word_find(const struct bitnet_word *b, struct bitnet_word_key k)
{
	bool second = ((b[1].lo ^ k.lo) | ((b[1].hi & WORD_KEY_HI) ^ k.hi)) == 0;

	b += second;
	return ((b->lo ^ k.lo) | ((b->hi & WORD_KEY_HI) ^ k.hi)) == 0 ? b : NULL;
}

static inline void bitnet_word_remember(struct bitnet_word *b, struct bitnet_word_key k, const uint32_t *id, size_t n)
{
	size_t i;

	b[1] = b[0];
	b[0].lo = k.lo;
	b[0].hi = k.hi | (uint64_t)n << 60;
	for (i = 0; i < n; i++)
		b[0].id[i] = id[i];
}

#endif

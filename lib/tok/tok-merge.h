/* SPDX-License-Identifier: MIT */
/*
 * Merging symbols pairwise: the model of byte-level BPE (pairs ranked by the merge list) and of SPM
 * (pairs ranked by the score of what they make) alike.  Of all adjacent pairs that have a rank the
 * one with the least is merged, the leftmost of several, until none is left.
 */
#ifndef BITNET_TOK_MERGE_H
#define BITNET_TOK_MERGE_H

#include "tok/tok-vocab.h"

/* Pieces of up to so many symbols look for the best pair in each round. */
#define MERGE_SHORT 48

/* Pairs of symbols: open addressing; left NO_ID is an empty slot. */
struct bitnet_merges {
	struct bitnet_merge { uint32_t left, right, rank, result; } *slots;
	uint32_t mask;
	uint32_t n;
};

/* Room for n pairs, which must not be exceeded. */
int bitnet_merges_init(struct bitnet_merges *m, size_t n, struct bitnet_error *err);
void bitnet_merges_release(struct bitnet_merges *m);

/* A pair that is there already keeps its rank, or gets the new one where replace is true. */
void bitnet_merges_add(struct bitnet_merges *m, uint32_t left, uint32_t right, uint32_t rank, uint32_t result, bool replace);

static inline uint32_t bitnet_merges_slot(const struct bitnet_merges *m, uint32_t left, uint32_t right)
{
	uint64_t h = ((uint64_t)left << 32 | right) * 0x9E3779B97F4A7C15ull;

	return (uint32_t)(h >> 32) & m->mask;
}

static inline void bitnet_merges_prefetch(const struct bitnet_merges *m, uint32_t left, uint32_t right)
{
	__builtin_prefetch(&m->slots[bitnet_merges_slot(m, left, right)], 1);
}

static inline const struct bitnet_merge *bitnet_merges_find(const struct bitnet_merges *m, uint32_t left, uint32_t right)
{
	uint32_t i = bitnet_merges_slot(m, left, right);

	for (; m->slots[i].left != NO_ID; i = (i + 1) & m->mask)
		if (m->slots[i].left == left && m->slots[i].right == right)
			return &m->slots[i];
	return NULL;
}

/*
 * Rank all ways to cut a token into two symbols by the token's score, higher first, equal scores
 * alike; characters that are no token become symbols of v.  scores has v->n elements.
 */
int bitnet_merges_from_scores(struct bitnet_merges *m, struct bitnet_vocab *v, const float *scores, struct bitnet_error *err);

/* The symbols of one piece of text.  id NO_ID merges with nothing; len is in bytes of the text. */
struct bitnet_symbols {
	uint32_t *id, *len;
	size_t n, cap;
	uint32_t *next, *prev, *rank;        /* work space of long pieces */
	size_t work_cap;
	uint64_t *heap;
	size_t heap_n, heap_cap;
};
void bitnet_symbols_release(struct bitnet_symbols *s);
bool bitnet_symbols_reserve(struct bitnet_symbols *s, size_t n);

/* Merge; s->id, s->len and s->n are the result.  false when there is no memory. */
bool bitnet_symbols_merge(struct bitnet_symbols *s, const struct bitnet_merges *m);

/*
 * Merge n bytes, at most MERGE_SHORT, whose symbols are in byte_id; id, with room for n, gets the result.  Returns the
 * number of ids.
 */
size_t bitnet_merge_short(const struct bitnet_merges *m, const uint32_t byte_id[256], const unsigned char *s, size_t n,
			  uint32_t *id);

#endif

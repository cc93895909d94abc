/* SPDX-License-Identifier: MIT */
/*
 * Merging symbols pairwise: the model of byte-level BPE (pairs ranked by the merge list) and of SPM
 * (pairs ranked by the score of what they make) alike.  Of all adjacent pairs that have a rank the
 * one with the least is merged, the leftmost of several, until none is left.
 */
#ifndef BITNET_TOK_MERGE_H
#define BITNET_TOK_MERGE_H

#include "tok/tok-queue.h"
#include "tok/tok-vocab.h"

/* Pieces of up to so many symbols are merged in arrays on the stack, longer ones out of a queue. */
#define MERGE_SHORT 240

/*
 * Pairs of symbols.  Those with the same left symbol stand together in a small table of their own,
 * open addressing by the right one: what a text needs is then near to each other in memory.
 */
struct bitnet_merges {
	struct bitnet_merge { uint32_t left, right, rank, result; } *pairs;     /* right NO_ID: empty */
	struct bitnet_left {
		uint32_t first;              /* place in pairs, and above it in MERGE_LOG_SHIFT the logarithm of the size */
		uint32_t rights;             /* a bit for each right symbol, by its hash; 0: there is none */
	} *lefts;
	uint32_t n, n_pairs, n_lefts;        /* pairs that are there, elements of the arrays */
	/* Until bitnet_merges_finish(): pairs as they were added. */
	struct bitnet_merge *added;
	uint32_t n_added, cap_added;
	bool replace;
};
#define MERGE_MAX ((1u << 24) - 1)
#define MERGE_LOG_SHIFT 27

/* Room for n pairs, which must not be exceeded; their ranks are at most MERGE_MAX. */
int bitnet_merges_init(struct bitnet_merges *m, size_t n, struct bitnet_error *err);
void bitnet_merges_release(struct bitnet_merges *m);

/* A pair that is there already keeps its rank; m->replace: it gets the new one. */
void bitnet_merges_add(struct bitnet_merges *m, uint32_t left, uint32_t right, uint32_t rank, uint32_t result);

/* After the last pair, before anything is looked up. */
int bitnet_merges_finish(struct bitnet_merges *m, struct bitnet_error *err);

/* Rank and place of a pair in one number; MERGE_NONE: there is no such pair. */
#define MERGE_NONE UINT64_MAX
#define MERGE_RANK(slot) ((uint32_t)((slot) >> 32))
#define MERGE_PAIR(slot) ((uint32_t)(slot))

#define MERGE_HASH 0x9E3779B1u

/* Where the look-up of a pair begins: a left symbol, and the hash of the right one. */
static inline uint32_t bitnet_merges_first(const struct bitnet_left *l, uint32_t h)
{
	return (l->first & ((1u << MERGE_LOG_SHIFT) - 1)) + (h >> 9 & ((1u << (l->first >> MERGE_LOG_SHIFT)) - 1));
}

static inline uint64_t bitnet_merges_slot(const struct bitnet_merges *m, uint32_t left, uint32_t right)
{
	uint32_t h = right * MERGE_HASH, first, mask, i, k;
	struct bitnet_left l;

	if (left >= m->n_lefts)
		return MERGE_NONE;
	l = m->lefts[left];
	if (!(l.rights >> (h >> 27) & 1))
		return MERGE_NONE;
	first = l.first & ((1u << MERGE_LOG_SHIFT) - 1);
	mask = (1u << (l.first >> MERGE_LOG_SHIFT)) - 1;
	for (i = h >> 9, k = 0; k <= mask; i++, k++) {
		uint32_t at = first + (i & mask);

		if (m->pairs[at].right == right)
			return (uint64_t)m->pairs[at].rank << 32 | at;
		if (m->pairs[at].right == NO_ID)
			break;
	}
	return MERGE_NONE;
}

static inline const struct bitnet_merge *bitnet_merges_find(const struct bitnet_merges *m, uint32_t left, uint32_t right)
{
	uint64_t slot = right == NO_ID ? MERGE_NONE : bitnet_merges_slot(m, left, right);

	return slot == MERGE_NONE ? NULL : &m->pairs[MERGE_PAIR(slot)];
}

/*
 * Rank all ways to cut a token into two symbols by the token's score, higher first, equal scores
 * alike; characters that are no token become symbols of v.  scores has v->n elements.
 */
int bitnet_merges_from_scores(struct bitnet_merges *m, struct bitnet_vocab *v, const float *scores, struct bitnet_error *err);

/* The same for tokens of bytes, where the id is the rank: the rank files of tiktoken. */
int bitnet_merges_from_ids(struct bitnet_merges *m, const struct bitnet_vocab *v, struct bitnet_error *err);

/* The slots of all pairs of two bytes, byte_id[a] and byte_id[b] at a * 256 + b; none where a byte is NO_ID. */
#define MERGE_BYTE_PAIRS 65536
void bitnet_merges_of_bytes(const struct bitnet_merges *m, const uint32_t byte_id[256], uint64_t slots[MERGE_BYTE_PAIRS]);

/* The symbols of one piece of text.  id NO_ID merges with nothing; len is in bytes of the text. */
struct bitnet_symbols {
	uint32_t *id, *len;
	size_t n, cap;
	struct bitnet_queue queue;           /* of long pieces: pairs that are to be merged */
	struct viterbi_node { double sum; uint32_t id, from; } *way;    /* work space of Unigram */
	unsigned char *mark;
	uint32_t *back;
	size_t way_cap, mark_cap, back_cap;
};
void bitnet_symbols_release(struct bitnet_symbols *s);
bool bitnet_symbols_reserve(struct bitnet_symbols *s, size_t n);

/* Merge; s->id, s->len and s->n are the result.  false when there is no memory. */
bool bitnet_symbols_merge(struct bitnet_symbols *s, const struct bitnet_merges *m);

/*
 * Merge n bytes, 1 to MERGE_SHORT, whose symbols are in byte_id; bytes: what
 * bitnet_merges_of_bytes() gives.  id, with room for n, gets the result.  Returns the number of ids.
 */
size_t bitnet_merge_bytes(const struct bitnet_merges *m, const uint32_t byte_id[256], const uint64_t *bytes,
			  const unsigned char *s, size_t n, uint32_t *id);

#endif

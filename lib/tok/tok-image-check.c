/* SPDX-License-Identifier: MIT */
/*
 * Numbers in an image that are used as places: offsets, ids, links between nodes.  A checksum says that
 * a file is as it was written, not by whom; what is wrong here can give wrong ids at worst.
 */
#include <float.h>

#include "tok/tok-image.h"

/*
 * Arrays of megabytes are looked at four numbers at a time and without a branch, so that this takes no
 * longer than the checksum.  Limits are below 2^31: a number above is a negative one, NO_ID is -1.
 */
typedef int32_t four __attribute__((vector_size(16)));
typedef uint32_t four_u __attribute__((vector_size(16)));

/* Whether n numbers, four and four, are from -none to most; what mask is 0 for is not looked at. */
static bool below(const void *numbers, size_t n, four most, four none, four mask)
{
	const four *v = numbers;
	four bad = { 0 }, limit = most + none;
	size_t i;

	for (i = 0; i < n / 4; i++) {
		four x = (four)((four_u)(v[i] & mask) + (four_u)none);  /* may wrap, and is negative then */

		bad |= x | (x > limit);
	}
	return (bad[0] | bad[1] | bad[2] | bad[3]) >= 0;
}

static bool offsets(const uint32_t *off, size_t n, size_t end)
{
	bool bad = off[0] != 0 || off[n] > end;
	size_t i;

	for (i = 0; i < n; i++)
		bad |= off[i] > off[i + 1];
	return !bad;
}

static bool ids(const uint32_t *id, size_t n, uint32_t end)
{
	bool bad = false;
	size_t i;

	for (i = 0; i < n; i++)
		bad |= id[i] >= end && id[i] != NO_ID;
	return !bad;
}

/* A power of two; ids, from 1; and a place that is empty: else a search would not end. */
static bool slots(const struct bitnet_vocab *v)
{
	const int32_t most = (int32_t)v->n_symbols;
	size_t n = (size_t)v->mask + 1, i;

	if ((v->mask & n) || n % 2 || !below(v->slots, 2 * n, (four){ 0, most, 0, most }, (four){ 0 }, (four){ 0, -1, 0, -1 }))
		return false;
	for (i = 0; i < n && v->slots[i].id; i++)
		;
	return i < n;
}

/* No kind has all three bits. */
static bool kinds(const uint8_t *attr, size_t n)
{
	unsigned bad = 0;
	size_t i;

	for (i = 0; i < n; i++)
		bad |= attr[i] & attr[i] >> 1 & attr[i] >> 2 & 1u;
	return !bad;
}

static bool vocab(const struct bitnet_vocab *v)
{
	return v->n && v->n_symbols >= v->n && offsets(v->text_off, v->n_symbols, v->text.n) && slots(v) &&
	       kinds(v->attr, v->n_symbols) && (!v->piece_off || offsets(v->piece_off, v->n, v->piece.n));
}

/* A pair may have NO_ID for any of its numbers, as what is empty has for all: whoever reads one looks for it. */
static bool merges(const struct bitnet_merges *m, uint32_t n_symbols)
{
	const int32_t most = (int32_t)n_symbols - 1;
	bool bad = !below(m->pairs, 4 * (size_t)m->n_pairs, (four){ most, most, MERGE_MAX, most }, (four){ 1, 1, 1, 1 },
			  (four){ -1, -1, -1, -1 });
	uint32_t i;

	for (i = 0; i < m->n_lefts; i++) {
		uint32_t first = m->lefts[i].first & ((1u << MERGE_LOG_SHIFT) - 1);

		bad |= m->lefts[i].rights && ((uint64_t)first + (1ull << (m->lefts[i].first >> MERGE_LOG_SHIFT)) > m->n_pairs);
	}
	return !bad;
}

static bool byte_pairs(const struct bitnet_tok *t)
{
	bool bad = false;
	size_t i;

	for (i = 0; t->byte_pairs && i < MERGE_BYTE_PAIRS; i++)
		bad |= t->byte_pairs[i] != MERGE_NONE && MERGE_PAIR(t->byte_pairs[i]) >= t->m.n_pairs;
	return !bad;
}

static bool trie(const struct bitnet_trie *t, uint32_t n)
{
	bool bad = t->n && t->n < 256;
	uint32_t i;

	for (i = 0; !bad && i < t->n; i++)
		if (t->units[i].base > t->n - 256 || (t->units[i].value >= n && t->units[i].value != TRIE_NONE))
			bad = true;
	return !bad;
}

static bool added(const struct bitnet_added *a, uint32_t n)
{
	bool bad = false, empty = false;
	size_t i;

	if (!a->n_nodes)
		return !a->n && !a->edges_size;
	for (i = 0; i < a->n_nodes; i++)
		bad |= !ids(a->nodes[i].id, 2, n);
	for (i = 0; i < a->edges_size; i++) {
		bad |= a->edges[i].node >= a->n_nodes;
		empty |= !a->edges[i].key;
	}
	for (i = 0; i < 256; i++)
		bad |= a->root[i] >= a->n_nodes;
	return !bad && empty && (a->edges_size & (a->edges_size - 1)) == 0;
}

static bool scores(const struct bitnet_unigram *u)
{
	bool bad = false;
	size_t i;

	for (i = 0; i < u->n; i++)
		bad |= !(u->score[i] >= -DBL_MAX && u->score[i] <= DBL_MAX);
	return !bad;
}

/* The fast ways take for granted what bitnet_fast_prepare() has seen. */
static bool fast(const struct bitnet_tok *t)
{
	unsigned i;

	if (t->fast_bytes && (!t->byte_level || !t->byte_pairs || !t->m.pairs || !t->cuts))
		return false;
	if (!t->fast_chars)
		return true;
	for (i = 0; i < 256 && t->byte_id[i] != NO_ID; i++)
		;
	return i == 256 && t->cuts && t->space_id < t->v.n;
}

static bool model(const struct bitnet_tok *t)
{
	if (t->model == bitnet_model_unigram && (t->unigram.n != t->v.n || !t->unigram.trie.n))
		return false;
	return t->model != bitnet_model_wordpiece || (t->wordpiece.first.n && t->wordpiece.rest.n);
}

bool bitnet_image_check(const struct bitnet_tok *t)
{
	uint32_t n = t->v.n, n_symbols = t->v.n_symbols;

	return vocab(&t->v) && t->info.n_tokens == n && merges(&t->m, n_symbols) && byte_pairs(t) &&
	       ids(t->byte_id, 256, n) && ids(t->char_id, 128, n_symbols) && ids(&t->space_id, 1, n_symbols) && ids(&t->unk, 1, n) &&
	       ids(t->before, t->n_before, n) && ids(t->after, t->n_after, n) && added(&t->added[0], n) && added(&t->added[1], n) &&
	       trie(&t->specials, n) && trie(&t->keep, n) && trie(&t->unigram.trie, n) && trie(&t->wordpiece.first, n) &&
	       trie(&t->wordpiece.rest, n) && scores(&t->unigram) && fast(t) && model(t);
}

/* SPDX-License-Identifier: MIT */
/*
 * Merging: see tok-merge.h.  Byte pair encoding as in Sennrich et al. 2016 and openai/gpt-2; SPM
 * as in the BPE model of google/sentencepiece.  Short pieces look for the best pair in each round,
 * long ones keep all pairs in a heap: n log n steps for n symbols.
 */
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-merge.h"

int bitnet_merges_init(struct bitnet_merges *m, size_t n, struct bitnet_error *err)
{
	size_t size = 16;

	while (size < n + n / 2)
		size *= 2;
	if (size > (size_t)UINT32_MAX + 1)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "vocabulary has %zu merges", n);
	m->slots = bitnet_alloc(size, sizeof(*m->slots));
	if (!m->slots)
		return bitnet_error_nomem(err, size * sizeof(*m->slots));
	memset(m->slots, 0xff, size * sizeof(*m->slots));
	m->mask = (uint32_t)(size - 1);
	return 0;
}

void bitnet_merges_release(struct bitnet_merges *m)
{
	free(m->slots);
	memset(m, 0, sizeof(*m));
}

void bitnet_merges_add(struct bitnet_merges *m, uint32_t left, uint32_t right, uint32_t rank, uint32_t result, bool replace)
{
	uint32_t i = bitnet_merges_slot(m, left, right);

	for (; m->slots[i].left != NO_ID; i = (i + 1) & m->mask)
		if (m->slots[i].left == left && m->slots[i].right == right) {
			if (replace)
				m->slots[i].rank = rank;
			return;
		}
	m->slots[i] = (struct bitnet_merge){ left, right, rank, result };
	m->n++;
}

void bitnet_symbols_release(struct bitnet_symbols *s)
{
	free(s->id);
	free(s->len);
	free(s->next);
	free(s->prev);
	free(s->rank);
	free(s->heap);
	memset(s, 0, sizeof(*s));
}

/* Three arrays of the same capacity grow together. */
static bool grow3(uint32_t **a, uint32_t **b, uint32_t **c, size_t *cap, size_t need)
{
	size_t cap_a = *cap, cap_b = *cap, cap_c = *cap;

	if (!bitnet_grow(a, &cap_a, need, sizeof(**a)) || !bitnet_grow(b, &cap_b, need, sizeof(**b)) ||
	    (c && !bitnet_grow(c, &cap_c, need, sizeof(**c))))
		return false;
	*cap = cap_a;
	return true;
}

bool bitnet_symbols_reserve(struct bitnet_symbols *s, size_t n)
{
	return grow3(&s->id, &s->len, NULL, &s->cap, n);
}

static uint32_t rank_of(const struct bitnet_merges *m, uint32_t left, uint32_t right)
{
	const struct bitnet_merge *e = left == NO_ID || right == NO_ID ? NULL : bitnet_merges_find(m, left, right);

	return e ? e->rank : NO_ID;
}

static void merge_short(struct bitnet_symbols *s, const struct bitnet_merges *m)
{
	uint32_t rank[MERGE_SHORT];
	size_t n = s->n, i, best;

	for (i = 0; i + 1 < n; i++)
		rank[i] = rank_of(m, s->id[i], s->id[i + 1]);
	while (n > 1) {
		for (best = 0, i = 1; i + 1 < n; i++)
			if (rank[i] < rank[best])
				best = i;
		if (rank[best] == NO_ID)
			break;
		s->id[best] = bitnet_merges_find(m, s->id[best], s->id[best + 1])->result;
		s->len[best] += s->len[best + 1];
		n--;
		memmove(s->id + best + 1, s->id + best + 2, (n - best - 1) * sizeof(*s->id));
		memmove(s->len + best + 1, s->len + best + 2, (n - best - 1) * sizeof(*s->len));
		memmove(rank + best, rank + best + 1, (n - best - 1) * sizeof(*rank));
		if (best > 0)
			rank[best - 1] = rank_of(m, s->id[best - 1], s->id[best]);
		if (best + 1 < n)
			rank[best] = rank_of(m, s->id[best], s->id[best + 1]);
	}
	s->n = n;
}

/* Rank and result of a pair in one number; the least possible pair is the best. */
static inline uint64_t pair_of(const struct bitnet_merges *m, uint32_t left, uint32_t right)
{
	const struct bitnet_merge *e = bitnet_merges_find(m, left, right);

	return e ? (uint64_t)e->rank << 32 | e->result : ~0ull;
}

size_t bitnet_merge_short(const struct bitnet_merges *m, const uint32_t byte_id[256], const unsigned char *s, size_t n,
			  uint32_t *id)
{
	uint64_t pair[MERGE_SHORT], least;
	size_t i, best;

	for (i = 0; i < n; i++)
		id[i] = byte_id[s[i]];
	for (i = 0; i + 1 < n; i++)
		pair[i] = pair_of(m, id[i], id[i + 1]);
	while (n > 1) {
		for (least = pair[0], best = 0, i = 1; i + 1 < n; i++)
			if (pair[i] >> 32 < least >> 32) {
				least = pair[i];
				best = i;
			}
		if (least == ~0ull)
			break;
		id[best] = (uint32_t)least;
		n--;
		for (i = best + 1; i < n; i++)
			id[i] = id[i + 1];
		for (i = best; i + 1 < n; i++)
			pair[i] = pair[i + 1];
		if (best > 0)
			pair[best - 1] = pair_of(m, id[best - 1], id[best]);
		if (best + 1 < n)
			pair[best] = pair_of(m, id[best], id[best + 1]);
	}
	return n;
}

/* The heap: rank in the upper half, place in the lower, least first. */
static bool heap_push(struct bitnet_symbols *s, uint64_t key)
{
	size_t i, up;

	if (!bitnet_grow(&s->heap, &s->heap_cap, s->heap_n + 1, sizeof(*s->heap)))
		return false;
	for (i = s->heap_n++; i > 0 && s->heap[up = (i - 1) / 4] > key; i = up)
		s->heap[i] = s->heap[up];
	s->heap[i] = key;
	return true;
}

static void sift_down(uint64_t *h, size_t n, size_t i)
{
	uint64_t key = h[i];

	for (;;) {
		size_t child = 4 * i + 1, best = child, k;

		if (child >= n)
			break;
		for (k = child + 1; k < n && k < child + 4; k++)
			if (h[k] < h[best])
				best = k;
		if (h[best] >= key)
			break;
		h[i] = h[best];
		i = best;
	}
	h[i] = key;
}

static uint64_t heap_pop(struct bitnet_symbols *s)
{
	uint64_t top = s->heap[0];

	s->heap[0] = s->heap[--s->heap_n];
	if (s->heap_n)
		sift_down(s->heap, s->heap_n, 0);
	return top;
}

static bool heap_fill(struct bitnet_symbols *s, const struct bitnet_merges *m)
{
	size_t i, n = s->n;

	s->heap_n = 0;
	for (i = 0; i < n; i++) {
		s->next[i] = (uint32_t)(i + 1);
		s->prev[i] = (uint32_t)(i - 1);
		s->rank[i] = i + 1 < n ? rank_of(m, s->id[i], s->id[i + 1]) : NO_ID;
		if (s->rank[i] == NO_ID)
			continue;
		if (!bitnet_grow(&s->heap, &s->heap_cap, s->heap_n + 1, sizeof(*s->heap)))
			return false;
		s->heap[s->heap_n++] = (uint64_t)s->rank[i] << 32 | i;
	}
	for (i = s->heap_n / 4 + 1; i-- > 0; )
		if (i < s->heap_n)
			sift_down(s->heap, s->heap_n, i);
	return true;
}

/* The pair that begins at place i has changed. */
static bool renew(struct bitnet_symbols *s, const struct bitnet_merges *m, uint32_t i)
{
	uint32_t next = s->next[i], rank = next < s->n ? rank_of(m, s->id[i], s->id[next]) : NO_ID;

	s->rank[i] = rank;
	return rank == NO_ID || heap_push(s, (uint64_t)rank << 32 | i);
}

static bool merge_long(struct bitnet_symbols *s, const struct bitnet_merges *m)
{
	size_t i, k;

	if (!grow3(&s->next, &s->prev, &s->rank, &s->work_cap, s->n) || !heap_fill(s, m))
		return false;
	while (s->heap_n) {
		uint64_t top = heap_pop(s);
		uint32_t at = (uint32_t)top, gone;

		/* An entry is stale when the pair there is another by now. */
		if (s->rank[at] != top >> 32)
			continue;
		gone = s->next[at];
		s->id[at] = bitnet_merges_find(m, s->id[at], s->id[gone])->result;
		s->len[at] += s->len[gone];
		s->rank[gone] = NO_ID;
		s->next[at] = s->next[gone];
		if (s->next[at] < s->n)
			s->prev[s->next[at]] = at;
		if (!renew(s, m, at) || (at > 0 && !renew(s, m, s->prev[at])))
			return false;
	}
	for (i = k = 0; i < s->n; i = s->next[i], k++) {
		s->id[k] = s->id[i];
		s->len[k] = s->len[i];
	}
	s->n = k;
	return true;
}

bool bitnet_symbols_merge(struct bitnet_symbols *s, const struct bitnet_merges *m)
{
	if (s->n > MERGE_SHORT)
		return merge_long(s, m);
	if (s->n > 1)
		merge_short(s, m);
	return true;
}

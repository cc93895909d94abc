/* SPDX-License-Identifier: MIT */
/*
 * Merging: see tok-merge.h.  Byte pair encoding as in Sennrich et al. 2016 and openai/gpt-2; SPM
 * as in the BPE model of google/sentencepiece.  Short pieces look for the least of few keys in each
 * round, long ones keep all pairs in a heap: n log n steps for n symbols.
 */
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-merge.h"

int bitnet_merges_init(struct bitnet_merges *m, size_t n, struct bitnet_error *err)
{
	if (n > MERGE_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "vocabulary has %zu merges, at most %u can be used",
					n, MERGE_MAX);
	m->added = bitnet_alloc(n, sizeof(*m->added));
	if (!m->added)
		return bitnet_error_nomem(err, n * sizeof(*m->added));
	m->cap_added = (uint32_t)n;
	return 0;
}

void bitnet_merges_release(struct bitnet_merges *m)
{
	free(m->added);
	free(m->pairs);
	free(m->lefts);
	memset(m, 0, sizeof(*m));
}

void bitnet_merges_add(struct bitnet_merges *m, uint32_t left, uint32_t right, uint32_t rank, uint32_t result)
{
	m->added[m->n_added++] = (struct bitnet_merge){ left, right, rank, result };
}

/* The logarithm of the size of a table for n pairs: one, or not quite full. */
static uint32_t log_of(uint32_t n)
{
	uint32_t log = 0;

	while (n > 1 && (1u << log) < n + n / 4 + 1)
		log++;
	return log;
}

/* Each left symbol gets its place; returns the length of all, 0 when they are too many. */
static size_t place_lefts(struct bitnet_merges *m)
{
	size_t at = 0;
	uint32_t i;

	for (i = 0; i < m->n_added; i++)
		m->lefts[m->added[i].left].rights++;
	for (i = 0; i < m->n_lefts; i++) {
		uint32_t log = log_of(m->lefts[i].rights);

		if (!m->lefts[i].rights)
			continue;
		m->lefts[i].first = (uint32_t)at | log << MERGE_LOG_SHIFT;
		m->lefts[i].rights = 0;
		at += (size_t)1 << log;
		if (at >= (size_t)1 << MERGE_LOG_SHIFT)
			return 0;
	}
	return at;
}

static void insert(struct bitnet_merges *m, const struct bitnet_merge *e)
{
	struct bitnet_left *l = &m->lefts[e->left];
	uint32_t first = l->first & ((1u << MERGE_LOG_SHIFT) - 1), mask = (1u << (l->first >> MERGE_LOG_SHIFT)) - 1;
	uint32_t h = e->right * 0x9E3779B1u, i = h >> 9;

	l->rights |= 1u << (h >> 27);
	for (; m->pairs[first + (i & mask)].right != NO_ID; i++)
		if (m->pairs[first + (i & mask)].right == e->right) {
			if (m->replace)
				m->pairs[first + (i & mask)].rank = e->rank;
			return;
		}
	m->pairs[first + (i & mask)] = *e;
	m->n++;
}

int bitnet_merges_finish(struct bitnet_merges *m, struct bitnet_error *err)
{
	uint32_t i, top = 0;
	size_t n;

	for (i = 0; i < m->n_added; i++)
		if (m->added[i].left >= top)
			top = m->added[i].left + 1;
	m->n_lefts = top;
	m->lefts = calloc(top + 1, sizeof(*m->lefts));
	if (!m->lefts)
		return bitnet_error_nomem(err, top * sizeof(*m->lefts));
	n = place_lefts(m);
	if (!n && m->n_added)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "vocabulary has too many merges");
	m->pairs = bitnet_alloc(n, sizeof(*m->pairs));
	if (!m->pairs)
		return bitnet_error_nomem(err, n * sizeof(*m->pairs));
	memset(m->pairs, 0xff, n * sizeof(*m->pairs));
	m->n_pairs = (uint32_t)n;
	for (i = 0; i < m->n_added; i++)
		insert(m, &m->added[i]);
	free(m->added);
	m->added = NULL;
	m->n_added = m->cap_added = 0;
	return 0;
}

void bitnet_merges_of_bytes(const struct bitnet_merges *m, const uint32_t byte_id[256], uint64_t slots[MERGE_BYTE_PAIRS])
{
	unsigned a, b;

	for (a = 0; a < 256; a++)
		for (b = 0; b < 256; b++)
			slots[a * 256 + b] = byte_id[a] == NO_ID || byte_id[b] == NO_ID ? MERGE_NONE :
					     bitnet_merges_slot(m, byte_id[a], byte_id[b]);
}

void bitnet_symbols_release(struct bitnet_symbols *s)
{
	free(s->id);
	free(s->len);
	free(s->next);
	free(s->prev);
	free(s->rank);
	free(s->heap);
	free(s->way);
	free(s->mark);
	free(s->back);
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
	const struct bitnet_merge *e = bitnet_merges_find(m, left, right);

	return e ? e->rank : NO_ID;
}

/*
 * A short piece while it is merged.  key[i] has the rank of the pair that begins with symbol i in
 * its upper 24 bits and i below: the least key is the pair to merge.  Of each BLOCK keys the least
 * is known, so that a merge costs the same in longer pieces.
 */
#define BLOCK 16
#define BLOCKS ((MERGE_SHORT + BLOCK - 1) / BLOCK)
#define NO_KEY UINT32_MAX
struct piece {
	uint32_t key[BLOCKS * BLOCK], least[BLOCKS];
	uint32_t id[MERGE_SHORT + 1];
	uint32_t pair[MERGE_SHORT];
	uint8_t next[MERGE_SHORT + 1], prev[MERGE_SHORT + 1];
	unsigned n, blocks;
};

static inline void set_pair(struct piece *p, unsigned i, uint64_t slot)
{
	p->key[i] = slot == MERGE_NONE ? NO_KEY : MERGE_RANK(slot) << 8 | i;
	p->pair[i] = MERGE_PAIR(slot);
}

static inline void set_least(struct piece *p, unsigned block)
{
	const uint32_t *k = p->key + block * BLOCK;
	uint32_t a = k[0], b = k[1], c = k[2], d = k[3];
	unsigned i;

	for (i = 4; i < BLOCK; i += 4) {
		a = k[i] < a ? k[i] : a;
		b = k[i + 1] < b ? k[i + 1] : b;
		c = k[i + 2] < c ? k[i + 2] : c;
		d = k[i + 3] < d ? k[i + 3] : d;
	}
	a = a < b ? a : b;
	c = c < d ? c : d;
	p->least[block] = a < c ? a : c;
}

static inline void renew_pair(struct piece *p, const struct bitnet_merges *m, unsigned i)
{
	unsigned next = p->next[i];

	set_pair(p, i, next == p->n || p->id[next] == NO_ID ? MERGE_NONE : bitnet_merges_slot(m, p->id[i], p->id[next]));
}

/* The keys are there but for those behind n - 1. */
static void start(struct piece *p, unsigned n)
{
	unsigned i;

	p->n = n;
	p->blocks = (n + BLOCK - 1) / BLOCK;
	for (i = n - 1; i < p->blocks * BLOCK; i++)
		p->key[i] = NO_KEY;
	for (i = 0; i < n; i++) {
		p->next[i] = (uint8_t)(i + 1);
		p->prev[i] = (uint8_t)(i - 1);
	}
	for (i = 0; i < p->blocks; i++)
		set_least(p, i);
}

static void run(struct piece *p, const struct bitnet_merges *m)
{
	unsigned i, at, gone;

	for (;;) {
		uint32_t least = p->least[0];

		for (i = 1; i < p->blocks; i++)
			least = p->least[i] < least ? p->least[i] : least;
		if (least == NO_KEY)
			return;
		at = least & 0xff;
		gone = p->next[at];
		p->id[at] = m->pairs[p->pair[at]].result;
		p->next[at] = p->next[gone];
		p->prev[p->next[gone]] = (uint8_t)at;
		p->key[gone] = NO_KEY;
		renew_pair(p, m, at);
		if (at > 0) {
			unsigned before = p->prev[at];

			renew_pair(p, m, before);
			if (before / BLOCK != at / BLOCK)
				set_least(p, before / BLOCK);
		}
		set_least(p, at / BLOCK);
		if (gone / BLOCK != at / BLOCK)
			set_least(p, gone / BLOCK);
	}
}

static void merge_short(struct bitnet_symbols *s, const struct bitnet_merges *m)
{
	struct piece p;
	unsigned n = (unsigned)s->n, i, k;

	memcpy(p.id, s->id, n * sizeof(*p.id));
	for (i = 0; i + 1 < n; i++)
		set_pair(&p, i, p.id[i + 1] == NO_ID ? MERGE_NONE : bitnet_merges_slot(m, p.id[i], p.id[i + 1]));
	start(&p, n);
	run(&p, m);
	for (i = k = 0; i < n; i = p.next[i], k++) {
		unsigned j;

		s->id[k] = p.id[i];
		s->len[k] = s->len[i];
		for (j = i + 1; j < p.next[i]; j++)
			s->len[k] += s->len[j];
	}
	s->n = k;
}

size_t bitnet_merge_bytes(const struct bitnet_merges *m, const uint32_t byte_id[256], const uint64_t *bytes,
			  const unsigned char *s, size_t n, uint32_t *id)
{
	struct piece p;
	unsigned i, k;

	for (i = 0; i < n; i++)
		p.id[i] = byte_id[s[i]];
	for (i = 0; i + 1 < n; i++)
		set_pair(&p, i, bytes[s[i] * 256u + s[i + 1]]);
	start(&p, (unsigned)n);
	run(&p, m);
	for (i = k = 0; i < n; i = p.next[i], k++)
		id[k] = p.id[i];
	return k;
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

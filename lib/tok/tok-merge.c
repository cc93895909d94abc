/* SPDX-License-Identifier: MIT */
/*
 * Merging: see tok-merge.h.  Byte pair encoding as in Sennrich et al. 2016 and openai/gpt-2; SPM
 * as in the BPE model of google/sentencepiece.  Short pieces look for the least of few keys in each
 * round, long ones take the pairs out of a queue (tok-queue.h): in time that grows as their length.
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
	uint32_t h = e->right * MERGE_HASH, i = h >> 9;

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

/* So many merges before it is inserted, its place is fetched. */
enum { AHEAD = 16 };

static void fetch_ahead(const struct bitnet_merges *m, const struct bitnet_merge *e)
{
	__builtin_prefetch(&m->pairs[bitnet_merges_first(&m->lefts[e->left], e->right * MERGE_HASH)], 1);
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
	for (i = 0; i < m->n_added; i++) {
		if (i + AHEAD < m->n_added)
			fetch_ahead(m, &m->added[i + AHEAD]);
		insert(m, &m->added[i]);
	}
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
	bitnet_queue_release(&s->queue);
	free(s->way);
	free(s->mark);
	free(s->back);
	memset(s, 0, sizeof(*s));
}

bool bitnet_symbols_reserve(struct bitnet_symbols *s, size_t n)
{
	size_t cap = s->cap;

	return bitnet_grow(&s->len, &cap, n, sizeof(*s->len)) && bitnet_grow(&s->id, &s->cap, n, sizeof(*s->id));
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

/* What is far away in memory is on its way at once for all that is going to be looked up. */
static inline const struct bitnet_left *expect_left(const struct bitnet_merges *m, uint32_t left)
{
	const struct bitnet_left *l = &m->lefts[left < m->n_lefts ? left : 0];

	__builtin_prefetch(l);
	return l;
}

static inline void expect_pair(const struct bitnet_merges *m, uint32_t left, uint32_t right)
{
	__builtin_prefetch(&m->pairs[bitnet_merges_first(expect_left(m, left), right * MERGE_HASH)]);
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
	uint64_t slot = next == p->n || p->id[next] == NO_ID ? MERGE_NONE : bitnet_merges_slot(m, p->id[i], p->id[next]);

	set_pair(p, i, slot);
	/* What it makes is the left symbol of another pair. */
	if (slot != MERGE_NONE)
		expect_left(m, m->pairs[MERGE_PAIR(slot)].result);
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
		if (at > 0)
			expect_pair(m, p->id[p->prev[at]], p->id[at]);
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

/*
 * Symbols that were merged are one, where the first of them was.  The places behind it are GONE, and the first and
 * the last of these have in len how many places the symbol takes.  A place that holds no symbol any more never will again.
 */
#define GONE (NO_ID - 1)

/* Where the symbol behind the one at a place is.  There is a symbol that merges with nothing behind the last. */
static inline uint32_t behind(const struct bitnet_symbols *s, uint32_t at)
{
	return s->id[at + 1] == GONE ? at + s->len[at + 1] : at + 1;
}

static inline uint32_t before(const struct bitnet_symbols *s, uint32_t at)
{
	return s->id[at - 1] == GONE ? at - s->len[at - 1] : at - 1;
}

static inline void join(struct bitnet_symbols *s, uint32_t at, uint32_t next, uint32_t end, uint32_t id)
{
	s->id[at] = id;
	s->len[at] += s->len[next];
	s->id[next] = GONE;
	s->len[at + 1] = s->len[end - 1] = end - at;
}

/* The pair of two symbols has its turn among those of its rank, from left to right. */
static inline void push_pair(struct bitnet_symbols *s, const struct bitnet_merges *m, uint32_t at, uint32_t next)
{
	const struct bitnet_merge *e = bitnet_merges_find(m, s->id[at], s->id[next]);

	if (e && e->rank != NO_ID)
		bitnet_queue_push(&s->queue, e->rank, at);
}

/*
 * The queue has the place of each pair under its rank, and of pairs that are no more: what comes out is the pair to merge
 * when the symbols that are there now are a pair of that rank.  A pair that is there was put in when it came to be, so the
 * first that comes out and is there is the leftmost of the least rank.
 */
static bool merge_long(struct bitnet_symbols *s, const struct bitnet_merges *m)
{
	const struct bitnet_merge *e = NULL;
	uint32_t i, k, n = (uint32_t)s->n, rank, at, next;

	if (!bitnet_symbols_reserve(s, s->n + 1))
		return false;
	s->id[n] = NO_ID;
	for (i = 0; i + 1 < n; i++)
		push_pair(s, m, i, i + 1);
	while (bitnet_queue_pop(&s->queue, &rank, &at)) {
		uint32_t end;

		if (s->id[at] == GONE)
			continue;
		next = behind(s, at);
		/* Mostly it is the pair that came out before. */
		if (!e || e->left != s->id[at] || e->right != s->id[next])
			e = bitnet_merges_find(m, s->id[at], s->id[next]);
		if (!e || e->rank != rank)
			continue;
		end = behind(s, next);
		join(s, at, next, end, e->result);
		if (at > 0)
			push_pair(s, m, before(s, at), at);
		push_pair(s, m, at, end);
	}
	if (s->queue.failed) {
		bitnet_queue_release(&s->queue);
		return false;
	}
	for (i = k = 0; i < n; i = next, k++) {
		next = behind(s, i);
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

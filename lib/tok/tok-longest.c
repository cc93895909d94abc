/* SPDX-License-Identifier: MIT */
/* Longest first: see tok-longest.h.  All matches are found in one pass, then taken in order of length. */
#include <string.h>

#include "base/mem.h"
#include "tok/tok-backward.h"
#include "tok/tok-longest.h"

/* The longest first, of one length by id, of one token from the left. */
static int by_length(const void *pa, const void *pb)
{
	const struct longest_match *a = pa, *b = pb;
	size_t na = a->end - a->begin, nb = b->end - b->begin;

	if (na != nb)
		return na > nb ? -1 : 1;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->begin < b->begin ? -1 : a->begin > b->begin;
}

static int by_place(const void *pa, const void *pb)
{
	const struct longest_match *a = pa, *b = pb;

	return a->begin < b->begin ? -1 : a->begin > b->begin;
}

struct search {
	const struct bitnet_trie *t;
	bool (*take)(const void *arg, uint32_t id);
	const void *arg;
	struct bitnet_longest *m;
	size_t first;                        /* places that are found are counted from here */
	bool failed;
};

static bool keep(void *arg, size_t begin, size_t end, uint32_t unit)
{
	struct search *f = arg;
	struct bitnet_longest *m = f->m;
	uint32_t id = f->t->units[unit].value;

	if (f->failed || !f->take(f->arg, id))
		return !f->failed;
	if (!bitnet_grow(&m->m, &m->cap, m->n + 1, sizeof(*m->m)))
		f->failed = true;
	else
		m->m[m->n++] = (struct longest_match){ f->first + begin, f->first + end, id };
	return !f->failed;
}

/* The same from the right, for the n bytes at s. */
static void find_backward(struct search *f, const char *s, size_t n)
{
	const struct bitnet_trie *t = f->t;
	struct bitnet_trie_node *nodes = calloc(t->n, sizeof(*nodes));
	struct bitnet_backward b;
	uint32_t i;

	for (i = 1; nodes && i < t->n; i++)
		if (t->units[i].check != TRIE_NONE)
			nodes[i] = (struct bitnet_trie_node){ t->units[i].check, (unsigned char)(i - t->units[t->units[i].check].base),
							      t->units[i].value != TRIE_NONE };
	if (!nodes || !bitnet_backward_make(&b, nodes, t->n)) {
		f->failed = true;
	} else {
		bitnet_backward_run(&b, s, n, keep, f);
		bitnet_backward_release(&b);
	}
	free(nodes);
}

static bool find_all(struct search *f, const char *s, size_t n)
{
	size_t i, k, steps = 0;

	for (i = 0; i < n && !f->failed; i++) {
		uint32_t node = 0;

		if (steps > BACKWARD_STEPS(n)) {
			f->first = i;
			find_backward(f, s + i, n - i);
			break;
		}
		for (k = i; k < n; k++, steps++) {
			node = bitnet_trie_step(f->t, node, (unsigned char)s[k]);
			if (!node)
				break;
			if (f->t->units[node].value != TRIE_NONE)
				keep(f, i, k + 1, node);
		}
	}
	return !f->failed;
}

bool bitnet_longest_find(const struct bitnet_trie *t, const char *s, size_t n, bool (*take)(const void *arg, uint32_t id),
			 const void *arg, struct bitnet_longest *m)
{
	struct search f = { t, take, arg, m, 0, false };
	unsigned char *taken;
	size_t i, kept = 0;

	m->n = 0;
	if (!t->n || !find_all(&f, s, n))
		return !t->n;
	if (!m->n)
		return true;
	taken = calloc(n, 1);
	if (!taken)
		return false;
	qsort(m->m, m->n, sizeof(*m->m), by_length);
	for (i = 0; i < m->n; i++) {
		struct longest_match match = m->m[i];

		/* What was taken before is at least as long, so it covers an end of this one. */
		if (taken[match.begin] || taken[match.end - 1])
			continue;
		memset(taken + match.begin, 1, match.end - match.begin);
		m->m[kept++] = match;
	}
	m->n = kept;
	qsort(m->m, m->n, sizeof(*m->m), by_place);
	free(taken);
	return true;
}

/* SPDX-License-Identifier: MIT */
/* Longest first: see tok-longest.h.  All matches are found in one pass, then taken in order of length. */
#include <string.h>

#include "base/mem.h"
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

static bool find_all(const struct bitnet_trie *t, const char *s, size_t n, bool (*take)(const void *arg, uint32_t id),
		     const void *arg, struct bitnet_longest *m)
{
	size_t i, k;

	for (i = 0; i < n; i++) {
		uint32_t node = 0;

		for (k = i; k < n; k++) {
			node = bitnet_trie_step(t, node, (unsigned char)s[k]);
			if (!node)
				break;
			if (t->units[node].value == TRIE_NONE || !take(arg, t->units[node].value))
				continue;
			if (!bitnet_grow(&m->m, &m->cap, m->n + 1, sizeof(*m->m)))
				return false;
			m->m[m->n++] = (struct longest_match){ i, k + 1, t->units[node].value };
		}
	}
	return true;
}

bool bitnet_longest_find(const struct bitnet_trie *t, const char *s, size_t n, bool (*take)(const void *arg, uint32_t id),
			 const void *arg, struct bitnet_longest *m)
{
	unsigned char *taken;
	size_t i, kept = 0;

	m->n = 0;
	if (!t->n || !find_all(t, s, n, take, arg, m))
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

/* SPDX-License-Identifier: MIT */
/*
 * Building the double array: nodes in the order of a breadth-first walk, each where all its
 * children find free places.  Free places are linked in a ring; a node tries a limited number of
 * them, then goes to the end of the array.
 */
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-trie.h"

#define TRIES 128

/* A node whose children are still to be placed: the keys that go through it. */
struct open_node {
	uint32_t node, first, end, depth;
};

struct builder {
	struct bitnet_trie *t;
	size_t cap;
	uint32_t *next, *prev;             /* the ring of free places; 0 is its head */
	size_t next_cap, prev_cap;
	const struct bitnet_trie_key *keys;
	struct open_node *queue;
	size_t queue_n, queue_cap;
};

void bitnet_trie_release(struct bitnet_trie *t)
{
	free(t->units);
	memset(t, 0, sizeof(*t));
}

static int compare(const void *pa, const void *pb)
{
	const struct bitnet_trie_key *a = pa, *b = pb;
	size_t n = a->s.n < b->s.n ? a->s.n : b->s.n;
	int c = n ? memcmp(a->s.s, b->s.s, n) : 0;

	if (c)
		return c;
	if (a->s.n != b->s.n)
		return a->s.n < b->s.n ? -1 : 1;
	return a->value < b->value ? -1 : a->value > b->value;
}

/* Free places up to n. */
static bool extend(struct builder *b, uint32_t n)
{
	struct bitnet_trie *t = b->t;

	if (!bitnet_grow(&t->units, &b->cap, n, sizeof(*t->units)) || !bitnet_grow(&b->next, &b->next_cap, n, sizeof(*b->next)) ||
	    !bitnet_grow(&b->prev, &b->prev_cap, n, sizeof(*b->prev)))
		return false;
	for (; t->n < n; t->n++) {
		t->units[t->n] = (struct bitnet_trie_unit){ 0, TRIE_NONE, TRIE_NONE };
		if (!t->n) {
			b->next[0] = b->prev[0] = 0;
			continue;
		}
		b->next[t->n] = 0;
		b->prev[t->n] = b->prev[0];
		b->next[b->prev[0]] = t->n;
		b->prev[0] = t->n;
	}
	return true;
}

static void take(struct builder *b, uint32_t place, uint32_t parent)
{
	b->next[b->prev[place]] = b->next[place];
	b->prev[b->next[place]] = b->prev[place];
	b->t->units[place].check = parent;
}

/* A base where all children fit; 0 when there is no memory. */
static uint32_t find_base(struct builder *b, const unsigned char *child, unsigned n)
{
	uint32_t place = b->next[0], base, tries, end = b->t->n;
	unsigned i;

	for (tries = 0; place && tries < TRIES; place = b->next[place], tries++) {
		if (place <= child[0])
			continue;
		base = place - child[0];
		if (!extend(b, base + 256 > end ? base + 256 : end))
			return 0;
		for (i = 1; i < n && b->t->units[base + child[i]].check == TRIE_NONE; i++)
			;
		if (i == n)
			return base;
		end = b->t->n;
	}
	base = b->t->n;
	/* What was tried in vain goes to the end of the ring, or it would be tried again and again. */
	if (place) {
		b->prev[b->next[0]] = b->prev[0];
		b->next[b->prev[0]] = b->next[0];
		b->next[0] = place;
		b->prev[0] = b->prev[place];
		b->next[b->prev[place]] = 0;
		b->prev[place] = 0;
	}
	return extend(b, base + 256) ? base : 0;
}

/* The distinct bytes at this depth, in order; a key that ends here gives the node its value. */
static unsigned children(struct builder *b, struct open_node *o, unsigned char child[256])
{
	unsigned n = 0;
	uint32_t i;

	for (i = o->first; i < o->end; i++) {
		const struct bitnet_trie_key *k = &b->keys[i];
		struct bitnet_trie_unit *u = &b->t->units[o->node];
		unsigned char c;

		if (k->s.n == o->depth) {
			if (u->value == TRIE_NONE && o->depth)
				u->value = k->value;
			o->first = i + 1;
			continue;
		}
		c = (unsigned char)k->s.s[o->depth];
		if (!n || child[n - 1] != c)
			child[n++] = c;
	}
	return n;
}

static bool place(struct builder *b, struct open_node o)
{
	unsigned char child[256];
	unsigned n = children(b, &o, child), i;
	uint32_t base, k = o.first;

	if (!n)
		return true;
	base = find_base(b, child, n);
	if (!base)
		return false;
	b->t->units[o.node].base = base;
	for (i = 0; i < n; i++) {
		struct open_node c = { base + child[i], k, k, o.depth + 1 };

		take(b, c.node, o.node);
		while (c.end < o.end && (unsigned char)b->keys[c.end].s.s[o.depth] == child[i])
			c.end++;
		k = c.end;
		if (!bitnet_grow(&b->queue, &b->queue_cap, b->queue_n + 1, sizeof(*b->queue)))
			return false;
		b->queue[b->queue_n++] = c;
	}
	return true;
}

int bitnet_trie_build(struct bitnet_trie *t, struct bitnet_trie_key *keys, size_t n, struct bitnet_error *err)
{
	struct builder b = { .t = t, .keys = keys };
	uint64_t bytes = 0;
	size_t i;
	bool ok;

	memset(t, 0, sizeof(*t));
	for (i = 0; i < n; i++)
		bytes += keys[i].s.n;
	if (n > UINT32_MAX / 2 || bytes > 1u << 28)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "tokens have more than 256 MiB of text");
	if (n)
		qsort(keys, n, sizeof(*keys), compare);
	ok = extend(&b, 257) && place(&b, (struct open_node){ 0, 0, (uint32_t)n, 0 });
	for (i = 0; ok && i < b.queue_n; i++)
		ok = place(&b, b.queue[i]);
	free(b.next);
	free(b.prev);
	free(b.queue);
	if (ok)
		return 0;
	bitnet_trie_release(t);
	return bitnet_error_nomem(err, bytes);
}

size_t bitnet_trie_longest(const struct bitnet_trie *t, const char *s, size_t n, uint32_t *value)
{
	uint32_t node = 0;
	size_t i, found = 0;

	if (!t->n)
		return 0;
	for (i = 0; i < n; i++) {
		node = bitnet_trie_step(t, node, (unsigned char)s[i]);
		if (!node)
			break;
		if (t->units[node].value != TRIE_NONE) {
			*value = t->units[node].value;
			found = i + 1;
		}
	}
	return found;
}

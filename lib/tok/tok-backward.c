/* SPDX-License-Identifier: MIT */
/* The words that begin at each place of a text: see tok-backward.h. */
#include <string.h>

#include "base/buf.h"
#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-backward.h"

void bitnet_backward_release(struct bitnet_backward *b)
{
	bitnet_trie_release(&b->t);
	free(b->fail);
	free(b->word);
	free(b->len);
	memset(b, 0, sizeof(*b));
}

/* The reversed words are what is read on the way from their ends to the root. */
static bool make_trie(struct bitnet_trie *t, const struct bitnet_trie_node *nodes, size_t n)
{
	struct bitnet_trie_key *keys = bitnet_alloc(n, sizeof(*keys));
	struct bitnet_buf text = BITNET_BUF_INIT;
	struct bitnet_error err;
	size_t i, k = 0;
	uint32_t at;
	bool ok;

	for (i = 0; keys && i < n; i++) {
		size_t begin = text.n;

		if (!nodes[i].ends)
			continue;
		for (at = (uint32_t)i; at; at = nodes[at].parent)
			bitnet_buf_add(&text, &nodes[at].byte, 1);
		keys[k++] = (struct bitnet_trie_key){ { NULL, text.n - begin }, (uint32_t)i };
	}
	for (i = 0, at = 0; i < k; i++) {
		keys[i].s.s = text.s + at;
		at += (uint32_t)keys[i].s.n;
	}
	ok = keys && !text.failed && bitnet_trie_build(t, keys, k, &err) == 0;
	bitnet_buf_release(&text);
	free(keys);
	return ok;
}

static unsigned char byte_of(const struct bitnet_trie *t, uint32_t unit)
{
	return (unsigned char)(unit - t->units[t->units[unit].check].base);
}

static bool is_node(const struct bitnet_trie *t, uint32_t unit)
{
	return unit && t->units[unit].check != TRIE_NONE;
}

/* len, and the units in the order of it, the root left out; NULL when there is no memory. */
static uint32_t *by_length(struct bitnet_backward *b, size_t *count)
{
	const struct bitnet_trie *t = &b->t;
	uint32_t *order = bitnet_alloc(t->n, sizeof(*order)), *first, i, at, top = 0;
	size_t n = 0, k;

	if (!order)
		return NULL;
	/* A unit whose parent's length is known has one more; order holds those on the way that is not. */
	for (i = 0; i < t->n; i++) {
		for (at = i, k = 0; is_node(t, at) && !b->len[at]; at = t->units[at].check)
			order[k++] = at;
		while (k) {
			at = order[--k];
			b->len[at] = b->len[t->units[at].check] + 1;
			top = b->len[at] > top ? b->len[at] : top;
		}
		n += is_node(t, i);
	}
	first = calloc((size_t)top + 2, sizeof(*first));
	if (!first) {
		free(order);
		return NULL;
	}
	for (i = 0; i < t->n; i++)
		if (is_node(t, i))
			first[b->len[i] + 1]++;
	for (i = 1; i <= top; i++)
		first[i + 1] += first[i];
	for (i = 0; i < t->n; i++)
		if (is_node(t, i))
			order[first[b->len[i]]++] = i;
	free(first);
	*count = n;
	return order;
}

static uint32_t follow(const struct bitnet_backward *b, uint32_t unit, unsigned char c)
{
	uint32_t next;

	while (!(next = bitnet_trie_step(&b->t, unit, c)) && unit)
		unit = b->fail[unit];
	return next;
}

bool bitnet_backward_make(struct bitnet_backward *b, const struct bitnet_trie_node *nodes, size_t n)
{
	uint32_t *order = NULL;
	size_t i, count = 0;

	memset(b, 0, sizeof(*b));
	if (make_trie(&b->t, nodes, n)) {
		b->fail = calloc(b->t.n, sizeof(*b->fail));
		b->word = calloc(b->t.n, sizeof(*b->word));
		b->len = calloc(b->t.n, sizeof(*b->len));
		if (b->fail && b->word && b->len)
			order = by_length(b, &count);
	}
	if (!order) {
		bitnet_backward_release(b);
		return false;
	}
	for (i = 0; i < count; i++) {
		uint32_t unit = order[i], parent = b->t.units[unit].check;

		if (parent)
			b->fail[unit] = follow(b, b->fail[parent], byte_of(&b->t, unit));
		b->word[unit] = b->t.units[unit].value != TRIE_NONE ? unit : b->word[b->fail[unit]];
	}
	free(order);
	return true;
}

void bitnet_backward_run(const struct bitnet_backward *b, const char *s, size_t n, bitnet_backward_fn *found, void *arg)
{
	uint32_t unit = 0, word;

	while (n > 0) {
		unit = follow(b, unit, (unsigned char)s[--n]);
		for (word = b->word[unit]; word; word = b->word[b->fail[word]])
			if (!found(arg, n, n + b->len[word], b->t.units[word].value))
				break;
	}
}

/* SPDX-License-Identifier: MIT */
/* Added tokens in text: leftmost, then longest, as Hugging Face tokenizers finds them. */
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-backward.h"
#include "tok/tok-int.h"
#include "tok/unicode.h"

#define ADDED_MAX ((uint32_t)1 << 24)

void bitnet_added_release(struct bitnet_added *a)
{
	free(a->nodes);
	free(a->edges);
	memset(a, 0, sizeof(*a));
}

static struct added_edge *edge(const struct bitnet_added *a, uint32_t key)
{
	size_t i = (size_t)((key * 0x9E3779B97F4A7C15ull) >> 32) & (a->edges_size - 1);

	while (a->edges[i].key && a->edges[i].key != key)
		i = (i + 1) & (a->edges_size - 1);
	return &a->edges[i];
}

static uint32_t child(const struct bitnet_added *a, uint32_t node, unsigned char byte)
{
	return node == 0 ? a->root[byte] : edge(a, (node << 8 | byte) + 1)->node;
}

static bool grow_edges(struct bitnet_added *a)
{
	struct bitnet_added old = *a;
	size_t i;

	if (old.edges_size > 2 * (old.n_nodes + 1))
		return true;
	a->edges_size = old.edges_size ? 2 * old.edges_size : 256;
	a->edges = calloc(a->edges_size, sizeof(*a->edges));
	if (!a->edges) {
		*a = old;
		return false;
	}
	for (i = 0; i < old.edges_size; i++)
		if (old.edges[i].key)
			*edge(a, old.edges[i].key) = old.edges[i];
	free(old.edges);
	return true;
}

static uint32_t new_node(struct bitnet_added *a)
{
	if (!bitnet_grow(&a->nodes, &a->nodes_cap, a->n_nodes + 1, sizeof(*a->nodes)) || !grow_edges(a))
		return 0;
	a->nodes[a->n_nodes] = (struct added_node){ { NO_ID, NO_ID }, { 0, 0 } };
	return (uint32_t)a->n_nodes++;
}

static void add_root(struct bitnet_added *a, unsigned char c, uint32_t node)
{
	a->root[c] = node;
	if (a->n_first < ADDED_FIRST)
		a->first[a->n_first] = c;
	a->n_first++;
}

int bitnet_added_add(struct bitnet_added *a, const char *text, size_t n, uint32_t id, bool special, unsigned flags,
		     struct bitnet_error *err)
{
	uint32_t node = 0, next;
	size_t i;

	if (!n)
		return 0;
	a->bytes += n;
	if (n > ADDED_MAX || a->bytes > ADDED_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "added tokens have more than 16 MiB of text");
	if (!a->n_nodes) {
		new_node(a);
		if (!a->n_nodes)
			return bitnet_error_nomem(err, sizeof(*a->nodes));
	}
	for (i = 0; i < n; i++, node = next) {
		unsigned char c = (unsigned char)text[i];

		next = child(a, node, c);
		if (next)
			continue;
		next = new_node(a);
		if (!next)
			return bitnet_error_nomem(err, sizeof(*a->nodes));
		if (node == 0)
			add_root(a, c, next);
		else
			*edge(a, (node << 8 | c) + 1) = (struct added_edge){ (node << 8 | c) + 1, next };
	}
	if (a->nodes[node].id[special] == NO_ID) {
		a->nodes[node].id[special] = id;
		a->nodes[node].flags[special] = (uint16_t)flags;
	}
	a->n++;
	return 0;
}

/* Whether the character that ends at s[i], or begins there, is part of a word. */
static bool word_before(const char *s, size_t i)
{
	size_t len;
	uint32_t cp;

	if (!i)
		return false;
	bitnet_unicode_look_back((const unsigned char *)s, 0, i, &len);
	return bitnet_utf8_decode(s + i - len, len, &cp) && bitnet_unicode_word(cp);
}

static bool word_after(const char *s, size_t n, size_t i)
{
	uint32_t cp;

	return i < n && bitnet_utf8_decode(s + i, n - i, &cp) && bitnet_unicode_word(cp);
}

/* The start of the whitespace that ends at i, not before from. */
static size_t space_before(const char *s, size_t from, size_t i)
{
	size_t len;

	while (i > from && (bitnet_unicode_look_back((const unsigned char *)s, from, i, &len) & UC_SPACE))
		i -= len;
	return i;
}

static size_t space_after(const char *s, size_t end, size_t i)
{
	size_t len;

	while (i < end && (bitnet_unicode_look((const unsigned char *)s, end, i, &len) & UC_SPACE))
		i += len;
	return i;
}

void bitnet_added_search(struct bitnet_added_search *f, const struct bitnet_added *a, const char *s, size_t n, bool special)
{
	memset(f, 0, sizeof(*f));
	f->a = a;
	f->s = s;
	f->n = n;
	f->special = special;
}

void bitnet_added_search_release(struct bitnet_added_search *f)
{
	free(f->places);
	f->places = NULL;
}

static bool ends_at(const struct bitnet_added *a, size_t node)
{
	return a->nodes[node].id[0] != NO_ID || a->nodes[node].id[1] != NO_ID;
}

/* The longest of all tokens that begin at place i: its end, or 0, and its node. */
static size_t longest(struct bitnet_added_search *f, size_t i, uint32_t *found)
{
	uint32_t node = f->a->root[(unsigned char)f->s[i]];
	size_t at = i, end = 0;

	while (node) {
		at++;
		if (ends_at(f->a, node)) {
			*found = node;
			end = at;
		}
		if (at == f->n)
			break;
		node = child(f->a, node, (unsigned char)f->s[at]);
	}
	f->steps += at - (end ? end : i);
	return end;
}

static bool keep_place(void *arg, size_t begin, size_t end, uint32_t node)
{
	struct bitnet_added_search *f = arg;

	if (f->failed || !bitnet_grow(&f->places, &f->places_cap, f->n_places + 1, sizeof(*f->places)))
		f->failed = true;
	else
		f->places[f->n_places++] = (struct added_place){ f->scan + begin, f->scan + end, node };
	return false;
}

/* The longest token at each place of what is left. */
static void look_backward(struct bitnet_added_search *f)
{
	const struct bitnet_added *a = f->a;
	struct bitnet_trie_node *nodes = calloc(a->n_nodes, sizeof(*nodes));
	struct bitnet_backward b;
	size_t i;

	f->backward = true;
	for (i = 0; nodes && i < 256; i++)
		if (a->root[i] && a->root[i] < a->n_nodes)
			nodes[a->root[i]].byte = (unsigned char)i;
	for (i = 0; nodes && i < a->edges_size; i++) {
		uint32_t key = a->edges[i].key - 1, node = a->edges[i].node;

		/* A node comes behind its parent. */
		if (a->edges[i].key && node < a->n_nodes && key >> 8 < node)
			nodes[node] = (struct bitnet_trie_node){ key >> 8, (unsigned char)key, false };
	}
	for (i = 1; nodes && i < a->n_nodes; i++)
		nodes[i].ends = ends_at(a, i);
	if (!nodes || !bitnet_backward_make(&b, nodes, a->n_nodes)) {
		f->failed = true;
	} else {
		bitnet_backward_run(&b, f->s + f->scan, f->n - f->scan, keep_place, f);
		bitnet_backward_release(&b);
	}
	free(nodes);
}

#ifdef __SSE2__
/* Whether one of 64 bytes begins a token.  There are 1 to ADDED_FIRST that do. */
static inline bool any_first(const struct bitnet_added *a, const char *s)
{
	__m128i found = _mm_setzero_si128();
	uint32_t i, k;

	for (i = 0; i < 64; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s + i));

		for (k = 0; k < a->n_first; k++)
			found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8((char)a->first[k])));
	}
	return _mm_movemask_epi8(found) != 0;
}
#else
/* There is no faster way than to look at each. */
static inline bool any_first(const struct bitnet_added *a, const char *s)
{
	(void)a;
	(void)s;
	return true;
}
#endif

/* The first place from i on where a token may begin; n: there is none. */
static size_t next_first(const struct bitnet_added *a, const char *s, size_t n, size_t i)
{
	while (i < n) {
		size_t stop = n - i < 64 ? n : i + 64;

		if (n - i >= 64 && a->n_first <= ADDED_FIRST && !any_first(a, s + i)) {
			i = stop;
			continue;
		}
		for (; i < stop; i++)
			if (a->root[(unsigned char)s[i]])
				return i;
	}
	return n;
}

/* The next place, at or behind f->scan, where a token begins. */
static bool next_place(struct bitnet_added_search *f, struct added_place *p)
{
	size_t i;

	for (i = next_first(f->a, f->s, f->n, f->scan); !f->backward && i < f->n; i = next_first(f->a, f->s, f->n, i + 1)) {
		if (f->steps > BACKWARD_STEPS(f->n)) {
			f->scan = i;
			look_backward(f);
			break;
		}
		p->begin = i;
		p->end = longest(f, i, &p->node);
		if (p->end)
			return true;
	}
	while (f->backward && !f->failed && f->n_places) {
		*p = f->places[--f->n_places];
		if (p->begin >= f->scan)
			return true;
	}
	return false;
}

bool bitnet_added_next(struct bitnet_added_search *f, struct bitnet_added_match *m)
{
	struct added_place p;

	while (f->a->n && next_place(f, &p)) {
		const struct added_node *node = &f->a->nodes[p.node];
		int which = f->special ? node->id[1] != NO_ID : 0;
		unsigned flags = node->flags[which];

		/* What does not stand alone, and a special one that is text, is passed over, not tried shorter. */
		f->scan = p.end;
		if (node->id[which] == NO_ID ||
		    ((flags & ADDED_SINGLE_WORD) && (word_before(f->s, p.begin) || word_after(f->s, f->n, p.end))))
			continue;
		m->id = node->id[which];
		m->begin = flags & ADDED_LSTRIP ? space_before(f->s, f->from, p.begin) : p.begin;
		m->begin = m->begin < f->from ? f->from : m->begin;
		m->end = flags & ADDED_RSTRIP ? space_after(f->s, f->n, p.end) : p.end;
		/* White space that the token before has taken may be all there was of one that begins with it. */
		if ((flags & ADDED_LSTRIP) && m->begin >= m->end)
			continue;
		f->from = m->end;
		return true;
	}
	return false;
}

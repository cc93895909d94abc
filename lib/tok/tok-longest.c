/* SPDX-License-Identifier: MIT */
/*
 * Longest first: see tok-longest.h.  A place has one match at a time, at first its longest; those of a token are in a list, and
 * the tokens take their turns.  A match of which only the end is taken by then becomes the next shorter one of its place, whose turn
 * comes later; where the begin is taken there is none any more.
 */
#include <string.h>

#include "base/mem.h"
#include "tok/tok-backward.h"
#include "tok/tok-longest.h"

#define NONE UINT32_MAX

struct token {
	uint32_t id, len;
	uint32_t shorter;                    /* the longest token that this one begins with, or NONE */
	uint32_t first, last;                /* of its list, or NONE */
};

struct match {
	uint32_t begin;
	uint32_t token;                      /* NONE: dropped */
	uint32_t next;                       /* in its list, or NONE */
};

struct search {
	const struct bitnet_trie *t;
	bool (*take)(const void *arg, uint32_t id);
	const void *arg;
	uint32_t *seen;                      /* of each unit, its token and one more; 0: not known yet, NONE: there is none */
	struct token *tokens;
	struct match *m;                     /* one of each place that has any, in order */
	size_t n_tokens, tokens_cap, n, cap;
	size_t first;                        /* places that are found are counted from here */
	bool failed;
};

/* The longest token that may be taken of those that end on the way to a unit, which is len bytes from the root; NONE. */
static uint32_t token_of(struct search *f, uint32_t unit, uint32_t len)
{
	const struct bitnet_trie_unit *u = f->t->units;
	uint32_t longest = NONE, last = NONE, at = unit;
	bool known = false;

	for (; at && !known; at = u[at].check, len--) {
		uint32_t token = f->seen[at] - 1;

		known = f->seen[at] != 0;
		if (!known && (u[at].value == TRIE_NONE || !f->take(f->arg, u[at].value)))
			continue;
		if (!known) {
			if (!bitnet_grow(&f->tokens, &f->tokens_cap, f->n_tokens + 1, sizeof(*f->tokens))) {
				f->failed = true;
				return NONE;
			}
			token = (uint32_t)f->n_tokens++;
			f->tokens[token] = (struct token){ u[at].value, len, NONE, NONE, NONE };
			f->seen[at] = token + 1;
		} else if (f->seen[at] == NONE) {
			break;
		}
		if (last == NONE)
			longest = token;
		else
			f->tokens[last].shorter = token;
		last = token;
	}
	f->seen[unit] = longest == NONE ? NONE : longest + 1;
	return longest;
}

static void append(struct search *f, uint32_t i)
{
	struct token *t = &f->tokens[f->m[i].token];

	f->m[i].next = NONE;
	if (t->first == NONE)
		t->first = i;
	else
		f->m[t->last].next = i;
	t->last = i;
}

/* What begins at a place; the longest is told first, and says what others there are. */
static bool keep(void *arg, size_t begin, size_t end, uint32_t unit)
{
	struct search *f = arg;
	uint32_t token;

	if (!f->seen)
		f->seen = calloc(f->t->n, sizeof(*f->seen));
	f->failed |= !f->seen;
	token = f->failed ? NONE : token_of(f, unit, (uint32_t)(end - begin));
	if (f->failed || token == NONE)
		return false;
	if (!bitnet_grow(&f->m, &f->cap, f->n + 1, sizeof(*f->m)))
		f->failed = true;
	else
		f->m[f->n++] = (struct match){ (uint32_t)(f->first + begin), token, NONE };
	return false;
}

/* The same from the right, for the n bytes at s. */
static void find_backward(struct search *f, const char *s, size_t n)
{
	const struct bitnet_trie *t = f->t;
	struct bitnet_trie_node *nodes = calloc(t->n, sizeof(*nodes));
	struct bitnet_backward b;
	size_t low = f->n, high;
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
	for (high = f->n; low + 1 < high; low++) {
		struct match m = f->m[low];

		f->m[low] = f->m[--high];
		f->m[high] = m;
	}
}

static void find_all(struct search *f, const char *s, size_t n)
{
	size_t i, k, end, steps = 0;

	for (i = 0; i < n && !f->failed; i++) {
		uint32_t node = 0, longest = 0;

		if (steps > BACKWARD_STEPS(n)) {
			f->first = i;
			find_backward(f, s + i, n - i);
			return;
		}
		for (k = end = i; k < n; k++, steps++) {
			node = bitnet_trie_step(f->t, node, (unsigned char)s[k]);
			if (!node)
				break;
			if (f->t->units[node].value != TRIE_NONE) {
				longest = node;
				end = k + 1;
			}
		}
		if (longest)
			keep(f, i, end, longest);
	}
}

/* The longest first, of one length by id. */
struct turn { uint32_t token, id, len; };

static int by_turn(const void *pa, const void *pb)
{
	const struct turn *a = pa, *b = pb;

	if (a->len != b->len)
		return a->len > b->len ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static int by_place(const void *pa, const void *pb)
{
	const uint32_t *a = pa, *b = pb;

	return *a < *b ? -1 : *a > *b;
}

/* The matches of a token from the left: those that were longer ones are mixed with its own. */
static size_t take_list(const struct search *f, const struct token *t, uint32_t *list)
{
	uint32_t i;
	size_t n = 0;
	bool sorted = true;

	for (i = t->first; i != NONE; i = f->m[i].next) {
		sorted = sorted && (!n || list[n - 1] < i);
		list[n++] = i;
	}
	if (!sorted)
		qsort(list, n, sizeof(*list), by_place);
	return n;
}

static void take_turns(struct search *f, const struct turn *turns, uint32_t *list, unsigned char *taken)
{
	size_t i, k, n;

	for (i = 0; i < f->n; i++)
		append(f, (uint32_t)i);
	for (k = 0; k < f->n_tokens; k++) {
		const struct token *t = &f->tokens[turns[k].token];

		n = take_list(f, t, list);
		for (i = 0; i < n; i++) {
			struct match *m = &f->m[list[i]];

			/* What was taken before is at least as long, so it covers an end of this one. */
			if (!taken[m->begin] && !taken[m->begin + t->len - 1]) {
				memset(taken + m->begin, 1, t->len);
				continue;
			}
			m->token = taken[m->begin] ? NONE : t->shorter;
			if (m->token != NONE)
				append(f, list[i]);
		}
	}
}

static bool put(const struct search *f, struct bitnet_longest *out)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		const struct match *m = &f->m[i];
		const struct token *t;

		if (m->token == NONE)
			continue;
		if (!bitnet_grow(&out->m, &out->cap, out->n + 1, sizeof(*out->m)))
			return false;
		t = &f->tokens[m->token];
		out->m[out->n++] = (struct longest_match){ m->begin, (size_t)m->begin + t->len, t->id };
	}
	return true;
}

static bool choose(struct search *f, size_t n, struct bitnet_longest *out)
{
	struct turn *turns = bitnet_alloc(f->n_tokens, sizeof(*turns));
	uint32_t *list = bitnet_alloc(f->n, sizeof(*list)), i;
	unsigned char *taken = calloc(n, 1);
	bool ok = turns && list && taken;

	for (i = 0; ok && i < f->n_tokens; i++)
		turns[i] = (struct turn){ i, f->tokens[i].id, f->tokens[i].len };
	if (ok) {
		qsort(turns, f->n_tokens, sizeof(*turns), by_turn);
		take_turns(f, turns, list, taken);
		ok = put(f, out);
	}
	free(turns);
	free(list);
	free(taken);
	return ok;
}

bool bitnet_longest_find(const struct bitnet_trie *t, const char *s, size_t n, bool (*take)(const void *arg, uint32_t id),
			 const void *arg, struct bitnet_longest *m)
{
	struct search f = { .t = t, .take = take, .arg = arg };
	bool ok;

	m->n = 0;
	if (!t->n)
		return true;
	find_all(&f, s, n);
	ok = !f.failed && (!f.n || choose(&f, n, m));
	free(f.seen);
	free(f.tokens);
	free(f.m);
	return ok;
}

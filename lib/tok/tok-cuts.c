/* SPDX-License-Identifier: MIT */
/* Where text may be cut before it is merged: see tok-cuts.h. */
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "tok/tok-cuts.h"

/* Of a character at most so many bytes are looked at: those next to the cut. */
#define SIDE 3

static bool goes_on(unsigned char b)
{
	return (b & 0xc0) == 0x80;
}

/*
 * How many bytes before s[i], and from it on, a look at that place takes: up to the first byte of the character before
 * it, and what the first byte of the one behind it says.  Where the text or token ends before that, *partial is set.
 * Two texts with the same bytes round the place give the same, as far as both go.
 */
static void sides(const unsigned char *s, size_t n, size_t i, size_t *before, size_t *behind, bool *partial)
{
	size_t want = s[i] < 0xe0 ? 2 : SIDE, k = 1;

	while (k < SIDE && k < i && goes_on(s[i - k]))
		k++;
	*before = k;
	*behind = n - i < want ? n - i : want;
	*partial = *behind < want || (k < SIDE && goes_on(s[i - k]));
}

/* The place in c->chars of so many bytes before s[i] and from it on. */
static uint64_t bit_of(const struct bitnet_cuts *c, const unsigned char *s, size_t i, size_t before, size_t behind)
{
	uint64_t key = 0;
	size_t k;

	for (k = i - before; k < i + behind; k++)
		key = key << 8 | s[k];
	/* Different bytes with the same place only make a cut less. */
	return (key << 8 | before) * 0x9E3779B97F4A7C15ull >> c->shift;
}

static bool has(const struct bitnet_cuts *c, const unsigned char *s, size_t i, size_t before, size_t behind)
{
	uint64_t at = bit_of(c, s, i, before, behind);

	return c->chars[at >> 6] >> (at & 63) & 1;
}

/*
 * A token that is in the text across the place has the same first byte behind it and the same last one before.  It goes
 * as far as the look does on both sides, or begins or ends before that, and is then one of the partial ones.
 */
bool bitnet_cuts_chars(const struct bitnet_cuts *c, const unsigned char *s, size_t n, size_t i)
{
	size_t before, behind, j, k;
	bool partial;

	sides(s, n, i, &before, &behind, &partial);
	if (has(c, s, i, before, behind))
		return true;
	if (!bitnet_cuts_pair(c->partial, s[i - 1], s[i]))
		return false;
	for (j = 1; j <= before; j++)
		for (k = 1; k <= behind; k++)
			if (has(c, s, i, j, k))
				return true;
	return false;
}

static bool is_boundary(const unsigned char *s, size_t i)
{
	return s[i - 1] >= 0x80 && s[i] >= 0xc0;
}

static void add_chars(struct bitnet_cuts *c, const unsigned char *s, size_t n, size_t i)
{
	size_t before, behind;
	uint64_t at;
	bool partial;

	sides(s, n, i, &before, &behind, &partial);
	at = bit_of(c, s, i, before, behind);
	c->chars[at >> 6] |= 1ull << (at & 63);
	if (partial)
		c->partial[s[i - 1]][s[i] >> 6] |= 1ull << (s[i] & 63);
}

static bool is_mark(const unsigned char *s)
{
	return s[0] == 0xe2 && s[1] == 0x96 && s[2] == 0x81;
}

static void add_token(struct bitnet_cuts *c, const unsigned char *s, size_t n, bool spaces)
{
	size_t i;

	for (i = 1; i < n; i++) {
		bool after = spaces && i >= 3 && is_mark(s + i - 3), before = spaces && n - i >= 3 && is_mark(s + i);

		bitnet_cuts_join(c, s[i - 1], s[i]);
		if (is_boundary(s, i))
			add_chars(c, s, n, i);
		if (after)
			bitnet_cuts_join(c, ' ', s[i]);
		if (before)
			bitnet_cuts_join(c, s[i - 1], ' ');
		if (after && before)
			bitnet_cuts_join(c, ' ', ' ');
	}
}

/* The pairs of characters, those that are there several times as well. */
static size_t count_chars(const struct bitnet_vocab *v)
{
	const unsigned char *s = (const unsigned char *)v->text.s;
	size_t i, n = 0;

	for (i = 1; i < v->text.n; i++)
		n += is_boundary(s, i);
	return n;
}

int bitnet_cuts_new(struct bitnet_cuts **out, const struct bitnet_vocab *v, bool spaces, struct bitnet_error *err)
{
	size_t n = count_chars(v), size;
	struct bitnet_cuts *c;
	unsigned log = CUTS_LOG_MIN;
	uint32_t id;

	/* Eight bits for each. */
	while (log < CUTS_LOG_MAX && n >> (log - 3))
		log++;
	size = bitnet_cuts_bytes(log);
	c = calloc(1, size);
	if (!c)
		return bitnet_error_nomem(err, size);
	c->shift = 64 - log;
	for (id = 0; id < v->n; id++) {
		struct bitnet_str t = bitnet_vocab_text(v, id);

		if (v->attr[id] & TOKEN_MODEL)
			add_token(c, (const unsigned char *)t.s, t.n, spaces);
	}
	*out = c;
	return 0;
}

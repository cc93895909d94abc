/* SPDX-License-Identifier: MIT */
/*
 * Text that comes in parts: what is there is encoded up to a place where a cut changes nothing, the rest waits.
 *
 * Such a place is between a letter and a space or line feed, where tok-parallel.c has the proof for text between added tokens.
 * The search for added tokens has the same result on both sides when none of them goes on over a letter and a space behind
 * it, none that ends with a letter takes whitespace behind it, and none that begins with whitespace asks for
 * what is before it.  NFC leaves an ASCII letter before such a place as it is, and nothing in front of a space or line feed
 * composes with it; that bytes which are no UTF-8 become U+FFFD does not depend on what stands behind such a place; other
 * normalisers have no place.
 *
 * For text that has few spaces there are two more.  Behind a line feed, where no whitespace follows: in the expressions of LLaMA-3 and
 * Qwen2 symbols with the line feeds behind them end there, and so does \s*[\r\n]+; in that of GPT-2 a line feed is a piece of
 * its own there if what is before it is no whitespace, as \s+(?!\S) leaves the last one of several.  Stages that look for numbers or
 * punctuation leave the line feed at the end of a gap.  NFC composes a line feed with nothing.  And between two characters that
 * are not ASCII, where no token has both.  Neither is taken where an added token might ask for what is beyond.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "tok/tok-int.h"
#include "tok/unicode.h"

/* Text that is encoded at once, where a cut is found: it and its ids stay in the cache; for each of several threads. */
#define PIECE ((size_t)128 << 10)
#define PIECE_OF_THREAD ((size_t)4 << 20)

/* Text without a cut that is kept. */
#define HELD_MAX ((size_t)1 << 30)

struct bitnet_encoder {
	const struct bitnet_tok *t;
	struct bitnet_encode_options o;
	struct bitnet_buf held;
	size_t piece;                 /* so much is waited for */
	size_t looked;                /* there is no cut before */
	uint64_t base;                /* of held in the text */
	unsigned cuts;
	bool begun;
};

/* Whether a character that ends with this byte may be a letter. */
static bool may_end_letter(unsigned c)
{
	return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Fills last[node] with the byte that leads to it. */
static void last_bytes(const struct bitnet_added *a, unsigned char *last)
{
	size_t i;

	for (i = 0; i < 256; i++)
		if (a->root[i])
			last[a->root[i]] = (unsigned char)i;
	for (i = 0; i < a->edges_size; i++)
		if (a->edges[i].key)
			last[a->edges[i].node] = (unsigned char)(a->edges[i].key - 1);
}

/* U+2581 may stand for a space in tokens that are searched for after it was put there. */
static bool is_space(const struct bitnet_tok *t, unsigned c)
{
	return c == ' ' || c == '\n' || (!t->byte_level && c == 0xe2);
}

static bool added_allow(const struct bitnet_tok *t, const struct bitnet_added *a, const unsigned char *last)
{
	bool space = a->root[' '] || a->root['\n'];
	size_t i;

	for (i = 0; i < a->edges_size; i++) {
		uint32_t key = a->edges[i].key;

		if (key && is_space(t, (key - 1) & 0xff) && may_end_letter(last[(key - 1) >> 8]))
			return false;
	}
	for (i = 1; i < a->n_nodes; i++) {
		unsigned flags = a->nodes[i].flags[0] | a->nodes[i].flags[1];

		if (((flags & ADDED_RSTRIP) && may_end_letter(last[i])) || ((flags & ADDED_SINGLE_WORD) && space))
			return false;
	}
	return true;
}

/* What a byte of an added token forbids. */
static unsigned forbidden(unsigned c)
{
	return c == '\n' ? BITNET_CUT_LINES : c >= 0x80 ? BITNET_CUT_CHARS : 0;
}

/* Which of the other places no added token of a set forbids. */
static unsigned others_allowed(const struct bitnet_added *a)
{
	unsigned can = BITNET_CUT_LINES | BITNET_CUT_CHARS, i;

	for (i = 0; i < 256; i++)
		if (a->root[i])
			can &= ~forbidden(i);
	for (i = 0; i < a->edges_size; i++)
		if (a->edges[i].key)
			can &= ~forbidden((a->edges[i].key - 1) & 0xff);
	for (i = 1; i < a->n_nodes; i++)
		if (a->nodes[i].flags[0] | a->nodes[i].flags[1])
			can = 0;
	return can;
}

static bool has_stage(const struct bitnet_tok *t, bitnet_scan_fn *scan)
{
	size_t i;

	for (i = 0; t->stages[i] && t->stages[i] != scan; i++)
		;
	return t->stages[i] != NULL;
}

int bitnet_stream_can(const struct bitnet_tok *t, unsigned *where, struct bitnet_error *err)
{
	bool can = bitnet_parallel_can(t) && !t->pipe && !t->model && !t->specials.n;
	unsigned others = BITNET_CUT_LINES | (t->fast_chars && !t->norm.n ? BITNET_CUT_CHARS : 0);
	size_t i;

	for (i = 0; i < t->whole.n; i++)
		can = can && t->whole.steps[i].kind == BITNET_NORM_UTF8;
	for (i = 0; i < t->norm.n; i++)
		can = can && t->norm.steps[i].kind == BITNET_NORM_NFC;
	for (i = 0; i < 2 && can; i++) {
		const struct bitnet_added *a = &t->added[i];
		unsigned char *last = calloc(a->n_nodes + 1, 1);

		if (!last)
			return bitnet_error_nomem(err, a->n_nodes + 1);
		last_bytes(a, last);
		can = added_allow(t, a, last);
		free(last);
		others &= others_allowed(a);
	}
	if (t->byte_level && has_stage(t, bitnet_scan_gpt2))
		others |= BITNET_CUT_LONE_LINES;
	*where = can ? BITNET_CUT_WORDS | others : 0;
	return 0;
}

/* Whether there is a character at s[i], which can be seen in full, and that is no whitespace. */
static bool no_space_at(const unsigned char *s, size_t n, size_t i)
{
	uint32_t cp;

	return (s[i] < 0x80 || n - i >= 4) && bitnet_utf8_next(s + i, n - i, &cp) && !(bitnet_unicode_class(cp) & UC_SPACE);
}

static bool behind_line(const struct bitnet_tok *t, unsigned where, const unsigned char *s, size_t n, size_t i)
{
	size_t len;

	if (s[i - 1] != '\n' || !no_space_at(s, n, i) || (!t->byte_level && bitnet_cuts_joined(t->cuts, s, n, i)))
		return false;
	return !(where & BITNET_CUT_LONE_LINES) || (i > 1 && !(bitnet_unicode_look_back(s, 0, i - 1, &len) & UC_SPACE));
}

static bool between_chars(const struct bitnet_tok *t, const unsigned char *s, size_t n, size_t i)
{
	size_t len;

	if (s[i - 1] < 0x80 || s[i] < 0xc0 || !no_space_at(s, n, i) || bitnet_cuts_joined(t->cuts, s, n, i))
		return false;
	/* A byte that ends no character has no other with it. */
	bitnet_unicode_look_back(s, 0, i, &len);
	return len > 1;
}

static bool before_space(const struct bitnet_tok *t, const unsigned char *s, size_t n, size_t i)
{
	size_t len;

	if (s[i] != ' ' && s[i] != '\n')
		return false;
	if (!t->byte_level && bitnet_cuts_joined(t->cuts, s, n, i))
		return false;
	return t->norm.n ? s[i - 1] < 0x80 && may_end_letter(s[i - 1]) : (bitnet_unicode_look_back(s, 0, i, &len) & UC_L) != 0;
}

size_t bitnet_stream_cut(const struct bitnet_tok *t, unsigned where, const char *text, size_t n, size_t from)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i;

	for (i = n; --i > from; )
		if (before_space(t, s, n, i) || ((where & BITNET_CUT_LINES) && behind_line(t, where, s, n, i)) ||
		    ((where & BITNET_CUT_CHARS) && between_chars(t, s, n, i)))
			return i;
	return 0;
}

int bitnet_encoder_new(struct bitnet_encoder **out, const struct bitnet_tok *t, const struct bitnet_encode_options *o,
		       struct bitnet_error *err)
{
	struct bitnet_encoder *e = calloc(1, sizeof(*e));
	int rc;

	if (!e)
		return bitnet_error_nomem(err, sizeof(*e));
	e->t = t;
	e->o = *o;
	e->piece = o->threads > 1 ? PIECE_OF_THREAD * (o->threads < 16 ? o->threads : 16) : PIECE;
	rc = bitnet_stream_can(t, &e->cuts, err);
	if (rc)
		free(e);
	else
		*out = e;
	return rc;
}

void bitnet_encoder_free(struct bitnet_encoder *e)
{
	if (e)
		bitnet_buf_release(&e->held);
	free(e);
}

static int encode(struct bitnet_encoder *e, size_t n, bool last, struct bitnet_tokens *out, struct bitnet_error *err)
{
	size_t from = out->n, i;
	int rc = bitnet_tok_encode_part(e->t, e->held.n ? e->held.s : "", n, &e->o, !e->begun, last, out, err);

	for (i = from; !rc && e->o.spans && i < out->n; i++) {
		out->begin[i] += e->base;
		out->end[i] += e->base;
	}
	e->begun = true;
	return rc;
}

int bitnet_encoder_push(struct bitnet_encoder *e, const char *text, size_t n, struct bitnet_tokens *out, struct bitnet_error *err)
{
	size_t cut;
	int rc;

	if (n > HELD_MAX || e->held.n > HELD_MAX - n)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_text_too_long",
					"text has more than 1 GiB without a place where this tokenizer allows a cut");
	if (!bitnet_buf_add(&e->held, text, n))
		return bitnet_error_nomem(err, n);
	if (!e->cuts || e->held.n < e->piece)
		return 0;
	cut = bitnet_stream_cut(e->t, e->cuts, e->held.s, e->held.n, e->looked);
	e->looked = e->held.n - 1;
	if (!cut)
		return 0;
	rc = encode(e, cut, false, out, err);
	e->held.n -= cut;
	e->base += cut;
	e->looked = 0;
	memmove(e->held.s, e->held.s + cut, e->held.n);
	return rc;
}

int bitnet_encoder_finish(struct bitnet_encoder *e, struct bitnet_tokens *out, struct bitnet_error *err)
{
	int rc = encode(e, e->held.n, true, out, err);

	bitnet_buf_reset(&e->held);
	e->begun = false;
	e->looked = 0;
	e->base = 0;
	return rc;
}

size_t bitnet_encoder_cut(const struct bitnet_encoder *e, const char *text, size_t n, size_t from)
{
	return e->cuts && from < n ? bitnet_stream_cut(e->t, e->cuts, text, n, from) : 0;
}

int bitnet_encoder_part(const struct bitnet_encoder *e, const char *text, size_t n, bool first, bool last,
			struct bitnet_tokens *out, struct bitnet_error *err)
{
	struct bitnet_encode_options o = e->o;

	if (e->cuts)
		o.threads = 1;
	return bitnet_tok_encode_part(e->t, text, n, &o, first, last, out, err);
}

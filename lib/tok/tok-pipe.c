/* SPDX-License-Identifier: MIT */
/*
 * Running the steps of tok-pipe.h.  Depth first: a piece goes through all steps before the next is
 * cut, so what is held at once is one text a step.
 */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-pipe.h"
#include "tok/tok-script.h"
#include "tok/tok-vocab.h"
#include "tok/unicode.h"

struct run {
	const struct bitnet_pipe *p;
	bitnet_pipe_fn *fn;
	void *arg;
	struct bitnet_error *err;
	/* The text that a step that changes text makes. */
	struct { struct bitnet_buf s; uint32_t *map; size_t map_n, map_cap; } made[PIPE_STEPS];
};

void bitnet_pipe_free(struct bitnet_pipe *p)
{
	size_t i;

	for (i = 0; p && i < p->n; i++) {
		bitnet_regex_free(p->steps[i].regex);
		free(p->steps[i].text);
	}
	free(p);
}

struct bitnet_step *bitnet_pipe_add(struct bitnet_pipe *p, enum bitnet_step_kind kind)
{
	struct bitnet_step *s = p->n < PIPE_STEPS ? &p->steps[p->n++] : NULL;

	if (s)
		s->kind = kind;
	return s;
}

static int run_step(struct run *r, size_t step, const struct bitnet_view *v);

/* The character at v->s[i]; a byte that is none stands for itself, with *cp above all code points. */
static size_t char_at(const struct bitnet_view *v, size_t i, uint32_t *cp)
{
	size_t len = bitnet_utf8_decode(v->s + i, v->n - i, cp);

	if (len)
		return len;
	*cp = UINT32_MAX;
	return 1;
}

/* A piece on its way to the step behind this one. */
static int pass(struct run *r, size_t step, const struct bitnet_view *v, size_t begin, size_t end)
{
	struct bitnet_view piece = { v->s + begin, end - begin, v->map ? v->map + begin : NULL,
				     v->map ? v->base : v->base + begin };

	return begin < end ? run_step(r, step + 1, &piece) : 0;
}

/* Matches and gaps as they come, in order, until they are pieces. */
struct cutter {
	struct run *r;
	size_t step;
	const struct bitnet_view *v;
	size_t begin, end;           /* a piece that may still grow */
	bool held, held_match, before;
};

static int hold(struct cutter *c, size_t begin, size_t end, bool match)
{
	int rc = c->held ? pass(c->r, c->step, c->v, c->begin, c->end) : 0;

	c->begin = begin;
	c->end = end;
	c->held = true;
	c->held_match = match;
	return rc;
}

static int cut(struct cutter *c, size_t begin, size_t end, bool match)
{
	const struct bitnet_step *s = &c->r->p->steps[c->step];
	bool before = c->before;

	match = match != s->invert;
	c->before = match;
	switch (s->behavior) {
	case STEP_REMOVED:
		return match ? 0 : pass(c->r, c->step, c->v, begin, end);
	case STEP_ISOLATED:
		return pass(c->r, c->step, c->v, begin, end);
	case STEP_CONTIGUOUS:
		if (c->held && match == before) {
			c->end = end;
			return 0;
		}
		break;
	case STEP_MERGED_WITH_PREVIOUS:
		if (c->held && match && !before) {
			c->end = end;
			return 0;
		}
		break;
	case STEP_MERGED_WITH_NEXT:
		if (c->held && c->held_match && !match) {
			c->held = false;
			return pass(c->r, c->step, c->v, c->begin, end);
		}
		break;
	}
	return hold(c, begin, end, match);
}

/* The next match of \w+|[^\w\s]+ at or behind from. */
static bool next_word(const struct bitnet_view *v, size_t from, size_t *begin, size_t *end)
{
	uint32_t cp;
	size_t i = from, len;
	int kind = -1;

	for (; i < v->n; i += len) {
		int now;

		len = char_at(v, i, &cp);
		now = cp == UINT32_MAX ? 0 : bitnet_is_space(cp) ? -1 : bitnet_unicode_word(cp);
		if (now == kind)
			continue;
		if (kind >= 0)
			break;
		*begin = i;
		kind = now;
	}
	*end = i;
	return kind >= 0;
}

static bool next_char(const struct bitnet_step *s, const struct bitnet_view *v, size_t from, size_t *begin, size_t *end)
{
	uint32_t cp;
	size_t i, len;

	for (i = from; i < v->n; i += len) {
		len = char_at(v, i, &cp);
		if (cp != UINT32_MAX && (s->is ? s->is(cp) : cp == s->cp)) {
			*begin = i;
			*end = i + len;
			return true;
		}
	}
	return false;
}

/*
 * Where the run of one script that begins at or behind from ends; Hugging Face leaves out what
 * stands before the first character that has a script.
 */
static bool next_script(const struct bitnet_view *v, size_t from, size_t *begin, size_t *end)
{
	int script = SCRIPT_ANY;
	uint32_t cp;
	size_t i, len;

	for (i = from; i < v->n; i += len) {
		int now;

		len = char_at(v, i, &cp);
		now = cp == UINT32_MAX ? SCRIPT_COMMON : bitnet_script(cp);
		if (now == SCRIPT_ANY || now == script)
			continue;
		if (script != SCRIPT_ANY)
			break;
		*begin = i;
		script = now;
	}
	*end = i;
	return script != SCRIPT_ANY;
}

/* The next match of a step; 1, 0 for none, or an error. */
static int next_match(const struct bitnet_step *s, const struct bitnet_view *v, size_t from, size_t *begin, size_t *end,
		      struct bitnet_error *err)
{
	const char *p;
	uint32_t cp;
	size_t k;

	switch (s->kind) {
	case STEP_REGEX:
		return bitnet_regex_find(s->regex, v->s, v->n, from, begin, end, err);
	case STEP_SCAN:
		*begin = from;
		*end = from < v->n ? s->scan((const unsigned char *)v->s, v->n, from) : from;
		return from < v->n;
	case STEP_TEXT:
		p = memmem(v->s + from, v->n - from, s->text, s->n);
		*begin = p ? (size_t)(p - v->s) : v->n;
		*end = *begin + s->n;
		return p != NULL;
	case STEP_CHAR:
		return next_char(s, v, from, begin, end);
	case STEP_WORDS:
		return next_word(v, from, begin, end);
	case STEP_SCRIPTS:
		return next_script(v, from, begin, end);
	default:
		*begin = *end = from;
		for (k = 0; k < s->n && *end < v->n; k++)
			*end += char_at(v, *end, &cp);
		return *end > from;
	}
}

/* All matches, found as Oniguruma's iterator finds them: no empty one right behind another. */
static int cut_all(struct run *r, size_t step, const struct bitnet_view *v)
{
	struct cutter c = { .r = r, .step = step, .v = v };
	size_t from = 0, done = 0, last = SIZE_MAX, begin, end;
	uint32_t cp;
	int rc;

	while (from <= v->n && (rc = next_match(&r->p->steps[step], v, from, &begin, &end, r->err)) != 0) {
		if (rc < 0)
			return rc;
		if (begin == end && end == last) {
			from += from < v->n ? char_at(v, from, &cp) : 1;
			continue;
		}
		rc = begin > done ? cut(&c, done, begin, false) : 0;
		if (!rc)
			rc = cut(&c, begin, end, true);
		if (rc)
			return rc;
		done = from = last = end;
	}
	rc = done < v->n ? cut(&c, done, v->n, false) : 0;
	return rc || !c.held ? rc : pass(r, step, v, c.begin, c.end);
}

/* Append n bytes that come from the place of v->s[at]. */
static void make(struct run *r, size_t step, const struct bitnet_view *v, const char *s, size_t n, size_t at)
{
	struct bitnet_buf *b = &r->made[step].s;
	size_t i;

	if (b->failed || !bitnet_grow(&r->made[step].map, &r->made[step].map_cap, b->n + n + 1, sizeof(uint32_t))) {
		b->failed = true;
		return;
	}
	for (i = 0; i < n; i++)
		r->made[step].map[b->n + i] = (uint32_t)(v->map ? v->map[at] : at);
	bitnet_buf_add(b, s, n);
}

static void make_meta(struct run *r, size_t step, const struct bitnet_view *v)
{
	const struct bitnet_step *s = &r->p->steps[step];
	bool there = v->s[0] == ' ' || (v->n >= s->n && memcmp(v->s, s->text, s->n) == 0);
	size_t i;

	if (!there && (s->scheme == STEP_ALWAYS || (s->scheme == STEP_FIRST && bitnet_view_origin(v, 0) == 0)))
		make(r, step, v, s->text, s->n, 0);
	for (i = 0; i < v->n; i++)
		if (v->s[i] == ' ')
			make(r, step, v, s->text, s->n, i);
		else
			make(r, step, v, v->s + i, 1, i);
}

static void make_alphabet(struct run *r, size_t step, const struct bitnet_view *v)
{
	char c[2];
	size_t i;

	for (i = 0; i < v->n; i++)
		make(r, step, v, c, bitnet_alphabet_encode((unsigned char)v->s[i], c), i);
}

/* A character outside the alphabet can be in no token: its bytes stay, as the loader left it in the list. */
static void make_bytes(struct run *r, size_t step, const struct bitnet_view *v)
{
	uint32_t cp;
	size_t i, len;
	char c[4];

	for (i = 0; i < v->n; i += len) {
		long n;

		len = char_at(v, i, &cp);
		n = bitnet_alphabet_decode(v->s + i, len, c);
		make(r, step, v, n == 1 ? c : v->s + i, n == 1 ? 1 : len, i);
	}
}

static int change(struct run *r, size_t step, const struct bitnet_view *v)
{
	struct bitnet_view made;
	size_t i;

	bitnet_buf_reset(&r->made[step].s);
	switch (r->p->steps[step].kind) {
	case STEP_SPACE:
		if (v->s[0] == ' ')
			return run_step(r, step + 1, v);
		make(r, step, v, " ", 1, 0);
		for (i = 0; i < v->n; i++)
			make(r, step, v, v->s + i, 1, i);
		break;
	case STEP_ALPHABET:
		make_alphabet(r, step, v);
		break;
	case STEP_BYTES:
		make_bytes(r, step, v);
		break;
	default:
		make_meta(r, step, v);
	}
	make(r, step, v, "", 0, 0);
	if (r->made[step].s.failed)
		return bitnet_error_nomem(r->err, v->n);
	made = (struct bitnet_view){ r->made[step].s.s, r->made[step].s.n, r->made[step].map, v->base };
	r->made[step].map[made.n] = (uint32_t)(v->map ? v->map[v->n] : v->n);
	return run_step(r, step + 1, &made);
}

static int run_step(struct run *r, size_t step, const struct bitnet_view *v)
{
	if (!v->n)
		return 0;
	if (step == r->p->n)
		return r->fn(r->arg, v, r->err);
	return r->p->steps[step].kind >= STEP_SPACE ? change(r, step, v) : cut_all(r, step, v);
}

int bitnet_pipe_run(const struct bitnet_pipe *p, const struct bitnet_view *text, bitnet_pipe_fn *fn, void *arg,
		    struct bitnet_error *err)
{
	struct run r = { .p = p, .fn = fn, .arg = arg, .err = err };
	int rc = run_step(&r, 0, text);
	size_t i;

	for (i = 0; i < p->n; i++) {
		bitnet_buf_release(&r.made[i].s);
		free(r.made[i].map);
	}
	return rc;
}

bool bitnet_is_space(uint32_t cp)
{
	return (bitnet_unicode_class(cp) & UC_SPACE) != 0;
}

/*
 * The crate unicode_categories, which Hugging Face asks, has the punctuation of Unicode 8: without
 * what came later, and with two characters that were it then.
 */
bool bitnet_is_punctuation(uint32_t cp)
{
	static const struct { uint32_t first, last; } later[] = {
		{ 0x61d, 0x61d }, { 0x9fd, 0x9fd }, { 0xa76, 0xa76 }, { 0xc77, 0xc77 }, { 0xc84, 0xc84 },
		{ 0x1b4e, 0x1b4f }, { 0x1b7d, 0x1b7f }, { 0x2e43, 0x2e4f }, { 0x2e52, 0x2e5d }, { 0x10d6e, 0x10d6e },
		{ 0x10ead, 0x10ead }, { 0x10f55, 0x10f59 }, { 0x10f86, 0x10f89 }, { 0x113d4, 0x113d5 },
		{ 0x113d7, 0x113d8 }, { 0x1144b, 0x1144f }, { 0x1145a, 0x1145b }, { 0x1145d, 0x1145d },
		{ 0x11660, 0x1166c }, { 0x116b9, 0x116b9 }, { 0x1183b, 0x1183b }, { 0x11944, 0x11946 },
		{ 0x119e2, 0x119e2 }, { 0x11a3f, 0x11a46 }, { 0x11a9a, 0x11a9c }, { 0x11a9e, 0x11aa2 },
		{ 0x11b00, 0x11b09 }, { 0x11be1, 0x11be1 }, { 0x11c41, 0x11c45 }, { 0x11c70, 0x11c71 },
		{ 0x11ef7, 0x11ef8 }, { 0x11f43, 0x11f4f }, { 0x11fff, 0x11fff }, { 0x12ff1, 0x12ff2 },
		{ 0x16d6d, 0x16d6f }, { 0x16e97, 0x16e9a }, { 0x16fe2, 0x16fe2 }, { 0x1e5ff, 0x1e5ff },
		{ 0x1e95e, 0x1e95f }
	};
	size_t low = 0, high = sizeof(later) / sizeof(later[0]);

	if (cp < 0x80)
		return (bitnet_unicode_ascii[cp] & (UC_P | UC_S)) != 0;
	if (cp == 0x166d || cp == 0x111c9)
		return true;
	if (!(bitnet_unicode_class(cp) & UC_P))
		return false;
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (cp > later[mid].last)
			low = mid + 1;
		else if (cp < later[mid].first)
			high = mid;
		else
			return false;
	}
	return true;
}

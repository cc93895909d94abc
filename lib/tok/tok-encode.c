/* SPDX-License-Identifier: MIT */
/*
 * Text to ids: added tokens cut the text, what lies between them is pre-tokenised and merged.
 */
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "base/pool.h"
#include "tok/tok-int.h"

void bitnet_tokens_init(struct bitnet_tokens *v)
{
	memset(v, 0, sizeof(*v));
}

void bitnet_tokens_release(struct bitnet_tokens *v)
{
	free(v->ids);
	free(v->begin);
	free(v->end);
	memset(v, 0, sizeof(*v));
}

int bitnet_tokens_push(struct bitnet_tokens *v, uint32_t id)
{
	if (!bitnet_grow(&v->ids, &v->cap, v->n + 1, sizeof(*v->ids)))
		return BITNET_E_NOMEM;
	v->ids[v->n++] = id;
	return 0;
}

/*
 * Room for the ids of a text that is longer than PAGE, as one for each byte: growing with the ids copies them, each time
 * to memory that nobody has touched.  What is too much is never touched.
 */
#define PAGE ((size_t)4 << 10)
#define EXPECTED_MAX ((size_t)256 << 10)

bool bitnet_tokens_room(struct bitnet_tokens *v, size_t more)
{
	if (v->cap - v->n >= more)
		return true;
	if (!bitnet_grow(&v->ids, &v->cap, v->n + more, sizeof(*v->ids)))
		return false;
	bitnet_large_pages(v->ids, v->cap * sizeof(*v->ids));
	return true;
}

/* One call of bitnet_tok_encode(). */
struct encoder {
	const struct bitnet_tok *t;
	const char *text;            /* what is encoded now */
	size_t offset;               /* its place in the caller's text */
	const uint32_t *map;         /* of a normalised copy: the offset of each byte, less `offset` */
	size_t base, lead;           /* text is a copy of what was there from base on, behind `lead` more bytes */
	bool special, spans, failed;
	int rc;                      /* another failure, err filled */
	struct bitnet_error *err;
	bool continues;              /* the text goes on with a stretch that has begun before it */
	bool prefixed;               /* the text is a copy that has what t->prefix asks for */
	bool after_unk;
	struct bitnet_tokens *out;
	struct bitnet_scratch *scratch;
	uint32_t threads;
};

static bool grow_spans(struct bitnet_tokens *v)
{
	size_t cap = v->spans_cap, old = v->spans_cap;

	if (v->n < cap)
		return true;
	if (!bitnet_grow(&v->begin, &cap, v->n + 1, sizeof(*v->begin)))
		return false;
	cap = old;
	if (!bitnet_grow(&v->end, &cap, v->n + 1, sizeof(*v->end)))
		return false;
	memset(v->begin + old, 0, (cap - old) * sizeof(*v->begin));
	memset(v->end + old, 0, (cap - old) * sizeof(*v->end));
	v->spans_cap = cap;
	return true;
}

/* The place in the caller's text of a place in e->text. */
static uint64_t place(const struct encoder *e, size_t at)
{
	at = e->base + (at > e->lead ? at - e->lead : 0);
	return e->offset + (e->map ? e->map[at] : at);
}

/* Append id, which stands for text[begin, end). */
static void emit(struct encoder *e, uint32_t id, size_t begin, size_t end)
{
	struct bitnet_tokens *v = e->out;

	if (e->spans) {
		if (!grow_spans(v)) {
			e->failed = true;
			return;
		}
		v->begin[v->n] = place(e, begin);
		v->end[v->n] = place(e, end);
	}
	if (bitnet_tokens_push(v, id))
		e->failed = true;
}

static bool has_bytes(const struct bitnet_tok *t, const char *bytes, size_t n)
{
	size_t i;

	for (i = 0; t->byte_fallback && i < n && t->byte_id[(unsigned char)bytes[i]] != NO_ID; i++)
		;
	return t->byte_fallback && i == n;
}

/* A symbol that is no token: its bytes, or the unknown token, or nothing. */
static void emit_unknown(struct encoder *e, size_t at, size_t len)
{
	const struct bitnet_tok *t = e->t;
	bool mark = t->escape && (!len || e->text[at] == ' ');
	const char *bytes = mark ? SPACE_MARK : e->text + at;
	size_t i, n = mark ? 3 : len;

	if (has_bytes(t, bytes, n)) {
		for (i = 0; i < n; i++)
			emit(e, t->byte_id[(unsigned char)bytes[i]], at + (mark ? 0 : i), mark ? at + len : at + i + 1);
		e->after_unk = false;
		return;
	}
	if (t->unk == NO_ID)
		return;
	if (t->fuse_unk && e->after_unk) {
		if (e->spans && e->out->n)
			e->out->end[e->out->n - 1] = place(e, at + len);
		return;
	}
	emit(e, t->unk, at, at + len);
	e->after_unk = true;
}

/* Merge the symbols, which stand for text from `at`, and append the result. */
static void merge(struct encoder *e, size_t at)
{
	struct bitnet_symbols *s = &e->scratch->sym;
	size_t i;

	if (!bitnet_symbols_merge(s, &e->t->m)) {
		e->failed = true;
		return;
	}
	if (e->t->split_spaces)
		e->after_unk = false;
	for (i = 0; i < s->n; i++) {
		if (s->id[i] < e->t->v.n) {
			emit(e, s->id[i], at, at + s->len[i]);
			e->after_unk = false;
		} else {
			emit_unknown(e, at, s->len[i]);
		}
		at += s->len[i];
	}
	s->n = 0;
}

static void push_symbol(struct encoder *e, uint32_t id, uint32_t len)
{
	struct bitnet_symbols *s = &e->scratch->sym;

	if (s->n == s->cap && !bitnet_symbols_reserve(s, s->n + 1)) {
		e->failed = true;
		return;
	}
	s->id[s->n] = id;
	s->len[s->n++] = len;
}

/*
 * A symbol for text[at, at + len).  Hugging Face drops what no token stands for before it merges,
 * so that the neighbours may merge: its bytes go with the symbol before it, or the piece begins
 * behind it.  Returns whether there is a symbol now.
 */
static bool push_text(struct encoder *e, uint32_t id, size_t at, size_t len, size_t *piece)
{
	if (id != NO_ID || !e->t->drops || e->t->unk != NO_ID || has_bytes(e->t, e->text + at, len)) {
		push_symbol(e, id, (uint32_t)len);
		return true;
	}
	if (e->scratch->sym.n)
		e->scratch->sym.len[e->scratch->sym.n - 1] += (uint32_t)len;
	else
		*piece = at + len;
	return false;
}

/* One pre-tokenised piece of byte-level text. */
static void encode_bytes(struct encoder *e, size_t begin, size_t end)
{
	const struct bitnet_tok *t = e->t;
	const char *s = e->text;
	size_t i;

	if (t->ignore_merges) {
		uint32_t id = bitnet_vocab_lookup(&t->v, s + begin, end - begin,
						  bitnet_vocab_hash(0, s + begin, end - begin), TOKEN_MODEL);

		if (id != NO_ID) {
			emit(e, id, begin, end);
			return;
		}
	}
	e->after_unk = false;
	for (i = begin; i < end; i++)
		push_text(e, t->byte_id[(unsigned char)s[i]], i, 1, &begin);
	merge(e, begin);
}

static void parallel(struct encoder *e, const char *s, size_t n, bool prefix)
{
	e->rc = bitnet_parallel_encode(e->t, s, n, NULL, 0, prefix, false, e->threads, e->out, e->err);
	e->failed = e->rc != 0;
}

static bool fast_bytes(struct encoder *e, const char *s, size_t n)
{
	if (!e->t->fast_bytes || e->spans || bitnet_fast_dropped(e->t, s, n))
		return false;
	if (e->threads > 1 && n >= PARALLEL_MIN)
		parallel(e, s, n, false);
	else
		e->failed = !bitnet_fast_bytes(e->t, e->scratch, s, n, e->out);
	return true;
}

/* Cut text[begin, end) with this stage and those behind it.  As deep as there are stages. */
static void split(struct encoder *e, bitnet_scan_fn *const *stage, size_t begin, size_t end)
{
	size_t i = begin, next;

	if (!*stage) {
		encode_bytes(e, begin, end);
		return;
	}
	for (; i < end && !e->failed; i = next) {
		next = begin + (*stage)((const unsigned char *)e->text + begin, end - begin, i - begin);
		split(e, stage + 1, i, next);
	}
}

/* A byte-level stretch that gets a space in front: a copy of it has one. */
static void encode_with_space(struct encoder *e, size_t begin, size_t end)
{
	struct bitnet_buf copy = BITNET_BUF_INIT;
	const char *text = e->text;

	bitnet_buf_add(&copy, " ", 1);
	bitnet_buf_add(&copy, text + begin, end - begin);
	if (copy.failed) {
		e->failed = true;
		return;
	}
	e->text = copy.s;
	e->base = begin;
	e->lead = 1;
	if (!fast_bytes(e, copy.s, copy.n))
		split(e, e->t->stages, 0, copy.n);
	e->text = text;
	e->base = e->lead = 0;
	bitnet_buf_release(&copy);
}

static bool begins_with_mark(const char *s, size_t n)
{
	return n >= 3 && memcmp(s, SPACE_MARK, 3) == 0;
}

/* What comes before a stretch does not come before the rest of one. */
static bool is_continued(const struct encoder *e, size_t begin)
{
	return e->continues && place(e, begin) == 0;
}

static bool has_prefix(const struct encoder *e, size_t begin, size_t end)
{
	const struct bitnet_tok *t = e->t;
	const char *s = e->text;
	bool space = (t->escape && s[begin] == ' ') || begins_with_mark(s + begin, end - begin);

	if (is_continued(e, begin))
		return false;
	switch (t->prefix) {
	case BITNET_PREFIX_STRETCH:
		return !e->prefixed;
	case BITNET_PREFIX_UNLESS_SPACE:
		return !space;
	case BITNET_PREFIX_FIRST:
		return place(e, begin) == 0 && !space;
	default:
		return false;
	}
}

static bool fast_chars(struct encoder *e, size_t begin, size_t end)
{
	const char *s = e->text + begin;

	/* Where each space is cut off, U+2581 in the text is, too. */
	if (!e->t->fast_chars || e->spans || e->map || (e->t->split_spaces && memmem(s, end - begin, SPACE_MARK, 3)))
		return false;
	if (e->threads > 1 && end - begin >= PARALLEL_MIN)
		parallel(e, s, end - begin, has_prefix(e, begin, end));
	else
		e->failed = !bitnet_fast_chars(e->t, e->scratch, s, end - begin, has_prefix(e, begin, end), e->out);
	return true;
}

/* A stretch of a character-level tokenizer: characters are symbols. */
static void encode_characters(struct encoder *e, size_t begin, size_t end)
{
	const struct bitnet_tok *t = e->t;
	const char *s = e->text;
	size_t i, len, piece = begin;
	bool in_word = false;

	e->after_unk = false;
	if (has_prefix(e, begin, end))
		push_symbol(e, t->space_id, 0);
	for (i = begin; i < end && !e->failed; i += len) {
		uint32_t id, cp;
		bool mark = (t->escape && s[i] == ' ') || begins_with_mark(s + i, end - i);

		len = mark && s[i] != ' ' ? 3 : 1;
		if (mark) {
			if (e->scratch->sym.n && (t->split_spaces || (in_word && t->split_words))) {
				merge(e, piece);
				piece = i;
			}
			id = t->space_id;
		} else if (!((unsigned char)s[i] & 0x80)) {
			id = t->char_id[(unsigned char)s[i]];
		} else {
			len = bitnet_utf8_decode(s + i, end - i, &cp);
			len = len ? len : 1;
			id = bitnet_vocab_lookup(&t->v, s + i, len, bitnet_vocab_hash(0, s + i, len), TOKEN_MODEL);
		}
		if (push_text(e, id, i, len, &piece))
			in_word = !mark;
	}
	if (e->scratch->sym.n)
		merge(e, piece);
}

static void emit_piece(void *arg, uint32_t id, size_t begin, size_t end)
{
	emit(arg, id, begin, end);
}

/* A piece that the pre-tokenisers of a tokenizer.json leave. */
static int encode_piece(void *arg, const struct bitnet_view *piece, struct bitnet_error *err)
{
	struct encoder *e = arg;
	const char *text = e->text;
	const uint32_t *map = e->map;
	size_t offset = e->offset;

	e->text = piece->s;
	e->map = piece->map;
	e->offset = piece->base;
	if (!e->t->model)
		encode_bytes(e, 0, piece->n);
	else if (!e->t->model(e->t, piece->s, piece->n, &e->scratch->sym, emit_piece, e))
		e->failed = true;
	e->text = text;
	e->map = map;
	e->offset = offset;
	return e->failed ? bitnet_error_nomem(err, piece->n) : 0;
}

static void encode_pipe(struct encoder *e, size_t begin, size_t end)
{
	struct bitnet_view v = { e->text + begin, end - begin, e->map ? e->map + begin : NULL,
				 e->offset + (e->map ? 0 : begin) };
	int rc = e->t->pipe ? bitnet_pipe_run(e->t->pipe, &v, encode_piece, e, e->err) : encode_piece(e, &v, e->err);

	if (rc) {
		e->rc = rc;
		e->failed = true;
	}
}

static void encode_stretch(struct encoder *e, size_t begin, size_t end)
{
	if (begin == end)
		return;
	if (e->t->pipe || e->t->model) {
		encode_pipe(e, begin, end);
		return;
	}
	if (!e->t->byte_level && !fast_chars(e, begin, end))
		encode_characters(e, begin, end);
	else if (!e->t->byte_level)
		return;
	else if (e->t->prefix_space && e->text[begin] != ' ' && !is_continued(e, begin))
		encode_with_space(e, begin, end);
	else if (!fast_bytes(e, e->text + begin, end - begin))
		split(e, e->t->stages, begin, end);
}

/* Cut text[begin, end) at added tokens of this set, and call next for what is left. */
static void cut(struct encoder *e, const struct bitnet_added *a, size_t begin, size_t end,
		void (*next)(struct encoder *e, size_t begin, size_t end))
{
	struct bitnet_added_search f;
	struct bitnet_added_match m;
	size_t from = 0;

	bitnet_added_search(&f, a, e->text + begin, end - begin, e->special);
	while (!e->failed && bitnet_added_next(&f, &m)) {
		if (m.begin > from)
			next(e, begin + from, begin + m.begin);
		emit(e, m.id, begin + m.begin, begin + m.end);
		from = m.end;
	}
	e->failed |= f.failed;
	bitnet_added_search_release(&f);
	if (!e->failed && from < end - begin)
		next(e, begin + from, end);
}

/*
 * Go on with a copy of the text from `begin` on: n bytes, and where each of them and the end come
 * from, counted from there, or NULL.
 */
static void use_copy(struct encoder *e, const char *s, size_t n, uint32_t *map, size_t begin)
{
	size_t i;

	for (i = 0; e->map && map && i <= n; i++)
		map[i] = e->map[begin + map[i]];
	if (!e->map)
		e->offset += begin;
	e->text = s;
	e->map = map;
}

/*
 * Search for the added tokens that are normalised as the text is.  Only where there are any is a
 * copy with U+2581 made.
 */
static void cut_added(struct encoder *e, size_t begin, size_t end)
{
	const struct bitnet_tok *t = e->t;
	const struct encoder before = *e;
	struct bitnet_buf copy = BITNET_BUF_INIT;
	uint32_t *map = NULL;

	if (!t->added[1].n || !t->normalizes) {
		cut(e, &t->added[1], begin, end, encode_stretch);
		return;
	}
	bitnet_tok_normalize(t, e->text + begin, end - begin, !is_continued(e, begin), &copy, &map);
	if (copy.failed) {
		e->failed = true;
	} else {
		use_copy(e, copy.s, copy.n, map, begin);
		e->prefixed = true;
		cut(e, &t->added[1], 0, copy.n, encode_stretch);
		e->text = before.text;
		e->map = before.map;
		e->offset = before.offset;
		e->prefixed = false;
	}
	free(map);
	bitnet_buf_release(&copy);
}

/* Normalise text[begin, end), and call next for what comes out. */
static void normalized(struct encoder *e, const struct bitnet_norm *norm, size_t begin, size_t end,
		       void (*next)(struct encoder *e, size_t begin, size_t end))
{
	const struct bitnet_tok *t = e->t;
	const struct encoder before = *e;
	struct bitnet_norm_text copy = { 0 };
	bool places = e->spans || t->pipe || t->prefix == BITNET_PREFIX_FIRST;

	e->rc = bitnet_norm_run(norm, e->text + begin, end - begin, places, &copy, e->err);
	if (e->rc) {
		e->failed = true;
	} else if (copy.last < 0) {
		next(e, begin, end);
	} else {
		use_copy(e, copy.s, copy.n, places ? copy.half[copy.last].map : NULL, begin);
		next(e, 0, copy.n);
		e->text = before.text;
		e->map = before.map;
		e->offset = before.offset;
	}
	bitnet_norm_text_release(&copy);
}

/* Between the added tokens that are searched for in the text as it is. */
static void cut_normalized(struct encoder *e, size_t begin, size_t end)
{
	if (e->t->norm.n)
		normalized(e, &e->t->norm, begin, end, cut_added);
	else
		cut_added(e, begin, end);
}

static bool is_taken(const void *arg, uint32_t id)
{
	const struct encoder *e = arg;

	return e->special || (e->t->v.attr[id] & TOKEN_KIND) == BITNET_TOKEN_USER;
}

/* The same as llama.cpp does it. */
static void cut_longest(struct encoder *e, size_t begin, size_t end)
{
	const char *s = e->text;
	struct bitnet_longest found = { NULL, 0, 0 };
	size_t i, from = begin;

	if (!bitnet_longest_find(&e->t->specials, s + begin, end - begin, is_taken, e, &found))
		e->failed = true;
	for (i = 0; i < found.n && !e->failed; i++) {
		size_t at = begin + found.m[i].begin, behind = begin + found.m[i].end;
		size_t next = i + 1 < found.n ? begin + found.m[i + 1].begin : end;

		if (at > from)
			cut_normalized(e, from, at);
		while (e->t->rstrip && bitnet_tok_takes_space(e->t, found.m[i].id) && behind < next &&
		       (s[behind] == ' ' || (s[behind] >= '\t' && s[behind] <= '\r')))
			behind++;
		emit(e, found.m[i].id, at, behind);
		from = behind;
	}
	if (!e->failed && from < end)
		cut_normalized(e, from, end);
	free(found.m);
}

static void cut_text(struct encoder *e, size_t begin, size_t end)
{
	if (e->t->specials.n)
		cut_longest(e, begin, end);
	else
		cut(e, &e->t->added[0], begin, end, cut_normalized);
}

void bitnet_tok_normalize(const struct bitnet_tok *t, const char *s, size_t n, bool first, struct bitnet_buf *out,
			  uint32_t **map)
{
	bool prefix = first && n && t->prefix == BITNET_PREFIX_STRETCH;
	size_t i, k;

	if (prefix)
		bitnet_buf_add(out, SPACE_MARK, 3);
	for (i = 0; i < n; i++)
		if (t->escape && s[i] == ' ')
			bitnet_buf_add(out, SPACE_MARK, 3);
		else
			bitnet_buf_add(out, s + i, 1);
	if (!map || out->failed)
		return;
	*map = bitnet_alloc(out->n + 1, sizeof(**map));
	if (!*map) {
		out->failed = true;
		return;
	}
	for (k = 0; prefix && k < 3; k++)
		(*map)[k] = 0;
	for (k = prefix ? 3 : 0, i = 0; i < n; i++) {
		size_t width = t->escape && s[i] == ' ' ? 3 : 1;

		for (; width; width--)
			(*map)[k++] = (uint32_t)i;
	}
	(*map)[k] = (uint32_t)n;
}

int bitnet_tok_encode(const struct bitnet_tok *t, const char *text, size_t n, const struct bitnet_encode_options *o,
		      struct bitnet_tokens *out, struct bitnet_error *err)
{
	return bitnet_tok_encode_part(t, text, n, o, true, true, out, err);
}

/* How many threads may work on n bytes; *whole: where all of it may be cut, added tokens included. */
static int choose_threads(const struct bitnet_tok *t, size_t n, const struct bitnet_encode_options *o, uint32_t *threads, unsigned *whole,
			  struct bitnet_error *err)
{
	*threads = 1;
	*whole = 0;
	if (o->threads <= 1 || n < PARALLEL_MIN || !bitnet_parallel_can(t))
		return 0;
	*threads = o->threads < BITNET_POOL_MAX ? o->threads : BITNET_POOL_MAX;
	return o->spans ? 0 : bitnet_stream_can(t, whole, err);
}

int bitnet_tok_encode_part(const struct bitnet_tok *t, const char *text, size_t n, const struct bitnet_encode_options *o,
			   bool first, bool last, struct bitnet_tokens *out, struct bitnet_error *err)
{
	struct bitnet_encode_options alone = { .add_special = o->add_special, .parse_special = o->parse_special };
	struct encoder e = { .t = t, .text = text, .special = o->parse_special, .spans = o->spans, .err = err,
			     .continues = !first, .out = out };
	size_t i, n_before = out->n;
	unsigned whole;
	int rc;

	if (n > UINT32_MAX - 16)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_text_too_long",
					"text has %zu bytes, a tokenizer takes less than 4 GiB at once", n);
	rc = choose_threads(t, n, o, &e.threads, &whole, err);
	if (!rc && whole)
		rc = bitnet_parallel_encode(t, text, n, &alone, whole, first, last, e.threads, out, err);
	if (rc)
		out->n = n_before;
	if (rc || whole)
		return rc;
	e.scratch = bitnet_scratch_take(t->pool, n);
	if (!e.scratch)
		return bitnet_error_nomem(err, n);
	e.scratch->sym.n = 0;
	if (!o->spans && n >= PAGE)
		e.failed = !bitnet_tokens_room(out, n < EXPECTED_MAX ? n : EXPECTED_MAX);
	for (i = 0; first && o->add_special && i < t->n_before; i++)
		emit(&e, t->before[i], 0, 0);
	if (n && t->whole.n)
		normalized(&e, &t->whole, 0, n, cut_text);
	else if (n)
		cut_text(&e, 0, n);
	for (i = 0; last && o->add_special && i < t->n_after; i++)
		emit(&e, t->after[i], n, n);
	bitnet_scratch_give(t->pool, e.scratch);
	if (e.failed) {
		out->n = n_before;
		if (e.rc)
			return e.rc;
		return bitnet_error_nomem(err, n);
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Ids without spans, the fast way: pieces are found by bit masks where there is a function for it,
 * and the ids of a piece that was there before are remembered.  The result is that of tok-encode.c.
 */
#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-int.h"
#include "tok/tok-starts.h"

/*
 * Pieces are collected, and their places in the table are on their way from memory, before the first of
 * them is looked up.
 */
#define QUEUE 192

/* More ids than the queue has pieces, each written with WORD_IDS ids at once. */
#define ROOM ((QUEUE + 1) * WORD_IDS)

struct piece {
	const unsigned char *p;
	size_t n;                             /* more than WORD_BYTES: it has no key */
	struct bitnet_word_key key;
	struct bitnet_word *bucket;
};

struct fast {
	const struct bitnet_tok *t;
	struct bitnet_scratch *s;
	const unsigned char *text, *end;      /* of what can be read */
	uint32_t *ids;                        /* out->ids, with room for what is asked for by room() */
	size_t n;
	struct bitnet_tokens *out;
	void (*ids_of)(struct fast *f, const unsigned char *p, size_t n);     /* of a piece that is not remembered */
	bool failed;
	size_t queued;
	struct piece queue[QUEUE];
};

static bool room(struct fast *f, size_t more)
{
	if (f->out->cap - f->n >= more)
		return true;
	if (!bitnet_grow(&f->out->ids, &f->out->cap, f->n + more, sizeof(*f->ids))) {
		f->failed = true;
		return false;
	}
	f->ids = f->out->ids;
	return true;
}

/* Bytes that are no token stand for nothing; returns how many ids are left. */
static size_t present(uint32_t *id, size_t n)
{
	size_t i, k;

	for (i = k = 0; i < n; i++)
		if (id[i] != NO_ID)
			id[k++] = id[i];
	return k;
}

/* The ids of a byte-level piece. */
static void merge_bytes(struct fast *f, const unsigned char *p, size_t n)
{
	const struct bitnet_tok *t = f->t;
	struct bitnet_symbols *sym = &f->s->sym;
	size_t i;

	if (!room(f, n + ROOM))
		return;
	if (t->ignore_merges) {
		uint32_t id = bitnet_vocab_lookup(&t->v, p, n, bitnet_vocab_hash(0, p, n), TOKEN_MODEL);

		if (id != NO_ID) {
			f->ids[f->n++] = id;
			return;
		}
	}
	if (n <= MERGE_SHORT) {
		f->n += present(f->ids + f->n, bitnet_merge_bytes(&t->m, t->byte_id, t->byte_pairs, p, n, f->ids + f->n));
		return;
	}
	if (!bitnet_symbols_reserve(sym, n)) {
		f->failed = true;
		return;
	}
	for (i = 0; i < n; i++) {
		sym->id[i] = t->byte_id[p[i]];
		sym->len[i] = 1;
	}
	sym->n = n;
	if (!bitnet_symbols_merge(sym, &t->m)) {
		f->failed = true;
		return;
	}
	memcpy(f->ids + f->n, sym->id, sym->n * sizeof(*f->ids));
	f->n += present(f->ids + f->n, sym->n);
	sym->n = 0;
}

/* The id of the character at p, and its length. */
static uint32_t character(const struct bitnet_tok *t, const unsigned char *p, size_t n, size_t *len)
{
	uint32_t cp;

	*len = 1;
	if (*p == ' ')
		return t->space_id;
	if (*p < 0x80)
		return t->char_id[*p];
	*len = bitnet_utf8_decode((const char *)p, n, &cp);
	if (!*len)
		*len = 1;
	if (*len == 3 && memcmp(p, SPACE_MARK, 3) == 0)
		return t->space_id;
	return bitnet_vocab_lookup(&t->v, p, *len, bitnet_vocab_hash(0, p, *len), TOKEN_MODEL);
}

/* The ids of a piece of characters, behind U+2581 that is not in the text where prefix is true. */
static void merge_chars(struct fast *f, const unsigned char *p, size_t n, bool prefix)
{
	const struct bitnet_tok *t = f->t;
	struct bitnet_symbols *sym = &f->s->sym;
	size_t i, len;

	sym->n = 0;
	if (!room(f, n + 1 + ROOM))
		return;
	if (!bitnet_symbols_reserve(sym, n + 1)) {
		f->failed = true;
		return;
	}
	if (prefix) {
		sym->id[0] = t->space_id;
		sym->len[sym->n++] = 0;
	}
	for (i = 0; i < n; i += len) {
		sym->id[sym->n] = character(t, p + i, n - i, &len);
		sym->len[sym->n++] = (uint32_t)len;
	}
	if (!bitnet_symbols_merge(sym, &t->m)) {
		f->failed = true;
		return;
	}
	for (i = 0; i < sym->n; i++) {
		if (sym->id[i] < t->v.n)
			f->ids[f->n++] = sym->id[i];
		else
			for (len = 0; len < sym->len[i]; len++)
				f->ids[f->n++] = t->byte_id[p[len]];
		p += sym->len[i];
	}
	sym->n = 0;
}

static void ids_of_chars(struct fast *f, const unsigned char *p, size_t n)
{
	merge_chars(f, p, n, false);
}

static __attribute__((noinline)) void new_word(struct fast *f, const struct piece *q)
{
	size_t before = f->n;

	f->ids_of(f, q->p, q->n);
	if (q->n <= WORD_BYTES && !f->failed && f->n - before <= WORD_IDS)
		bitnet_word_remember(q->bucket, q->key, f->ids + before, f->n - before);
}

/* The ids of all that is queued. */
static void drain(struct fast *f)
{
	const struct piece *q = f->queue, *end = q + f->queued;

	f->queued = 0;
	if (!room(f, ROOM))
		return;
	for (; q < end; q++) {
		const struct bitnet_word *w = q->n <= WORD_BYTES ? bitnet_word_find(q->bucket, q->key) : NULL;

		if (__builtin_expect(!w, 0)) {
			new_word(f, q);
			if (f->failed)
				return;
			continue;
		}
		memcpy(f->ids + f->n, w->id, sizeof(w->id));
		f->n += WORD_COUNT(w);
	}
}

/* p: from where 16 bytes can be read. */
static inline void queue(struct fast *f, const unsigned char *p, size_t n)
{
	struct piece *q = &f->queue[f->queued++];

	q->p = p;
	q->n = n;
	if (n <= WORD_BYTES) {
		q->key = bitnet_word_key(p, n);
		q->bucket = bitnet_word_bucket(f->s, q->key);
		__builtin_prefetch(q->bucket);
	}
}

/* One piece, wherever it stands. */
static void word(struct fast *f, const unsigned char *p, size_t n)
{
	unsigned char copy[16] = { 0 };

	if (f->end - p >= 16) {
		queue(f, p, n);
	} else {
		memcpy(copy, p, n < 16 ? n : 16);
		queue(f, copy, n);
		f->queue[f->queued - 1].p = p;
	}
	if (f->queued > QUEUE - STARTS_WINDOW)
		drain(f);
}

/* The pieces in the window at p; returns the bytes they have, 0 when there is no start but the first. */
static inline size_t window(struct fast *f, bitnet_starts_fn *starts, const unsigned char *p)
{
	uint64_t bits = starts(p) & ~1ull;
	size_t at = 0;

	for (; bits; bits &= bits - 1) {
		size_t next = (size_t)__builtin_ctzll(bits);

		queue(f, p + at, next - at);
		at = next;
	}
	if (f->queued > QUEUE - STARTS_WINDOW)
		drain(f);
	return at;
}

/* Cut text[begin, end) with this stage and those behind it.  As deep as there are stages. */
static void split(struct fast *f, bitnet_scan_fn *const *stage, size_t begin, size_t end)
{
	bitnet_starts_fn *starts = stage[1] ? NULL : bitnet_starts_of(stage[0]);
	const unsigned char *s = f->text + begin;
	size_t n = end - begin, i, next;

	for (i = 0; i < n && !f->failed; i = next) {
		if (starts && n - i >= STARTS_WINDOW + 16) {
			next = window(f, starts, s + i);
			if (next) {
				next += i;
				continue;
			}
		}
		next = (*stage)(s, n, i);
		if (stage[1])
			split(f, stage + 1, begin + i, begin + next);
		else
			word(f, s + i, next - i);
	}
}

static void begin(struct fast *f, const struct bitnet_tok *t, struct bitnet_scratch *s, const char *text, size_t n,
		  struct bitnet_tokens *out)
{
	/* Not the queue. */
	memset(f, 0, offsetof(struct fast, queue));
	f->t = t;
	f->s = s;
	f->text = (const unsigned char *)text;
	f->end = f->text + n;
	f->ids = out->ids;
	f->n = out->n;
	f->out = out;
}

static bool finish(struct fast *f)
{
	if (!f->failed)
		drain(f);
	f->out->n = f->n;
	return !f->failed;
}

bool bitnet_fast_bytes(const struct bitnet_tok *t, struct bitnet_scratch *s, const char *text, size_t n,
		       struct bitnet_tokens *out)
{
	struct fast f;

	begin(&f, t, s, text, n, out);
	f.ids_of = merge_bytes;
	if (t->stages[0])
		split(&f, t->stages, 0, n);
	else
		word(&f, f.text, n);
	return finish(&f);
}

/* The end of the piece of characters that begins at i. */
static inline size_t piece_end(const struct bitnet_tok *t, const unsigned char *s, size_t n, size_t i)
{
	for (i++; i < n && bitnet_fast_joined(t, s[i - 1], s[i]); i++)
		;
	return i;
}

bool bitnet_fast_chars(const struct bitnet_tok *t, struct bitnet_scratch *s, const char *text, size_t n, bool prefix,
		       struct bitnet_tokens *out)
{
	struct fast f;
	size_t i = 0, next;

	begin(&f, t, s, text, n, out);
	f.ids_of = ids_of_chars;
	if (prefix && n) {
		i = piece_end(t, f.text, n, 0);
		merge_chars(&f, f.text, i, true);
	}
	for (; i < n && !f.failed; i = next) {
		next = piece_end(t, f.text, n, i);
		word(&f, f.text + i, next - i);
	}
	return finish(&f);
}

/*
 * What two neighbours make is a token, so where no token has the last byte of one character before
 * the first of the next nothing is merged, and the text may be cut.  U+2581 counts as a space and as
 * it is written.  Behind the first byte of a character is no cut.
 */
static void join(struct bitnet_tok *t, unsigned char a, unsigned char b)
{
	t->joins[a][b >> 6] |= 1ull << (b & 63);
}

static bool is_mark(const char *s)
{
	return memcmp(s, SPACE_MARK, 3) == 0;
}

static void join_text(struct bitnet_tok *t, struct bitnet_str s)
{
	size_t i;

	for (i = 1; i < s.n; i++) {
		unsigned char a = (unsigned char)s.s[i - 1], b = (unsigned char)s.s[i];
		bool after = i >= 3 && is_mark(s.s + i - 3), before = s.n - i >= 3 && is_mark(s.s + i);

		join(t, a, b);
		if (after)
			join(t, ' ', b);
		if (before)
			join(t, a, ' ');
		if (after && before)
			join(t, ' ', ' ');
	}
}

int bitnet_fast_prepare(struct bitnet_tok *t, struct bitnet_error *err)
{
	uint32_t id;
	unsigned a, b;

	for (a = 0; a < 256 && t->byte_id[a] != NO_ID; a++)
		;
	/* Unknown bytes may become nothing, but no other token, and their neighbours must not merge. */
	if (a < 256 && (!t->byte_level || t->unk != NO_ID || t->byte_fallback || t->drops))
		return 0;
	if (t->byte_level) {
		if (!t->m.pairs)
			return 0;
		t->byte_pairs = bitnet_alloc(MERGE_BYTE_PAIRS, sizeof(*t->byte_pairs));
		if (!t->byte_pairs)
			return bitnet_error_nomem(err, MERGE_BYTE_PAIRS * sizeof(*t->byte_pairs));
		bitnet_merges_of_bytes(&t->m, t->byte_id, t->byte_pairs);
		t->fast_bytes = true;
		return 0;
	}
	if (!t->escape || !t->byte_fallback || t->space_id >= t->v.n)
		return 0;
	t->joins = calloc(256, sizeof(*t->joins));
	if (!t->joins)
		return bitnet_error_nomem(err, 256 * sizeof(*t->joins));
	for (id = 0; id < t->v.n; id++)
		if (t->v.attr[id] & TOKEN_MODEL)
			join_text(t, bitnet_vocab_text(&t->v, id));
	for (a = 0; a < 256; a++) {
		for (b = 0x80; b < 0xc0; b++)
			join(t, (unsigned char)a, (unsigned char)b);
		/* The file asks for a cut before every space. */
		if (t->split_spaces)
			t->joins[a][0] &= ~(1ull << ' ');
	}
	t->fast_chars = true;
	return 0;
}

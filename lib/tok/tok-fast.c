/* SPDX-License-Identifier: MIT */
/*
 * Ids without spans, the fast way: pieces are found by bit masks where there is a function for it,
 * and the ids of a piece that was there before are remembered.  What was not there is cut where no merge can be
 * (tok-cuts.h), and its parts are remembered too.  The result is that of tok-encode.c.
 */
#include "base/error-set.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "tok/tok-int.h"
#include "tok/tok-news.h"
#include "tok/tok-starts.h"

/*
 * Pieces are collected, and their places in the table are on their way from memory, before the first of
 * them is looked up.
 */
#define QUEUE 192

/* More ids than the queue has pieces, each written with PHRASE_IDS ids at once. */
#define ROOM ((QUEUE + 1) * PHRASE_IDS)

struct piece {
	const unsigned char *p;
	size_t n;                             /* more than PHRASE_BYTES: it is not remembered */
	struct bitnet_word_key key;           /* of up to WORD_BYTES */
	union {
		struct bitnet_word *word;
		struct bitnet_phrase *phrase;
	} bucket;
};

struct fast;

/* Appends the ids of n bytes; returns whether they were merged as one, which is more work than to look up what is known. */
typedef bool make_fn(struct fast *f, const unsigned char *p, size_t n);

struct fast {
	const struct bitnet_tok *t;
	struct bitnet_scratch *s;
	const unsigned char *text, *end;      /* of what can be read */
	uint32_t *ids;                        /* out->ids, with room for what is asked for by room() */
	size_t n;
	struct bitnet_tokens *out;
	make_fn *merge;
	uint64_t part;                        /* WORD_PART where a part has other ids than the same bytes as a piece */
	bool failed;
	size_t queued;
	struct piece queue[QUEUE];
};

static inline bool room(struct fast *f, size_t more)
{
	if (f->out->cap - f->n >= more)
		return true;
	f->out->n = f->n;
	if (!bitnet_tokens_room(f->out, more)) {
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

/* The ids of n bytes of byte-level text. */
static bool merge_bytes(struct fast *f, const unsigned char *p, size_t n)
{
	const struct bitnet_tok *t = f->t;
	struct bitnet_symbols *sym = &f->s->sym;
	size_t i;

	if (n <= MERGE_SHORT) {
		f->n += present(f->ids + f->n, bitnet_merge_bytes(&t->m, t->byte_id, t->byte_pairs, p, n, f->ids + f->n));
		return true;
	}
	if (!bitnet_symbols_reserve(sym, n)) {
		f->failed = true;
		return false;
	}
	for (i = 0; i < n; i++) {
		sym->id[i] = t->byte_id[p[i]];
		sym->len[i] = 1;
	}
	sym->n = n;
	if (!bitnet_symbols_merge(sym, &t->m)) {
		f->failed = true;
		return false;
	}
	memcpy(f->ids + f->n, sym->id, sym->n * sizeof(*f->ids));
	f->n += present(f->ids + f->n, sym->n);
	sym->n = 0;
	return true;
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
	*len = bitnet_utf8_next(p, n, &cp);
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

static bool merge_text(struct fast *f, const unsigned char *p, size_t n)
{
	merge_chars(f, p, n, false);
	return true;
}

static inline bool take_word(struct fast *f, const struct bitnet_word *w)
{
	if (!w)
		return false;
	memcpy(f->ids + f->n, w->id, sizeof(w->id));
	f->n += WORD_COUNT(w);
	return true;
}

static inline bool take_phrase(struct fast *f, const struct bitnet_phrase *w)
{
	if (!w)
		return false;
	memcpy(f->ids + f->n, w->id, sizeof(w->id));
	f->n += PHRASE_COUNT(w);
	return true;
}

/* The ids since `before` are those of a piece; tell: others would have to merge it, too. */
static void keep_word(struct fast *f, struct bitnet_word *b, struct bitnet_word_key k, size_t before, bool tell)
{
	struct bitnet_scratch *s = f->s;

	if (f->failed || f->n - before > WORD_IDS)
		return;
	bitnet_word_remember(b, k, f->ids + before, f->n - before);
	if (tell && s->learnt && s->n_learnt < NEWS_TOLD)
		s->learnt[s->n_learnt++] = b[0];
}

static void keep_phrase(struct fast *f, struct bitnet_phrase *b, const struct bitnet_phrase_key *k, size_t before)
{
	if (!f->failed && f->n > before && f->n - before <= PHRASE_IDS)
		bitnet_phrase_remember(b, k, f->ids + before, f->n - before);
}

/* The ids of a part of a piece, or a piece near the end of the text, by `make` where they are not remembered. */
static void look(struct fast *f, const unsigned char *p, size_t n, uint64_t part, make_fn *make)
{
	unsigned char copy[PHRASE_READ] = { 0 };
	const unsigned char *from = p;
	size_t before = f->n;

	if (n > PHRASE_BYTES) {
		make(f, p, n);
		return;
	}
	if (f->end - p < PHRASE_READ)
		from = memcpy(copy, p, n);
	if (n <= WORD_BYTES) {
		struct bitnet_word_key k = bitnet_word_key(from, n, part);
		struct bitnet_word *b = bitnet_word_bucket(f->s, k);

		if (!take_word(f, bitnet_word_find(b, k)))
			keep_word(f, b, k, before, make(f, p, n));
	} else {
		struct bitnet_phrase_key k = bitnet_phrase_key(from, n, part);
		struct bitnet_phrase *b = bitnet_phrase_bucket(f->s, &k);

		if (!take_phrase(f, bitnet_phrase_find(b, &k))) {
			make(f, p, n);
			keep_phrase(f, b, &k, before);
		}
	}
}

/* The next place behind i at which s may be cut, or n. */
static inline size_t piece_end(const struct bitnet_tok *t, const unsigned char *s, size_t n, size_t i)
{
	for (i++; i < n && bitnet_cuts_joined(t->cuts, s, n, i); i++)
		;
	return i;
}

/* A short part will be looked for. */
static inline void expect(const struct fast *f, const unsigned char *p, size_t n)
{
	if (n <= WORD_BYTES && f->end - p >= WORD_READ)
		__builtin_prefetch(bitnet_word_bucket(f->s, bitnet_word_key(p, n, f->part)));
}

/* The ids of a piece that is not remembered, there is room for them. */
static bool new_piece(struct fast *f, const unsigned char *p, size_t n)
{
	const struct bitnet_tok *t = f->t;
	uint64_t hash = 0;
	size_t i, from = 0, next;

	/* Most short pieces will be looked up. */
	if (t->ignore_merges && n <= WORD_BYTES)
		bitnet_vocab_prefetch(&t->v, hash = bitnet_vocab_hash(0, p, n), n);
	i = piece_end(t, p, n, 0);
	/* What may be cut is no token. */
	if (i == n && t->ignore_merges) {
		uint32_t id;

		if (n > WORD_BYTES)
			hash = bitnet_vocab_hash(0, p, n);
		id = bitnet_vocab_lookup(&t->v, p, n, hash, TOKEN_MODEL);
		if (id != NO_ID) {
			f->ids[f->n++] = id;
			return false;
		}
	}
	if (i == n)
		return f->merge(f, p, n);
	expect(f, p, i);
	for (; i < n && !f->failed; i = next) {
		next = piece_end(t, p, n, i);
		expect(f, p + i, next - i);
		look(f, p + from, i - from, f->part, f->merge);
		from = i;
	}
	look(f, p + from, n - from, f->part, f->merge);
	return false;
}

static __attribute__((noinline)) void miss(struct fast *f, const struct piece *q)
{
	size_t before = f->n;
	bool merged;

	/* A byte or character makes one id, a character without a token one for each of its bytes. */
	if (!room(f, q->n + ROOM))
		return;
	merged = new_piece(f, q->p, q->n);
	if (q->n <= WORD_BYTES) {
		keep_word(f, q->bucket.word, q->key, before, merged);
	} else if (q->n <= PHRASE_BYTES) {
		struct bitnet_phrase_key k = bitnet_phrase_key(q->p, q->n, 0);

		keep_phrase(f, q->bucket.phrase, &k, before);
	}
}

static inline bool found(struct fast *f, const struct piece *q)
{
	struct bitnet_phrase_key k;

	if (__builtin_expect(q->n <= WORD_BYTES, 1))
		return take_word(f, bitnet_word_find(q->bucket.word, q->key));
	if (q->n > PHRASE_BYTES)
		return false;
	k = bitnet_phrase_key(q->p, q->n, 0);
	return take_phrase(f, bitnet_phrase_find(q->bucket.phrase, &k));
}

/* The ids of all that is queued. */
static void drain(struct fast *f)
{
	const struct piece *q = f->queue, *end = q + f->queued;

	f->queued = 0;
	if (!room(f, ROOM))
		return;
	for (; q < end; q++) {
		if (__builtin_expect(found(f, q), 1))
			continue;
		miss(f, q);
		if (f->failed)
			return;
	}
}

/* p: from where PHRASE_READ bytes can be read. */
static inline void queue(struct fast *f, const unsigned char *p, size_t n)
{
	struct piece *q = &f->queue[f->queued++];

	q->p = p;
	q->n = n;
	if (__builtin_expect(n <= WORD_BYTES, 1)) {
		q->key = bitnet_word_key(p, n, 0);
		q->bucket.word = bitnet_word_bucket(f->s, q->key);
		__builtin_prefetch(q->bucket.word);
	} else if (n <= PHRASE_BYTES) {
		struct bitnet_phrase_key k = bitnet_phrase_key(p, n, 0);

		q->bucket.phrase = bitnet_phrase_bucket(f->s, &k);
		__builtin_prefetch(&q->bucket.phrase[0]);
		__builtin_prefetch(&q->bucket.phrase[1]);
	}
}

/* One piece, wherever it stands. */
static void word(struct fast *f, const unsigned char *p, size_t n)
{
	if (f->end - p >= PHRASE_READ) {
		queue(f, p, n);
		if (f->queued > QUEUE - STARTS_WINDOW)
			drain(f);
		return;
	}
	drain(f);
	if (!f->failed && room(f, n + ROOM))
		look(f, p, n, 0, new_piece);
}

/* The pieces in the window at p that begin where starts says; returns their bytes, 0 when there is no start but the first. */
static inline size_t window(struct fast *f, uint64_t starts, const unsigned char *p)
{
	uint64_t bits = starts & ~1ull;
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
		if (starts && s[i] < 0x80 && n - i >= STARTS_WINDOW + PHRASE_READ) {
			next = window(f, starts(s + i), s + i);
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
	f.merge = merge_bytes;
	f.part = t->ignore_merges ? WORD_PART : 0;
	if (t->stages[0])
		split(&f, t->stages, 0, n);
	else
		word(&f, f.text, n);
	return finish(&f);
}

bool bitnet_fast_chars(const struct bitnet_tok *t, struct bitnet_scratch *s, const char *text, size_t n, bool prefix,
		       struct bitnet_tokens *out)
{
	struct fast f;
	size_t i = 0, next;

	begin(&f, t, s, text, n, out);
	f.merge = merge_text;
	if (prefix && n) {
		i = piece_end(t, f.text, n, 0);
		if (room(&f, i + 1 + ROOM))
			merge_chars(&f, f.text, i, true);
	}
	for (; i < n && !f.failed; i = next) {
		next = n - i >= STARTS_WINDOW + PHRASE_READ ? i + window(&f, bitnet_cuts_window(t->cuts, f.text + i), f.text + i) : i;
		if (next > i)
			continue;
		next = piece_end(t, f.text, n, i);
		word(&f, f.text + i, next - i);
	}
	return finish(&f);
}

/* U+2581 counts as a space and as it is written.  Behind the first byte of a character is no cut. */
static int prepare_chars(struct bitnet_tok *t, struct bitnet_error *err)
{
	int rc = bitnet_cuts_new(&t->cuts, &t->v, true, err);
	unsigned a, b;

	for (a = 0; !rc && a < 256; a++) {
		for (b = 0x80; b < 0xc0; b++)
			bitnet_cuts_join(t->cuts, a, b);
		/* The file asks for a cut before every space. */
		if (t->split_spaces)
			t->cuts->pairs[a][0] &= ~(1ull << ' ');
	}
	if (rc)
		return rc;
	t->fast_chars = true;
	return 0;
}

/* Bytes that no UTF-8 has. */
static bool never_in_text(unsigned byte)
{
	return byte == 0xc0 || byte == 0xc1 || byte >= 0xf5;
}

/* And those that only code points have which stand for no character: those of the planes 4 to 11. */
static bool rarely_in_text(unsigned byte)
{
	return never_in_text(byte) || byte == 0xf1 || byte == 0xf2;
}

bool bitnet_fast_dropped(const struct bitnet_tok *t, const char *s, size_t n)
{
	unsigned a;

	for (a = 0; t->drops && a < 256; a++)
		if (t->byte_id[a] == NO_ID && memchr(s, (int)a, n))
			return true;
	return false;
}

int bitnet_fast_prepare(struct bitnet_tok *t, struct bitnet_error *err)
{
	unsigned a;
	int rc;

	for (a = 0; a < 256 && (t->byte_id[a] != NO_ID || never_in_text(a)); a++)
		;
	/* How what no token stands for is dropped matters to text only. */
	if (a == 256)
		t->drops = false;
	for (a = 0; a < 256 && (t->byte_id[a] != NO_ID || (t->drops && rarely_in_text(a))); a++)
		;
	/* Unknown bytes may become nothing, but no other token, and their neighbours must not merge. */
	if (a < 256 && (!t->byte_level || t->unk != NO_ID || t->byte_fallback || t->drops))
		return 0;
	if (!t->byte_level)
		return t->escape && t->byte_fallback && t->space_id < t->v.n ? prepare_chars(t, err) : 0;
	if (!t->m.pairs)
		return 0;
	t->byte_pairs = bitnet_alloc(MERGE_BYTE_PAIRS, sizeof(*t->byte_pairs));
	if (!t->byte_pairs)
		return bitnet_error_nomem(err, MERGE_BYTE_PAIRS * sizeof(*t->byte_pairs));
	bitnet_merges_of_bytes(&t->m, t->byte_id, t->byte_pairs);
	rc = bitnet_cuts_new(&t->cuts, &t->v, false, err);
	t->fast_bytes = !rc;
	return rc;
}

/* SPDX-License-Identifier: MIT */
/*
 * BPE of SentencePiece with pieces of type UNUSED, as its version 0.2.3 does it (bpe_model.cc): they are merged like
 * others, and what is left of them at the end is cut again where the last pair stood that could have made this piece
 * anywhere in the text.  A user-defined piece is one symbol, which merges with nothing.
 */
#include <string.h>

#include "base/mem.h"
#include "tok/tok-int.h"
#include "tok/tok-queue.h"

/* The library's: pieces that are deeper stay as they are. */
#define DEPTH_MAX 100

struct split { uint32_t left, right; };

struct run {
	const struct bitnet_tok *t;
	const char *s;
	struct bitnet_symbols *work;
	uint32_t *next, *prev, *rank;        /* of each symbol; the rank of the pair that begins with it, NO_ID: none */
	struct split *split;         /* by id: the last pair that was looked at; left NO_ID: none */
	struct bitnet_queue queue;
	bitnet_emit_fn *emit;
	void *arg;
	size_t unk_begin, unk_end;   /* unknown characters that are still to be emitted as one */
};

static unsigned kind_of(const struct bitnet_tok *t, uint32_t id)
{
	return id < t->v.n ? t->v.attr[id] & TOKEN_KIND : 0;
}

/* The pair that begins at symbol i. */
static void look(struct run *r, uint32_t i)
{
	struct bitnet_symbols *w = r->work;
	uint32_t next = r->next[i], a = w->id[i], b = next < w->n ? w->id[next] : NO_ID;
	const struct bitnet_merge *m = NULL;

	if (kind_of(r->t, a) != BITNET_TOKEN_USER && kind_of(r->t, b) != BITNET_TOKEN_USER)
		m = bitnet_merges_find(&r->t->m, a, b);
	r->rank[i] = m ? m->rank : NO_ID;
	if (!m)
		return;
	if (kind_of(r->t, m->result) == BITNET_TOKEN_UNUSED)
		r->split[m->result] = (struct split){ a, b };
	bitnet_queue_push(&r->queue, m->rank, i);
}

static bool read_symbols(struct run *r, size_t n)
{
	const struct bitnet_tok *t = r->t;
	struct bitnet_symbols *w = r->work;
	size_t i, len;

	w->n = 0;
	for (i = 0; i < n; i += len) {
		size_t user = 0;
		uint32_t cp, id = NO_ID;

		if (t->norm.keep)
			user = bitnet_trie_longest(t->norm.keep, r->s + i, n - i, &id);
		len = user ? user : bitnet_utf8_decode(r->s + i, n - i, &cp);
		len = len ? len : 1;
		if (!user)
			id = bitnet_vocab_lookup(&t->v, r->s + i, len, bitnet_vocab_hash(0, r->s + i, len), TOKEN_MODEL);
		if (w->n == w->cap && !bitnet_symbols_reserve(w, w->n + 1))
			return false;
		w->id[w->n] = id;
		w->len[w->n++] = (uint32_t)len;
	}
	return true;
}

static bool merge(struct run *r)
{
	struct bitnet_symbols *w = r->work;
	uint32_t i, n = (uint32_t)w->n, rank, at;

	for (i = 0; i < n; i++) {
		r->next[i] = i + 1;
		r->prev[i] = i - 1;
	}
	for (i = 0; i < n; i++)
		look(r, i);
	while (bitnet_queue_pop(&r->queue, &rank, &at)) {
		uint32_t gone;

		if (r->rank[at] != rank)
			continue;
		gone = r->next[at];
		w->id[at] = bitnet_merges_find(&r->t->m, w->id[at], w->id[gone])->result;
		w->len[at] += w->len[gone];
		r->rank[gone] = NO_ID;
		r->next[at] = r->next[gone];
		if (r->next[at] < n)
			r->prev[r->next[at]] = at;
		if (at)
			look(r, r->prev[at]);
		look(r, at);
	}
	return !r->queue.failed;
}

static void flush_unknown(struct run *r)
{
	if (r->unk_end > r->unk_begin)
		r->emit(r->arg, r->t->unk, r->unk_begin, r->unk_end);
	r->unk_begin = r->unk_end = 0;
}

static void unknown(struct run *r, size_t at, size_t len)
{
	const struct bitnet_tok *t = r->t;
	size_t i;

	for (i = 0; t->byte_fallback && i < len && t->byte_id[(unsigned char)r->s[at + i]] != NO_ID; i++)
		;
	if (i < len) {
		if (t->unk == NO_ID)
			return;
		if (r->unk_end == r->unk_begin)
			r->unk_begin = at;
		r->unk_end = at + len;
		return;
	}
	flush_unknown(r);
	for (i = 0; i < len; i++)
		r->emit(r->arg, t->byte_id[(unsigned char)r->s[at + i]], at + i, at + i + 1);
}

/* As deep as DEPTH_MAX. */
static void write_symbol(struct run *r, uint32_t id, size_t at, size_t len, unsigned depth)
{
	unsigned kind = kind_of(r->t, id);
	struct split p = { NO_ID, NO_ID };
	size_t left;

	if (kind && (kind != BITNET_TOKEN_UNUSED || depth > DEPTH_MAX)) {
		flush_unknown(r);
		r->emit(r->arg, id, at, at + len);
		return;
	}
	if (kind)
		p = r->split[id];
	if (p.left == NO_ID) {
		unknown(r, at, len);
		return;
	}
	/* The right part is as long as its text: symbols behind the tokens have theirs, too. */
	left = bitnet_vocab_text(&r->t->v, p.left).n;
	write_symbol(r, p.left, at, left, depth + 1);
	write_symbol(r, p.right, at + left, len - left, depth + 1);
}

bool bitnet_model_resegment(const struct bitnet_tok *t, const char *s, size_t n, struct bitnet_symbols *work,
			    bitnet_emit_fn *emit, void *arg)
{
	struct run r = { .t = t, .s = s, .work = work, .emit = emit, .arg = arg };
	bool done = false;
	uint32_t i;
	size_t at = 0;

	if (!read_symbols(&r, n))
		return false;
	r.next = bitnet_alloc(work->n, sizeof(*r.next));
	r.prev = bitnet_alloc(work->n, sizeof(*r.prev));
	r.rank = bitnet_alloc(work->n, sizeof(*r.rank));
	r.split = bitnet_alloc(t->v.n, sizeof(*r.split));
	if (r.next && r.prev && r.rank && r.split) {
		memset(r.split, 0xff, t->v.n * sizeof(*r.split));
		done = merge(&r);
	}
	for (i = 0; done && i < work->n; at += work->len[i], i = r.next[i])
		write_symbol(&r, work->id[i], at, work->len[i], 0);
	flush_unknown(&r);
	free(r.next);
	free(r.prev);
	free(r.rank);
	free(r.split);
	bitnet_queue_release(&r.queue);
	work->n = 0;
	return done;
}

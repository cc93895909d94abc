/* SPDX-License-Identifier: MIT */
/*
 * Unigram (Kudo 2018): of all ways to cut a text into pieces the one with the greatest sum of
 * scores.  A way to a place is replaced by a greater one only, so that of equal ways the one found
 * first stays: from the left, the shorter piece before the longer.  A character that is no piece by
 * itself is an unknown one of a poor score.
 */
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-int.h"

/* How many places are looked at before it is tried to find one that all ways go through. */
#define STRETCH 4096

void bitnet_unigram_release(struct bitnet_unigram *u)
{
	bitnet_trie_release(&u->trie);
	free(u->score);
	memset(u, 0, sizeof(*u));
}

int bitnet_unigram_make(struct bitnet_unigram *u, const struct bitnet_vocab *v, const double *score,
			bool (*take)(unsigned kind), double unk, bool single, struct bitnet_error *err)
{
	struct bitnet_trie_key *keys = bitnet_alloc(v->n, sizeof(*keys));
	uint32_t id;
	size_t n = 0;
	int rc;

	u->score = bitnet_alloc(v->n, sizeof(*u->score));
	if (!keys || !u->score) {
		free(keys);
		return bitnet_error_nomem(err, v->n * sizeof(*keys));
	}
	memcpy(u->score, score, v->n * sizeof(*score));
	u->n = v->n;
	u->unk = unk;
	u->single = single;
	for (id = 0; id < v->n; id++)
		if (take(v->attr[id] & TOKEN_KIND))
			keys[n++] = (struct bitnet_trie_key){ bitnet_vocab_text(v, id), id };
	rc = bitnet_trie_build(&u->trie, keys, n, err);
	free(keys);
	return rc;
}

/* A run over text: places are counted from base, the last place that all ways go through. */
struct run {
	const struct bitnet_tok *t;
	const struct bitnet_unigram *u;
	struct bitnet_symbols *w;
	const unsigned char *s;
	size_t n, base, reach;               /* reach: the last place that a way leads to */
	size_t ready;                        /* nodes below are initialised */
	size_t unknown, unknown_end;         /* characters that are still to become an unknown token */
	bitnet_emit_fn *emit;
	void *arg;
};

static bool room(struct run *r, size_t place)
{
	struct bitnet_symbols *w = r->w;

	if (place - r->base >= w->way_cap && !bitnet_grow(&w->way, &w->way_cap, place - r->base + 64, sizeof(*w->way)))
		return false;
	for (; r->ready <= place - r->base; r->ready++)
		w->way[r->ready].from = NO_ID;
	return true;
}

static inline void offer(struct run *r, size_t from, size_t to, uint32_t id, double sum)
{
	struct viterbi_node *node = &r->w->way[to - r->base];

	if (r->u->single)
		sum = (double)(float)sum;
	if (node->from != NO_ID && sum <= node->sum)
		return;
	node->sum = sum;
	node->from = (uint32_t)(from - r->base);
	node->id = id;
	if (to > r->reach)
		r->reach = to;
}

/* As the library does from version 0.2.3 on: a sum in single precision that has grown too far begins again from 0. */
#define SUM_MAX 100000.0
static void begin_again(struct run *r, size_t i)
{
	struct viterbi_node *way = r->w->way;
	double offset = way[i - r->base].sum;
	size_t k;

	if (!r->u->single || (offset >= -SUM_MAX && offset <= SUM_MAX))
		return;
	for (k = i - r->base; k <= r->reach - r->base; k++)
		if (way[k].from != NO_ID)
			way[k].sum = (double)(float)(way[k].sum - offset);
}

/* All pieces that begin at place i; the length of the character there, or 0 when there is no memory. */
static size_t extend(struct run *r, size_t i)
{
	const struct bitnet_trie *t = &r->u->trie;
	double sum;
	uint32_t cp, node = 0;
	size_t len = r->s[i] < 0x80 ? 1 : bitnet_utf8_decode((const char *)r->s + i, r->n - i, &cp), k;
	bool single = false;

	len = len ? len : 1;
	if (!room(r, i + len))
		return 0;
	begin_again(r, i);
	sum = r->w->way[i - r->base].sum;
	for (k = i; k < r->n; ) {
		node = bitnet_trie_step(t, node, r->s[k++]);
		if (!node)
			break;
		if (t->units[node].value == TRIE_NONE)
			continue;
		if (!room(r, k))
			return 0;
		offer(r, i, k, t->units[node].value, sum + r->u->score[t->units[node].value]);
		single |= k - i == len;
	}
	if (!single)
		offer(r, i, i + len, NO_ID, sum + r->u->unk);
	return len;
}

static void flush_unknown(struct run *r)
{
	if (r->unknown < r->unknown_end)
		r->emit(r->arg, r->t->unk, r->unknown, r->unknown_end);
	r->unknown = r->unknown_end;
}

/* An unknown character: its bytes, or the unknown token, of several one. */
static void unknown(struct run *r, size_t begin, size_t end)
{
	size_t i;

	for (i = begin; r->t->byte_fallback && i < end && r->t->byte_id[r->s[i]] != NO_ID; i++)
		;
	if (r->t->byte_fallback && i == end) {
		flush_unknown(r);
		for (i = begin; i < end; i++)
			r->emit(r->arg, r->t->byte_id[r->s[i]], i, i + 1);
	} else if (r->t->unk != NO_ID) {
		if (r->unknown_end != begin || !r->t->fuse_unk) {
			flush_unknown(r);
			r->unknown = begin;
		}
		r->unknown_end = end;
	}
}

/* The way from base to place, in order. */
static bool walk(struct run *r, size_t place)
{
	const struct viterbi_node *node = r->w->way;
	size_t at = place - r->base, n = 0;

	for (; at; at = node[at].from) {
		if (!bitnet_grow(&r->w->back, &r->w->back_cap, n + 1, sizeof(*r->w->back)))
			return false;
		r->w->back[n++] = (uint32_t)at;
	}
	while (n) {
		size_t begin, end;

		at = r->w->back[--n];
		begin = r->base + node[at].from;
		end = r->base + at;
		if (node[at].id == NO_ID) {
			unknown(r, begin, end);
		} else {
			flush_unknown(r);
			r->emit(r->arg, node[at].id, begin, end);
		}
	}
	return true;
}

/*
 * The last place, at or before i, that the ways to all places from i on go through; base when there
 * is none other.  Ways are followed back from the far end, all at once: once there is but one left,
 * it is there.
 */
static bool meeting(struct run *r, size_t i, size_t *place)
{
	struct bitnet_symbols *w = r->w;
	size_t at = r->reach - r->base, ways = 0, k;

	if (!bitnet_grow(&w->mark, &w->mark_cap, at + 1, 1))
		return false;
	memset(w->mark, 0, at + 1);
	for (k = i - r->base; k <= at; k++)
		if (w->way[k].from != NO_ID) {
			w->mark[k] = 1;
			ways++;
		}
	for (; at && (ways > 1 || !w->mark[at]); at--) {
		if (!w->mark[at])
			continue;
		if (w->mark[w->way[at].from])
			ways--;
		w->mark[w->way[at].from] = 1;
	}
	*place = r->base + at;
	return true;
}

/* Everything up to place is decided: give it away, and begin there. */
static bool settle(struct run *r, size_t place)
{
	struct viterbi_node *node = r->w->way;
	size_t shift = place - r->base, k;

	if (!walk(r, place))
		return false;
	for (k = shift; k <= r->reach - r->base; k++) {
		node[k - shift] = node[k];
		if (k > shift && node[k].from != NO_ID)
			node[k - shift].from = (uint32_t)(node[k].from - shift);
	}
	node[0].from = 0;
	r->base = place;
	r->ready = r->reach - place + 1;
	return true;
}

bool bitnet_model_unigram(const struct bitnet_tok *t, const char *s, size_t n, struct bitnet_symbols *work,
			  bitnet_emit_fn *emit, void *arg)
{
	struct run r = { .t = t, .u = &t->unigram, .w = work, .s = (const unsigned char *)s, .n = n, .emit = emit, .arg = arg };
	size_t i, len, tried = 0, stretch = STRETCH, place;

	if (!room(&r, 0))
		return false;
	work->way[0] = (struct viterbi_node){ 0, NO_ID, 0 };
	for (i = 0; i < n; i += len) {
		if (i - tried >= stretch) {
			if (!meeting(&r, i, &place))
				return false;
			tried = i;
			if (place == r.base)
				stretch *= 2;
			else if (!settle(&r, place))
				return false;
			else
				stretch = STRETCH;
		}
		/* No way leads into the middle of a character, but where pieces are no text. */
		len = work->way[i - r.base].from == NO_ID ? 1 : extend(&r, i);
		if (!len)
			return false;
	}
	if (!walk(&r, n))
		return false;
	flush_unknown(&r);
	return true;
}

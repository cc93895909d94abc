/* SPDX-License-Identifier: MIT */
/*
 * WordPiece, as BERT uses it: the longest piece that a word begins with, then of what is left the
 * longest that goes on with one, and so on.  Where there is none, the whole word is unknown.
 */
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-int.h"

void bitnet_wordpiece_release(struct bitnet_wordpiece *m)
{
	bitnet_trie_release(&m->first);
	bitnet_trie_release(&m->rest);
	memset(m, 0, sizeof(*m));
}

int bitnet_wordpiece_make(struct bitnet_wordpiece *m, const struct bitnet_vocab *v, const char *prefix, size_t prefix_n,
			  uint32_t max_chars, struct bitnet_error *err)
{
	struct bitnet_trie_key *keys = bitnet_alloc(v->n, sizeof(*keys));
	uint32_t id;
	size_t n = 0;
	int rc;

	if (!keys)
		return bitnet_error_nomem(err, v->n * sizeof(*keys));
	for (id = 0; id < v->n; id++)
		if (v->attr[id] & TOKEN_MODEL)
			keys[n++] = (struct bitnet_trie_key){ bitnet_vocab_text(v, id), id };
	m->max_chars = max_chars;
	rc = bitnet_trie_build(&m->first, keys, n, err);
	for (n = 0, id = 0; id < v->n; id++) {
		struct bitnet_str s = bitnet_vocab_text(v, id);

		if (v->attr[id] & TOKEN_MODEL && s.n >= prefix_n && memcmp(s.s, prefix, prefix_n) == 0)
			keys[n++] = (struct bitnet_trie_key){ { s.s + prefix_n, s.n - prefix_n }, id };
	}
	if (!rc)
		rc = bitnet_trie_build(&m->rest, keys, n, err);
	free(keys);
	return rc;
}

static bool push(struct bitnet_symbols *s, uint32_t id, size_t len)
{
	if (s->n == s->cap && !bitnet_symbols_reserve(s, s->n + 1))
		return false;
	s->id[s->n] = id;
	s->len[s->n++] = (uint32_t)len;
	return true;
}

static bool too_long(const char *s, size_t n, uint32_t max_chars)
{
	size_t i, chars = 0;

	for (i = 0; n > max_chars && i < n && chars <= max_chars; i++)
		chars += ((unsigned char)s[i] & 0xc0) != 0x80;
	return chars > max_chars;
}

bool bitnet_model_wordpiece(const struct bitnet_tok *t, const char *s, size_t n, struct bitnet_symbols *work,
			    bitnet_emit_fn *emit, void *arg)
{
	const struct bitnet_wordpiece *m = &t->wordpiece;
	size_t at = 0, len, i, end = too_long(s, n, m->max_chars) ? 0 : n;
	uint32_t id = NO_ID;

	work->n = 0;
	for (; at < end; at += len) {
		len = bitnet_trie_longest(at ? &m->rest : &m->first, s + at, n - at, &id);
		if (!len)
			break;
		if (!push(work, id, len))
			return false;
	}
	if (at < n) {
		work->n = 0;
		if (t->unk != NO_ID)
			emit(arg, t->unk, 0, n);
		return true;
	}
	for (at = 0, i = 0; i < work->n; at += work->len[i++])
		emit(arg, work->id[i], at, at + work->len[i]);
	work->n = 0;
	return true;
}

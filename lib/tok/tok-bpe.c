/* SPDX-License-Identifier: MIT */
/* BPE and WordLevel of huggingface/tokenizers, piece by piece. */
#include <string.h>

#include "tok/tok-int.h"

struct bpe {
	const struct bitnet_tok *t;
	struct bitnet_symbols *work;
	uint32_t unk_len;            /* bytes of unknown characters that are still to become a symbol */
	bool unk, failed;
};

static void push(struct bpe *b, uint32_t id, size_t len)
{
	struct bitnet_symbols *s = b->work;

	if (s->n == s->cap && !bitnet_symbols_reserve(s, s->n + 1)) {
		b->failed = true;
		return;
	}
	s->id[s->n] = id;
	s->len[s->n++] = (uint32_t)len;
}

static uint32_t find(const struct bitnet_tok *t, const char *s, size_t n)
{
	return bitnet_vocab_lookup(&t->v, s, n, bitnet_vocab_hash(0, s, n), TOKEN_MODEL);
}

/* A character with the prefix or the suffix that it has in the vocabulary. */
static uint32_t find_glued(const struct bitnet_tok *t, const char *s, size_t n, bool first, bool last, char *text,
			   size_t *size)
{
	size_t k = 0;

	if (!first) {
		memcpy(text, t->word_prefix.s, t->word_prefix.n);
		k = t->word_prefix.n;
	}
	memcpy(text + k, s, n);
	k += n;
	if (last) {
		memcpy(text + k, t->word_suffix.s, t->word_suffix.n);
		k += t->word_suffix.n;
	}
	*size = k;
	return find(t, text, k);
}

static bool as_bytes(struct bpe *b, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (b->t->byte_id[(unsigned char)s[i]] == NO_ID)
			return false;
	for (i = 0; i < n; i++)
		push(b, b->t->byte_id[(unsigned char)s[i]], 1);
	return true;
}

static void flush_unknown(struct bpe *b)
{
	if (b->unk)
		push(b, b->t->unk, b->unk_len);
	b->unk = false;
	b->unk_len = 0;
}

/* Whether a character that is no token stays one symbol, until its neighbours have merged, as in llama.cpp. */
static bool keeps_unknown(const struct bitnet_tok *t)
{
	return t->info.policy == BITNET_POLICY_LLAMA_CPP;
}

/* Characters for which there is neither a token nor bytes; without an unknown token they are nothing. */
static void unknown(struct bpe *b, size_t len)
{
	if (keeps_unknown(b->t)) {
		push(b, NO_ID, len);
		return;
	}
	if (b->t->unk == NO_ID) {
		if (b->work->n)
			b->work->len[b->work->n - 1] += (uint32_t)len;
		return;
	}
	if (b->unk && !b->t->fuse_unk)
		flush_unknown(b);
	b->unk = true;
	b->unk_len += (uint32_t)len;
}

/* The symbols that a piece begins as; the number of bytes before the first. */
static size_t read_symbols(struct bpe *b, const char *s, size_t n)
{
	char text[2 * WORD_AFFIX_MAX + 4];
	size_t i, len, size, lead = 0;
	uint32_t cp, id;

	for (i = 0; i < n && !b->failed; i += len) {
		len = bitnet_utf8_decode(s + i, n - i, &cp);
		len = len ? len : 1;
		id = find_glued(b->t, s + i, len, i == 0, i + len == n, text, &size);
		if (id != NO_ID) {
			flush_unknown(b);
			push(b, id, len);
		} else if (!b->t->byte_fallback || keeps_unknown(b->t) || !as_bytes(b, text, size)) {
			unknown(b, len);
			if (!b->work->n && !b->unk)
				lead = i + len;
		}
	}
	flush_unknown(b);
	return lead;
}

/* What is no token after all: those of its bytes that are. */
static void emit_bytes(const struct bitnet_tok *t, const char *s, size_t at, size_t end, bitnet_emit_fn *emit, void *arg)
{
	for (; t->byte_fallback && at < end; at++)
		if (t->byte_id[(unsigned char)s[at]] != NO_ID)
			emit(arg, t->byte_id[(unsigned char)s[at]], at, at + 1);
}

bool bitnet_model_bpe(const struct bitnet_tok *t, const char *s, size_t n, struct bitnet_symbols *work,
		      bitnet_emit_fn *emit, void *arg)
{
	struct bpe b = { .t = t, .work = work };
	uint32_t id = t->ignore_merges ? find(t, s, n) : NO_ID;
	size_t i, at, end;

	if (id != NO_ID) {
		emit(arg, id, 0, n);
		return true;
	}
	work->n = 0;
	at = read_symbols(&b, s, n);
	if (b.failed || !bitnet_symbols_merge(work, &t->m))
		return false;
	for (i = 0; i < work->n; i++, at = end) {
		/* Bytes of a prefix or suffix count in the lengths, and are not in the text. */
		end = at + work->len[i] < n ? at + work->len[i] : n;
		if (work->id[i] == NO_ID)
			emit_bytes(t, s, at, end, emit, arg);
		else
			emit(arg, work->id[i], at, end);
	}
	work->n = 0;
	return true;
}

bool bitnet_model_bpe_lines(const struct bitnet_tok *t, const char *s, size_t n, struct bitnet_symbols *work,
			    bitnet_emit_fn *emit, void *arg)
{
	uint32_t id = NO_ID;
	size_t i;

	for (i = 0; i < n && s[i] == '\n'; i++)
		;
	if (i == n)
		id = find(t, s, n);
	if (id == NO_ID)
		return bitnet_model_bpe(t, s, n, work, emit, arg);
	emit(arg, id, 0, n);
	return true;
}

bool bitnet_model_wordlevel(const struct bitnet_tok *t, const char *s, size_t n, struct bitnet_symbols *work,
			    bitnet_emit_fn *emit, void *arg)
{
	uint32_t id = find(t, s, n);

	(void)work;
	if (id == NO_ID)
		id = t->unk;
	if (id != NO_ID)
		emit(arg, id, 0, n);
	return true;
}

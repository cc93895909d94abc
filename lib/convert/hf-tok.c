/* SPDX-License-Identifier: MIT */
/*
 * tokenizer.json as keys of a GGUF (formats.md 2.1): the texts as they stand in the vocabulary, kinds by what is said of
 * added tokens.  What the file means is read by the tokenizer of this library; here it is only written down.
 *
 * Scores of byte-level BPE mean nothing; they are 0, and -1000 for added tokens, as in official files.  A
 * vocabulary with U+2581 for spaces merges by score in a GGUF: the score of a token is the rank of the merge
 * that makes it, negative.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/json-text.h"
#include "convert/hf-tok.h"
#include "tok/tok-json.h"

#define KEY "tokenizer.ggml."

struct entry {
	const char *s;                  /* NULL: no token has this id */
	size_t n;
	enum bitnet_token_kind kind;
	float score;
};

struct writer {
	struct bitnet_convert *c;
	const struct bitnet_hf_tok *h;
	struct json_object *root, *model, *vocab, *added;
	struct bitnet_tok *t;
	struct entry *e;
	uint32_t n;
};

/* The tokenizer was opened, so ids are numbers in range and texts are strings. */
static void fill(struct writer *w)
{
	const char *unk = bitnet_json_str(w->model, "unk_token");
	bool bytes = bitnet_json_bool(w->model, "byte_fallback", false);
	size_t i, n = w->added ? json_object_array_length(w->added) : 0;

	json_object_object_foreach(w->vocab, key, value) {
		struct entry *e = &w->e[json_object_get_int64(value)];

		*e = (struct entry){ key, strlen(key), BITNET_TOKEN_NORMAL, 0 };
		if (bytes && bitnet_byte_token(key, e->n) >= 0)
			e->kind = BITNET_TOKEN_BYTE;
		if (unk && strcmp(unk, key) == 0)
			e->kind = BITNET_TOKEN_UNKNOWN;
	}
	for (i = 0; i < n; i++) {
		struct json_object *o = json_object_array_get_idx(w->added, i);
		struct json_object *content = bitnet_json_get(o, "content", json_type_string);
		struct entry *e = &w->e[json_object_get_int64(bitnet_json_get(o, "id", json_type_int))];

		e->s = json_object_get_string(content);
		e->n = (size_t)json_object_get_string_len(content);
		if (w->t->byte_level)
			e->score = -1000;
		if (e->kind != BITNET_TOKEN_UNKNOWN)
			e->kind = bitnet_json_bool(o, "special", false) ? BITNET_TOKEN_CONTROL : BITNET_TOKEN_USER;
	}
}

/* The two sides of a merge, joined by `between`. */
static bool add_merge(struct json_object *o, const char *between, struct bitnet_buf *out)
{
	const char *s, *space;

	if (json_object_is_type(o, json_type_array)) {
		bitnet_buf_str(out, json_object_get_string(json_object_array_get_idx(o, 0)));
		bitnet_buf_str(out, between);
		bitnet_buf_str(out, json_object_get_string(json_object_array_get_idx(o, 1)));
		return true;
	}
	s = json_object_get_string(o);
	space = strchr(s, ' ');
	if (strncmp(s, "#version", 8) == 0 || !space)
		return false;
	bitnet_buf_add(out, s, (size_t)(space - s));
	bitnet_buf_str(out, between);
	bitnet_buf_str(out, space + 1);
	return true;
}

static int put_merges(struct writer *w, struct bitnet_error *err)
{
	struct json_object *merges = bitnet_json_get(w->model, "merges", json_type_array);
	size_t i, n = json_object_array_length(merges);
	struct bitnet_buf out = BITNET_BUF_INIT, one = BITNET_BUF_INIT;
	uint64_t count = 0;
	bool failed;

	for (i = 0; i < n; i++) {
		bitnet_buf_reset(&one);
		if (!add_merge(json_object_array_get_idx(merges, i), " ", &one))
			continue;
		bitnet_gguf_add_string(&out, one.s, one.n);
		out.failed |= one.failed;
		count++;
	}
	failed = out.failed;
	if (!failed)
		bitnet_gguf_put_array(w->c->w, KEY "merges", BITNET_VALUE_STRING, count, out.s, out.n);
	bitnet_buf_release(&one);
	bitnet_buf_release(&out);
	return failed ? bitnet_error_nomem(err, n) : 0;
}

/* Of a token that several merges make, the first counts. */
static int rank_scores(struct writer *w, struct bitnet_error *err)
{
	struct json_object *merges = bitnet_json_get(w->model, "merges", json_type_array), *id;
	size_t i, n = json_object_array_length(merges);
	struct bitnet_buf one = BITNET_BUF_INIT;
	bool failed = false;

	for (i = 0; i < n && !failed; i++) {
		bitnet_buf_reset(&one);
		if (!add_merge(json_object_array_get_idx(merges, i), "", &one))
			continue;
		failed = one.failed;
		if (!failed && json_object_object_get_ex(w->vocab, one.s, &id) && w->e[json_object_get_int64(id)].score == 0)
			w->e[json_object_get_int64(id)].score = -(float)(i + 1);
	}
	bitnet_buf_release(&one);
	return failed ? bitnet_error_nomem(err, n) : 0;
}

/* Texts, scores and kinds; rows of the embedding without a token are named after their number. */
static int put_tokens(struct writer *w, struct bitnet_error *err)
{
	struct bitnet_buf texts = BITNET_BUF_INIT, scores = BITNET_BUF_INIT, kinds = BITNET_BUF_INIT;
	uint32_t n = w->n, i;
	bool failed;

	for (i = 0; i < n; i++) {
		const struct entry *e = &w->e[i];
		uint32_t bits;
		char pad[32];

		snprintf(pad, sizeof(pad), "[PAD%u]", i);
		bitnet_gguf_add_string(&texts, e->s ? e->s : pad, e->s ? e->n : strlen(pad));
		memcpy(&bits, &e->score, sizeof(bits));
		bitnet_gguf_add_number(&scores, bits, 4);
		bitnet_gguf_add_number(&kinds, e->s ? e->kind : BITNET_TOKEN_UNUSED, 4);
	}
	failed = texts.failed || scores.failed || kinds.failed;
	if (!failed) {
		bitnet_gguf_put_array(w->c->w, KEY "tokens", BITNET_VALUE_STRING, n, texts.s, texts.n);
		bitnet_gguf_put_array(w->c->w, KEY "scores", BITNET_VALUE_F32, n, scores.s, scores.n);
		bitnet_gguf_put_array(w->c->w, KEY "token_type", BITNET_VALUE_I32, n, kinds.s, kinds.n);
	}
	bitnet_buf_release(&texts);
	bitnet_buf_release(&scores);
	bitnet_buf_release(&kinds);
	return failed ? bitnet_error_nomem(err, (uint64_t)n * 8) : 0;
}

/* "bos_token": a text, or an object with its content. */
static int64_t by_text(const struct writer *w, const char *key)
{
	struct json_object *v;
	const char *s;
	uint32_t i;

	if (!w->h->tokenizer_config || !json_object_object_get_ex(w->h->tokenizer_config, key, &v) || !v)
		return -1;
	s = json_object_is_type(v, json_type_string) ? json_object_get_string(v) : bitnet_json_str(v, "content");
	for (i = 0; s && i < w->n; i++)
		if (w->e[i].s && strlen(s) == w->e[i].n && memcmp(s, w->e[i].s, w->e[i].n) == 0)
			return i;
	return -1;
}

/* "bos_token_id": a number, or a list whose first is meant. */
static int64_t by_number(const struct writer *w, struct json_object *doc, const char *key)
{
	struct json_object *v;
	int64_t id;

	if (!json_object_is_type(doc, json_type_object) || !json_object_object_get_ex(doc, key, &v) || !v)
		return -1;
	if (json_object_is_type(v, json_type_array))
		v = json_object_array_get_idx(v, 0);
	if (!json_object_is_type(v, json_type_int))
		return -1;
	id = json_object_get_int64(v);
	return id >= 0 && id < w->n ? id : -1;
}

static void put_id(const struct writer *w, const char *gguf, const char *hf, int64_t fallback)
{
	char number[64], key[64];
	int64_t id = by_text(w, hf);

	snprintf(number, sizeof(number), "%s_id", hf);
	if (id < 0)
		id = by_number(w, w->h->config, number);
	if (id < 0)
		id = by_number(w, w->h->generation_config, number);
	if (id < 0)
		id = fallback;
	snprintf(key, sizeof(key), KEY "%s_token_id", gguf);
	if (id >= 0)
		bitnet_gguf_put_u32(w->c->w, key, (uint32_t)id);
}

static void put_ids(const struct writer *w)
{
	const struct bitnet_tok_info *info = bitnet_tok_info(w->t);

	put_id(w, "bos", "bos_token", info->bos);
	put_id(w, "eos", "eos_token", info->eos);
	put_id(w, "unknown", "unk_token", info->unk);
	put_id(w, "padding", "pad_token", -1);
	if (info->eot >= 0)
		bitnet_gguf_put_u32(w->c->w, KEY "eot_token_id", (uint32_t)info->eot);
	if (info->eom >= 0)
		bitnet_gguf_put_u32(w->c->w, KEY "eom_token_id", (uint32_t)info->eom);
	bitnet_gguf_put_bool(w->c->w, KEY "add_bos_token", info->add_bos || bitnet_json_bool(w->h->tokenizer_config, "add_bos_token", false));
	bitnet_gguf_put_bool(w->c->w, KEY "add_eos_token", info->add_eos || bitnet_json_bool(w->h->tokenizer_config, "add_eos_token", false));
}

/* A file of its own, the text in the configuration, or the one called default of a list. */
static void put_template(const struct writer *w)
{
	struct json_object *v;
	const char *s = NULL;
	size_t i;

	if (w->h->chat_template_n) {
		bitnet_gguf_put_str(w->c->w, "tokenizer.chat_template",
				    (struct bitnet_str){ w->h->chat_template, w->h->chat_template_n });
		return;
	}
	if (!w->h->tokenizer_config || !json_object_object_get_ex(w->h->tokenizer_config, "chat_template", &v) || !v)
		return;
	if (json_object_is_type(v, json_type_string))
		s = json_object_get_string(v);
	for (i = 0; json_object_is_type(v, json_type_array) && i < json_object_array_length(v); i++) {
		struct json_object *o = json_object_array_get_idx(v, i);
		const char *name = bitnet_json_str(o, "name");

		if (name && strcmp(name, "default") == 0)
			s = bitnet_json_str(o, "template");
	}
	if (s)
		bitnet_gguf_put_str(w->c->w, "tokenizer.chat_template", (struct bitnet_str){ s, strlen(s) });
}

/* What a byte-level tokenizer of a GGUF is told by a name alone. */
static int put_pre(const struct writer *w, struct bitnet_error *err)
{
	const struct bitnet_tok_info *info = bitnet_tok_info(w->t);
	const struct bitnet_pre *pre = info->pre ? bitnet_pre_find(info->pre, strlen(info->pre)) : NULL;

	if (!pre)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_pre_unnamed",
					"tokenizer.json: its pre-tokeniser has no name that a GGUF could give");
	bitnet_gguf_put_str(w->c->w, KEY "pre", (struct bitnet_str){ info->pre, strlen(info->pre) });
	if (pre->ignore_merges != w->t->ignore_merges)
		bitnet_convert_note(w->c, "tokenizer.json has ignore_merges %s, '%s' of a GGUF means %s: words that are tokens but that no merges "
				    "make are told apart", w->t->ignore_merges ? "true" : "false", info->pre, pre->ignore_merges ? "true" : "false");
	return 0;
}

static int put_all(struct writer *w, struct bitnet_error *err)
{
	bool bpe = w->t->byte_level;
	int rc = 0;

	if (!bpe && !w->t->escape)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_json_unsupported",
					"tokenizer.json: a vocabulary of characters without U+2581 has no form in a GGUF");
	bitnet_gguf_put_str(w->c->w, KEY "model", (struct bitnet_str){ bpe ? "gpt2" : "llama", bpe ? 4 : 5 });
	if (bpe)
		rc = put_pre(w, err);
	else
		rc = rank_scores(w, err);
	if (!rc)
		rc = put_tokens(w, err);
	if (!rc && bpe)
		rc = put_merges(w, err);
	if (rc)
		return rc;
	put_ids(w);
	if (!bpe) {
		bitnet_gguf_put_bool(w->c->w, KEY "add_space_prefix", w->t->prefix != BITNET_PREFIX_NONE);
		if (w->t->prefix != BITNET_PREFIX_NONE && w->t->prefix != BITNET_PREFIX_STRETCH)
			bitnet_convert_note(w->c, "tokenizer.json puts U+2581 only before some texts; a GGUF has no key for that");
	}
	put_template(w);
	return 0;
}

/* Every id has a place, those of the embedding that are no token as well. */
static int collect(struct writer *w, struct bitnet_error *err)
{
	uint32_t n = bitnet_tok_info(w->t)->n_tokens;

	if (n > w->h->n_vocab)
		return bitnet_error_set(err, BITNET_E_INPUT, "vocab_mismatch", "tokenizer.json has %u tokens, config.json has a vocab_size of %u", n,
					w->h->n_vocab);
	if (n < w->h->n_vocab)
		bitnet_convert_note(w->c, "%u tokens, %u rows of the embedding: the rest are named [PAD...]", n, w->h->n_vocab);
	w->n = w->h->n_vocab;
	w->e = calloc(w->n, sizeof(*w->e));
	if (!w->e)
		return bitnet_error_nomem(err, (uint64_t)w->n * sizeof(*w->e));
	fill(w);
	return put_all(w, err);
}

int bitnet_hf_tok_keys(struct bitnet_convert *c, const struct bitnet_hf_tok *h, struct bitnet_error *err)
{
	struct writer w = { .c = c, .h = h };
	int rc = bitnet_tok_from_json(&w.t, h->text, h->text_n, err);

	if (rc) {
		bitnet_error_prefix(err, "tokenizer.json");
		return rc;
	}
	rc = bitnet_json_text(&w.root, h->text, h->text_n, 32, err);
	if (!rc) {
		w.model = bitnet_json_get(w.root, "model", json_type_object);
		w.vocab = bitnet_json_get(w.model, "vocab", json_type_object);
		w.added = bitnet_json_get(w.root, "added_tokens", json_type_array);
		rc = collect(&w, err);
	}
	json_object_put(w.root);
	bitnet_tok_free(w.t);
	free(w.e);
	return rc;
}

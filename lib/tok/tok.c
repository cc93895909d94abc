/* SPDX-License-Identifier: MIT */
/* A tokenizer as a whole: making, finishing, facts. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-image.h"

const char *bitnet_tok_format_name(enum bitnet_tok_format f)
{
	static const char *const names[] = { "gguf", "hf-json", "sentencepiece", "tiktoken", "bpe-files" };

	return (unsigned)f < sizeof(names) / sizeof(names[0]) ? names[f] : "unknown";
}

const char *bitnet_tok_algorithm_name(enum bitnet_tok_algorithm a)
{
	static const char *const names[] = { "bpe", "spm", "unigram", "wordpiece" };

	return (unsigned)a < sizeof(names) / sizeof(names[0]) ? names[a] : "unknown";
}

const char *bitnet_tok_policy_name(enum bitnet_tok_policy p)
{
	static const char *const names[] = { "default", "hf", "llama.cpp", "sentencepiece" };

	return (unsigned)p < sizeof(names) / sizeof(names[0]) ? names[p] : "unknown";
}

int bitnet_tok_new(struct bitnet_tok **out, struct bitnet_error *err)
{
	struct bitnet_tok *t = calloc(1, sizeof(*t));
	int rc;
	int64_t *ids[] = { &t->info.bos, &t->info.eos, &t->info.eot, &t->info.eom, &t->info.unk,
			   &t->info.sep, &t->info.pad, &t->info.cls, &t->info.mask };
	size_t i;

	if (!t)
		return bitnet_error_nomem(err, sizeof(*t));
	rc = bitnet_scratch_pool_new(&t->pool, err);
	if (rc) {
		free(t);
		return rc;
	}
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		*ids[i] = -1;
	t->unk = t->space_id = NO_ID;
	t->info.policy = BITNET_POLICY_HF;
	memset(t->byte_id, 0xff, sizeof(t->byte_id));
	memset(t->char_id, 0xff, sizeof(t->char_id));
	*out = t;
	return 0;
}

void bitnet_tok_free(struct bitnet_tok *t)
{
	if (!t)
		return;
	bitnet_image_detach(t);
	bitnet_pipe_free(t->pipe);
	bitnet_detok_free(t->detok);
	bitnet_scratch_pool_free(t->pool);
	bitnet_buf_release(&t->notes);
	bitnet_buf_release(&t->unk_surface);
	bitnet_vocab_release(&t->v);
	bitnet_merges_release(&t->m);
	bitnet_unigram_release(&t->unigram);
	bitnet_wordpiece_release(&t->wordpiece);
	bitnet_norm_release(&t->whole);
	bitnet_norm_release(&t->norm);
	bitnet_trie_release(&t->keep);
	bitnet_trie_release(&t->specials);
	bitnet_added_release(&t->added[0]);
	bitnet_added_release(&t->added[1]);
	free(t->byte_pairs);
	free(t->cuts);
	free(t->before);
	free(t->after);
	bitnet_map_close(&t->image);
	free(t);
}

void bitnet_tok_note(struct bitnet_tok *t, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (t->notes.n)
		bitnet_buf_str(&t->notes, "\n");
	bitnet_buf_str(&t->notes, line);
}

static int push_id(uint32_t **ids, size_t *n, size_t *cap, uint32_t id, struct bitnet_error *err)
{
	if (!bitnet_grow(ids, cap, *n + 1, sizeof(**ids)))
		return bitnet_error_nomem(err, (*n + 1) * sizeof(**ids));
	(*ids)[(*n)++] = id;
	return 0;
}

int bitnet_tok_add_before(struct bitnet_tok *t, uint32_t id, struct bitnet_error *err)
{
	return push_id(&t->before, &t->n_before, &t->before_cap, id, err);
}

int bitnet_tok_add_after(struct bitnet_tok *t, uint32_t id, struct bitnet_error *err)
{
	return push_id(&t->after, &t->n_after, &t->after_cap, id, err);
}

void bitnet_tok_added_ids(const struct bitnet_tok *t, const uint32_t **before, size_t *n_before, const uint32_t **after,
			  size_t *n_after)
{
	*before = t->before;
	*n_before = t->n_before;
	*after = t->after;
	*n_after = t->n_after;
}

int bitnet_tok_set_pre(struct bitnet_tok *t, const struct bitnet_pre *pre, struct bitnet_error *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; pre->stages[i]; i++)
		t->stages[i] = pre->stages[i];
	if (!pre->regexes)
		return 0;
	t->pipe = calloc(1, sizeof(*t->pipe));
	if (!t->pipe)
		return bitnet_error_nomem(err, sizeof(*t->pipe));
	for (i = 0; !rc && pre->regexes[i]; i++) {
		struct bitnet_step *s = bitnet_pipe_add(t->pipe, STEP_REGEX);

		s->behavior = STEP_ISOLATED;
		rc = bitnet_regex_new(&s->regex, pre->regexes[i], strlen(pre->regexes[i]), err);
	}
	return rc;
}

static bool is_one_of(const char *s, size_t n, const char *const *names)
{
	for (; *names; names++)
		if (strlen(*names) == n && memcmp(*names, s, n) == 0)
			return true;
	return false;
}

bool bitnet_tok_end_name(const char *s, size_t n)
{
	static const char *const names[] = {
		"<|eot_id|>", "<|end_of_text|>", "<|im_end|>", "<|endoftext|>", "</s>", "<end_of_turn>", "<|end|>",
		"<|eom_id|>", "<EOT>", NULL
	};

	return is_one_of(s, n, names);
}

const char *bitnet_tok_recognise(const struct bitnet_vocab *v)
{
	static const struct {
		const char *pre;
		uint32_t id[3];
		const char *text[3];
	} lists[] = {
		{ "llama-bpe", { 0, 127999, 128000 }, { "!", "\xe9\x94\xa6", "<|begin_of_text|>" } },
		{ "gpt-2", { 0, 50255, 50256 }, { "!", " gazed", "<|endoftext|>" } },
		/* GPT-NeoX, and those that took its list: MPT, OLMo. */
		{ "mpt", { 0, 50253, 50276 }, { "<|endoftext|>", " Outcomes", "  " } },
		{ "refact", { 1, 49150, 49151 }, { "<fim_prefix>", " SIP", "getOptions" } }
	};
	size_t i, k;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		for (k = 0; k < 3; k++) {
			struct bitnet_str s;

			if (lists[i].id[k] >= v->n)
				break;
			s = bitnet_vocab_text(v, lists[i].id[k]);
			if (s.n != strlen(lists[i].text[k]) || memcmp(s.s, lists[i].text[k], s.n) != 0)
				break;
		}
		if (k == 3)
			return lists[i].pre;
	}
	return NULL;
}

/* Text with U+2581 as spaces. */
static bool add_spaced(struct bitnet_buf *b, struct bitnet_str s)
{
	size_t i, done = 0;

	for (i = 0; i + 3 <= s.n; i++)
		if (memcmp(s.s + i, SPACE_MARK, 3) == 0) {
			bitnet_buf_add(b, s.s + done, i - done);
			bitnet_buf_add(b, " ", 1);
			i += 2;
			done = i + 1;
		}
	return bitnet_buf_add(b, s.s + done, s.n - done);
}

/* A token of WordPiece: it goes on with a word, or begins one. */
static void add_word(struct bitnet_buf *b, struct bitnet_str s)
{
	bool on = s.n > 2 && memcmp(s.s, "##", 2) == 0;

	bitnet_buf_add(b, " ", !on);
	bitnet_buf_add(b, s.s + (on ? 2 : 0), s.n - (on ? 2 : 0));
}

static int make_pieces(struct bitnet_tok *t, struct bitnet_error *err)
{
	struct bitnet_vocab *v = &t->v;
	uint32_t id;

	v->piece_off = bitnet_alloc((size_t)v->n + 1, sizeof(*v->piece_off));
	if (!v->piece_off)
		return bitnet_error_nomem(err, v->n * sizeof(*v->piece_off));
	for (id = 0; id < v->n; id++) {
		struct bitnet_str s = bitnet_vocab_text(v, id);
		unsigned kind = v->attr[id] & TOKEN_KIND;
		int byte = kind == BITNET_TOKEN_BYTE && t->piece_bytes ? bitnet_byte_token(s.s, s.n) : -1;
		char c = (char)byte;

		v->piece_off[id] = (uint32_t)v->piece.n;
		if (byte >= 0)
			bitnet_buf_add(&v->piece, &c, 1);
		else if (kind == BITNET_TOKEN_UNKNOWN && t->unk_surface.n)
			bitnet_buf_add(&v->piece, t->unk_surface.s, t->unk_surface.n);
		else if (kind != BITNET_TOKEN_CONTROL && kind != BITNET_TOKEN_UNKNOWN && t->piece_spaces)
			add_spaced(&v->piece, s);
		else if (t->piece_words)
			add_word(&v->piece, s);
		else
			bitnet_buf_add(&v->piece, s.s, s.n);
	}
	v->piece_off[v->n] = (uint32_t)v->piece.n;
	bitnet_buf_add(&v->piece, "", 0);
	return v->piece.failed ? bitnet_error_nomem(err, v->text.n) : 0;
}

/* Whether no token has U+2581 behind another character, so that no merge crosses the start of a word. */
static bool words_apart(const struct bitnet_vocab *v)
{
	uint32_t id;
	size_t i;

	for (id = 0; id < v->n; id++) {
		struct bitnet_str s = bitnet_vocab_text(v, id);
		bool other = false;

		if (!(v->attr[id] & TOKEN_MODEL))
			continue;
		for (i = 0; i < s.n; ) {
			if (s.n - i >= 3 && memcmp(s.s + i, SPACE_MARK, 3) == 0) {
				if (other)
					return false;
				i += 3;
			} else {
				other = true;
				i++;
			}
		}
	}
	return true;
}

static void find_symbols(struct bitnet_tok *t)
{
	const struct bitnet_vocab *v = &t->v;
	unsigned i;
	uint32_t id;

	for (i = 0; i < 256; i++) {
		char c = (char)i;

		id = bitnet_vocab_lookup(v, &c, 1, bitnet_vocab_hash(0, &c, 1), TOKEN_MODEL);
		if (t->byte_level)
			t->byte_id[i] = id;
		else if (i < 128)
			t->char_id[i] = id;
	}
	if (t->byte_level)
		return;
	t->space_id = bitnet_vocab_lookup(v, SPACE_MARK, 3, bitnet_vocab_hash(0, SPACE_MARK, 3), TOKEN_MODEL);
	t->split_words = words_apart(v);
	for (id = 0; id < v->n; id++) {
		struct bitnet_str s = bitnet_vocab_text(v, id);
		int byte = (v->attr[id] & TOKEN_KIND) == BITNET_TOKEN_BYTE ? bitnet_byte_token(s.s, s.n) : -1;

		if (byte >= 0 && t->byte_id[byte] == NO_ID)
			t->byte_id[byte] = id;
	}
}

static void mark_ends(struct bitnet_tok *t)
{
	struct bitnet_vocab *v = &t->v;
	const int64_t ids[] = { t->info.eos, t->info.eot, t->info.eom };
	uint32_t id;
	size_t i;

	for (id = 0; id < v->n; id++) {
		struct bitnet_str s = bitnet_vocab_text(v, id);

		if ((v->attr[id] & TOKEN_KIND) == BITNET_TOKEN_CONTROL && bitnet_tok_end_name(s.s, s.n))
			v->attr[id] |= TOKEN_END;
	}
	for (i = 0; i < 3; i++)
		if (ids[i] >= 0 && ids[i] < v->n)
			v->attr[ids[i]] |= TOKEN_END;
}

/* The control token with one of these names, the first that exists. */
static int64_t by_name(const struct bitnet_tok *t, const char *const *names)
{
	for (; *names; names++) {
		int64_t id = bitnet_tok_find(t, *names, strlen(*names));

		if (id >= 0 && (t->v.attr[id] & TOKEN_KIND) == BITNET_TOKEN_CONTROL)
			return id;
	}
	return -1;
}

int bitnet_tok_finish(struct bitnet_tok *t, struct bitnet_error *err)
{
	static const char *const eot[] = { "<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<EOT>", NULL };
	static const char *const eom[] = { "<|eom_id|>", NULL };
	int rc;

	if (t->piece_bytes || t->piece_spaces || t->piece_words) {
		rc = make_pieces(t, err);
		if (rc)
			return rc;
	}
	find_symbols(t);
	rc = bitnet_fast_prepare(t, err);
	if (rc)
		return rc;
	if (t->info.eot < 0)
		t->info.eot = by_name(t, eot);
	if (t->info.eom < 0)
		t->info.eom = by_name(t, eom);
	mark_ends(t);
	t->info.n_tokens = t->v.n;
	bitnet_buf_add(&t->notes, "", 0);
	if (t->notes.failed)
		return bitnet_error_nomem(err, t->notes.n);
	t->info.notes = t->notes.s;
	return 0;
}

const struct bitnet_tok_info *bitnet_tok_info(const struct bitnet_tok *t)
{
	return &t->info;
}

bool bitnet_tok_piece(const struct bitnet_tok *t, uint32_t id, struct bitnet_str *piece, enum bitnet_token_kind *kind)
{
	unsigned k = id < t->v.n ? t->v.attr[id] & TOKEN_KIND : 0;

	if (!k)
		return false;
	*piece = bitnet_vocab_piece(&t->v, id);
	if (kind)
		*kind = (enum bitnet_token_kind)k;
	return true;
}

size_t bitnet_tok_known(const struct bitnet_tok *t, const uint32_t *ids, size_t n)
{
	size_t i;

	for (i = 0; i < n && ids[i] < t->v.n && (t->v.attr[ids[i]] & TOKEN_KIND); i++)
		;
	return i;
}

int64_t bitnet_tok_find(const struct bitnet_tok *t, const char *text, size_t n)
{
	uint64_t h = bitnet_vocab_hash(0, text, n);
	uint32_t id = bitnet_vocab_lookup(&t->v, text, n, h, BITNET_TOKEN_CONTROL);

	/* The bits of CONTROL are in no other kind; where there is none, any token. */
	if (id == NO_ID)
		id = bitnet_vocab_lookup(&t->v, text, n, h, 0);
	return id == NO_ID || id >= t->v.n ? -1 : (int64_t)id;
}

bool bitnet_tok_is_end(const struct bitnet_tok *t, uint32_t id)
{
	return id < t->v.n && (t->v.attr[id] & TOKEN_END);
}

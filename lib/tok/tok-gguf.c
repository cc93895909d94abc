/* SPDX-License-Identifier: MIT */
/*
 * The tokenizer that a GGUF carries: byte-level BPE (model "gpt2"), SPM ("llama"), Unigram ("t5"),
 * WordPiece ("bert") and BPE over characters (tok-gguf-chars.h).
 * Keys, defaults and token types as llama.cpp writes and reads them.
 */
#include <string.h>
#include <strings.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "gguf/gguf-int.h"
#include "tok/tok-gguf-chars.h"
#include "tok/tok-open.h"
#include "tok/tok-pieces.h"

#define KEY "tokenizer.ggml."

enum model { MODEL_BPE, MODEL_SPM, MODEL_UNIGRAM, MODEL_WORDPIECE };

struct keys {
	const struct bitnet_gguf *g;
	const struct bitnet_kv *tokens, *scores, *types, *merges;
	enum model model;
	bool bpe;
	const struct bitnet_chars *chars;         /* NULL: none, BPE is that of bytes */
};

static const struct bitnet_kv *array(const struct bitnet_gguf *g, const char *key)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(g, key);

	return kv && kv->type == BITNET_VALUE_ARRAY ? kv : NULL;
}

static bool is_str(struct bitnet_str s, const char *word)
{
	return s.n == strlen(word) && memcmp(s.s, word, s.n) == 0;
}

static bool has_byte_tokens(const struct bitnet_kv *tokens)
{
	struct bitnet_str s;
	uint64_t pos = 0;

	while (bitnet_kv_next_str(tokens, &pos, &s))
		if (is_str(s, "<0x0A>"))
			return true;
	return false;
}

bool bitnet_tok_gguf_is_bpe(const struct bitnet_gguf *g)
{
	const struct bitnet_kv *tokens = array(g, KEY "tokens"), *merges = array(g, KEY "merges");
	struct bitnet_str model;

	if (!tokens || bitnet_gguf_get_str(g, KEY "model", &model, NULL) != 0)
		return false;
	if (is_str(model, "gpt2"))
		return !bitnet_chars_of(g);
	return is_str(model, "llama") && merges && merges->count && !bitnet_gguf_kv(g, KEY "scores") && !has_byte_tokens(tokens);
}

/* The one vocabulary of tiktoken whose files may come without merges: ids are ranks. */
static bool is_ranked(const struct bitnet_gguf *g)
{
	struct bitnet_str pre;

	return bitnet_gguf_get_str(g, KEY "pre", &pre, NULL) == 0 && is_str(pre, "kimi-k2");
}

static int choose(struct bitnet_tok *t, struct keys *k, struct bitnet_str model, struct bitnet_error *err)
{
	static const char *const names[] = { "gpt2", "llama", "t5", "bert" };
	char shown[64];
	size_t i;

	k->chars = bitnet_chars_of(k->g);
	for (i = 0; !k->chars && i < sizeof(names) / sizeof(names[0]) && !is_str(model, names[i]); i++)
		;
	if (i == sizeof(names) / sizeof(names[0]))
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_model_unsupported",
					"tokenizer model '%s' is not supported",
					bitnet_text_escape(shown, sizeof(shown), model.s, model.n));
	k->bpe = bitnet_tok_gguf_is_bpe(k->g);
	k->model = k->bpe ? MODEL_BPE : (enum model)i;
	if (k->bpe && is_str(model, "llama"))
		bitnet_tok_note(t, "key '" KEY "model' says llama, the token list is one of byte-level BPE");
	if ((k->bpe || k->chars) && !k->merges && !is_ranked(k->g))
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_no_merges", "key '" KEY "merges' is missing");
	if (t->info.policy == BITNET_POLICY_SENTENCEPIECE && k->model != MODEL_SPM && k->model != MODEL_UNIGRAM)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_policy", "policy 'sentencepiece' does not go with tokenizer model '%s'",
					bitnet_text_escape(shown, sizeof(shown), model.s, model.n));
	if ((k->model == MODEL_SPM || k->model == MODEL_UNIGRAM) && !k->scores)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_no_scores", "key '" KEY "scores' is missing");
	return 0;
}

static unsigned kind_of(const struct keys *k, uint64_t id, struct bitnet_str s)
{
	unsigned kind = k->types ? (unsigned)bitnet_kv_elem_i64(k->types, id) : BITNET_TOKEN_NORMAL;

	if (kind == 0)
		kind = BITNET_TOKEN_NORMAL;
	if (!k->types && k->model == MODEL_SPM && bitnet_byte_token(s.s, s.n) >= 0)
		kind = BITNET_TOKEN_BYTE;
	/* Not all converters type them; they are looked up by their text. */
	if (k->chars && kind == BITNET_TOKEN_NORMAL && bitnet_byte_token(s.s, s.n) >= 0)
		kind = BITNET_TOKEN_BYTE;
	/* An end of text that is typed as text would be text to the user and no end to the model. */
	if ((kind == BITNET_TOKEN_NORMAL || kind == BITNET_TOKEN_USER) && bitnet_tok_end_name(s.s, s.n))
		kind = BITNET_TOKEN_CONTROL;
	return kind;
}

static int add_tokens(struct bitnet_tok *t, const struct keys *k, struct bitnet_error *err)
{
	struct bitnet_buf bytes = BITNET_BUF_INIT;
	struct bitnet_str s;
	uint64_t pos = 0, id;
	int rc = 0;

	for (id = 0; !rc && bitnet_kv_next_str(k->tokens, &pos, &s); id++) {
		unsigned kind = kind_of(k, id, s), attr = kind;

		/* WordPiece and llama.cpp's SPM look in all of the vocabulary. */
		if (kind == BITNET_TOKEN_NORMAL || kind == BITNET_TOKEN_USER || kind == BITNET_TOKEN_UNUSED ||
		    k->model == MODEL_WORDPIECE ||
		    (k->model == MODEL_SPM && t->info.policy == BITNET_POLICY_LLAMA_CPP))
			attr |= TOKEN_MODEL;
		if (k->model == MODEL_WORDPIECE) {
			if (!bitnet_wordpiece_text(&bytes, s, kind))
				rc = bitnet_error_nomem(err, s.n);
			else
				rc = bitnet_vocab_add(&t->v, bytes.s, bytes.n, attr, err);
			continue;
		}
		if (k->bpe && (kind == BITNET_TOKEN_NORMAL || kind == BITNET_TOKEN_UNUSED)) {
			long n = -1;

			bitnet_buf_reset(&bytes);
			if (bitnet_buf_add(&bytes, s.s, s.n))
				n = bitnet_alphabet_decode(s.s, s.n, bytes.s);
			if (n >= 0)
				s = (struct bitnet_str){ bytes.s, (size_t)n };
		}
		rc = bitnet_vocab_add(&t->v, s.s, s.n, attr, err);
	}
	bitnet_buf_release(&bytes);
	return rc ? rc : bitnet_vocab_index(&t->v, err);
}

/* A file of phi-3 does not say that its special tokens take the whitespace behind them. */
static bool is_phi3(const struct bitnet_gguf *g)
{
	struct bitnet_str s;
	size_t i;

	if (bitnet_gguf_get_str(g, "general.name", &s, NULL))
		return false;
	for (i = 0; i + 4 <= s.n; i++)
		if (strncasecmp(s.s + i, "phi3", 4) == 0 || (i + 5 <= s.n && strncasecmp(s.s + i, "phi-3", 5) == 0))
			return true;
	return false;
}

/*
 * Merges are looked up some at a time: all hashes of a batch are known, and the places they lead to
 * are on their way from memory, before the first is looked up.
 */
#define BATCH 32
struct batch {
	struct bitnet_buf bytes;
	struct pending {
		size_t at, left, right;           /* place in bytes, lengths of both sides */
		uint64_t hash_left, hash_right;
		uint32_t rank;
	} p[BATCH];
	size_t n;
	uint32_t last;                            /* what the merge before made */
	uint32_t unusable;
	bool chars;                               /* texts are as they are, not in the alphabet of bytes */
};

/* In most lists a merge makes the same token as the one before, or the one behind it. */
static uint32_t find_result(const struct bitnet_vocab *v, const struct batch *b, const struct pending *p)
{
	const char *s = b->bytes.s + p->at;
	size_t n = p->left + p->right;
	uint32_t id;

	for (id = b->last; !v->duplicates && id < v->n && id < b->last + 2; id++) {
		struct bitnet_str t = bitnet_vocab_text(v, id);

		if (t.n == n && (v->attr[id] & TOKEN_KIND) == BITNET_TOKEN_NORMAL && memcmp(t.s, s, n) == 0)
			return id;
	}
	return bitnet_vocab_lookup(v, s, n, bitnet_vocab_hash(p->hash_left, s + p->left, p->right), TOKEN_MODEL);
}

static void flush(struct bitnet_tok *t, struct batch *b)
{
	struct { uint32_t left, right, both; } ids[BATCH];
	size_t i;

	for (i = 0; i < b->n; i++) {
		const struct pending *p = &b->p[i];
		const char *s = b->bytes.s + p->at;

		ids[i].left = bitnet_vocab_lookup(&t->v, s, p->left, p->hash_left, TOKEN_MODEL);
		ids[i].right = bitnet_vocab_lookup(&t->v, s + p->left, p->right, p->hash_right, TOKEN_MODEL);
		ids[i].both = find_result(&t->v, b, p);
		if (ids[i].both != NO_ID)
			b->last = ids[i].both;
	}
	for (i = 0; i < b->n; i++) {
		if (ids[i].left == NO_ID || ids[i].right == NO_ID || ids[i].both == NO_ID)
			b->unusable++;
		else
			bitnet_merges_add(&t->m, ids[i].left, ids[i].right, b->p[i].rank, ids[i].both);
	}
	b->n = 0;
	bitnet_buf_reset(&b->bytes);
}

/* n characters at s to dst; their number, or -1 where they are no text of bytes. */
static long side(const struct batch *b, const char *s, size_t n, char *dst)
{
	if (!b->chars)
		return bitnet_alphabet_decode(s, n, dst);
	memmove(dst, s, n);
	return (long)n;
}

/* Add the merge s, "left right"; what is no text of bytes counts as unusable. */
static int add_merge(struct bitnet_tok *t, struct batch *b, uint32_t rank, struct bitnet_str s, struct bitnet_error *err)
{
	const char *space = s.n > 1 ? memchr(s.s + 1, ' ', s.n - 1) : NULL;
	struct pending *p = &b->p[b->n];
	char shown[64], *text;
	long left, right;

	if (!space)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_merge", "merge %u is '%s', must be two tokens", rank,
					bitnet_text_escape(shown, sizeof(shown), s.s, s.n));
	p->at = b->bytes.n;
	if (!bitnet_buf_add(&b->bytes, s.s, s.n))
		return bitnet_error_nomem(err, s.n);
	text = b->bytes.s + p->at;
	left = side(b, s.s, (size_t)(space - s.s), text);
	right = left < 0 ? -1 : side(b, space + 1, (size_t)(s.s + s.n - space - 1), text + left);
	if (left <= 0 || right <= 0) {
		b->unusable++;
		b->bytes.n = p->at;
		return 0;
	}
	p->left = (size_t)left;
	p->right = (size_t)right;
	p->hash_left = bitnet_vocab_hash(0, text, p->left);
	p->hash_right = bitnet_vocab_hash(0, text + left, p->right);
	p->rank = rank;
	bitnet_vocab_prefetch(&t->v, p->hash_left, p->left);
	bitnet_vocab_prefetch(&t->v, p->hash_right, p->right);
	if (++b->n == BATCH)
		flush(t, b);
	return 0;
}

/* Ranks are places in the list; of a pair that is there twice the first counts, as in llama.cpp. */
static int add_merges(struct bitnet_tok *t, const struct bitnet_kv *merges, bool chars, struct bitnet_error *err)
{
	struct batch b = { .bytes = BITNET_BUF_INIT, .chars = chars };
	struct bitnet_str s;
	uint64_t pos = 0;
	uint32_t rank;
	int rc;

	if (merges->count >= UINT32_MAX / 4)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "vocabulary has %llu merges",
					(unsigned long long)merges->count);
	rc = bitnet_merges_init(&t->m, (size_t)merges->count, err);
	for (rank = 0; !rc && bitnet_kv_next_str(merges, &pos, &s); rank++)
		rc = add_merge(t, &b, rank, s, err);
	if (!rc) {
		flush(t, &b);
		rc = bitnet_merges_finish(&t->m, err);
	}
	if (b.unusable)
		bitnet_tok_note(t, "%u of %llu merges name a text that is no token and are not used", b.unusable,
				(unsigned long long)merges->count);
	bitnet_buf_release(&b.bytes);
	return rc;
}

/* Qwen's tokenizer.json normalises to NFC, which no key says. */
static bool wants_nfc(const char *pre)
{
	static const char *const names[] = {
		"qwen2", "deepseek-r1-qwen", "kormo", "openpangu", "f2llmv2", "hunyuan", "solar-open", "grok-2", "qwen35"
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(pre, names[i]) == 0)
			return true;
	return false;
}

/* The pre-tokeniser: from the key, unless the token list is one that needs another. */
static int set_pre(struct bitnet_tok *t, const struct bitnet_gguf *g, const struct bitnet_pre **out,
		   struct bitnet_error *err)
{
	const char *known = t->info.policy == BITNET_POLICY_LLAMA_CPP ? NULL : bitnet_tok_recognise(&t->v);
	const struct bitnet_pre *pre = NULL, *right = known ? bitnet_pre_find(known, strlen(known)) : NULL;
	struct bitnet_str name;
	bool given = bitnet_gguf_get_str(g, KEY "pre", &name, NULL) == 0;
	char shown[64];

	if (given) {
		bitnet_text_escape(shown, sizeof(shown), name.s, name.n);
		pre = bitnet_pre_find(name.s, name.n);
		if (!pre && !right)
			return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_pre_unsupported",
						"pre-tokeniser '%s' is not supported", shown);
	}
	t->info.pre_source = "file";
	if (right && (!pre || !bitnet_pre_same_stages(pre->stages, right->stages))) {
		if (given)
			bitnet_tok_note(t, "key '" KEY "pre' says %s, the token list is one of %s, which is used", shown,
					right->name);
		else
			bitnet_tok_note(t, "key '" KEY "pre' is missing, the token list is one of %s", right->name);
		pre = right;
		t->info.pre_source = "vocabulary";
	}
	if (!pre) {
		pre = bitnet_pre_find("default", 7);
		t->info.pre_source = "default";
		bitnet_tok_note(t, "key '" KEY "pre' is missing and the token list is not known: 'default' is used, "
				"which may differ from the model's own");
	}
	if (t->info.policy == BITNET_POLICY_HF && wants_nfc(pre->name)) {
		int rc = bitnet_norm_add(&t->norm, BITNET_NORM_NFC, 0, NULL, 0, NULL, 0, err);

		if (rc)
			return rc;
	}
	t->info.pre = pre->name;
	t->ignore_merges = pre->ignore_merges;
	*out = pre;
	return bitnet_tok_set_pre(t, pre, err);
}

static void set_id(const struct bitnet_gguf *g, const char *key, int64_t *id, int64_t fallback)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(g, key);

	*id = kv ? bitnet_kv_i64(kv) : fallback;
	if (*id == UINT32_MAX)
		*id = -1;
}

static bool get_bool(const struct bitnet_gguf *g, const char *key, bool fallback)
{
	bitnet_gguf_get_bool(g, key, &fallback, NULL);
	return fallback;
}

/*
 * A gpt2 vocabulary without a key has no such token: the default 11 of llama.cpp is a comma in
 * most lists.  Of the lists that are known, the ids are known.
 */
static void set_ids(struct bitnet_tok *t, const struct keys *k)
{
	const char *known = k->bpe ? bitnet_tok_recognise(&t->v) : NULL;
	/* Without a key: of SPM, Unigram and WordPiece what llama.cpp takes. */
	static const struct { int bos, eos, unk, sep, pad, mask; } none[] = {
		[MODEL_BPE] = { -1, -1, -1, -1, -1, -1 }, [MODEL_SPM] = { 1, 2, 0, -1, -1, -1 },
		[MODEL_UNIGRAM] = { -1, 1, 2, -1, 0, -1 }, [MODEL_WORDPIECE] = { 101, -1, 100, 102, 0, 103 }
	};
	int64_t bos = none[k->model].bos, eos = none[k->model].eos;

	if (known)
		bos = eos = strcmp(known, "gpt-2") == 0 ? 50256 : strcmp(known, "llama-bpe") == 0 ? 128000 : 0;
	if (eos == 128000)
		eos = 128001 < t->v.n ? 128001 : -1;
	set_id(k->g, KEY "bos_token_id", &t->info.bos, bos);
	set_id(k->g, KEY "eos_token_id", &t->info.eos, eos);
	set_id(k->g, KEY "eot_token_id", &t->info.eot, -1);
	set_id(k->g, KEY "eom_token_id", &t->info.eom, -1);
	set_id(k->g, KEY "unknown_token_id", &t->info.unk, none[k->model].unk);
	set_id(k->g, KEY "seperator_token_id", &t->info.sep, none[k->model].sep);
	set_id(k->g, KEY "padding_token_id", &t->info.pad, none[k->model].pad);
	set_id(k->g, KEY "cls_token_id", &t->info.cls, -1);
	set_id(k->g, KEY "mask_token_id", &t->info.mask, none[k->model].mask);
}

static int set_added(struct bitnet_tok *t, const struct keys *k, bool bos, bool eos, struct bitnet_error *err)
{
	int rc = 0;

	t->info.add_bos = get_bool(k->g, KEY "add_bos_token", bos) && t->info.bos >= 0;
	t->info.add_eos = get_bool(k->g, KEY "add_eos_token", eos) && t->info.eos >= 0;
	if (t->info.add_bos)
		rc = bitnet_tok_add_before(t, (uint32_t)t->info.bos, err);
	if (!rc && t->info.add_eos)
		rc = bitnet_tok_add_after(t, (uint32_t)t->info.eos, err);
	return rc;
}

/* As llama.cpp reads such a file: each byte is a token. */
static int no_merges(struct bitnet_tok *t, struct bitnet_error *err)
{
	int rc = bitnet_merges_init(&t->m, 0, err);

	return rc ? rc : bitnet_merges_finish(&t->m, err);
}

static int load_bpe(struct bitnet_tok *t, const struct keys *k, struct bitnet_error *err)
{
	const struct bitnet_pre *pre = NULL;
	bool ranks = !k->merges && t->info.policy == BITNET_POLICY_HF;
	int rc = k->merges ? add_merges(t, k->merges, false, err) : ranks ? bitnet_merges_from_ids(&t->m, &t->v, err) : no_merges(t, err);

	t->info.algorithm = BITNET_TOK_BPE;
	t->byte_level = true;
	t->drops = t->info.policy == BITNET_POLICY_HF;
	if (!rc && t->info.policy == BITNET_POLICY_LLAMA_CPP)
		rc = bitnet_norm_add(&t->whole, BITNET_NORM_UTF8, 0, NULL, 0, NULL, 0, err);
	if (!rc)
		rc = set_pre(t, k->g, &pre, err);
	t->ignore_merges |= ranks;
	return rc ? rc : set_added(t, k, pre->add_bos, false, err);
}

static int load_chars(struct bitnet_tok *t, const struct keys *k, struct bitnet_error *err)
{
	bool says = get_bool(k->g, KEY "add_bos_token", k->chars->add_bos);
	int rc = add_merges(t, k->merges, true, err);

	if (!rc && t->info.policy == BITNET_POLICY_LLAMA_CPP)
		rc = bitnet_norm_add(&t->whole, BITNET_NORM_UTF8, 0, NULL, 0, NULL, 0, err);
	if (!rc)
		rc = bitnet_tok_set_chars(t, k->chars, get_bool(k->g, KEY "normalizer.lowercase", false), err);
	if (!rc)
		rc = set_added(t, k, false, false, err);
	if (rc || !k->chars->add_bos || t->info.add_bos || t->info.bos < 0)
		return rc;
	if (!says)
		bitnet_tok_note(t, "key '" KEY "add_bos_token' is false, a tokenizer of %s adds BOS all the same", k->chars->name);
	t->info.add_bos = true;
	return bitnet_tok_add_before(t, (uint32_t)t->info.bos, err);
}

/* SPM and Unigram: what a tokenizer.model says of its pieces, as far as the keys have it. */
static int load_pieces(struct bitnet_tok *t, const struct keys *k, struct bitnet_error *err)
{
	bool unigram = k->model == MODEL_UNIGRAM, llama = t->info.policy == BITNET_POLICY_LLAMA_CPP;
	const struct bitnet_kv *map = unigram ? array(k->g, KEY "precompiled_charsmap") : NULL;
	float *scores = bitnet_alloc(t->v.n, sizeof(*scores));
	struct bitnet_pieces p = { .unigram = unigram, .escape = true, .unk_surface = { "", 0 } };
	uint64_t i;
	int rc;

	if (!scores)
		return bitnet_error_nomem(err, t->v.n * sizeof(*scores));
	for (i = 0; i < t->v.n; i++)
		scores[i] = (float)bitnet_kv_elem_f64(k->scores, i);
	p.scores = scores;
	if (map)
		p.charsmap = (struct bitnet_str){ (const char *)map->data, (size_t)map->count };
	p.rstrip = is_phi3(k->g);
	p.dummy_prefix = get_bool(k->g, KEY "add_space_prefix", !unigram);
	p.collapse = get_bool(k->g, KEY "remove_extra_whitespaces", false) && (unigram || !llama);
	p.byte_fallback = !unigram || (!llama && has_byte_tokens(k->tokens));
	rc = bitnet_tok_set_pieces(t, &p, err);
	free(scores);
	return rc ? rc : set_added(t, k, !unigram, unigram, err);
}

/* Whether a normal token has a capital letter: then the model tells them from small ones. */
static bool is_cased(const struct bitnet_vocab *v)
{
	uint32_t id;

	for (id = 0; id < v->n; id++) {
		struct bitnet_str s = bitnet_vocab_text(v, id);

		if ((v->attr[id] & TOKEN_KIND) == BITNET_TOKEN_NORMAL && s.n && s.s[0] >= 'A' && s.s[0] <= 'Z')
			return true;
	}
	return false;
}

/* BERT: the keys do not say whether letters are lowered; the tokens do. */
static int load_bert(struct bitnet_tok *t, const struct keys *k, struct bitnet_error *err)
{
	bool llama = t->info.policy == BITNET_POLICY_LLAMA_CPP;
	bool lower = get_bool(k->g, KEY "normalizer.lowercase", llama || !is_cased(&t->v));
	bool accents = get_bool(k->g, KEY "normalizer.strip_accents", lower);
	struct bitnet_step *space, *punctuation;
	int rc;

	t->info.algorithm = BITNET_TOK_WORDPIECE;
	t->model = bitnet_model_wordpiece;
	t->unk = t->info.unk >= 0 ? (uint32_t)t->info.unk : NO_ID;
	t->piece_words = true;
	t->strip = BITNET_STRIP_TEXT;
	rc = bitnet_norm_add(&t->norm, BITNET_NORM_BERT, NORM_CLEAN | NORM_CHINESE | (accents ? NORM_ACCENTS : 0) |
			     (lower ? NORM_LOWER : 0), NULL, 0, NULL, 0, err);
	t->pipe = calloc(1, sizeof(*t->pipe));
	if (!rc && !t->pipe)
		rc = bitnet_error_nomem(err, sizeof(*t->pipe));
	if (rc)
		return rc;
	space = bitnet_pipe_add(t->pipe, STEP_CHAR);
	space->is = bitnet_is_space;
	space->behavior = STEP_REMOVED;
	punctuation = bitnet_pipe_add(t->pipe, STEP_CHAR);
	punctuation->is = bitnet_is_punctuation;
	punctuation->behavior = STEP_ISOLATED;
	rc = bitnet_wordpiece_make(&t->wordpiece, &t->v, "##", 2, llama ? UINT32_MAX : 100, err);
	t->info.cls = t->info.cls < 0 ? t->info.bos : t->info.cls;
	t->info.add_bos = get_bool(k->g, KEY "add_bos_token", true) && t->info.bos >= 0;
	t->info.add_eos = get_bool(k->g, KEY "add_sep_token", true) && t->info.sep >= 0;
	if (!rc && t->info.add_bos)
		rc = bitnet_tok_add_before(t, (uint32_t)t->info.bos, err);
	if (!rc && t->info.add_eos)
		rc = bitnet_tok_add_after(t, (uint32_t)t->info.sep, err);
	return rc;
}

static int load(struct bitnet_tok *t, struct keys *k, struct bitnet_str model, struct bitnet_error *err)
{
	int rc = choose(t, k, model, err);

	t->info.format = BITNET_TOK_GGUF;
	if (!rc)
		rc = add_tokens(t, k, err);
	if (!rc && (k->model == MODEL_BPE || k->model == MODEL_WORDPIECE))
		rc = bitnet_tok_add_special(t, is_phi3(k->g), 0, err);
	if (rc)
		return rc;
	set_ids(t, k);
	if (k->chars)
		rc = load_chars(t, k, err);
	else if (k->model == MODEL_BPE)
		rc = load_bpe(t, k, err);
	else if (k->model == MODEL_WORDPIECE)
		rc = load_bert(t, k, err);
	else
		rc = load_pieces(t, k, err);
	return rc ? rc : bitnet_tok_finish(t, err);
}

int bitnet_tok_from_gguf(struct bitnet_tok **out, const struct bitnet_gguf *g, struct bitnet_error *err)
{
	return bitnet_tok_from_gguf_as(out, g, NULL, err);
}

int bitnet_tok_from_gguf_as(struct bitnet_tok **out, const struct bitnet_gguf *g, const struct bitnet_tok_options *o,
			    struct bitnet_error *err)
{
	const struct bitnet_image_sources s = {
		.map = { bitnet_gguf_map(g) }, .path = { bitnet_gguf_part_path(g, 0) }, .gguf = g
	};
	int rc;

	if (s.map[0] && bitnet_image_find(out, &s, o, NULL))
		return 0;
	rc = bitnet_tok_load_gguf(out, g, o, err);
	if (!rc && s.map[0])
		bitnet_image_keep(*out, &s, o);
	return rc;
}

int bitnet_tok_load_gguf(struct bitnet_tok **out, const struct bitnet_gguf *g, const struct bitnet_tok_options *o,
			 struct bitnet_error *err)
{
	struct keys k = { .g = g };
	struct bitnet_tok *t;
	struct bitnet_str model;
	int rc;

	if (!bitnet_gguf_kv(g, KEY "model") || !bitnet_gguf_kv(g, KEY "tokens"))
		return bitnet_error_set(err, BITNET_E_NOTFOUND, "tok_none", "file has no tokenizer");
	rc = bitnet_tok_validate(g, err);
	if (!rc)
		rc = bitnet_gguf_get_str(g, KEY "model", &model, err);
	if (rc)
		return rc;
	k.tokens = array(g, KEY "tokens");
	k.scores = array(g, KEY "scores");
	k.types = array(g, KEY "token_type");
	k.merges = array(g, KEY "merges");
	rc = bitnet_tok_new(&t, err);
	if (rc)
		return rc;
	if (o && o->policy)
		t->info.policy = o->policy;
	rc = load(t, &k, model, err);
	if (rc) {
		bitnet_tok_free(t);
		return rc;
	}
	*out = t;
	return 0;
}

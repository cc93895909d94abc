/* SPDX-License-Identifier: MIT */
/*
 * BPE over characters in a GGUF, as llama.cpp has it (llm_tokenizer_bpe without byte_encode): gemma4, whose other
 * name is granite-embed-multi-311m, and sarvam-moe are SPM's vocabularies with a merge list, whitespace is that of
 * jina-embeddings-v2-base-zh.  Characters that are no token are byte tokens.
 */
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "gguf/gguf-int.h"
#include "tok/tok-gguf-chars.h"

static bool is_str(struct bitnet_str s, const char *word)
{
	return s.n == strlen(word) && memcmp(s.s, word, s.n) == 0;
}

const struct bitnet_chars *bitnet_chars_of(const struct bitnet_gguf *g)
{
	static const struct bitnet_chars table[] = {
		{ "gemma4", false, true, true },
		{ "granite-embed-multi-311m", false, true, true },
		{ "sarvam-moe", false, false, false },
		{ "whitespace", true, false, false }
	};
	struct bitnet_str model, pre = { "", 0 };
	size_t i;

	if (bitnet_gguf_get_str(g, "tokenizer.ggml.model", &model, NULL))
		return NULL;
	/* Files of Gemma 4 have no pre, and llama.cpp looks at none. */
	if (is_str(model, "gemma4"))
		return &table[0];
	bitnet_gguf_get_str(g, "tokenizer.ggml.pre", &pre, NULL);
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (is_str(pre, table[i].name))
			return is_str(model, "gpt2") || (is_str(model, "whitespace") && table[i].words) ? &table[i] : NULL;
	return NULL;
}

static bool only_newlines(struct bitnet_str s)
{
	size_t i;

	for (i = 0; i < s.n && s.s[i] == '\n'; i++)
		;
	return s.n && i == s.n;
}

/* Whether merging by itself never crosses the end of a line. */
static bool lines_apart(const struct bitnet_tok *t)
{
	uint32_t i;

	for (i = 0; i < t->m.n_pairs; i++) {
		const struct bitnet_merge *p = &t->m.pairs[i];
		struct bitnet_str s;

		if (p->right == NO_ID)
			continue;
		s = bitnet_vocab_text(&t->v, p->result);
		if (memchr(s.s, '\n', s.n) && !only_newlines(s))
			return false;
	}
	return true;
}

static uint32_t find(const struct bitnet_tok *t, struct bitnet_str s)
{
	return bitnet_vocab_lookup(&t->v, s.s, s.n, bitnet_vocab_hash(0, s.s, s.n), TOKEN_MODEL);
}

/* Whether merging makes each token of newlines out of as many; 1, 0, or an error. */
static int makes_newlines(const struct bitnet_tok *t, struct bitnet_error *err)
{
	uint32_t id, newline = find(t, (struct bitnet_str){ "\n", 1 });
	struct bitnet_symbols work = { 0 };
	bool same = true;
	size_t i;

	for (id = 0; same && id < t->v.n; id++) {
		struct bitnet_str s = bitnet_vocab_text(&t->v, id);

		if (!only_newlines(s) || find(t, s) != id)
			continue;
		if (!bitnet_symbols_reserve(&work, s.n)) {
			bitnet_symbols_release(&work);
			return bitnet_error_nomem(err, s.n);
		}
		for (i = 0; i < s.n; i++) {
			work.id[i] = newline;
			work.len[i] = 1;
		}
		work.n = s.n;
		if (!bitnet_symbols_merge(&work, &t->m)) {
			bitnet_symbols_release(&work);
			return bitnet_error_nomem(err, s.n);
		}
		same = work.n == 1 && work.id[0] == id;
	}
	bitnet_symbols_release(&work);
	return same;
}

/* Each byte has a token, so that nothing is unknown. */
static bool has_all_bytes(const struct bitnet_vocab *v)
{
	bool seen[256] = { false };
	unsigned n = 0;
	uint32_t id;

	for (id = 0; id < v->n; id++) {
		struct bitnet_str s = bitnet_vocab_text(v, id);
		int byte = (v->attr[id] & TOKEN_KIND) == BITNET_TOKEN_BYTE ? bitnet_byte_token(s.s, s.n) : -1;

		if (byte >= 0 && !seen[byte]) {
			seen[byte] = true;
			n++;
		}
	}
	return n == 256;
}

/* Text as it is, a space as U+2581, cut where lines begin and end. */
static int cut_lines(struct bitnet_tok *t, const struct bitnet_chars *c, struct bitnet_error *err)
{
	int same = has_all_bytes(&t->v) && lines_apart(t) ? !c->whole_newlines || makes_newlines(t, err) : 0;
	struct bitnet_step *lines;

	t->piece_spaces = true;
	/* Where cuts and tokens of newlines change nothing, text is read character by character. */
	if (same > 0) {
		t->escape = true;
		return 0;
	}
	t->model = c->whole_newlines ? bitnet_model_bpe_lines : bitnet_model_bpe;
	t->pipe = calloc(1, sizeof(*t->pipe));
	if (same < 0 || !t->pipe)
		return same < 0 ? same : bitnet_error_nomem(err, sizeof(*t->pipe));
	lines = bitnet_pipe_add(t->pipe, STEP_SCAN);
	lines->behavior = STEP_ISOLATED;
	lines->scan = bitnet_scan_lines;
	return bitnet_norm_add(&t->norm, BITNET_NORM_REPLACE, 0, " ", 1, SPACE_MARK, 3, err);
}

static int cut_words(struct bitnet_tok *t, bool lower, struct bitnet_error *err)
{
	struct bitnet_step *space;

	t->model = bitnet_model_bpe;
	t->pipe = calloc(1, sizeof(*t->pipe));
	if (!t->pipe)
		return bitnet_error_nomem(err, sizeof(*t->pipe));
	space = bitnet_pipe_add(t->pipe, STEP_CHAR);
	space->behavior = STEP_REMOVED;
	space->is = bitnet_is_space;
	return lower ? bitnet_norm_add(&t->norm, BITNET_NORM_LOWERCASE, 0, NULL, 0, NULL, 0, err) : 0;
}

int bitnet_tok_set_chars(struct bitnet_tok *t, const struct bitnet_chars *c, bool lower, struct bitnet_error *err)
{
	bool llama = t->info.policy == BITNET_POLICY_LLAMA_CPP;

	t->info.algorithm = BITNET_TOK_BPE;
	t->info.pre = c->name;
	t->info.pre_source = "file";
	t->byte_fallback = true;
	t->piece_bytes = true;
	t->fuse_unk = true;
	t->drops = !llama;
	t->unk = !llama && t->info.unk >= 0 ? (uint32_t)t->info.unk : NO_ID;
	return c->words ? cut_words(t, lower, err) : cut_lines(t, c, err);
}

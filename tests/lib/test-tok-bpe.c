/* SPDX-License-Identifier: MIT */
/* BPE and WordLevel piece by piece.  The ids are those of the package tokenizers 0.23.3 for the same model. */
#include "tap.h"
#include "tok/tok-int.h"

struct model {
	struct bitnet_tok *t;
	char ids[256], *p;
};

static void emit(void *arg, uint32_t id, size_t begin, size_t end)
{
	struct model *m = arg;

	m->p += sprintf(m->p, "%s%u:%zu-%zu", m->p == m->ids ? "" : " ", id, begin, end);
}

static void make(struct model *m, const char *const *tokens)
{
	struct bitnet_error err;

	CHECK_OK(bitnet_tok_new(&m->t, &err), err);
	for (; *tokens; tokens++) {
		int byte = bitnet_byte_token(*tokens, strlen(*tokens));

		if (byte >= 0)
			m->t->byte_id[byte] = m->t->v.n;
		CHECK_OK(bitnet_vocab_add(&m->t->v, *tokens, strlen(*tokens), BITNET_TOKEN_NORMAL | TOKEN_MODEL, &err), err);
	}
	CHECK_OK(bitnet_vocab_index(&m->t->v, &err), err);
	CHECK_OK(bitnet_merges_init(&m->t->m, 8, &err), err);
}

static const char *ids(struct model *m, bitnet_model_fn *fn, const char *text)
{
	struct bitnet_symbols work = { .n = 0 };

	m->p = m->ids;
	*m->p = '\0';
	CHECK(fn(m->t, text, strlen(text), &work, emit, m));
	bitnet_symbols_release(&work);
	return m->ids;
}

static const char *const tokens[] = { "<unk>", "a", "b", "##b", "c</w>", "##c</w>", "ab", "##bc</w>", "abc</w>", "<0xC3>", "<0xA9>",
				      "b</w>", NULL };

TEST(affixes, "characters carry the prefix of what continues a word and the suffix of what ends it")
{
	struct model m;

	make(&m, tokens);
	memcpy(m.t->word_prefix.s, "##", m.t->word_prefix.n = 2);
	memcpy(m.t->word_suffix.s, "</w>", m.t->word_suffix.n = 4);
	bitnet_merges_add(&m.t->m, 3, 5, 0, 7);
	bitnet_merges_add(&m.t->m, 1, 7, 1, 8);
	CHECK(!bitnet_merges_finish(&m.t->m, NULL));
	CHECK_STR(ids(&m, bitnet_model_bpe, "abc"), "8:0-3");
	CHECK_STR(ids(&m, bitnet_model_bpe, "c"), "4:0-1");
	CHECK_STR(ids(&m, bitnet_model_bpe, "ab"), "1:0-2");
	bitnet_tok_free(m.t);
}

TEST(unknown, "unknown characters are bytes, one token, a token each, or nothing")
{
	struct model m;

	make(&m, tokens);
	bitnet_merges_add(&m.t->m, 1, 2, 0, 6);
	CHECK(!bitnet_merges_finish(&m.t->m, NULL));
	CHECK_STR(ids(&m, bitnet_model_bpe, "axb"), "6:0-3");
	m.t->unk = 0;
	CHECK_STR(ids(&m, bitnet_model_bpe, "axxb"), "1:0-1 0:1-2 0:2-3 2:3-4");
	m.t->fuse_unk = true;
	CHECK_STR(ids(&m, bitnet_model_bpe, "axxb"), "1:0-1 0:1-3 2:3-4");
	m.t->byte_fallback = true;
	CHECK_STR(ids(&m, bitnet_model_bpe, "a\xc3\xa9xab"), "1:0-1 9:1-2 10:2-3 0:3-4 6:4-6");
	bitnet_tok_free(m.t);
}

TEST(ignore_merges, "a piece that is a token is that token, where merges are ignored")
{
	struct model m;

	make(&m, tokens);
	CHECK_STR(ids(&m, bitnet_model_bpe, "ab"), "1:0-1 2:1-2");
	m.t->ignore_merges = true;
	CHECK_STR(ids(&m, bitnet_model_bpe, "ab"), "6:0-2");
	bitnet_tok_free(m.t);
}

TEST(wordlevel, "a word is a token or unknown")
{
	struct model m;

	make(&m, tokens);
	m.t->unk = 0;
	CHECK_STR(ids(&m, bitnet_model_wordlevel, "ab"), "6:0-2");
	CHECK_STR(ids(&m, bitnet_model_wordlevel, "abc"), "0:0-3");
	bitnet_tok_free(m.t);
}

int main(void)
{
	return tap_main();
}

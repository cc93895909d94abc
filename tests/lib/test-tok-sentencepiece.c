/* SPDX-License-Identifier: MIT */
/*
 * SentencePiece models.  The ids and texts were written by sentencepiece 0.2.3 for the same models,
 * byte for byte.
 */
#include "charsmap-build.h"
#include "proto-build.h"
#include "tok-small.h"

static struct bitnet_error err;
static struct proto p;

static const struct { const char *text; float score; unsigned type; } pieces[] = {
	{ MARK, -3, 1 }, { "a", -2.5f, 1 }, { "b", -2.625f, 1 }, { "ab", -3.125f, 1 }, { MARK "a", -3, 1 }, { "abc", -5, 1 },
	{ "c", -4, 1 }, { MARK "ab", -4.25f, 1 }, { "bc", -3.875f, 1 }, { "\xc3\xa9", -4.5f, 1 }, { MARK MARK, -3.5f, 1 },
	{ "<x>", 0, 4 }, { "ca", -1, 5 }, { "cab", -0.5f, 1 }, { "aa", -4.9f, 1 }, { "a" MARK, -3.3f, 1 }
};

static int load(struct bitnet_tok **t, enum bitnet_tok_policy policy)
{
	struct bitnet_tok_options o = { .policy = policy };

	return bitnet_tok_from_sentencepiece(t, p.s, p.n, &o, &err);
}

static struct bitnet_tok *tok(const struct proto_spec *spec)
{
	struct bitnet_tok *t;
	size_t i;

	pb_begin(&p, spec->bytes);
	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		pb_piece(&p, pieces[i].text, pieces[i].score, pieces[i].type);
	pb_end(&p, spec);
	CHECK_OK(load(&t, BITNET_POLICY_DEFAULT), err);
	return t;
}

/* A text, its ids, and the text of the ids. */
struct golden {
	const char *text, *ids, *decoded;
};

static void check(const struct proto_spec *spec, const struct golden *g, size_t n)
{
	struct bitnet_tok *t = tok(spec);

	for (; n; n--, g++) {
		CHECK_STR(ids(t, g->text), g->ids);
		CHECK_STR(text_of_ids(t, g->ids, false), g->decoded);
	}
	bitnet_tok_free(t);
}

#define CHECK_ALL(g, ...) do { struct proto_spec spec = { __VA_ARGS__ }; check(&spec, g, sizeof(g) / sizeof(g[0])); } while (0)
#define UNK " \xe2\x81\x87 "

TEST(unigram, "Unigram takes the best sum, a user-defined piece always, an unused one never")
{
	static const struct golden g[] = {
		{ "", "", "" }, { " ", "", "" }, { "ab", "10", "ab" }, { "abcab", "10 16", "abcab" }, { " ab  c ", "10 3 9", "ab c" },
		{ "aaaa", "7 4 17", "aaaa" }, { "a<x>b", "7 14 5", "a<x>b" }, { "cabab", "3 16 6", "cabab" },
		{ "x\xc3\xa9y", "3 0 12 0", UNK "\xc3\xa9" UNK }, { "ab\xff" "c", "10 0 9", "ab" UNK "c" },
		{ "zz top", "3 0 3 0", UNK " " UNK }, { "caca", "3 9 4 9 4", "caca" }, { "a b", "7 3 5", "a b" }
	};

	CHECK_ALL(g, .bpe = 0);
}

TEST(unigram_bytes, "unknown characters become bytes where there are byte pieces, and U+FFFD stands for a bad byte")
{
	static const struct golden g[] = {
		{ "abcab", "266 272", "abcab" }, { "x\xc3\xa9y", "259 123 268 124", "x\xc3\xa9y" },
		{ "ab\xff" "c", "266 242 194 192 265", "ab\xef\xbf\xbd" "c" }, { "zz top", "259 125 125 259 119 114 115", "zz top" }
	};

	CHECK_ALL(g, .bytes = 1);
}

TEST(bpe, "BPE merges by score; a user-defined piece is never part of another")
{
	static const struct golden g[] = {
		{ "", "", "" }, { " ", "", "" }, { "ab", "10", "ab" }, { "abcab", "10 16", "abcab" }, { " ab  c ", "10 3 9", "ab c" },
		{ "aaaa", "7 17 4", "aaaa" }, { "a<x>b", "7 14 5", "a<x>b" }, { "cabab", "3 16 6", "cabab" },
		{ "x\xc3\xa9y", "3 0 12 0", UNK "\xc3\xa9" UNK }, { "zz top", "3 0 3 0", UNK " " UNK }, { "a b", "7 3 5", "a b" }
	};
	static const struct golden b[] = {
		{ " ", "269", " " }, { " ab  c ", "259 266 269 265 259", " ab  c " }, { "a<x>b", "263 270 261", "a<x>b" },
		{ "ab\xff" "c", "266 242 194 192 265", "ab\xef\xbf\xbd" "c" }
	};

	CHECK_ALL(g, .bpe = 1);
	CHECK_ALL(b, .bpe = 1, .bytes = 1, .no_collapse = 1);
}

TEST(suffix, "white space is put behind the text where the model says so")
{
	static const struct golden g[] = {
		{ "ab", "6 3", "ab " }, { " ab  c ", "6 3 9 3", "ab c " }, { "aaaa", "4 17 18", "aaaa " }, { "a b", "18 5 3", "a b " }
	};
	static const struct golden b[] = { { " ab  c ", "10 13 9 13", "ab  c  " }, { " ", "13", " " } };

	CHECK_ALL(g, .suffix = 1);
	CHECK_ALL(b, .bpe = 1, .suffix = 1, .no_collapse = 1);
}

TEST(no_escape, "spaces stay spaces where the model says so")
{
	static const struct golden g[] = { { " ab  c ", "0 6 0 9", UNK "ab" UNK "c" }, { "a<x>b", "0 4 14 5", UNK "a<x>b" } };

	CHECK_ALL(g, .no_escape = 1);
}

TEST(map, "the character map is applied, but not to user-defined pieces")
{
	static const char *const from[] = { "X", "<", "\t" }, *const to[] = { "ab", "a", " " };
	static struct charsmap_build map;
	struct proto_spec spec = { .charsmap = map.s };
	struct bitnet_tok *t;

	charsmap_make(&map, from, to, 3);
	spec.charsmap_n = map.n;
	t = tok(&spec);
	CHECK_STR(ids(t, "X\t<x><"), "10 3 14 4");
	bitnet_tok_free(t);
}

TEST(policies, "under hf and llama.cpp bytes stay, and U+2581 comes before each stretch")
{
	struct proto_spec spec = { .bpe = 1, .bytes = 1, .no_collapse = 1 };
	struct bitnet_tok *t = tok(&spec);

	CHECK_INT(bitnet_tok_info(t)->policy, BITNET_POLICY_SENTENCEPIECE);
	bitnet_tok_free(t);
	CHECK_OK(load(&t, BITNET_POLICY_HF), err);
	CHECK_STR(ids(t, "ab\xff" "c"), "266 258 265");
	CHECK_STR(ids(t, "a<x>b"), "263 270 259 261");
	bitnet_tok_free(t);
}

TEST(bos, "BOS is added where there are byte pieces and BPE, as LLaMA has it, and the notes say so")
{
	struct proto_spec spec = { .bpe = 1, .bytes = 1, .no_collapse = 1 };
	struct bitnet_tok *t = tok(&spec);

	CHECK_STR(ids_n(t, "ab", 2, true, false), "1 266");
	CHECK_HAS(bitnet_tok_info(t)->notes, "BOS is");
	CHECK_INT(bitnet_tok_info(t)->eos, 2);
	CHECK_INT(bitnet_tok_info(t)->pad, -1);
	CHECK_INT(bitnet_tok_info(t)->unk, 0);
	CHECK_STR(ids(t, "<s>ab</s>"), "1 266 2");
	bitnet_tok_free(t);
	spec.bytes = 0;
	t = tok(&spec);
	CHECK_STR(ids_n(t, "ab", 2, true, false), "10");
	bitnet_tok_free(t);
}

/* A model of <unk> and what the caller added; the name of the error. */
static const char *refused(const struct proto_spec *spec, enum bitnet_status status)
{
	struct bitnet_tok *t;
	int rc;

	if (spec)
		pb_end(&p, spec);
	rc = load(&t, BITNET_POLICY_DEFAULT);
	if (rc == 0)
		FAIL("a model of %zu bytes is accepted", p.n);
	CHECK_INT(rc, status);
	return err.name;
}

TEST(refuses, "refuses what sentencepiece refuses, and what is not supported, by name")
{
	struct proto_spec spec = { .bpe = 0 }, bytes = { .bytes = 1 };
	static struct proto sub;

	p.n = 0;
	pb_piece(&p, "a", 0, 1);
	CHECK_STR(refused(&spec, BITNET_E_INPUT), "tok_proto");
	CHECK_HAS(err.message, "none of 1 pieces is the unknown one");
	pb_begin(&p, 0);
	pb_piece(&p, "<u>", 0, 2);
	CHECK_STR(refused(&spec, BITNET_E_INPUT), "tok_proto");
	pb_begin(&p, 0);
	pb_piece(&p, "a", 0, 1);
	pb_piece(&p, "a", 0, 1);
	CHECK_STR(refused(&spec, BITNET_E_INPUT), "tok_proto");
	pb_begin(&p, 1);
	CHECK_STR(refused(&spec, BITNET_E_INPUT), "tok_proto");
	CHECK_HAS(err.message, "there are 256 byte pieces");
	pb_begin(&p, 0);
	CHECK_STR(refused(&bytes, BITNET_E_INPUT), "tok_proto");
	pb_begin(&p, 0);
	pb_piece(&p, "<0xZZ>", 0, 6);
	CHECK_STR(refused(&bytes, BITNET_E_INPUT), "tok_byte_token");
	pb_begin(&p, 0);
	pb_piece(&p, "", 0, 1);
	CHECK_STR(refused(&spec, BITNET_E_INPUT), "tok_proto");
	pb_begin(&p, 0);
	pb_piece(&p, "a", 0, 9);
	CHECK_STR(refused(&spec, BITNET_E_INPUT), "tok_proto");
	pb_begin(&p, 0);
	pb_piece(&p, "a", (float)NAN, 1);
	CHECK_STR(refused(&spec, BITNET_E_INPUT), "tok_score");
	pb_begin(&p, 0);
	sub.n = 0;
	pb_int(&sub, 3, 4);
	pb_bytes(&p, 2, sub.s, sub.n);
	CHECK_STR(refused(NULL, BITNET_E_UNSUPPORTED), "tok_model_unsupported");
	CHECK_HAS(err.message, "'char'");
	pb_begin(&p, 0);
	sub.n = 0;
	pb_bytes(&sub, 2, "map", 3);
	pb_bytes(&p, 5, sub.s, sub.n);
	CHECK_STR(refused(NULL, BITNET_E_UNSUPPORTED), "tok_denormalizer");
	pb_begin(&p, 0);
	sub.n = 0;
	pb_bytes(&sub, 2, "map", 3);
	pb_bytes(&p, 3, sub.s, sub.n);
	CHECK_STR(refused(NULL, BITNET_E_INPUT), "tok_charsmap");
	p.n = 0;
	CHECK_STR(refused(NULL, BITNET_E_INPUT), "tok_no_tokens");
}

TEST(cut, "a model that ends inside a field, or has a field that is none, is refused")
{
	struct proto_spec spec = { .bpe = 1, .bytes = 1 };
	struct bitnet_tok *t = tok(&spec);
	size_t n = p.n, i;

	bitnet_tok_free(t);
	for (i = 1; i < n; i += 7) {
		p.n = i;
		if (load(&t, BITNET_POLICY_DEFAULT) == 0)
			FAIL("%zu bytes of %zu are a model", i, n);
	}
	p.n = n;
	p.s[0] = 0x0b;               /* a group */
	CHECK_STR(refused(NULL, BITNET_E_INPUT), "tok_proto");
	p.s[0] = 0x02;               /* field 0 */
	CHECK_STR(refused(NULL, BITNET_E_INPUT), "tok_proto");
}

TEST(llama, "the LLaMA-2 model gives the ids of all vectors, and a tokenizer.json and a GGUF the same")
{
	static const char *const names[] = {
		"tokenizers/llama2.tokenizer.model", "tokenizers/ggml-vocab-llama-spm.gguf",
		"tokenizers/bitnet_b1_58-llama2.tokenizer.json"
	};
	static const char text[] = "<s>Hello  w\xc3\xb6rld </s>x <s> y\n\n\xf0\x9f\x98\x80\t\xe2\x96\x81z";
	struct bitnet_tok *t[3];
	int i;

	for (i = 0; i < 3; i++) {
		t[i] = tok_file(names[i]);
		check_vectors(t[i], "llama-spm");
		CHECK_STR(ids_n(t[i], text, sizeof(text) - 1, true, true), ids_n(t[0], text, sizeof(text) - 1, true, true));
		CHECK_STR(ids_n(t[i], text, sizeof(text) - 1, true, false), ids_n(t[0], text, sizeof(text) - 1, true, false));
	}
	for (i = 0; i < 3; i++)
		bitnet_tok_free(t[i]);
}

int main(void)
{
	return tap_main();
}

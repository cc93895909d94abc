/* SPDX-License-Identifier: MIT */
/* Pieces from a GGUF: Unigram of the model "t5", and what the keys change. */
#include "charsmap-build.h"
#include "tok-small.h"

static const char *const tokens[] = { "<pad>", "</s>", "<unk>", MARK, "a", "b", "ab", MARK "a", MARK "ab", "<x>", "c" };
static const int32_t types[] = { 3, 3, 2, 1, 1, 1, 1, 1, 1, 4, 1 };
static const float scores[] = { 0, 0, 0, -3, -2.5f, -2.625f, -3.125f, -3, -4.25f, 0, -4 };
#define N (sizeof(tokens) / sizeof(tokens[0]))

static void begin(struct gguf_build *b, const char *model)
{
	gb_init(b);
	gb_str(b, "general.architecture", "t5");
	gb_str(b, "tokenizer.ggml.model", model);
	gb_strs(b, "tokenizer.ggml.tokens", tokens, N);
	gb_array(b, "tokenizer.ggml.scores", BITNET_VALUE_F32, scores, N, sizeof(scores));
	gb_array(b, "tokenizer.ggml.token_type", BITNET_VALUE_I32, types, N, sizeof(types));
}

TEST(defaults, "a t5 file has no prefix and no collapsing unless it says so, and ends a text with EOS")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	begin(&b, "t5");
	t = gb_tok(&b);
	CHECK_INT(bitnet_tok_info(t)->algorithm, BITNET_TOK_UNIGRAM);
	CHECK_STR(ids_n(t, "ab  c", 5, true, false), "6 3 3 10 1");
	CHECK_STR(ids(t, "a<x>b</s>x"), "4 9 5 1 2");
	CHECK_STR(text_of_ids(t, "8 3 10", false), " ab c");
	bitnet_tok_free(t);
}

TEST(keys, "the prefix, collapsing and the character map are those of the keys")
{
	static const char *const from[] = { "X", "\t" }, *const to[] = { "ab", " " };
	static struct charsmap_build map;
	struct gguf_build b;
	struct bitnet_tok *t;

	charsmap_make(&map, from, to, 2);
	begin(&b, "t5");
	gb_bool(&b, "tokenizer.ggml.add_space_prefix", 1);
	gb_bool(&b, "tokenizer.ggml.remove_extra_whitespaces", 1);
	gb_bool(&b, "tokenizer.ggml.add_eos_token", 0);
	gb_array(&b, "tokenizer.ggml.precompiled_charsmap", BITNET_VALUE_U8, map.s, map.n, map.n);
	t = gb_tok(&b);
	CHECK_STR(ids_n(t, " X \t X ", 7, true, false), "8 8");
	CHECK_STR(text_of_ids(t, "3 3 8 10", false), "abc");
	bitnet_tok_free(t);
}

TEST(wrong, "a character map that is none, and scores that are no numbers, are refused")
{
	float bad[N];
	struct gguf_build b;
	struct bitnet_tok *t;
	struct bitnet_error err;

	begin(&b, "t5");
	gb_array(&b, "tokenizer.ggml.precompiled_charsmap", BITNET_VALUE_U8, "abcdef", 6, 6);
	CHECK_INT(gb_load(&b, &t, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "tok_charsmap");
	begin(&b, "t5");
	gb_array(&b, "tokenizer.ggml.precompiled_charsmap", BITNET_VALUE_I32, "abcdefgh", 2, 8);
	CHECK_INT(gb_load(&b, &t, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "tok_wrong_type");
	memcpy(bad, scores, sizeof(bad));
	bad[4] = INFINITY;
	gb_init(&b);
	gb_str(&b, "tokenizer.ggml.model", "t5");
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, N);
	gb_array(&b, "tokenizer.ggml.scores", BITNET_VALUE_F32, bad, N, sizeof(bad));
	CHECK_INT(gb_load(&b, &t, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "tok_score");
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* Facts about a tokenizer: names, pieces, ids by text, ends, lists that are known. */
#include "tok-small.h"
#include "tok/tok-int.h"

TEST(names, "formats and algorithms have the words of the JSON documents")
{
	CHECK_STR(bitnet_tok_format_name(BITNET_TOK_GGUF), "gguf");
	CHECK_STR(bitnet_tok_format_name(BITNET_TOK_HF_JSON), "hf-json");
	CHECK_STR(bitnet_tok_format_name(BITNET_TOK_BPE_FILES), "bpe-files");
	CHECK_STR(bitnet_tok_format_name((enum bitnet_tok_format)99), "unknown");
	CHECK_STR(bitnet_tok_algorithm_name(BITNET_TOK_BPE), "bpe");
	CHECK_STR(bitnet_tok_algorithm_name(BITNET_TOK_WORDPIECE), "wordpiece");
	CHECK_STR(bitnet_tok_algorithm_name((enum bitnet_tok_algorithm)99), "unknown");
	CHECK_STR(bitnet_tok_match_name(BITNET_MATCH_PADDED), "padded");
}

TEST(pieces, "a piece is the bytes that a token stands for in text, with its kind")
{
	struct gguf_build b;
	struct bitnet_tok *t;
	struct bitnet_str s;
	enum bitnet_token_kind kind;

	gb_spm(&b);
	t = gb_tok(&b);
	CHECK(bitnet_tok_piece(t, 271, &s, &kind));
	CHECK_INT(s.n, 6);
	CHECK_MEM(s.s, " hello", 6);
	CHECK_INT(kind, BITNET_TOKEN_NORMAL);
	CHECK(bitnet_tok_piece(t, 3 + 0xe9, &s, &kind));
	CHECK_INT(s.n, 1);
	CHECK_MEM(s.s, "\xe9", 1);
	CHECK_INT(kind, BITNET_TOKEN_BYTE);
	CHECK(bitnet_tok_piece(t, 1, &s, &kind));
	CHECK_MEM(s.s, "<s>", 3);
	CHECK_INT(kind, BITNET_TOKEN_CONTROL);
	CHECK(bitnet_tok_piece(t, 3, &s, &kind));
	CHECK_INT(s.n, 1);
	CHECK(!bitnet_tok_piece(t, SMALL_SPM_FIRST + SMALL_SPM_WORDS, &s, &kind));
	CHECK_INT(bitnet_tok_known(t, (const uint32_t[]){ 271, 0, UINT32_MAX, 1 }, 4), 2);
	CHECK_INT(bitnet_tok_known(t, (const uint32_t[]){ SMALL_SPM_FIRST + SMALL_SPM_WORDS }, 1), 0);
	CHECK_INT(bitnet_tok_known(t, (const uint32_t[]){ 3, 271 }, 2), 2);
	bitnet_tok_free(t);
	bitnet_tok_free(NULL);
}

TEST(find, "finds a token by its text, control tokens before others")
{
	static const char *const more[] = { "<|x|>", "<|x|>", "<tool>" };
	static const int32_t types[] = { 1, 3, 4 };
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_bpe(&b, more, types, 3);
	t = gb_tok(&b);
	CHECK_INT(bitnet_tok_find(t, "<|x|>", 5), 269);
	CHECK_INT(bitnet_tok_find(t, "<tool>", 6), 270);
	CHECK_INT(bitnet_tok_find(t, " hello", 6), 260);
	CHECK_INT(bitnet_tok_find(t, "\0", 1), 0);
	CHECK_INT(bitnet_tok_find(t, "nothing", 7), -1);
	CHECK_INT(bitnet_tok_find(t, "", 0), -1);
	bitnet_tok_free(t);
}

TEST(ends, "knows ends by the keys and by the names of control tokens")
{
	static const char *const more[] = { "<|eot_id|>", "<|end_of_text|>", "<|im_end|>", "<|endoftext|>", "</s>", "<end_of_turn>",
					    "<|end|>", "<|eom_id|>", "<EOT>", "<|begin_of_text|>", "<own>", "<last>" };
	static const int32_t types[12] = { 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3 };
	struct gguf_build b;
	struct bitnet_tok *t;
	uint32_t id;

	gb_bpe(&b, more, types, 12);
	gb_u32(&b, "tokenizer.ggml.eos_token_id", SMALL_FIRST_MORE + 10);
	t = gb_tok(&b);
	for (id = 0; id < SMALL_FIRST_MORE + 12; id++)
		CHECK_INT(bitnet_tok_is_end(t, id), id >= SMALL_FIRST_MORE && id < SMALL_FIRST_MORE + 11 &&
			  id != SMALL_FIRST_MORE + 9);
	CHECK(!bitnet_tok_is_end(t, UINT32_MAX));
	CHECK_INT(bitnet_tok_info(t)->eot, SMALL_FIRST_MORE);
	CHECK_INT(bitnet_tok_info(t)->eom, SMALL_FIRST_MORE + 7);
	bitnet_tok_free(t);
}

TEST(recognise, "a list that is not known is not recognised, however large")
{
	struct bitnet_vocab v = { 0 };
	struct bitnet_error err;
	char name[16];
	int i;

	CHECK(!bitnet_tok_recognise(&v));
	for (i = 0; i < 128010; i++) {
		int n = snprintf(name, sizeof(name), "t%d", i);

		if (i == 50256)
			n = snprintf(name, sizeof(name), "<|endoftext|>");
		CHECK_OK(bitnet_vocab_add(&v, name, (size_t)n, BITNET_TOKEN_NORMAL, &err), err);
	}
	CHECK(!bitnet_tok_recognise(&v));
	bitnet_vocab_release(&v);
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* WordPiece, and the WordPiece tokenizers of GGUF files. */
#include "tok-small.h"

static const char *const tokens[] = {
	"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", MARK "un", "aff", "able", MARK "a", "ff", MARK "!", MARK "hello", "\xc3\xa9", MARK "f",
	"f", MARK "\xe4\xb8\x80"
};
static const int32_t types[] = { 3, 2, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
#define N (sizeof(tokens) / sizeof(tokens[0]))

static struct bitnet_tok *make(void)
{
	struct gguf_build b;

	gb_init(&b);
	gb_str(&b, "general.architecture", "bert");
	gb_str(&b, "tokenizer.ggml.model", "bert");
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, N);
	gb_array(&b, "tokenizer.ggml.token_type", BITNET_VALUE_I32, types, N, sizeof(types));
	gb_u32(&b, "tokenizer.ggml.bos_token_id", 2);
	gb_u32(&b, "tokenizer.ggml.unknown_token_id", 1);
	gb_u32(&b, "tokenizer.ggml.seperator_token_id", 3);
	gb_u32(&b, "tokenizer.ggml.mask_token_id", 4);
	return gb_tok(&b);
}

TEST(longest, "takes the longest piece, then the longest that goes on with the word")
{
	struct bitnet_tok *t = make();

	CHECK_INT(bitnet_tok_info(t)->algorithm, BITNET_TOK_WORDPIECE);
	CHECK_STR(ids(t, "unaffable"), "5 6 7");
	CHECK_STR(ids(t, "aff a ff"), "8 9 8 13 14");
	CHECK_STR(ids(t, "\xc3\xa0 a\xc3\xa9"), "8 1");           /* accents are dropped; "e" is no piece */
	bitnet_tok_free(t);
}

TEST(unknown, "a word of which any part is unknown is unknown as a whole, as is one of more than 100 characters")
{
	struct bitnet_tok *t = make();
	char s[512] = "a";
	int i;

	CHECK_STR(ids(t, "unq unaff q"), "1 5 6 1");
	for (i = 0; i < 99; i++)
		strcat(s, "f");
	CHECK(strncmp(ids(t, s), "8 9 9", 5) == 0);
	strcat(s, "f");
	CHECK_STR(ids(t, s), "1");
	bitnet_tok_free(t);
}

TEST(words, "words are parted at white space, punctuation and ideographs, and lowered")
{
	struct bitnet_tok *t = make();

	CHECK_STR(ids(t, "HELLO!  hello\t!"), "11 10 11 10");
	CHECK_STR(ids(t, "hello\xe4\xb8\x80hello"), "11 15 11");
	CHECK_STR(ids(t, " \n"), "");
	CHECK_STR(ids_n(t, "a [MASK]", 8, true, true), "2 8 4 3");
	CHECK_STR(ids_n(t, "a [MASK]", 8, true, false), "2 8 1 1 1 3");
	bitnet_tok_free(t);
}

TEST(decodes, "decoding puts a space between words")
{
	struct bitnet_tok *t = make();

	CHECK_STR(text_of_ids(t, "5 6 7 10 11", false), "unaffable ! hello");
	CHECK_STR(text_of_ids(t, "2 11 8 3", true), "hello a");
	CHECK_STR(text_of_ids(t, "2 11 3", false), "[CLS] hello [SEP]");
	bitnet_tok_free(t);
}

TEST(vectors, "gives the ids of all vectors of bert-bge")
{
	struct bitnet_tok *t = tok_file("tokenizers/ggml-vocab-bert-bge.gguf");

	check_vectors(t, "bert-bge");
	bitnet_tok_free(t);
}

TEST(linear, "ten million letters without a space are one unknown word")
{
	enum { LETTERS = 10000000 };
	struct bitnet_encode_options o = { .add_special = false };
	struct bitnet_tok *t = make();
	struct bitnet_tokens v;
	struct bitnet_error err;
	char *s = malloc(LETTERS);

	CHECK(s != NULL);
	memset(s, 'f', LETTERS);
	bitnet_tokens_init(&v);
	CHECK_OK(bitnet_tok_encode(t, s, LETTERS, &o, &v, &err), err);
	CHECK_INT(v.n, 1);
	CHECK_INT(v.ids[0], 1);
	bitnet_tokens_release(&v);
	free(s);
	bitnet_tok_free(t);
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* vocab.json and merges.txt: the same tokenizer as other files of the same model give. */
#include "tok-small.h"
#include "tok/tok-open.h"

static struct bitnet_error err;

static const char *refused(const char *vocab, const char *merges, const char *pre, enum bitnet_status status)
{
	struct bitnet_tok *t;

	CHECK_INT(bitnet_tok_from_bpe_files(&t, vocab, strlen(vocab), merges, strlen(merges), pre, &err), status);
	return err.message;
}

/* The vocabulary of all bytes by value, and "ab". */
static const char *all_bytes(void)
{
	static char text[8192];
	char *p = text + sprintf(text, "{");
	unsigned i;

	for (i = 0; i < 256; i++) {
		char key[3];

		key[bitnet_alphabet_encode((unsigned char)i, key)] = '\0';
		p += sprintf(p, "\"%s%s\":%u,", key[0] == '"' || key[0] == '\\' ? "\\" : "", key, i);
	}
	sprintf(p, "\"ab\":256}");
	return text;
}

TEST(small, "a list that is not known takes the name of its pre-tokeniser; lines of any ending, with or without a version")
{
	static const char *const merges[] = { "#version: 0.2\na b\n", "a b", "a b\r\n\r\n" };
	struct bitnet_tok *t;
	size_t i;

	for (i = 0; i < 3; i++) {
		CHECK_OK(bitnet_tok_from_bpe_files(&t, all_bytes(), strlen(all_bytes()), merges[i], strlen(merges[i]), "gpt-2", &err),
			 err);
		CHECK_STR(ids(t, "abba \xff"), "256 98 97 32 255");
		CHECK_INT(bitnet_tok_info(t)->format, BITNET_TOK_BPE_FILES);
		CHECK_STR(bitnet_tok_info(t)->pre, "gpt-2");
		bitnet_tok_free(t);
	}
}

TEST(refusals, "refuses what is not known, not byte-level, or damaged")
{
	CHECK_STR(refused(all_bytes(), "a b\n", NULL, BITNET_E_INPUT), "tokens are of no list that is known");
	CHECK_HAS(refused("{\"a\":0}", "a b\n", "gpt-2", BITNET_E_UNSUPPORTED), "no token for byte 0x00");
	CHECK_HAS(refused("{\"a\":\"b\"}", "a b\n", "gpt-2", BITNET_E_INPUT), "not an object of ids");
	CHECK_HAS(refused("[1]", "a b\n", "gpt-2", BITNET_E_INPUT), "not an object of ids");
	CHECK_HAS(refused("{", "a b\n", "gpt-2", BITNET_E_INPUT), "not valid JSON");
	CHECK_STR(refused(all_bytes(), "a b c\n", "gpt-2", BITNET_E_INPUT), "merge 0 is not two tokens");
	CHECK_HAS(refused(all_bytes(), "a c\n", "gpt-2", BITNET_E_INPUT), "names no token");
	CHECK_STR(refused(all_bytes(), "a \xff\n", "gpt-2", BITNET_E_INPUT), "merges.txt is not UTF-8");
}

/* Both give the same ids for all vectors, and say the same of themselves. */
static void same(const char *a, const char *b)
{
	static const char text[] = "<|endoftext|>It's 12345 \xe6\x97\xa5\xe6\x9c\xac  e\xcc\x81\n\n <|eot_id|>vi\xe1\xbb\x87t \xff";
	struct bitnet_tok *x = tok_file(a), *y = tok_file(b);
	char hex_x[65], hex_y[65];

	CHECK_OK(bitnet_tok_fingerprint(x, hex_x, &err), err);
	CHECK_OK(bitnet_tok_fingerprint(y, hex_y, &err), err);
	CHECK_STR(hex_x, hex_y);
	CHECK_STR(ids_n(x, text, sizeof(text) - 1, true, true), ids_n(y, text, sizeof(text) - 1, true, true));
	CHECK_STR(bitnet_tok_info(x)->pre, bitnet_tok_info(y)->pre);
	bitnet_tok_free(x);
	bitnet_tok_free(y);
}

TEST(gpt2, "GPT-2 is the same from its two files, tokenizer.json and GGUF")
{
	struct bitnet_tok *t = tok_file("tokenizers/gpt2.vocab.json");

	check_vectors(t, "gpt-2");
	bitnet_tok_free(t);
	same("tokenizers/gpt2.vocab.json", "tokenizers/gpt2.tokenizer.json");
	same("tokenizers/gpt2.merges.txt", "tokenizers/ggml-vocab-gpt-2.gguf");
}

TEST(llama3, "LLaMA-3 is the same from its two files and its ranks")
{
	struct bitnet_tok *t = tok_file("tokenizers/llama3.2.vocab.json");

	check_vectors(t, "llama-bpe");
	bitnet_tok_free(t);
	same("tokenizers/llama3.2.merges.txt", "tokenizers/llama3.tiktoken");
}

int main(void)
{
	return tap_main();
}

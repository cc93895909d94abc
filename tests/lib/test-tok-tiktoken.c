/* SPDX-License-Identifier: MIT */
/* Rank files of tiktoken.  Ids in the tables are those of tiktoken 0.14 for the same ranks. */
#include "tok-small.h"
#include "tok/tok-open.h"

static struct bitnet_error err;

static const char *refused(const char *s, enum bitnet_status status)
{
	struct bitnet_tok *t;

	CHECK_INT(bitnet_tok_from_tiktoken(&t, s, strlen(s), "gpt-2", &err), status);
	return err.message;
}

/* a b c ab bc abc, and what is not reached by merging: "abcb". */
static const char small[] = "YQ== 0\nYg== 1\r\nYw== 2\n\nYmM= 3\nYWI= 4\nYWJj 5\nYWJjYg== 7";

TEST(ranks, "merges the pair of least rank first, and takes a piece that is a token for that token")
{
	struct bitnet_tok *t;

	CHECK_OK(bitnet_tok_from_tiktoken(&t, small, strlen(small), "gpt-2", &err), err);
	CHECK_STR(ids(t, "abc"), "5");
	CHECK_STR(ids(t, "abcb"), "7");
	CHECK_STR(ids(t, "abcbabc"), "7 5");
	CHECK_STR(ids(t, "cab"), "2 4");
	CHECK_STR(text_of_ids(t, "5 1 7", false), "abcbabcb");
	CHECK_INT(bitnet_tok_info(t)->n_tokens, 8);
	CHECK_INT(bitnet_tok_info(t)->format, BITNET_TOK_TIKTOKEN);
	bitnet_tok_free(t);
}

TEST(damaged, "refuses lines that are none, with their number")
{
	CHECK_STR(refused("YQ== 0\nYg==\n", BITNET_E_INPUT), "line 2 of the ranks is not a token and its rank");
	CHECK_STR(refused("YQ== 0x\n", BITNET_E_INPUT), "line 1 of the ranks is not a token and its rank");
	CHECK_STR(refused("YQ== 0\nYg== 0\n", BITNET_E_INPUT), "line 2 of the ranks has the rank of another");
	CHECK_STR(refused("YQ= 0\n", BITNET_E_INPUT), "line 1 of the ranks has a token that is not base64");
	CHECK_HAS(refused("YQ== 4194304\n", BITNET_E_LIMIT), "has the rank 4194304");
	CHECK_HAS(refused("YQ== 99999999999\n", BITNET_E_INPUT), "is not a token");
	CHECK_STR(refused("", BITNET_E_INPUT), "vocabulary is empty");
}

TEST(llama3, "LLaMA-3's ranks are known: BOS, special tokens, and the vectors")
{
	struct bitnet_tok *t = tok_file("tokenizers/llama3.tiktoken");

	CHECK_STR(bitnet_tok_info(t)->pre, "llama-bpe");
	CHECK_STR(ids_n(t, "a<|eot_id|>", 11, true, true), "128000 64 128009");
	CHECK_INT(bitnet_tok_find(t, "<|reserved_special_token_250|>", 30), 128255);
	CHECK_INT(bitnet_tok_info(t)->n_tokens, 128256);
	check_vectors(t, "llama-bpe");
	bitnet_tok_free(t);
}

TEST(qwen, "Qwen's ranks are known: no BOS, text is normalised, and the vectors")
{
	struct bitnet_tok *t = tok_file("tokenizers/qwen.tiktoken");

	CHECK_STR(bitnet_tok_info(t)->pre, "qwen2");
	CHECK_STR(ids_n(t, "a<|im_end|><|extra_204|>", 24, true, true), "64 151645 151850");
	CHECK_STR(ids(t, "e\xcc\x81"), ids(t, "\xc3\xa9"));
	check_vectors(t, "qwen2");
	check_vectors(t, "deepseek-r1-qwen");
	bitnet_tok_free(t);
}

int main(void)
{
	return tap_main();
}

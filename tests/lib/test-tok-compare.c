/* SPDX-License-Identifier: MIT */
/*
 * Token lists against each other.  The fingerprint of the GPT-2 list is compared with a sha256 that
 * a Python program computed from gpt2.vocab.json by the rule in bitnet/tok.h.
 */
#include "tok-small.h"

static const char *const more[] = { "<|end|>", "[PAD269]", "[PAD270]" };
static const int32_t types[] = { 3, 5, 4 };

static struct bitnet_gguf *open_bpe(size_t n_more, unsigned char **data)
{
	struct gguf_build b;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	size_t n;

	gb_bpe(&b, more, types, n_more);
	*data = gb_finish(&b, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, *data, n, &err), err);
	return g;
}

static void compare(const struct bitnet_tok *t, struct bitnet_gguf *g, enum bitnet_tok_match match, uint64_t differing)
{
	enum bitnet_tok_match m;
	struct bitnet_error err;
	uint64_t d;

	CHECK_OK(bitnet_tok_compare(t, g, &m, &d, &err), err);
	CHECK_STR(bitnet_tok_match_name(m), bitnet_tok_match_name(match));
	CHECK_INT(d, differing);
}

TEST(matches, "lists are identical, padded, or differ in so many ids")
{
	unsigned char *small_data, *padded_data;
	struct bitnet_gguf *small = open_bpe(1, &small_data), *padded = open_bpe(3, &padded_data);
	struct bitnet_tok *a, *b;
	struct bitnet_error err;

	CHECK_OK(bitnet_tok_from_gguf(&a, small, &err), err);
	CHECK_OK(bitnet_tok_from_gguf(&b, padded, &err), err);
	compare(a, small, BITNET_MATCH_IDENTICAL, 0);
	compare(a, padded, BITNET_MATCH_PADDED, 2);
	compare(b, padded, BITNET_MATCH_IDENTICAL, 0);
	/* What the tokenizer has and the file has not is no padding. */
	compare(b, small, BITNET_MATCH_DIFFERS, 2);
	bitnet_tok_free(a);
	bitnet_tok_free(b);
	bitnet_gguf_close(small);
	bitnet_gguf_close(padded);
	free(small_data);
	free(padded_data);
}

TEST(other, "another list differs, and a file without a list compares with nothing")
{
	struct bitnet_tok *t = tok_json(json_of(BPE_ADDED, "null", BYTE_LEVEL("false", "true"), "null", BPE_DECODER,
						BPE_MODEL "," BPE_MERGES));
	unsigned char *data;
	struct bitnet_gguf *g = open_bpe(1, &data);
	struct gguf_build b;
	struct bitnet_error err;
	enum bitnet_tok_match m;
	uint64_t d;
	size_t n;
	char hex[65];

	CHECK_OK(bitnet_tok_compare(t, g, &m, &d, &err), err);
	CHECK_INT(m, BITNET_MATCH_DIFFERS);
	CHECK(d > 250);
	bitnet_gguf_close(g);
	free(data);
	gb_init(&b);
	data = gb_finish(&b, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, data, n, &err), err);
	compare(t, g, BITNET_MATCH_UNKNOWN, 0);
	CHECK_INT(bitnet_tok_fingerprint_gguf(g, hex, &err), BITNET_E_NOTFOUND);
	bitnet_gguf_close(g);
	free(data);
	bitnet_tok_free(t);
}

TEST(fingerprint, "a list has one fingerprint, however it is read")
{
	unsigned char *data;
	struct bitnet_gguf *g = open_bpe(1, &data), *other;
	struct bitnet_tok *t;
	struct bitnet_error err;
	unsigned char *other_data;
	char a[65], b[65];

	CHECK_OK(bitnet_tok_from_gguf(&t, g, &err), err);
	CHECK_OK(bitnet_tok_fingerprint(t, a, &err), err);
	CHECK_OK(bitnet_tok_fingerprint_gguf(g, b, &err), err);
	CHECK_STR(a, b);
	other = open_bpe(2, &other_data);
	CHECK_OK(bitnet_tok_fingerprint_gguf(other, b, &err), err);
	CHECK(strcmp(a, b) != 0);
	bitnet_gguf_close(g);
	bitnet_gguf_close(other);
	free(data);
	free(other_data);
	bitnet_tok_free(t);
}

TEST(gpt2, "GPT-2 has the fingerprint of its vocab.json, from tokenizer.json and from GGUF")
{
	static const char want[] = "a5623714bcf19049eb0fd78df19b6daa1e61ac435b86a5deae767768e7fcdc3d";
	struct bitnet_tok *t = tok_file("tokenizers/gpt2.tokenizer.json");
	struct bitnet_gguf *g;
	struct bitnet_error err;
	char hex[65];

	CHECK_OK(bitnet_tok_fingerprint(t, hex, &err), err);
	CHECK_STR(hex, want);
	CHECK_OK(bitnet_gguf_open(&g, data_path("tokenizers/ggml-vocab-gpt-2.gguf"), &err), err);
	CHECK_OK(bitnet_tok_fingerprint_gguf(g, hex, &err), err);
	CHECK_STR(hex, want);
	compare(t, g, BITNET_MATCH_IDENTICAL, 0);
	bitnet_gguf_close(g);
	bitnet_tok_free(t);
}

/* The 1bitLLM tokenizer.json has two tokens more than the list of LLaMA-2. */
TEST(llama2, "the LLaMA-2 tokenizer.json has the list of the GGUF and two tokens more")
{
	struct bitnet_tok *t = tok_file("tokenizers/bitnet_b1_58-llama2.tokenizer.json");
	struct bitnet_gguf *g;
	struct bitnet_error err;

	CHECK_OK(bitnet_gguf_open(&g, data_path("tokenizers/ggml-vocab-llama-spm.gguf"), &err), err);
	compare(t, g, BITNET_MATCH_DIFFERS, 2);
	bitnet_gguf_close(g);
	bitnet_tok_free(t);
}

int main(void)
{
	return tap_main();
}

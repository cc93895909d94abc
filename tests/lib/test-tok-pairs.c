/* SPDX-License-Identifier: MIT */
/*
 * Every tokenizer of the data folder against every token list there.  What belongs together is said by the folder's
 * README; dummy-a and dummy-b are the two lists of its small models.
 */
#include <ctype.h>

#include <bitnet/tok.h>

#include "data.h"
#include "gguf-build.h"

/* A GGUF has a token list, too. */
static const struct { const char *file, *family; } files[] = {
	{ "tokenizers/ggml-vocab-gpt-2.gguf", "gpt2" },
	{ "models/e2e-gpt2.gguf", "gpt2" },
	{ "tokenizers/gpt2.tokenizer.json", "gpt2" },
	{ "tokenizers/gpt2.vocab.json", "gpt2" },
	{ "tokenizers/ggml-vocab-llama-spm.gguf", "llama2" },
	{ "models/e2e-llama2.gguf", "llama2" },
	{ "tokenizers/llama2.tokenizer.model", "llama2" },
	{ "tokenizers/bitnet_b1_58-llama2.tokenizer.json", "bitnet" },
	{ "models/e2e-llama3.gguf", "llama3" },
	{ "tokenizers/llama3.tiktoken", "llama3" },
	{ "tokenizers/llama3.2.vocab.json", "llama3" },
	{ "tokenizers/ggml-vocab-gpt-neox.gguf", "gpt-neox" },
	{ "tokenizers/ggml-vocab-mpt.gguf", "gpt-neox" },
	{ "tokenizers/ggml-vocab-refact.gguf", "refact" },
	{ "tokenizers/ggml-vocab-baichuan.gguf", "baichuan" },
	{ "tokenizers/ggml-vocab-bert-bge.gguf", "bert" },
	{ "tokenizers/qwen.tiktoken", "qwen" },
	{ "tokenizers/sentencepiece.test_model.model", "sentencepiece" },
	{ "tokenizers/sentencepiece.test_ja_model.model", "sentencepiece-ja" },
	{ "models/b158-i2s.gguf", "dummy-a" },
	{ "models/llama-f16.gguf", "dummy-a" },
	{ "models/gpt2-f16.gguf", "dummy-b" },
};
enum { FILES = sizeof(files) / sizeof(files[0]) };

static struct bitnet_tok *toks[FILES];
static struct bitnet_gguf *lists[FILES];

static void open_all(void)
{
	struct bitnet_error err;
	size_t i;

	for (i = 0; i < FILES; i++) {
		const char *path = data_path(files[i].file);

		if (!toks[i])
			CHECK_OK(bitnet_tok_open(&toks[i], path, &err), err);
		if (!lists[i] && strstr(path, ".gguf"))
			CHECK_OK(bitnet_gguf_open(&lists[i], path, &err), err);
	}
}

static bool related(size_t i, size_t j)
{
	return strcmp(files[i].family, files[j].family) == 0;
}

TEST(fingerprints, "vocabularies are told apart by their fingerprints, and those that are the same have the same")
{
	char hex[FILES][65];
	struct bitnet_error err;
	size_t i, j;

	open_all();
	for (i = 0; i < FILES; i++) {
		CHECK_OK(bitnet_tok_fingerprint(toks[i], hex[i], &err), err);
		for (j = 0; j < i; j++)
			if ((strcmp(hex[i], hex[j]) == 0) != related(i, j))
				FAIL("%s and %s: %s %s", files[i].file, files[j].file, hex[i], hex[j]);
	}
}

TEST(pairs, "of all pairs of a model and a tokenizer, those that belong together are identical and all others differ")
{
	enum bitnet_tok_match match;
	struct bitnet_error err;
	uint64_t differing;
	size_t i, j, right = 0, wrong = 0;

	open_all();
	for (i = 0; i < FILES; i++)
		for (j = 0; lists[i] && j < FILES; j++) {
			CHECK_OK(bitnet_tok_compare(toks[j], lists[i], &match, &differing, &err), err);
			if (match != (related(i, j) ? BITNET_MATCH_IDENTICAL : BITNET_MATCH_DIFFERS) || (differing == 0) != related(i, j))
				FAIL("%s with %s: %s, %llu differ", files[i].file, files[j].file, bitnet_tok_match_name(match),
				     (unsigned long long)differing);
			*(related(i, j) ? &right : &wrong) += 1;
		}
	printf("# %zu right pairs, %zu wrong ones\n", right, wrong);
	CHECK(wrong >= 200);
}

/* A GGUF of the token list of another, with more rows of padding. */
static struct bitnet_gguf *copy_list(const struct bitnet_gguf *from, size_t more, unsigned char **data)
{
	const struct bitnet_kv *tokens, *types = bitnet_gguf_kv(from, "tokenizer.ggml.token_type");
	struct bitnet_str model, s;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct gguf_build b;
	char row[32];
	uint64_t pos = 0;
	size_t i, n;

	CHECK_OK(bitnet_gguf_get_array(from, "tokenizer.ggml.tokens", BITNET_VALUE_STRING, &tokens, &err), err);
	CHECK_OK(bitnet_gguf_get_str(from, "tokenizer.ggml.model", &model, &err), err);
	gb_init(&b);
	gb_key(&b, "tokenizer.ggml.model", BITNET_VALUE_STRING);
	gb_text(&b.keys, model.s, model.n);
	gb_key(&b, "tokenizer.ggml.tokens", BITNET_VALUE_ARRAY);
	gb_int(&b.keys, BITNET_VALUE_STRING, 4);
	gb_int(&b.keys, tokens->count + more, 8);
	while (bitnet_kv_next_str(tokens, &pos, &s))
		gb_text(&b.keys, s.s, s.n);
	for (i = 0; i < more; i++) {
		snprintf(row, sizeof(row), "[PAD%zu]", (size_t)tokens->count + i);
		gb_text(&b.keys, row, strlen(row));
	}
	gb_key(&b, "tokenizer.ggml.token_type", BITNET_VALUE_ARRAY);
	gb_int(&b.keys, BITNET_VALUE_I32, 4);
	gb_int(&b.keys, tokens->count + more, 8);
	for (i = 0; i < tokens->count + more; i++)
		gb_int(&b.keys, i >= tokens->count ? BITNET_TOKEN_UNUSED : types ? (uint64_t)bitnet_kv_elem_i64(types, i) : BITNET_TOKEN_NORMAL, 4);
	*data = gb_finish(&b, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, *data, n, &err), err);
	return g;
}

TEST(padded, "a list that is padded to the rows of an embedding is no other list")
{
	/* GPT-2 to 64 and 128, Qwen's 293, Phi-2's 943. */
	static const size_t rows[] = { 1, 47, 293, 943, 5000 };
	enum bitnet_tok_match match;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	unsigned char *data;
	uint64_t differing;
	size_t i, j, k;

	open_all();
	for (i = 0; i < FILES; i++)
		for (k = 0; lists[i] && k < sizeof(rows) / sizeof(rows[0]); k++) {
			g = copy_list(lists[i], rows[k], &data);
			for (j = 0; j < FILES; j++) {
				CHECK_OK(bitnet_tok_compare(toks[j], g, &match, &differing, &err), err);
				if (match != (related(i, j) ? BITNET_MATCH_PADDED : BITNET_MATCH_DIFFERS) ||
				    (related(i, j) && differing != rows[k]))
					FAIL("%s and %zu rows with %s: %s, %llu differ", files[i].file, rows[k], files[j].file,
					     bitnet_tok_match_name(match), (unsigned long long)differing);
			}
			bitnet_gguf_close(g);
			free(data);
		}
}

/* Tokens of ASCII letters, about 50 of a list and far from each other: one letter gets the other case. */
TEST(one_letter, "a list that is another in one letter of one token is seen")
{
	enum { CHANGES = 50 };
	const struct bitnet_kv *tokens;
	enum bitnet_tok_match match;
	struct bitnet_gguf *g;
	struct bitnet_error err;
	struct bitnet_str s;
	unsigned char *data;
	uint64_t differing, pos, id, next;
	size_t i, changed = 0;

	open_all();
	for (i = 0; i < FILES; i++) {
		if (!lists[i] || strstr(files[i].file, "models/"))
			continue;
		g = copy_list(lists[i], 0, &data);
		CHECK_OK(bitnet_gguf_get_array(g, "tokenizer.ggml.tokens", BITNET_VALUE_STRING, &tokens, &err), err);
		for (pos = id = next = 0; bitnet_kv_next_str(tokens, &pos, &s); id++) {
			unsigned char *last = data + (s.s - (const char *)data) + s.n - 1;

			if (id < next || s.n < 2 || *s.s == '<' || *s.s == '[' || !isalpha(*last))
				continue;
			next = id + tokens->count / CHANGES;
			*last ^= 0x20;
			CHECK_OK(bitnet_tok_compare(toks[i], g, &match, &differing, &err), err);
			*last ^= 0x20;
			if (match != BITNET_MATCH_DIFFERS || differing != 1)
				FAIL("%s, token %llu: %s, %llu differ", files[i].file, (unsigned long long)id, bitnet_tok_match_name(match),
				     (unsigned long long)differing);
			changed++;
		}
		bitnet_gguf_close(g);
		free(data);
	}
	printf("# %zu lists with one letter changed\n", changed);
	CHECK(changed >= 200);
}

int main(void)
{
	int status = tap_main();
	size_t i;

	for (i = 0; i < FILES; i++) {
		bitnet_tok_free(toks[i]);
		bitnet_gguf_close(lists[i]);
	}
	return status;
}

/* SPDX-License-Identifier: MIT */
/* Findings in tokenizer keys; the files of data/models/bad and their verdicts are outside evidence. */
#include "tok-small.h"

static char seen[1024];

static int collect(void *arg, const struct bitnet_finding *f)
{
	int *left = arg;

	snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%s%s %s: %s", seen[0] ? "\n" : "", f->name, f->subject,
		 f->message);
	CHECK(f->fatal);
	return left && --*left == 0;
}

/* All findings of what b holds. */
static const char *findings(struct gguf_build *b)
{
	struct bitnet_gguf *g;
	struct bitnet_error err;
	size_t n;
	unsigned char *s = gb_finish(b, &n);

	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	seen[0] = '\0';
	CHECK_OK(bitnet_tok_check(g, collect, NULL, &err), err);
	if (seen[0]) {
		CHECK_INT(bitnet_tok_validate(g, &err), BITNET_E_INPUT);
		CHECK(strncmp(seen, err.name, strlen(err.name)) == 0);
		CHECK(strncmp(err.message, "key '", 5) == 0);
	} else {
		CHECK_OK(bitnet_tok_validate(g, &err), err);
	}
	bitnet_gguf_close(g);
	free(s);
	return seen;
}

#define KEY "tokenizer.ggml."
static const char *const letters[12] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" };

static void begin(struct gguf_build *b, const char *model)
{
	gb_init(b);
	gb_str(b, KEY "model", model);
	gb_strs(b, KEY "tokens", letters, 12);
}

TEST(right, "has nothing to say of right keys, or of none")
{
	struct gguf_build b;

	gb_init(&b);
	CHECK_STR(findings(&b), "");
	gb_spm(&b);
	CHECK_STR(findings(&b), "");
	begin(&b, "gpt2");
	gb_u32(&b, KEY "padding_token_id", UINT32_MAX);       /* -1: none */
	gb_number(&b, KEY "bos_token_id", BITNET_VALUE_U8, 3);
	CHECK_STR(findings(&b), "");
}

TEST(types, "names each key that is of a wrong type")
{
	static const unsigned char bytes[12] = { 0 };
	struct gguf_build b;

	begin(&b, "gpt2");
	gb_array(&b, KEY "scores", BITNET_VALUE_U8, bytes, 12, 12);
	CHECK_STR(findings(&b), "tok_wrong_type " KEY "scores: is an array of u8, must be of f32");
	begin(&b, "gpt2");
	gb_array(&b, KEY "token_type", BITNET_VALUE_U8, bytes, 12, 12);
	CHECK_STR(findings(&b), "tok_wrong_type " KEY "token_type: is an array of u8, must be of i32");
	begin(&b, "gpt2");
	gb_array(&b, KEY "merges", BITNET_VALUE_U8, bytes, 12, 12);
	CHECK_HAS(findings(&b), "merges: is an array of u8, must be of string");
	begin(&b, "gpt2");
	gb_str(&b, KEY "scores", "x");
	CHECK_HAS(findings(&b), "scores: is of type string, must be an array of f32");
	begin(&b, "gpt2");
	gb_u32(&b, KEY "add_bos_token", 1);
	CHECK_HAS(findings(&b), "add_bos_token: is of type u32, must be bool");
	begin(&b, "gpt2");
	gb_f32(&b, KEY "eos_token_id", 1);
	CHECK_HAS(findings(&b), "eos_token_id: is of type f32, must be an integer");
	begin(&b, "gpt2");
	gb_u32(&b, KEY "pre", 1);
	CHECK_HAS(findings(&b), "pre: is of type u32, must be string");
	gb_init(&b);
	gb_u32(&b, KEY "model", 1);
	CHECK_HAS(findings(&b), "model: is of type u32, must be string");
	gb_init(&b);
	gb_str(&b, KEY "model", "gpt2");
	gb_str(&b, KEY "tokens", "a");
	CHECK_HAS(findings(&b), "tokens: is of type string, must be an array of string");
}

TEST(lengths, "arrays that belong together have the same length, and the list has the rows of the embedding")
{
	static const float f[13] = { 0 };
	struct gguf_build b;

	begin(&b, "gpt2");
	gb_array(&b, KEY "scores", BITNET_VALUE_F32, f, 11, 44);
	gb_array(&b, KEY "token_type", BITNET_VALUE_I32, f, 13, 52);
	CHECK_STR(findings(&b), "tok_array_length " KEY "scores: has 11 elements for 12 tokens\n"
				"tok_array_length " KEY "token_type: has 13 elements for 12 tokens");
	begin(&b, "gpt2");
	gb_tensor(&b, "token_embd.weight", BITNET_TENSOR_F32, 2, 13, NULL, 2 * 13 * 4);
	CHECK_STR(findings(&b), "tok_rows " KEY "tokens: has 12 elements, token_embd.weight has 13 rows");
	gb_init(&b);
	gb_str(&b, KEY "model", "gpt2");
	gb_strs(&b, KEY "tokens", letters, 0);
	CHECK_HAS(findings(&b), "tokens: is empty");
}

TEST(special, "special ids are below the size of the vocabulary, the defaults of missing keys too")
{
	struct gguf_build b;

	begin(&b, "gpt2");
	gb_u32(&b, KEY "bos_token_id", 12);
	CHECK_STR(findings(&b), "tok_special_id " KEY "bos_token_id: is 12, vocabulary has 12 tokens");
	begin(&b, "gpt2");
	gb_number(&b, KEY "eot_token_id", BITNET_VALUE_I32, (uint64_t)-2);
	CHECK_HAS(findings(&b), "eot_token_id: is -2");
	begin(&b, "gpt2");
	gb_number(&b, KEY "seperator_token_id", BITNET_VALUE_U64, UINT64_MAX - 1);
	CHECK_HAS(findings(&b), "seperator_token_id: is -2");
	gb_init(&b);
	gb_str(&b, KEY "model", "gpt2");
	gb_strs(&b, KEY "tokens", letters, 11);
	CHECK_STR(findings(&b), "tok_special_id " KEY "bos_token_id: is missing, its default is 11, vocabulary has 11 tokens\n"
				"tok_special_id " KEY "eos_token_id: is missing, its default is 11, vocabulary has 11 tokens");
	gb_init(&b);
	gb_str(&b, KEY "model", "llama");
	gb_strs(&b, KEY "tokens", letters, 2);
	CHECK_HAS(findings(&b), "eos_token_id: is missing, its default is 2");
	gb_init(&b);
	gb_str(&b, KEY "model", "bert");
	gb_strs(&b, KEY "tokens", letters, 12);
	CHECK_HAS(findings(&b), "mask_token_id: is missing, its default is 103");
}

TEST(kinds, "token types are known numbers, and byte tokens have exactly two hexadecimal digits")
{
	static const char *const tokens[12] = { "<0x41>", "<0x-1>", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" };
	int32_t types[12] = { 6, 6, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
	struct gguf_build b;

	gb_init(&b);
	gb_str(&b, KEY "model", "gpt2");
	gb_strs(&b, KEY "tokens", tokens, 12);
	gb_array(&b, KEY "token_type", BITNET_VALUE_I32, types, 12, sizeof(types));
	CHECK_STR(findings(&b), "tok_byte_token " KEY "tokens: byte token 1 is '<0x-1>', must be <0xHH> with two hexadecimal digits");
	types[1] = 7;
	begin(&b, "gpt2");
	gb_array(&b, KEY "token_type", BITNET_VALUE_I32, types, 12, sizeof(types));
	CHECK_HAS(findings(&b), "type 7 of token 1 is not between 1 and 6");
}

TEST(stops, "a report that returns non-zero ends the check")
{
	struct gguf_build b;
	struct bitnet_gguf *g;
	struct bitnet_error err;
	size_t n;
	unsigned char *s;
	int left = 1;

	gb_init(&b);
	gb_str(&b, KEY "model", "gpt2");
	gb_strs(&b, KEY "tokens", letters, 11);
	s = gb_finish(&b, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	seen[0] = '\0';
	CHECK_INT(bitnet_tok_check(g, collect, &left, &err), BITNET_E_CANCELLED);
	CHECK(!strchr(seen, '\n'));
	bitnet_gguf_close(g);
	free(s);
}

/* The two hostile files whose fault is in the tokenizer keys, and the valid ones. */
TEST(bad_files, "judges the files of data/models/bad as their list does")
{
	static const struct {
		const char *name, *fault;
	} files[] = {
		{ "scores-u8", "scores' is an array of u8" }, { "bos-out-of-range", "bos_token_id' is 8, vocabulary has 8" },
		{ "ok-base", NULL }, { "ok-shuffled-gap", NULL }, { "ok-unpadded-end", NULL }, { "ok-int-types", NULL },
		{ "ok-unknown-extra", NULL }, { "eps-nan", NULL }, { "heads-0", NULL }, { "i2s-code-3", NULL }
	};
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char path[128];
		struct bitnet_gguf *g;
		struct bitnet_error err;
		int rc;

		snprintf(path, sizeof(path), "models/bad/%s.gguf", files[i].name);
		CHECK_OK(bitnet_gguf_open(&g, data_path(path), &err), err);
		rc = bitnet_tok_validate(g, &err);
		CHECK_INT(rc, files[i].fault ? BITNET_E_INPUT : 0);
		if (rc)
			CHECK_HAS(err.message, files[i].fault);
		bitnet_gguf_close(g);
	}
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/*
 * BPE over characters in a GGUF.  Outside evidence: the ids are those that llama_tokenize() of llama.cpp gives for a file
 * with the same keys.
 */
#include "tok-small.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static const char *const words[] = {
	"<unk>", "<bos>", "<eos>", MARK, "h", "e", "l", "o", "he", "ll", "hell", "hello", MARK "hello", MARK MARK,
	"\n", "\n\n", "\n\n\n", "a", "b", "ab", "<tool>", "\xe4\xb8\xad"
};
static const int32_t kinds[] = { 2, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 1 };
static const char *const merges[] = {
	"h e", "l l", "he ll", "hell o", MARK " hello", MARK " " MARK, "a b", "\n \n"
};
#define BYTES 22
enum { UNK, BOS, EOS, SPACE, HELLO = 11, SHELLO = 12, SPACES = 13, NL = 14, NL2 = 15, NL3 = 16, AB = 19, TOOL = 20 };

/* Those tokens and, with bytes, <0xHH> behind them, typed as most converters do. */
static void begin(struct gguf_build *b, const char *model, const char *pre, bool bytes, const char *more)
{
	static char text[256][8];
	const char *tokens[BYTES + 256], *list[N(merges) + 1];
	int32_t types[BYTES + 256];
	unsigned i, n = BYTES, n_merges = N(merges);

	memcpy(tokens, words, sizeof(words));
	memcpy(types, kinds, sizeof(kinds));
	memcpy(list, merges, sizeof(merges));
	for (i = 0; bytes && i < 256; i++, n++) {
		snprintf(text[i], sizeof(text[i]), "<0x%02X>", i);
		tokens[n] = text[i];
		types[n] = 1;
	}
	if (more)
		list[n_merges++] = more;
	gb_init(b);
	gb_str(b, "tokenizer.ggml.model", model);
	if (pre)
		gb_str(b, "tokenizer.ggml.pre", pre);
	gb_strs(b, "tokenizer.ggml.tokens", tokens, n);
	gb_array(b, "tokenizer.ggml.token_type", BITNET_VALUE_I32, types, n, n * sizeof(*types));
	gb_strs(b, "tokenizer.ggml.merges", list, n_merges);
	gb_u32(b, "tokenizer.ggml.bos_token_id", BOS);
	gb_u32(b, "tokenizer.ggml.eos_token_id", EOS);
	gb_u32(b, "tokenizer.ggml.unknown_token_id", UNK);
}

static int load_as(struct gguf_build *b, struct bitnet_tok **t, enum bitnet_tok_policy policy, struct bitnet_error *err)
{
	struct bitnet_tok_options o = { .policy = policy };
	struct bitnet_gguf *g;
	size_t n;
	unsigned char *s = gb_finish(b, &n);
	int rc = bitnet_gguf_open_memory(&g, s, n, err);

	if (!rc) {
		rc = bitnet_tok_from_gguf_as(t, g, &o, err);
		bitnet_gguf_close(g);
	}
	free(s);
	return rc;
}

static struct bitnet_tok *open_as(struct gguf_build *b, enum bitnet_tok_policy policy)
{
	struct bitnet_error err;
	struct bitnet_tok *t;

	CHECK_OK(load_as(b, &t, policy, &err), err);
	return t;
}

/* Text and ids that do not depend on the policy. */
static void check_lines(const struct bitnet_tok *t, bool whole)
{
	CHECK_STR(ids(t, "hello hello"), "11 12");
	CHECK_STR(ids(t, " hello"), "12");
	CHECK_STR(ids(t, "  ab"), "13 19");
	CHECK_STR(ids(t, "a\nb"), "17 14 18");
	CHECK_STR(ids(t, "a\n\nb"), "17 15 18");
	/* Merges make 15 14 of three newlines. */
	CHECK_STR(ids(t, "a\n\n\nb"), whole ? "17 16 18" : "17 15 14 18");
	/* Five are no token. */
	CHECK_STR(ids(t, "\n\n\n\n\n"), "15 15 14");
	CHECK_STR(ids(t, "\n \n"), "14 3 14");
	/* z and U+00E9 are bytes. */
	CHECK_STR(ids(t, "z\xc3\xa9""a"), "144 217 191 17");
	CHECK_STR(ids(t, "\xe4\xb8\xad\r"), "21 35");
	CHECK_STR(ids_n(t, "a<tool> hello<eos>", 18, false, true), "17 20 12 2");
	CHECK_STR(ids(t, "<0x41>"), "82 70 142 74 71 84");
	CHECK_STR(text_of_ids(t, "12 15 144 217 191 13 11", false), " hello\n\nz\xc3\xa9  hello");
}

TEST(gemma4, "gemma4 merges characters inside lines with U+2581 for spaces, keeps newlines that are a token, and has bytes for the rest")
{
	static const enum bitnet_tok_policy policies[] = { BITNET_POLICY_HF, BITNET_POLICY_LLAMA_CPP };
	static const char *const pres[] = { "gemma4", "granite-embed-multi-311m" };
	unsigned i, k;

	for (i = 0; i < 2; i++)
		for (k = 0; k < 2; k++) {
			struct gguf_build b;
			struct bitnet_tok *t;

			begin(&b, "gpt2", pres[k], true, NULL);
			t = open_as(&b, policies[i]);
			CHECK_INT(bitnet_tok_info(t)->algorithm, BITNET_TOK_BPE);
			CHECK_STR(bitnet_tok_info(t)->pre, pres[k]);
			check_lines(t, true);
			bitnet_tok_free(t);
		}
}

TEST(gemma4_model, "a file of model gemma4 needs no pre, and BOS is added whatever its key says")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	begin(&b, "gemma4", NULL, true, NULL);
	gb_bool(&b, "tokenizer.ggml.add_bos_token", 0);
	t = gb_tok(&b);
	CHECK_STR(bitnet_tok_info(t)->pre, "gemma4");
	CHECK(bitnet_tok_info(t)->add_bos);
	CHECK_HAS(bitnet_tok_info(t)->notes, "add_bos_token' is false");
	check_lines(t, true);
	CHECK_STR(ids_n(t, "hello", 5, true, false), "1 11");
	bitnet_tok_free(t);
}

TEST(sarvam, "sarvam-moe does the same without keeping newlines, and adds what the keys say")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	begin(&b, "gpt2", "sarvam-moe", true, NULL);
	t = gb_tok(&b);
	check_lines(t, false);
	CHECK_STR(ids_n(t, "hello", 5, true, false), "11");
	bitnet_tok_free(t);
}

TEST(fast, "where cuts at newlines change nothing text is read the fast way, with the same ids")
{
	struct gguf_build b;
	struct bitnet_tok *slow, *fast;

	/* A token for three newlines that merges do make: then nothing has to be kept. */
	begin(&b, "gemma4", NULL, true, "\n\n \n");
	fast = gb_tok(&b);
	begin(&b, "gemma4", NULL, true, NULL);
	slow = gb_tok(&b);
	CHECK_STR(ids(fast, "a\n\n\nb"), "17 16 18");
	CHECK_STR(ids(fast, "z\xc3\xa9 hello"), "144 217 191 12");
	CHECK_STR(ids(fast, "hello hello\n\n\nhello  hello \n ab"), ids(slow, "hello hello\n\n\nhello  hello \n ab"));
	bitnet_tok_free(fast);
	bitnet_tok_free(slow);
}

TEST(across, "a merge over the end of a line is never made")
{
	static const char *const tokens[] = { "a", "\n", "a\n", "\n\n" }, *const list[] = { "a \n", "\n \n" };
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_init(&b);
	gb_str(&b, "tokenizer.ggml.model", "gemma4");
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, 4);
	gb_strs(&b, "tokenizer.ggml.merges", list, 2);
	t = gb_tok(&b);
	CHECK_STR(ids(t, "a\na\n\n"), "0 1 0 3");
	bitnet_tok_free(t);
}

TEST(unknown, "without byte tokens unknown characters are the unknown token, under policy llama.cpp nothing, and part what they stand between")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	begin(&b, "gemma4", NULL, false, NULL);
	t = gb_tok(&b);
	CHECK_STR(ids(t, "azzb"), "17 0 18");
	bitnet_tok_free(t);
	begin(&b, "gemma4", NULL, false, NULL);
	t = open_as(&b, BITNET_POLICY_LLAMA_CPP);
	CHECK_STR(ids(t, "azzb"), "17 18");
	bitnet_tok_free(t);
}

TEST(whitespace, "whitespace drops white space and merges what lies between, in small letters where the key says so")
{
	static const char *const names[] = { "whitespace", "gpt2" };
	unsigned i;

	for (i = 0; i < 2; i++) {
		struct gguf_build b;
		struct bitnet_tok *t;

		begin(&b, names[i], "whitespace", false, NULL);
		t = gb_tok(&b);
		CHECK_STR(bitnet_tok_info(t)->pre, "whitespace");
		CHECK_STR(ids(t, "hello  hello\n\xe3\x80\x80""ab \xe4\xb8\xad"), "11 11 19 21");
		CHECK_STR(ids(t, " \n\t"), "");
		CHECK_STR(ids(t, "a b"), "17 18");
		CHECK_STR(ids(t, "AB"), "0");
		CHECK_STR(ids_n(t, "<tool> ab", 9, false, false), "20 19");
		bitnet_tok_free(t);
		begin(&b, names[i], "whitespace", false, NULL);
		gb_bool(&b, "tokenizer.ggml.normalizer.lowercase", 1);
		t = open_as(&b, BITNET_POLICY_LLAMA_CPP);
		CHECK_STR(ids(t, "AB Hello"), "19 11");
		CHECK_STR(ids(t, "azb"), "17 18");
		bitnet_tok_free(t);
	}
}

TEST(refused, "refuses what does not go together: no merges, another pre of model whitespace, policy sentencepiece")
{
	static const char *const tokens[] = { "a" };
	struct gguf_build b;
	struct bitnet_error err;
	struct bitnet_tok *t;

	gb_init(&b);
	gb_str(&b, "tokenizer.ggml.model", "gemma4");
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, 1);
	CHECK_INT(gb_load(&b, &t, &err), BITNET_E_INPUT);
	CHECK_HAS(err.message, "merges' is missing");
	begin(&b, "whitespace", "gpt-2", false, NULL);
	CHECK_INT(gb_load(&b, &t, &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.message, "tokenizer model 'whitespace' is not supported");
	begin(&b, "gemma4", NULL, false, NULL);
	CHECK_INT(load_as(&b, &t, BITNET_POLICY_SENTENCEPIECE, &err), BITNET_E_UNSUPPORTED);
	CHECK_HAS(err.message, "does not go with tokenizer model 'gemma4'");
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/*
 * Tokenizers of GGUF files.  Outside evidence: the vectors of llama.cpp (ids of the models' own
 * tokenizers) and the reference records of data/models, made by an independent program.
 */
#include <json-c/json.h>

#include "tok-small.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static const char *const specials[] = { "<|endoftext|>", "<tool>", "<|eot_id|>", "<filler>" };
static const int32_t special_types[] = { 3, 4, 1, 5 };
#define END 268u
#define TOOL 269u

static void begin_bpe(struct gguf_build *b, const char *pre)
{
	gb_bpe(b, specials, special_types, N(specials));
	gb_u32(b, "tokenizer.ggml.bos_token_id", END);
	gb_u32(b, "tokenizer.ggml.eos_token_id", END);
	if (pre)
		gb_str(b, "tokenizer.ggml.pre", pre);
}

TEST(bpe, "encodes byte-level BPE by the ranks of the merge list")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	begin_bpe(&b, "gpt-2");
	t = gb_tok(&b);
	CHECK_INT(bitnet_tok_info(t)->algorithm, BITNET_TOK_BPE);
	CHECK_STR(bitnet_tok_info(t)->pre, "gpt-2");
	CHECK_STR(bitnet_tok_info(t)->pre_source, "file");
	CHECK_INT(bitnet_tok_info(t)->bos, END);
	CHECK_INT(bitnet_tok_info(t)->unk, -1);
	CHECK_STR(ids(t, "hello world"), "259 265");
	CHECK_STR(ids(t, "1212"), "266 266");
	CHECK_STR(ids(t, "\xff\xc3"), "255 195");
	CHECK_STR(ids_n(t, "a\0b", 3, false, false), "97 0 98");
	bitnet_tok_free(t);
}

TEST(specials_in_text, "control tokens are text unless special tokens are parsed; user-defined ones are always matched")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	begin_bpe(&b, "gpt-2");
	t = gb_tok(&b);
	CHECK_STR(ids_n(t, "<tool>h<|endoftext|>", 20, false, true), "269 104 268");
	CHECK_STR(ids_n(t, "<tool>he<|end", 13, false, false), "269 256 60 124 101 110 100");
	/* Typed normal in the file: an end of text by its name, so a control token. */
	CHECK(bitnet_tok_is_end(t, 270));
	CHECK_INT(bitnet_tok_info(t)->eot, 270);
	CHECK_STR(ids_n(t, "<|eot_id|>", 10, false, true), "270");
	/* An unused one is no special token. */
	CHECK_STR(ids_n(t, "<f", 2, false, true), "60 102");
	bitnet_tok_free(t);
}

/* As Hugging Face tokenizers with encode_special_tokens has it. */
TEST(passed_over, "a control token that is text is passed over: no user-defined token is found inside it")
{
	static const char *const more[] = { "<|a<tool>|>", "<tool>" };
	static const int32_t types[] = { 3, 4 };
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_bpe(&b, more, types, 2);
	gb_str(&b, "tokenizer.ggml.pre", "gpt-2");
	t = gb_tok(&b);
	CHECK_STR(ids(t, "<|a<tool>|>"), "268");
	CHECK_STR(ids_n(t, "<|a<tool>|>", 11, false, false), "60 124 97 60 116 111 111 108 62 124 62");
	CHECK_STR(ids_n(t, "<|a<tool>|<tool>", 16, false, false), "60 124 97 269 124 269");
	bitnet_tok_free(t);
}

TEST(added_ids, "adds BOS and EOS as the keys say, by default what the pre-tokeniser implies")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	begin_bpe(&b, "gpt-2");
	t = gb_tok(&b);
	CHECK_STR(ids_n(t, "hello", 5, true, false), "259");
	bitnet_tok_free(t);

	begin_bpe(&b, "llama3");
	t = gb_tok(&b);
	CHECK_STR(ids_n(t, "hello", 5, true, false), "268 259");
	CHECK_STR(ids_n(t, "hello", 5, false, false), "259");
	CHECK_STR(ids_n(t, "", 0, true, false), "268");
	bitnet_tok_free(t);

	begin_bpe(&b, "falcon_e");
	gb_bool(&b, "tokenizer.ggml.add_bos_token", 0);
	gb_bool(&b, "tokenizer.ggml.add_eos_token", 1);
	t = gb_tok(&b);
	CHECK(!bitnet_tok_info(t)->add_bos && bitnet_tok_info(t)->add_eos);
	CHECK_STR(ids_n(t, "hello", 5, true, false), "259 268");
	bitnet_tok_free(t);
}

TEST(no_bos_key, "a byte-level vocabulary without the keys has no BOS and no EOS")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_bpe(&b, specials, special_types, N(specials));
	gb_bool(&b, "tokenizer.ggml.add_bos_token", 1);
	t = gb_tok(&b);
	CHECK_INT(bitnet_tok_info(t)->bos, -1);
	CHECK(!bitnet_tok_info(t)->add_bos);
	CHECK_STR(ids_n(t, "hello", 5, true, false), "259");
	bitnet_tok_free(t);
}

TEST(ignores_merges, "takes a whole piece that is a token where the pre-tokeniser says so, else only what merges make")
{
	static const char *const more[] = { "xyz" };
	static const int32_t type[] = { 1 };
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_bpe(&b, more, type, 1);
	gb_str(&b, "tokenizer.ggml.pre", "llama-bpe");
	t = gb_tok(&b);
	CHECK_STR(ids(t, "xyz"), "268");
	bitnet_tok_free(t);
	gb_bpe(&b, more, type, 1);
	gb_str(&b, "tokenizer.ggml.pre", "gpt-2");
	t = gb_tok(&b);
	CHECK_STR(ids(t, "xyz"), "120 121 122");
	bitnet_tok_free(t);
}

TEST(pre_missing, "without pre on a list that is not known uses the default, which the notes say")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	begin_bpe(&b, NULL);
	t = gb_tok(&b);
	CHECK_STR(bitnet_tok_info(t)->pre, "default");
	CHECK_STR(bitnet_tok_info(t)->pre_source, "default");
	CHECK_HAS(bitnet_tok_info(t)->notes, "'default' is used");
	bitnet_tok_free(t);
}

TEST(pre_unknown, "refuses a pre-tokeniser that it does not have, by its name")
{
	struct gguf_build b;
	struct bitnet_tok *t;
	struct bitnet_error err;

	begin_bpe(&b, "klingon");
	CHECK_INT(gb_load(&b, &t, &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.message, "pre-tokeniser 'klingon' is not supported");
}

TEST(models_unknown, "refuses other kinds of tokenizers by their name")
{
	static const char *const tokens[] = { "a" }, *const names[] = { "rwkv", "plamo2", "hybriddna", "none", "a\nb" };
	struct bitnet_error err;
	struct bitnet_tok *t;
	size_t i;

	for (i = 0; i < N(names); i++) {
		struct gguf_build b;

		gb_init(&b);
		gb_str(&b, "tokenizer.ggml.model", names[i]);
		gb_strs(&b, "tokenizer.ggml.tokens", tokens, 1);
		gb_u32(&b, "tokenizer.ggml.bos_token_id", 0);
		gb_u32(&b, "tokenizer.ggml.eos_token_id", 0);
		gb_u32(&b, "tokenizer.ggml.unknown_token_id", 0);
		gb_u32(&b, "tokenizer.ggml.seperator_token_id", 0);
		gb_u32(&b, "tokenizer.ggml.mask_token_id", 0);
		CHECK_INT(gb_load(&b, &t, &err), BITNET_E_UNSUPPORTED);
		CHECK_HAS(err.message, "tokenizer model '");
		CHECK_HAS(err.message, i == 4 ? "'a\\nb' is not supported" : names[i]);
	}
}

TEST(none, "a file without tokenizer keys has no tokenizer")
{
	struct gguf_build b;
	struct bitnet_error err;
	struct bitnet_tok *t;

	gb_init(&b);
	gb_str(&b, "general.architecture", "llama");
	CHECK_INT(gb_load(&b, &t, &err), BITNET_E_NOTFOUND);
	CHECK_STR(err.name, "tok_none");
}

TEST(missing_arrays, "refuses BPE without merges and SPM without scores")
{
	static const char *const tokens[12] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" };
	struct gguf_build b;
	struct bitnet_error err;
	struct bitnet_tok *t;

	gb_init(&b);
	gb_str(&b, "tokenizer.ggml.model", "gpt2");
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, 12);
	CHECK_INT(gb_load(&b, &t, &err), BITNET_E_INPUT);
	CHECK_HAS(err.message, "merges' is missing");
	gb_init(&b);
	gb_str(&b, "tokenizer.ggml.model", "llama");
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, 12);
	CHECK_INT(gb_load(&b, &t, &err), BITNET_E_INPUT);
	CHECK_HAS(err.message, "scores' is missing");
}

/* A list of 12 single letters with these merges. */
static int load_merges(const char *const *merges, size_t n, struct bitnet_tok **t, struct bitnet_error *err)
{
	static const char *const tokens[14] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "ab", "ab" };
	struct gguf_build b;

	gb_init(&b);
	gb_str(&b, "tokenizer.ggml.model", "gpt2");
	gb_str(&b, "tokenizer.ggml.pre", "gpt-2");
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, 14);
	gb_strs(&b, "tokenizer.ggml.merges", merges, n);
	return gb_load(&b, t, err);
}

TEST(odd_merges, "merges that name no token are left out, with a note; of two equal ones the first counts")
{
	static const char *const merges[] = { "a b", "b c", "x y", "ab ab", "a b", " a", "a " };
	struct bitnet_error err;
	struct bitnet_tok *t;

	CHECK_INT(load_merges(merges, 7, &t, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "merge 5 is ' a', must be two tokens");
	CHECK_OK(load_merges(merges, 5, &t, &err), err);
	CHECK_HAS(bitnet_tok_info(t)->notes, "3 of 5 merges name a text that is no token");
	/* Two tokens have the text ab: the first is meant. */
	CHECK_STR(ids(t, "abcab"), "12 2 12");
	/* No token stands for z: it is dropped, and its neighbours merge, as in Hugging Face's. */
	CHECK_STR(ids(t, "azb"), "12");
	bitnet_tok_free(t);
}

TEST(mislabelled, "a byte-level list that a converter labelled llama is read as what it is")
{
	static const char *const tokens[4] = { "a", "b", "ab", "c" }, *const merges[1] = { "a b" };
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_init(&b);
	gb_str(&b, "tokenizer.ggml.model", "llama");
	gb_str(&b, "tokenizer.ggml.pre", "gpt-2");
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, 4);
	gb_strs(&b, "tokenizer.ggml.merges", merges, 1);
	t = gb_tok(&b);
	CHECK_INT(bitnet_tok_info(t)->algorithm, BITNET_TOK_BPE);
	CHECK_HAS(bitnet_tok_info(t)->notes, "byte-level BPE");
	CHECK_STR(ids(t, "abc"), "2 3");
	bitnet_tok_free(t);
}

TEST(phi3, "special tokens of a phi-3 file take the whitespace behind them")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_spm(&b);
	gb_str(&b, "general.name", "Phi-3 mini");
	t = gb_tok(&b);
	CHECK_STR(ids(t, "</s> \n hello"), "2 271");
	CHECK_STR(ids(t, "<s> hello"), "1 259 271");
	bitnet_tok_free(t);
}

TEST(spm, "encodes SPM by score, with U+2581 before the text and after special tokens, and bytes for the rest")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_spm(&b);
	t = gb_tok(&b);
	CHECK_INT(bitnet_tok_info(t)->algorithm, BITNET_TOK_SPM);
	CHECK(!bitnet_tok_info(t)->pre);
	CHECK_INT(bitnet_tok_info(t)->bos, 1);
	CHECK_INT(bitnet_tok_info(t)->eos, 2);
	CHECK_STR(ids_n(t, "hello world", 11, true, false), "1 271 277");
	CHECK_STR(ids(t, " hello"), "259 271");
	CHECK_STR(ids(t, "hello<s>hello</s> hello"), "271 1 271 2 259 271");
	CHECK_STR(ids(t, "hello<tool>hello"), "271 278 271");
	CHECK_STR(ids_n(t, "<s>", 3, false, false), "259 63 118 65");
	CHECK_STR(ids(t, "h\xc3\xa9\xff"), "259 260 198 172 258");
	CHECK_STR(ids(t, "<0x41>"), "259 63 51 123 55 52 65");
	CHECK_STR(ids(t, ""), "");
	CHECK_STR(ids_n(t, "", 0, true, true), "1");
	bitnet_tok_free(t);
}

TEST(spm_no_prefix, "leaves U+2581 away where the key says so")
{
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_spm(&b);
	gb_bool(&b, "tokenizer.ggml.add_space_prefix", 0);
	t = gb_tok(&b);
	CHECK_STR(ids(t, "hello hello"), "270 271");
	CHECK_STR(text_of_ids(t, "271 270", false), " hellohello");
	bitnet_tok_free(t);
}

static void vectors(const char *file, const char *name, const char *pre)
{
	struct bitnet_tok *t = tok_file(file);

	if (pre)
		CHECK_STR(bitnet_tok_info(t)->pre, pre);
	check_vectors(t, name);
	bitnet_tok_free(t);
}

TEST(gpt2_vectors, "gives the ids of all vectors of gpt-2")
{
	vectors("tokenizers/ggml-vocab-gpt-2.gguf", "gpt-2", "gpt-2");
}

TEST(spm_vectors, "gives the ids of all vectors of llama-spm")
{
	vectors("tokenizers/ggml-vocab-llama-spm.gguf", "llama-spm", NULL);
}

TEST(mpt_vectors, "gives the ids of all vectors of mpt, whose runs of spaces are user-defined tokens")
{
	vectors("tokenizers/ggml-vocab-mpt.gguf", "mpt", "mpt");
}

TEST(refact_vectors, "gives the ids of all vectors of refact")
{
	vectors("tokenizers/ggml-vocab-refact.gguf", "refact", "refact");
}

TEST(llama3_vectors, "gives the ids of all vectors of llama-bpe, recognised from the token list")
{
	struct bitnet_tok *t = tok_file("models/e2e-llama3.gguf");
	const struct bitnet_tok_info *info = bitnet_tok_info(t);

	CHECK_STR(info->pre, "llama-bpe");
	CHECK_STR(info->pre_source, "vocabulary");
	CHECK_INT(info->eot, 128009);
	CHECK(info->add_bos);
	CHECK(bitnet_tok_is_end(t, 128009) && bitnet_tok_is_end(t, 128001) && !bitnet_tok_is_end(t, 128000));
	check_vectors(t, "llama-bpe");
	bitnet_tok_free(t);
}

TEST(neox, "a file without pre is recognised from its list; GPT-NeoX has the list of MPT, and gives its ids")
{
	struct bitnet_tok *t = tok_file("tokenizers/ggml-vocab-gpt-neox.gguf");

	CHECK_STR(bitnet_tok_info(t)->pre, "mpt");
	CHECK_STR(bitnet_tok_info(t)->pre_source, "vocabulary");
	CHECK_HAS(bitnet_tok_info(t)->notes, "is missing");
	check_vectors(t, "mpt");
	bitnet_tok_free(t);
}

/* A pre of several stages that is the right one is the file's, and is recognised without its key. */
TEST(starcoder, "the list of StarCoder is recognised, and the pre that the file names is believed")
{
	static const char key[] = "tokenizer.ggml.pre";
	size_t n;
	char *s = whole_file(data_path("tokenizers/ggml-vocab-refact.gguf"), &n), *at;
	struct bitnet_gguf *g;
	struct bitnet_error err;
	struct bitnet_tok *t = tok_file("tokenizers/ggml-vocab-refact.gguf");

	CHECK_STR(bitnet_tok_info(t)->pre_source, "file");
	bitnet_tok_free(t);
	at = memmem(s, n, key, sizeof(key) - 1);
	CHECK(at != NULL);
	at[sizeof(key) - 2] = 'x';
	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	CHECK_OK(bitnet_tok_from_gguf(&t, g, &err), err);
	bitnet_gguf_close(g);
	CHECK_STR(bitnet_tok_info(t)->pre, "refact");
	CHECK_STR(bitnet_tok_info(t)->pre_source, "vocabulary");
	check_vectors(t, "refact");
	bitnet_tok_free(t);
	free(s);
}

/* The file with another value for pre: the key is replaced in a copy of the bytes by one as long. */
TEST(wrong_pre, "a pre that the token list contradicts is not believed")
{
	size_t n;
	char *s = whole_file(data_path("tokenizers/ggml-vocab-gpt-2.gguf"), &n), *at;
	struct bitnet_gguf *g;
	struct bitnet_error err;
	struct bitnet_tok *t;
	static const char key[] = "tokenizer.ggml.pre";

	at = memmem(s, n, key, sizeof(key) - 1);
	CHECK(at != NULL);
	at += sizeof(key) - 1 + 4 + 8;
	CHECK_MEM(at, "gpt-2", 5);
	memcpy(at, "qwen2", 5);
	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	CHECK_OK(bitnet_tok_from_gguf(&t, g, &err), err);
	bitnet_gguf_close(g);
	CHECK_STR(bitnet_tok_info(t)->pre, "gpt-2");
	CHECK_STR(bitnet_tok_info(t)->pre_source, "vocabulary");
	CHECK_HAS(bitnet_tok_info(t)->notes, "says qwen2");
	check_vectors(t, "gpt-2");
	bitnet_tok_free(t);
	free(s);
}

/* The prompt of a reference record, and the bytes of what the model goes on with. */
static void record(const char *name)
{
	char path[128], want[4096] = "", *p = want;
	struct bitnet_tok *t;
	struct json_object *root, *prompt, *text, *greedy, *hex;
	size_t i;

	snprintf(path, sizeof(path), "models/%s.gguf", name);
	t = tok_file(path);
	snprintf(path, sizeof(path), "models/%s.ref.json", name);
	root = json_object_from_file(data_path(path));
	CHECK(root && json_object_object_get_ex(root, "prompt", &prompt) && json_object_object_get_ex(root, "prompt_text", &text) &&
	      json_object_object_get_ex(root, "greedy", &greedy) && json_object_object_get_ex(root, "greedy_pieces_hex", &hex));
	for (i = 0; i < json_object_array_length(prompt); i++)
		p += sprintf(p, i ? " %d" : "%d", json_object_get_int(json_object_array_get_idx(prompt, i)));
	CHECK_STR(ids_n(t, json_object_get_string(text), (size_t)json_object_get_string_len(text), true, false), want);
	for (i = 0; i < json_object_array_length(greedy); i++) {
		struct bitnet_str piece;
		enum bitnet_token_kind kind;
		char got[512] = "";
		size_t k;

		CHECK(bitnet_tok_piece(t, (uint32_t)json_object_get_int(json_object_array_get_idx(greedy, i)), &piece, &kind));
		for (k = 0; k < piece.n && k < 200; k++)
			sprintf(got + 2 * k, "%02x", (unsigned char)piece.s[k]);
		CHECK_STR(got, json_object_get_string(json_object_array_get_idx(hex, i)));
	}
	json_object_put(root);
	bitnet_tok_free(t);
}

TEST(record_llama3, "the prompt of e2e-llama3 gives the ids of its record, and its answer the bytes")
{
	record("e2e-llama3");
}

TEST(record_llama2, "the prompt of e2e-llama2 gives the ids of its record, and its answer the bytes")
{
	record("e2e-llama2");
}

TEST(record_gpt2, "the prompt of e2e-gpt2 gives the ids of its record, and its answer the bytes")
{
	record("e2e-gpt2");
}

static struct bitnet_tok *load_as(struct gguf_build *b, enum bitnet_tok_policy policy)
{
	struct bitnet_tok_options o = { .policy = policy };
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_tok *t;
	size_t n;
	unsigned char *s = gb_finish(b, &n);

	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	CHECK_OK(bitnet_tok_from_gguf_as(&t, g, &o, &err), err);
	bitnet_gguf_close(g);
	free(s);
	CHECK_INT(bitnet_tok_info(t)->policy, policy);
	return t;
}

TEST(nfc, "text of Qwen's pre-tokeniser is normalised to NFC, but not as llama.cpp does it, and not for others of its expression")
{
	static const struct { const char *pre; enum bitnet_tok_policy policy; const char *ids; } cases[] = {
		{ "qwen2", BITNET_POLICY_HF, "195 169" }, { "deepseek-r1-qwen", BITNET_POLICY_HF, "195 169" },
		{ "qwen2", BITNET_POLICY_LLAMA_CPP, "101 204 129" }, { "stablelm2", BITNET_POLICY_HF, "101 204 129" }
	};
	size_t i;

	for (i = 0; i < N(cases); i++) {
		struct gguf_build b;
		struct bitnet_tok *t;

		gb_bpe(&b, NULL, NULL, 0);
		gb_str(&b, "tokenizer.ggml.pre", cases[i].pre);
		t = load_as(&b, cases[i].policy);
		CHECK_STR(ids(t, "e\xcc\x81"), cases[i].ids);
		bitnet_tok_free(t);
	}
}

TEST(policy_llama, "under llama.cpp the longest token is found first, and a missing pre is the default")
{
	static const char *const more[] = { "<ab", "b|c>" };
	static const int32_t kinds[] = { BITNET_TOKEN_USER, BITNET_TOKEN_CONTROL };
	struct gguf_build b;
	struct bitnet_tok *t;

	gb_bpe(&b, more, kinds, 2);
	t = load_as(&b, BITNET_POLICY_HF);
	CHECK_STR(ids(t, "<ab|c>"), "268 124 99 62");
	bitnet_tok_free(t);
	gb_bpe(&b, more, kinds, 2);
	t = load_as(&b, BITNET_POLICY_LLAMA_CPP);
	CHECK_STR(bitnet_tok_info(t)->pre_source, "default");
	CHECK_STR(ids(t, "<ab|c>"), "60 97 269");
	CHECK_STR(ids_n(t, "<ab|c>", 6, false, false), "268 124 99 62");
	CHECK_STR(ids(t, "\xff"), "239 191 189");
	bitnet_tok_free(t);
}

TEST(ranks, "a kimi-k2 without merges takes ids for ranks, and pieces that are tokens as they are; for llama.cpp it has bytes")
{
	static const char *const tokens[6] = { "a", "b", "c", "bc", "ab", "abc" };
	static const enum bitnet_tok_policy policies[2] = { BITNET_POLICY_HF, BITNET_POLICY_LLAMA_CPP };
	struct gguf_build b;
	struct bitnet_tok *t;
	int i;

	for (i = 0; i < 2; i++) {
		gb_init(&b);
		gb_str(&b, "tokenizer.ggml.model", "gpt2");
		gb_str(&b, "tokenizer.ggml.pre", "kimi-k2");
		gb_strs(&b, "tokenizer.ggml.tokens", tokens, 6);
		gb_u32(&b, "tokenizer.ggml.bos_token_id", 0);
		gb_u32(&b, "tokenizer.ggml.eos_token_id", 0);
		t = load_as(&b, policies[i]);
		CHECK_STR(ids(t, "abc"), i ? "0 1 2" : "5");
		CHECK_STR(ids(t, "abca"), i ? "0 1 2 0" : "5 0");
		CHECK_STR(ids(t, "aab"), i ? "0 0 1" : "0 4");
		bitnet_tok_free(t);
	}
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* tokenizer.json as keys: a tokenizer read from the keys gives the ids of the one read from the file. */
#include "convert-run.h"

static struct bitnet_tok *from_keys(void)
{
	struct bitnet_tok *t;

	CHECK_OK(bitnet_tok_from_gguf(&t, run_g, &run_err), run_err);
	return t;
}

/* A checkpoint with this tokenizer; config: tokenizer_config.json or NULL. */
static void convert(const char *folder, const char *json, const char *config)
{
	struct hf_model m;

	scratch_enter(folder);
	hf_init(&m, "BitNetForCausalLM");
	hf_checkpoint(&m, "in");
	hf_put_text("in/tokenizer.json", json);
	if (config)
		hf_put_text("in/tokenizer_config.json", config);
	run_defaults();
	run_convert("in", "out.gguf");
}

static const char *bpe(void)
{
	return json_of(BPE_ADDED, "null", SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), "null", BPE_DECODER, BPE_MODEL "," BPE_MERGES);
}

static int64_t id(const char *key)
{
	uint32_t v;

	return bitnet_gguf_get_u32(run_g, key, &v, &run_err) == 0 ? (int64_t)v : -1;
}

static const char *text(const char *key)
{
	static char buf[256];
	struct bitnet_str s;

	CHECK_OK(bitnet_gguf_get_str(run_g, key, &s, &run_err), run_err);
	snprintf(buf, sizeof(buf), "%.*s", (int)s.n, s.s);
	return buf;
}

TEST(byte_level, "writes a byte-level vocabulary that encodes as the file does")
{
	static const char *const texts[] = { "hello world", "hello  world!?", "\xc3\xa9 123's\nhe", "<|end|>hello" };
	struct bitnet_tok *a, *b;
	const struct bitnet_kv *kv;
	size_t i;

	convert("bytes", bpe(), NULL);
	CHECK_STR(text("tokenizer.ggml.model"), "gpt2");
	CHECK_OK(bitnet_gguf_get_array(run_g, "tokenizer.ggml.scores", BITNET_VALUE_F32, &kv, &run_err), run_err);
	CHECK(bitnet_kv_elem_f64(kv, 38) == 0 && bitnet_kv_elem_f64(kv, 39) == -1000);
	CHECK_OK(bitnet_gguf_get_array(run_g, "tokenizer.ggml.token_type", BITNET_VALUE_I32, &kv, &run_err), run_err);
	CHECK(bitnet_kv_elem_i64(kv, 38) == BITNET_TOKEN_NORMAL && bitnet_kv_elem_i64(kv, 39) == BITNET_TOKEN_CONTROL);
	a = tok_json(bpe());
	b = from_keys();
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CHECK_STR(ids_n(b, texts[i], strlen(texts[i]), true, true), ids_n(a, texts[i], strlen(texts[i]), true, true));
	CHECK_INT(id("tokenizer.ggml.bos_token_id"), 39);
	CHECK_INT(id("tokenizer.ggml.eos_token_id"), 39);
	bitnet_tok_free(a);
	bitnet_tok_free(b);
	run_done();
}

TEST(pairs, "writes merges that are lists of two as those with a space")
{
	convert("pairs", json_of(BPE_ADDED, "null", SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), "null", BPE_DECODER,
				 BPE_MODEL "," BPE_PAIRS), NULL);
	CHECK_INT(bitnet_gguf_kv(run_g, "tokenizer.ggml.merges")->count, 13);
	CHECK_MEM(bitnet_gguf_kv(run_g, "tokenizer.ggml.merges")->data, "\3\0\0\0\0\0\0\0h e\3\0\0\0\0\0\0\0l l", 22);
	run_done();
}

TEST(characters, "writes a vocabulary with U+2581 by score, and pads it to the rows of the embedding")
{
	static const char *const texts[] = { "hello world", "hello  world", " \xc3\xa9hell", "world<tool>hello" };
	const char *json = json_of(SPM_ADDED, LEGACY, "null", "null", DECODER, SPM_MODEL "," SPM_MERGES);
	char copy[16384];
	struct bitnet_tok *a, *b;
	size_t i;

	snprintf(copy, sizeof(copy), "%s", json);
	convert("chars", copy, "{\"bos_token\":\"<s>\",\"eos_token\":{\"content\":\"</s>\"},\"add_bos_token\":true}");
	CHECK_STR(text("tokenizer.ggml.model"), "llama");
	CHECK_INT(id("tokenizer.ggml.bos_token_id"), 1);
	CHECK_INT(id("tokenizer.ggml.eos_token_id"), 2);
	CHECK_INT(id("tokenizer.ggml.unknown_token_id"), 0);
	CHECK_INT(bitnet_gguf_kv(run_g, "tokenizer.ggml.tokens")->count, HF_VOCAB);
	CHECK_HAS(bitnet_convert_notes(run_c), "30 tokens, 40 rows");
	a = tok_json(copy);
	b = from_keys();
	CHECK(bitnet_tok_info(b)->add_bos);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CHECK_STR(ids_n(b, texts[i], strlen(texts[i]), false, true), ids_n(a, texts[i], strlen(texts[i]), false, true));
	bitnet_tok_free(a);
	bitnet_tok_free(b);
	run_done();
}

TEST(template, "takes the chat template from a file, from the configuration, or from the one called default")
{
	convert("template1", bpe(), "{\"chat_template\":\"one\"}");
	CHECK_STR(text("tokenizer.chat_template"), "one");
	convert("template2", bpe(), "{\"chat_template\":[{\"name\":\"tools\",\"template\":\"x\"},{\"name\":\"default\",\"template\":\"two\"}]}");
	CHECK_STR(text("tokenizer.chat_template"), "two");
	convert("template3", bpe(), NULL);
	CHECK(!bitnet_gguf_kv(run_g, "tokenizer.chat_template"));
	hf_put_text("in/chat_template.jinja", "three");
	run_convert("in", "out2.gguf");
	CHECK_STR(text("tokenizer.chat_template"), "three");
	run_done();
}

TEST(refused, "refuses a tokenizer that it cannot read, that is too large, or that a GGUF has no name for")
{
	convert("refused", bpe(), NULL);
	hf_put_text("in/tokenizer.json", "{}");
	run_refused("in", BITNET_E_INPUT, "tok_not_a_tokenizer", "tokenizer.json: ");
	hf_put_text("in/tokenizer.json", json_of(BPE_ADDED "," ADDED_TOKEN("40", "<more>", "true", "true", "false", "false", "false"), "null",
						 SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), "null", BPE_DECODER, BPE_MODEL "," BPE_MERGES));
	run_refused("in", BITNET_E_INPUT, "vocab_mismatch", "41 tokens");
	CHECK_INT(unlink("in/tokenizer.json"), 0);
	CHECK_OK(run_plan("in"), run_err);
	CHECK_HAS(bitnet_convert_notes(run_c), "no tokenizer.json");
	run_done();
}

int main(void)
{
	scratch_begin();
	return tap_main();
}

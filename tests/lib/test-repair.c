/* SPDX-License-Identifier: MIT */
/* Files as official converters wrote them, put right. */
#include <json-c/json.h>

#include "convert-run.h"
#include "data.h"

/*
 * A LLaMA-3 vocabulary as far as recognising it goes: its first and special tokens at their ids, in a list of
 * its length (formats.md 2.2).
 */
#define N_TOKENS 128256u

static const char *added(uint32_t i)
{
	static const struct { uint32_t id; const char *text; } all[] = {
		{ 128000, "<|begin_of_text|>" }, { 128001, "<|end_of_text|>" }, { 128006, "<|start_header_id|>" },
		{ 128007, "<|end_header_id|>" }, { 128009, "<|eot_id|>" },
	};
	size_t k;

	for (k = 0; k < sizeof(all) / sizeof(all[0]); k++)
		if (all[k].id == i)
			return all[k].text;
	return NULL;
}

static const char *chat_template;
static const char *pre;

static void vocabulary(struct gguf_build *b)
{
	struct gb_bytes texts = { NULL, 0, 0 };
	int32_t *types = malloc(N_TOKENS * sizeof(*types));
	FILE *f = fopen(data_path("tokenizers/llama3.2.vocab.json"), "rb");
	struct json_object *o;
	const char **tokens = calloc(N_TOKENS, sizeof(*tokens));
	static const char *const merges[] = { "\xc4\xa0 \xc4\xa0" };
	uint32_t i;

	if (!types || !tokens || !f)
		abort();
	fclose(f);
	o = json_object_from_file(data_path("tokenizers/llama3.2.vocab.json"));
	CHECK(o != NULL);
	json_object_object_foreach(o, key, value)
		if (json_object_get_int64(value) < N_TOKENS)
			tokens[json_object_get_int64(value)] = key;
	for (i = 0; i < N_TOKENS; i++) {
		char name[48];
		const char *s = added(i) ? added(i) : tokens[i];

		snprintf(name, sizeof(name), "<|reserved_%u|>", i);
		types[i] = i >= 128000 ? 3 : 1;
		gb_text(&texts, s ? s : name, strlen(s ? s : name));
	}
	gb_str(b, "tokenizer.ggml.model", "gpt2");
	gb_array(b, "tokenizer.ggml.tokens", BITNET_VALUE_STRING, texts.s, N_TOKENS, texts.n);
	gb_array(b, "tokenizer.ggml.token_type", BITNET_VALUE_I32, types, N_TOKENS, N_TOKENS * sizeof(*types));
	gb_strs(b, "tokenizer.ggml.merges", merges, 1);
	gb_u32(b, "tokenizer.ggml.bos_token_id", 128000);
	gb_u32(b, "tokenizer.ggml.eos_token_id", 128001);
	if (chat_template)
		gb_str(b, "tokenizer.chat_template", chat_template);
	if (pre)
		gb_str(b, "tokenizer.ggml.pre", pre);
	json_object_put(o);
	free(texts.s);
	free(types);
	free(tokens);
}

static void convert(const char *folder, const char *arch)
{
	struct tiny t;

	data_path("tokenizers/llama3.2.vocab.json");
	tiny_init(&t, arch);
	t.matrix_type = BITNET_TENSOR_I2_S;
	t.n_vocab = N_TOKENS;
	t.n_embd = 32;
	t.n_ff = 128;
	t.keys = vocabulary;
	/* The path of the data may be relative: build before the folder changes. */
	{
		size_t n;
		unsigned char *s = tiny_build(&t, &n);

		scratch_enter(folder);
		hf_put_file("in.gguf", s, n);
		free(s);
	}
	run_defaults();
	run_o.repair = true;
	run_convert("in.gguf", "out.gguf");
}

static const char *text(const char *key)
{
	static char buf[512];
	struct bitnet_str s;

	CHECK_OK(bitnet_gguf_get_str(run_g, key, &s, &run_err), run_err);
	snprintf(buf, sizeof(buf), "%.*s", (int)s.n, s.s);
	return buf;
}

static char start[1024];

static void back(void)
{
	if (chdir(start) != 0)
		FAIL("cannot go back to %s", start);
}

TEST(official, "adds the pre-tokeniser and the end of a turn, and puts the converter's template right")
{
	uint32_t eot = 0;

	back();
	chat_template = "{% for message in messages %}Human: {{ message['content'] }}\\n\\nBITNETAssistant: {% endfor %}";
	pre = NULL;
	convert("official", "bitnet-b1.58");
	CHECK_STR(text("tokenizer.ggml.pre"), "llama-bpe");
	CHECK_OK(bitnet_gguf_get_u32(run_g, "tokenizer.ggml.eot_token_id", &eot, &run_err), run_err);
	CHECK_INT(eot, 128009);
	CHECK_HAS(text("tokenizer.chat_template"), "capitalize");
	CHECK_HAS(text("tokenizer.chat_template"), "<|eot_id|>");
	CHECK(!strstr(text("tokenizer.chat_template"), "BITNETAssistant"));
	CHECK_INT(bitnet_convert_n_keys(run_c), 3);
	run_done();
}

TEST(right, "leaves alone what is there and right, and templates of others")
{
	back();
	chat_template = "{{ something else }}";
	pre = "llama-bpe";
	convert("right", "bitnet-b1.58");
	CHECK_STR(text("tokenizer.ggml.pre"), "llama-bpe");
	CHECK_STR(text("tokenizer.chat_template"), "{{ something else }}");
	CHECK_INT(bitnet_convert_n_keys(run_c), 1);
	CHECK_STR(bitnet_convert_key_at(run_c, 0)->key, "tokenizer.ggml.eot_token_id");
	run_done();
}

TEST(none, "says so where there is no tokenizer")
{
	struct tiny t;

	scratch_enter("none");
	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_I2_S;
	run_tiny(&t, "in.gguf");
	run_defaults();
	run_o.repair = true;
	run_convert("in.gguf", "out.gguf");
	CHECK_HAS(bitnet_convert_notes(run_c), "no tokenizer: nothing to repair");
	CHECK_INT(bitnet_convert_n_keys(run_c), 0);
	run_done();
}

int main(void)
{
	if (!getcwd(start, sizeof(start)))
		return 1;
	scratch_begin();
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* A GGUF as the input: keys kept, dropped and renamed. */
#include "convert-run.h"

/* As tiny_tensor() makes it of a name. */
static uint64_t tiny_seed_of(const char *name)
{
	uint64_t seed = 1;

	while (*name)
		seed = seed * 31 + (unsigned char)*name++;
	return seed;
}

static void more_keys(struct gguf_build *b)
{
	gb_u32(b, "general.alignment", 64);
	gb_u32(b, "general.file_type", 40);
	gb_str(b, "general.name", "a\tname");
	gb_str(b, "bitnet-b1.58x", "not of the architecture");
	b->alignment = 64;
}

static bool key_is(const char *key, const char *what)
{
	size_t i;

	for (i = 0; i < bitnet_convert_n_keys(run_c); i++)
		if (strcmp(bitnet_convert_key_at(run_c, i)->key, key) == 0 && strcmp(bitnet_convert_key_at(run_c, i)->what, what) == 0)
			return true;
	return false;
}

TEST(keys, "keeps all keys but those of the old file, and says what changes")
{
	struct bitnet_str s;
	struct tiny t;
	uint32_t u;

	scratch_enter("keys");
	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_I2_S;
	t.keys = more_keys;
	run_tiny(&t, "in.gguf");
	run_defaults();
	run_o.ternary_type = BITNET_TENSOR_TQ1_0;
	run_convert("in.gguf", "out.gguf");
	CHECK(key_is("general.alignment", "dropped"));
	CHECK(key_is("general.file_type", "changed"));
	CHECK_INT(bitnet_convert_n_keys(run_c), 2);
	CHECK_INT(bitnet_gguf_alignment(run_g), 32);
	CHECK_OK(bitnet_gguf_get_u32(run_g, "general.file_type", &u, &run_err), run_err);
	CHECK_INT(u, 36);
	CHECK_OK(bitnet_gguf_get_str(run_g, "general.name", &s, &run_err), run_err);
	CHECK_INT(s.n, 6);
	CHECK_OK(bitnet_gguf_get_u32(run_g, "bitnet-b1.58.block_count", &u, &run_err), run_err);
	CHECK_INT(u, 2);
	run_done();
}

TEST(llama_cpp, "renames the architecture for llama.cpp, and names the activation that the name stood for")
{
	struct bitnet_str s;
	struct tiny t;
	uint32_t u;

	scratch_enter("llamacpp");
	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_I2_S;
	t.keys = more_keys;
	run_tiny(&t, "in.gguf");
	run_defaults();
	run_o.for_llama_cpp = true;
	run_convert("in.gguf", "out.gguf");
	CHECK_STR(bitnet_convert_architecture(run_c), "bitnet");
	CHECK_OK(bitnet_gguf_get_str(run_g, "general.architecture", &s, &run_err), run_err);
	CHECK(s.n == 6 && memcmp(s.s, "bitnet", 6) == 0);
	CHECK_OK(bitnet_gguf_get_str(run_g, "bitnet.hidden_activation", &s, &run_err), run_err);
	CHECK(s.n == 5 && memcmp(s.s, "relu2", 5) == 0);
	CHECK_OK(bitnet_gguf_get_u32(run_g, "bitnet.block_count", &u, &run_err), run_err);
	CHECK(!bitnet_gguf_kv(run_g, "bitnet-b1.58.block_count"));
	CHECK(bitnet_gguf_kv(run_g, "bitnet-b1.58x") != NULL);
	CHECK_INT(run_tensor("blk.0.attn_q.weight")->type, BITNET_TENSOR_TQ2_0);
	CHECK(key_is("general.architecture", "changed") && key_is("bitnet.hidden_activation", "added"));
	run_done();
}

/* A head with the values of the embedding, which depend on its name. */
static void same_head(struct gguf_build *b)
{
	unsigned char data[256 * 40 * 2];

	tiny_dense(BITNET_TENSOR_F16, tiny_seed_of("token_embd.weight"), 256 * 40, data);
	gb_tensor(b, "output.weight", BITNET_TENSOR_F16, 256, 40, data, sizeof(data));
}

TEST(head, "leaves out for llama.cpp a head that is the embedding again, and refuses another one")
{
	struct tiny t;

	scratch_enter("head");
	tiny_init(&t, "bitnet-25");
	t.matrix_type = BITNET_TENSOR_I2_S;
	t.separate_head = 1;
	run_tiny(&t, "in.gguf");
	run_defaults();
	run_o.for_llama_cpp = true;
	run_refused("in.gguf", BITNET_E_UNSUPPORTED, "llama_cpp_head", "'output.weight'");
	t.separate_head = 0;
	t.tensors = same_head;
	run_tiny(&t, "in.gguf");
	run_convert("in.gguf", "out.gguf");
	CHECK(!bitnet_gguf_tensor(run_g, "output.weight"));
	CHECK(key_is("output.weight", "dropped"));
	run_done();
}

TEST(wrong, "refuses a file that is no model of its architecture, or no GGUF")
{
	struct tiny t;

	scratch_enter("wrong");
	tiny_init(&t, "llama");
	t.skip = "block_count";
	run_tiny(&t, "in.gguf");
	run_defaults();
	run_refused("in.gguf", BITNET_E_INPUT, "key_missing", "llama.block_count");
	t.skip = "general.architecture";
	run_tiny(&t, "in.gguf");
	CHECK_INT(run_plan("in.gguf"), BITNET_E_NOTFOUND);
	hf_put_text("text", "this is no model");
	run_refused("text", BITNET_E_INPUT, "gguf_magic", "not a GGUF file");
	CHECK_INT(run_plan("nothing"), BITNET_E_NOTFOUND);
}

int main(void)
{
	scratch_begin();
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* A checkpoint as the input: files, tensors, keys. */
#include "convert-run.h"

static struct hf_model m;

static void begin(const char *name, const char *class)
{
	scratch_enter(name);
	hf_init(&m, class);
	run_defaults();
}

static uint32_t number(const char *key)
{
	uint32_t v = 0;

	CHECK_OK(bitnet_gguf_get_u32(run_g, key, &v, &run_err), run_err);
	return v;
}

TEST(keys, "writes the keys of a BitNet and a file that the engine checks without a fault")
{
	float f = 0;

	begin("keys", "BitNetForCausalLM");
	hf_checkpoint(&m, "model");
	run_convert("model", "out.gguf");
	CHECK_STR(bitnet_convert_architecture(run_c), "bitnet-b1.58");
	CHECK_INT(number("bitnet-b1.58.vocab_size"), HF_VOCAB);
	CHECK_INT(number("bitnet-b1.58.context_length"), 64);
	CHECK_INT(number("bitnet-b1.58.embedding_length"), HF_EMBD);
	CHECK_INT(number("bitnet-b1.58.feed_forward_length"), HF_FF);
	CHECK_INT(number("bitnet-b1.58.attention.head_count"), 4);
	CHECK_INT(number("bitnet-b1.58.attention.head_count_kv"), 2);
	CHECK_INT(number("bitnet-b1.58.rope.dimension_count"), 64);
	CHECK_OK(bitnet_gguf_get_f32(run_g, "bitnet-b1.58.rope.freq_base", &f, &run_err), run_err);
	CHECK(f == 10000);
	CHECK_INT(number("general.file_type"), 40);
	CHECK_INT(bitnet_gguf_n_tensors(run_g), 13);
	CHECK_STR(bitnet_convert_tensor_at(run_c, 0)->name, "token_embd.weight");
	CHECK_STR(bitnet_convert_tensor_at(run_c, 12)->name, "output_norm.weight");
	run_done();
}

static int finding(void *arg, const struct bitnet_finding *f)
{
	(void)f;
	++*(int *)arg;
	return 0;
}

TEST(check, "writes models of both architectures that the engine finds nothing wrong with")
{
	static const char *const classes[] = { "BitNetForCausalLM", "LlamaForCausalLM" };
	int n = 0, i;

	for (i = 0; i < 2; i++) {
		begin(classes[i], classes[i]);
		m.kind = HF_TERNARY;
		m.head = i;
		hf_checkpoint(&m, "model");
		run_convert("model", "out.gguf");
		CHECK_OK(bitnet_model_check(run_g, true, finding, &n, &run_err), run_err);
		CHECK_INT(n, 0);
		CHECK_INT(bitnet_gguf_tensor(run_g, "output.weight") != NULL, i);
	}
	run_done();
}

TEST(paths, "takes the folder, its file of tensors, or an index of several")
{
	struct hf_build b = { { NULL, 0, 0 }, { NULL, 0, 0 } };

	begin("paths", "BitNetForCausalLM");
	m.skip = "model.layers.0.mlp.down_proj.weight";
	hf_checkpoint(&m, "model");
	run_refused("model", BITNET_E_INPUT, "tensor_missing", "'blk.0.ffn_down.weight'");
	CHECK_INT(rename("model/model.safetensors", "model/a"), 0);
	run_refused("model", BITNET_E_NOTFOUND, "no_weights", "no model.safetensors");
	hf_floats(&b, "model.layers.0.mlp.down_proj.weight", HF_EMBD, HF_FF, 0);
	hf_write(&b, "model/b");
	hf_put_text("model/model.safetensors.index.json", "{\"weight_map\":{\"model.layers.0.mlp.down_proj.weight\":\"b\","
		"\"model.embed_tokens.weight\":\"a\",\"model.norm.weight\":\"a\",\"model.layers.0.input_layernorm.weight\":\"a\","
		"\"model.layers.0.post_attention_layernorm.weight\":\"a\",\"model.layers.0.self_attn.q_proj.weight\":\"a\","
		"\"model.layers.0.self_attn.k_proj.weight\":\"a\",\"model.layers.0.self_attn.v_proj.weight\":\"a\","
		"\"model.layers.0.self_attn.o_proj.weight\":\"a\",\"model.layers.0.self_attn.attn_sub_norm.weight\":\"a\","
		"\"model.layers.0.mlp.gate_proj.weight\":\"a\",\"model.layers.0.mlp.up_proj.weight\":\"a\","
		"\"model.layers.0.mlp.ffn_sub_norm.weight\":\"a\"}}");
	CHECK_OK(run_plan("model"), run_err);
	CHECK_OK(run_plan("model/model.safetensors.index.json"), run_err);
	CHECK_INT(bitnet_convert_n_tensors(run_c), 13);
	begin("paths2", "BitNetForCausalLM");
	hf_checkpoint(&m, "model");
	CHECK_OK(run_plan("model/model.safetensors"), run_err);
	CHECK_OK(run_plan("model/"), run_err);
	run_done();
}

static void stranger(struct hf_build *b)
{
	hf_floats(b, "model.layers.0.mlp.other.weight", 2, 2, 0);
}

static void second_layer(struct hf_build *b)
{
	hf_floats(b, "model.layers.1.mlp.up_proj.weight", HF_FF, HF_EMBD, 0);
}

static void lonely_scale(struct hf_build *b)
{
	static const float one = 1;

	hf_tensor(b, "model.layers.0.mlp.up_proj.weight_scale", "F32", "1", &one, 4);
}

static void integers(struct hf_build *b)
{
	static const unsigned char zeros[8 * 256];

	hf_tensor(b, "model.layers.0.input_layernorm.weight", "I64", "256", zeros, sizeof(zeros));
}

TEST(strange, "refuses tensors that have no place, by name")
{
	begin("strange", "BitNetForCausalLM");
	m.more = stranger;
	hf_checkpoint(&m, "a");
	run_refused("a", BITNET_E_UNSUPPORTED, "tensor_unknown", "'model.layers.0.mlp.other.weight'");
	m.more = second_layer;
	hf_checkpoint(&m, "b");
	run_refused("b", BITNET_E_INPUT, "tensor_unknown", "of a layer that config.json does not have");
	m.more = lonely_scale;
	hf_checkpoint(&m, "c");
	run_refused("c", BITNET_E_INPUT, "weight_scale", "no quantization_config");
	m.more = integers;
	m.skip = "model.layers.0.input_layernorm.weight";
	hf_checkpoint(&m, "d");
	run_refused("d", BITNET_E_UNSUPPORTED, "st_dtype", "'model.layers.0.input_layernorm.weight'");
	m.more = NULL;
	m.skip = NULL;
	m.class = "LlamaForCausalLM";
	hf_checkpoint(&m, "e");
	run_o.ternary_type = BITNET_TENSOR_F16;
	CHECK_OK(run_plan("e"), run_err);
	run_o.ternary_type = BITNET_CONVERT_KEEP;
	run_refused("e", BITNET_E_INPUT, "dense_weights", "'model.layers.0.self_attn.q_proj.weight'");
}

TEST(shape, "refuses a tensor whose shape is not that of config.json")
{
	char config[2048];
	char *at;

	begin("shape", "BitNetForCausalLM");
	hf_checkpoint(&m, "in");
	hf_config(&m, config, sizeof(config));
	at = strstr(config, "\"vocab_size\":40");
	CHECK(at);
	memcpy(at, "\"vocab_size\":41", 15);
	hf_put_text("in/config.json", config);
	run_refused("in", BITNET_E_INPUT, "tensor_shape", "is 40 x 256, config.json asks for 41 x 256");
	hf_put_text("in/config.json", "{");
	run_refused("in", BITNET_E_INPUT, "bad_json", "config.json: ");
	CHECK_INT(unlink("in/config.json"), 0);
	run_refused("in", BITNET_E_NOTFOUND, "no_config", "no config.json");
}

TEST(llama_cpp, "writes the architecture and the activation that llama.cpp reads")
{
	struct bitnet_str s;

	begin("llamacpp", "BitNetForCausalLM");
	hf_checkpoint(&m, "in");
	run_o.for_llama_cpp = true;
	run_convert("in", "out.gguf");
	CHECK_STR(bitnet_convert_architecture(run_c), "bitnet");
	CHECK_OK(bitnet_gguf_get_str(run_g, "bitnet.hidden_activation", &s, &run_err), run_err);
	CHECK(s.n == 5 && memcmp(s.s, "relu2", 5) == 0);
	CHECK_INT(number("bitnet.block_count"), 1);
	CHECK_INT(number("general.file_type"), 37);
	m.head = 1;
	hf_checkpoint(&m, "head");
	run_refused("head", BITNET_E_UNSUPPORTED, "llama_cpp_head", "'lm_head.weight'");
}

int main(void)
{
	scratch_begin();
	return tap_main();
}

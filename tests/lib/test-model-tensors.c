/* SPDX-License-Identifier: MIT */
/* Tensors: each one that is missing, or of a wrong shape or type, is refused by name. */
#include "model-try.h"

TEST(missing_tensors, "a tensor that is needed and missing is named, for every architecture")
{
	static const struct {
		const char *arch, *tensor;
	} cases[] = {
		{ "llama", "token_embd.weight" }, { "llama", "output_norm.weight" }, { "llama", "blk.1.attn_q.weight" },
		{ "llama", "blk.1.attn_k.weight" }, { "llama", "blk.0.attn_v.weight" }, { "llama", "blk.0.attn_output.weight" },
		{ "llama", "blk.0.attn_norm.weight" }, { "llama", "blk.0.ffn_norm.weight" }, { "llama", "blk.0.ffn_gate.weight" },
		{ "llama", "blk.0.ffn_up.weight" }, { "llama", "blk.0.ffn_down.weight" }, { "bitnet", "blk.0.attn_sub_norm.weight" },
		{ "bitnet-25", "blk.1.ffn_sub_norm.weight" }, { "gpt2", "position_embd.weight" }, { "gpt2", "blk.0.attn_qkv.weight" },
		{ "gpt2", "blk.0.attn_qkv.bias" }, { "gpt2", "blk.1.attn_norm.bias" }, { "gpt2", "blk.1.ffn_up.bias" },
		{ "gpt2", "output_norm.bias" },
	};
	char text[96];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tiny t;

		tiny_init(&t, cases[i].arch);
		t.skip = cases[i].tensor;
		snprintf(text, sizeof(text), "tensor '%s' is missing", cases[i].tensor);
		refused(&t, BITNET_E_INPUT, "tensor_missing", text);
	}
}

TEST(shapes, "a tensor of another shape is refused with both shapes")
{
	struct tiny t;

	tiny_init(&t, "bitnet-b1.58");
	t.reshape = "blk.1.attn_k.weight";
	t.new_ne[0] = 128;
	t.new_ne[1] = 256;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'blk.1.attn_k.weight' is 128 x 256 x 1 x 1, 256 x 128 expected");
	t.reshape = "blk.0.ffn_sub_norm.weight";
	t.new_ne[0] = 128;
	t.new_ne[1] = 0;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'blk.0.ffn_sub_norm.weight' is 128 x 1 x 1 x 1, 256 x 1 expected");
	t.reshape = "token_embd.weight";
	t.new_ne[0] = 128;
	t.new_ne[1] = 40;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'token_embd.weight'");
	tiny_init(&t, "gpt2");
	t.reshape = "position_embd.weight";
	t.new_ne[0] = 256;
	t.new_ne[1] = 31;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'position_embd.weight' is 256 x 31 x 1 x 1, 256 x 32 expected");
	tiny_init(&t, "llama");
	t.separate_head = 1;
	t.reshape = "output.weight";
	t.new_ne[0] = 256;
	t.new_ne[1] = 41;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'output.weight' is 256 x 41 x 1 x 1, 256 x 40 expected");
}

TEST(tensor_types, "a tensor type that we do not compute with is refused by name")
{
	static const struct {
		uint32_t type;
		const char *text;
	} cases[] = {
		{ 26, "the type I32" }, { 999, "the unknown type 999" }, { 24, "the type I8" },
	};
	struct tiny t;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		tiny_init(&t, "llama");
		t.retype = "blk.1.ffn_up.weight";
		t.new_type = cases[i].type;
		refused(&t, BITNET_E_UNSUPPORTED, "tensor_type", cases[i].text);
	}
}

TEST(mxfp4, "id 39 is TL2 or MXFP4: the room that it takes tells, and the name is said")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.retype = "blk.0.ffn_up.weight";
	t.new_type = BITNET_TENSOR_TL2;
	refused(&t, BITNET_E_UNSUPPORTED, "tl_unknown", "tensor 'blk.0.ffn_up.weight': no tiles are known for TL2 of 256 rows of 256 columns");
	t.roomy = 1;
	refused(&t, BITNET_E_UNSUPPORTED, "tensor_type", "the type MXFP4, which is not supported here");
}

TEST(short_rows, "many ternary rows of a few columns, which padding would blow up, are refused")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.n_embd = 8;
	t.n_head = 1;
	t.n_head_kv = 1;
	t.n_ff = 1024;
	t.retype = "blk.0.ffn_up.weight";
	t.new_type = BITNET_TENSOR_I2_S;
	accepted(&t);
	t.n_ff = 1040;
	refused(&t, BITNET_E_UNSUPPORTED, "tensor_short_rows", "tensor 'blk.0.ffn_up.weight' has 1040 ternary rows of 8 columns");
}

static void scale_two(struct gguf_build *b)
{
	gb_tensor(b, "blk.0.attn_q.scale", BITNET_TENSOR_F32, 2, 0, NULL, 8);
}

TEST(extra_shape, "an extra scale of the wrong shape is refused")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.tensors = scale_two;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'blk.0.attn_q.scale' is 2 x 1 x 1 x 1, 1 x 1 expected");
}

int main(void)
{
	return tap_main();
}

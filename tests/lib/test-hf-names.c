/* SPDX-License-Identifier: MIT */
#include "convert/hf-names.h"
#include "tap.h"

static const char *place(const char *name, enum bitnet_hf_name want)
{
	static struct bitnet_hf_place p;

	CHECK_INT(bitnet_hf_place(name, &p), want);
	return p.name;
}

#define IS(hf, gguf) CHECK_STR(place(hf, BITNET_HF_TENSOR), gguf)

TEST(names, "maps the tensors of BitNet and LLaMA checkpoints")
{
	IS("model.embed_tokens.weight", "token_embd.weight");
	IS("model.norm.weight", "output_norm.weight");
	IS("lm_head.weight", "output.weight");
	IS("model.layers.0.self_attn.q_proj.weight", "blk.0.attn_q.weight");
	IS("model.layers.10.self_attn.k_proj.weight", "blk.10.attn_k.weight");
	IS("model.layers.511.self_attn.v_proj.bias", "blk.511.attn_v.bias");
	IS("model.layers.1.self_attn.o_proj.weight", "blk.1.attn_output.weight");
	IS("model.layers.1.mlp.gate_proj.weight", "blk.1.ffn_gate.weight");
	IS("model.layers.1.mlp.up_proj.weight", "blk.1.ffn_up.weight");
	IS("model.layers.1.mlp.down_proj.weight", "blk.1.ffn_down.weight");
	IS("model.layers.1.input_layernorm.weight", "blk.1.attn_norm.weight");
	IS("model.layers.1.post_attention_layernorm.weight", "blk.1.ffn_norm.weight");
	IS("model.layers.1.self_attn.attn_sub_norm.weight", "blk.1.attn_sub_norm.weight");
	IS("model.layers.1.mlp.ffn_sub_norm.weight", "blk.1.ffn_sub_norm.weight");
	IS("model.layers.1.self_attn.inner_attn_ln.weight", "blk.1.attn_sub_norm.weight");
	IS("model.layers.1.mlp.ffn_layernorm.weight", "blk.1.ffn_sub_norm.weight");
}

TEST(scales, "knows the scale of a matrix and what no model needs")
{
	CHECK_STR(place("model.layers.3.mlp.up_proj.weight_scale", BITNET_HF_SCALE), "blk.3.ffn_up.weight");
	place("model.layers.3.self_attn.rotary_emb.inv_freq", BITNET_HF_IGNORED);
	place("model.rotary_emb.inv_freq", BITNET_HF_IGNORED);
}

TEST(unknown, "does not know a name that is not exactly one of them")
{
	static const char *const names[] = {
		"", "model", "model.layers.", "model.layers.0", "model.layers.0.", "model.layers.00.mlp.up_proj.weight",
		"model.layers.01.mlp.up_proj.weight", "model.layers.-1.mlp.up_proj.weight", "model.layers.512.mlp.up_proj.weight",
		"model.layers.99999999999999999999.mlp.up_proj.weight", "model.layers.0.mlp.up_proj", "model.layers.0.mlp.up_proj.weights",
		"model.layers.0.mlp.up_proj.weight.weight", "model.layers.0.input_layernorm.bias", "model.layers.0.input_layernorm.weight_scale",
		"model.layers.0.mlp.up_proj.rms_norm.weight", "xmodel.norm.weight", "model.norm.bias",
	};
	struct bitnet_hf_place p;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (bitnet_hf_place(names[i], &p) != BITNET_HF_UNKNOWN)
			FAIL("'%s' is known", names[i]);
}

TEST(places, "tells rows that are rotated, vectors, layers and roles")
{
	struct bitnet_hf_place p;

	bitnet_hf_place("model.layers.7.self_attn.q_proj.weight", &p);
	CHECK(p.permute == 1 && !p.vector && p.layer == 7 && p.role == BITNET_CONVERT_LAYER);
	bitnet_hf_place("model.layers.7.self_attn.k_proj.bias", &p);
	CHECK(p.permute == 2 && p.vector && p.role == BITNET_CONVERT_OTHER);
	bitnet_hf_place("model.layers.7.self_attn.v_proj.weight", &p);
	CHECK(!p.permute);
	bitnet_hf_place("model.layers.7.mlp.ffn_sub_norm.weight", &p);
	CHECK(p.vector && p.role == BITNET_CONVERT_OTHER);
}

static enum bitnet_convert_role role(const char *name, uint32_t n_dims)
{
	struct bitnet_tensor t = { .name = { name, strlen(name) }, .n_dims = n_dims };

	return bitnet_gguf_role(&t);
}

TEST(roles, "knows the roles of a GGUF's tensors by name and dimensions")
{
	CHECK_INT(role("blk.0.attn_q.weight", 2), BITNET_CONVERT_LAYER);
	CHECK_INT(role("blk.31.attn_qkv.weight", 2), BITNET_CONVERT_LAYER);
	CHECK_INT(role("blk.0.attn_q.weight", 1), BITNET_CONVERT_OTHER);
	CHECK_INT(role("blk.0.attn_q.scale", 1), BITNET_CONVERT_OTHER);
	CHECK_INT(role("blk.0.attn_norm.weight", 2), BITNET_CONVERT_OTHER);
	CHECK_INT(role("blk.x.attn_q.weight", 2), BITNET_CONVERT_OTHER);
	CHECK_INT(role("token_embd.weight", 2), BITNET_CONVERT_EMBEDDING);
	CHECK_INT(role("output.weight", 2), BITNET_CONVERT_HEAD);
	CHECK_INT(role("position_embd.weight", 2), BITNET_CONVERT_OTHER);
	CHECK_INT(role("output_norm.weight", 1), BITNET_CONVERT_OTHER);
}

int main(void)
{
	return tap_main();
}

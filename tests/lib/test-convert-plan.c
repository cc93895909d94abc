/* SPDX-License-Identifier: MIT */
/* What a plan decides for each tensor. */
#include <math.h>

#include "convert-run.h"
#include "convert/convert-int.h"

TEST(dense, "refuses dense weights as ternary, and names the tensor and two of its values")
{
	struct tiny t;

	scratch_enter("dense");
	tiny_init(&t, "llama");
	run_tiny(&t, "in.gguf");
	run_defaults();
	run_o.ternary_type = BITNET_TENSOR_I2_S;
	run_refused("in.gguf", BITNET_E_INPUT, "dense_weights", "'blk.0.attn_q.weight': is not ternary and cannot become I2_S");
	CHECK_HAS(run_err.hint, "--force-ternary");
	run_o.ternary_type = BITNET_TENSOR_F16;
	CHECK_OK(run_plan("in.gguf"), run_err);
	run_done();
}

TEST(forced, "rounds dense weights when it is forced to, and measures the loss")
{
	const struct bitnet_convert_tensor *p;
	struct bitnet_codes codes;
	float w[256 * 256];
	double sum = 0, squares = 0, mean = 0;
	struct gguf_build b;
	size_t i;

	scratch_enter("forced");
	gb_init(&b);
	gb_str(&b, "general.architecture", "qwen3");
	for (i = 0; i < 256 * 256; i++) {
		w[i] = hf_value("w", i);
		mean += fabs((double)w[i]);
	}
	mean /= 256 * 256;
	gb_tensor(&b, "blk.0.ffn_up.weight", BITNET_TENSOR_F32, 256, 256, w, sizeof(w));
	CHECK_INT(gb_write(&b, "in.gguf"), 0);
	run_defaults();
	run_o.ternary_type = BITNET_TENSOR_I2_S;
	run_o.force_ternary = true;
	run_convert("in.gguf", "out.gguf");
	p = run_tensor("blk.0.ffn_up.weight");
	CHECK_INT(p->how, BITNET_CONVERT_FORCED);
	CHECK_NEAR((double)p->scale / mean, 1, 1e-6);
	codes = run_codes("blk.0.ffn_up.weight");
	for (i = 0; i < 256 * 256; i++) {
		double d = (double)w[i] - (double)codes.codes[i] * (double)codes.scale;

		sum += d * d;
		squares += (double)w[i] * (double)w[i];
	}
	CHECK(p->has_loss);
	CHECK_NEAR(p->loss, sqrt(sum / squares), 1e-9);
	CHECK(p->loss > 0.3 && p->loss < 0.7);
	CHECK_HAS(bitnet_convert_notes(run_c), "architecture 'qwen3' is not one");
	bitnet_codes_release(&codes);
	run_done();
}

TEST(rounding, "says where a scale is rounded to f16")
{
	const struct bitnet_convert_tensor *p;
	struct hf_model m;

	scratch_enter("rounding");
	hf_init(&m, "BitNetForCausalLM");
	hf_checkpoint(&m, "in");
	run_defaults();
	CHECK_OK(run_plan("in"), run_err);
	p = run_tensor("blk.0.attn_q.weight");
	CHECK_INT(p->how, BITNET_CONVERT_ABSMEAN);
	CHECK_INT(p->type, BITNET_TENSOR_I2_S);
	CHECK(p->has_scale && !p->has_loss && p->stored_scale == p->scale);
	run_o.ternary_type = BITNET_TENSOR_TQ2_0;
	CHECK_OK(run_plan("in"), run_err);
	p = run_tensor("blk.0.attn_q.weight");
	CHECK(p->stored_scale != p->scale);
	CHECK_NEAR((double)p->stored_scale / (double)p->scale, 1, 5e-4);
	run_done();
}

TEST(types, "gives layers, embedding and head the types that were asked for, and leaves the rest")
{
	struct tiny t;

	scratch_enter("types");
	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_I2_S;
	t.separate_head = 1;
	run_tiny(&t, "in.gguf");
	run_defaults();
	run_o.ternary_type = BITNET_TENSOR_TQ1_0;
	run_o.embedding_type = BITNET_TENSOR_Q8_0;
	run_o.head_type = BITNET_TENSOR_Q6_K;
	CHECK_OK(run_plan("in.gguf"), run_err);
	CHECK_INT(run_tensor("blk.1.ffn_down.weight")->type, BITNET_TENSOR_TQ1_0);
	CHECK_INT(run_tensor("token_embd.weight")->type, BITNET_TENSOR_Q8_0);
	CHECK_INT(run_tensor("output.weight")->type, BITNET_TENSOR_Q6_K);
	CHECK_INT(run_tensor("output_norm.weight")->how, BITNET_CONVERT_COPY);
	CHECK_INT(run_tensor("token_embd.weight")->bytes, 256 * 40 / 32 * 34);
	run_o.head_type = BITNET_CONVERT_KEEP;
	CHECK_OK(run_plan("in.gguf"), run_err);
	CHECK_INT(run_tensor("output.weight")->type, BITNET_TENSOR_Q8_0);
	run_done();
}

TEST(file_type, "has the number of general.file_type for each type of the layers")
{
	CHECK_INT(bitnet_convert_file_type(BITNET_TENSOR_F16), 1);
	CHECK_INT(bitnet_convert_file_type(BITNET_TENSOR_TQ1_0), 36);
	CHECK_INT(bitnet_convert_file_type(BITNET_TENSOR_TQ2_0), 37);
	CHECK_INT(bitnet_convert_file_type(BITNET_TENSOR_TL1), 38);
	CHECK_INT(bitnet_convert_file_type(BITNET_TENSOR_TL2), 39);
	CHECK_INT(bitnet_convert_file_type(BITNET_TENSOR_I2_S), 40);
}

TEST(arm, "a layout that had to be named is not copied, though the type stays")
{
	struct tiny t;

	scratch_enter("arm");
	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_I2_S;
	run_tiny(&t, "in.gguf");
	run_defaults();
	CHECK_OK(run_plan("in.gguf"), run_err);
	CHECK_INT(run_tensor("blk.0.attn_q.weight")->how, BITNET_CONVERT_COPY);
	run_o.i2s_layout = BITNET_I2S_ARM;
	CHECK_OK(run_plan("in.gguf"), run_err);
	CHECK_INT(run_tensor("blk.0.attn_q.weight")->how, BITNET_CONVERT_CODES);
	run_done();
}

TEST(online, "weights of a BitNet in training become ternary by their mean, also where they are ternary already")
{
	struct hf_model m;

	scratch_enter("online");
	hf_init(&m, "BitNetForCausalLM");
	m.kind = HF_TERNARY;
	hf_checkpoint(&m, "plain");
	m.quantization = "{\"quant_method\":\"bitnet\",\"linear_class\":\"autobitlinear\",\"quantization_mode\":\"online\"}";
	hf_checkpoint(&m, "in");
	run_defaults();
	CHECK_OK(run_plan("plain"), run_err);
	CHECK_INT(run_tensor("blk.0.attn_q.weight")->how, BITNET_CONVERT_CODES);
	CHECK_OK(run_plan("in"), run_err);
	CHECK_INT(run_tensor("blk.0.attn_q.weight")->how, BITNET_CONVERT_ABSMEAN);
	run_done();
}

TEST(unknown, "copies a type that it does not know, and makes nothing of it")
{
	struct gguf_build b;
	unsigned char data[64] = { 1, 2, 3 };

	scratch_enter("unknown");
	gb_init(&b);
	gb_str(&b, "general.architecture", "llama");
	gb_u32(&b, "llama.block_count", 1);
	gb_tensor(&b, "token_embd.weight", 99, 32, 2, data, sizeof(data));
	CHECK_INT(gb_write(&b, "in.gguf"), 0);
	run_defaults();
	CHECK(run_plan("in.gguf") != 0);        /* a LLaMA without its keys is none */
	CHECK_STR(run_err.name, "key_missing");
	gb_init(&b);
	gb_str(&b, "general.architecture", "other");
	gb_tensor(&b, "token_embd.weight", 99, 32, 2, data, sizeof(data));
	CHECK_INT(gb_write(&b, "in.gguf"), 0);
	run_convert("in.gguf", "out.gguf");
	CHECK_INT(bitnet_gguf_tensor(run_g, "token_embd.weight")->file_type, 99);
	CHECK_MEM(bitnet_gguf_tensor(run_g, "token_embd.weight")->data, data, 64);
	run_o.embedding_type = BITNET_TENSOR_F16;
	run_refused("in.gguf", BITNET_E_UNSUPPORTED, "convert_type", "has the type unknown, from which F16 cannot be made");
	run_done();
}

int main(void)
{
	scratch_begin();
	return tap_main();
}

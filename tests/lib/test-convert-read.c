/* SPDX-License-Identifier: MIT */
/* Weights as they are read: packed, rotated, by blocks. */
#include "convert-run.h"

#define MULTIPLY "{\"quant_method\":\"bitnet\",\"linear_class\":\"autobitlinear\",\"quantization_mode\":\"offline\"}"

TEST(packed, "unpacks four rows from a byte, and divides or multiplies as the linear class says")
{
	static const char *const quantization[] = { "{\"quant_method\":\"bitnet\"}", MULTIPLY };
	static const float scale[] = { 1 / HF_PACKED_SCALE, HF_PACKED_SCALE };
	struct bitnet_codes codes;
	struct hf_model m;
	size_t i, k;

	for (k = 0; k < 2; k++) {
		scratch_enter(k ? "multiply" : "divide");
		hf_init(&m, "BitNetForCausalLM");
		m.kind = HF_PACKED;
		m.quantization = quantization[k];
		hf_checkpoint(&m, "in");
		run_defaults();
		run_convert("in", "out.gguf");
		codes = run_codes("blk.0.ffn_down.weight");
		CHECK_INT(codes.n_rows, HF_EMBD);
		CHECK_INT(codes.n_cols, HF_FF);
		CHECK(codes.scale == scale[k]);
		for (i = 0; i < (size_t)HF_EMBD * HF_FF; i++)
			if (codes.codes[i] != hf_code("model.layers.0.mlp.down_proj.weight", i))
				FAIL("code %zu is %d", i, codes.codes[i]);
		bitnet_codes_release(&codes);
		run_done();
	}
}

TEST(rotated, "puts the rows of q and k of a LLaMA into pairs, head by head, and no others")
{
	static const struct { const char *hf, *gguf; size_t rows; } all[] = {
		{ "model.layers.0.self_attn.q_proj.weight", "blk.0.attn_q.weight", 256 },
		{ "model.layers.0.self_attn.k_proj.weight", "blk.0.attn_k.weight", 128 },
		{ "model.layers.0.self_attn.v_proj.weight", "blk.0.attn_v.weight", 0 },
	};
	struct bitnet_codes codes;
	struct hf_model m;
	size_t j, r, c;

	scratch_enter("rotated");
	hf_init(&m, "LlamaForCausalLM");
	m.kind = HF_TERNARY;
	hf_checkpoint(&m, "in");
	run_defaults();
	run_convert("in", "out.gguf");
	for (j = 0; j < 3; j++) {
		codes = run_codes(all[j].gguf);
		CHECK(codes.scale == HF_TERNARY_SCALE);
		for (r = 0; r < codes.n_rows; r++) {
			/* Heads of 64: rows 0, 32, 1, 33 ... */
			size_t from = all[j].rows ? r / 64 * 64 + r % 64 / 2 + r % 2 * 32 : r;

			for (c = 0; c < codes.n_cols; c++)
				if (codes.codes[r * codes.n_cols + c] != hf_code(all[j].hf, from * codes.n_cols + c))
					FAIL("%s: row %zu is not row %zu", all[j].gguf, r, from);
		}
		bitnet_codes_release(&codes);
	}
	run_done();
}

static uint16_t by_block(size_t block)
{
	return (uint16_t)(0x2c00 + block % 3);
}

TEST(blocks, "keeps a scale for each block between TQ1_0 and TQ2_0, and refuses it where there is one for all")
{
	struct bitnet_codes a, b;
	struct tiny t;

	scratch_enter("blocks");
	tiny_init(&t, "llama");
	t.matrix_type = BITNET_TENSOR_TQ1_0;
	t.tq_scale = by_block;
	run_tiny(&t, "in.gguf");
	run_defaults();
	run_convert("in.gguf", "same.gguf");
	a = run_codes("blk.0.ffn_up.weight");
	CHECK(a.block_scales != NULL);
	run_o.ternary_type = BITNET_TENSOR_TQ2_0;
	run_convert("in.gguf", "out.gguf");
	b = run_codes("blk.0.ffn_up.weight");
	CHECK_MEM(b.codes, a.codes, 256 * 256);
	CHECK_MEM(b.block_scales, a.block_scales, 256 * sizeof(float));
	bitnet_codes_release(&a);
	bitnet_codes_release(&b);
	run_o.ternary_type = BITNET_TENSOR_I2_S;
	run_refused("in.gguf", BITNET_E_UNSUPPORTED, "encode_blocks", "tensor 'blk.0.attn_q.weight': has a scale for each block");
	run_done();
}

TEST(ternary_floats, "takes floats that are ternary for codes, of whatever dense type")
{
	static const uint32_t types[] = { BITNET_TENSOR_F16, BITNET_TENSOR_TQ2_0, BITNET_TENSOR_TQ1_0, BITNET_TENSOR_I2_S, BITNET_TENSOR_F16 };
	struct bitnet_codes first = { NULL, 0, 0, 0, NULL }, c;
	struct tiny t;
	char in[32] = "in.gguf", out[32];
	size_t i;

	scratch_enter("floats");
	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_I2_S;
	run_tiny(&t, in);
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		run_defaults();
		run_o.ternary_type = (int)types[i];
		snprintf(out, sizeof(out), "%zu.gguf", i);
		run_convert(in, out);
		CHECK_INT(run_tensor("blk.1.attn_k.weight")->how, BITNET_CONVERT_CODES);
		CHECK(run_tensor("blk.1.attn_k.weight")->scale == TINY_SCALE);
		strcpy(in, out);
		if (types[i] == BITNET_TENSOR_F16)
			continue;
		c = run_codes("blk.1.attn_k.weight");
		if (first.codes)
			CHECK_MEM(c.codes, first.codes, c.n_rows * c.n_cols);
		else
			first = c;
		if (first.codes != c.codes)
			bitnet_codes_release(&c);
	}
	bitnet_codes_release(&first);
	run_done();
}

TEST(code_3, "refuses the code 3 in packed weights")
{
	static unsigned char *data;
	struct hf_model m;
	struct hf_build b;
	size_t n;

	scratch_enter("code3");
	hf_init(&m, "BitNetForCausalLM");
	m.kind = HF_PACKED;
	m.quantization = MULTIPLY;
	hf_checkpoint(&m, "in");
	hf_tensors(&m, &b);
	data = hf_finish(&b, &n);
	/* The last matrix ends before its scale and the last norm. */
	data[n - 4 - HF_EMBD * 4 - 1] = 0xff;
	hf_put_file("in/model.safetensors", data, n);
	free(data);
	run_defaults();
	run_refused("in", BITNET_E_INPUT, "tensor_code_3", "'model.layers.0.mlp.down_proj.weight': holds the code 3");
}

int main(void)
{
	scratch_begin();
	return tap_main();
}

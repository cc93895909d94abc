/* SPDX-License-Identifier: MIT */
/* What is written is what was planned. */
#include "convert-run.h"
#include "kernels/kernels.h"

TEST(dense, "writes embeddings in every dense type, within what the type can hold")
{
	static const struct { uint32_t type; enum bitnet_dense dense; double eps; } all[] = {
		{ BITNET_TENSOR_F32, BITNET_DENSE_F32, 0 }, { BITNET_TENSOR_F16, BITNET_DENSE_F16, 1e-4 },
		{ BITNET_TENSOR_BF16, BITNET_DENSE_BF16, 6e-4 }, { BITNET_TENSOR_Q8_0, BITNET_DENSE_Q8_0, 1e-3 },
		{ BITNET_TENSOR_Q6_K, BITNET_DENSE_Q6_K, 5e-3 }, { BITNET_TENSOR_Q4_0, BITNET_DENSE_Q4_0, 2e-2 },
	};
	struct bitnet_kernels k;
	struct hf_model m;
	float row[HF_EMBD];
	size_t i, r, c;

	scratch_enter("dense");
	bitnet_kernels_init(&k, BITNET_LEVEL_C);
	hf_init(&m, "BitNetForCausalLM");
	hf_checkpoint(&m, "in");
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct bitnet_tensor *t;

		run_defaults();
		run_o.embedding_type = (int)all[i].type;
		run_convert("in", "out.gguf");
		t = bitnet_gguf_tensor(run_g, "token_embd.weight");
		CHECK(t && t->type == all[i].type && t->ne[0] == HF_EMBD && t->ne[1] == HF_VOCAB);
		for (r = 0; r < HF_VOCAB; r++) {
			k.dequant[all[i].dense](row, t->data + r * (t->n_bytes / HF_VOCAB), HF_EMBD);
			for (c = 0; c < HF_EMBD; c++)
				CHECK_NEAR((double)row[c], (double)hf_value("model.embed_tokens.weight", r * HF_EMBD + c), all[i].eps);
		}
	}
	run_done();
}

TEST(shapes, "refuses rows that a type cannot hold, by the tensor's name")
{
	struct tiny t;

	scratch_enter("shapes");
	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_I2_S;
	t.n_embd = 128;
	t.n_ff = 256;
	run_tiny(&t, "in.gguf");
	run_defaults();
	run_o.ternary_type = BITNET_TENSOR_TQ2_0;
	run_refused("in.gguf", BITNET_E_UNSUPPORTED, "encode_shape", "tensor 'blk.0.attn_q.weight'");
	run_o.ternary_type = BITNET_CONVERT_KEEP;
	run_o.embedding_type = BITNET_TENSOR_Q6_K;
	run_refused("in.gguf", BITNET_E_UNSUPPORTED, "encode_shape", "tensor 'token_embd.weight'");
}

static void huge_embedding(struct hf_build *b)
{
	static float w[HF_VOCAB * HF_EMBD];

	w[7 * HF_EMBD + 3] = 1e6f;
	hf_tensor(b, "model.embed_tokens.weight", "F32", "40,256", w, sizeof(w));
}

TEST(value, "refuses a value that a type cannot hold, with or without somebody to tell")
{
	struct hf_model m;
	FILE *f;

	scratch_enter("value");
	f = fopen("out.gguf", "wb");
	CHECK(f != NULL);
	hf_init(&m, "BitNetForCausalLM");
	m.skip = "model.embed_tokens.weight";
	m.more = huge_embedding;
	hf_checkpoint(&m, "in");
	run_defaults();
	run_o.embedding_type = BITNET_TENSOR_F16;
	CHECK_OK(run_plan("in"), run_err);
	CHECK_INT(bitnet_convert_write(run_c, f, NULL, NULL, &run_err), BITNET_E_INPUT);
	CHECK_STR(run_err.name, "encode_value");
	CHECK_HAS(run_err.message, "tensor 'model.embed_tokens.weight': from row 0 on: element 1795 is 1e+06");
	CHECK_INT(bitnet_convert_write(run_c, f, NULL, NULL, NULL), BITNET_E_INPUT);
	fclose(f);
	run_done();
}

TEST(full, "says when the output cannot be written")
{
	struct hf_model m;
	FILE *f = fopen("/dev/full", "wb");

	if (!f)
		SKIP("no /dev/full");
	scratch_enter("full");
	hf_init(&m, "BitNetForCausalLM");
	hf_checkpoint(&m, "in");
	run_defaults();
	CHECK_OK(run_plan("in"), run_err);
	CHECK_INT(bitnet_convert_write(run_c, f, NULL, NULL, &run_err), BITNET_E_SYSTEM);
	CHECK_STR(run_err.name, "write_failed");
	fclose(f);
	run_done();
}

int main(void)
{
	scratch_begin();
	return tap_main();
}

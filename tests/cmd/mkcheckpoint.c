/* SPDX-License-Identifier: MIT */
/*
 * mkcheckpoint KIND DIR: a tiny checkpoint as Hugging Face transformers writes it, for the tests of
 * bitnet-quantize; see tests/lib/hf-build.h.
 *
 *	master     a BitNet in training
 *	packed     the same packed, AutoBitLinear
 *	llama      a dense LLaMA
 */
#include "../lib/hf-build.h"

static const char *kind, *folder;

TEST(make, "makes the checkpoint")
{
	struct hf_model m;

	hf_init(&m, strcmp(kind, "llama") == 0 ? "LlamaForCausalLM" : "BitNetForCausalLM");
	if (strcmp(kind, "packed") == 0) {
		m.kind = HF_PACKED;
		m.quantization = "{\"quant_method\":\"bitnet\",\"linear_class\":\"autobitlinear\"}";
	}
	hf_checkpoint(&m, folder);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 64;
	kind = argv[1];
	folder = argv[2];
	return tap_main();
}

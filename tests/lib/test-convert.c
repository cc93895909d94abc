/* SPDX-License-Identifier: MIT */
/* A conversion from outside: options, facts, what is read. */
#include "convert-run.h"

TEST(defaults, "keeps all types when nothing else is asked for, and gives the same bytes")
{
	struct tiny t;
	FILE *f;
	char *a;
	size_t n, m;
	unsigned char *want;

	scratch_enter("defaults");
	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_TQ2_0;
	run_tiny(&t, "in.gguf");
	run_defaults();
	run_convert("in.gguf", "out.gguf");
	CHECK_STR(bitnet_convert_architecture(run_c), "bitnet-b1.58");
	CHECK_INT(bitnet_convert_n_keys(run_c), 0);
	CHECK_STR(bitnet_convert_notes(run_c), "");
	want = tiny_build(&t, &n);
	CHECK_INT(bitnet_convert_source_bytes(run_c), n);
	CHECK_INT(bitnet_convert_bytes(run_c), n);
	a = malloc(n);
	f = fopen("out.gguf", "rb");
	CHECK(a && f);
	m = fread(a, 1, n, f);
	CHECK_INT(m, n);
	CHECK_MEM(a, want, n);
	fclose(f);
	free(a);
	free(want);
	run_done();
}

TEST(reads, "knows the files that it reads by any of their names")
{
	struct hf_model m;

	scratch_enter("reads");
	hf_init(&m, "BitNetForCausalLM");
	hf_checkpoint(&m, "in");
	CHECK_INT(symlink("in/config.json", "link"), 0);
	hf_put_text("other", "x");
	run_defaults();
	CHECK_OK(run_plan("in"), run_err);
	CHECK(bitnet_convert_reads(run_c, "in/model.safetensors"));
	CHECK(bitnet_convert_reads(run_c, "../reads/in/tokenizer.json"));
	CHECK(bitnet_convert_reads(run_c, "link"));
	CHECK(!bitnet_convert_reads(run_c, "other"));
	CHECK(!bitnet_convert_reads(run_c, "nothing"));
	run_done();
}

static int stop(void *arg, uint64_t done, uint64_t total)
{
	(void)done;
	(void)total;
	return ++*(int *)arg == 3;
}

TEST(progress, "stops where progress says so, in the plan and in the writing")
{
	struct hf_model m;
	int calls = 0;
	FILE *f = tmpfile();

	scratch_enter("progress");
	hf_init(&m, "BitNetForCausalLM");
	hf_checkpoint(&m, "in");
	run_defaults();
	CHECK_INT(bitnet_convert_open(&run_c, "in", &run_o, stop, &calls, &run_err), BITNET_E_CANCELLED);
	CHECK_INT(calls, 3);
	run_c = NULL;
	CHECK_OK(run_plan("in"), run_err);
	calls = 0;
	CHECK(f);
	CHECK_INT(bitnet_convert_write(run_c, f, stop, &calls, &run_err), BITNET_E_CANCELLED);
	fclose(f);
	run_done();
}

TEST(llama_cpp, "refuses types that llama.cpp does not read")
{
	run_defaults();
	run_o.for_llama_cpp = true;
	run_o.ternary_type = BITNET_TENSOR_I2_S;
	run_refused("/nonexistent", BITNET_E_UNSUPPORTED, "llama_cpp_type", "I2_S");
	run_o.ternary_type = BITNET_TENSOR_TL2;
	run_refused("/nonexistent", BITNET_E_UNSUPPORTED, "llama_cpp_type", "TL2");
}

TEST(words, "has a word for each role and each way")
{
	CHECK_STR(bitnet_convert_role_name(BITNET_CONVERT_HEAD), "head");
	CHECK_STR(bitnet_convert_role_name((enum bitnet_convert_role)9), "unknown");
	CHECK_STR(bitnet_convert_how_name(BITNET_CONVERT_ABSMEAN), "absmean");
	CHECK_STR(bitnet_convert_how_name((enum bitnet_convert_how)9), "unknown");
}

int main(void)
{
	scratch_begin();
	return tap_main();
}

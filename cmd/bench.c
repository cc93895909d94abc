/* SPDX-License-Identifier: MIT */
/* bitnet-bench: how fast things are.  Models are measured in bench-model.c, tokenizers in bench-tokenizer.c. */
#include <string.h>

#include "bench-options.h"
#include "cli.h"

static struct bench_options o = { .repeat = 5 };
static bool seed_given, repeat_given;

static const char *const usage[] = {
	"[-m FILE] [-p N,...] [-n N,...] [-d N,...] [-t N,...] [OPTION...]",
	"--kernels [OPTION...]",
	"--tokenizer FILE [OPTION...] TEXT-FILE...",
	"--make-model SHAPE [--seed N] FILE",
	NULL
};

static const struct cli_opt opts[] = {
	CLI_STR('m', "model", &o.model.file, "FILE", "the model, a GGUF file; without it, the one that comes with the tools"),
	CLI_STR('p', "prompt", &o.prompt, "N,...", "measure prompts of so many ids (512); 0: none"),
	CLI_STR('n', "count", &o.count, "N,...", "measure so many tokens, one after the other (128); 0: none"),
	CLI_STR('d', "depth", &o.depth, "N,...", "measure behind so many positions of context (0)"),
	CLI_STR('t', "thread-counts", &o.thread_counts, "N,...", "measure with so many threads; else --threads"),
	CLI_FLAG(0, "kernels", &o.kernels, "measure the kernels of each level of CPU instructions, or of that of --cpu"),
	CLI_STR(0, "tokenizer", &o.model.tokenizer, "FILE", "measure a tokenizer file, a GGUF, or a saved document of bitnet-tok-discover"),
	CLI_STR(0, "make-model", &o.shape, "SHAPE", "write a model with random weights: 2b4t, llama-1b, gpt2 or tiny"),
	CLI_UINT(0, "seed", &o.seed, &seed_given, 0, UINT64_MAX, "N", "of the random weights (0)"),
	CLI_UINT('r', "repeat", &o.repeat, &repeat_given, 1, 1000, "N", "measure so many times (5)"),
	CLI_STR('o', "output", &o.output, "FILE", "write to FILE, which is complete or absent"),
	CLI_JSON,
	CLI_FLAG(0, "csv", &o.csv, "write comma-separated values"),
	CLI_FLAG(0, "no-skip", &o.model.no_skip, "compute also what ReLU squared multiplies by 0"),
	CLI_MODEL_RUN(o.model),
	CLI_COMMON
};

/* Whether an option that is about one model stands on the command line. */
static bool has_model(void)
{
	return o.model.file || o.prompt || o.count || o.depth || o.thread_counts || o.model.no_skip || o.model.kv_type ||
	       o.model.i2s_layout || o.model.tl_config || o.model.low_memory;
}

/* Whether an option that is about models or kernels does. */
static bool has_model_or_kernels(void)
{
	return has_model() || o.kernels || o.csv || o.model.cpu_given || o.model.device_given;
}

static int make(int argc, char **argv)
{
	if (o.model.tokenizer || o.output || o.model.threads || cli.json || repeat_given || has_model_or_kernels())
		return cli_usage("--make-model goes with --seed and nothing else");
	if (argc != 1)
		return cli_usage(argc ? "--make-model writes one FILE" : "no FILE given");
	return bench_make(o.shape, o.seed, argv[0]);
}

static int tokenizer(int argc, char **argv)
{
	int status, i;

	if (has_model_or_kernels())
		return cli_usage("--tokenizer measures a tokenizer, without a model");
	if (!argc)
		return cli_usage("no TEXT-FILE given");
	for (i = 0; i < argc; i++)
		if (cli_same_file(o.output, argv[i]))
			return cli_usage("--output names the text '%s'", argv[i]);
	status = cli_out_spares(o.output, NULL, o.model.tokenizer);
	return status ? status : bench_tokenizer(&o, argc, argv);
}

static int run(int argc, char **argv)
{
	if (o.shape)
		return make(argc, argv);
	if (seed_given)
		return cli_usage("--seed goes with --make-model");
	if (o.model.tokenizer)
		return tokenizer(argc, argv);
	if (argc)
		return cli_usage("unexpected operand '%s': a model is given by --model (-m), and texts go with --tokenizer", argv[0]);
	if (cli.json && o.csv)
		return cli_usage("--json and --csv exclude each other");
	if (!o.kernels)
		return bench_model(&o);
	if (has_model() || o.model.threads || repeat_given)
		return cli_usage("--kernels measures no model, on one thread, as often as it takes");
	return bench_kernels(&o);
}

const struct cli_command cli_command = {
	.name = "bitnet-bench",
	.summary = "measure the speed of models, kernels and tokenizers",
	.usage = usage,
	.opts = opts,
	.run = run,
};

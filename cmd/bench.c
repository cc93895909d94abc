/* SPDX-License-Identifier: MIT */
/* bitnet-bench: how fast things are.  Tokenizers are measured in bench-tokenizer.c, models made in bench-make.c. */
#include <string.h>

#include "bench-options.h"
#include "cli.h"

static struct bench_options o = { .repeat = 5 };
static bool seed_given;

static const char *const usage[] = {
	"--tokenizer FILE [OPTION...] TEXT-FILE...",
	"--make-model SHAPE [--seed N] FILE",
	NULL
};

static const struct cli_opt opts[] = {
	CLI_STR(0, "tokenizer", &o.tokenizer, "FILE", "a tokenizer file, a GGUF, or a saved document of bitnet-tok-discover"),
	CLI_STR(0, "make-model", &o.shape, "SHAPE", "write a model with random weights: 2b4t, llama-1b, gpt2 or tiny"),
	CLI_UINT(0, "seed", &o.seed, &seed_given, 0, UINT64_MAX, "N", "of the random weights (0)"),
	CLI_UINT('r', "repeat", &o.repeat, NULL, 1, 1000, "N", "measure so many times (5)"),
	CLI_UINT('j', "threads", &o.threads, NULL, 1, 1024, "N", "threads that work on one text (1)"),
	CLI_STR('o', "output", &o.output, "FILE", "write to FILE, which is complete or absent"),
	CLI_JSON,
	CLI_COMMON
};

static int make(int argc, char **argv)
{
	if (o.tokenizer || o.output || o.threads || cli.json)
		return cli_usage("--make-model goes with --seed and nothing else");
	if (argc != 1)
		return cli_usage(argc ? "--make-model writes one FILE" : "no FILE given");
	return bench_make(o.shape, o.seed, argv[0]);
}

static int run(int argc, char **argv)
{
	int status, i;

	if (o.shape)
		return make(argc, argv);
	if (seed_given)
		return cli_usage("--seed goes with --make-model");
	if (!o.tokenizer)
		return cli_usage("--tokenizer or --make-model is needed");
	if (!argc)
		return cli_usage("no TEXT-FILE given");
	for (i = 0; i < argc; i++)
		if (cli_same_file(o.output, argv[i]))
			return cli_usage("--output names the text '%s'", argv[i]);
	status = cli_out_spares(o.output, NULL, o.tokenizer);
	return status ? status : bench_tokenizer(&o, argc, argv);
}

const struct cli_command cli_command = {
	.name = "bitnet-bench",
	.summary = "measure the speed of tokenizers, make models to measure with",
	.usage = usage,
	.opts = opts,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/* bitnet-bench: how fast things are.  Tokenizers are measured in bench-tokenizer.c. */
#include <string.h>

#include "bench.h"
#include "cli.h"

static struct bench_options o = { .repeat = 5 };

static const char *const usage[] = {
	"--tokenizer FILE [OPTION...] TEXT-FILE...",
	NULL
};

static const struct cli_opt opts[] = {
	CLI_STR(0, "tokenizer", &o.tokenizer, "FILE", "a tokenizer file, a GGUF, or a saved document of bitnet-tok-discover"),
	CLI_UINT('r', "repeat", &o.repeat, NULL, 1, 1000, "N", "measure so many times (5)"),
	CLI_UINT('j', "threads", &o.threads, NULL, 1, 1024, "N", "threads that work on one text (1)"),
	CLI_STR('o', "output", &o.output, "FILE", "write to FILE, which is complete or absent"),
	CLI_JSON,
	CLI_COMMON
};

static int run(int argc, char **argv)
{
	int status, i;

	if (!o.tokenizer)
		return cli_usage("--tokenizer is needed: the speed of tokenizers is what can be measured");
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
	.summary = "measure the speed of a tokenizer",
	.usage = usage,
	.opts = opts,
	.run = run,
};

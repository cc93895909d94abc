/* SPDX-License-Identifier: MIT */
/*
 * bitnet-tok-discover: which tokenizer belongs to a model, and by which evidence, as one JSON
 * document.  Nothing is downloaded.
 */
#include <string.h>

#include "cli-discover.h"
#include "cli-document.h"
#include "cli-remote.h"
#include "cli-json.h"
#include "cli-tok.h"
#include "cli.h"

static struct {
	const char *model, *tokenizer, *output;
	bool strict, offline;
} o;

static const struct cli_opt opts[] = {
	CLI_STR('m', "model", &o.model, "FILE", "the model; the same as the operand"),
	CLI_STR(0, "tokenizer", &o.tokenizer, "FILE", "use this tokenizer: a file, a GGUF or a saved document"),
	CLI_ALLOW_MOCK,
	CLI_FLAG(0, "strict", &o.strict, "refuse a mismatch and an ambiguous guess"),
	CLI_FLAG(0, "offline", &o.offline, "a plan that needs a download is none"),
	CLI_STR('o', "output", &o.output, "FILE", "write to FILE, complete or not at all"),
	CLI_JSON,
	CLI_COMMON
};

/* -q: the path and nothing else, which is nothing when there is none yet. */
static int write_answer(const struct bitnet_discovery *d)
{
	FILE *f = cli_out_open(o.output);
	struct json_object *doc;

	if (cli.quiet) {
		if (d->tok_path)
			fprintf(f, "%s\n", d->tok_path);
	} else {
		doc = cli_document(d, d);
		cli_json_write(f, doc);
		json_object_put(doc);
	}
	cli_flush(f);
	return cli_out_close();
}

static int search(const char *model)
{
	struct bitnet_discover_options options;
	struct bitnet_discovery *d = NULL;
	struct bitnet_gguf *g;
	struct bitnet_error why;
	int status, found;

	status = cli_open_header(&g, &model, o.offline);
	if (status)
		return status;
	cli_discover_options(&options, o.tokenizer);
	options.strict |= o.strict;
	options.offline |= o.offline;
	options.fingerprint = true;
	options.mock = cli_tok_allow_mock;
	found = cli_discover_header(&d, g, model, &options, &why);
	bitnet_gguf_close(g);
	if (!d)
		return cli_discover_fail(&why, NULL);
	cli_discover_tell(d);
	status = write_answer(d);
	if (found != 0) {
		int none = cli_discover_fail(&why, d);

		status = status ? status : none;
	}
	bitnet_discovery_free(d);
	return status;
}

static int run(int argc, char **argv)
{
	const char *model = o.model ? o.model : argc > 0 ? argv[0] : NULL;
	int status;

	if (!model)
		return cli_usage("no model: give a GGUF file");
	if (argc > (o.model ? 0 : 1))
		return cli_usage("one model at a time: '%s' is one too many", argv[o.model ? 0 : 1]);
	if (strcmp(model, "-") == 0)
		return cli_usage("a model on standard input has nothing beside it: give a file");
	status = cli_out_spares(o.output, model, o.tokenizer);
	return status ? status : search(model);
}

static const char *const usage[] = {
	"[--tokenizer FILE] [--allow-mock] [--strict] [--offline] [--json] [-o FILE] FILE",
	"[--tokenizer FILE] [--allow-mock] [--strict] [--offline] [--json] [-o FILE] -m FILE",
	NULL
};

const struct cli_command cli_command = {
	.name = "bitnet-tok-discover",
	.summary = "find the tokenizer that belongs to a model",
	.usage = usage,
	.opts = opts,
	.run = run,
};

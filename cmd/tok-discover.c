/* SPDX-License-Identifier: MIT */
/*
 * bitnet-tok-discover: which tokenizer belongs to a model, and by which evidence, as one JSON
 * document.  Nothing is downloaded.
 */
#include <string.h>

#include "cli-discover.h"
#include "cli-json.h"
#include "cli.h"

static struct {
	const char *model, *tokenizer, *output;
	bool strict, offline;
} o;

static const struct cli_opt opts[] = {
	CLI_STR('m', "model", &o.model, "FILE", "the model; the same as the operand"),
	CLI_STR(0, "tokenizer", &o.tokenizer, "FILE", "use this tokenizer: a file, a GGUF or a saved document"),
	CLI_FLAG(0, "strict", &o.strict, "refuse a mismatch and an ambiguous guess"),
	CLI_FLAG(0, "offline", &o.offline, "a plan that needs a download is none"),
	CLI_STR('o', "output", &o.output, "FILE", "write to FILE, complete or not at all"),
	CLI_JSON,
	CLI_COMMON
};

static struct json_object *path_json(const char *path)
{
	return path ? cli_json_bytes(path, strlen(path)) : NULL;
}

/* A number, or null when it is not known. */
static struct json_object *count_json(int64_t n)
{
	return n < 0 ? NULL : cli_json_uint((uint64_t)n);
}

static struct json_object *model_json(const struct bitnet_discovery *d)
{
	struct json_object *m = json_object_new_object();

	json_object_object_add(m, "path", path_json(d->model_path));
	json_object_object_add(m, "architecture", cli_json_str(d->architecture));
	json_object_object_add(m, "model_type", cli_json_str(d->model_type));
	json_object_object_add(m, "vocab_size", count_json(d->vocab_size));
	json_object_object_add(m, "vocab_size_source", cli_json_str(d->vocab_size_source));
	json_object_object_add(m, "tokens_sha256", cli_json_str(*d->tokens_sha256 ? d->tokens_sha256 : NULL));
	return m;
}

static struct json_object *tokenizer_json(const struct bitnet_discovery *d)
{
	struct json_object *t;

	if (d->strategy == BITNET_STRATEGY_DOWNLOAD || d->strategy == BITNET_STRATEGY_NONE)
		return NULL;
	t = json_object_new_object();
	json_object_object_add(t, "path", path_json(d->tok_path));
	json_object_object_add(t, "format", cli_json_str(bitnet_tok_format_name(d->tok_format)));
	json_object_object_add(t, "algorithm", cli_json_str(bitnet_tok_algorithm_name(d->tok_algorithm)));
	json_object_object_add(t, "pre", cli_json_str(d->tok_pre));
	json_object_object_add(t, "pre_source", cli_json_str(d->tok_pre_source));
	json_object_object_add(t, "vocab_size", count_json(d->tok_vocab_size));
	json_object_object_add(t, "match", cli_json_str(bitnet_tok_match_name(d->match)));
	json_object_object_add(t, "differing", count_json(d->differing));
	return t;
}

static struct json_object *download_json(const struct bitnet_discovery *d)
{
	struct json_object *w, *files;
	size_t i;

	if (!d->repo)
		return NULL;
	w = json_object_new_object();
	files = json_object_new_array();
	for (i = 0; d->files && d->files[i]; i++)
		json_object_array_add(files, json_object_new_string(d->files[i]));
	json_object_object_add(w, "repo", cli_json_str(d->repo));
	json_object_object_add(w, "revision", cli_json_str(d->revision));
	json_object_object_add(w, "files", files);
	json_object_object_add(w, "cache_key", cli_json_str(d->cache_key));
	json_object_object_add(w, "license", cli_json_str(d->license));
	json_object_object_add(w, "gated", d->gated < 0 ? NULL : json_object_new_boolean(d->gated));
	json_object_object_add(w, "reason", cli_json_str(d->reason));
	return w;
}

static struct json_object *candidates_json(const struct bitnet_discovery *d)
{
	struct json_object *a = json_object_new_array(), *c;
	size_t i;

	for (i = 0; i < d->n_candidates; i++) {
		const struct bitnet_candidate *from = &d->candidates[i];

		c = json_object_new_object();
		json_object_object_add(c, "strategy", cli_json_str(bitnet_strategy_name(from->strategy)));
		json_object_object_add(c, "path", path_json(from->path));
		json_object_object_add(c, "repo", cli_json_str(from->repo));
		json_object_object_add(c, "status", cli_json_str(bitnet_candidate_status_name(from->status)));
		json_object_object_add(c, "reason", cli_json_str(from->reason));
		json_object_array_add(a, c);
	}
	return a;
}

static struct json_object *document(const struct bitnet_discovery *d)
{
	struct json_object *doc = json_object_new_object();

	json_object_object_add(doc, "schema", json_object_new_string("bitnet.tok-discover/1"));
	json_object_object_add(doc, "model", model_json(d));
	json_object_object_add(doc, "strategy", cli_json_str(bitnet_strategy_name(d->strategy)));
	json_object_object_add(doc, "tokenizer", tokenizer_json(d));
	json_object_object_add(doc, "download", download_json(d));
	json_object_object_add(doc, "candidates", candidates_json(d));
	json_object_object_add(doc, "strict", json_object_new_boolean(d->strict));
	json_object_object_add(doc, "offline", json_object_new_boolean(d->offline));
	return doc;
}

/* -q: the path and nothing else, which is nothing when there is none yet. */
static int write_answer(const struct bitnet_discovery *d)
{
	FILE *f = cli_out_open(o.output);
	struct json_object *doc;

	if (cli.quiet) {
		if (d->tok_path)
			fprintf(f, "%s\n", d->tok_path);
	} else {
		doc = document(d);
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
	struct bitnet_error err, why;
	int status, found;

	if (bitnet_gguf_open(&g, model, &err) != 0)
		return cli_fail(&err, model);
	cli_discover_options(&options, o.tokenizer);
	options.strict |= o.strict;
	options.offline |= o.offline;
	options.fingerprint = true;
	found = bitnet_discover(&d, g, model, &options, &why);
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
	"[--tokenizer FILE] [--strict] [--offline] [--json] [-o FILE] FILE",
	"[--tokenizer FILE] [--strict] [--offline] [--json] [-o FILE] -m FILE",
	NULL
};

const struct cli_command cli_command = {
	.name = "bitnet-tok-discover",
	.summary = "find the tokenizer that belongs to a model",
	.usage = usage,
	.opts = opts,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/* bitnet-model-fetch: a model from the Hub, verified; what an earlier run left is taken up. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli-json.h"
#include "cli-remote.h"
#include "cli.h"

static struct {
	const char *id, *file, *type, *revision, *output;
	bool force;
	struct cli_fetch fetch;
} o;

static const struct cli_opt opts[] = {
	CLI_STR(0, "id", &o.id, "ORG/NAME", "the repository; the same as the operand"),
	CLI_STR(0, "file", &o.file, "NAME", "the file of the repository"),
	CLI_STR(0, "type", &o.type, "TYPE", "without --file: the type that stands in the name, as in i2_s"),
	CLI_STR(0, "revision", &o.revision, "REV", "a branch, a tag, refs/pr/N or a commit of it"),
	CLI_STR('o', "output", &o.output, "DIR", "write to DIR/ORG-NAME/FILE, not into the cache of the Hub's client"),
	CLI_FLAG(0, "force", &o.force, "fetch although it is there already"),
	CLI_FLAG(0, "offline", &o.fetch.offline, "take what the cache has, and open no socket"),
	CLI_FETCH_OPTIONS(o.fetch),
	CLI_JSON,
	CLI_COMMON
};

static int put(const char *path, const struct bitnet_fetch_model *w)
{
	struct json_object *doc;

	if (!cli.json) {
		printf("%s\n", path);
	} else {
		doc = json_object_new_object();
		json_object_object_add(doc, "schema", json_object_new_string("bitnet.model-fetch/1"));
		json_object_object_add(doc, "path", cli_json_bytes(path, strlen(path)));
		json_object_object_add(doc, "repo", cli_json_str(w->repo));
		json_object_object_add(doc, "revision", cli_json_str(w->revision ? w->revision : "main"));
		cli_json_write(stdout, doc);
		json_object_put(doc);
	}
	cli_flush(stdout);
	return 0;
}

/* hf://ORG/NAME@REV/FILE says by itself what options say else. */
static int read_address(struct bitnet_fetch_address *a, const char *text)
{
	struct bitnet_error err;

	if (o.file || o.revision)
		return cli_usage("an address says which file and revision: --file and --revision are too many");
	if (bitnet_fetch_address(a, text, &err) != 0)
		return cli_fail(&err, NULL);
	o.id = a->repo;
	o.revision = a->revision;
	o.file = *a->file ? a->file : NULL;
	return 0;
}

static int fetch(struct bitnet_fetch_model *w)
{
	char *path = NULL;
	int status = cli_fetch_open(&o.fetch);

	if (status)
		return status;
	w->cached = o.fetch.offline;
	status = cli_fetch_model(&path, &o.fetch, w);
	cli_fetch_close(&o.fetch);
	if (status == 0)
		status = put(path, w);
	free(path);
	return status;
}

static int run(int argc, char **argv)
{
	struct bitnet_fetch_address a;
	struct bitnet_fetch_model w = { .repo = NULL };
	int status;

	if (argc > (o.id ? 0 : 1))
		return cli_usage("one repository at a time: '%s' is one too many", argv[o.id ? 0 : 1]);
	if (argc > 0)
		o.id = argv[0];
	if (!o.id)
		return cli_usage("no repository: give ORG/NAME");
	if (o.file && o.type)
		return cli_usage("--file or --type: not both");
	if (strncmp(o.id, "hf://", 5) == 0 && (status = read_address(&a, o.id)) != 0)
		return status;
	w.repo = o.id;
	w.revision = o.revision;
	w.file = o.file;
	w.type = o.type;
	w.output = o.output;
	w.force = o.force;
	return fetch(&w);
}

static const char *const usage[] = {
	"[OPTION...] ORG/NAME",
	"[OPTION...] --id ORG/NAME [--file NAME]",
	NULL
};

const struct cli_command cli_command = {
	.name = "bitnet-model-fetch",
	.summary = "fetch a model from the Hub",
	.usage = usage,
	.opts = opts,
	.run = run,
};

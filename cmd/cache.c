/* SPDX-License-Identifier: MIT */
/*
 * bitnet-cache: the cache of tokenizers: what is in it, where, whether it is sound; tidying it up, and carrying
 * it to another machine.  Models and files of other programs are none of its business.
 */
#include <stdio.h>
#include <string.h>

#include "cache-cmd.h"

static struct cache_options o;

static const struct cli_opt opts[] = {
	CLI_FLAG(0, "all", &o.all, "rm: every entry"),
	CLI_STR(0, "older", &o.older, "AGE", "prune: entries not used for AGE, as 30d or 12h"),
	CLI_STR(0, "max-size", &o.max_size, "SIZE", "prune: until the entries have SIZE, as 500M, at most"),
	CLI_STR('o', "output", &o.output, "FILE", "export: write to FILE, a .tar.zst, .tar.gz, .tar.xz, .tar or .zip"),
	CLI_FLAG(0, "dry-run", &o.dry_run, "change nothing, say what would be done"),
	CLI_FLAG('y', "yes", &o.yes, "remove entries that were not named one by one"),
	CLI_JSON,
	CLI_COMMON
};

/* Without a key the folder, with one its tokenizer. */
static int path(struct bitnet_cache *c, int argc, char **argv)
{
	const struct bitnet_cache_file *file;
	struct bitnet_cache_entry *e;
	struct bitnet_error err;
	FILE *f;

	if (argc > 1)
		return cli_usage("path takes one key");
	if (argc == 0) {
		f = cli_out_open(NULL);
		fprintf(f, "%s/tokenizers\n", bitnet_cache_dir(c));
		return cache_finish(f);
	}
	if (bitnet_cache_lookup(&e, c, argv[0], &err) != 0)
		return cli_fail(&err, NULL);
	f = cli_out_open(NULL);
	file = bitnet_cache_entry_tokenizer(e);
	fprintf(f, "%s\n", file ? file->path : e->dir);
	bitnet_cache_entry_free(e);
	return cache_finish(f);
}

/* Options that belong to another subcommand. */
static int check_options(const char *what)
{
	bool rm = strcmp(what, "rm") == 0, prune = strcmp(what, "prune") == 0, import = strcmp(what, "import") == 0;

	if (o.all && !rm)
		return cli_usage("--all goes with rm");
	if ((o.older || o.max_size) && !prune)
		return cli_usage("%s goes with prune", o.older ? "--older" : "--max-size");
	if (o.output && strcmp(what, "export") != 0)
		return cli_usage("--output goes with export");
	if (o.yes && !rm && !prune)
		return cli_usage("--yes goes with rm and prune");
	if (o.dry_run && !rm && !prune && !import)
		return cli_usage("--dry-run goes with rm, prune and import");
	return 0;
}

static int dispatch(struct bitnet_cache *c, const char *what, int argc, char **argv)
{
	int status = check_options(what);

	if (status)
		return status;
	if (strcmp(what, "path") == 0)
		return path(c, argc, argv);
	if (strcmp(what, "verify") == 0)
		return cache_verify(c, argc, argv);
	if (strcmp(what, "rm") == 0)
		return cache_rm(c, argc, argv, &o);
	if (strcmp(what, "export") == 0)
		return cache_export(c, argc, argv, &o);
	if (strcmp(what, "import") == 0)
		return cache_import(c, argc, argv, &o);
	if (argc > 0)
		return cli_usage("%s takes no operand: '%s'", what, argv[0]);
	return strcmp(what, "list") == 0 ? cache_list(c) : cache_prune(c, &o);
}

static int run(int argc, char **argv)
{
	static const char *const names[] = { "list", "path", "verify", "prune", "rm", "export", "import" };
	const char *dir = cli_cache_dir();
	struct bitnet_cache *c;
	struct bitnet_error err;
	size_t i;
	int status;

	if (argc == 0)
		return cli_usage("what? list, path, verify, prune, rm, export or import");
	for (i = 0; i < sizeof(names) / sizeof(*names) && strcmp(argv[0], names[i]) != 0; i++)
		;
	if (i == sizeof(names) / sizeof(*names))
		return cli_usage("'%s' is not one of list, path, verify, prune, rm, export, import", argv[0]);
	if (!dir)
		return cli_fail_named(CLI_EXIT_CONFIG, "no_cache_dir", "Set BITNET_CACHE_DIR.",
				      "nothing says where the cache is: BITNET_CACHE_DIR, XDG_CACHE_HOME and HOME are unset");
	if (bitnet_cache_open(&c, dir, &err) != 0)
		return cli_fail(&err, NULL);
	status = dispatch(c, argv[0], argc - 1, argv + 1);
	bitnet_cache_close(c);
	return status;
}

static const char *const usage[] = {
	"list [--json]",
	"path [KEY]",
	"verify [--json] [KEY...]",
	"prune [--older AGE] [--max-size SIZE] [--dry-run] [-y] [--json]",
	"rm [--dry-run] [--json] KEY...",
	"rm --all [--dry-run] [-y] [--json]",
	"export -o FILE KEY...",
	"import [--dry-run] [--json] FILE...",
	NULL
};

const struct cli_command cli_command = {
	.name = "bitnet-cache",
	.summary = "show, check, tidy and carry the cache of tokenizers",
	.usage = usage,
	.opts = opts,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/* bitnet-cache export and import: entries as one archive. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bitnet/bundle.h>

#include "cache-cmd.h"

static int put(void *arg, const void *data, size_t n)
{
	return fwrite(data, 1, n, arg) == n ? 0 : -1;
}

int cache_export(struct bitnet_cache *c, int argc, char **argv, const struct cache_options *o)
{
	enum bitnet_bundle_format format;
	struct bitnet_error err;
	FILE *f;

	if (!o->output)
		return cli_usage("export: where to? give --output (-o)");
	if (argc == 0)
		return cli_usage("export: which? give keys");
	format = bitnet_bundle_format(o->output);
	if (format == BITNET_BUNDLE_NONE)
		return cli_usage("--output: '%s' does not end in .tar.zst, .tar.gz, .tgz, .tar.xz, .tar or .zip", o->output);
	f = cli_out_open(o->output);
	if (bitnet_bundle_export(c, (const char *const *)argv, (size_t)argc, format, put, f, &err) != 0) {
		cli_out_abandon();
		return cli_fail(&err, NULL);
	}
	return cli_out_close();
}

/* ---- import */

struct told {
	FILE *f;
	uint64_t bytes;
	struct json_object *list;          /* with --json */
};

static void tell(void *arg, const char *key, const char *what, uint64_t bytes)
{
	struct told *t = arg;
	struct json_object *o;

	t->bytes += bytes;
	if (!cli.json) {
		if (!cli.quiet)
			fprintf(t->f, "%s\t%s\t%llu\n", key, what, (unsigned long long)bytes);
		return;
	}
	o = json_object_new_object();
	json_object_object_add(o, "key", cli_json_str(key));
	json_object_object_add(o, "what", cli_json_str(what));
	json_object_object_add(o, "bytes", cli_json_uint(bytes));
	json_object_array_add(t->list, o);
}

static int import_one(struct bitnet_cache *c, const char *path, bool dry_run, struct told *t)
{
	bool in = strcmp(path, "-") == 0;
	struct stat st;
	struct bitnet_error err;
	int fd = in ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC), status = 0;

	if (fd < 0)
		return cli_fail_named(errno == ENOENT || errno == ENOTDIR ? CLI_EXIT_NOINPUT : CLI_EXIT_IO, "cannot_open", NULL,
				      "%s: cannot open: %s", path, strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		status = cli_fail_named(CLI_EXIT_NOINPUT, "cannot_open", NULL, "%s: cannot open: %s", path, strerror(EISDIR));
	else if (bitnet_bundle_import(c, fd, dry_run, tell, t, &err) != 0)
		status = cli_fail(&err, in ? "standard input" : path);
	if (!in)
		close(fd);
	return status;
}

int cache_import(struct bitnet_cache *c, int argc, char **argv, const struct cache_options *o)
{
	struct told t = { .list = cli.json ? json_object_new_array() : NULL };
	struct json_object *doc;
	int i, status = 0, one, written;

	if (argc == 0)
		return cli_usage("import: which? give bundles, or - for standard input");
	t.f = cli_out_open(NULL);
	for (i = 0; i < argc; i++) {
		one = import_one(c, argv[i], o->dry_run, &t);
		if (status == 0)
			status = one;
	}
	if (cli.json) {
		doc = json_object_new_object();
		json_object_object_add(doc, "schema", json_object_new_string("bitnet.cache-import/1"));
		json_object_object_add(doc, "dry_run", json_object_new_boolean(o->dry_run));
		json_object_object_add(doc, "bytes", cli_json_uint(t.bytes));
		json_object_object_add(doc, "entries", t.list);
		cli_json_write(t.f, doc);
		json_object_put(doc);
	}
	written = cache_finish(t.f);
	return status ? status : written;
}

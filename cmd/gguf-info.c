/* SPDX-License-Identifier: MIT */
/* bitnet-gguf-info: what is in a GGUF file. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-remote.h"
#include "cli.h"
#include "gguf-info.h"

static const char *const array_words[] = { "none", "head", "full", NULL };

static struct {
	const char *key, *keys, *tensors;
	int arrays;
	bool arrays_given, check, diff;
} o = { .arrays = ARRAYS_HEAD };

static const char *const usage[] = {
	"[OPTION...] FILE...",
	"--check [--json] FILE...",
	"--diff [--json] A B",
	NULL
};

static const struct cli_opt opts[] = {
	{ .name = "key", .kind = CLI_KIND_STR, .value = &o.key, .arg = "KEY", .group = "what",
	  .help = "print the value of this key as it is; exit 1 if it is absent" },
	{ .name = "keys", .kind = CLI_KIND_STR, .value = &o.keys, .arg = "GLOB", .group = "what",
	  .help = "list the keys that match: name, type, value" },
	{ .name = "tensors", .kind = CLI_KIND_OPTSTR, .value = &o.tensors, .arg = "GLOB", .group = "what",
	  .help = "list the tensors (that match): name, type, shape, bytes, offset, part" },
	CLI_ENUM(0, "arrays", &o.arrays, &o.arrays_given, array_words, "HOW", "show none, the head or the full arrays"),
	{ .name = "check", .kind = CLI_KIND_FLAG, .value = &o.check, .group = "what",
	  .help = "list all that is wrong or odd about a model; exit 1 if anything is fatal" },
	{ .name = "diff", .kind = CLI_KIND_FLAG, .value = &o.diff, .group = "what",
	  .help = "what differs between two files; exit 1 if anything does" },
	CLI_JSON,
	CLI_COMMON
};

static bool is_stdin(const char *path)
{
	return strcmp(path, "-") == 0;
}

static const char *shown(const char *path)
{
	return is_stdin(path) ? "standard input" : path;
}

/* A path may be a pipe, as in <(zstd -dc m.gguf.zst); it is then read as standard input is. */
static int open_file(const char *path, struct bitnet_gguf **g, struct bitnet_error *err)
{
	struct stat st;
	int fd, status;

	if (is_stdin(path))
		return bitnet_gguf_open_stream(g, STDIN_FILENO, err);
	if (stat(path, &st) < 0 || !S_ISFIFO(st.st_mode))
		return bitnet_gguf_open(g, path, err);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return bitnet_gguf_open(g, path, err);
	status = bitnet_gguf_open_stream(g, fd, err);
	close(fd);
	return status;
}

/* ---- what is asked of one file; each returns the exit status */

static int do_key(const struct info_file *f)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(f->g, o.key);
	enum info_arrays arrays = o.arrays_given ? (enum info_arrays)o.arrays : ARRAYS_FULL;
	struct json_object *value;

	if (!kv)
		return CLI_EXIT_NO;
	if (cli.json) {
		value = info_json_value(kv, arrays);
		cli_json_write(stdout, value);
		json_object_put(value);
		return 0;
	}
	info_put_file(f);
	/* A terminal is not given what a file says; a program gets the bytes. */
	if (isatty(STDOUT_FILENO)) {
		info_put_value(kv, arrays);
		putchar('\n');
	} else {
		info_put_raw(kv, arrays);
	}
	return 0;
}

static struct json_object *new_document(const struct info_file *f)
{
	struct json_object *doc = json_object_new_object();

	json_object_object_add(doc, "schema", json_object_new_string("bitnet.gguf-info/1"));
	json_object_object_add(doc, "path", cli_json_bytes(f->shown, strlen(f->shown)));
	return doc;
}

static int do_json(const struct info_file *f)
{
	struct json_object *doc = new_document(f), *list;
	const char *glob = o.keys ? o.keys : o.tensors;
	bool found = true;

	if (!o.keys && !o.tensors)
		info_summary_json(f, doc);
	if (!o.tensors) {
		list = info_keys_json(f, o.keys, (enum info_arrays)o.arrays);
		found = json_object_array_length(list) > 0;
		json_object_object_add(doc, "keys", list);
	}
	if (!o.keys) {
		list = info_tensors_json(f, o.tensors);
		found = json_object_array_length(list) > 0;
		json_object_object_add(doc, "tensors", list);
	}
	cli_json_write(stdout, doc);
	json_object_put(doc);
	return found || !glob || !*glob ? CLI_EXIT_OK : CLI_EXIT_NO;
}

static int do_text(const struct info_file *f)
{
	if (o.keys)
		return info_keys(f, o.keys, (enum info_arrays)o.arrays) ? CLI_EXIT_OK : CLI_EXIT_NO;
	if (o.tensors)
		return info_tensors(f, o.tensors) || !*o.tensors ? CLI_EXIT_OK : CLI_EXIT_NO;
	info_summary(f);
	return CLI_EXIT_OK;
}

static int look_at(const char *path, bool several)
{
	struct info_file f = { .shown = path, .several = several };
	struct bitnet_error err;
	struct bitnet_gguf *g;
	int status;

	if (cli_is_remote(path) || strncmp(path, "ollama://", 9) == 0) {
		const char *at = path;

		status = cli_open_header(&g, &at, false);
		if (status)
			return status;
	} else if (open_file(path, &g, &err) != 0) {
		if (o.check && cli_exit_of(&err) == CLI_EXIT_DATA)
			info_check_refused(&f, &err);
		return cli_fail(&err, shown(path));
	}
	f.g = g;
	if (o.key)
		status = do_key(&f);
	else if (o.check)
		status = info_check(&f);
	else
		status = cli.json ? do_json(&f) : do_text(&f);
	bitnet_gguf_close(g);
	return status;
}

static int do_diff(char **paths)
{
	struct info_file f[2] = { { .shown = paths[0] }, { .shown = paths[1] } };
	struct bitnet_gguf *g[2] = { NULL, NULL };
	struct bitnet_error err;
	int i, status = 0;

	for (i = 0; i < 2; i++) {
		if (bitnet_gguf_open(&g[i], paths[i], &err) == 0)
			f[i].g = g[i];
		else if (status == 0)
			status = cli_fail(&err, paths[i]);
		else
			cli_fail(&err, paths[i]);
	}
	if (status == 0)
		status = info_diff(&f[0], &f[1], cli.json);
	bitnet_gguf_close(g[0]);
	bitnet_gguf_close(g[1]);
	return status;
}

static int run(int argc, char **argv)
{
	int i, n_stdin = 0, status = 0;

	for (i = 0; i < argc; i++)
		n_stdin += is_stdin(argv[i]);
	if (o.diff && argc != 2)
		return cli_usage("--diff takes two files, not %d", argc);
	if (o.diff && n_stdin)
		return cli_usage("--diff compares the data of tensors, so it cannot read standard input");
	if (argc == 0)
		return cli_usage("no FILE given");
	if (o.arrays_given && !o.key && !o.keys && (!cli.json || o.check || o.diff || o.tensors))
		return cli_usage("--arrays goes with --key, --keys, and --json without --tensors, --check and --diff");
	if (n_stdin > 1)
		return cli_usage("standard input ('-') is given %d times", n_stdin);
	if (o.diff)
		return do_diff(argv);
	for (i = 0; i < argc; i++) {
		int one = look_at(argv[i], argc > 1);

		status = status ? status : one;
	}
	return status;
}

const struct cli_command cli_command = {
	.name = "bitnet-gguf-info",
	.summary = "show what is in a GGUF file",
	.usage = usage,
	.opts = opts,
	.run = run,
};

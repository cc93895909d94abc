/* SPDX-License-Identifier: MIT */
/* bitnet-cache rm and prune: what is removed is told one a line, or as one document. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bitnet/tok.h>

#include "cache-cmd.h"

struct report {
	FILE *f;
	const char *schema;
	bool dry_run;
	uint64_t bytes;
	struct json_object *list;          /* with --json */
};

static void begin(struct report *r, const char *schema, bool dry_run)
{
	*r = (struct report){ .f = cli_out_open(NULL), .schema = schema, .dry_run = dry_run };
	if (cli.json)
		r->list = json_object_new_array();
}

static void tell(void *arg, const char *kind, const char *name, uint64_t bytes)
{
	struct report *r = arg;
	struct json_object *o;

	r->bytes += bytes;
	if (!cli.json) {
		if (!cli.quiet)
			fprintf(r->f, "%s\t%s\t%llu\n", kind, name, (unsigned long long)bytes);
		return;
	}
	o = json_object_new_object();
	json_object_object_add(o, "kind", cli_json_str(kind));
	json_object_object_add(o, "name", cli_json_bytes(name, strlen(name)));
	json_object_object_add(o, "bytes", cli_json_uint(bytes));
	json_object_array_add(r->list, o);
}

/* The exit status: of what was done, or of writing about it. */
static int end(struct report *r, int status)
{
	struct json_object *doc;
	int written;

	if (cli.json) {
		doc = json_object_new_object();
		json_object_object_add(doc, "schema", json_object_new_string(r->schema));
		json_object_object_add(doc, "dry_run", json_object_new_boolean(r->dry_run));
		json_object_object_add(doc, "bytes", cli_json_uint(r->bytes));
		json_object_object_add(doc, "removed", r->list);
		cli_json_write(r->f, doc);
		json_object_put(doc);
	}
	written = cache_finish(r->f);
	return status ? status : written;
}

/* Calls one(arg, path, name, bytes) for each compiled tokenizer; returns how many there are. */
static size_t each_compiled(void (*one)(void *arg, const char *path, const char *name, uint64_t bytes), void *arg)
{
	const char *folder = cli_compiled_dir();
	DIR *d = folder ? opendir(folder) : NULL;
	const struct dirent *e;
	char path[4400];
	struct stat st;
	size_t n = 0;

	while (d && (e = readdir(d)) != NULL) {
		size_t m = strlen(e->d_name);

		if (m <= 4 || strcmp(e->d_name + m - 4, ".tok") != 0 ||
		    (size_t)snprintf(path, sizeof(path), "%s/%s", folder, e->d_name) >= sizeof(path) || lstat(path, &st) < 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		n++;
		if (one)
			one(arg, path, e->d_name, (uint64_t)st.st_size);
	}
	if (d)
		closedir(d);
	return n;
}

static void remove_compiled(void *arg, const char *path, const char *name, uint64_t bytes)
{
	struct report *r = arg;

	if (r->dry_run || unlink(path) == 0)
		tell(r, "compiled", name, bytes);
}

static int remove_keys(struct bitnet_cache *c, char **keys, size_t n, bool all, bool dry_run)
{
	struct bitnet_cache_usage u;
	struct bitnet_cache_entry *e;
	struct bitnet_error err;
	struct report r;
	int status = 0, rc;
	size_t i;

	begin(&r, "bitnet.cache-rm/1", dry_run);
	for (i = 0; i < n; i++) {
		bitnet_cache_usage(&u, c, keys[i]);
		if (dry_run) {
			/* A damaged entry can be removed as well. */
			rc = bitnet_cache_lookup(&e, c, keys[i], &err);
			if (rc == 0)
				bitnet_cache_entry_free(e);
			else if (rc == BITNET_E_INPUT && strcmp(err.name, "bad_name") != 0)
				rc = 0;
		} else {
			rc = bitnet_cache_remove(c, keys[i], &err);
		}
		if (rc == 0)
			tell(&r, "entry", keys[i], u.bytes);
		else if (status == 0)
			status = cli_fail(&err, NULL);
		else
			cli_fail(&err, NULL);
	}
	if (all)
		each_compiled(remove_compiled, &r);
	return end(&r, status);
}

int cache_rm(struct bitnet_cache *c, int argc, char **argv, const struct cache_options *o)
{
	struct bitnet_error err;
	char **keys;
	size_t n;
	int status;

	if (o->all && argc > 0)
		return cli_usage("rm takes keys or --all, not both");
	if (!o->all && argc == 0)
		return cli_usage("rm: which? give keys, or --all");
	if (!o->all)
		return remove_keys(c, argv, (size_t)argc, false, o->dry_run);
	if (bitnet_cache_keys(&keys, &n, c, &err) != 0)
		return cli_fail(&err, NULL);
	if (!o->yes && !o->dry_run) {
		size_t m = each_compiled(NULL, NULL);

		status = cli_fail_named(CLI_EXIT_USAGE, "usage", "--yes (-y) does it; --dry-run shows them.",
					"rm --all would remove %zu %s and %zu compiled %s", n, n == 1 ? "entry" : "entries", m,
					m == 1 ? "tokenizer" : "tokenizers");
	} else {
		status = remove_keys(c, keys, n, true, o->dry_run);
	}
	bitnet_cache_keys_free(keys, n);
	return status;
}

/* ---- prune */

/* A whole number and a unit, of which the last is 0; false when it is none, or too large. */
static bool number_with_unit(const char *s, const char *units, const int64_t *worth, int64_t *out)
{
	char digits[24];
	size_t n = strspn(s, "0123456789");
	const char *unit = s[n] && !s[n + 1] ? strchr(units, s[n]) : NULL;
	uint64_t v;

	if (n == 0 || n >= sizeof(digits) || (s[n] && !unit))
		return false;
	memcpy(digits, s, n);
	digits[n] = '\0';
	return cli_number(digits, 0, INT64_MAX, &v) &&
	       !__builtin_mul_overflow((int64_t)v, unit ? worth[unit - units] : 1, out);
}

/* A compiled tokenizer that is never used again, or damaged, goes; it is made anew when it is wanted. */
static int tidy_compiled(void *arg, const struct bitnet_compiled *c)
{
	const char *slash = strrchr(c->path, '/');
	struct report *r = arg;

	if (c->state == BITNET_COMPILED_GOOD || (!r->dry_run && unlink(c->path) != 0))
		return 0;
	tell(r, "compiled", slash ? slash + 1 : c->path, c->bytes);
	return 0;
}

static const int64_t seconds_of[] = { 1, 60, 3600, 86400, 7 * 86400 };
static const int64_t bytes_of[] = { 1000, 1000000, 1000000000, INT64_C(1000000000000) };

int cache_prune(struct bitnet_cache *c, const struct cache_options *o)
{
	struct bitnet_cache_prune p = { .max_age = -1, .max_bytes = -1, .dry_run = o->dry_run, .removed = tell };
	const char *compiled = cli_compiled_dir();
	struct bitnet_error err;
	struct report r;
	int status = 0;

	if (o->older && !number_with_unit(o->older, "smhdw", seconds_of, &p.max_age))
		return cli_usage("--older: '%s' is not a number of seconds, or one with s, m, h, d or w behind it", o->older);
	if (o->max_size && !number_with_unit(o->max_size, "KMGT", bytes_of, &p.max_bytes))
		return cli_usage("--max-size: '%s' is not a number of bytes, or one with K, M, G or T behind it", o->max_size);
	if ((o->older || o->max_size) && !o->yes && !o->dry_run)
		return cli_fail_named(CLI_EXIT_USAGE, "usage", "--yes (-y) does it; --dry-run shows them.",
				      "prune with --older or --max-size removes entries");
	begin(&r, "bitnet.cache-prune/1", o->dry_run);
	p.arg = &r;
	if (bitnet_cache_prune(c, &p, &err) != 0)
		status = cli_fail(&err, NULL);
	if (status == 0 && compiled && bitnet_tok_verify_compiled(compiled, tidy_compiled, &r, &err) != 0)
		status = cli_fail(&err, compiled);
	return end(&r, status);
}

/* SPDX-License-Identifier: MIT */
/* bitnet-cache list and verify: what is in the cache, and whether it is what was put there. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <bitnet/text.h>
#include <bitnet/tok.h>

#include "cache-cmd.h"

struct row {
	const char *key;
	struct bitnet_cache_entry *e;      /* NULL: not sound */
	struct bitnet_cache_usage u;
	struct bitnet_error err;
};

const char *cache_state(const struct bitnet_error *err)
{
	return !*err->name ? "ok" : strcmp(err->name, "cache_no_manifest") == 0 ? "foreign" :
	       strcmp(err->name, "not_cached") == 0 ? "gone" : "damaged";
}

static const char *time_text(int64_t t, char buf[24])
{
	time_t when = (time_t)t;
	struct tm tm;

	if (t == 0 || !gmtime_r(&when, &tm) || strftime(buf, 24, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return "-";
	return buf;
}

struct json_object *cache_time_json(int64_t t)
{
	char buf[24];

	return t ? json_object_new_string(time_text(t, buf)) : NULL;
}

int cache_finish(FILE *f)
{
	cli_flush(f);
	return cli_out_close();
}

static void read_row(struct row *r, struct bitnet_cache *c, const char *key, bool all)
{
	memset(r, 0, sizeof(*r));
	r->key = key;
	bitnet_cache_usage(&r->u, c, key);
	if ((all ? bitnet_cache_verify(&r->e, c, key, &r->err) : bitnet_cache_lookup(&r->e, c, key, &r->err)) == 0)
		memset(&r->err, 0, sizeof(r->err));
	else
		r->e = NULL;
}

static void free_rows(struct row *rows, size_t n)
{
	while (n)
		bitnet_cache_entry_free(rows[--n].e);
	free(rows);
}

/* ---- documents */

static struct json_object *bytes_json(const char *s)
{
	return cli_json_bytes(s, strlen(s));
}

static struct json_object *digits_json(const char *s)
{
	return cli_json_str(*s ? s : NULL);
}

static struct json_object *files_json(const struct bitnet_cache_entry *e)
{
	struct json_object *a = json_object_new_array(), *o;
	size_t i;

	for (i = 0; i < e->n_files; i++) {
		o = json_object_new_object();
		json_object_object_add(o, "name", cli_json_str(e->files[i].name));
		json_object_object_add(o, "path", bytes_json(e->files[i].path));
		json_object_object_add(o, "size", cli_json_uint(e->files[i].size));
		json_object_object_add(o, "sha256", cli_json_str(e->files[i].sha256));
		json_object_object_add(o, "etag", digits_json(e->files[i].etag));
		json_object_array_add(a, o);
	}
	return a;
}

static struct json_object *absent_json(const struct bitnet_cache_entry *e)
{
	struct json_object *a = json_object_new_array();
	size_t i;

	for (i = 0; e->absent && e->absent[i]; i++)
		json_object_array_add(a, json_object_new_string(e->absent[i]));
	return a;
}

static struct json_object *row_json(const struct row *r)
{
	const struct bitnet_cache_entry *e = r->e;
	const struct bitnet_cache_file *f = e ? bitnet_cache_entry_tokenizer(e) : NULL;
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "key", cli_json_str(r->key));
	json_object_object_add(o, "state", cli_json_str(cache_state(&r->err)));
	json_object_object_add(o, "fault", digits_json(r->err.message));
	json_object_object_add(o, "path", f ? bytes_json(f->path) : NULL);
	json_object_object_add(o, "repo", e ? cli_json_str(e->repo) : NULL);
	json_object_object_add(o, "revision", e ? cli_json_str(e->revision) : NULL);
	json_object_object_add(o, "mirror", e ? cli_json_str(e->mirror) : NULL);
	json_object_object_add(o, "commit", e ? digits_json(e->commit) : NULL);
	json_object_object_add(o, "license", e ? cli_json_str(e->license) : NULL);
	json_object_object_add(o, "vocab_size", e && e->vocab_size >= 0 ? cli_json_uint((uint64_t)e->vocab_size) : NULL);
	json_object_object_add(o, "tokens_sha256", e ? digits_json(e->tokens_sha256) : NULL);
	json_object_object_add(o, "time", e ? cache_time_json(e->time) : NULL);
	json_object_object_add(o, "bytes", cli_json_uint(r->u.bytes));
	json_object_object_add(o, "hits", cli_json_uint(r->u.hits));
	json_object_object_add(o, "last_used", cache_time_json(r->u.last_used));
	json_object_object_add(o, "files", e ? files_json(e) : json_object_new_array());
	json_object_object_add(o, "absent", e ? absent_json(e) : json_object_new_array());
	return o;
}

static void write_json(FILE *f, const struct bitnet_cache *c, const struct row *rows, size_t n)
{
	struct json_object *doc = json_object_new_object(), *a = json_object_new_array();
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		json_object_array_add(a, row_json(&rows[i]));
		bytes += rows[i].u.bytes;
	}
	json_object_object_add(doc, "schema", json_object_new_string("bitnet.cache-list/1"));
	json_object_object_add(doc, "dir", bytes_json(bitnet_cache_dir(c)));
	json_object_object_add(doc, "bytes", cli_json_uint(bytes));
	json_object_object_add(doc, "entries", a);
	cli_json_write(f, doc);
	json_object_put(doc);
}

/* ---- text */

/* 1234567 as 1.2M, for people. */
static const char *size_text(uint64_t n, char buf[24])
{
	static const char units[] = "BKMGTPE";
	double v = (double)n;
	size_t u = 0;

	while (v >= 999.5 && u + 1 < sizeof(units) - 1) {
		v /= 1000;
		u++;
	}
	snprintf(buf, 24, u && v < 9.95 ? "%.1f%c" : "%.0f%c", v, units[u]);
	return buf;
}

static void write_table(FILE *f, const struct row *rows, size_t n)
{
	char size[24], when[24];
	int width = 3;
	size_t i;

	for (i = 0; i < n; i++)
		if ((int)strlen(rows[i].key) > width)
			width = (int)strlen(rows[i].key);
	if (n)
		fprintf(f, "%-*s  %-8s %6s %6s  %-20s  %s\n", width, "KEY", "STATE", "SIZE", "HITS", "LAST USED", "REPOSITORY");
	for (i = 0; i < n; i++)
		fprintf(f, "%-*s  %-8s %6s %6llu  %-20s  %s\n", width, rows[i].key, cache_state(&rows[i].err),
			size_text(rows[i].u.bytes, size), (unsigned long long)rows[i].u.hits, time_text(rows[i].u.last_used, when),
			rows[i].e && rows[i].e->repo ? rows[i].e->repo : "-");
}

static void write_lines(FILE *f, const struct row *rows, size_t n)
{
	char when[24];
	size_t i;

	for (i = 0; i < n; i++)
		fprintf(f, "%s\t%s\t%llu\t%llu\t%s\t%s\n", rows[i].key, cache_state(&rows[i].err), (unsigned long long)rows[i].u.bytes,
			(unsigned long long)rows[i].u.hits, time_text(rows[i].u.last_used, when),
			rows[i].e && rows[i].e->repo ? rows[i].e->repo : "-");
}

static int write_rows(struct bitnet_cache *c, const struct row *rows, size_t n)
{
	FILE *f = cli_out_open(NULL);
	size_t i;

	if (cli.json)
		write_json(f, c, rows, n);
	else if (cli.quiet)
		for (i = 0; i < n; i++)
			fprintf(f, "%s\n", rows[i].key);
	else if (isatty(fileno(f)))
		write_table(f, rows, n);
	else
		write_lines(f, rows, n);
	return cache_finish(f);
}

int cache_list(struct bitnet_cache *c)
{
	struct bitnet_error err;
	struct row *rows;
	char **keys;
	size_t n, i;
	int status;

	if (bitnet_cache_keys(&keys, &n, c, &err) != 0)
		return cli_fail(&err, NULL);
	rows = cli_xmalloc((n + 1) * sizeof(*rows));
	/* Names alone, as the completion asks for them, need no look into the entries. */
	for (i = 0; i < n; i++) {
		if (cli.quiet && !cli.json)
			rows[i] = (struct row){ .key = keys[i] };
		else
			read_row(&rows[i], c, keys[i], false);
	}
	status = write_rows(c, rows, n);
	free_rows(rows, n);
	bitnet_cache_keys_free(keys, n);
	return status;
}

/* ---- verify */

/* What is written while entries are looked at, and the exit status. */
struct verdicts {
	FILE *f;
	struct json_object *list;          /* NULL: text */
	int status;
};

static void add_verdict(struct verdicts *v, const char *key, const char *state, const char *name, const char *fault)
{
	struct json_object *o;

	if (!v->list) {
		if (!cli.quiet)
			fprintf(v->f, "%s\t%s%s%s\n", key, state, *fault ? "\t" : "", fault);
		return;
	}
	o = json_object_new_object();
	json_object_object_add(o, "key", cli_json_str(key));
	json_object_object_add(o, "state", cli_json_str(state));
	json_object_object_add(o, "name", digits_json(name));
	json_object_object_add(o, "fault", digits_json(fault));
	json_object_array_add(v->list, o);
}

/* A compiled tokenizer; one that is stale is no fault: it is never used. */
static int add_compiled(void *arg, const struct bitnet_compiled *c)
{
	struct verdicts *v = arg;
	const char *slash = strrchr(c->path, '/'), *file = slash ? slash + 1 : c->path;
	char key[300], shown[256];

	snprintf(key, sizeof(key), "compiled/%s", bitnet_text_escape(shown, sizeof(shown), file, strlen(file)));
	add_verdict(v, key, c->state == BITNET_COMPILED_GOOD ? "ok" : bitnet_tok_compiled_name(c->state),
		    c->state == BITNET_COMPILED_DAMAGED ? "image_damaged" : "", c->message);
	if (v->status == 0 && c->state == BITNET_COMPILED_DAMAGED)
		v->status = CLI_EXIT_NO;
	return 0;
}

static void verify_key(struct verdicts *v, struct bitnet_cache *c, const char *key)
{
	const char *fault;
	size_t n = strlen(key);
	struct row r;

	read_row(&r, c, key, true);
	/* The message begins with the key, which stands before it here. */
	fault = strncmp(r.err.message, key, n) == 0 && strncmp(r.err.message + n, ": ", 2) == 0 ? r.err.message + n + 2 : r.err.message;
	add_verdict(v, key, cache_state(&r.err), r.err.name, fault);
	if (v->status == 0 && *r.err.name)
		v->status = r.err.status == BITNET_E_INPUT ? CLI_EXIT_NO : cli_exit_of(&r.err);
	bitnet_cache_entry_free(r.e);
}

static int verify_keys(struct bitnet_cache *c, char **keys, size_t n, const char *compiled)
{
	struct verdicts v = { .f = cli_out_open(NULL), .list = cli.json ? json_object_new_array() : NULL };
	struct json_object *doc;
	struct bitnet_error err;
	size_t i;
	int written;

	for (i = 0; i < n; i++)
		verify_key(&v, c, keys[i]);
	if (compiled && bitnet_tok_verify_compiled(compiled, add_compiled, &v, &err) != 0) {
		int status = cli_fail(&err, compiled);

		v.status = v.status ? v.status : status;
	}
	if (v.list) {
		doc = json_object_new_object();
		json_object_object_add(doc, "schema", json_object_new_string("bitnet.cache-verify/1"));
		json_object_object_add(doc, "entries", v.list);
		cli_json_write(v.f, doc);
		json_object_put(doc);
	}
	written = cache_finish(v.f);
	return written ? written : v.status;
}

int cache_verify(struct bitnet_cache *c, int argc, char **argv)
{
	struct bitnet_error err;
	char **keys;
	size_t n;
	int status;

	if (argc > 0)
		return verify_keys(c, argv, (size_t)argc, NULL);
	if (bitnet_cache_keys(&keys, &n, c, &err) != 0)
		return cli_fail(&err, NULL);
	status = verify_keys(c, keys, n, cli_compiled_dir());
	bitnet_cache_keys_free(keys, n);
	return status;
}

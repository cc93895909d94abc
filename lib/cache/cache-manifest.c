/* SPDX-License-Identifier: MIT */
/* The manifest of an entry, JSON without the suffix: written by us, read as if by anybody. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/json-text.h"
#include "base/mem.h"
#include "base/names.h"
#include "cache/cache-int.h"

#define SCHEMA "bitnet.cache-manifest/1"
#define TIME_FORMAT "%Y-%m-%dT%H:%M:%SZ"
#define SIZE_MAX_FILE (INT64_C(1) << 40)
enum { TEXT_MAX = 128 };

typedef bool valid_fn(const char *s, size_t n);

/* A licence: a word or a few. */
static bool short_text(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return false;
	return n > 0 && n <= TEXT_MAX && bitnet_utf8_valid(s, n);
}

static bool manifest_file(const char *s, size_t n)
{
	return bitnet_name_file(s, n) && strcmp(s, BITNET_MANIFEST) != 0 &&
	       strncmp(s, BITNET_MANIFEST "/", sizeof(BITNET_MANIFEST)) != 0;
}

static int fault(struct bitnet_error *err, const char *member, const char *what)
{
	return bitnet_error_set(err, BITNET_E_INPUT, "bad_manifest", "the manifest: '%s' %s", member, what);
}

/* ---- reading */

/* The string of a member, borrowed; NULL when it is null or not there and may be. */
static int get(struct json_object *o, const char *member, bool optional, valid_fn *valid, const char **out, struct bitnet_error *err)
{
	struct json_object *v = NULL;
	size_t n;

	*out = NULL;
	json_object_object_get_ex(o, member, &v);
	if (!v && optional)
		return 0;
	if (!json_object_is_type(v, json_type_string))
		return fault(err, member, "is not a string");
	n = (size_t)json_object_get_string_len(v);
	*out = json_object_get_string(v);
	if (memchr(*out, '\0', n) || !valid(*out, n))
		return fault(err, member, "is not allowed there");
	return 0;
}

static int get_copy(struct json_object *o, const char *member, valid_fn *valid, char **out, struct bitnet_error *err)
{
	const char *s;
	int rc = get(o, member, true, valid, &s, err);

	if (rc || !s)
		return rc;
	*out = bitnet_dup(s, strlen(s));
	return *out ? 0 : bitnet_error_nomem(err, strlen(s));
}

/* Digits into room for as many; "" when there are none. */
static int get_digits(struct json_object *o, const char *member, bool optional, valid_fn *valid, char *out, struct bitnet_error *err)
{
	const char *s;
	int rc = get(o, member, optional, valid, &s, err);

	if (rc == 0 && s)
		memcpy(out, s, strlen(s) + 1);
	return rc;
}

static int get_count(struct json_object *o, const char *member, bool optional, int64_t max, int64_t *out, struct bitnet_error *err)
{
	struct json_object *v = NULL;

	json_object_object_get_ex(o, member, &v);
	if (!v && optional)
		return 0;
	if (!json_object_is_type(v, json_type_int))
		return fault(err, member, "is not a number");
	*out = json_object_get_int64(v);
	return *out >= 0 && *out <= max ? 0 : fault(err, member, "is out of its range");
}

static bool is_time(const char *s, size_t n)
{
	struct tm tm = { 0 };
	const char *end = n == 20 ? strptime(s, TIME_FORMAT, &tm) : NULL;

	return end && !*end;
}

static int get_time(struct json_object *o, int64_t *out, struct bitnet_error *err)
{
	struct tm tm = { 0 };
	const char *s;
	int rc = get(o, "time", false, is_time, &s, err);

	if (rc)
		return rc;
	strptime(s, TIME_FORMAT, &tm);
	*out = (int64_t)timegm(&tm);
	return 0;
}

static int get_file(struct bitnet_cache_entry *e, struct json_object *o, struct bitnet_error *err)
{
	struct bitnet_cache_file *f = &e->files[e->n_files];
	struct bitnet_buf path = BITNET_BUF_INIT;
	int64_t size = 0;
	size_t i;
	int rc;

	if (!json_object_is_type(o, json_type_object))
		return fault(err, "files", "has an element that is not an object");
	e->n_files++;
	if ((rc = get_copy(o, "name", manifest_file, &f->name, err)) != 0 ||
	    (rc = get_count(o, "size", false, SIZE_MAX_FILE, &size, err)) != 0 ||
	    (rc = get_digits(o, "sha256", false, bitnet_name_sha256, f->sha256, err)) != 0 ||
	    (rc = get_digits(o, "etag", true, bitnet_name_etag, f->etag, err)) != 0)
		return rc;
	if (!f->name)
		return fault(err, "name", "is not there");
	for (i = 0; i + 1 < e->n_files; i++)
		if (strcmp(e->files[i].name, f->name) == 0)
			return fault(err, "files", "has a name twice");
	f->size = (uint64_t)size;
	bitnet_buf_printf(&path, "%s/%s", e->dir, f->name);
	f->path = bitnet_buf_take(&path);
	return f->path ? 0 : bitnet_error_nomem(err, strlen(f->name));
}

static int get_files(struct bitnet_cache_entry *e, struct json_object *doc, struct bitnet_error *err)
{
	struct json_object *a = NULL;
	size_t n, i;
	int rc = 0;

	json_object_object_get_ex(doc, "files", &a);
	if (!json_object_is_type(a, json_type_array))
		return fault(err, "files", "is not a list");
	n = json_object_array_length(a);
	if (n == 0 || n > BITNET_CACHE_FILES_MAX)
		return fault(err, "files", "has none, or too many");
	e->files = calloc(n, sizeof(*e->files));
	if (!e->files)
		return bitnet_error_nomem(err, n * sizeof(*e->files));
	for (i = 0; i < n && rc == 0; i++)
		rc = get_file(e, json_object_array_get_idx(a, i), err);
	return rc;
}

static int get_absent(struct bitnet_cache_entry *e, struct json_object *doc, struct bitnet_error *err)
{
	struct json_object *a = NULL;
	size_t n, i;

	if (!json_object_object_get_ex(doc, "absent", &a) || !a)
		return 0;
	if (!json_object_is_type(a, json_type_array))
		return fault(err, "absent", "is not a list");
	n = json_object_array_length(a);
	if (n > BITNET_CACHE_FILES_MAX)
		return fault(err, "absent", "has too many");
	e->absent = calloc(n + 1, sizeof(*e->absent));
	if (!e->absent)
		return bitnet_error_nomem(err, n * sizeof(*e->absent));
	for (i = 0; i < n; i++) {
		struct json_object *v = json_object_array_get_idx(a, i);
		size_t m = json_object_is_type(v, json_type_string) ? (size_t)json_object_get_string_len(v) : 0;

		if (m == 0 || memchr(json_object_get_string(v), '\0', m) || !manifest_file(json_object_get_string(v), m))
			return fault(err, "absent", "has a name that is not allowed there");
		e->absent[i] = bitnet_dup(json_object_get_string(v), m);
		if (!e->absent[i])
			return bitnet_error_nomem(err, m);
	}
	return 0;
}

static bool is_schema(const char *s, size_t n)
{
	return n == strlen(SCHEMA) && memcmp(s, SCHEMA, n) == 0;
}

static int get_all(struct bitnet_cache_entry *e, struct json_object *doc, struct bitnet_error *err)
{
	const char *s;
	int rc;

	if (!json_object_is_type(doc, json_type_object))
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_manifest", "the manifest is not an object");
	if ((rc = get(doc, "schema", false, is_schema, &s, err)) != 0 ||
	    (rc = get(doc, "key", false, bitnet_name_key, &s, err)) != 0)
		return rc;
	if (strcmp(s, e->key) != 0)
		return fault(err, "key", "is that of another");
	if ((rc = get_copy(doc, "repo", bitnet_name_repo, &e->repo, err)) != 0 ||
	    (rc = get_copy(doc, "revision", bitnet_name_revision, &e->revision, err)) != 0 ||
	    (rc = get_copy(doc, "mirror", bitnet_name_repo, &e->mirror, err)) != 0 ||
	    (rc = get_copy(doc, "license", short_text, &e->license, err)) != 0 ||
	    (rc = get_digits(doc, "commit", true, bitnet_name_commit, e->commit, err)) != 0 ||
	    (rc = get_digits(doc, "tokens_sha256", true, bitnet_name_sha256, e->tokens_sha256, err)) != 0 ||
	    (rc = get_count(doc, "vocab_size", true, INT32_MAX, &e->vocab_size, err)) != 0 ||
	    (rc = get_time(doc, &e->time, err)) != 0 ||
	    (rc = get_files(e, doc, err)) != 0)
		return rc;
	return get_absent(e, doc, err);
}

int bitnet_manifest_read(struct bitnet_cache_entry *e, const char *text, size_t n, struct bitnet_error *err)
{
	struct json_object *doc = NULL;
	struct bitnet_error why;
	int rc;

	e->vocab_size = -1;
	if (n > BITNET_MANIFEST_MAX || bitnet_json_has_nul(text, n))
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_manifest", "the manifest %s",
					n > BITNET_MANIFEST_MAX ? "is too long" : "has a NUL");
	rc = bitnet_json_text(&doc, text, n, 8, &why);
	if (rc == BITNET_E_NOMEM)
		return bitnet_error_nomem(err, n);
	if (rc)
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_manifest", "the manifest %s", why.message);
	rc = get_all(e, doc, err);
	json_object_put(doc);
	return rc;
}

/* ---- writing */

static struct json_object *text_json(const char *s)
{
	return s && *s ? json_object_new_string(s) : NULL;
}

static struct json_object *files_json(const struct bitnet_cache_entry *e)
{
	struct json_object *a = json_object_new_array(), *o;
	size_t i;

	for (i = 0; i < e->n_files; i++) {
		o = json_object_new_object();
		json_object_object_add(o, "name", text_json(e->files[i].name));
		json_object_object_add(o, "size", json_object_new_int64((int64_t)e->files[i].size));
		json_object_object_add(o, "sha256", text_json(e->files[i].sha256));
		json_object_object_add(o, "etag", text_json(e->files[i].etag));
		json_object_array_add(a, o);
	}
	return a;
}

int bitnet_manifest_write(struct bitnet_buf *out, const struct bitnet_cache_entry *e, struct bitnet_error *err)
{
	struct json_object *doc = json_object_new_object(), *absent = json_object_new_array();
	time_t t = (time_t)e->time;
	char when[32];
	struct tm tm;
	size_t i;

	for (i = 0; e->absent && e->absent[i]; i++)
		json_object_array_add(absent, json_object_new_string(e->absent[i]));
	if (!gmtime_r(&t, &tm) || tm.tm_year > 8099 || strftime(when, sizeof(when), TIME_FORMAT, &tm) != 20)
		snprintf(when, sizeof(when), "1970-01-01T00:00:00Z");
	json_object_object_add(doc, "schema", json_object_new_string(SCHEMA));
	json_object_object_add(doc, "key", text_json(e->key));
	json_object_object_add(doc, "repo", text_json(e->repo));
	json_object_object_add(doc, "revision", text_json(e->revision));
	json_object_object_add(doc, "mirror", text_json(e->mirror));
	json_object_object_add(doc, "commit", text_json(e->commit));
	json_object_object_add(doc, "license", text_json(e->license));
	json_object_object_add(doc, "vocab_size", e->vocab_size < 0 ? NULL : json_object_new_int64(e->vocab_size));
	json_object_object_add(doc, "tokens_sha256", text_json(e->tokens_sha256));
	json_object_object_add(doc, "time", json_object_new_string(when));
	json_object_object_add(doc, "files", files_json(e));
	json_object_object_add(doc, "absent", absent);
	bitnet_buf_str(out, json_object_to_json_string_ext(doc, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
								 JSON_C_TO_STRING_NOSLASHESCAPE));
	bitnet_buf_str(out, "\n");
	json_object_put(doc);
	return out->failed ? bitnet_error_nomem(err, 0) : 0;
}

/* ---- facts */

static int set_text(char **to, const char *s, const char *what, valid_fn *valid, struct bitnet_error *err)
{
	int rc = s ? bitnet_cache_check_name(what, s, valid, err) : 0;

	if (rc || !s)
		return rc;
	*to = bitnet_dup(s, strlen(s));
	return *to ? 0 : bitnet_error_nomem(err, strlen(s));
}

static int set_digits(char *to, const char *s, const char *what, valid_fn *valid, struct bitnet_error *err)
{
	int rc = s && *s ? bitnet_cache_check_name(what, s, valid, err) : 0;

	if (rc == 0 && s)
		memcpy(to, s, strlen(s) + 1);
	return rc;
}

int bitnet_manifest_facts(struct bitnet_cache_entry *e, const struct bitnet_cache_facts *facts, struct bitnet_error *err)
{
	size_t n = 0, i;
	int rc;

	if ((rc = set_text(&e->repo, facts->repo, "the name of a repository", bitnet_name_repo, err)) != 0 ||
	    (rc = set_text(&e->revision, facts->revision, "a revision", bitnet_name_revision, err)) != 0 ||
	    (rc = set_text(&e->mirror, facts->mirror, "the name of a repository", bitnet_name_repo, err)) != 0 ||
	    (rc = set_text(&e->license, facts->license, "a licence", short_text, err)) != 0 ||
	    (rc = set_digits(e->commit, facts->commit, "a commit", bitnet_name_commit, err)) != 0 ||
	    (rc = set_digits(e->tokens_sha256, facts->tokens_sha256, "a SHA-256", bitnet_name_sha256, err)) != 0)
		return rc;
	e->vocab_size = facts->vocab_size >= 0 && facts->vocab_size <= INT32_MAX ? facts->vocab_size : -1;
	while (facts->absent && facts->absent[n])
		n++;
	if (n > BITNET_CACHE_FILES_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "too_many_files", "%zu absent files, at most %d", n, BITNET_CACHE_FILES_MAX);
	e->absent = calloc(n + 1, sizeof(*e->absent));
	if (!e->absent)
		return bitnet_error_nomem(err, n * sizeof(*e->absent));
	for (i = 0; i < n && rc == 0; i++)
		rc = set_text(&e->absent[i], facts->absent[i], "the name of a file", manifest_file, err);
	return rc;
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

bool bitnet_manifest_same(const struct bitnet_cache_entry *a, const struct bitnet_cache_entry *b)
{
	size_t i;

	if (!same_text(a->repo, b->repo) || !same_text(a->revision, b->revision) || !same_text(a->mirror, b->mirror) ||
	    !same_text(a->license, b->license) || strcmp(a->commit, b->commit) != 0 || a->vocab_size != b->vocab_size ||
	    strcmp(a->tokens_sha256, b->tokens_sha256) != 0 || a->n_files != b->n_files)
		return false;
	for (i = 0; i < a->n_files; i++) {
		const struct bitnet_cache_file *f = bitnet_cache_entry_file(b, a->files[i].name);

		if (!f || strcmp(f->sha256, a->files[i].sha256) != 0 || strcmp(f->etag, a->files[i].etag) != 0)
			return false;
	}
	for (i = 0; a->absent && b->absent && a->absent[i] && b->absent[i]; i++)
		if (strcmp(a->absent[i], b->absent[i]) != 0)
			return false;
	return !(a->absent && a->absent[i]) && !(b->absent && b->absent[i]);
}

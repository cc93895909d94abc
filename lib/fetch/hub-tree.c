/* SPDX-License-Identifier: MIT */
/* The list of a repository's files, by the Hub's API: see hub.h. */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/error-set.h"
#include "base/json-text.h"
#include "base/mem.h"
#include "base/names.h"
#include "fetch/hub.h"

enum { PAGES_MAX = 50, ENTRIES_MAX = 50000, PAGE_BYTES_MAX = 16 << 20, DEPTH_MAX = 16 };

void bitnet_hub_tree_release(struct bitnet_hub_tree *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		free(t->entries[i].path);
	free(t->entries);
	memset(t, 0, sizeof(*t));
}

static int fault(struct bitnet_error *err, const char *what)
{
	return bitnet_error_set(err, BITNET_E_PROTOCOL, "bad_listing", "the Hub's list of files %s", what);
}

int bitnet_hub_tree_add(struct bitnet_hub_tree *t, const struct bitnet_hub_entry *e, const char *path, size_t n, struct bitnet_error *err)
{
	char *own;

	if (t->n >= ENTRIES_MAX)
		return fault(err, "is too long");
	if (!bitnet_grow(&t->entries, &t->cap, t->n + 1, sizeof(*t->entries)) || !(own = bitnet_dup(path, n)))
		return bitnet_error_nomem(err, n);
	t->entries[t->n] = *e;
	t->entries[t->n++].path = own;
	return 0;
}

/* A string member, or NULL. */
static const char *text(struct json_object *o, const char *member, size_t *n)
{
	struct json_object *v = NULL;

	if (!json_object_is_type(o, json_type_object) || !json_object_object_get_ex(o, member, &v) ||
	    !json_object_is_type(v, json_type_string))
		return NULL;
	*n = (size_t)json_object_get_string_len(v);
	return json_object_get_string(v);
}

static int64_t size_of(struct json_object *o)
{
	struct json_object *v = NULL;
	int64_t n;

	if (!json_object_object_get_ex(o, "size", &v) || !json_object_is_type(v, json_type_int))
		return -1;
	n = json_object_get_int64(v);
	return n < 0 ? -1 : n;
}

/* What is no file, or has a name, a size or a hash that makes no sense, is left out. */
static int add(struct bitnet_hub_tree *t, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *lfs = NULL;
	struct bitnet_hub_entry e = { .path = NULL };
	const char *type, *path, *oid;
	size_t n_type = 0, n_path = 0, n_oid = 0;

	type = text(o, "type", &n_type);
	path = text(o, "path", &n_path);
	if (!type || n_type != 4 || memcmp(type, "file", 4) != 0 || !path || !bitnet_name_path(path, n_path))
		return 0;
	json_object_object_get_ex(o, "lfs", &lfs);
	oid = text(lfs ? lfs : o, "oid", &n_oid);
	e.size = size_of(lfs ? lfs : o);
	if (!oid || e.size < 0)
		return 0;
	if (n_oid > 7 && memcmp(oid, "sha256:", 7) == 0) {
		oid += 7;
		n_oid -= 7;
	}
	if (!bitnet_name_etag(oid, n_oid))
		return 0;
	memcpy(e.etag, oid, n_oid);
	return bitnet_hub_tree_add(t, &e, path, n_path, err);
}

int bitnet_hub_tree_parse(struct bitnet_hub_tree *t, const char *json, size_t n, struct bitnet_error *err)
{
	struct json_object *doc;
	size_t i, count;
	int rc = bitnet_json_text(&doc, json, n, DEPTH_MAX, err);

	if (rc == BITNET_E_NOMEM)
		return rc;
	if (rc || bitnet_json_has_nul(json, n)) {
		if (rc == 0)
			json_object_put(doc);
		return fault(err, "is not JSON that can be read");
	}
	if (!json_object_is_type(doc, json_type_array)) {
		json_object_put(doc);
		return fault(err, "is no array");
	}
	count = json_object_array_length(doc);
	for (i = 0; i < count && rc == 0; i++)
		rc = add(t, json_object_array_get_idx(doc, i), err);
	json_object_put(doc);
	return rc;
}

static int on_text(void *arg, const void *data, size_t n, struct bitnet_error *err)
{
	return bitnet_buf_add(arg, data, n) ? 0 : bitnet_error_nomem(err, n);
}

static int take_commit(void *arg, const struct bitnet_reply *r, struct bitnet_error *err)
{
	struct bitnet_hub_tree *t = arg;

	if (r->status != 200 || !*r->commit)
		return 0;
	if (!bitnet_name_commit(r->commit, strlen(r->commit)))
		return fault(err, "comes with a commit that makes no sense");
	memcpy(t->commit, r->commit, sizeof(t->commit));
	return 0;
}

/* One page; *url is the next one, or empty. */
static int get_page(struct bitnet_fetch *f, struct bitnet_url *url, const char *repo, const char *revision,
		    struct bitnet_hub_tree *t, bool *more, struct bitnet_error *err)
{
	struct bitnet_buf b = BITNET_BUF_INIT;
	struct bitnet_request q = { .from = -1, .to = -1, .limit = PAGE_BYTES_MAX, .body = on_text, .arg = &b, .total = -1 };
	struct bitnet_url at = *url;
	struct bitnet_reply r;
	int rc = bitnet_walk(f, &at, &q, &r, take_commit, t, err);

	if (rc == 0 && r.status != 200)
		rc = bitnet_hub_fault(f, &r, url, repo, revision, "", err);
	if (rc == 0)
		rc = bitnet_hub_tree_parse(t, b.s ? b.s : "", b.n, err);
	bitnet_buf_release(&b);
	*more = rc == 0 && *r.next;
	return *more ? bitnet_url_join(url, &at, r.next, err) : rc;
}

int bitnet_hub_list(struct bitnet_fetch *f, const char *repo, const char *revision, struct bitnet_hub_tree *t,
		    struct bitnet_error *err)
{
	struct bitnet_buf b = BITNET_BUF_INIT;
	struct bitnet_url url;
	bool more = true;
	int page, rc = bitnet_hub_check(repo, revision, NULL, err);

	memset(t, 0, sizeof(*t));
	if (rc)
		return rc;
	bitnet_buf_printf(&b, "%s/api/models/%s/tree/", f->endpoint.text, repo);
	bitnet_url_escape(&b, revision, false);
	bitnet_buf_str(&b, "?recursive=true");
	rc = b.failed ? bitnet_error_nomem(err, 0) : bitnet_url_parse(&url, b.s, err);
	bitnet_buf_release(&b);
	for (page = 0; rc == 0 && more; page++) {
		rc = page < PAGES_MAX ? get_page(f, &url, repo, revision, t, &more, err) : fault(err, "is too long");
		if (rc == 0 && more && !bitnet_url_same_origin(&url, &f->endpoint))
			rc = fault(err, "goes on at another host");
	}
	if (rc)
		bitnet_hub_tree_release(t);
	return rc;
}

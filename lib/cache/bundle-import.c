/* SPDX-License-Identifier: MIT */
/*
 * A bundle into the cache: its files go into transactions, one a key, while it is read; when all of it was read and
 * agrees with the manifests, the transactions are made ready, and then published together.
 */
#include <stdlib.h>
#include <string.h>

#include <bitnet/bundle.h>
#include <bitnet/text.h>

#include "archive/unpack.h"
#include "base/error-set.h"
#include "base/mem.h"
#include "base/names.h"
#include "cache/cache-int.h"

enum { KEYS_MAX = 256 };

struct item {
	char key[72];
	struct bitnet_cache_txn *t;
	struct bitnet_buf manifest;
	struct bitnet_cache_entry *e;      /* the manifest, read */
	const char *what;
	uint64_t bytes;
};

struct import {
	struct bitnet_cache *c;
	struct bitnet_unpack *u;
	struct item *items;
	size_t n, cap;
};

static int stray(const char *name, struct bitnet_error *err)
{
	char shown[260];

	return bitnet_error_set(err, BITNET_E_INPUT, "bundle_stray", "'%s' in the archive is no file of an entry, KEY/FILE",
				bitnet_text_escape(shown, sizeof(shown), name, strlen(name)));
}

static int find_item(struct import *m, const char *key, struct item **out, struct bitnet_error *err)
{
	struct item *i;
	size_t k;
	int rc;

	for (k = 0; k < m->n; k++)
		if (strcmp(m->items[k].key, key) == 0) {
			*out = &m->items[k];
			return 0;
		}
	if (m->n == KEYS_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "too_many_files", "more than %d entries are in the archive", KEYS_MAX);
	if (!bitnet_grow(&m->items, &m->cap, m->n + 1, sizeof(*m->items)))
		return bitnet_error_nomem(err, sizeof(*m->items));
	i = &m->items[m->n];
	memset(i, 0, sizeof(*i));
	memcpy(i->key, key, strlen(key) + 1);
	rc = bitnet_cache_begin(&i->t, m->c, key, err);
	if (rc)
		return rc;
	m->n++;
	*out = i;
	return 0;
}

/* ---- what is in the archive */

static int read_manifest(struct import *m, struct item *i, struct bitnet_error *err)
{
	char part[4096];
	size_t n = 1;
	int rc = 0;

	if (i->manifest.n)
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_manifest", "%s: has two manifests", i->key);
	while (rc == 0 && n) {
		rc = bitnet_unpack_read(m->u, part, sizeof(part), &n, err);
		if (rc == 0 && i->manifest.n + n > BITNET_MANIFEST_MAX)
			rc = bitnet_error_set(err, BITNET_E_INPUT, "bad_manifest", "%s: the manifest is too long", i->key);
		if (rc == 0 && !bitnet_buf_add(&i->manifest, part, n))
			rc = bitnet_error_nomem(err, n);
	}
	return rc;
}

static int read_file(struct import *m, struct item *i, const char *name, struct bitnet_error *err)
{
	const size_t cap = 65536;
	char *part = malloc(cap);
	size_t n = 1;
	int rc = part ? bitnet_cache_file_begin(i->t, name, -1, NULL, err) : bitnet_error_nomem(err, cap);

	while (rc == 0 && n) {
		rc = bitnet_unpack_read(m->u, part, cap, &n, err);
		if (rc == 0)
			rc = bitnet_cache_file_write(i->t, part, n, err);
	}
	if (rc == 0)
		rc = bitnet_cache_file_end(i->t, err);
	free(part);
	return rc;
}

static int read_one(struct import *m, const char *path, struct bitnet_error *err)
{
	const char *slash = strchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	char key[72], name[256];
	struct item *i = NULL;
	int rc;

	if (!slash || !bitnet_name_key(path, n) || !bitnet_name_file(slash + 1, strlen(slash + 1)))
		return stray(path, err);
	memcpy(key, path, n);
	key[n] = '\0';
	/* The path is the library's, and gone with its next entry. */
	memcpy(name, slash + 1, strlen(slash + 1) + 1);
	rc = find_item(m, key, &i, err);
	if (rc)
		return rc;
	return strcmp(name, BITNET_MANIFEST) == 0 ? read_manifest(m, i, err) : read_file(m, i, name, err);
}

static int read_all(struct import *m, struct bitnet_error *err)
{
	const char *path;
	int rc;

	while ((rc = bitnet_unpack_next(m->u, &path, err)) > 0) {
		rc = read_one(m, path, err);
		if (rc)
			return rc;
	}
	if (rc == 0 && m->n == 0)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "bundle_no_manifest", "the archive holds no entry");
	return rc;
}

/* ---- what it says of itself */

static int check_item(struct import *m, struct item *i, struct bitnet_error *err)
{
	struct bitnet_cache_entry *old;
	size_t k;
	int rc;

	if (!i->manifest.n)
		return bitnet_error_set(err, BITNET_E_INPUT, "bundle_no_manifest", "%s: has no manifest", i->key);
	i->e = calloc(1, sizeof(*i->e));
	if (!i->e || !(i->e->key = bitnet_dup(i->key, strlen(i->key))) || !(i->e->dir = bitnet_dup("", 0)))
		return bitnet_error_nomem(err, sizeof(*i->e));
	rc = bitnet_manifest_read(i->e, i->manifest.s, i->manifest.n, err);
	if (rc == 0)
		rc = bitnet_cache_txn_agrees(i->t, i->e, err);
	if (rc) {
		bitnet_error_prefix(err, "%s", i->key);
		return rc;
	}
	for (k = 0; k < i->e->n_files; k++)
		i->bytes += i->e->files[k].size;
	i->what = "added";
	if (bitnet_cache_lookup(&old, m->c, i->key, NULL) == 0) {
		i->what = bitnet_manifest_same(old, i->e) ? "same" : "replaced";
		bitnet_cache_entry_free(old);
	}
	return 0;
}

static int make_ready(struct item *i, struct bitnet_error *err)
{
	const struct bitnet_cache_entry *e = i->e;
	const struct bitnet_cache_facts facts = {
		.repo = e->repo, .revision = e->revision, .mirror = e->mirror, .commit = e->commit, .license = e->license,
		.vocab_size = e->vocab_size, .tokens_sha256 = e->tokens_sha256, .absent = (const char *const *)e->absent
	};

	return bitnet_cache_txn_ready(i->t, &facts, err);
}

static int publish_all(struct import *m, struct bitnet_error *err)
{
	struct bitnet_cache_txn *v[KEYS_MAX];
	size_t k;
	int rc = 0;

	for (k = 0; k < m->n && rc == 0; k++) {
		v[k] = m->items[k].t;
		rc = make_ready(&m->items[k], err);
	}
	return rc ? rc : bitnet_cache_put_all(m->c, v, m->n, err);
}

int bitnet_bundle_import(struct bitnet_cache *c, int fd, bool dry_run,
			 void (*report)(void *arg, const char *key, const char *what, uint64_t bytes), void *arg,
			 struct bitnet_error *err)
{
	struct import m = { .c = c };
	size_t k;
	int rc = bitnet_unpack_open(&m.u, fd, err);

	if (rc)
		return rc;
	rc = read_all(&m, err);
	for (k = 0; k < m.n && rc == 0; k++)
		rc = check_item(&m, &m.items[k], err);
	if (rc == 0 && !dry_run)
		rc = publish_all(&m, err);
	for (k = 0; k < m.n; k++) {
		struct item *i = &m.items[k];

		if (rc == 0 && report)
			report(arg, i->key, i->what, i->bytes);
		bitnet_cache_abort(i->t);
		bitnet_cache_entry_free(i->e);
		bitnet_buf_release(&i->manifest);
	}
	free(m.items);
	bitnet_unpack_close(m.u);
	return rc;
}

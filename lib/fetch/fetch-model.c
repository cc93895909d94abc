/* SPDX-License-Identifier: MIT */
/* Models: which file of a repository is meant, all parts of it, and where it goes.  See bitnet/fetch.h. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "cache/cache-int.h"
#include "cache/hub-cache.h"
#include "fetch/hub-local.h"
#include "fetch/hub-store.h"
#include "fetch/part.h"

enum { PARTS_MAX = 1024 };

/* The files that are meant, and what the Hub says of them. */
struct choice {
	char *names[PARTS_MAX];
	struct bitnet_fetch_file m[PARTS_MAX];
	struct bitnet_hub_paths paths[PARTS_MAX];
	size_t n;
};

static void release(struct choice *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		free(c->names[i]);
		bitnet_hub_paths_release(&c->paths[i]);
	}
	free(c);
}

/* ---- which file */

static bool ends_in_gguf(const char *s)
{
	size_t n = strlen(s);

	return n > 5 && strcasecmp(s + n - 5, ".gguf") == 0;
}

/* Of a split set, "-00002-of-00003.gguf": its number and how many; false for a file by itself. */
static bool split_name(const char *s, unsigned *no, unsigned *count)
{
	size_t n = strlen(s);
	char end;

	return n > 20 && sscanf(s + n - 20, "-%5u-of-%5u.ggu%c", no, count, &end) == 3 && end == 'f' && *no >= 1 && *no <= *count &&
	       *count <= PARTS_MAX;
}

/* Projectors, matrices of importance and drafts are no models by themselves. */
static bool is_model(const char *path)
{
	static const char *const others[] = { "mmproj", "imatrix", "mtp-", "eagle3-", "dflash-" };
	const char *base = strrchr(path, '/');
	unsigned no, count;
	size_t i;

	base = base ? base + 1 : path;
	for (i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strncasecmp(base, others[i], strlen(others[i])) == 0)
			return false;
	return ends_in_gguf(path) && !(split_name(path, &no, &count) && no != 1);
}

/* The type stands in the name as a word: "ggml-model-i2_s.gguf". */
static bool has_type(const char *path, const char *type)
{
	const char *s = path;
	size_t n = strlen(type);

	for (; (s = strcasestr(s, type)); s++)
		if ((s == path || !isalnum((unsigned char)s[-1])) && (s[n] == '.' || s[n] == '-'))
			return true;
	return false;
}

/* What there is, for a message. */
static void list_models(char *buf, size_t cap, const struct bitnet_hub_tree *t)
{
	size_t i, n = 0;

	buf[0] = '\0';
	for (i = 0; i < t->n && n + 80 < cap; i++)
		if (is_model(t->entries[i].path))
			n += (size_t)snprintf(buf + n, cap - n, "%s%.60s", n ? ", " : "", t->entries[i].path);
}

static const char *only_with(const struct bitnet_hub_tree *t, const char *type, bool *several)
{
	const char *found = NULL;
	size_t i;

	*several = false;
	for (i = 0; i < t->n; i++) {
		const char *path = t->entries[i].path;

		if (!is_model(path) || (type && !has_type(path, type)))
			continue;
		*several |= found != NULL;
		found = path;
	}
	return found;
}

static int offline(const struct bitnet_fetch_model *w, struct bitnet_error *err)
{
	char model[80];

	snprintf(model, sizeof(model), "GGUF model%s%.40s", w->type ? " of type " : "", w->type ? w->type : "");
	return bitnet_error_set(err, BITNET_E_NETWORK, "offline_not_cached", "offline, and the cache of the Hub has no %s of %s",
				w->file ? w->file : model, w->repo);
}

/* Of the files that the Hub has; offline, of those that the cache of its client has. */
static int choose(char **file, struct bitnet_fetch *f, const struct bitnet_fetch_model *w, struct bitnet_error *err)
{
	/* What we run best, first. */
	static const char *const types[] = { "i2_s", "tq2_0", "tq1_0", "tl2", "tl1", NULL };
	const char *found = NULL;
	struct bitnet_hub_tree t;
	char list[260];
	bool several = false;
	size_t i;
	int rc = f->o.offline ? bitnet_hub_local_list(&t, w->hub_cache, w->repo, w->revision, err) :
		bitnet_hub_list(f, w->repo, w->revision, &t, err);

	if (rc)
		return rc;
	if (w->type)
		found = only_with(&t, w->type, &several);
	for (i = 0; !w->type && !found && types[i]; i++)
		found = only_with(&t, types[i], &several);
	if (!w->type && !found)
		found = only_with(&t, NULL, &several);
	list_models(list, sizeof(list), &t);
	if (!found && f->o.offline) {
		rc = offline(w, err);
	} else if (!found || several) {
		if (found)
			rc = bitnet_error_set(err, BITNET_E_NOTFOUND, "which_model", "%s has several models%s%.40s", w->repo,
					      w->type ? " of type " : "", w->type ? w->type : "");
		else
			rc = bitnet_error_set(err, BITNET_E_NOTFOUND, "no_gguf", "%s has no GGUF model%s%.40s", w->repo, w->type ? " of type " : "",
					      w->type ? w->type : "");
		if (*list)
			bitnet_error_hint(err, "Name one with --file: %s", list);
	} else {
		*file = bitnet_dup(found, strlen(found));
		rc = *file ? 0 : bitnet_error_nomem(err, strlen(found));
	}
	bitnet_hub_tree_release(&t);
	return rc;
}

/* All files of the set that file is the first of, or file alone. */
static int all_parts(struct choice *c, const char *file, struct bitnet_error *err)
{
	unsigned no, count = 1, i;
	bool split = split_name(file, &no, &count);
	size_t n = strlen(file);
	char name[1100];

	for (i = 1; i <= (split ? count : 1); i++) {
		if (split)
			snprintf(name, sizeof(name), "%.*s-%05u-of-%05u.gguf", (int)(n - 20), file, i, count);
		else
			snprintf(name, sizeof(name), "%s", file);
		c->names[c->n] = bitnet_dup(name, strlen(name));
		if (!c->names[c->n])
			return bitnet_error_nomem(err, strlen(name));
		c->n++;
	}
	return 0;
}

/* What the Hub says of all, at one commit. */
static int ask(struct bitnet_fetch *f, struct choice *c, const struct bitnet_fetch_model *w, struct bitnet_error *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < c->n && rc == 0; i++) {
		rc = bitnet_fetch_stat(f, w->repo, i ? c->m[0].commit : w->revision, c->names[i], &c->m[i], err);
		if (rc == 0 && strcmp(c->m[i].commit, c->m[0].commit) != 0)
			rc = bitnet_error_set(err, BITNET_E_PROTOCOL, "file_changed", "the server answers for commit %s with %s", c->m[0].commit,
					      c->m[i].commit);
	}
	return rc;
}

/* ---- where it goes */

/* FOLDER/ORG-NAME/FILE, as the tutorial has it. */
static int output_paths(struct bitnet_hub_paths *to, const char *folder, const char *repo, const struct bitnet_fetch_file *m,
			const char *file, struct bitnet_error *err)
{
	struct bitnet_buf s = BITNET_BUF_INIT, part = BITNET_BUF_INIT;
	const char *slash = strchr(repo, '/'), *base;
	char *at;

	if (slash)
		bitnet_buf_printf(&s, "%s/%.*s-%s/%s", folder, (int)(slash - repo), repo, slash + 1, file);
	else
		bitnet_buf_printf(&s, "%s/%s/%s", folder, repo, file);
	to->blob = bitnet_buf_take(&s);
	if (!to->blob)
		return bitnet_error_nomem(err, 0);
	base = strrchr(to->blob, '/') + 1;
	bitnet_buf_printf(&part, "%.*s.%.160s.%s.incomplete", (int)(base - to->blob), to->blob, base, m->etag);
	to->part = bitnet_buf_take(&part);
	if (!to->part)
		return bitnet_error_nomem(err, 0);
	for (at = strchr(to->blob + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		if (mkdir(to->blob, 0777) < 0 && errno != EEXIST)
			return bitnet_cache_errno(err, errno, "cannot_create", "cannot create", to->blob);
		*at = '/';
	}
	return 0;
}

static int place(struct choice *c, const struct bitnet_fetch_model *w, struct bitnet_error *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < c->n && rc == 0; i++)
		rc = w->output ? output_paths(&c->paths[i], w->output, w->repo, &c->m[i], c->names[i], err) :
			bitnet_hub_store_paths(&c->paths[i], w->hub_cache, w->repo, &c->m[i], c->names[i], err);
	return rc;
}

/* A file of the output that is there, and is what the Hub has; its hash is asked, since its name tells nothing. */
static bool is_same(const struct bitnet_hub_paths *p, const struct bitnet_fetch_file *m)
{
	char hex[65];
	FILE *f = fopen(p->blob, "re");
	bool same;

	if (!f)
		return false;
	same = bitnet_cache_hash_file(fileno(f), strlen(m->etag) == 40 ? m->size : -1, hex, NULL) == 0 && strcmp(hex, m->etag) == 0;
	fclose(f);
	return same;
}

static struct bitnet_part part_of(const struct choice *c, size_t i, const struct bitnet_fetch_model *w)
{
	return (struct bitnet_part){ .repo = w->repo, .file = c->names[i], .m = &c->m[i], .part = c->paths[i].part, .final = c->paths[i].blob,
				     .lock = c->paths[i].lock, .lock_wait = w->lock_wait };
}

static bool there(const struct choice *c, size_t i, const struct bitnet_fetch_model *w)
{
	const struct bitnet_part p = part_of(c, i, w);

	return !w->force && bitnet_part_done(&p) && is_same(&c->paths[i], &c->m[i]);
}

/* Before the first byte: is there room for all that is still to come? */
static int check_space(const struct choice *c, const bool *have, const struct bitnet_fetch_model *w, struct bitnet_error *err)
{
	struct statvfs st;
	uint64_t need = 0, room;
	size_t i;

	for (i = 0; i < c->n; i++) {
		const struct bitnet_part p = part_of(c, i, w);

		if (!have[i])
			need += (uint64_t)c->m[i].size - bitnet_part_have(&p);
	}
	if (statvfs(w->output ? w->output : w->hub_cache, &st) < 0)
		return 0;
	room = (uint64_t)st.f_bavail * st.f_frsize;
	if (need <= room)
		return 0;
	return bitnet_error_set(err, BITNET_E_SYSTEM, "disk_full", "%s: %llu bytes are to come, and there is room for %llu",
				w->output ? w->output : w->hub_cache, (unsigned long long)need, (unsigned long long)room);
}

static int fetch_one(struct bitnet_fetch *f, struct choice *c, size_t i, bool have, const struct bitnet_fetch_model *w, struct bitnet_error *err)
{
	const struct bitnet_part p = part_of(c, i, w);
	struct bitnet_fetch_event e = { .what = BITNET_FETCH_BEGIN, .total = c->m[i].size, .done = bitnet_part_have(&p) };
	int rc = 0;

	f->file = c->names[i];
	if (!have) {
		rc = bitnet_fetch_tell(f, &e, err);
		if (rc == 0)
			rc = bitnet_part_fetch(f, &p, err);
		e.what = BITNET_FETCH_END;
		e.done = (uint64_t)c->m[i].size;
		if (rc == 0)
			rc = bitnet_fetch_tell(f, &e, err);
	}
	if (rc == 0 && !w->output)
		rc = bitnet_hub_store_link(&c->paths[i], w->hub_cache, w->repo, w->revision, &c->m[i], c->names[i], err);
	f->file = NULL;
	return rc;
}

static int fetch_all(struct bitnet_fetch *f, struct choice *c, const struct bitnet_fetch_model *w, struct bitnet_error *err)
{
	bool *have = calloc(c->n, sizeof(*have));
	size_t i;
	int rc;

	if (!have)
		return bitnet_error_nomem(err, c->n);
	for (i = 0; i < c->n; i++)
		have[i] = there(c, i, w);
	rc = check_space(c, have, w, err);
	for (i = 0; i < c->n && rc == 0; i++)
		rc = fetch_one(f, c, i, have[i], w, err);
	free(have);
	return rc;
}

/* All parts are in the cache of the Hub's client: *path is the first of them, else it stays NULL. */
static int find_cached(char **path, const struct choice *c, const struct bitnet_fetch_model *w, struct bitnet_error *err)
{
	struct bitnet_cache *memory = NULL;
	struct bitnet_error why;
	char *at;
	size_t i;
	int rc = w->cache ? bitnet_cache_open(&memory, w->cache, err) : 0;

	for (i = 0; i < c->n && rc == 0; i++) {
		at = NULL;
		rc = bitnet_hub_cache_find(&at, NULL, memory, w->hub_cache, w->repo, w->revision, c->names[i], &why);
		if (rc == 0 && i == 0)
			*path = at;
		else
			free(at);
	}
	bitnet_cache_close(memory);
	if (rc == 0)
		return 0;
	free(*path);
	*path = NULL;
	/* What is missing or damaged is fetched. */
	if (rc == BITNET_E_NOMEM && err)
		*err = why;
	return rc == BITNET_E_NOMEM ? rc : 0;
}

/* Ask, and fetch what is missing. */
static int fetch_choice(struct bitnet_fetch *f, struct choice *c, const struct bitnet_fetch_model *w, struct bitnet_error *err)
{
	int rc = ask(f, c, w, err);

	if (rc == 0)
		rc = place(c, w, err);
	return rc ? rc : fetch_all(f, c, w, err);
}

int bitnet_fetch_model(char **path, struct bitnet_fetch *f, const struct bitnet_fetch_model *want, struct bitnet_error *err)
{
	struct bitnet_fetch_model w = *want;
	struct choice *c;
	char *chosen = NULL, *found = NULL;
	int rc;

	w.revision = w.revision ? w.revision : "main";
	rc = bitnet_hub_check(w.repo, w.revision, w.file, err);
	if (rc)
		return rc;
	c = calloc(1, sizeof(*c));
	if (!c)
		return bitnet_error_nomem(err, sizeof(*c));
	f->repo = w.repo;
	if (!w.file)
		rc = choose(&chosen, f, &w, err);
	if (rc == 0)
		rc = all_parts(c, w.file ? w.file : chosen, err);
	if (rc == 0 && w.cached && !w.force && !w.output)
		rc = find_cached(&found, c, &w, err);
	if (rc == 0 && !found && f->o.offline)
		rc = offline(&w, err);
	if (rc == 0 && !found)
		rc = fetch_choice(f, c, &w, err);
	f->repo = f->file = NULL;
	if (rc && err && strcmp(err->name, "disk_full") == 0)
		bitnet_error_hint(err, w.output ? "Make room, or choose another folder for the model." :
				  "Make room, or name another folder in HF_HUB_CACHE.");
	if (rc == 0 && !found) {
		const char *to = w.output ? c->paths[0].blob : c->paths[0].snapshot;

		found = bitnet_dup(to, strlen(to));
		rc = found ? 0 : bitnet_error_nomem(err, strlen(to));
	}
	if (rc == 0)
		*path = found;
	release(c);
	free(chosen);
	return rc;
}

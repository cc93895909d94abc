/* SPDX-License-Identifier: MIT */
/* Which files of which repository make a tokenizer, and what is known of it before: see bitnet/fetch.h. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "base/names.h"
#include "discover/catalogue.h"
#include "fetch/hub.h"

/* What a repository may have as its tokenizer; one has to be there. */
static const char *const usual[] = { "tokenizer.json", "tokenizer.model", NULL };

static void free_list(char **v)
{
	size_t i;

	for (i = 0; v && v[i]; i++)
		free(v[i]);
	free(v);
}

void bitnet_fetch_plan_free(struct bitnet_fetch_plan *p)
{
	size_t i;

	if (!p)
		return;
	for (i = 0; i < p->n_items; i++)
		free(p->items[i].name);
	for (i = 0; i < p->n_mirrors; i++) {
		free(p->mirrors[i].repo);
		free_list(p->mirrors[i].names);
		free_list(p->mirrors[i].etags);
	}
	free(p->mirrors);
	free(p->items);
	free(p->vocab_sizes);
	free(p->key);
	free(p->repo);
	free(p->revision);
	free(p->license);
	free(p);
}

static bool set(char **to, const char *s)
{
	*to = s ? bitnet_dup(s, strlen(s)) : NULL;
	return !s || *to;
}

static int add_item(struct bitnet_fetch_plan *p, const char *name, bool required, struct bitnet_error *err)
{
	struct bitnet_fetch_item *items = realloc(p->items, (p->n_items + 1) * sizeof(*items));

	if (!items)
		return bitnet_error_nomem(err, sizeof(*items));
	p->items = items;
	items[p->n_items].required = required;
	if (!set(&items[p->n_items].name, name))
		return bitnet_error_nomem(err, strlen(name));
	p->n_items++;
	return 0;
}

/* ---- from the catalogue */

static int copy_mirror(struct bitnet_fetch_mirror *to, const struct bitnet_family_mirror *m, struct bitnet_error *err)
{
	size_t i;

	memcpy(to->commit, m->commit, sizeof(to->commit));
	to->names = calloc(m->n_pins + 1, sizeof(*to->names));
	to->etags = calloc(m->n_pins + 1, sizeof(*to->etags));
	if (!to->names || !to->etags || !set(&to->repo, m->repo))
		return bitnet_error_nomem(err, 0);
	for (i = 0; i < m->n_pins; i++)
		if (!set(&to->names[i], m->pins[i].name) || !set(&to->etags[i], m->pins[i].etag))
			return bitnet_error_nomem(err, 0);
	return 0;
}

static int copy_mirrors(struct bitnet_fetch_plan *p, const struct bitnet_family *f, struct bitnet_error *err)
{
	int rc = 0;

	p->mirrors = calloc(f->n_mirrors + 1, sizeof(*p->mirrors));
	if (!p->mirrors)
		return bitnet_error_nomem(err, f->n_mirrors * sizeof(*p->mirrors));
	while (p->n_mirrors < f->n_mirrors && rc == 0) {
		p->n_mirrors++;
		rc = copy_mirror(&p->mirrors[p->n_mirrors - 1], &f->mirrors[p->n_mirrors - 1], err);
	}
	return rc;
}

static int set_sizes(struct bitnet_fetch_plan *p, const int64_t *sizes, size_t n, struct bitnet_error *err)
{
	p->vocab_sizes = bitnet_alloc(n, sizeof(*sizes));
	if (!p->vocab_sizes)
		return bitnet_error_nomem(err, n * sizeof(*sizes));
	memcpy(p->vocab_sizes, sizes, n * sizeof(*sizes));
	p->n_vocab_sizes = n;
	return 0;
}

static int take_family(struct bitnet_fetch_plan *p, const struct bitnet_family *f, const struct bitnet_fetch_want *w,
		       struct bitnet_error *err)
{
	const char *license = w->license ? w->license : f->license;
	size_t i;
	int rc = 0;

	p->gated = f->gated;
	if (!set(&p->key, f->key) || !set(&p->repo, f->repo) || !set(&p->license, license))
		return bitnet_error_nomem(err, 0);
	for (i = 0; i < f->n_files && rc == 0; i++)
		rc = add_item(p, f->files[i].name, f->files[i].required, err);
	if (rc == 0)
		rc = copy_mirrors(p, f, err);
	memcpy(p->tokens_sha256, f->tokens_sha256, sizeof(p->tokens_sha256));
	if (rc == 0 && w->vocab_size < 0)
		rc = set_sizes(p, f->vocab_sizes, f->n_vocab_sizes, err);
	return rc;
}

/* ---- of a repository that no family is of */

/* "org.name", or "org.name.revision", in lower case: one part, as a key of the cache is. */
static int derive_key(struct bitnet_fetch_plan *p, struct bitnet_error *err)
{
	char key[200];
	size_t i, n;

	snprintf(key, sizeof(key), "%s%s%s", p->repo, strcmp(p->revision, "main") == 0 ? "" : ".",
		 strcmp(p->revision, "main") == 0 ? "" : p->revision);
	n = strlen(key);
	for (i = 0; i < n; i++)
		key[i] = key[i] == '/' ? '.' : (char)tolower((unsigned char)key[i]);
	if (!bitnet_name_key(key, n)) {
		bitnet_error_set(err, BITNET_E_INPUT, "bad_name", "'%.100s' is too long, or no name, for a folder of the cache", key);
		bitnet_error_hint(err, "Give a name with --key.");
		return BITNET_E_INPUT;
	}
	return set(&p->key, key) ? 0 : bitnet_error_nomem(err, n);
}

static int take_repo(struct bitnet_fetch_plan *p, const struct bitnet_fetch_want *w, struct bitnet_error *err)
{
	const char *const *names = w->files ? w->files : usual;
	int rc = 0;

	p->gated = -1;
	if (!set(&p->repo, w->repo) || !set(&p->license, w->license) || (w->key && !set(&p->key, w->key)))
		return bitnet_error_nomem(err, 0);
	for (; *names && rc == 0; names++) {
		if (!bitnet_name_file(*names, strlen(*names))) {
			char shown[120];

			return bitnet_error_set(err, BITNET_E_INPUT, "bad_name", "'%s' is no name of a tokenizer's file",
						bitnet_text_escape(shown, sizeof(shown), *names, strlen(*names)));
		}
		rc = add_item(p, *names, w->files != NULL, err);
	}
	return rc || w->key ? rc : derive_key(p, err);
}

static int unknown_key(const struct bitnet_catalogue *c, const char *key, struct bitnet_error *err)
{
	char list[280] = "", shown[80];
	size_t i, n = 0;

	bitnet_error_set(err, BITNET_E_NOTFOUND, "unknown_key", "the catalogue has no '%s'",
			 bitnet_text_escape(shown, sizeof(shown), key, strlen(key)));
	for (i = 0; i < c->n && n < sizeof(list) - 70; i++)
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s", i ? ", " : "", c->families[i].key);
	bitnet_error_hint(err, "It has %s%s", list, i < c->n ? " ..." : ".");
	return BITNET_E_NOTFOUND;
}

static bool has_file(const struct bitnet_family *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->n_files; i++)
		if (strcmp(f->files[i].name, name) == 0)
			return true;
	return false;
}

/* The family that is meant: by its key, or as its repository; files without a key are meant as they are named. */
static const struct bitnet_family *find(const struct bitnet_catalogue *c, const struct bitnet_fetch_want *w)
{
	const struct bitnet_family *f;
	size_t i;

	if (!w->repo)
		return bitnet_catalogue_by_key(c, w->key);
	f = bitnet_catalogue_by_repo(c, w->repo);
	if (!f || strcasecmp(f->repo, w->repo) != 0 || (w->revision && strcmp(w->revision, "main") != 0) ||
	    (w->files && !w->key) || (w->key && strcmp(w->key, f->key) != 0))
		return NULL;
	for (i = 0; w->files && w->files[i]; i++)
		if (!has_file(f, w->files[i]))
			return NULL;
	return f;
}

static int load(struct bitnet_catalogue *c, const struct bitnet_fetch_want *w, struct bitnet_error *err)
{
	const char *paths[] = { w->user_catalogue, w->catalogue ? w->catalogue : BITNET_PKGDATADIR "/catalogue.json" };
	size_t i;
	int rc;

	for (i = 0; i < 2; i++) {
		rc = paths[i] ? bitnet_catalogue_add_file(c, paths[i], err) : 0;
		if (rc && !(i == 0 && rc == BITNET_E_NOTFOUND)) {
			bitnet_error_prefix(err, "%.300s", paths[i]);
			return rc;
		}
	}
	return 0;
}

static int check_names(const struct bitnet_fetch_want *w, struct bitnet_error *err)
{
	char shown[120];
	int rc = w->repo ? bitnet_hub_check(w->repo, w->revision ? w->revision : "main", NULL, err) : 0;

	if (rc)
		return rc;
	if (w->key && !bitnet_name_key(w->key, strlen(w->key)))
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_name", "'%s' is no key of the cache",
					bitnet_text_escape(shown, sizeof(shown), w->key, strlen(w->key)));
	return 0;
}

static int make(struct bitnet_fetch_plan *p, const struct bitnet_catalogue *c, const struct bitnet_fetch_want *w,
		struct bitnet_error *err)
{
	const struct bitnet_family *f = find(c, w);
	int rc;

	if (!set(&p->revision, w->revision ? w->revision : "main"))
		return bitnet_error_nomem(err, 0);
	if (!f && !w->repo)
		return unknown_key(c, w->key, err);
	rc = f ? take_family(p, f, w, err) : take_repo(p, w, err);
	if (rc == 0 && w->vocab_size >= 0)
		rc = set_sizes(p, &w->vocab_size, 1, err);
	if (rc == 0 && w->tokens_sha256 && bitnet_name_sha256(w->tokens_sha256, strlen(w->tokens_sha256)))
		memcpy(p->tokens_sha256, w->tokens_sha256, sizeof(p->tokens_sha256));
	p->mirror = w->mirror;
	if (rc == 0 && w->mirror && p->n_mirrors == 0)
		rc = bitnet_error_set(err, BITNET_E_NOTFOUND, "no_mirror", "the catalogue has no mirror of %s", p->repo);
	return rc;
}

int bitnet_fetch_plan_new(struct bitnet_fetch_plan **out, const struct bitnet_fetch_want *w, struct bitnet_error *err)
{
	struct bitnet_fetch_plan *p;
	struct bitnet_catalogue c = { .n = 0 };
	int rc = check_names(w, err);

	if (rc)
		return rc;
	p = calloc(1, sizeof(*p));
	if (!p)
		return bitnet_error_nomem(err, sizeof(*p));
	rc = load(&c, w, err);
	if (rc == 0)
		rc = make(p, &c, w, err);
	bitnet_catalogue_release(&c);
	if (rc)
		bitnet_fetch_plan_free(p);
	else
		*out = p;
	return rc;
}

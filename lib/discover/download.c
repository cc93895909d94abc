/* SPDX-License-Identifier: MIT */
/*
 * Which family of the catalogue a model belongs to: first whether the tokenizer of one that it may be is in a
 * cache, then which one can be downloaded.  Evidence in this order: the token list in the
 * file, which proves it; a repository that the keys name; architecture and size of the
 * vocabulary, which is a guess and is called one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "discover/catalogue.h"
#include "discover/search.h"

struct plan {
	struct bitnet_search *s;
	struct bitnet_catalogue c;
	struct bitnet_cache *cache;      /* or NULL */
	bool cached;                     /* only what is in a cache is looked for */
	const struct bitnet_family *family;
	char reason[400];
};

static char *dup_text(const char *s)
{
	return bitnet_dup(s, strlen(s));
}

/* What is to be fetched, in the discovery. */
static int describe(struct plan *p, struct bitnet_error *err)
{
	const struct bitnet_family *f = p->family;
	struct bitnet_discovery *d = p->s->d;
	size_t i;

	d->repo = dup_text(f->repo);
	d->revision = dup_text("main");
	d->cache_key = dup_text(f->key);
	d->license = f->license ? dup_text(f->license) : NULL;
	d->gated = f->gated;
	d->reason = dup_text(p->reason);
	d->files = calloc(f->n_files + 1, sizeof(*d->files));
	if (!d->repo || !d->revision || !d->cache_key || (f->license && !d->license) || !d->reason || !d->files)
		return bitnet_error_nomem(err, strlen(f->repo));
	for (i = 0; i < f->n_files; i++) {
		d->files[i] = dup_text(f->files[i].name);
		if (!d->files[i])
			return bitnet_error_nomem(err, strlen(f->files[i].name));
	}
	return 0;
}

static int take(struct plan *p, const struct bitnet_family *f, struct bitnet_error *err)
{
	struct bitnet_search *s = p->s;
	int rc;

	if (p->cached) {
		rc = bitnet_discover_cached_family(s, p->cache, f, p->reason, err);
		if (rc == 0 && s->chosen)
			p->family = f;
		return rc;
	}
	p->family = f;
	rc = describe(p, err);
	if (rc)
		return rc;
	if (s->chosen)
		return bitnet_discover_add(s, BITNET_STRATEGY_DOWNLOAD, NULL, f->repo, BITNET_CANDIDATE_NOT_NEEDED, err,
					   "%s; another was found before", p->reason);
	if (s->o->offline)
		return bitnet_discover_add(s, BITNET_STRATEGY_DOWNLOAD, NULL, f->repo, BITNET_CANDIDATE_REJECTED, err,
					   "%s; would have to be downloaded, and we are offline", p->reason);
	if (s->o->local)
		return bitnet_discover_add(s, BITNET_STRATEGY_DOWNLOAD, NULL, f->repo, BITNET_CANDIDATE_REJECTED, err,
					   "%s; would have to be downloaded, which was not asked for", p->reason);
	s->chosen = true;
	s->d->strategy = BITNET_STRATEGY_DOWNLOAD;
	return bitnet_discover_add(s, BITNET_STRATEGY_DOWNLOAD, NULL, f->repo, BITNET_CANDIDATE_CHOSEN, err, "%s", p->reason);
}

static int reject(struct plan *p, const char *repo, struct bitnet_error *err, const char *reason)
{
	if (p->cached)
		return 0;
	return bitnet_discover_add(p->s, BITNET_STRATEGY_DOWNLOAD, NULL, repo, BITNET_CANDIDATE_REJECTED, err, "%s", reason);
}

/* Both lists are known and are not the same. */
static bool contradicted(const struct plan *p, const struct bitnet_family *f)
{
	return p->s->d->tokens_sha256[0] && f->tokens_sha256[0] && strcmp(p->s->d->tokens_sha256, f->tokens_sha256) != 0;
}

static int by_tokens(struct plan *p, struct bitnet_error *err)
{
	const struct bitnet_discovery *d = p->s->d;
	const struct bitnet_family *f, *found = NULL;
	size_t i;

	for (i = 0; d->tokens_sha256[0] && i < p->c.n; i++) {
		f = &p->c.families[i];
		if (strcmp(f->tokens_sha256, d->tokens_sha256) != 0)
			continue;
		if (!found || (d->architecture && bitnet_family_fits(f, d->architecture, d->vocab_size) &&
			       !bitnet_family_fits(found, d->architecture, d->vocab_size)))
			found = f;
	}
	if (!found)
		return 0;
	snprintf(p->reason, sizeof(p->reason), "the token list of the model is the one of %s", found->key);
	return take(p, found, err);
}

static int by_source(struct plan *p, const struct bitnet_source *v, struct bitnet_error *err)
{
	const struct bitnet_discovery *d = p->s->d;
	const struct bitnet_family *f = *v->repo ? bitnet_catalogue_by_repo(&p->c, v->repo) : NULL;
	char reason[700];

	if (!*v->repo) {
		snprintf(reason, sizeof(reason), "%s is '%s', which is no repository of the Hub", v->key, v->value);
		return reject(p, NULL, err, reason);
	}
	if (!f) {
		snprintf(reason, sizeof(reason), "named by %s; the catalogue does not know it", v->key);
		return reject(p, v->repo, err, reason);
	}
	if (d->vocab_size > 0 && f->n_vocab_sizes && !bitnet_family_has_size(f, d->vocab_size)) {
		snprintf(reason, sizeof(reason), "named by %s; %s has %lld tokens, the model has %lld", v->key, f->key,
			 (long long)f->vocab_sizes[0], (long long)d->vocab_size);
		return reject(p, v->repo, err, reason);
	}
	if (contradicted(p, f)) {
		snprintf(reason, sizeof(reason), "named by %s; the token list of the model is not the one of %s", v->key, f->key);
		return reject(p, v->repo, err, reason);
	}
	snprintf(p->reason, sizeof(p->reason), "%s names %s; unproven: %s", v->key, v->repo,
		 p->s->n_list ? "the catalogue does not know its tokens" : "the model has no token list to compare with");
	return take(p, f, err);
}

static int by_sources(struct plan *p, struct bitnet_error *err)
{
	struct bitnet_source *v = calloc(MAX_SOURCES, sizeof(*v));
	size_t n, i;
	int rc = 0;

	if (!v)
		return bitnet_error_nomem(err, MAX_SOURCES * sizeof(*v));
	n = bitnet_discover_sources(p->s->g, v);
	for (i = 0; i < n && rc == 0 && !p->family; i++)
		rc = by_source(p, &v[i], err);
	free(v);
	return rc;
}

/* Names of the families that fit, cut to the size of buf. */
static size_t names_of_fitting(const struct plan *p, char *buf, size_t cap)
{
	const struct bitnet_discovery *d = p->s->d;
	size_t i, n = 0, used = 0;

	buf[0] = '\0';
	for (i = 0; i < p->c.n; i++) {
		const struct bitnet_family *f = &p->c.families[i];

		if (!bitnet_family_fits(f, d->architecture, d->vocab_size) || contradicted(p, f))
			continue;
		if (used < cap)
			used += (size_t)snprintf(buf + used, cap - used, "%s%s", n ? ", " : "", f->key);
		n++;
	}
	return n;
}

/* Why nothing can be guessed; in a cache nothing was. */
static int no_guess(const struct plan *p, struct bitnet_error *err)
{
	const struct bitnet_discovery *d = p->s->d;

	if (p->cached)
		return 0;
	if (!d->architecture || d->vocab_size < 0)
		return bitnet_discover_tried(p->s, err, "catalogue: the model does not tell %s",
					     d->architecture ? "the size of its vocabulary" : "its architecture");
	return bitnet_discover_tried(p->s, err, "catalogue: no family has architecture '%s' and %lld tokens", d->architecture,
				     (long long)d->vocab_size);
}

static int by_size(struct plan *p, struct bitnet_error *err)
{
	const struct bitnet_discovery *d = p->s->d;
	char names[160], reason[400];
	size_t i, n;
	int rc = 0;

	n = d->architecture && d->vocab_size >= 0 ? names_of_fitting(p, names, sizeof(names)) : 0;
	if (n == 0)
		return no_guess(p, err);
	if (n == 1)
		snprintf(reason, sizeof(reason), "a guess: of the catalogue only %s has architecture '%s' and %lld tokens; unproven",
			 names, d->architecture, (long long)d->vocab_size);
	else
		snprintf(reason, sizeof(reason), "a guess: %zu families have architecture '%s' and %lld tokens (%s); ambiguous, unproven",
			 n, d->architecture, (long long)d->vocab_size, names);
	for (i = 0; i < p->c.n && rc == 0; i++) {
		const struct bitnet_family *f = &p->c.families[i];

		if (!bitnet_family_fits(f, d->architecture, d->vocab_size))
			continue;
		if (contradicted(p, f)) {
			rc = reject(p, f->repo, err, "the token list of the model is another one");
		} else if (n > 1 && p->s->o->strict) {
			char refused[sizeof(reason) + 16];

			memcpy(p->s->choices, names, sizeof(names));
			snprintf(refused, sizeof(refused), "%s (strict mode)", reason);
			rc = reject(p, f->repo, err, refused);
		} else if (!p->family) {
			memcpy(p->reason, reason, sizeof(reason));
			rc = take(p, f, err);
		} else if (!p->cached) {
			rc = bitnet_discover_add(p->s, BITNET_STRATEGY_DOWNLOAD, NULL, f->repo, BITNET_CANDIDATE_NOT_NEEDED, err,
						 "fits as well; %s stands before it", p->family->key);
		}
	}
	return rc;
}

/* A catalogue that cannot be opened leaves out its families and is said; one that is wrong is an error. */
static int load_one(struct plan *p, const char *path, bool optional, struct bitnet_error *err)
{
	struct bitnet_error why;
	char shown[SHOWN_MAX];
	int rc = bitnet_catalogue_add_file(&p->c, path, &why);

	if (rc == 0 || (optional && rc == BITNET_E_NOTFOUND))
		return 0;
	bitnet_text_escape(shown, sizeof(shown), path, strlen(path));
	if (rc == BITNET_E_NOTFOUND || rc == BITNET_E_SYSTEM) {
		rc = bitnet_discover_tried(p->s, err, "catalogue %s: %.300s", shown, why.message);
		return rc ? rc : bitnet_discover_warn(p->s, err, "catalogue %s: %.300s", shown, why.message);
	}
	bitnet_error_prefix(&why, "%s", shown);
	if (err)
		*err = why;
	return rc;
}

/* The user's families stand first. */
static int load(struct plan *p, struct bitnet_error *err)
{
	const char *user = p->s->o->user_catalogue, *installed = p->s->o->catalogue;
	int rc = user ? load_one(p, user, true, err) : 0;

	return rc ? rc : load_one(p, installed ? installed : BITNET_PKGDATADIR "/catalogue.json", false, err);
}

static int families(struct plan *p, struct bitnet_error *err)
{
	int rc = by_tokens(p, err);

	if (rc == 0 && !p->family)
		rc = by_sources(p, err);
	if (rc == 0 && !p->family)
		rc = by_size(p, err);
	return rc;
}

/* A cache whose folder is no name is none. */
static int cached_stage(struct plan *p, struct bitnet_error *err)
{
	const struct bitnet_discover_options *o = p->s->o;
	int rc;

	if (o->cache && bitnet_cache_open(&p->cache, o->cache, NULL) != 0)
		p->cache = NULL;
	if (!p->cache && !o->hub_caches)
		return 0;
	p->cached = true;
	rc = families(p, err);
	p->cached = false;
	if (rc == 0 && !p->s->chosen && p->cache)
		rc = bitnet_discover_cached_any(p->s, p->cache, err);
	return rc;
}

int bitnet_discover_catalogued(struct bitnet_search *s, struct bitnet_error *err)
{
	struct plan p = { .s = s };
	int rc;

	if (s->chosen && !s->o->plan)
		return 0;
	rc = load(&p, err);
	if (rc == 0 && !s->chosen)
		rc = cached_stage(&p, err);
	p.family = NULL;
	if (rc == 0 && (!s->chosen || s->o->plan))
		rc = families(&p, err);
	bitnet_cache_close(p.cache);
	bitnet_catalogue_release(&p.c);
	return rc;
}

/* SPDX-License-Identifier: MIT */
/*
 * Tokenizers that are on this machine already: in our cache under the key of a family, in that of the Hub's client
 * and of llama.cpp under its repositories; then, of a model with a token list, under any key of ours.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "cache/hub-cache.h"
#include "discover/catalogue.h"
#include "discover/search.h"

/* Another process may replace an entry while it is opened. */
enum { TRIES = 5 };

/*
 * One file: chosen, or rejected with the reason.  why_family: why it is looked at, which is part of the reason where
 * the tokens cannot tell; NULL: the tokens must tell.
 */
static int consider(struct bitnet_search *s, const char *path, const char *from, const char *why_family, struct bitnet_error *err)
{
	struct bitnet_error why;
	struct bitnet_verdict v;
	struct bitnet_tok *t;
	int rc = bitnet_tok_open_as(&t, path, &s->o->tok, &why);

	if (rc == BITNET_E_NOMEM)
		return bitnet_error_nomem(err, 0);
	if (rc)
		return bitnet_discover_add(s, BITNET_STRATEGY_CACHED, path, NULL, BITNET_CANDIDATE_REJECTED, err, "%s: %s", from, why.message);
	rc = bitnet_discover_judge(s, t, &v, err);
	if (rc == 0 && !why_family && v.match == BITNET_MATCH_UNKNOWN) {
		rc = bitnet_discover_add(s, BITNET_STRATEGY_CACHED, path, NULL, BITNET_CANDIDATE_REJECTED, err,
					 "%s, and its tokens could not be compared with those of the model", from);
	} else if (rc == 0 && (v.fit == BITNET_FIT_GOOD || (v.fit == BITNET_FIT_LOOSE && !s->o->strict))) {
		char reason[sizeof(v.reason)];
		bool guess = why_family && v.match == BITNET_MATCH_UNKNOWN;
		/* That it is unproven, the guess says. */
		char *said = guess ? strstr(v.reason, "; unproven") : NULL;

		if (v.fit == BITNET_FIT_LOOSE)
			rc = bitnet_discover_warn(s, err, "%s", v.warning);
		if (said)
			*said = '\0';
		snprintf(reason, sizeof(reason), "%.120s: %.150s%s%s", from, v.reason, guess ? "; " : "", guess ? why_family : "");
		memcpy(v.reason, reason, sizeof(reason));
		if (rc == 0)
			return bitnet_discover_choose(s, BITNET_STRATEGY_CACHED, path, t, &v, err);
	} else if (rc == 0) {
		rc = bitnet_discover_add(s, BITNET_STRATEGY_CACHED, path, NULL, BITNET_CANDIDATE_REJECTED, err, "%s: %s%s", from, v.reason,
					 v.fit == BITNET_FIT_LOOSE ? " (strict mode)" : "");
	}
	bitnet_tok_free(t);
	return rc;
}

/* Go back to what was before the last candidate. */
static void unchoose(struct bitnet_search *s)
{
	struct bitnet_discovery *d = s->d;
	struct bitnet_candidate *c = &d->candidates[d->n_candidates - 1];

	bitnet_tok_free(d->opened);
	free(d->tok_path);
	free(d->tok_pre);
	free(d->tok_pre_source);
	free(c->path);
	free(c->repo);
	free(c->reason);
	d->opened = NULL;
	d->tok_path = d->tok_pre = d->tok_pre_source = NULL;
	d->strategy = BITNET_STRATEGY_NONE;
	d->n_candidates--;
	s->chosen = false;
}

/* ---- our own cache */

/* An entry that was made by another program: only the tokens can speak for it. */
static int foreign(struct bitnet_search *s, const struct bitnet_cache *c, const char *key, struct bitnet_error *err)
{
	struct bitnet_buf path = BITNET_BUF_INIT;
	int rc;

	bitnet_buf_printf(&path, "%s/tokenizers/%s/tokenizer.json", bitnet_cache_dir(c), key);
	rc = path.failed ? bitnet_error_nomem(err, path.n) : consider(s, path.s, "in the cache without a manifest", NULL, err);
	bitnet_buf_release(&path);
	return rc;
}

static int bad_entry(struct bitnet_search *s, const struct bitnet_cache *c, const char *key, const struct bitnet_error *why,
		     struct bitnet_error *err)
{
	char path[SHOWN_MAX];

	if (strcmp(why->name, "cache_no_manifest") == 0)
		return foreign(s, c, key, err);
	snprintf(path, sizeof(path), "%.200s/tokenizers/%s", bitnet_cache_dir(c), key);
	return bitnet_discover_add(s, BITNET_STRATEGY_CACHED, path, NULL, BITNET_CANDIDATE_REJECTED, err, "%s", why->message);
}

/* Whether what the manifest says of the tokens speaks against them. */
static bool other_tokens(const struct bitnet_search *s, const struct bitnet_cache_entry *e)
{
	return s->d->tokens_sha256[0] && e->tokens_sha256[0] && strcmp(s->d->tokens_sha256, e->tokens_sha256) != 0;
}

static int consider_entry(struct bitnet_search *s, struct bitnet_cache *c, const struct bitnet_cache_entry *e, const char *why_family,
			  bool *again, struct bitnet_error *err)
{
	const struct bitnet_cache_file *f = bitnet_cache_entry_tokenizer(e);
	char from[100];
	size_t before = s->d->n_candidates;
	int rc;

	*again = false;
	if (!f)
		return bitnet_discover_add(s, BITNET_STRATEGY_CACHED, e->dir, NULL, BITNET_CANDIDATE_REJECTED, err, "no tokenizer is in it");
	snprintf(from, sizeof(from), "in the cache as %.64s", e->key);
	rc = consider(s, f->path, from, why_family, err);
	if (rc == 0 && s->chosen && !bitnet_cache_current(e)) {
		unchoose(s);
		*again = true;
	} else if (rc == 0 && s->chosen) {
		bitnet_cache_hit(c, e->key);
	} else if (rc == 0 && s->d->n_candidates == before + 1 && e->repo) {
		s->d->candidates[before].repo = bitnet_dup(e->repo, strlen(e->repo));
	}
	return rc;
}

static int by_key(struct bitnet_search *s, struct bitnet_cache *c, const char *key, const char *why_family, struct bitnet_error *err)
{
	struct bitnet_cache_entry *e;
	struct bitnet_error why;
	bool again = true;
	int i, rc = 0;

	for (i = 0; i < TRIES && again && rc == 0; i++) {
		rc = bitnet_cache_lookup(&e, c, key, &why);
		if (rc == BITNET_E_NOMEM)
			return bitnet_error_nomem(err, 0);
		if (rc == BITNET_E_NOTFOUND)
			return 0;
		if (rc)
			return bad_entry(s, c, key, &why, err);
		again = false;
		if (why_family || !other_tokens(s, e))
			rc = consider_entry(s, c, e, why_family, &again, err);
		bitnet_cache_entry_free(e);
	}
	return rc;
}

/* ---- the caches of the Hub's client and of llama.cpp */

struct place {
	struct bitnet_search *s;
	struct bitnet_cache *c;
	const char *root, *repo, *why_family;
};

static int by_file(const struct place *p, const char *file, struct bitnet_error *err)
{
	struct bitnet_error why;
	char from[240], *path;
	int rc = bitnet_hub_cache_find(&path, NULL, p->c, p->root, p->repo, "main", file, &why);

	if (rc == BITNET_E_NOTFOUND)
		return 0;
	if (rc == BITNET_E_NOMEM)
		return bitnet_error_nomem(err, 0);
	snprintf(from, sizeof(from), "in the cache of the Hub as %.200s", p->repo);
	if (rc)
		return bitnet_discover_add(p->s, BITNET_STRATEGY_CACHED, NULL, p->repo, BITNET_CANDIDATE_REJECTED, err, "%s: %s", from, why.message);
	rc = consider(p->s, path, from, p->why_family, err);
	free(path);
	return rc;
}

/* llama.cpp once kept OWNER_NAME_FILE.gguf there, which carry tokenizers. */
static int by_gguf(const struct place *p, struct bitnet_error *err)
{
	DIR *d = opendir(p->root);
	const struct dirent *e;
	char start[220], path[4400], *slash;
	size_t n, m;
	int rc = 0;

	snprintf(start, sizeof(start), "%s_", p->repo);
	slash = strchr(start, '/');
	if (slash)
		*slash = '_';
	n = strlen(start);
	while (slash && rc == 0 && !p->s->chosen && d && (e = readdir(d)) != NULL) {
		m = strlen(e->d_name);
		if (m > n + 5 && strncmp(e->d_name, start, n) == 0 && strcmp(e->d_name + m - 5, ".gguf") == 0 &&
		    (size_t)snprintf(path, sizeof(path), "%s/%s", p->root, e->d_name) < sizeof(path))
			rc = consider(p->s, path, "in the cache of llama.cpp", p->why_family, err);
	}
	if (d)
		closedir(d);
	return rc;
}

static int by_repo(struct place *p, const struct bitnet_family *f, const char *repo, struct bitnet_error *err)
{
	const char *const *roots = p->s->o->hub_caches;
	size_t i;
	int rc = 0;

	p->repo = repo;
	for (; roots && *roots && rc == 0 && !p->s->chosen; roots++) {
		p->root = *roots;
		for (i = 0; i < f->n_files && rc == 0 && !p->s->chosen; i++)
			rc = by_file(p, f->files[i].name, err);
		if (rc == 0 && !p->s->chosen)
			rc = by_gguf(p, err);
	}
	return rc;
}

int bitnet_discover_cached_family(struct bitnet_search *s, struct bitnet_cache *c, const struct bitnet_family *f, const char *why,
				  struct bitnet_error *err)
{
	struct place p = { .s = s, .c = c, .why_family = why };
	size_t i;
	int rc = c ? by_key(s, c, f->key, why, err) : 0;

	if (rc == 0 && !s->chosen)
		rc = by_repo(&p, f, f->repo, err);
	for (i = 0; rc == 0 && !s->chosen && f->models[i]; i++)
		rc = by_repo(&p, f, f->models[i], err);
	for (i = 0; rc == 0 && !s->chosen && i < f->n_mirrors; i++)
		rc = by_repo(&p, f, f->mirrors[i].repo, err);
	return rc;
}

/* ---- any key, when the tokens can tell */

static bool in_candidates(const struct bitnet_discovery *d, const char *dir, const char *key)
{
	char start[4200];
	size_t i, n = (size_t)snprintf(start, sizeof(start), "%s/tokenizers/%s", dir, key);

	for (i = 0; i < d->n_candidates && n < sizeof(start); i++) {
		const char *p = d->candidates[i].path;

		if (d->candidates[i].strategy == BITNET_STRATEGY_CACHED && p && strncmp(p, start, n) == 0 && (!p[n] || p[n] == '/'))
			return true;
	}
	return false;
}

int bitnet_discover_cached_any(struct bitnet_search *s, struct bitnet_cache *c, struct bitnet_error *err)
{
	struct bitnet_error why;
	char **keys, shown[SHOWN_MAX];
	const char *dir = bitnet_cache_dir(c);
	size_t n, i;
	int rc;

	rc = bitnet_cache_keys(&keys, &n, c, &why);
	bitnet_text_escape(shown, sizeof(shown), dir, strlen(dir));
	if (rc == BITNET_E_NOMEM)
		return bitnet_error_nomem(err, 0);
	if (rc)
		return bitnet_discover_tried(s, err, "%s: %.300s", shown, why.message);
	for (i = 0; i < n && rc == 0 && !s->chosen && s->n_list; i++)
		if (!in_candidates(s->d, dir, keys[i]))
			rc = by_key(s, c, keys[i], NULL, err);
	bitnet_cache_keys_free(keys, n);
	if (rc || s->chosen)
		return rc;
	if (n == 0)
		return bitnet_discover_tried(s, err, "%s: no tokenizer is cached", shown);
	return bitnet_discover_tried(s, err, "%s: none of %zu cached tokenizers is known to be the model's", shown, n);
}

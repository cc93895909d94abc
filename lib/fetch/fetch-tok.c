/* SPDX-License-Identifier: MIT */
/*
 * A tokenizer into the cache: see bitnet/fetch.h.  All files come from one commit, each is compared with the hash that
 * the Hub named, and the whole is opened before it is published.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "fetch/hub.h"
#include "fetch/hub-local.h"

/* No tokenizer is larger: the largest known have 40 MB. */
#define FILE_BYTES_MAX (INT64_C(512) << 20)

struct job {
	struct bitnet_fetch *f;
	struct bitnet_cache *cache;
	const struct bitnet_fetch_plan *p;
	const struct bitnet_fetch_how *how;
	const struct bitnet_fetch_mirror *mirror;   /* or NULL */
	struct bitnet_cache_entry *old;             /* that came from the same mirror, or NULL */
	struct bitnet_cache_txn *txn;
	const char *repo;                           /* that is asked */
	char commit[41];
	const char **absent;
	size_t n_absent;
	int64_t vocab_size;
	char tokens_sha256[65];
};

/* ---- one file */

static int on_bytes(void *arg, const void *data, size_t n, struct bitnet_error *err)
{
	struct job *j = arg;

	return bitnet_cache_file_write(j->txn, data, n, err);
}

/* From a descriptor, or with -1 from the Hub. */
static int receive(struct job *j, int from, const char *name, const struct bitnet_fetch_file *m, struct bitnet_error *err)
{
	int rc = bitnet_cache_file_begin(j->txn, name, m->size, m->etag, err);

	if (rc)
		return rc;
	rc = from >= 0 ? bitnet_hub_local_read(from, name, on_bytes, j, err) : bitnet_hub_get(j->f, j->repo, m, name, 0, on_bytes, j, err);
	if (rc == 0)
		rc = bitnet_cache_file_end(j->txn, err);
	if (rc)
		bitnet_cache_file_drop(j->txn);
	return rc;
}

/* What the Hub's client has is taken from there; where that is damaged, from the Hub. */
static int receive_nearest(struct job *j, const char *name, const struct bitnet_fetch_file *m, struct bitnet_error *err)
{
	struct bitnet_fetch_event e = { .what = BITNET_FETCH_BEGIN, .total = m->size };
	int from = j->how->force ? -1 : bitnet_hub_local_open(j->how->hub_caches, j->repo, m->etag), rc = BITNET_E_INPUT;

	if (from >= 0) {
		rc = receive(j, from, name, m, err);
		close(from);
	}
	if (rc != BITNET_E_INPUT || j->f->o.offline)
		return rc;
	rc = bitnet_fetch_tell(j->f, &e, err);
	if (rc == 0)
		rc = receive(j, -1, name, m, err);
	if (rc == BITNET_E_PROTOCOL && strcmp(err->name, "range_ignored") == 0)
		rc = receive(j, -1, name, m, err);
	return rc;
}

/* What the Hub says of a file, or offline, what it said to its client. */
static int ask(struct job *j, const char *revision, const char *name, struct bitnet_fetch_file *m, bool *missing, struct bitnet_error *err)
{
	int rc;

	if (!j->f->o.offline)
		return bitnet_hub_stat(j->f, j->repo, revision, name, m, missing, err);
	rc = bitnet_hub_local_stat(m, j->cache, j->how->hub_caches, j->repo, revision, name, err);
	*missing = rc == BITNET_E_NOTFOUND;
	return rc;
}

/* Where the catalogue does not know a file of the mirror, it is what it was when it was fetched first. */
static int check_first(const struct job *j, const char *name, const struct bitnet_fetch_file *m, struct bitnet_error *err)
{
	const struct bitnet_cache_file *f = j->old ? bitnet_cache_entry_file(j->old, name) : NULL;

	if (!f || !*f->etag || strcmp(f->etag, m->etag) == 0)
		return 0;
	bitnet_error_set(err, BITNET_E_INPUT, "pin_mismatch", "the mirror %s has %s with hash %s, and had it with %s when it was fetched first",
			 j->repo, name, m->etag, f->etag);
	bitnet_error_hint(err, "If that is as it should be: bitnet cache rm %.64s, and fetch it again.", j->p->key);
	return BITNET_E_INPUT;
}

/* What the catalogue saw when the mirror was entered, and what it must be again. */
static int check_pin(const struct job *j, const char *name, const struct bitnet_fetch_file *m, struct bitnet_error *err)
{
	size_t i;

	if (!j->mirror)
		return 0;
	for (i = 0; j->mirror->names[i] && strcmp(j->mirror->names[i], name) != 0; i++)
		;
	if (!j->mirror->names[i])
		return check_first(j, name, m, err);
	for (i = 0; j->mirror->names[i]; i++)
		if (strcmp(j->mirror->names[i], name) == 0 && strcmp(j->mirror->etags[i], m->etag) != 0)
			return bitnet_error_set(err, BITNET_E_INPUT, "pin_mismatch", "the mirror %s has %s with hash %s, the catalogue says %s",
						j->repo, name, m->etag, j->mirror->etags[i]);
	return 0;
}

static int fetch_item(struct job *j, const struct bitnet_fetch_item *item, bool *missing, struct bitnet_error *err)
{
	const char *revision = *j->commit ? j->commit : j->p->revision;
	struct bitnet_fetch_event e = { .what = BITNET_FETCH_END };
	struct bitnet_fetch_file m;
	int rc;

	j->f->file = item->name;
	rc = ask(j, revision, item->name, &m, missing, err);
	if (rc)
		return rc;
	if (*j->commit && strcmp(m.commit, j->commit) != 0)
		return bitnet_error_set(err, BITNET_E_PROTOCOL, "file_changed", "the server answers for commit %s with %s", j->commit, m.commit);
	memcpy(j->commit, m.commit, sizeof(j->commit));
	if (m.size > FILE_BYTES_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "too_many_bytes", "%s has %lld bytes, which is no tokenizer", item->name,
					(long long)m.size);
	rc = check_pin(j, item->name, &m, err);
	if (rc == 0)
		rc = receive_nearest(j, item->name, &m, err);
	e.total = m.size;
	e.done = (uint64_t)m.size;
	return rc ? rc : bitnet_fetch_tell(j->f, &e, err);
}

/* ---- all of them */

static int fetch_items(struct job *j, struct bitnet_error *err)
{
	size_t i, n = 0;
	bool missing;
	int rc;

	for (i = 0; i < j->p->n_items; i++) {
		rc = fetch_item(j, &j->p->items[i], &missing, err);
		if (missing && !j->p->items[i].required && j->f->o.offline)
			;       /* the Hub may have it */
		else if (missing && !j->p->items[i].required)
			j->absent[j->n_absent++] = j->p->items[i].name;
		else if (rc)
			return rc;
		else
			n++;
	}
	/* err still tells of the last one that is missing. */
	return n ? 0 : BITNET_E_NOTFOUND;
}

static int tell_notice(struct job *j, const char *text, struct bitnet_error *err)
{
	struct bitnet_fetch_event e = { .what = BITNET_FETCH_NOTICE, .total = -1, .text = text };

	return bitnet_fetch_tell(j->f, &e, err);
}

static int check_size(struct job *j, struct bitnet_error *err)
{
	struct bitnet_error mismatch;
	size_t i;

	for (i = 0; i < j->p->n_vocab_sizes; i++)
		if (j->p->vocab_sizes[i] == j->vocab_size)
			return 0;
	if (j->p->n_vocab_sizes == 0)
		return 0;
	bitnet_error_set(&mismatch, BITNET_E_INPUT, "vocab_mismatch", "Vocabulary size mismatch: expected %lld, got %lld",
			 (long long)j->p->vocab_sizes[0], (long long)j->vocab_size);
	if (!j->how->strict)
		return tell_notice(j, mismatch.message, err);
	*err = mismatch;
	return BITNET_E_INPUT;
}

/*
 * The tokens are those that are known.  Where only rows that pad the embedding, or added tokens, differ, the hashes do
 * too; so that a hash decides only when the sizes are the same, and always of a mirror.
 */
static int check_tokens(struct job *j, struct bitnet_error *err)
{
	bool same = strcmp(j->tokens_sha256, j->p->tokens_sha256) == 0, same_size = false;
	size_t i;

	if (same)
		return 0;
	for (i = 0; i < j->p->n_vocab_sizes; i++)
		same_size |= j->p->vocab_sizes[i] == j->vocab_size;
	if (!*j->p->tokens_sha256 || (!same_size && !j->mirror))
		return check_size(j, err);
	return bitnet_error_set(err, BITNET_E_INPUT, "vocab_mismatch", "%s has other tokens than %s: hash %.16s... in place of %.16s...", j->repo,
				j->p->key, j->tokens_sha256, j->p->tokens_sha256);
}

/* The file that will be opened from the cache: see bitnet_cache_entry_tokenizer(). */
static const char *main_path(const struct job *j)
{
	static const char *const names[] = { "tokenizer.json", "tokenizer.model", "vocab.json", ".tiktoken" };
	const char *path;
	size_t i, k, n, m;

	for (k = 0; k < sizeof(names) / sizeof(*names); k++)
		for (i = 0; i < j->p->n_items; i++) {
			const char *name = j->p->items[i].name, *slash = strrchr(name, '/');

			name = slash ? slash + 1 : name;
			n = strlen(name);
			m = strlen(names[k]);
			path = n >= m && strcmp(name + (names[k][0] == '.' ? n - m : 0), names[k]) == 0 ?
				bitnet_cache_file_path(j->txn, j->p->items[i].name) : NULL;
			if (path)
				return path;
		}
	return NULL;
}

/* Open what came, as it will be opened from the cache. */
static int check(struct job *j, struct bitnet_error *err)
{
	const char *path = main_path(j);
	struct bitnet_tok *t;
	int rc = path ? bitnet_tok_open(&t, path, err) :
		bitnet_error_set(err, BITNET_E_INPUT, "tok_not_a_tokenizer", "none of the files is a tokenizer.json, tokenizer.model or the like");

	if (rc) {
		bitnet_error_prefix(err, "%s, as it was fetched", path ? strrchr(path, '/') + 1 : j->repo);
		return rc;
	}
	j->vocab_size = bitnet_tok_info(t)->n_tokens;
	rc = bitnet_tok_fingerprint(t, j->tokens_sha256, err);
	bitnet_tok_free(t);
	return rc ? rc : check_tokens(j, err);
}

static int commit(struct job *j, struct bitnet_error *err)
{
	struct bitnet_cache_facts facts = {
		.repo = j->p->repo, .revision = j->p->revision, .mirror = j->mirror ? j->repo : NULL, .commit = j->commit,
		.license = j->p->license, .vocab_size = j->vocab_size, .tokens_sha256 = j->tokens_sha256, .absent = j->absent
	};
	struct bitnet_cache_txn *txn = j->txn;

	j->txn = NULL;
	return bitnet_cache_commit(txn, &facts, err);
}

/* What a mirror is held to beside the catalogue, and that it is held to nothing. */
static int begin_mirror(struct job *j, const struct bitnet_fetch_mirror *m, struct bitnet_error *err)
{
	char text[400];

	memcpy(j->commit, m->commit, sizeof(j->commit));
	if (bitnet_cache_lookup(&j->old, j->cache, j->p->key, NULL) == 0) {
		if (j->old->mirror && strcmp(j->old->mirror, m->repo) == 0)
			return 0;
		bitnet_cache_entry_free(j->old);
	}
	j->old = NULL;
	if (*m->commit || m->names[0] || *j->p->tokens_sha256)
		return 0;
	snprintf(text, sizeof(text), "%s is unproven: the catalogue has neither hashes of this mirror nor of the tokens of %s", m->repo, j->p->key);
	return tell_notice(j, text, err);
}

/* From the repository, or from one mirror of it. */
static int fetch_from(struct job *j, const struct bitnet_fetch_mirror *m, struct bitnet_error *err)
{
	int rc;

	j->mirror = m;
	j->repo = m ? m->repo : j->p->repo;
	j->n_absent = 0;
	memset(j->commit, 0, sizeof(j->commit));
	rc = m ? begin_mirror(j, m, err) : 0;
	if (rc)
		return rc;
	rc = bitnet_cache_begin(&j->txn, j->cache, j->p->key, err);
	if (rc)
		return rc;
	j->f->repo = j->repo;
	rc = fetch_items(j, err);
	j->f->file = NULL;
	if (rc == 0)
		rc = check(j, err);
	if (rc == 0)
		rc = commit(j, err);
	j->f->repo = NULL;
	bitnet_cache_abort(j->txn);
	bitnet_cache_entry_free(j->old);
	j->txn = NULL;
	j->old = NULL;
	return rc;
}

static int fetch_all(struct job *j, struct bitnet_error *err)
{
	size_t i;
	int rc = BITNET_E_NOTFOUND;

	j->absent = calloc(j->p->n_items + 1, sizeof(*j->absent));
	if (!j->absent)
		return bitnet_error_nomem(err, 0);
	if (!j->p->mirror)
		rc = fetch_from(j, NULL, err);
	/* A mirror that is gone is no reason not to ask the next one. */
	for (i = 0; j->p->mirror && i < j->p->n_mirrors; i++) {
		rc = fetch_from(j, &j->p->mirrors[i], err);
		if (rc != BITNET_E_NOTFOUND && rc != BITNET_E_DENIED)
			break;
	}
	free(j->absent);
	return rc;
}

/* ---- the cache before the Hub */

/* Whether an entry is what the plan would make. */
static bool serves(const struct bitnet_cache_entry *e, const struct bitnet_fetch_plan *p)
{
	size_t i;

	if (!e->repo || strcmp(e->repo, p->repo) != 0 || (e->revision && strcmp(e->revision, p->revision) != 0))
		return false;
	for (i = 0; i < p->n_items; i++)
		if (p->items[i].required && !bitnet_cache_entry_file(e, p->items[i].name))
			return false;
	return bitnet_cache_entry_tokenizer(e) != NULL;
}

/* *out stays NULL when the cache has nothing that serves. */
static int look(struct bitnet_cache_entry **out, struct job *j, struct bitnet_error *err)
{
	struct bitnet_error why;
	int rc;

	if (j->how->force)
		return 0;
	rc = bitnet_cache_lookup(out, j->cache, j->p->key, &why);
	if (rc == BITNET_E_INPUT)
		return tell_notice(j, why.message, err);
	if (rc) {
		if (rc == BITNET_E_NOTFOUND)
			return 0;
		*err = why;
		return rc;
	}
	if (serves(*out, j->p)) {
		bitnet_cache_hit(j->cache, j->p->key);
		return 0;
	}
	bitnet_cache_entry_free(*out);
	*out = NULL;
	return 0;
}

static bool waiting(void *arg, double seconds)
{
	struct job *j = arg;
	struct bitnet_fetch_event e = { .what = BITNET_FETCH_WAIT, .total = -1, .seconds = j->how->lock_wait - seconds,
					.text = "another process fetches the same" };

	return bitnet_fetch_tell(j->f, &e, NULL) == 0;
}

static int fetch_locked(struct bitnet_cache_entry **out, bool *fetched, struct job *j, struct bitnet_error *err)
{
	const struct bitnet_cache_wait wait = { .max_wait = j->how->lock_wait, .waiting = waiting, .arg = j };
	struct bitnet_cache_lock *lock = NULL;
	int rc = bitnet_cache_lock(&lock, j->cache, j->p->key, &wait, err);

	if (rc)
		return rc;
	rc = look(out, j, err);
	if (rc == 0 && !*out) {
		*fetched = true;
		rc = fetch_all(j, err);
		if (rc == 0)
			rc = bitnet_cache_lookup(out, j->cache, j->p->key, err);
	}
	bitnet_cache_unlock(lock);
	return rc;
}

/* Whether the Hub's client has what has to be there: offline, nothing is begun without. */
static bool there(const struct job *j)
{
	const struct bitnet_fetch_plan *p = j->p;
	const struct bitnet_fetch_mirror *mirror = p->mirror && p->n_mirrors ? &p->mirrors[0] : NULL;
	const char *repo = mirror ? mirror->repo : p->repo, *revision = mirror && *mirror->commit ? mirror->commit : p->revision;
	struct bitnet_fetch_file m;
	size_t i, n = 0;

	for (i = 0; i < p->n_items; i++) {
		bool has = bitnet_hub_local_stat(&m, j->cache, j->how->hub_caches, repo, revision, p->items[i].name, NULL) == 0;

		if (!has && p->items[i].required)
			return false;
		n += has;
	}
	return n && !j->how->force;
}

int bitnet_fetch_tokenizer(struct bitnet_cache_entry **out, bool *fetched, struct bitnet_fetch *f, struct bitnet_cache *c,
			   const struct bitnet_fetch_plan *p, const struct bitnet_fetch_how *how, struct bitnet_error *err)
{
	struct job j = { .f = f, .cache = c, .p = p, .how = how, .vocab_size = -1 };
	struct bitnet_cache_entry *entry = NULL;
	struct bitnet_error own;
	int rc;

	err = err ? err : &own;
	*fetched = false;
	rc = look(&entry, &j, err);
	if (rc == 0 && !entry && f->o.offline && !there(&j))
		return bitnet_error_set(err, BITNET_E_NETWORK, "offline_not_cached", "offline, and the cache has no tokenizer '%s' of %s", p->key,
					p->repo);
	if (rc == 0 && !entry)
		rc = fetch_locked(&entry, fetched, &j, err);
	if (rc == 0)
		*out = entry;
	return rc;
}

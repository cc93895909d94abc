/* SPDX-License-Identifier: MIT */
/* The order of the search, and its answer: see bitnet/discover.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "discover/search.h"

const char *bitnet_strategy_name(enum bitnet_strategy s)
{
	static const char *const names[] = { "explicit", "colocated", "embedded", "cached", "download", "mock", "none" };

	return (unsigned)s < sizeof(names) / sizeof(*names) ? names[s] : "none";
}

const char *bitnet_strategy_description(enum bitnet_strategy s)
{
	static const char *const texts[] = {
		"the tokenizer that was named", "a file beside the model", "the tokenizer in the model file",
		"a tokenizer in a cache of this machine", "a tokenizer that has to be downloaded", "a mock tokenizer, whose ids are bytes",
		"no tokenizer was found"
	};

	return texts[(unsigned)s < sizeof(texts) / sizeof(*texts) ? s : BITNET_STRATEGY_NONE];
}

const char *bitnet_candidate_status_name(enum bitnet_candidate_status s)
{
	static const char *const names[] = { "chosen", "rejected", "not-needed" };

	return (unsigned)s < sizeof(names) / sizeof(*names) ? names[s] : "rejected";
}

void bitnet_discovery_free(struct bitnet_discovery *d)
{
	size_t i;

	if (!d)
		return;
	free(d->model_path);
	free(d->architecture);
	free(d->model_type);
	free(d->vocab_size_source);
	free(d->tok_path);
	free(d->tok_pre);
	free(d->tok_pre_source);
	free(d->repo);
	free(d->revision);
	for (i = 0; d->files && d->files[i]; i++)
		free(d->files[i]);
	free(d->files);
	free(d->cache_key);
	free(d->license);
	free(d->reason);
	for (i = 0; i < d->n_candidates; i++) {
		free(d->candidates[i].path);
		free(d->candidates[i].repo);
		free(d->candidates[i].reason);
	}
	free(d->candidates);
	free(d->tried);
	free(d->warnings);
	bitnet_tok_free(d->opened);
	free(d);
}

/* ---- what the model says of itself */

/* No vocabulary is larger: ids are 32-bit, and the embedding has a row for each. */
#define VOCAB_MAX INT32_MAX

enum { ARCHITECTURE_MAX = 80 };

/* The family, as people say it: all three names of the BitNet architecture are "bitnet". */
static int set_type(struct bitnet_search *s, struct bitnet_error *err)
{
	const char *a = s->d->architecture, *type = a;

	if (!a || !*a)
		type = "transformer";
	else if (strcmp(a, "bitnet-b1.58") == 0 || strcmp(a, "bitnet-25") == 0)
		type = "bitnet";
	s->d->model_type = bitnet_dup(type, strlen(type));
	return s->d->model_type ? 0 : bitnet_error_nomem(err, strlen(type));
}

static int set_size(struct bitnet_search *s, uint64_t size, const char *source, struct bitnet_error *err)
{
	s->d->vocab_size = (int64_t)size;
	s->d->vocab_size_source = bitnet_dup(source, strlen(source));
	return s->d->vocab_size_source ? 0 : bitnet_error_nomem(err, strlen(source));
}

static int find_size(struct bitnet_search *s, struct bitnet_error *err)
{
	const struct bitnet_tensor *t;
	char key[ARCHITECTURE_MAX + 16];
	uint32_t n;

	if (s->d->architecture) {
		snprintf(key, sizeof(key), "%s.vocab_size", s->d->architecture);
		if (bitnet_gguf_get_u32(s->g, key, &n, NULL) == 0 && n > 0 && n <= VOCAB_MAX)
			return set_size(s, n, key, err);
	}
	if (s->n_list)
		return set_size(s, s->n_list, "tokens", err);
	t = bitnet_gguf_tensor(s->g, "token_embd.weight");
	if (t && t->n_dims == 2 && t->ne[1] <= VOCAB_MAX)
		return set_size(s, t->ne[1], "token_embd.weight", err);
	return 0;
}

static int find_facts(struct bitnet_search *s, struct bitnet_error *err)
{
	const struct bitnet_kv *tokens;
	struct bitnet_str arch;
	char shown[ARCHITECTURE_MAX];
	int rc;

	s->d->vocab_size = -1;
	if (bitnet_gguf_get_array(s->g, "tokenizer.ggml.tokens", BITNET_VALUE_STRING, &tokens, NULL) == 0 &&
	    tokens->count <= VOCAB_MAX)
		s->n_list = tokens->count;
	if (bitnet_gguf_get_str(s->g, "general.architecture", &arch, NULL) == 0 && arch.n) {
		bitnet_text_escape(shown, sizeof(shown), arch.s, arch.n);
		s->d->architecture = bitnet_dup(shown, strlen(shown));
		if (!s->d->architecture)
			return bitnet_error_nomem(err, strlen(shown));
	}
	rc = set_type(s, err);
	return rc ? rc : find_size(s, err);
}

/* ---- the tokenizer that was named */

/* The file of --tokenizer: itself, or the one that the saved document there names. */
static int explicit_path(const char *given, char **path, struct bitnet_error *err)
{
	struct bitnet_error why;
	int rc = bitnet_discovery_read(path, given, &why);

	if (rc == 0)
		return 0;
	if (rc == BITNET_E_UNSUPPORTED && strcmp(why.name, "not_a_document") == 0) {
		*path = bitnet_dup(given, strlen(given));
		return *path ? 0 : bitnet_error_nomem(err, strlen(given));
	}
	if (err)
		*err = why;
	return rc;
}

/* A tokenizer that was named is used or refused; nothing else takes its place. */
static int use_explicit(struct bitnet_search *s, const char *path, struct bitnet_error *err)
{
	struct bitnet_tok *t;
	struct bitnet_verdict v;
	int rc = bitnet_tok_open_as(&t, path, &s->o->tok, err);

	if (rc)
		return rc;
	rc = bitnet_discover_judge(s, t, &v, err);
	if (rc == 0 && v.fit != BITNET_FIT_GOOD && s->o->strict)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "vocab_mismatch", "%s (strict mode)", v.warning);
	if (rc == 0 && v.fit != BITNET_FIT_GOOD)
		rc = bitnet_discover_warn(s, err, "%s", v.warning);
	if (rc) {
		bitnet_tok_free(t);
		return rc;
	}
	return bitnet_discover_choose(s, BITNET_STRATEGY_EXPLICIT, path, t, &v, err);
}

static int explicit_stage(struct bitnet_search *s, struct bitnet_error *err)
{
	const char *given = s->o->tokenizer;
	char shown[SHOWN_MAX], *path = NULL;
	int rc;

	if (!given)
		return 0;
	rc = explicit_path(given, &path, err);
	if (rc == 0) {
		rc = use_explicit(s, path, err);
		given = path;
	}
	if (rc && rc != BITNET_E_NOMEM)
		bitnet_error_prefix(err, "%s", bitnet_text_escape(shown, sizeof(shown), given, strlen(given)));
	free(path);
	return rc;
}

/* ---- the one in the file */

/* The file has tokenizer keys: whole and sound, or rejected with the reason. */
static int use_embedded(struct bitnet_search *s, struct bitnet_error *err)
{
	struct bitnet_verdict v = { .match = BITNET_MATCH_IDENTICAL };
	struct bitnet_tok *t = NULL;
	struct bitnet_error why;
	int rc = bitnet_tok_from_gguf_as(&t, s->g, &s->o->tok, &why);

	if (rc == BITNET_E_NOMEM)
		return bitnet_error_nomem(err, 0);
	if (rc)
		return bitnet_discover_add(s, BITNET_STRATEGY_EMBEDDED, s->model_path, NULL, BITNET_CANDIDATE_REJECTED, err,
					   "the tokenizer in the file: %s", why.message);
	snprintf(v.reason, sizeof(v.reason), "the file carries its tokenizer, %llu tokens", (unsigned long long)s->n_list);
	return bitnet_discover_choose(s, BITNET_STRATEGY_EMBEDDED, s->model_path, t, &v, err);
}

static int embedded_stage(struct bitnet_search *s, struct bitnet_error *err)
{
	char shown[SHOWN_MAX];
	const char *path = s->model_path ? s->model_path : "model";

	if (!bitnet_gguf_kv(s->g, "tokenizer.ggml.model") && !bitnet_gguf_kv(s->g, "tokenizer.ggml.tokens")) {
		if (s->chosen)
			return 0;
		return bitnet_discover_tried(s, err, "%s: carries no tokenizer",
					     bitnet_text_escape(shown, sizeof(shown), path, strlen(path)));
	}
	if (s->chosen)
		return bitnet_discover_add(s, BITNET_STRATEGY_EMBEDDED, s->model_path, NULL, BITNET_CANDIDATE_NOT_NEEDED, err,
					   "the file carries a tokenizer; another was found before");
	return use_embedded(s, err);
}

/* ---- the answer */

static const char *size_text(const struct bitnet_discovery *d, char buf[24])
{
	if (d->vocab_size < 0)
		return "unknown";
	snprintf(buf, 24, "%lld", (long long)d->vocab_size);
	return buf;
}

/* The message of every program that needs a tokenizer and gets none. */
static int no_tokenizer(const struct bitnet_discovery *d, const char *choices, struct bitnet_error *err)
{
	bool offline = d->offline && d->repo;
	char buf[24];

	bitnet_error_set(err, offline ? BITNET_E_NETWORK : BITNET_E_NOTFOUND, offline ? "offline_not_cached" : "no_tokenizer",
			 "No compatible tokenizer found for %s model with vocab_size %s%s", d->model_type,
			 size_text(d, buf), d->strict ? " (strict mode)" : "");
	if (d->cache_key)
		bitnet_error_hint(err, "bitnet tok-fetch --key %.64s fetches it%s; or put %.64s of %.64s beside the model, or name a "
				  "tokenizer with --tokenizer FILE", d->cache_key, offline ? " where there is a network" : "",
				  d->files[0] ? d->files[0] : "a tokenizer.json", d->repo);
	else if (*choices)
		bitnet_error_hint(err, "bitnet tok-fetch --key KEY fetches one of %.160s, and --tokenizer FILE takes it", choices);
	else
		bitnet_error_hint(err, "put a tokenizer.json beside the model, or name a tokenizer with --tokenizer FILE; "
				  "bitnet tok-discover --tokenizer FILE MODEL says whether it fits");
	return offline ? BITNET_E_NETWORK : BITNET_E_NOTFOUND;
}

/* Of the token list in the file; a tokenizer that was made of it may know it. */
static int fingerprint(struct bitnet_search *s)
{
	if (s->d->strategy == BITNET_STRATEGY_EMBEDDED)
		return bitnet_tok_fingerprint(s->d->opened, s->d->tokens_sha256, NULL);
	return bitnet_tok_fingerprint_gguf(s->g, s->d->tokens_sha256, NULL);
}

static int stages(struct bitnet_search *s, struct bitnet_error *err)
{
	int rc;

	if ((rc = find_facts(s, err)) != 0 ||
	    (rc = explicit_stage(s, err)) != 0 ||
	    (rc = bitnet_discover_colocated(s, err)) != 0 ||
	    (rc = embedded_stage(s, err)) != 0)
		return rc;
	if (s->n_list && (s->o->fingerprint || !s->chosen) && fingerprint(s) != 0)
		s->d->tokens_sha256[0] = '\0';
	rc = bitnet_discover_catalogued(s, err);
	return rc ? rc : bitnet_discover_mock(s, err);
}

int bitnet_discover(struct bitnet_discovery **out, const struct bitnet_gguf *g, const char *model_path,
		    const struct bitnet_discover_options *o, struct bitnet_error *err)
{
	static const struct bitnet_discover_options defaults;
	struct bitnet_search s = { .g = g, .model_path = model_path, .o = o ? o : &defaults,
			    .tried = BITNET_BUF_INIT, .warnings = BITNET_BUF_INIT };
	struct bitnet_discovery *d = calloc(1, sizeof(*d));
	int rc = 0;

	if (!d)
		return bitnet_error_nomem(err, sizeof(*d));
	s.d = d;
	d->strategy = BITNET_STRATEGY_NONE;
	d->strict = s.o->strict;
	d->offline = s.o->offline;
	d->how = s.o->tok;
	d->differing = d->tok_vocab_size = d->gated = -1;
	if (model_path && !(d->model_path = bitnet_dup(model_path, strlen(model_path))))
		rc = bitnet_error_nomem(err, strlen(model_path));
	if (rc == 0)
		rc = stages(&s, err);
	if (rc == 0 && (!(d->tried = bitnet_buf_take(&s.tried)) || !(d->warnings = bitnet_buf_take(&s.warnings))))
		rc = bitnet_error_nomem(err, 0);
	bitnet_buf_release(&s.tried);
	bitnet_buf_release(&s.warnings);
	if (rc) {
		bitnet_discovery_free(d);
		return rc;
	}
	*out = d;
	return d->strategy == BITNET_STRATEGY_NONE ? no_tokenizer(d, s.choices, err) : 0;
}

int bitnet_discovery_open(struct bitnet_discovery *d, const struct bitnet_gguf *g, struct bitnet_tok **out,
			  struct bitnet_error *err)
{
	if (d->strategy == BITNET_STRATEGY_NONE || d->strategy == BITNET_STRATEGY_DOWNLOAD)
		return no_tokenizer(d, "", err);
	if (d->opened) {
		*out = d->opened;
		d->opened = NULL;
		return 0;
	}
	if (d->strategy == BITNET_STRATEGY_MOCK)
		return bitnet_discover_mock_tok(out, err);
	if (d->strategy == BITNET_STRATEGY_EMBEDDED)
		return bitnet_tok_from_gguf_as(out, g, &d->how, err);
	return bitnet_tok_open_as(out, d->tok_path, &d->how, err);
}

/* SPDX-License-Identifier: MIT */
/* The document of a discovery: see cli-document.h. */
#include <string.h>

#include "cli-document.h"
#include "cli-json.h"

static struct json_object *path_json(const char *path)
{
	return path ? cli_json_bytes(path, strlen(path)) : NULL;
}

/* A number, or null when it is not known. */
static struct json_object *count_json(int64_t n)
{
	return n < 0 ? NULL : cli_json_uint((uint64_t)n);
}

static struct json_object *model_json(const struct bitnet_discovery *d)
{
	struct json_object *m = json_object_new_object();

	json_object_object_add(m, "path", path_json(d->model_path));
	json_object_object_add(m, "architecture", cli_json_str(d->architecture));
	json_object_object_add(m, "model_type", cli_json_str(d->model_type));
	json_object_object_add(m, "vocab_size", count_json(d->vocab_size));
	json_object_object_add(m, "vocab_size_source", cli_json_str(d->vocab_size_source));
	json_object_object_add(m, "tokens_sha256", cli_json_str(*d->tokens_sha256 ? d->tokens_sha256 : NULL));
	return m;
}

static struct json_object *tokenizer_json(const struct bitnet_discovery *d)
{
	struct json_object *t;

	if (d->strategy == BITNET_STRATEGY_DOWNLOAD || d->strategy == BITNET_STRATEGY_NONE)
		return NULL;
	t = json_object_new_object();
	json_object_object_add(t, "path", path_json(d->tok_path));
	json_object_object_add(t, "format", d->strategy == BITNET_STRATEGY_MOCK ? NULL : cli_json_str(bitnet_tok_format_name(d->tok_format)));
	json_object_object_add(t, "algorithm", cli_json_str(bitnet_tok_algorithm_name(d->tok_algorithm)));
	json_object_object_add(t, "pre", cli_json_str(d->tok_pre));
	json_object_object_add(t, "pre_source", cli_json_str(d->tok_pre_source));
	json_object_object_add(t, "vocab_size", count_json(d->tok_vocab_size));
	json_object_object_add(t, "match", cli_json_str(bitnet_tok_match_name(d->match)));
	json_object_object_add(t, "differing", count_json(d->differing));
	return t;
}

static struct json_object *download_json(const struct bitnet_discovery *d)
{
	struct json_object *w, *files;
	size_t i;

	if (!d->repo)
		return NULL;
	w = json_object_new_object();
	files = json_object_new_array();
	for (i = 0; d->files && d->files[i]; i++)
		json_object_array_add(files, json_object_new_string(d->files[i]));
	json_object_object_add(w, "repo", cli_json_str(d->repo));
	json_object_object_add(w, "revision", cli_json_str(d->revision));
	json_object_object_add(w, "files", files);
	json_object_object_add(w, "cache_key", cli_json_str(d->cache_key));
	json_object_object_add(w, "license", cli_json_str(d->license));
	json_object_object_add(w, "gated", d->gated < 0 ? NULL : json_object_new_boolean(d->gated));
	json_object_object_add(w, "reason", cli_json_str(d->reason));
	return w;
}

static struct json_object *candidates_json(const struct bitnet_discovery *d)
{
	struct json_object *a = json_object_new_array(), *c;
	size_t i;

	for (i = 0; i < d->n_candidates; i++) {
		const struct bitnet_candidate *from = &d->candidates[i];

		c = json_object_new_object();
		json_object_object_add(c, "strategy", cli_json_str(bitnet_strategy_name(from->strategy)));
		json_object_object_add(c, "path", path_json(from->path));
		json_object_object_add(c, "repo", cli_json_str(from->repo));
		json_object_object_add(c, "status", cli_json_str(bitnet_candidate_status_name(from->status)));
		json_object_object_add(c, "reason", cli_json_str(from->reason));
		json_object_array_add(a, c);
	}
	return a;
}

struct json_object *cli_document(const struct bitnet_discovery *d, const struct bitnet_discovery *t)
{
	struct json_object *doc = json_object_new_object();

	json_object_object_add(doc, "schema", json_object_new_string("bitnet.tok-discover/1"));
	json_object_object_add(doc, "model", model_json(d));
	json_object_object_add(doc, "strategy", cli_json_str(bitnet_strategy_name(d->strategy)));
	json_object_object_add(doc, "tokenizer", t ? tokenizer_json(t) : NULL);
	json_object_object_add(doc, "download", download_json(d));
	json_object_object_add(doc, "candidates", candidates_json(d));
	json_object_object_add(doc, "strict", json_object_new_boolean(d->strict));
	json_object_object_add(doc, "offline", json_object_new_boolean(d->offline));
	return doc;
}

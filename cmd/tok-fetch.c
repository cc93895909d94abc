/* SPDX-License-Identifier: MIT */
/* bitnet-tok-fetch: the tokenizer of a model into the cache, verified; reads what bitnet-tok-discover writes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli-discover.h"
#include "cli-document.h"
#include "cli-fetch.h"
#include "cli-json.h"
#include "cli-remote.h"
#include "cli.h"

enum { DOCUMENT_MAX = 4 << 20 };

static struct {
	const char *model, *key, *repo, *revision, *output;
	struct cli_list files;
	bool force, dry_run, mirror, strict, hub_cache;
	struct cli_fetch fetch;
} o;

static const struct cli_opt opts[] = {
	CLI_STR('m', "model", &o.model, "FILE", "fetch for this model; the same as the operand"),
	CLI_STR(0, "key", &o.key, "KEY", "fetch this family of the catalogue, or name the entry of the cache"),
	CLI_STR(0, "repo", &o.repo, "ORG/NAME", "fetch from this repository of the Hub"),
	CLI_STR(0, "revision", &o.revision, "REV", "a branch, a tag, refs/pr/N or a commit of it"),
	CLI_LIST(0, "file", &o.files, "NAME", "a file of the repository; may be repeated"),
	CLI_FLAG(0, "mirror", &o.mirror, "fetch from a repository with the same bytes that the catalogue knows"),
	CLI_FLAG(0, "hub-cache", &o.hub_cache, "write the files into the cache of the Hub's own client, too"),
	CLI_FLAG(0, "force", &o.force, "fetch although there is a tokenizer already"),
	CLI_FLAG(0, "dry-run", &o.dry_run, "say what would be fetched, and fetch nothing"),
	CLI_FLAG(0, "strict", &o.strict, "refuse a mismatch and an ambiguous guess"),
	CLI_FLAG(0, "offline", &o.fetch.offline, "take what the cache has, and open no socket"),
	CLI_FETCH_OPTIONS(o.fetch),
	CLI_STR('o', "output", &o.output, "FILE", "write to FILE, complete or not at all"),
	CLI_JSON,
	CLI_COMMON
};

/* ---- the answer */

/* One document, or with -q the path alone. */
static int put(struct json_object *doc, const char *path)
{
	FILE *f = cli_out_open(o.output);

	if (!cli.quiet)
		cli_json_write(f, doc);
	else if (path)
		fprintf(f, "%s\n", path);
	cli_flush(f);
	return cli_out_close();
}

static int put_discovery(const struct bitnet_discovery *d, const struct bitnet_discovery *t)
{
	struct json_object *doc = cli_document(d, t);
	int status = put(doc, t ? t->tok_path : NULL);

	json_object_put(doc);
	return status;
}

/* What a plan would do, on standard error. */
static void tell_plan(const struct bitnet_fetch_plan *p)
{
	size_t i;

	for (i = 0; i < p->n_items; i++)
		cli_notice("would fetch %s of %s at %s%s into %s", p->items[i].name, p->mirror ? p->mirrors[0].repo : p->repo,
			   p->mirror && *p->mirrors[0].commit ? p->mirrors[0].commit : p->revision, p->items[i].required ? "" : ", if it is there,",
			   p->key);
}

static int make_plan(struct bitnet_fetch_plan **p, struct bitnet_fetch_want *w)
{
	struct bitnet_error err;

	w->mirror |= o.mirror;
	return bitnet_fetch_plan_new(p, w, &err) ? cli_fail(&err, NULL) : 0;
}

/* In the layout of the Hub's client, where other programs find it. */
static int share(const struct bitnet_cache_entry *e)
{
	const char *folder = cli_hub_cache();
	struct bitnet_error err;

	if (!folder)
		return cli_fail_named(CLI_EXIT_CANTCREAT, "cannot_create", "Name it in HF_HUB_CACHE.",
				      "there is no HOME and no HF_HUB_CACHE, so there is no cache of the Hub's client");
	return bitnet_fetch_share(folder, e, &err) ? cli_fail(&err, NULL) : 0;
}

/* The file of a plan, fetched where the cache lacks it; *path stays NULL for --dry-run. */
static int carry_out(char **path, struct bitnet_cache_entry **entry, const struct bitnet_fetch_plan *p)
{
	struct bitnet_cache_entry *e = NULL;
	int status;

	if (o.dry_run) {
		tell_plan(p);
		return 0;
	}
	status = cli_fetch_open(&o.fetch);
	if (status)
		return status;
	status = cli_fetch_tokenizer(path, &e, &o.fetch, p, o.force);
	cli_fetch_close(&o.fetch);
	if (status == 0 && o.hub_cache)
		status = share(e);
	if (status == 0 && entry)
		*entry = e;
	else
		bitnet_cache_entry_free(e);
	return status;
}

/* ---- for a model */

/* What was fetched, as the search finds it when it is named: compared with the model. */
static int judge(struct bitnet_discovery **t, const struct bitnet_gguf *g, const char *model, const char *path)
{
	struct bitnet_discover_options options;
	struct bitnet_error err;

	cli_discover_options(&options, path);
	options.strict |= o.strict;
	if (cli_discover_header(t, g, model, &options, &err) != 0)
		return cli_fail(&err, NULL);
	return 0;
}

static int fetch_for(const struct bitnet_discovery *d, const struct bitnet_gguf *g, const char *model)
{
	struct bitnet_discovery *t = NULL;
	struct bitnet_fetch_plan *p = NULL;
	struct bitnet_fetch_want w;
	char *path = NULL;
	int status;

	o.fetch.need = d;
	cli_fetch_want(&w, d);
	status = make_plan(&p, &w);
	if (status == 0)
		status = carry_out(&path, NULL, p);
	if (status == 0 && path)
		status = judge(&t, g, model, path);
	if (status == 0) {
		if (t && *t->warnings)
			cli_warn("%.*s", (int)strcspn(t->warnings, "\n"), t->warnings);
		status = put_discovery(d, t);
	}
	bitnet_discovery_free(t);
	bitnet_fetch_plan_free(p);
	free(path);
	return status;
}

static int for_model(const char *model)
{
	struct bitnet_discover_options options;
	struct bitnet_discovery *d = NULL;
	struct bitnet_gguf *g;
	struct bitnet_error err;
	int status;

	status = cli_open_header(&g, &model, o.fetch.offline);
	if (status)
		return status;
	cli_discover_options(&options, NULL);
	options.strict |= o.strict;
	/* Whether something may be fetched is asked when the cache was looked into. */
	options.offline = false;
	options.plan = o.force;
	options.fingerprint = true;
	cli_discover_header(&d, g, model, &options, &err);
	if (!d) {
		bitnet_gguf_close(g);
		return cli_discover_fail(&err, NULL);
	}
	cli_discover_tell(d);
	if (d->strategy == BITNET_STRATEGY_NONE) {
		put_discovery(d, NULL);
		status = cli_discover_fail(&err, d);
	} else if (o.force && !d->repo) {
		status = cli_fail_named(CLI_EXIT_NOINPUT, "no_tokenizer", "Name a repository with --repo.",
					"%s: no repository is known that could replace its tokenizer", model);
	} else if (d->strategy == BITNET_STRATEGY_DOWNLOAD || o.force) {
		status = fetch_for(d, g, model);
	} else {
		status = put_discovery(d, d);
	}
	bitnet_gguf_close(g);
	bitnet_discovery_free(d);
	return status;
}

/* ---- for a key or a repository, without a model */

static struct json_object *null_members(const char *const *names)
{
	struct json_object *m = json_object_new_object();

	for (; *names; names++)
		json_object_object_add(m, *names, NULL);
	return m;
}

static struct json_object *strings(const struct bitnet_fetch_plan *p)
{
	struct json_object *a = json_object_new_array();
	size_t i;

	for (i = 0; i < p->n_items; i++)
		json_object_array_add(a, json_object_new_string(p->items[i].name));
	return a;
}

static struct json_object *tokenizer_of(const char *path, int *status)
{
	struct json_object *t;
	const struct bitnet_tok_info *info;
	struct bitnet_error err;
	struct bitnet_tok *tok;

	if (bitnet_tok_open(&tok, path, &err) != 0) {
		*status = cli_fail(&err, path);
		return NULL;
	}
	info = bitnet_tok_info(tok);
	t = json_object_new_object();
	json_object_object_add(t, "path", cli_json_bytes(path, strlen(path)));
	json_object_object_add(t, "format", cli_json_str(bitnet_tok_format_name(info->format)));
	json_object_object_add(t, "algorithm", cli_json_str(bitnet_tok_algorithm_name(info->algorithm)));
	json_object_object_add(t, "pre", cli_json_str(info->pre));
	json_object_object_add(t, "pre_source", cli_json_str(info->pre_source));
	json_object_object_add(t, "vocab_size", cli_json_uint(info->n_tokens));
	json_object_object_add(t, "match", cli_json_str("unknown"));
	json_object_object_add(t, "differing", NULL);
	bitnet_tok_free(tok);
	return t;
}

static int put_plan(const struct bitnet_fetch_plan *p, const char *path)
{
	static const char *const model[] = { "path", "architecture", "model_type", "vocab_size", "vocab_size_source", "tokens_sha256", NULL };
	struct json_object *doc = json_object_new_object(), *w = json_object_new_object();
	int status = 0;

	json_object_object_add(doc, "schema", json_object_new_string("bitnet.tok-discover/1"));
	json_object_object_add(doc, "model", null_members(model));
	json_object_object_add(doc, "strategy", json_object_new_string("download"));
	json_object_object_add(doc, "tokenizer", path ? tokenizer_of(path, &status) : NULL);
	json_object_object_add(w, "repo", json_object_new_string(p->repo));
	json_object_object_add(w, "revision", json_object_new_string(p->revision));
	json_object_object_add(w, "files", strings(p));
	json_object_object_add(w, "cache_key", json_object_new_string(p->key));
	json_object_object_add(w, "license", cli_json_str(p->license));
	json_object_object_add(w, "gated", p->gated < 0 ? NULL : json_object_new_boolean(p->gated));
	json_object_object_add(w, "reason", json_object_new_string(o.repo ? "named by --repo" : "named by --key"));
	json_object_object_add(doc, "download", w);
	json_object_object_add(doc, "candidates", json_object_new_array());
	json_object_object_add(doc, "strict", json_object_new_boolean(o.strict || cli_strict()));
	json_object_object_add(doc, "offline", json_object_new_boolean(o.fetch.offline || cli_offline()));
	if (status == 0)
		status = put(doc, path);
	json_object_put(doc);
	return status;
}

static int for_repo(void)
{
	struct bitnet_fetch_plan *p = NULL;
	struct bitnet_fetch_want w;
	char *path = NULL;
	int status;

	cli_fetch_want(&w, NULL);
	w.key = o.key;
	w.repo = o.repo;
	w.revision = o.revision;
	w.files = o.files.n ? o.files.v : NULL;
	status = make_plan(&p, &w);
	if (status == 0)
		status = carry_out(&path, NULL, p);
	if (status == 0)
		status = put_plan(p, path);
	bitnet_fetch_plan_free(p);
	free(path);
	return status;
}

/* ---- for a document of bitnet-tok-discover */

static const char *member(struct json_object *from, const char *name)
{
	struct json_object *v = NULL;

	return json_object_is_type(from, json_type_object) && json_object_object_get_ex(from, name, &v) &&
	       json_object_is_type(v, json_type_string) ? json_object_get_string(v) : NULL;
}

static int bad_document(const char *what)
{
	return cli_fail_named(CLI_EXIT_DATA, "bad_document", NULL, "standard input: %s", what);
}

/* The files that the document names, for a repository that the catalogue does not know; ended by NULL. */
static const char **files_of(struct json_object *download)
{
	struct json_object *a = NULL;
	const char **v;
	size_t n, i;

	if (!json_object_object_get_ex(download, "files", &a) || !json_object_is_type(a, json_type_array))
		return NULL;
	n = json_object_array_length(a);
	v = cli_xmalloc((n + 1) * sizeof(*v));
	for (i = 0; i < n; i++) {
		struct json_object *s = json_object_array_get_idx(a, i);

		v[i] = json_object_is_type(s, json_type_string) ? json_object_get_string(s) : "";
	}
	v[n] = NULL;
	if (n)
		return v;
	free(v);
	return NULL;
}

static void want_of(struct bitnet_fetch_want *w, struct json_object *doc, struct json_object *download)
{
	struct json_object *model = NULL, *size = NULL;

	cli_fetch_want(w, NULL);
	w->key = member(download, "cache_key");
	w->repo = member(download, "repo");
	w->revision = member(download, "revision");
	w->license = member(download, "license");
	json_object_object_get_ex(doc, "model", &model);
	w->tokens_sha256 = member(model, "tokens_sha256");
	if (json_object_is_type(model, json_type_object) && json_object_object_get_ex(model, "vocab_size", &size) &&
	    json_object_is_type(size, json_type_int))
		w->vocab_size = json_object_get_int64(size);
}

/* The tokens of the document's model are those of the tokenizer, or that is not known. */
static void set_match(struct json_object *t, const struct bitnet_fetch_want *w, const struct bitnet_cache_entry *e)
{
	if (!w->tokens_sha256 || strcmp(w->tokens_sha256, e->tokens_sha256) != 0)
		return;
	json_object_object_add(t, "match", json_object_new_string("identical"));
	json_object_object_add(t, "differing", json_object_new_int(0));
}

static int fill(struct json_object *doc, struct json_object *download)
{
	struct bitnet_cache_entry *e = NULL;
	struct bitnet_fetch_plan *p = NULL;
	struct bitnet_fetch_want w;
	struct json_object *t = NULL;
	const char **files = files_of(download);
	char *path = NULL;
	int status;

	want_of(&w, doc, download);
	w.files = files;
	if (!w.repo || !w.key || !files) {
		free(files);
		return bad_document("a plan without a repository, files or a key of the cache");
	}
	status = make_plan(&p, &w);
	if (status == 0)
		status = carry_out(&path, &e, p);
	if (status == 0 && path) {
		t = tokenizer_of(path, &status);
		if (t) {
			set_match(t, &w, e);
			json_object_object_add(doc, "tokenizer", t);
		}
	}
	if (status == 0)
		status = put(doc, path);
	bitnet_cache_entry_free(e);
	bitnet_fetch_plan_free(p);
	free(path);
	free(files);
	return status;
}

/* The path in a document, where it is a string. */
static int pass(const char *text, size_t n, struct json_object *tokenizer)
{
	const char *path = member(tokenizer, "path");
	FILE *f = cli_out_open(o.output);

	if (cli.quiet && path)
		fprintf(f, "%s\n", path);
	else if (!cli.quiet)
		fwrite(text, 1, n, f);
	cli_flush(f);
	return cli_out_close();
}

static int for_document(void)
{
	struct json_object *doc, *tokenizer = NULL, *download = NULL;
	const char *schema;
	char *text, why[200];
	size_t n;
	int status = cli_read_file("-", DOCUMENT_MAX, &text, &n);

	if (status)
		return status;
	doc = cli_json_parse(text, n, why, sizeof(why));
	schema = member(doc, "schema");
	if (!doc)
		status = bad_document(why);
	else if (!schema || strcmp(schema, "bitnet.tok-discover/1") != 0)
		status = bad_document("not a document of bitnet-tok-discover, version 1");
	if (status == 0) {
		json_object_object_get_ex(doc, "tokenizer", &tokenizer);
		json_object_object_get_ex(doc, "download", &download);
		if (tokenizer && (!o.force || !download))
			status = pass(text, n, tokenizer);
		else if (json_object_is_type(download, json_type_object))
			status = fill(doc, download);
		else
			status = cli_fail_named(CLI_EXIT_NOINPUT, "no_tokenizer", NULL, "standard input: the document plans no download");
	}
	json_object_put(doc);
	free(text);
	return status;
}

/* ---- */

static int run(int argc, char **argv)
{
	const char *model = o.model ? o.model : argc > 0 ? argv[0] : NULL;

	if (argc > (o.model ? 0 : 1))
		return cli_usage("one model at a time: '%s' is one too many", argv[o.model ? 0 : 1]);
	if (model && (o.repo || o.key))
		return cli_usage("a model, or --repo and --key: not both");
	if (!model && !o.repo && !o.key)
		return cli_usage("nothing to fetch: give a model, '-' for a document, --key or --repo");
	if ((o.revision || o.files.n) && !o.repo)
		return cli_usage("--revision and --file say what of --repo to fetch");
	if (!model)
		return for_repo();
	if (strcmp(model, "-") == 0)
		return for_document();
	return cli_out_spares(o.output, model, NULL) ? CLI_EXIT_USAGE : for_model(model);
}

static const char *const usage[] = {
	"[OPTION...] FILE",
	"[OPTION...] -m FILE",
	"[OPTION...] -",
	"[OPTION...] --key KEY",
	"[OPTION...] --repo ORG/NAME [--revision REV] [--file NAME]",
	NULL
};

const struct cli_command cli_command = {
	.name = "bitnet-tok-fetch",
	.summary = "fetch the tokenizer that belongs to a model",
	.usage = usage,
	.opts = opts,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/* Addresses of models: see cli-remote.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli-remote.h"
#include "cli.h"

/* $OLLAMA_MODELS, ~/.ollama/models. */
static const char *ollama_store(void)
{
	static char path[4096];
	const char *own = cli_env("OLLAMA_MODELS"), *home = cli_env("HOME");

	if (own || !home)
		return own;
	return (size_t)snprintf(path, sizeof(path), "%s/.ollama/models", home) < sizeof(path) ? path : NULL;
}

static int from_ollama(const char **model)
{
	const char *store = ollama_store();
	struct bitnet_error err;
	char *path;

	if (!store)
		return cli_fail_named(CLI_EXIT_NOINPUT, "ollama_missing", "Name it in OLLAMA_MODELS.",
				      "there is no HOME, so there is no store of Ollama");
	if (bitnet_fetch_ollama(&path, store, *model, &err) != 0)
		return cli_fail(&err, NULL);
	cli_info("%s is %s", *model, path);
	*model = path;
	return 0;
}

static int fail(const struct cli_fetch *o, const struct bitnet_error *err, const struct bitnet_fetch_model *w)
{
	char hint[400];

	if (strcmp(err->name, "offline_not_cached") != 0)
		return cli_fetch_fail(o, err, NULL);
	snprintf(hint, sizeof(hint), "On a machine with a network: bitnet model-fetch %.100s%s%.200s", w->repo, w->file ? " --file " : "",
		 w->file ? w->file : "");
	return cli_fail_named(cli_exit_of(err), err->name, hint, "%s", err->message);
}

int cli_fetch_model(char **path, struct cli_fetch *o, struct bitnet_fetch_model *w)
{
	struct bitnet_error err;
	int status = 0;

	w->hub_cache = cli_hub_cache();
	w->cache = cli_cache_dir();
	w->lock_wait = o->max_wait;
	if (!w->output && !w->hub_cache)
		return cli_fail_named(CLI_EXIT_CANTCREAT, "cannot_create", "Name a folder with --output, or in HF_HUB_CACHE.",
				      "there is no HOME and no HF_HUB_CACHE, so there is no place for a model");
	if (bitnet_fetch_model(path, o->client, w, &err) != 0) {
		cli_progress_end();
		status = fail(o, &err, w);
	}
	return status;
}

static int from_hub(const char **model)
{
	struct bitnet_fetch_address a;
	struct bitnet_fetch_model w = { .cached = true };
	struct cli_fetch o = { .token_file = NULL };
	struct bitnet_error err;
	char *path = NULL;
	int status;

	if (bitnet_fetch_address(&a, *model, &err) != 0)
		return cli_fail(&err, NULL);
	w.repo = a.repo;
	w.revision = a.revision;
	w.file = *a.file ? a.file : NULL;
	status = cli_fetch_open(&o);
	if (status)
		return status;
	status = cli_fetch_model(&path, &o, &w);
	cli_fetch_close(&o);
	if (status)
		return status;
	cli_info("%s is %s", *model, path);
	*model = path;
	return 0;
}

int cli_local_model(const char **model)
{
	if (!*model)
		return 0;
	if (strncmp(*model, "ollama://", 9) == 0)
		return from_ollama(model);
	return strncmp(*model, "hf://", 5) == 0 ? from_hub(model) : 0;
}

bool cli_is_remote(const char *path)
{
	return strncmp(path, "hf://", 5) == 0 || strncmp(path, "https://", 8) == 0 || strncmp(path, "http://", 7) == 0;
}

int cli_discover_header(struct bitnet_discovery **d, const struct bitnet_gguf *g, const char *path, const struct bitnet_discover_options *o,
			struct bitnet_error *err)
{
	bool remote = cli_is_remote(path);
	int rc = bitnet_discover(d, g, remote ? NULL : path, o, err);

	if (!remote || !*d)
		return rc;
	/* The address stands where a path would. */
	(*d)->model_path = cli_xstrdup(path);
	if ((*d)->strategy == BITNET_STRATEGY_EMBEDDED && !(*d)->tok_path)
		(*d)->tok_path = cli_xstrdup(path);
	return rc;
}

int cli_open_header(struct bitnet_gguf **g, const char **path, bool offline)
{
	struct cli_fetch o = { .offline = offline };
	struct bitnet_error err;
	int status;

	if (!cli_is_remote(*path)) {
		status = cli_local_model(path);
		return status ? status : bitnet_gguf_open(g, *path, &err) ? cli_fail(&err, *path) : 0;
	}
	status = cli_fetch_open(&o);
	if (status)
		return status;
	if (bitnet_fetch_header(g, o.client, *path, &err) != 0) {
		cli_progress_end();
		/* An error of the file, not of the server, does not name it. */
		status = strstr(err.message, "://") ? cli_fetch_fail(&o, &err, NULL) : cli_fail(&err, *path);
	}
	cli_progress_end();
	cli_fetch_close(&o);
	return status;
}

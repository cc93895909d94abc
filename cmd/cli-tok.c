/* SPDX-License-Identifier: MIT */
/* The tokenizer of a command: see cli-tok.h. */
#include <stdlib.h>
#include <string.h>

#include "cli-discover.h"
#include "cli-remote.h"
#include "cli-tok.h"
#include "cli.h"

const char *const cli_tok_policies[] = { "hf", "llama.cpp", "sentencepiece", NULL };

static void tell(const struct bitnet_tok *t, const char *from, const char *path)
{
	const struct bitnet_tok_info *info = bitnet_tok_info(t);

	cli_info("tokenizer: %s, %s, %s%s%s, %u ids%s%s", from, bitnet_tok_format_name(info->format),
		 bitnet_tok_algorithm_name(info->algorithm), info->pre ? ", pre " : "", info->pre ? info->pre : "",
		 (unsigned)info->n_tokens, path ? ", " : "", path ? path : "");
	cli_each_line(info->notes, cli_info);
}

/* No model to compare with: the file is used as it is. */
static int open_alone(struct bitnet_tok **out, const char *tokenizer, const struct bitnet_tok_options *o)
{
	struct bitnet_tok_options how = { .policy = BITNET_POLICY_DEFAULT };
	struct bitnet_error err;
	char *named = NULL;
	const char *path = tokenizer;
	int status = 0, rc = bitnet_discovery_read(&named, tokenizer, &err);

	if (o)
		how = *o;
	how.compiled = cli_compiled_dir();
	if (rc == 0)
		path = named;
	else if (rc != BITNET_E_UNSUPPORTED)
		return cli_fail(&err, tokenizer);
	if (bitnet_tok_open_as(out, path, &how, &err) != 0)
		status = cli_fail(&err, path);
	else
		tell(*out, "explicit", path);
	free(named);
	return status;
}

bool cli_tok_auto_download, cli_tok_allow_mock;

/* Where a discovery ends in a download: it is made, and the file stands in its place. */
static int download(char **path, const struct bitnet_discovery *d)
{
	struct cli_fetch fetch = { .need = d };
	struct bitnet_fetch_plan *p = NULL;
	struct bitnet_fetch_want w;
	struct bitnet_error err;
	int status;

	cli_discover_tell(d);
	cli_fetch_want(&w, d);
	if (bitnet_fetch_plan_new(&p, &w, &err) != 0)
		return cli_fail(&err, NULL);
	status = cli_fetch_open(&fetch);
	if (status == 0) {
		status = cli_fetch_tokenizer(path, NULL, &fetch, p, false);
		cli_fetch_close(&fetch);
	}
	bitnet_fetch_plan_free(p);
	return status;
}

static int use(struct bitnet_tok **out, struct bitnet_discovery *d, const struct bitnet_gguf *g, int rc, struct bitnet_error *err)
{
	if (rc != 0 || bitnet_discovery_open(d, g, out, err) != 0)
		return cli_discover_fail(err, d);
	cli_discover_tell(d);
	tell(*out, bitnet_strategy_name(d->strategy), d->tok_path);
	return 0;
}

static int search(struct bitnet_tok **out, const char *model, const struct bitnet_gguf *g, struct bitnet_discover_options o)
{
	struct bitnet_discovery *d = NULL;
	struct bitnet_error err;
	char *fetched = NULL;
	int status = 0, rc;

	/* Whether something may be fetched is asked when the cache was looked into. */
	o.offline &= !cli_tok_auto_download;
	o.mock = cli_tok_allow_mock;
	/* A download that is not made leaves the place to the mock. */
	o.local = cli_tok_allow_mock && !cli_tok_auto_download && !o.strict;
	rc = bitnet_discover(&d, g, model, &o, &err);
	if (rc == 0 && cli_tok_auto_download && d->strategy == BITNET_STRATEGY_DOWNLOAD) {
		status = download(&fetched, d);
		bitnet_discovery_free(d);
		d = NULL;
		o.tokenizer = fetched;
		if (status == 0)
			rc = bitnet_discover(&d, g, model, &o, &err);
	}
	if (status == 0)
		status = use(out, d, g, rc, &err);
	bitnet_discovery_free(d);
	free(fetched);
	return status;
}

int cli_tok_open(struct bitnet_tok **out, const char *model, const struct bitnet_gguf *g, const char *tokenizer)
{
	return cli_tok_open_as(out, model, g, tokenizer, NULL);
}

int cli_tok_open_as(struct bitnet_tok **out, const char *model, const struct bitnet_gguf *g, const char *tokenizer,
		    const struct bitnet_tok_options *o)
{
	struct bitnet_discover_options how;
	struct bitnet_gguf *opened = NULL;
	struct bitnet_error err;
	int status;

	if (!model && !g)
		return open_alone(out, tokenizer, o);
	cli_discover_options(&how, tokenizer);
	if (o)
		how.tok = *o;
	how.tok.compiled = cli_compiled_dir();
	if (!g) {
		status = cli_local_model(&model);
		if (status)
			return status;
		/* With -v it is told how the tokenizer was found, for which the model is opened. */
		if (!cli_wants_info() && bitnet_discovery_shortcut(out, model, &how))
			return 0;
		if (bitnet_gguf_open(&opened, model, &err) != 0)
			return cli_fail(&err, model);
		g = opened;
	}
	status = search(out, model, g, how);
	bitnet_gguf_close(opened);
	return status;
}

struct bitnet_tok *cli_tok_try(const char *model, const struct bitnet_gguf *g)
{
	struct bitnet_discover_options o = {
		.strict = cli_strict(), .offline = cli_offline(), .tok = { .compiled = cli_compiled_dir() }
	};
	struct bitnet_discovery *d = NULL;
	struct bitnet_tok *tok = NULL;
	struct bitnet_error err;

	if (bitnet_discover(&d, g, model, &o, &err) != 0 || bitnet_discovery_open(d, g, &tok, &err) != 0) {
		tok = NULL;
		cli_info("no tokenizer, what is known of tokens are the model's keys: %s", err.message);
	}
	bitnet_discovery_free(d);
	return tok;
}

/* SPDX-License-Identifier: MIT */
/* Searching for a tokenizer: see cli-discover.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli-discover.h"
#include "cli.h"

/* $XDG_CONFIG_HOME/bitnet/catalogue.json; a relative XDG_CONFIG_HOME is ignored, as its specification says. */
static const char *user_catalogue(void)
{
	static char path[4096];
	const char *base = cli_env("XDG_CONFIG_HOME"), *home = cli_env("HOME");
	int n = -1;

	if (base && base[0] == '/')
		n = snprintf(path, sizeof(path), "%s/bitnet/catalogue.json", base);
	else if (home)
		n = snprintf(path, sizeof(path), "%s/.config/bitnet/catalogue.json", home);
	return n > 0 && (size_t)n < sizeof(path) ? path : NULL;
}

void cli_discover_options(struct bitnet_discover_options *o, const char *tokenizer)
{
	const char *catalogue = cli_env("BITNET_CATALOGUE");

	memset(o, 0, sizeof(*o));
	o->tokenizer = tokenizer;
	o->catalogue = catalogue ? catalogue : BITNET_PKGDATADIR "/catalogue.json";
	o->user_catalogue = user_catalogue();
	o->cache = cli_cache_dir();
	o->hub_caches = cli_hub_caches();
	o->strict = cli_strict();
	o->offline = cli_offline();
	o->tok.compiled = cli_compiled_dir();
}

void cli_discover_tell(const struct bitnet_discovery *d)
{
	size_t i;

	if (d->vocab_size < 0)
		cli_info("Discovering tokenizer strategy for %s model (vocab_size: unknown)", d->model_type);
	else
		cli_info("Discovering tokenizer strategy for %s model (vocab_size: %lld)", d->model_type, (long long)d->vocab_size);
	for (i = 0; i < d->n_candidates; i++) {
		const struct bitnet_candidate *c = &d->candidates[i];
		const char *place = c->path ? c->path : c->repo ? c->repo : bitnet_strategy_name(c->strategy);

		cli_info("%s: %s: %s", place, bitnet_candidate_status_name(c->status), c->reason);
	}
	if (d->strategy == BITNET_STRATEGY_DOWNLOAD)
		cli_info("Can download compatible tokenizer from: %s", d->repo);
	cli_each_line(d->warnings, cli_warn);
}

/* A JSON error is one object: the places follow in its message. */
static int fail_json(const struct bitnet_error *err, const struct bitnet_discovery *d)
{
	bool plan = d->strategy == BITNET_STRATEGY_DOWNLOAD;
	size_t n = strlen(d->tried);
	char *text = cli_xmalloc(strlen(err->message) + 2 * n + (plan ? strlen(d->repo) + strlen(d->reason) : 0) + 64);
	char *p = text;
	const char *s;
	int status;

	p += sprintf(p, "%s%s", err->message, n ? "; tried: " : "");
	for (s = d->tried; *s; s++) {
		if (*s != '\n') {
			*p++ = *s;
		} else if (s[1]) {
			*p++ = ';';
			*p++ = ' ';
		}
	}
	*p = '\0';
	if (plan)
		sprintf(p, "; %s: would have to be downloaded: %s", d->repo, d->reason);
	status = cli_fail_named(cli_exit_of(err), err->name, err->hint, "%s", text);
	free(text);
	return status;
}

int cli_discover_fail(const struct bitnet_error *err, const struct bitnet_discovery *d)
{
	if (!d)
		return cli_fail(err, NULL);
	if (cli.json)
		return fail_json(err, d);
	cli_error("%s", err->message);
	cli_each_line(d->tried, cli_hint);
	if (d->strategy == BITNET_STRATEGY_DOWNLOAD)
		cli_hint("%s: would have to be downloaded: %s", d->repo, d->reason);
	if (*err->hint)
		cli_hint("%s", err->hint);
	return cli_exit_of(err);
}

/* SPDX-License-Identifier: MIT */
/* The environment: see bitnet(1) ENVIRONMENT for what each variable means. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli.h"

const char *cli_env(const char *name)
{
	const char *v = getenv(name);

	return v && *v ? v : NULL;
}

static int word(const char *v)
{
	static const char *const yes[] = { "1", "true", "yes", "on" }, *const no[] = { "0", "false", "no", "off" };
	size_t i;

	for (i = 0; i < 4; i++) {
		if (strcasecmp(v, yes[i]) == 0)
			return 1;
		if (strcasecmp(v, no[i]) == 0)
			return 0;
	}
	return -1;
}

bool cli_env_bool(const char *name, bool unset)
{
	const char *v = cli_env(name);
	int w = v ? word(v) : unset;

	if (w < 0)
		exit(cli_fail_named(CLI_EXIT_CONFIG, "bad_environment", NULL,
				    "%s='%.80s' is not one of 1, true, yes, on, 0, false, no, off", name, v));
	return w;
}

bool cli_env_uint(const char *name, uint64_t lo, uint64_t hi, uint64_t *out)
{
	const char *v = cli_env(name);

	if (!v)
		return false;
	if (cli_number(v, lo, hi, out))
		return true;
	if (strncmp(name, "BITNET_", 7) == 0)
		exit(cli_fail_named(CLI_EXIT_CONFIG, "bad_environment", NULL, "%s='%.80s' is not a number from %llu to %llu",
				    name, v, (unsigned long long)lo, (unsigned long long)hi));
	cli_warn("%s='%.80s' is not a number from %llu to %llu; ignored", name, v, (unsigned long long)lo,
		 (unsigned long long)hi);
	return false;
}

bool cli_strict(void)
{
	return cli_env_bool("BITNET_STRICT_TOKENIZERS", false);
}

/* HF_HUB_OFFLINE follows the Hub client's rule: 1, ON, YES, TRUE in any case are true, all else is false. */
bool cli_offline(void)
{
	const char *v = cli_env("HF_HUB_OFFLINE");

	return cli_env_bool("BITNET_OFFLINE", false) || (v && word(v) == 1);
}

/* a, b and c in a row.  What does not fit is as if it were not there. */
static const char *join(char *out, size_t cap, const char *a, const char *b, const char *c)
{
	int n = snprintf(out, cap, "%s%s%s", a, b, c);

	return n > 0 && (size_t)n < cap ? out : NULL;
}

/* A folder of the user's caches: in $XDG_CACHE_HOME, which has to be absolute, else in ~/.cache. */
static const char *cache_of(char *out, size_t cap, const char *name)
{
	const char *base = cli_env("XDG_CACHE_HOME"), *home = cli_env("HOME");

	if (base && base[0] == '/')
		return join(out, cap, base, "/", name);
	return home ? join(out, cap, home, "/.cache/", name) : NULL;
}

const char *cli_cache_dir(void)
{
	static char path[4096];
	const char *own = cli_env("BITNET_CACHE_DIR");

	return own ? own : cache_of(path, sizeof(path), "bitnet");
}

const char *cli_compiled_dir(void)
{
	static char path[4096];
	const char *cache = cli_cache_dir();

	return cache ? join(path, sizeof(path), cache, "/compiled", "") : NULL;
}

const char *cli_env_path(const char *v, char *out, size_t cap)
{
	const char *home = cli_env("HOME");
	size_t n = strncmp(v, "~/", 2) == 0 ? 1 : strncmp(v, "$HOME/", 6) == 0 ? 5 : 0;

	if (!n || !home)
		return join(out, cap, v, "", "");
	return join(out, cap, home, v + n, "");
}

/* $HF_HOME, $XDG_CACHE_HOME/huggingface, ~/.cache/huggingface */
const char *cli_hub_home(void)
{
	static char path[4096];
	const char *own = cli_env("HF_HOME");

	return own ? cli_env_path(own, path, sizeof(path)) : cache_of(path, sizeof(path), "huggingface");
}

/* $HF_HUB_CACHE, $HUGGINGFACE_HUB_CACHE, hub in the above */
const char *cli_hub_cache(void)
{
	static char path[4096];
	const char *own = cli_env("HF_HUB_CACHE"), *home = cli_hub_home();

	if (!own)
		own = cli_env("HUGGINGFACE_HUB_CACHE");
	if (own)
		return cli_env_path(own, path, sizeof(path));
	return home ? join(path, sizeof(path), home, "/hub", "") : NULL;
}

/* Where llama.cpp keeps files, or kept them: its own folder, by its own variable first. */
static const char *llama_cache(void)
{
	static char path[4096];
	const char *own = cli_env("LLAMA_CACHE");

	return own ? own : cache_of(path, sizeof(path), "llama.cpp");
}

const char *const *cli_hub_caches(void)
{
	static const char *list[3];
	size_t n = 0;

	if ((list[n] = cli_hub_cache()) != NULL)
		n++;
	if ((list[n] = llama_cache()) != NULL)
		n++;
	list[n] = NULL;
	return list;
}

uint32_t cli_threads(uint64_t option)
{
	uint64_t n;

	if (option)
		return (uint32_t)option;
	if (cli_env_uint("BITNET_NUM_THREADS", 1, 1024, &n))
		return (uint32_t)n;
	if (cli_env_uint("RAYON_NUM_THREADS", 1, 1024, &n) || cli_env_uint("OMP_NUM_THREADS", 1, 1024, &n))
		return (uint32_t)n;
	return 0;
}

/* No level of messages. */
#define UNREADABLE (-100)

static int level(const char *v, size_t n)
{
	static const struct { const char *name; int verbose; } levels[] = {
		{ "off", -3 }, { "error", -2 }, { "warn", 0 }, { "info", 1 }, { "debug", 2 }, { "trace", 2 }
	};
	size_t i;

	for (i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (strlen(levels[i].name) == n && strncasecmp(levels[i].name, v, n) == 0)
			return levels[i].verbose;
	return UNREADABLE;
}

/*
 * RUST_LOG is a list of "level" and "target=level": we read levels, and targets whose name begins
 * with bitnet.  A list that speaks of others is not for us.
 */
static int rust_level(const char *v)
{
	int best = UNREADABLE;

	for (;;) {
		size_t n = strcspn(v, ","), eq = strcspn(v, "=,");
		int l = UNREADABLE;

		if (eq == n)
			l = level(v, n);
		else if (strncmp(v, "bitnet", 6) == 0)
			l = level(v + eq + 1, n - eq - 1);
		if (l == UNREADABLE)
			return l;
		if (l > best)
			best = l;
		if (!v[n])
			return best;
		v += n + 1;
	}
}

void cli_env_log(void)
{
	const char *v = cli_env("BITNET_LOG");
	int l;

	if (v) {
		l = level(v, strlen(v));
		if (l == UNREADABLE)
			exit(cli_fail_named(CLI_EXIT_CONFIG, "bad_environment", NULL,
					    "BITNET_LOG='%.80s' is not one of off, error, warn, info, debug", v));
	} else {
		v = cli_env("RUST_LOG");
		if (!v)
			return;
		l = rust_level(v);
		if (l == UNREADABLE) {
			cli_warn("RUST_LOG='%.80s' cannot be read; ignored", v);
			return;
		}
	}
	/* -v on the command line wins. */
	if (cli.verbose == 0)
		cli.verbose = l;
}

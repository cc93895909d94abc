/* SPDX-License-Identifier: MIT */
/* Fetching: see cli-fetch.h.  The variables of the Hub's own client are read as it reads them. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-discover.h"
#include "cli-fetch.h"
#include "cli-json.h"
#include "cli.h"

enum { TOKEN_BYTES_MAX = 8192 };

/* ---- signals: a transfer ends, its temporaries are removed, then the program ends */

static volatile sig_atomic_t caught;

static void on_signal(int sig)
{
	caught = sig;
}

static void catch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction sa = { .sa_handler = on_signal }, old;
	size_t i;

	sigemptyset(&sa.sa_mask);
	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &sa, NULL);
}

/* ---- events */

static const char *const event_names[] = { "begin", "progress", "wait", "notice", "end" };

static void put_event(const struct bitnet_fetch_event *e)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "event", cli_json_str(event_names[e->what]));
	json_object_object_add(o, "repo", cli_json_str(e->repo));
	json_object_object_add(o, "file", cli_json_str(e->file));
	json_object_object_add(o, "done", cli_json_uint(e->done));
	json_object_object_add(o, "total", e->total < 0 ? NULL : cli_json_uint((uint64_t)e->total));
	json_object_object_add(o, "seconds", cli_json_seconds(e->seconds));
	json_object_object_add(o, "text", cli_json_str(e->text));
	cli_json_line(stderr, o);
	json_object_put(o);
}

/* 12.3 MB, as people read it. */
static const char *size_text(char *buf, size_t cap, uint64_t n)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
	double v = (double)n;
	size_t i = 0;

	while (v >= 1000 && i < 4) {
		v /= 1000;
		i++;
	}
	snprintf(buf, cap, i ? "%.1f %s" : "%.0f %s", v, units[i]);
	return buf;
}

static void show(const struct bitnet_fetch_event *e)
{
	char a[24], b[24];

	switch (e->what) {
	case BITNET_FETCH_BEGIN:
		cli_notice("downloading %s of %s, %s", e->file, e->repo, size_text(a, sizeof(a), (uint64_t)e->total));
		break;
	case BITNET_FETCH_PROGRESS:
		if (e->file && e->total > 0)
			cli_progress((double)e->done / (double)e->total, "%s, %s of %s", e->file, size_text(a, sizeof(a), e->done),
				     size_text(b, sizeof(b), (uint64_t)e->total));
		break;
	case BITNET_FETCH_WAIT:
		cli_progress(-1, "%.0f seconds to wait: %s", e->seconds, e->text);
		break;
	case BITNET_FETCH_NOTICE:
		cli_warn("%s", e->text);
		break;
	case BITNET_FETCH_END:
		cli_progress_end();
		cli_info("%s: %s, and the hash is right", e->file, size_text(a, sizeof(a), e->done));
		break;
	}
}

static int on_event(void *arg, const struct bitnet_fetch_event *e)
{
	const struct cli_fetch *o = arg;

	if (o->events)
		put_event(e);
	else
		show(e);
	return caught;
}

/* ---- the environment */

/* The Hub's rule: 1, ON, YES and TRUE in any case are true, all else is false. */
static bool hub_bool(const char *v)
{
	return v && (strcmp(v, "1") == 0 || strcasecmp(v, "on") == 0 || strcasecmp(v, "yes") == 0 || strcasecmp(v, "true") == 0);
}

/* A token loses the blanks around it; an empty one is none. */
static char *trimmed(char *s)
{
	size_t n;

	s += strspn(s, " \t\r\n");
	n = strlen(s);
	while (n && strchr(" \t\r\n", s[n - 1]))
		s[--n] = '\0';
	return n ? cli_xstrdup(s) : NULL;
}

/* NULL when there is no such file; a file that others can read is told of. */
static char *token_in(const char *path)
{
	struct stat st;
	char text[TOKEN_BYTES_MAX], *token;
	FILE *f = fopen(path, "re");
	size_t n;

	if (!f)
		return NULL;
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	if (fstat(fileno(f), &st) == 0 && (st.st_mode & 077))
		cli_warn("%s: others can read the token: chmod 600 would end that", path);
	fclose(f);
	token = strlen(text) == n ? trimmed(text) : cli_xstrdup(" ");
	explicit_bzero(text, sizeof(text));
	return token;
}

struct token {
	char *value, *source;
};

static int named_token(struct token *t, const char *path)
{
	t->value = token_in(path);
	if (!t->value)
		return cli_fail_named(CLI_EXIT_NOINPUT, "cannot_open", NULL, "%s: no token there: %s", path, errno ? strerror(errno) : "empty");
	t->source = cli_xstrdup(path);
	return 0;
}

static void set_token(struct token *t, const char *value, const char *source)
{
	char *copy = cli_xstrdup(value);

	t->value = trimmed(copy);
	t->source = cli_xstrdup(source);
	free(copy);
}

/* --token-file, HF_TOKEN, HUGGING_FACE_HUB_TOKEN, the file HF_TOKEN_PATH, $HF_HOME/token. */
static int find_token(struct token *t, const char *file)
{
	const char *v, *home, *path;
	char at[4200];

	if (file)
		return named_token(t, file);
	if (hub_bool(cli_env("HF_HUB_DISABLE_IMPLICIT_TOKEN")))
		return 0;
	if ((v = cli_env("HF_TOKEN"))) {
		set_token(t, v, "HF_TOKEN");
		return 0;
	}
	if ((v = cli_env("HUGGING_FACE_HUB_TOKEN"))) {
		set_token(t, v, "HUGGING_FACE_HUB_TOKEN");
		return 0;
	}
	v = cli_env("HF_TOKEN_PATH");
	home = v ? NULL : cli_hub_home();
	path = v ? cli_env_path(v, at, sizeof(at)) : NULL;
	if (home && (size_t)snprintf(at, sizeof(at), "%s/token", home) < sizeof(at))
		path = at;
	if (path && (t->value = token_in(path)))
		t->source = cli_xstrdup(path);
	return 0;
}

static double timeout(const char *v, double otherwise)
{
	char *end;
	double t;

	if (!v)
		return otherwise;
	t = strtod(v, &end);
	if (*end == '\0' && t >= 0.001 && t <= 86400)
		return t;
	cli_warn("'%.80s' is no number of seconds for a time-out of the Hub; ignored", v);
	return otherwise;
}

static const char *first(const char *a, const char *b)
{
	return a ? a : b;
}

static void read_environment(struct bitnet_fetch_options *f)
{
	const char *bundle = first(first(cli_env("CURL_CA_BUNDLE"), cli_env("REQUESTS_CA_BUNDLE")), cli_env("SSL_CERT_FILE"));

	f->endpoint = first(cli_env("HF_ENDPOINT"), f->endpoint);
	f->agent = cli_env("HF_HUB_USER_AGENT_ORIGIN");
	f->ca_file = bundle;
	f->ca_path = cli_env("SSL_CERT_DIR");
	f->head_timeout = timeout(cli_env("HF_HUB_ETAG_TIMEOUT"), f->head_timeout);
	f->read_timeout = timeout(cli_env("HF_HUB_DOWNLOAD_TIMEOUT"), f->read_timeout);
}

int cli_fetch_open(struct cli_fetch *o)
{
	struct bitnet_fetch_options f;
	struct token t = { NULL, NULL };
	struct bitnet_error err;
	int status = find_token(&t, o->token_file);

	if (status)
		return status;
	bitnet_fetch_options_defaults(&f);
	read_environment(&f);
	f.token = t.value;
	f.token_source = t.source;
	if (o->max_wait_given)
		f.max_wait = o->max_wait;
	f.offline = o->offline || cli_offline();
	o->max_wait = f.max_wait;
	o->offline = f.offline;
	f.event = on_event;
	f.arg = o;
	if (bitnet_fetch_open(&o->client, &f, &err) != 0)
		status = strcmp(err.name, "bad_url") == 0 ?
			cli_fail_named(CLI_EXIT_CONFIG, err.name, NULL, "HF_ENDPOINT: %s", err.message) : cli_fail(&err, NULL);
	else
		catch_signals();
	if (t.value)
		explicit_bzero(t.value, strlen(t.value));
	free(t.value);
	free(t.source);
	return status;
}

void cli_fetch_close(struct cli_fetch *o)
{
	bitnet_fetch_close(o->client);
	o->client = NULL;
	if (caught) {
		cli_out_signal();
		signal(caught, SIG_DFL);
		raise(caught);
	}
}

bool cli_fetch_mirror(void)
{
	return cli_env_bool("BITNET_MIRROR", false);
}

/* ---- what can be done about an error */

int cli_fetch_fail(const struct cli_fetch *o, const struct bitnet_error *err, const struct bitnet_fetch_plan *plan)
{
	char hint[800];
	bool denied = strcmp(err->name, "gated") == 0 || strcmp(err->name, "repo_not_found") == 0;

	if (caught)
		return CLI_EXIT_TEMPFAIL;
	snprintf(hint, sizeof(hint), "%s", err->hint);
	if (plan && denied && plan->n_mirrors && !plan->mirror)
		snprintf(hint, sizeof(hint), "%s Or take the same tokens from %s: bitnet tok-fetch --key %s --mirror", err->hint,
			 plan->mirrors[0].repo, plan->key);
	else if (plan && strcmp(err->name, "offline_not_cached") == 0)
		snprintf(hint, sizeof(hint), "On a machine with a network: bitnet tok-fetch --key %s%s%s", plan->key,
			 plan->gated == -1 ? " --repo " : "", plan->gated == -1 ? plan->repo : "");
	else if (strcmp(err->name, "hash_mismatch") == 0)
		snprintf(hint, sizeof(hint), "Nothing was kept. Try again; if it stays, a proxy or the server changes the file.");
	if (o->need && strcmp(err->name, "offline_not_cached") == 0)
		return cli_fail_named(cli_exit_of(err), err->name, hint, "No compatible tokenizer found for %s model with vocab_size %lld%s: %s",
				      o->need->model_type, (long long)o->need->vocab_size, o->need->strict ? " (strict mode)" : "", err->message);
	return cli_fail_named(cli_exit_of(err), err->name, hint, "%s", err->message);
}

int cli_fetch_cache(struct bitnet_cache **out)
{
	const char *dir = cli_cache_dir();
	struct bitnet_error err;

	if (!dir)
		return cli_fail_named(CLI_EXIT_CANTCREAT, "cannot_create", "Name a folder in BITNET_CACHE_DIR.",
				      "there is no HOME and no XDG_CACHE_HOME, so there is no place for a cache");
	return bitnet_cache_open(out, dir, &err) ? cli_fail(&err, NULL) : 0;
}

void cli_fetch_want(struct bitnet_fetch_want *w, const struct bitnet_discovery *d)
{
	struct bitnet_discover_options o;

	memset(w, 0, sizeof(*w));
	cli_discover_options(&o, NULL);
	w->catalogue = o.catalogue;
	w->user_catalogue = o.user_catalogue;
	w->vocab_size = -1;
	w->mirror = cli_fetch_mirror();
	if (!d)
		return;
	w->key = d->cache_key;
	w->repo = d->repo;
	w->revision = d->revision;
	w->license = d->license;
	w->tokens_sha256 = *d->tokens_sha256 ? d->tokens_sha256 : NULL;
	w->vocab_size = d->vocab_size;
}

int cli_fetch_tokenizer(char **path, struct bitnet_cache_entry **entry, struct cli_fetch *o, const struct bitnet_fetch_plan *plan, bool force)
{
	const struct bitnet_fetch_how how = { .force = force, .strict = cli_strict(), .lock_wait = o->max_wait,
					     .hub_caches = cli_hub_caches() };
	struct bitnet_cache_entry *e = NULL;
	struct bitnet_cache *cache;
	struct bitnet_error err;
	bool fetched;
	int status = cli_fetch_cache(&cache);

	if (status)
		return status;
	cli_info("Downloading tokenizer for repo: %s", plan->repo);
	if (bitnet_fetch_tokenizer(&e, &fetched, o->client, cache, plan, &how, &err) != 0) {
		cli_progress_end();
		status = cli_fetch_fail(o, &err, plan);
	} else {
		*path = cli_xstrdup(bitnet_cache_entry_tokenizer(e)->path);
		if (fetched)
			cli_info("Successfully downloaded tokenizer: %s", *path);
		else
			cli_info("the cache has it: %s", *path);
	}
	bitnet_cache_close(cache);
	if (entry && status == 0)
		*entry = e;
	else
		bitnet_cache_entry_free(e);
	return status;
}

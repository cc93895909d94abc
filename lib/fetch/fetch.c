/* SPDX-License-Identifier: MIT */
/* The client: options, events.  See bitnet/fetch.h. */
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "fetch/client.h"

void bitnet_fetch_options_defaults(struct bitnet_fetch_options *o)
{
	memset(o, 0, sizeof(*o));
	o->endpoint = "https://huggingface.co";
	o->head_timeout = o->read_timeout = 10;
	o->max_wait = 120;
}

/* A copy, or NULL for NULL; *failed when there is no memory. */
static const char *copy(const char *s, bool *failed)
{
	char *c = s ? bitnet_dup(s, strlen(s)) : NULL;

	*failed |= s && !c;
	return c;
}

/* A token is one visible word: anything else would end the header line, or begin another. */
static bool token_valid(const char *s)
{
	size_t n = strlen(s);

	for (; *s; s++)
		if (*s <= ' ' || *s > '~')
			return false;
	return n > 0 && n <= 4096;
}

static int set_endpoint(struct bitnet_fetch *f, const char *endpoint, struct bitnet_error *err)
{
	char whole[BITNET_URL_MAX];
	size_t n = strlen(endpoint);

	while (n && endpoint[n - 1] == '/')
		n--;
	if (n >= sizeof(whole))
		return bitnet_error_set(err, BITNET_E_INPUT, "bad_url", "an address of %zu bytes is too long", n);
	memcpy(whole, endpoint, n);
	whole[n] = '\0';
	return bitnet_url_parse(&f->endpoint, whole, err);
}

int bitnet_fetch_open(struct bitnet_fetch **out, const struct bitnet_fetch_options *o, struct bitnet_error *err)
{
	struct bitnet_fetch *f = calloc(1, sizeof(*f));
	bool failed = false;
	int rc;

	if (!f)
		return bitnet_error_nomem(err, sizeof(*f));
	f->o = *o;
	f->o.endpoint = NULL;
	f->o.token = copy(o->token, &failed);
	f->o.token_source = copy(o->token_source, &failed);
	f->o.agent = copy(o->agent, &failed);
	f->o.ca_file = copy(o->ca_file, &failed);
	f->o.ca_path = copy(o->ca_path, &failed);
	rc = failed ? bitnet_error_nomem(err, 0) : set_endpoint(f, o->endpoint, err);
	if (rc == 0 && o->token && !token_valid(o->token))
		rc = bitnet_error_set(err, BITNET_E_INPUT, "bad_token", "the token%s%.200s is not one word of ASCII characters",
				      o->token_source ? " from " : "", o->token_source ? o->token_source : "");
	if (rc) {
		bitnet_fetch_close(f);
		return rc;
	}
	*out = f;
	return 0;
}

/* memset() of what is freed at once would be left out. */
static void forget(const char *secret)
{
	char *s = (char *)(uintptr_t)secret;

	if (s)
		explicit_bzero(s, strlen(s));
	free(s);
}

void bitnet_fetch_close(struct bitnet_fetch *f)
{
	if (!f)
		return;
	if (f->easy)
		f->curl.easy_cleanup(f->easy);
	forget(f->o.token);
	free((char *)(uintptr_t)f->o.token_source);
	free((char *)(uintptr_t)f->o.agent);
	free((char *)(uintptr_t)f->o.ca_file);
	free((char *)(uintptr_t)f->o.ca_path);
	free(f);
}

int bitnet_fetch_tell(struct bitnet_fetch *f, struct bitnet_fetch_event *e, struct bitnet_error *err)
{
	e->repo = f->repo;
	e->file = f->file;
	if (f->o.event && f->o.event(f->o.arg, e) != 0)
		return bitnet_error_set(err, BITNET_E_CANCELLED, "cancelled", "the transfer was stopped");
	return 0;
}

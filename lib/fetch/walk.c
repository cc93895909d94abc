/* SPDX-License-Identifier: MIT */
/* Redirects, one hop at a time: see client.h.  libcurl follows none. */
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "fetch/client.h"

enum { HOPS_MAX = 5 };

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* The two names of the Hub are one: a renamed repository may lead from one to the other. */
static bool is_home(const struct bitnet_fetch *f, const struct bitnet_url *u)
{
	static const char *const names[] = { "huggingface.co", "hf.co" };
	int known = 0, i;

	if (bitnet_url_same_origin(u, &f->endpoint))
		return true;
	for (i = 0; i < 2; i++)
		known += (strcmp(u->host, names[i]) == 0) + (strcmp(f->endpoint.host, names[i]) == 0);
	return known == 2 && u->tls && f->endpoint.tls && u->port == f->endpoint.port;
}

/* Where the answer leads: no way from https to http, and none into the machine from outside. */
static int next(struct bitnet_url *to, const struct bitnet_url *from, const struct bitnet_reply *r, struct bitnet_error *err)
{
	char shown[300];
	int rc = bitnet_url_join(to, from, r->location, err);

	if (rc) {
		if (err)
			err->status = BITNET_E_PROTOCOL;
		bitnet_error_prefix(err, "a redirect");
		return BITNET_E_PROTOCOL;
	}
	if ((from->tls && !to->tls) || (!bitnet_url_is_loopback(from) && bitnet_url_is_loopback(to)))
		return bitnet_error_set(err, BITNET_E_PROTOCOL, "redirect_refused", "%s redirects to '%s', which is not followed", from->host,
					bitnet_url_show(shown, sizeof(shown), to));
	return 0;
}

int bitnet_walk(struct bitnet_fetch *f, struct bitnet_url *url, struct bitnet_request *q, struct bitnet_reply *r,
		bitnet_hop_fn *hop, void *arg, struct bitnet_error *err)
{
	struct bitnet_url to;
	char shown[300];
	int n, rc;

	for (n = 0; ; n++) {
		bool home = is_home(f, url);

		rc = bitnet_http(f, url, q, r, err);
		if (rc == 0 && home && hop)
			rc = hop(arg, r, err);
		if (rc || !is_redirect(r->status))
			return rc;
		rc = next(&to, url, r, err);
		if (rc)
			return rc;
		if (q->head && home && !is_home(f, &to))
			return 0;
		if (n == HOPS_MAX)
			return bitnet_error_set(err, BITNET_E_PROTOCOL, "redirect_loop", "more than %d redirects, the last to '%s'", HOPS_MAX,
						bitnet_url_show(shown, sizeof(shown), &to));
		*url = to;
	}
}

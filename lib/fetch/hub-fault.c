/* SPDX-License-Identifier: MIT */
/* What an answer of the Hub means to the user: hub.h.  X-Error-Code says more than the status. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "fetch/hub.h"

/* The words of the server, where it has some: " (...)". */
static const char *said(char *buf, size_t cap, const struct bitnet_reply *r)
{
	char shown[220];

	buf[0] = '\0';
	if (*r->error_message)
		snprintf(buf, cap, ": %s", bitnet_text_escape(shown, sizeof(shown), r->error_message, strlen(r->error_message)));
	return buf;
}

static int denied(const struct bitnet_fetch *f, const struct bitnet_reply *r, const char *url, const char *repo,
		  struct bitnet_error *err)
{
	const char *source = f->o.token_source ? f->o.token_source : "the caller";
	char words[240];

	if (strcasestr(r->error_message, "Invalid credentials")) {
		bitnet_error_set(err, BITNET_E_DENIED, "bad_token", "HTTP error %d: %s: the token from %.80s is not valid", r->status, url, source);
		bitnet_error_hint(err, "Make a new one at %.120s/settings/tokens, or unset it: public files need none.", f->endpoint.text);
	} else if (strcasestr(r->error_message, "Access to this resource is disabled")) {
		bitnet_error_set(err, BITNET_E_DENIED, "repo_disabled", "HTTP error %d: %s: the Hub has disabled %s", r->status, url, repo);
	} else if (strcmp(r->error_code, "GatedRepo") == 0) {
		bitnet_error_set(err, BITNET_E_DENIED, "gated", "HTTP error %d: %s: %s is gated, and %s", r->status, url, repo,
				 f->o.token ? "the token has no access to it" : "no token was sent");
		bitnet_error_hint(err, "Accept the terms at %.120s/%s%s", f->endpoint.text, repo,
				  f->o.token ? "; it may take time until the owner agrees." : ", then set HF_TOKEN.");
	} else if (r->status == 401 || strcmp(r->error_code, "RepoNotFound") == 0) {
		bitnet_error_set(err, BITNET_E_DENIED, "repo_not_found", "HTTP error %d: %s: %s is missing, private or gated", r->status, url,
				 repo);
		bitnet_error_hint(err, "See %.120s/%s%s", f->endpoint.text, repo,
				  f->o.token ? "." : "; a private repository needs a token in HF_TOKEN.");
	} else {
		bitnet_error_set(err, BITNET_E_DENIED, "forbidden", "HTTP error %d: %s%s", r->status, url, said(words, sizeof(words), r));
	}
	return BITNET_E_DENIED;
}

static int not_found(const struct bitnet_reply *r, const char *url, const char *repo, const char *revision, const char *file,
		     struct bitnet_error *err)
{
	if (strcmp(r->error_code, "RevisionNotFound") == 0) {
		bitnet_error_set(err, BITNET_E_NOTFOUND, "http_404", "HTTP error %d: %s", r->status, url);
		bitnet_error_hint(err, "%s has no revision '%.100s'.", repo, revision);
	} else if (strcmp(r->error_code, "EntryNotFound") == 0) {
		bitnet_error_set(err, BITNET_E_NOTFOUND, "http_404", "HTTP error %d: %s", r->status, url);
		bitnet_error_hint(err, "%s has no file '%.120s'.", repo, file);
	} else {
		bitnet_error_set(err, BITNET_E_NOTFOUND, "http_404", "HTTP error %d: %s", r->status, url);
		bitnet_error_hint(err, "Check the name: %s is missing, or private.", repo);
	}
	return BITNET_E_NOTFOUND;
}

static int busy(const struct bitnet_fetch *f, const struct bitnet_reply *r, const char *url, struct bitnet_error *err)
{
	bitnet_error_set(err, BITNET_E_AGAIN, "rate_limited", "HTTP error %d: %s: too many requests", r->status, url);
	if (r->wait >= 0)
		bitnet_error_hint(err, "Try again in %.0f seconds, or let it wait: --max-wait %.0f.%s", r->wait, r->wait + f->waited + 1,
				  f->o.token ? "" : " With a token in HF_TOKEN more requests are allowed.");
	else
		bitnet_error_hint(err, "Try again in some minutes.%s", f->o.token ? "" : " With a token in HF_TOKEN more requests are allowed.");
	return BITNET_E_AGAIN;
}

int bitnet_hub_fault(const struct bitnet_fetch *f, const struct bitnet_reply *r, const struct bitnet_url *asked,
		     const char *repo, const char *revision, const char *file, struct bitnet_error *err)
{
	char url[260], words[240];

	bitnet_url_show(url, sizeof(url), asked);
	if (r->status == 401 || r->status == 403)
		return denied(f, r, url, repo, err);
	if (r->status == 404 || r->status == 410)
		return not_found(r, url, repo, revision, file, err);
	if (r->status == 429)
		return busy(f, r, url, err);
	if (r->status == 408)
		return bitnet_error_set(err, BITNET_E_AGAIN, "net_timeout", "HTTP error %d: %s", r->status, url);
	if (r->status >= 500) {
		bitnet_error_set(err, BITNET_E_NETWORK, "http_server_error", "HTTP error %d: %s%s", r->status, url, said(words, sizeof(words), r));
		if (*r->request_id)
			bitnet_error_hint(err, "The server calls the request '%.100s'.", bitnet_text_escape(words, sizeof(words), r->request_id,
										       strlen(r->request_id)));
		return BITNET_E_NETWORK;
	}
	return bitnet_error_set(err, BITNET_E_PROTOCOL, "http_status", "HTTP error %d: %s%s", r->status, url, said(words, sizeof(words), r));
}

/* SPDX-License-Identifier: MIT */
/* Errors of the Hub, against the server of tests/hub. */
#include "hub-run.h"

static struct bitnet_error e;

/* What HEAD of org/a/x.json gives under this script. */
static int head(const char *how, bool token)
{
	struct bitnet_fetch_options o;
	struct bitnet_fetch_file m;
	struct bitnet_fetch *f;
	int rc;

	hub_put("org/a/x.json", "x");
	hub_put("org/a/x.json.how", "%s", how);
	hub_options(&o);
	o.max_wait = 0;
	if (token) {
		o.token = "hf_secret";
		o.token_source = "HF_TOKEN";
	}
	CHECK_OK(bitnet_fetch_open(&f, &o, &e), e);
	rc = bitnet_fetch_stat(f, "org/a", "main", "x.json", &m, &e);
	bitnet_fetch_close(f);
	CHECK(!strstr(e.message, "hf_secret") && !strstr(e.hint, "hf_secret"));
	return rc;
}

TEST(not_found, "404 is said in the tutorial's words, with the address that was asked first")
{
	char want[200];

	CHECK_INT(head("any status 404\nany error EntryNotFound\n", false), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "http_404");
	snprintf(want, sizeof(want), "HTTP error 404: %s/org/a/resolve/main/x.json", hub_endpoint);
	CHECK_STR(e.message, want);
	CHECK_STR(e.hint, "org/a has no file 'x.json'.");
	CHECK_INT(head("any status 404\nany error RevisionNotFound\n", false), BITNET_E_NOTFOUND);
	CHECK_STR(e.hint, "org/a has no revision 'main'.");
	CHECK_INT(head("any status 404\n", false), BITNET_E_NOTFOUND);
	CHECK_HAS(e.hint, "missing, or private");
}

TEST(gated, "a gated repository: the page where the terms are accepted, with and without a token")
{
	char page[120];

	snprintf(page, sizeof(page), "Accept the terms at %s/org/a", hub_endpoint);
	CHECK_INT(head("any status 401\nany error GatedRepo\n", false), BITNET_E_DENIED);
	CHECK_STR(e.name, "gated");
	CHECK_HAS(e.message, "org/a is gated, and no token was sent");
	CHECK_HAS(e.hint, page);
	CHECK_HAS(e.hint, "HF_TOKEN");
	CHECK_INT(head("any status 403\nany error GatedRepo\n", true), BITNET_E_DENIED);
	CHECK_HAS(e.message, "the token has no access to it");
	CHECK_HAS(e.hint, page);
}

TEST(denied, "unknown repositories, bad tokens and disabled repositories have names of their own")
{
	CHECK_INT(head("any status 401\nany error RepoNotFound\n", false), BITNET_E_DENIED);
	CHECK_STR(e.name, "repo_not_found");
	CHECK_HAS(e.message, "org/a is missing, private or gated");
	CHECK_INT(head("any status 401\nany message Invalid credentials in Authorization header\n", true), BITNET_E_DENIED);
	CHECK_STR(e.name, "bad_token");
	CHECK_HAS(e.message, "the token from HF_TOKEN is not valid");
	CHECK_INT(head("any status 403\nany message Access to this resource is disabled.\n", true), BITNET_E_DENIED);
	CHECK_STR(e.name, "repo_disabled");
	CHECK_INT(head("any status 403\nany message No \033[1m way\n", true), BITNET_E_DENIED);
	CHECK_STR(e.name, "forbidden");
	CHECK_HAS(e.message, "No \\x1b[1m way");
}

TEST(limits, "too many requests: how long to wait, and how")
{
	CHECK_INT(head("any status 429\nany header RateLimit: \"api\";r=0;t=55\n", false), BITNET_E_AGAIN);
	CHECK_STR(e.name, "rate_limited");
	CHECK_HAS(e.hint, "Try again in 56 seconds, or let it wait: --max-wait 57.");
	CHECK_HAS(e.hint, "HF_TOKEN");
	CHECK_INT(head("any status 429\n", true), BITNET_E_AGAIN);
	CHECK_STR(e.hint, "Try again in some minutes.");
}

TEST(broken, "errors of the server, and answers that no Hub gives")
{
	CHECK_INT(head("any status 503\nany message down\n", false), BITNET_E_NETWORK);
	CHECK_STR(e.name, "http_server_error");
	CHECK_HAS(e.message, ": down");
	CHECK_HAS(e.hint, "Root=1-test");
	CHECK_INT(head("any status 408\n", false), BITNET_E_AGAIN);
	CHECK_INT(head("any status 418\n", false), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "http_status");
}

int main(void)
{
	hub_begin();
	return tap_main();
}

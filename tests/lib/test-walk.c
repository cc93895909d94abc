/* SPDX-License-Identifier: MIT */
/* Redirects, against the server of tests/hub. */
#include "hub-run.h"

static struct bitnet_error e;
static struct bitnet_reply r;
static struct hub_body body;
static struct bitnet_url at;
static int hops;

static int count(void *arg, const struct bitnet_reply *reply, struct bitnet_error *err)
{
	(void)arg, (void)reply, (void)err;
	hops++;
	return 0;
}

static int walk(struct bitnet_fetch *f, const char *name, bool head)
{
	struct bitnet_request q = { .head = head, .from = -1, .to = -1, .limit = 1000, .total = -1, .body = hub_keep, .arg = &body };
	char url[300];

	snprintf(url, sizeof(url), "%s/%s", hub_endpoint, name);
	CHECK_OK(bitnet_url_parse(&at, url, &e), e);
	memset(&body, 0, sizeof(body));
	hub_forget();
	hops = 0;
	return bitnet_walk(f, &at, &q, &r, count, NULL, &e);
}

TEST(relative, "a relative redirect stays with the endpoint, with the token")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("b", "there");
	hub_put("a.how", "any status 307\nany location /b\n");
	CHECK_OK(walk(f, "a", false), e);
	CHECK_STR(body.s, "there");
	CHECK_INT(hops, 2);
	CHECK_INT(hub_asked("auth=Bearer hf_secret"), 2);
	bitnet_fetch_close(f);
}

TEST(away, "GET follows to another host without the token; HEAD ends where the answer leads away")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("b", "there");
	hub_put("away.how", "any status 302\nany location http://127.0.0.1:%%C/b?Signature=x\n");
	CHECK_OK(walk(f, "away", false), e);
	CHECK_STR(body.s, "there");
	CHECK_INT(hops, 1);
	CHECK_HAS(hub_log(), "cdn GET /b?Signature=x 200\n");
	CHECK_INT(hub_asked("auth"), 1);
	CHECK_OK(walk(f, "away", true), e);
	CHECK_INT(r.status, 302);
	CHECK_INT(hub_asked("cdn"), 0);
	bitnet_fetch_close(f);
}

TEST(other_name, "another name of the same machine is another host")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("b", "there");
	hub_put("name.how", "any status 302\nany location http://localhost:%%H/b\n");
	CHECK_OK(walk(f, "name", false), e);
	CHECK_INT(hub_asked("auth"), 1);
	bitnet_fetch_close(f);
}

TEST(loop, "more than five redirects are a loop")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("l.how", "any status 302\nany location l\n");
	CHECK_INT(walk(f, "l", false), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "redirect_loop");
	CHECK_INT(hub_asked("GET"), 6);
	bitnet_fetch_close(f);
}

TEST(refused, "a redirect to http elsewhere, to a file, or to nowhere is not followed")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("h.how", "any status 302\nany location http://huggingface.invalid/x\n");
	CHECK_INT(walk(f, "h", false), BITNET_E_UNSUPPORTED);
	CHECK_STR(e.name, "insecure_url");
	hub_put("h.how", "any status 302\nany location file:///etc/passwd\n");
	CHECK_INT(walk(f, "h", false), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "bad_url");
	hub_put("h.how", "any status 302\nany location http://u:p@127.0.0.1:%%H/b\n");
	CHECK_INT(walk(f, "h", false), BITNET_E_PROTOCOL);
	bitnet_fetch_close(f);
}

int main(void)
{
	hub_begin();
	return tap_main();
}

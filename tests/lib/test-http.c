/* SPDX-License-Identifier: MIT */
/* One exchange, against the server of tests/hub. */
#include "hub-run.h"

static struct bitnet_error e;
static struct bitnet_reply r;
static struct hub_body body;

static int get(struct bitnet_fetch *f, const char *path, struct bitnet_request *q)
{
	struct bitnet_url u;
	char url[300];

	snprintf(url, sizeof(url), "%s%s", path[0] == '/' ? hub_endpoint : "", path);
	CHECK_OK(bitnet_url_parse(&u, url, &e), e);
	memset(&body, 0, sizeof(body));
	q->body = hub_keep;
	q->arg = &body;
	return bitnet_http_once(f, &u, q, &r, &e);
}

#define WHOLE { .from = -1, .to = -1, .limit = 1000, .total = -1 }

TEST(whole, "a file, its length, and a range of it")
{
	struct bitnet_request q = WHOLE;
	struct bitnet_fetch *f = hub_client();

	hub_put("plain.txt", "0123456789");
	CHECK_OK(get(f, "/plain.txt", &q), e);
	CHECK_INT(r.status, 200);
	CHECK_INT(r.length, 10);
	CHECK_STR(body.s, "0123456789");
	q.from = 3;
	q.to = 5;
	CHECK_OK(get(f, "/plain.txt", &q), e);
	CHECK_INT(r.status, 206);
	CHECK_INT(r.from, 3);
	CHECK_INT(r.total, 10);
	CHECK_STR(body.s, "345");
	q.to = -1;
	CHECK_OK(get(f, "/plain.txt", &q), e);
	CHECK_STR(body.s, "3456789");
	q.head = true;
	CHECK_OK(get(f, "/plain.txt", &q), e);
	CHECK_INT(r.length, 10);
	CHECK_STR(body.s, "");
	bitnet_fetch_close(f);
}

TEST(statuses, "an error is an answer, and its body is not passed on")
{
	struct bitnet_request q = WHOLE;
	struct bitnet_fetch *f = hub_client();

	hub_put("err.txt.how", "any status 503\nany message out of order\nany header Retry-After: 9\n");
	CHECK_OK(get(f, "/err.txt", &q), e);
	CHECK_INT(r.status, 503);
	CHECK_NEAR(r.wait, 9, 0);
	CHECK_STR(body.s, "");
	bitnet_fetch_close(f);
}

TEST(too_many, "bytes are counted: a chunked body that does not end is cut off at the limit")
{
	struct bitnet_request q = WHOLE;
	struct bitnet_fetch *f = hub_client();

	hub_put("endless.txt", "0123456789");
	hub_put("endless.txt.how", "any endless\n");
	CHECK_INT(get(f, "/endless.txt", &q), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "too_many_bytes");
	CHECK_INT(q.received, 1000);
	hub_put("endless.txt.how", "any length 5000000\n");
	CHECK_INT(get(f, "/endless.txt", &q), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "too_many_bytes");
	CHECK_INT(q.received, 0);
	bitnet_fetch_close(f);
}

TEST(cut, "a connection that ends too early may be tried again")
{
	struct bitnet_request q = WHOLE;
	struct bitnet_fetch *f = hub_client();

	hub_put("cut.txt", "0123456789");
	hub_put("cut.txt.how", "any cut 4\n");
	CHECK_INT(get(f, "/cut.txt", &q), BITNET_E_NETWORK);
	CHECK_STR(e.name, "net_cut");
	CHECK(q.again);
	CHECK_STR(body.s, "0123");
	hub_put("cut.txt.how", "any reset\n");
	CHECK_INT(get(f, "/cut.txt", &q), BITNET_E_NETWORK);
	CHECK_STR(e.name, "net_cut");
	CHECK_INT(get(f, "http://127.0.0.1:1/", &q), BITNET_E_NETWORK);
	CHECK_STR(e.name, "net_connect");
	CHECK(q.again);
	bitnet_fetch_close(f);
}

TEST(silent, "a server that says nothing, or sends its header byte by byte, is a time-out")
{
	struct bitnet_request q = WHOLE;
	struct bitnet_fetch_options o;
	struct bitnet_fetch *f;

	hub_options(&o);
	o.head_timeout = o.read_timeout = 1;
	CHECK_OK(bitnet_fetch_open(&f, &o, &e), e);
	hub_put("silent.txt", "0123456789");
	hub_put("silent.txt.how", "any hang 20\n");
	CHECK_INT(get(f, "/silent.txt", &q), BITNET_E_AGAIN);
	CHECK_STR(e.name, "net_timeout");
	q.head = true;
	CHECK_INT(get(f, "/silent.txt", &q), BITNET_E_AGAIN);
	CHECK_STR(e.name, "net_timeout");
	bitnet_fetch_close(f);
}

TEST(token_home, "the token goes to the endpoint, and to no other host or port (CVE-2025-51471)")
{
	struct bitnet_request q = WHOLE;
	struct bitnet_fetch *f = hub_client();
	char other[80];

	hub_put("t.txt", "x");
	hub_forget();
	CHECK_OK(get(f, "/t.txt", &q), e);
	CHECK_HAS(hub_log(), "hub GET /t.txt 200 auth=Bearer hf_secret");
	hub_forget();
	snprintf(other, sizeof(other), "http://127.0.0.1:%d/t.txt", hub_ports[1]);
	CHECK_OK(get(f, other, &q), e);
	snprintf(other, sizeof(other), "http://localhost:%d/t.txt", hub_ports[0]);
	CHECK_OK(get(f, other, &q), e);
	CHECK_INT(hub_asked("GET"), 2);
	CHECK_INT(hub_asked("auth"), 0);
	bitnet_fetch_close(f);
}

TEST(http_only_here, "http is spoken with this machine only, and other schemes with nobody")
{
	struct bitnet_request q = WHOLE;
	struct bitnet_fetch *f = hub_client();

	CHECK_INT(get(f, "http://huggingface.invalid/x", &q), BITNET_E_UNSUPPORTED);
	CHECK_STR(e.name, "insecure_url");
	bitnet_fetch_close(f);
}

TEST(offline, "offline, nothing is asked and libcurl is not even opened")
{
	struct bitnet_request q = WHOLE;
	struct bitnet_fetch_options o;
	struct bitnet_fetch *f;

	hub_options(&o);
	o.offline = true;
	CHECK_OK(bitnet_fetch_open(&f, &o, &e), e);
	hub_forget();
	CHECK_INT(get(f, "/plain.txt", &q), BITNET_E_NETWORK);
	CHECK_STR(e.name, "offline");
	CHECK(f->easy == NULL);
	CHECK_STR(hub_log(), "");
	bitnet_fetch_close(f);
}

static int stop(void *arg, const struct bitnet_fetch_event *ev)
{
	int *n = arg;

	return ev->what == BITNET_FETCH_PROGRESS && ++*n >= 3;
}

static int note(void *arg, const struct bitnet_fetch_event *ev)
{
	if (ev->what == BITNET_FETCH_NOTICE)
		strncat(arg, ev->text, 100);
	return 0;
}

TEST(cancel, "a callback ends a transfer that stands still")
{
	struct bitnet_request q = WHOLE;
	struct bitnet_fetch_options o;
	struct bitnet_fetch *f;
	int n = 0;

	hub_options(&o);
	o.read_timeout = 30;
	o.event = stop;
	o.arg = &n;
	CHECK_OK(bitnet_fetch_open(&f, &o, &e), e);
	hub_put("still.txt.how", "any hang 20\n");
	CHECK_INT(get(f, "/still.txt", &q), BITNET_E_CANCELLED);
	CHECK_STR(e.name, "cancelled");
	bitnet_fetch_close(f);
}

TEST(warnings, "what the Hub wants the user to know is told once, escaped")
{
	struct bitnet_request q = WHOLE;
	struct bitnet_fetch_options o;
	struct bitnet_fetch *f;
	char text[200] = "";

	hub_options(&o);
	o.event = note;
	o.arg = text;
	CHECK_OK(bitnet_fetch_open(&f, &o, &e), e);
	hub_put("w.txt", "x");
	hub_put("w.txt.how", "any header X-HF-Warning: old; update \033[2J\n");
	CHECK_OK(get(f, "/w.txt", &q), e);
	CHECK_OK(get(f, "/w.txt", &q), e);
	CHECK_STR(text, "old; update \\x1b[2J");
	bitnet_fetch_close(f);
}

int main(void)
{
	hub_begin();
	return tap_main();
}

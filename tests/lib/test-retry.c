/* SPDX-License-Identifier: MIT */
/* Asking again, against the server of tests/hub. */
#include "hub-run.h"

static struct bitnet_error e;
static struct bitnet_reply r;
static struct hub_body body;

static int get(struct bitnet_fetch *f, const char *name)
{
	struct bitnet_request q = { .from = -1, .to = -1, .limit = 1000, .total = -1, .body = hub_keep, .arg = &body };
	struct bitnet_url u;
	char url[300];

	snprintf(url, sizeof(url), "%s/%s", hub_endpoint, name);
	CHECK_OK(bitnet_url_parse(&u, url, &e), e);
	memset(&body, 0, sizeof(body));
	hub_forget();
	return bitnet_http(f, &u, &q, &r, &e);
}

TEST(which, "the statuses that may change are those that the Hub's client tries again")
{
	int s;

	for (s = 100; s < 600; s++)
		CHECK_INT(bitnet_status_may_change(s), s == 408 || s == 429 || s == 500 || s == 502 || s == 503 || s == 504);
}

TEST(busy, "a server that is busy twice is asked three times, and waits as long as it said")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("busy", "there");
	hub_put("busy.how", "any times 2\nany status 503\nany header Retry-After: 0\n");
	CHECK_OK(get(f, "busy"), e);
	CHECK_INT(r.status, 200);
	CHECK_STR(body.s, "there");
	CHECK_INT(hub_asked("GET"), 3);
	CHECK_NEAR(f->waited, 0, 1e-9);
	bitnet_fetch_close(f);
}

TEST(spent, "a wait that is longer than allowed is not begun, and the answer stands")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("spent.how", "any status 429\nany header RateLimit: \"resolvers\";r=0;t=55\n");
	CHECK_OK(get(f, "spent"), e);
	CHECK_INT(r.status, 429);
	CHECK_INT(hub_asked("GET"), 1);
	bitnet_fetch_close(f);
}

TEST(five, "nothing is asked more than six times")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("down.how", "any status 500\nany header Retry-After: 0\n");
	CHECK_OK(get(f, "down"), e);
	CHECK_INT(r.status, 500);
	CHECK_INT(hub_asked("GET"), 6);
	bitnet_fetch_close(f);
}

TEST(others, "other errors are asked for once")
{
	struct bitnet_fetch *f = hub_client();

	CHECK_OK(get(f, "none"), e);
	CHECK_INT(r.status, 404);
	CHECK_INT(hub_asked("GET"), 1);
	bitnet_fetch_close(f);
}

TEST(reset, "a connection that is reset is tried again, after half a second to one and a half")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("reset", "there");
	hub_put("reset.how", "any times 1\nany reset\n");
	CHECK_OK(get(f, "reset"), e);
	CHECK_STR(body.s, "there");
	CHECK(f->waited >= 0.5 && f->waited <= 1.5);
	bitnet_fetch_close(f);
}

static int stop(void *arg, const struct bitnet_fetch_event *ev)
{
	(void)arg;
	return ev->what == BITNET_FETCH_WAIT;
}

TEST(cancel, "a wait can be cancelled")
{
	struct bitnet_fetch_options o;
	struct bitnet_fetch *f;

	hub_options(&o);
	o.max_wait = 60;
	o.event = stop;
	CHECK_OK(bitnet_fetch_open(&f, &o, &e), e);
	hub_put("long.how", "any status 503\nany header Retry-After: 50\n");
	CHECK_INT(get(f, "long"), BITNET_E_CANCELLED);
	bitnet_fetch_close(f);
}

int main(void)
{
	hub_begin();
	return tap_main();
}

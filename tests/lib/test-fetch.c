/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "fetch/client.h"
#include "tap.h"

static struct bitnet_fetch_options o;
static struct bitnet_fetch *f;
static struct bitnet_error e;

TEST(endpoint, "an endpoint loses the slashes at its end; one that is none is refused")
{
	bitnet_fetch_options_defaults(&o);
	CHECK_STR(o.endpoint, "https://huggingface.co");
	o.endpoint = "https://hub.example.org/hf//";
	CHECK_OK(bitnet_fetch_open(&f, &o, &e), e);
	CHECK_STR(f->endpoint.text, "https://hub.example.org/hf");
	bitnet_fetch_close(f);
	o.endpoint = "hub.example.org";
	CHECK_INT(bitnet_fetch_open(&f, &o, &e), BITNET_E_INPUT);
	CHECK_STR(e.name, "bad_url");
}

TEST(tokens, "a token with a line end or a blank in it is refused, and does not stand in the message")
{
	static const char *const bad[] = { "hf_a\r\nX-Evil: 1", "hf_a b", "", "hf_\xc3\xa4" };
	size_t i;

	bitnet_fetch_options_defaults(&o);
	o.token_source = "HF_TOKEN";
	for (i = 0; i < 4; i++) {
		o.token = bad[i];
		CHECK_INT(bitnet_fetch_open(&f, &o, &e), BITNET_E_INPUT);
		CHECK_STR(e.name, "bad_token");
		CHECK_HAS(e.message, "HF_TOKEN");
		CHECK(!strstr(e.message, "hf_"));
	}
}

static int refuse(void *arg, const struct bitnet_fetch_event *ev)
{
	*(const char **)arg = ev->file;
	return 1;
}

TEST(events, "a callback that returns non-zero cancels")
{
	struct bitnet_fetch_event ev = { .what = BITNET_FETCH_PROGRESS };
	const char *seen = NULL;

	bitnet_fetch_options_defaults(&o);
	o.event = refuse;
	o.arg = &seen;
	CHECK_OK(bitnet_fetch_open(&f, &o, &e), e);
	f->file = "x.json";
	CHECK_INT(bitnet_fetch_tell(f, &ev, &e), BITNET_E_CANCELLED);
	CHECK_STR(e.name, "cancelled");
	CHECK_STR(seen, "x.json");
	bitnet_fetch_close(f);
	bitnet_fetch_close(NULL);
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
#include <time.h>

#include "fetch/reply.h"
#include "tap.h"

static struct bitnet_reply r;
static struct bitnet_error e;

/* The lines of an answer, each ended by a newline. */
static int read_lines(const char *s)
{
	int rc = 0;

	bitnet_reply_clear(&r);
	for (; *s && rc == 0; s += strcspn(s, "\n") + 1)
		rc = bitnet_reply_line(&r, s, strcspn(s, "\n") + 1, &e);
	return rc;
}

TEST(hub, "the headers of the Hub")
{
	CHECK_OK(read_lines("HTTP/1.1 302 Found\r\n"
			    "x-repo-commit: 1111111111111111111111111111111111111111\r\n"
			    "X-Linked-Size:  42 \r\n"
			    "X-Linked-Etag: \"abc\"\r\n"
			    "ETag: W/\"def\"\r\n"
			    "Location: https://cdn/x?s=1\r\n"
			    "X-Error-Code: GatedRepo\r\n"
			    "Content-Length: 1000\r\n\r\n"), e);
	CHECK_INT(r.status, 302);
	CHECK_STR(r.commit, "1111111111111111111111111111111111111111");
	CHECK_INT(r.linked_size, 42);
	CHECK_STR(r.linked_etag, "\"abc\"");
	CHECK_STR(r.etag, "W/\"def\"");
	CHECK_STR(r.location, "https://cdn/x?s=1");
	CHECK_STR(r.error_code, "GatedRepo");
	CHECK_INT(r.length, 1000);
}

TEST(again, "a new status line begins anew: what a 100 or a proxy said is gone")
{
	CHECK_OK(read_lines("HTTP/1.1 200 Connection established\r\nETag: \"a\"\r\n\r\nHTTP/2 404 \r\nX: y\r\n"), e);
	CHECK_INT(r.status, 404);
	CHECK_STR(r.etag, "");
	CHECK_INT(r.length, -1);
}

TEST(ranges, "Content-Range in its forms, and what is none")
{
	static const char *const bad[] = { "bytes 0-4", "bytes 5-4/10", "bytes 0-10/10", "bytes -1-4/10", "items 0-4/10", "bytes 0-4/x",
					   "bytes 0-4/10x", "bytes ", "bytes", "bytes 99999999999999999999-4/10", "" };
	char line[80];
	size_t i;

	CHECK_OK(read_lines("HTTP/1.1 206 x\r\nContent-Range: bytes 5-9/10\r\n"), e);
	CHECK_INT(r.from, 5);
	CHECK_INT(r.to, 9);
	CHECK_INT(r.total, 10);
	CHECK_OK(read_lines("HTTP/1.1 206 x\r\nContent-Range: bytes 5-9/*\r\n"), e);
	CHECK_INT(r.total, -1);
	CHECK_OK(read_lines("HTTP/1.1 416 x\r\nContent-Range: bytes */10\r\n"), e);
	CHECK_INT(r.total, 10);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(line, sizeof(line), "HTTP/1.1 206 x\r\nContent-Range: %s\r\n", bad[i]);
		if (read_lines(line) != BITNET_E_PROTOCOL)
			FAIL("taken: '%s'", bad[i]);
		CHECK_STR(e.name, "bad_reply");
	}
}

TEST(numbers, "sizes are decimal, and no more than fits")
{
	CHECK_INT(read_lines("HTTP/1.1 200 x\r\nContent-Length: 9999999999999999999\r\n"), BITNET_E_PROTOCOL);
	CHECK_INT(read_lines("HTTP/1.1 200 x\r\nContent-Length: -5\r\n"), BITNET_E_PROTOCOL);
	CHECK_INT(read_lines("HTTP/1.1 200 x\r\nX-Linked-Size: 0x10\r\n"), BITNET_E_PROTOCOL);
	CHECK_INT(read_lines("HTTP/1.1 2000 x\r\n") == 0 ? r.status : 0, 200);
	CHECK_INT(read_lines("HTTP/1.1 xyz\r\n"), BITNET_E_PROTOCOL);
	CHECK_INT(read_lines("HTTP/1.1\r\n"), BITNET_E_PROTOCOL);
}

TEST(waits, "RateLimit counts when the window is used up, else Retry-After; dates are left alone")
{
	CHECK_OK(read_lines("HTTP/1.1 429 x\r\nRateLimit: \"resolvers\";r=0;t=55\r\n"), e);
	CHECK_NEAR(r.wait, 56, 0);
	CHECK_OK(read_lines("HTTP/1.1 429 x\r\nRateLimit: \"resolvers\";r=7;t=55\r\nRetry-After: 3\r\n"), e);
	CHECK_NEAR(r.wait, 3, 0);
	CHECK_OK(read_lines("HTTP/1.1 429 x\r\nRetry-After: Wed, 21 Oct 2026 07:28:00 GMT\r\n"), e);
	CHECK_NEAR(r.wait, -1, 0);
}

TEST(links, "the next page is the link that says so")
{
	CHECK_OK(read_lines("HTTP/1.1 200 x\r\nLink: </b>; rel=\"last\", <https://h/n?p=2>; rel=\"next\"\r\n"), e);
	CHECK_STR(r.next, "https://h/n?p=2");
	CHECK_OK(read_lines("HTTP/1.1 200 x\r\nLink: </b>; rel=\"xet-auth\"\r\n"), e);
	CHECK_STR(r.next, "");
	CHECK_OK(read_lines("HTTP/1.1 200 x\r\nLink: </b; rel=\"next\"\r\n"), e);
	CHECK_STR(r.next, "");
}

TEST(much, "more than 100 KiB of headers, and NUL bytes, are no answer")
{
	char line[2000];
	int i, rc = 0;

	memset(line, 'a', sizeof(line));
	line[1] = ':';
	bitnet_reply_clear(&r);
	for (i = 0; i < 60 && rc == 0; i++)
		rc = bitnet_reply_line(&r, line, sizeof(line), &e);
	CHECK_INT(rc, BITNET_E_PROTOCOL);
	CHECK_INT(i, 52);
	bitnet_reply_clear(&r);
	CHECK_INT(bitnet_reply_line(&r, "ETag: \"a\0b\"", 11, &e), BITNET_E_PROTOCOL);
}

TEST(etags, "an ETag loses W/ and its quotes; what is longer than there is room is none")
{
	char s[8];

	CHECK(bitnet_reply_etag(s, sizeof(s), "W/\"abc\""));
	CHECK_STR(s, "abc");
	CHECK(bitnet_reply_etag(s, sizeof(s), "abc"));
	CHECK(!bitnet_reply_etag(s, sizeof(s), "\"\""));
	CHECK(!bitnet_reply_etag(s, sizeof(s), ""));
	CHECK(!bitnet_reply_etag(s, sizeof(s), "\"a\"b\""));
	CHECK(!bitnet_reply_etag(s, sizeof(s), "\"12345678\""));
}

TEST(until, "a Retry-After that is a date counts from the server's own Date, else from our clock")
{
	char text[200], date[40];
	time_t then = time(NULL) + 100;
	struct tm tm;

	CHECK_OK(read_lines("HTTP/1.1 429 x\r\nRetry-After: Wed, 21 Oct 2015 07:28:30 GMT\r\nDate: Wed, 21 Oct 2015 07:28:00 GMT\r\n\r\n"), e);
	CHECK_INT((int)r.wait, 30);
	CHECK_OK(read_lines("HTTP/1.1 429 x\r\nDate: Tue, 29 Feb 2028 23:59:59 GMT\r\nRetry-After: Wed, 01 Mar 2028 00:00:04 GMT\r\n\r\n"), e);
	CHECK_INT((int)r.wait, 5);
	CHECK_OK(read_lines("HTTP/1.1 429 x\r\nRetry-After: Wed, 21 Oct 2015 07:28:30 GMT\r\n\r\n"), e);
	CHECK_INT((int)r.wait, 0);
	gmtime_r(&then, &tm);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	snprintf(text, sizeof(text), "HTTP/1.1 429 x\r\nRetry-After: %s\r\n\r\n", date);
	CHECK_OK(read_lines(text), e);
	CHECK(r.wait > 90 && r.wait <= 100);
}

TEST(no_date, "a date in another form is no time to wait")
{
	static const char *const bad[] = { "Wed, 21 Oct 2026 07:28:30 CET", "Wednesday, 21-Oct-26 07:28 GMT", "Wed, 21 Okt 2026 07:28:30 GMT",
					   "Wed, 41 Oct 2026 07:28:30 GMT", "Wed, 21 ctN 2026 07:28:30 GMT", "soon", "" };
	char text[200];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(text, sizeof(text), "HTTP/1.1 429 x\r\nRetry-After: %s\r\n\r\n", bad[i]);
		CHECK_OK(read_lines(text), e);
		CHECK_INT((int)r.wait, -1);
	}
}

int main(void)
{
	return tap_main();
}

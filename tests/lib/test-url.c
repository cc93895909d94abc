/* SPDX-License-Identifier: MIT */
#include "fetch/url.h"
#include "tap.h"

static struct bitnet_url u, v;
static struct bitnet_error e;

static void parse(const char *s)
{
	CHECK_OK(bitnet_url_parse(&u, s, &e), e);
}

TEST(parts, "scheme, host, port and path of an address")
{
	parse("https://Huggingface.CO/a/b?q=1#part");
	CHECK(u.tls);
	CHECK_STR(u.host, "huggingface.co");
	CHECK_INT(u.port, 443);
	CHECK_STR(u.text, "https://Huggingface.CO/a/b?q=1");
	CHECK_STR(u.text + u.path, "/a/b?q=1");
	parse("http://[::1]:8080");
	CHECK(!u.tls);
	CHECK_STR(u.host, "::1");
	CHECK_INT(u.port, 8080);
	CHECK_STR(u.text + u.path, "");
}

TEST(refused, "what is no plain address is refused: users, blanks, other schemes, ports that are none")
{
	static const char *const bad[] = {
		"", "huggingface.co", "ftp://x/", "file:///etc/passwd", "javascript:1", "https://", "https:///x", "https://u@h/",
		"https://u:p@h/", "https://h:0/", "https://h:65536/", "https://h:8x/", "https://h:/", "https://h/a b", "https://h/a\tb",
		"https://h/a\nb", "https://h\\@x/", "https://h/\\", "https://\xc3\xa4/", "https://[::1/", "https://[]/", "https://h$/", "https:/h",
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (bitnet_url_parse(&u, bad[i], &e) == 0)
			FAIL("taken: '%s'", bad[i]);
		CHECK_STR(e.name, "bad_url");
		CHECK(!strchr(e.message, '\n'));
	}
}

TEST(long_ones, "an address of more than 8191 bytes is refused, one of 8191 is taken")
{
	char s[BITNET_URL_MAX + 10];

	memset(s, 'a', sizeof(s));
	memcpy(s, "https://h/", 10);
	s[BITNET_URL_MAX - 1] = '\0';
	parse(s);
	s[BITNET_URL_MAX - 1] = 'a';
	s[BITNET_URL_MAX] = '\0';
	CHECK_INT(bitnet_url_parse(&u, s, &e), BITNET_E_INPUT);
	CHECK_INT(bitnet_url_join(&v, &u, s, &e), BITNET_E_INPUT);
}

TEST(secret, "a query does not stand in a message")
{
	CHECK(bitnet_url_parse(&u, "ftp://h/f?Signature=secret", &e) != 0);
	CHECK(!strstr(e.message, "secret"));
	CHECK_HAS(e.message, "ftp://h/f");
}

static const char *join(const char *base, const char *location)
{
	parse(base);
	CHECK_OK(bitnet_url_join(&v, &u, location, &e), e);
	return v.text;
}

TEST(joined, "Location headers are joined as RFC 3986 says")
{
	CHECK_STR(join("https://h/a/b?q", "/c"), "https://h/c");
	CHECK_STR(join("https://h/a/b?q", "c"), "https://h/a/c");
	CHECK_STR(join("https://h/a/b?q=/x", "?r"), "https://h/a/b?r");
	CHECK_STR(join("https://h", "c"), "https://h/c");
	CHECK_STR(join("https://h", "?c"), "https://h?c");
	CHECK_STR(join("https://h/a", "//i/d"), "https://i/d");
	CHECK_STR(join("http://h/a", "https://i:1/d"), "https://i:1/d");
	CHECK_STR(join("https://h:1/a", ""), "https://h:1/");
	CHECK(bitnet_url_join(&v, &u, "ftp://x/", &e) != 0);
	CHECK(bitnet_url_join(&v, &u, "//u@x/", &e) != 0);
}

TEST(origins, "an origin is scheme, host and port")
{
	parse("https://h/a");
	CHECK_OK(bitnet_url_parse(&v, "https://H:443/b", &e), e);
	CHECK(bitnet_url_same_origin(&u, &v));
	CHECK_OK(bitnet_url_parse(&v, "https://h:444/a", &e), e);
	CHECK(!bitnet_url_same_origin(&u, &v));
	CHECK_OK(bitnet_url_parse(&v, "http://h:443/a", &e), e);
	CHECK(!bitnet_url_same_origin(&u, &v));
	CHECK_OK(bitnet_url_parse(&v, "https://h.evil/a", &e), e);
	CHECK(!bitnet_url_same_origin(&u, &v));
}

TEST(loopback, "the machine itself is 127/8, ::1 and localhost, and nothing that looks like them")
{
	static const char *const yes[] = { "http://127.0.0.1", "http://127.255.1.2:9/", "http://[::1]/", "http://LOCALHOST:80/" };
	static const char *const no[] = { "http://127.0.0.1.evil.org", "http://128.0.0.1", "http://localhost.evil", "http://127.0.0.256",
					  "http://127.1", "http://0.0.0.0" };
	size_t i;

	for (i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		parse(yes[i]);
		CHECK(bitnet_url_is_loopback(&u));
	}
	for (i = 0; i < sizeof(no) / sizeof(*no); i++) {
		parse(no[i]);
		CHECK(!bitnet_url_is_loopback(&u));
	}
}

TEST(escaped, "what is no letter, digit or -._~ becomes %XX")
{
	struct bitnet_buf b = BITNET_BUF_INIT;

	CHECK(bitnet_url_escape(&b, "refs/pr/1", false));
	CHECK_STR(b.s, "refs%2Fpr%2F1");
	bitnet_buf_reset(&b);
	CHECK(bitnet_url_escape(&b, "a b/\xc3\xa4?#%.json", true));
	CHECK_STR(b.s, "a%20b/%C3%A4%3F%23%25.json");
	bitnet_buf_release(&b);
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
#include <bitnet/text.h>

#include "base/utf8.h"
#include "tap.h"

static const char *escaped(const char *s, size_t n, size_t cap)
{
	static char buf[128];

	memset(buf, 'Z', sizeof(buf));
	return bitnet_text_escape(buf, cap, s, n);
}

TEST(ascii, "the ASCII at the start of a text is found, whatever its length")
{
	unsigned char s[100];
	size_t n, at;

	for (n = 0; n < sizeof(s); n++) {
		memset(s, 'a', sizeof(s));
		CHECK_INT(bitnet_utf8_ascii(s, n), n);
		for (at = 0; at < sizeof(s); at++) {
			s[at] = (unsigned char)(0x80 + at);
			CHECK_INT(bitnet_utf8_ascii(s, n), at < n ? at : n);
			s[at] = 'a';
		}
	}
}

TEST(valid_accepts, "accepts the borders of well-formed UTF-8")
{
	CHECK(bitnet_utf8_valid("", 0));
	CHECK(bitnet_utf8_valid("\0a", 2));
	CHECK(bitnet_utf8_valid("\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 21));
}

TEST(valid_refuses, "refuses overlong forms, surrogates, stray and missing continuations, and values past U+10FFFF")
{
	CHECK(!bitnet_utf8_valid("\xc0\x80", 2));
	CHECK(!bitnet_utf8_valid("\xe0\x9f\xbf", 3));
	CHECK(!bitnet_utf8_valid("\xed\xa0\x80", 3));
	CHECK(!bitnet_utf8_valid("\xf0\x8f\xbf\xbf", 4));
	CHECK(!bitnet_utf8_valid("\xf4\x90\x80\x80", 4));
	CHECK(!bitnet_utf8_valid("\x80", 1));
	CHECK(!bitnet_utf8_valid("\xe2\x82", 2));
}

TEST(round_trip, "encodes what it decodes, for every scalar value")
{
	uint32_t cp, back;
	char b[4];

	for (cp = 0; cp <= 0x10ffff; cp++) {
		size_t n;

		if (cp == 0xd800)
			cp = 0xe000;
		n = bitnet_utf8_encode(cp, b);
		CHECK_INT(bitnet_utf8_decode(b, n, &back), n);
		CHECK_INT(back, cp);
	}
}

TEST(incomplete, "holds back only bytes that can still become a character")
{
	CHECK_INT(bitnet_utf8_incomplete("abc", 3), 0);
	CHECK_INT(bitnet_utf8_incomplete("a\xe2", 2), 1);
	CHECK_INT(bitnet_utf8_incomplete("a\xe2\x82", 3), 2);
	CHECK_INT(bitnet_utf8_incomplete("a\xe2\x82\xac", 4), 0);
	CHECK_INT(bitnet_utf8_incomplete("\xf0\x9f\x98", 3), 3);
	CHECK_INT(bitnet_utf8_incomplete("\xf0\x8f\x98", 3), 0);
	CHECK_INT(bitnet_utf8_incomplete("\xe0\x9f", 2), 0);
	CHECK_INT(bitnet_utf8_incomplete("\xe0\xa0", 2), 2);
	CHECK_INT(bitnet_utf8_incomplete("\xed\x9f", 2), 2);
	CHECK_INT(bitnet_utf8_incomplete("\xed\xa0", 2), 0);
	CHECK_INT(bitnet_utf8_incomplete("\xf4\x8f\xbf", 3), 3);
	CHECK_INT(bitnet_utf8_incomplete("\xf4\x90", 2), 0);
	CHECK_INT(bitnet_utf8_incomplete("\x80\x80\x80\x80", 4), 0);
	CHECK_INT(bitnet_utf8_incomplete("\xff", 1), 0);
}

TEST(escape, "escapes controls, escape sequences, bidirectional overrides and bytes that are not UTF-8")
{
	CHECK_STR(escaped("a\x1b[31m\n\\", 8, 64), "a\\x1b[31m\\n\\\\");
	CHECK_STR(escaped("\xe2\x80\xae\xff", 4, 64), "\\u{202e}\\xff");
	CHECK_STR(escaped("gr\xc3\xbc\xc3\x9f", 6, 64), "gr\xc3\xbc\xc3\x9f");
	/* The first and the last control of the second set, and what stands behind it; a mark of byte order. */
	CHECK_STR(escaped("\x7f\xc2\x80\xc2\x9f\xc2\xa0", 7, 64), "\\x7f\\u{80}\\u{9f}\xc2\xa0");
	CHECK_STR(escaped("\xef\xbb\xbf", 3, 64), "\\u{feff}");
}

TEST(escape_cut, "cuts text that does not fit, at a character, with three dots")
{
	CHECK_STR(escaped("abcdefgh", 8, 9), "abcdefgh");
	CHECK_STR(escaped("abcdefgh", 8, 8), "abcd...");
	CHECK_STR(escaped("\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", 9, 9), "\xe2\x82\xac...");
	CHECK_STR(escaped("abc", 3, 1), "");
}

/* json_pairs TEXT: in place, and into a buffer of its length. */
static const char *joined(const char *s, bool *alone)
{
	static char text[128];
	char *exact = malloc(strlen(s) + 1);
	size_t n = bitnet_json_pairs(exact, s, strlen(s), alone);

	snprintf(text, sizeof(text), "%s", s);
	CHECK_INT(bitnet_json_pairs(text, text, strlen(s), NULL), n);
	CHECK(memcmp(text, exact, n) == 0);
	text[n] = '\0';
	free(exact);
	return text;
}

TEST(pairs, "pairs of surrogates in JSON become their characters, also those that json-c takes for none; one alone is U+FFFD")
{
	bool alone;

	CHECK_STR(joined("\"a\\ud836\\udd22b\\uD83D\\uDE00\\\\ud800 \\u00e9\"", &alone),
		  "\"a\xf0\x9d\xa4\xa2""b\xf0\x9f\x98\x80\\\\ud800 \\u00e9\"");
	CHECK(!alone);
	CHECK_STR(joined("\"\\ud800\"", &alone), "\"\xef\xbf\xbd\"");
	CHECK(alone);
	CHECK_STR(joined("\"\\udc00\\ud800\"", &alone), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
	CHECK_STR(joined("\"\\ud800\\ud83d\\ude00\"", &alone), "\"\xef\xbf\xbd\xf0\x9f\x98\x80\"");
	CHECK(alone);
	CHECK_STR(joined("\"\\ud800\\u0041\\", &alone), "\"\xef\xbf\xbd\\u0041\\");
	CHECK(alone);
	CHECK_STR(joined("", &alone), "");
	CHECK(!alone);
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* Strings of a JSON text are those that json-c reads; what is strange is left to it. */
#include <bitnet/text.h>

#include "tok/tok-json.h"
#include "tap.h"

/* What the string behind the first quote says, and "|" and what follows it; "" when it is left alone. */
static const char *scan(const char *s)
{
	static char out[200];
	struct bitnet_buf text = BITNET_BUF_INIT;
	const char *rest = bitnet_json_scan_string(s + 1, s + strlen(s), &text);

	out[0] = '\0';
	if (rest)
		snprintf(out, sizeof(out), "%.*s|%s", (int)text.n, text.n ? text.s : "", rest);
	bitnet_buf_release(&text);
	return out;
}

TEST(strings, "escapes and characters of any length become their bytes")
{
	CHECK_STR(scan("\"\""), "|");
	CHECK_STR(scan("\"ab\" , c"), "ab| , c");
	CHECK_STR(scan("\"\\u0120\\u20AC\\u00e9\""), "\xc4\xa0\xe2\x82\xac\xc3\xa9|");
	CHECK_STR(scan("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), "\"\\/\b\f\n\r\t|");
	CHECK_STR(scan("\"\xf0\x9f\x98\x80\""), "\xf0\x9f\x98\x80|");
}

TEST(strange, "no end, no UTF-8, control characters, U+0000, surrogates and unknown escapes are left alone")
{
	static const char *const texts[] = {
		"\"", "\"a", "\"\\", "\"\\u12", "\"\\u12\"", "\"\\u12G0\"", "\"\\x\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"a\nb\"", "\"\t\"", "\"\xff\"",
		"\"\xc4\"", "\"\xed\xa0\x80\"",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (*scan(texts[i]))
			FAIL("%s is read: %s", texts[i], scan(texts[i]));
}

TEST(blanks, "blanks are the four of JSON, up to the end")
{
	static const char text[] = " \t\r\n\fx";

	CHECK_STR(bitnet_json_skip_blanks(text, text + strlen(text)), "\fx");
	CHECK_STR(bitnet_json_skip_blanks(text, text + 2), "\r\n\fx");
}

int main(void)
{
	return tap_main();
}

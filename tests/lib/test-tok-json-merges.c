/* SPDX-License-Identifier: MIT */
/* Pairs of a list of merges are those that json-c reads; what is strange is left to it. */
#include <bitnet/text.h>

#include "tok/tok-json.h"
#include "tap.h"

/* The pairs behind the '[' as "left right|", and what follows; "" when the list is left alone. */
static const char *scan(const char *s)
{
	static char out[400];
	struct bitnet_json_merges m = { .text = BITNET_BUF_INIT };
	const char *rest = bitnet_json_scan_merges(s + 1, s + strlen(s), &m);
	size_t n = 0, i, used = 0;

	out[0] = '\0';
	for (i = 0; rest && i < m.n; i++) {
		used += (size_t)snprintf(out + used, sizeof(out) - used, "%.*s %.*s|", (int)m.pairs[i].left, m.text.s + n,
					 (int)m.pairs[i].right, m.text.s + n + m.pairs[i].left);
		n += m.pairs[i].left + m.pairs[i].right;
	}
	if (rest)
		snprintf(out + used, sizeof(out) - used, "%s", rest);
	bitnet_json_merges_release(&m);
	return out;
}

TEST(forms, "texts with a space and pairs of texts, with escapes, blanks and characters of any length")
{
	CHECK_STR(scan("[\"a b\",\"ab c\"],\"x\":1}"), "a b|ab c|],\"x\":1}");
	CHECK_STR(scan("[ [\"a\" , \"b\"] ,\n[ \"\xc4\xa0\",\"\xf0\x9f\x98\x80\" ] ]"), "a b|\xc4\xa0 \xf0\x9f\x98\x80|]");
	CHECK_STR(scan("[\"\\u0120 \\\"\",\"\\\\ \\/\",\"\\n \\t\"]"), "\xc4\xa0 \"|\\ /|\n \t|]");
	CHECK_STR(scan("[[\"a b\",\"c\"]]"), "a b c|]");
}

TEST(strange, "anything else is read by the other reader, which says what is wrong")
{
	static const char *const texts[] = {
		"[]", "[", "[\"a b\"", "[\"ab\"]", "[\"a b c\"]", "[1]", "[null]", "[\"a b\" \"c d\"]", "[\"a b\",]", "[[\"a\"]]", "[[\"a\",\"b\",\"c\"]]",
		"[[\"a b\"", "[[\"a\" \"b\"]]", "[\"#version: 0.2\"]", "[\"\\u0000 b\"]", "[\"a\nb c\"]", "[\"a \\", "[\"a b", "[\" \"]", "[[\"\",\"\"]]",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (*scan(texts[i]))
			FAIL("'%s' is read: %s", texts[i], scan(texts[i]));
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* Merges that are cut out of a file are those that json-c reads; what is strange is left to it. */
#include <bitnet/text.h>

#include "tok/tok-json.h"
#include "tap.h"

/* The pairs as lines "left right", and the rest of the file; "" when nothing was cut. */
static const char *cut(const char *s)
{
	static char out[2000];
	struct bitnet_json_merges m = { .text = BITNET_BUF_INIT };
	size_t n = 0, rest = 0, i, used = 0;
	char *text = bitnet_json_cut_merges(&m, s, strlen(s), &rest);

	out[0] = '\0';
	for (i = 0; text && i < m.n; i++) {
		used += (size_t)snprintf(out + used, sizeof(out) - used, "%.*s %.*s|", (int)m.pairs[i].left, m.text.s + n,
					 (int)m.pairs[i].right, m.text.s + n + m.pairs[i].left);
		n += m.pairs[i].left + m.pairs[i].right;
	}
	if (text)
		snprintf(out + used, sizeof(out) - used, "%.*s", (int)rest, text);
	free(text);
	bitnet_json_merges_release(&m);
	return out;
}

TEST(forms, "texts with a space and pairs of texts, with escapes, blanks and characters of any length")
{
	CHECK_STR(cut("{\"merges\":[\"a b\",\"ab c\"],\"x\":1}"), "a b|ab c|{\"merges\":[0],\"x\":1}");
	CHECK_STR(cut("{ \"merges\" :\t[ [\"a\" , \"b\"] ,\n[ \"\xc4\xa0\",\"\xf0\x9f\x98\x80\" ] ] }"), "a b|\xc4\xa0 \xf0\x9f\x98\x80|{ \"merges\" :\t[0] }");
	CHECK_STR(cut("{\"merges\":[\"\\u0120 \\\"\",\"\\\\ \\/\",\"\\n \\t\"]}"), "\xc4\xa0 \"|\\ /|\n \t|{\"merges\":[0]}");
	CHECK_STR(cut("{\"merges\":[[\"a b\",\"c\"]]}"), "a b c|{\"merges\":[0]}");
	CHECK_STR(cut("{\"vocab\":{\"merges\":1},\"t\":\"\\\"merges\\\": [\",\"u\":[\"merges\"],\"merges\":[\"a b\"]}"),
		  "a b|{\"vocab\":{\"merges\":1},\"t\":\"\\\"merges\\\": [\",\"u\":[\"merges\"],\"merges\":[0]}");
}

TEST(strange, "anything else is read by the other reader, which says what is wrong")
{
	static const char *const texts[] = {
		"", "{}", "{\"merges\":[]}", "{\"merges\":[\"a b\"", "{\"merges\":[\"a b\"],\"merges\":[\"c d\"]}", "{\"merges\":[\"ab\"]}",
		"{\"merges\":[\"a b c\"]}", "{\"merges\":[1]}", "{\"merges\":[\"a b\" \"c d\"]}", "{\"merges\":[\"a b\",]}", "{\"merges\":[[\"a\"]]}",
		"{\"merges\":[[\"a\",\"b\",\"c\"]]}", "{\"merges\":[\"#version: 0.2\"]}", "{\"merges\":[\"\\u0000 b\"]}", "{\"merges\":[\"\\ud83d\\ude00 b\"]}",
		"{\"merges\":[\"\\x b\"]}", "{\"merges\":[\"\xff b\"]}", "{\"merges\":[\"\xc4 b\"]}", "{\"merges\":[\"a\nb c\"]}", "{\"merges\":[\"a \\", "{\"merges\":[\"a b",
		"{\"merges\":[\"\\u12", "{\"merges\":null}", "{\"merges\"", "{\"merges\":", "{\"merges\":[", "{\"merges\":[[\"a b\"",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (*cut(texts[i]))
			FAIL("'%s' is cut: %s", texts[i], cut(texts[i]));
}

TEST(elsewhere, "a list of merges that is not the model's is read as it is")
{
	struct bitnet_error err;
	struct bitnet_tok *t;
	static const char text[] = "{\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"a\",\"vocab\":{\"a\":0,\"b\":1}},\"other\":{\"merges\":[\"a b\"]}}";
	static const char two[] = "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a b\"]}}";
	static const char none[] = "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a c\"]}}";

	CHECK_OK(bitnet_tok_from_json(&t, text, sizeof(text) - 1, &err), err);
	bitnet_tok_free(t);
	CHECK_OK(bitnet_tok_from_json(&t, two, sizeof(two) - 1, &err), err);
	CHECK_INT(t->m.n, 1);
	bitnet_tok_free(t);
	CHECK_INT(bitnet_tok_from_json(&t, none, sizeof(none) - 1, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "merge 0 that makes 'ac' names no token");
}

int main(void)
{
	return tap_main();
}

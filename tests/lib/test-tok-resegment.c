/* SPDX-License-Identifier: MIT */
/* BPE with pieces of type UNUSED.  The ids were written by sentencepiece 0.2.3 for the same models. */
#include "proto-build.h"
#include "tok-small.h"

static const struct { const char *text; float score; unsigned type; } pieces[] = {
	{ MARK, -9, 1 }, { "a", -9, 1 }, { "b", -9, 1 }, { "c", -9, 1 }, { "d", -9, 1 }, { "x", -9, 5 },
	{ "ab", -2, 5 }, { "bc", -3, 5 }, { "abc", -4, 5 }, { MARK "a", -3.5f, 5 }, { "cd", -2.5f, 1 }, { "abcd", -1, 5 },
	{ "aa", -5, 1 }, { "aaa", -6, 5 }, { "xa", -1.5f, 5 }, { "<u>", 0, 4 }, { "\xc3\xa9" "a", -1, 5 }
};

static struct bitnet_tok *tok(int bytes)
{
	static struct proto p;
	struct proto_spec spec = { .bpe = 1, .bytes = bytes };
	struct bitnet_error err;
	struct bitnet_tok *t;
	size_t i;

	pb_begin(&p, bytes);
	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		pb_piece(&p, pieces[i].text, pieces[i].score, pieces[i].type);
	pb_end(&p, &spec);
	CHECK_OK(bitnet_tok_from_sentencepiece(&t, p.s, p.n, NULL, &err), err);
	return t;
}

static void check(int bytes, const char *const (*g)[2], size_t n)
{
	struct bitnet_tok *t = tok(bytes);

	for (; n; n--, g++)
		CHECK_STR(ids(t, (*g)[0]), (*g)[1]);
	bitnet_tok_free(t);
}

TEST(unknown, "an unused piece is cut again where it was last put together, and an unused character is unknown")
{
	static const char *const g[][2] = {
		{ "ab", "3 4 5" },
		{ "abc", "3 4 5 6" },
		{ "abcd", "3 4 5 13" },
		{ "aab", "3 4 4 5" },
		{ "a abc", "3 4 3 4 5 6" },
		{ "x", "3 0" },
		{ "xa", "3 0 4" },
		{ "axb", "3 4 0 5" },
		{ "xx", "3 0" },
		{ "bcd bc", "3 5 13 3 5 6" },
		{ "a<u>bc", "3 4 18 5 6" },
		{ "ab<u>ab", "3 4 5 18 4 5" },
		{ "\xc3\xa9" "a", "3 0 4" },
		{ "aaaa", "3 4 15 4" },
		{ "aaa a", "3 4 15 3 4" },
		{ "cab abcab", "3 6 4 5 3 4 5 6 4 5" },
		{ "abcdabc", "3 4 5 13 4 5 6" },
		{ "xaxa x", "3 0 4 0 4 3 0" }
	};

	check(0, g, sizeof(g) / sizeof(g[0]));
}

TEST(bytes, "with byte pieces what an unused piece leaves unknown is bytes")
{
	static const char *const g[][2] = {
		{ "ab", "259 260 261" },
		{ "abc", "259 260 261 262" },
		{ "abcd", "259 260 261 269" },
		{ "aab", "259 260 260 261" },
		{ "a abc", "259 260 259 260 261 262" },
		{ "x", "259 123" },
		{ "xa", "259 123 260" },
		{ "axb", "259 260 123 261" },
		{ "xx", "259 123 123" },
		{ "bcd bc", "259 261 269 259 261 262" },
		{ "a<u>bc", "259 260 274 261 262" },
		{ "ab<u>ab", "259 260 261 274 260 261" },
		{ "\xc3\xa9" "a", "259 198 172 260" },
		{ "aaaa", "259 260 271 260" },
		{ "aaa a", "259 260 271 259 260" },
		{ "cab abcab", "259 262 260 261 259 260 261 262 260 261" },
		{ "abcdabc", "259 260 261 269 260 261 262" },
		{ "xaxa x", "259 123 260 123 260 259 123" }
	};

	check(1, g, sizeof(g) / sizeof(g[0]));
}

TEST(others, "other policies keep an unused piece that is made")
{
	static struct proto p;
	struct proto_spec spec = { .bpe = 1 };
	struct bitnet_tok_options o = { .policy = BITNET_POLICY_HF };
	struct bitnet_error err;
	struct bitnet_tok *t;
	size_t i;

	pb_begin(&p, 0);
	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		pb_piece(&p, pieces[i].text, pieces[i].score, pieces[i].type);
	pb_end(&p, &spec);
	CHECK_OK(bitnet_tok_from_sentencepiece(&t, p.s, p.n, &o, &err), err);
	CHECK_STR(ids(t, "abcd"), "3 14");
	bitnet_tok_free(t);
}

int main(void)
{
	return tap_main();
}

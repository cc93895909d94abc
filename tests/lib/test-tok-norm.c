/* SPDX-License-Identifier: MIT */
/*
 * Normalisers.  Expected texts were written by the normalizers of huggingface/tokenizers 0.23.3,
 * which agree on all code points but those named in the last test.
 */
#include "tap.h"
#include "tok/tok-norm.h"

static struct bitnet_error err;

/* The text that one step leaves of n bytes, in a buffer that lasts until the next call but one. */
static const char *one(enum bitnet_norm_kind kind, unsigned flags, const char *to, const char *from, const char *s, size_t n)
{
	static char buf[2][4096];
	static unsigned turn;
	struct bitnet_norm norm = { 0 };
	struct bitnet_norm_text t = { 0 };
	char *out = buf[turn++ % 2];
	size_t i;

	CHECK_OK(bitnet_norm_add(&norm, kind, flags, from, from ? strlen(from) : 0, to, to ? strlen(to) : 0, &err), err);
	CHECK_OK(bitnet_norm_run(&norm, s, n, true, &t, &err), err);
	CHECK(t.n < sizeof(buf[0]));
	for (i = 0; t.map && i <= t.n; i++)
		if (t.map[i] > n || (i && t.map[i] < t.map[i - 1]))
			FAIL("byte %zu of the result is at %u of %zu after %u", i, t.map[i], n, i ? t.map[i - 1] : 0);
	memcpy(out, t.s, t.n);
	out[t.n] = '\0';
	bitnet_norm_text_release(&t);
	bitnet_norm_release(&norm);
	return out;
}

static const char *simple(enum bitnet_norm_kind kind, unsigned flags, const char *s)
{
	return one(kind, flags, NULL, NULL, s, strlen(s));
}

TEST(lower, "lower case is made character by character, with the one mapping to two characters")
{
	CHECK_STR(simple(BITNET_NORM_LOWERCASE, 0, "ABC \xc3\x84\xce\xa3 z"), "abc \xc3\xa4\xcf\x83 z");
	CHECK_STR(simple(BITNET_NORM_LOWERCASE, 0, "\xc4\xb0x"), "i\xcc\x87x");
	CHECK_STR(simple(BITNET_NORM_LOWERCASE, 0, "already"), "already");
}

TEST(accents, "marks are dropped, letters that hold one are not taken apart")
{
	CHECK_STR(simple(BITNET_NORM_STRIP_ACCENTS, 0, "e\xcc\x81\xc3\xa9"), "e\xc3\xa9");
}

TEST(strip, "white space goes from the ends that are named")
{
	const char *s = "\xc2\xa0 \t x \xe3\x80\x80\n";

	CHECK_STR(simple(BITNET_NORM_STRIP, NORM_LEFT | NORM_RIGHT, s), "x");
	CHECK_STR(simple(BITNET_NORM_STRIP, NORM_LEFT, s), "x \xe3\x80\x80\n");
	CHECK_STR(simple(BITNET_NORM_STRIP, NORM_RIGHT, s), "\xc2\xa0 \t x");
	CHECK_STR(simple(BITNET_NORM_STRIP, NORM_LEFT | NORM_RIGHT, " \n"), "");
}

TEST(prepend, "a text is put before another that is not empty")
{
	CHECK_STR(one(BITNET_NORM_PREPEND, 0, "ab", NULL, "c", 1), "abc");
	CHECK_STR(one(BITNET_NORM_PREPEND, 0, "ab", NULL, "", 0), "");
}

TEST(replaces, "all copies of a text are replaced, from left to right, none twice")
{
	CHECK_STR(one(BITNET_NORM_REPLACE, 0, "\xe2\x96\x81", " ", " a  b ", 6),
		  "\xe2\x96\x81" "a\xe2\x96\x81\xe2\x96\x81" "b\xe2\x96\x81");
	CHECK_STR(one(BITNET_NORM_REPLACE, 0, "a", "aa", "aaaaa", 5), "aaa");
	CHECK_STR(one(BITNET_NORM_REPLACE, 0, "", "x", "xaxx", 4), "a");
	CHECK_STR(one(BITNET_NORM_REPLACE, 0, "b", "", "aa", 2), "aa");
}

/* Matches of [0-9]*, which may be empty. */
static int find_digits(void *regex, const char *s, size_t n, size_t from, size_t *begin, size_t *end, struct bitnet_error *e)
{
	(void)regex;
	(void)e;
	if (from > n)
		return 0;
	for (*begin = *end = from; *end < n && s[*end] >= '0' && s[*end] <= '9'; (*end)++)
		;
	return 1;
}

static int released;

static void release(void *regex)
{
	released += regex == &released;
}

TEST(expressions, "what an expression finds is replaced, an empty match between two characters too")
{
	struct bitnet_norm norm = { 0 };
	struct bitnet_norm_text t = { 0 };

	CHECK_OK(bitnet_norm_add_regex(&norm, find_digits, &released, release, "#", 1, &err), err);
	CHECK_OK(bitnet_norm_run(&norm, "a12\xc3\xa9", 5, true, &t, &err), err);
	CHECK_INT(t.n, 7);
	CHECK(memcmp(t.s, "#a##\xc3\xa9#", 7) == 0);
	bitnet_norm_text_release(&t);
	bitnet_norm_release(&norm);
	CHECK_INT(released, 1);
}

TEST(nmt, "the step of NMT drops control characters and makes odd spaces spaces")
{
	CHECK_STR(simple(BITNET_NORM_NMT, 0, "a\x01\tb\xe2\x80\x8b" "c\xef\xbb\xbf\x7f" "d\xef\xbf\xbd"), "a b c d ");
}

TEST(bert, "the steps of BERT clean, part ideographs, drop accents and lower in this order")
{
	const unsigned all = NORM_CLEAN | NORM_CHINESE | NORM_ACCENTS | NORM_LOWER;

	CHECK_STR(simple(BITNET_NORM_BERT, all, "\xc3\x84\x02\t\xe4\xb8\x80X\xe2\x80\x8d\xef\xbf\xbd"), "a  \xe4\xb8\x80 x");
	CHECK_STR(simple(BITNET_NORM_BERT, NORM_LOWER, "\xc3\x84\t"), "\xc3\xa4\t");
	CHECK_STR(simple(BITNET_NORM_BERT, NORM_ACCENTS, "A\xc3\x84"), "AA");
	/* The block begins at U+2B920 there, not at U+2B820. */
	CHECK_STR(simple(BITNET_NORM_BERT, NORM_CHINESE, "\xf0\xab\xa0\xa0\xf0\xab\xa4\xa0"),
		  "\xf0\xab\xa0\xa0 \xf0\xab\xa4\xa0 ");
}

TEST(byte_level, "each byte becomes its character of the byte-level alphabet")
{
	CHECK_STR(one(BITNET_NORM_BYTE_LEVEL, 0, NULL, NULL, "a b\n\x7f\xad\xff", 7),
		  "a\xc4\xa0" "b\xc4\x8a\xc4\xa1\xc5\x83\xc3\xbf");
}

TEST(same, "text that no step changes is the caller's text, and has no map")
{
	struct bitnet_norm norm = { 0 };
	struct bitnet_norm_text t = { 0 };
	const char *s = "nothing to do \xe4\xb8\x80\xc3\xa9";

	CHECK_OK(bitnet_norm_add(&norm, BITNET_NORM_NFC, 0, NULL, 0, NULL, 0, &err), err);
	CHECK_OK(bitnet_norm_add(&norm, BITNET_NORM_LOWERCASE, 0, NULL, 0, NULL, 0, &err), err);
	CHECK_OK(bitnet_norm_run(&norm, s, strlen(s), true, &t, &err), err);
	CHECK(t.s == s && t.n == strlen(s) && !t.map);
	bitnet_norm_text_release(&t);
	bitnet_norm_release(&norm);
}

TEST(places, "a byte of the result knows the place that it came from through all steps")
{
	static const uint32_t want[] = { 0, 0, 0, 0, 1, 1, 1, 2, 5, 6 };
	struct bitnet_norm norm = { 0 };
	struct bitnet_norm_text t = { 0 };
	size_t i;

	CHECK_OK(bitnet_norm_add(&norm, BITNET_NORM_PREPEND, 0, NULL, 0, "\xe2\x96\x81", 3, &err), err);
	CHECK_OK(bitnet_norm_add(&norm, BITNET_NORM_REPLACE, 0, " ", 1, "\xe2\x96\x81", 3, &err), err);
	CHECK_OK(bitnet_norm_add(&norm, BITNET_NORM_NFC, 0, NULL, 0, NULL, 0, &err), err);
	CHECK_OK(bitnet_norm_add(&norm, BITNET_NORM_STRIP_ACCENTS, 0, NULL, 0, NULL, 0, &err), err);
	CHECK_OK(bitnet_norm_add(&norm, BITNET_NORM_LOWERCASE, 0, NULL, 0, NULL, 0, &err), err);
	CHECK_OK(bitnet_norm_run(&norm, "A B\xcd\xaf" "C", 6, true, &t, &err), err);
	CHECK_INT(t.n, 9);
	CHECK(memcmp(t.s, "\xe2\x96\x81" "a\xe2\x96\x81" "bc", 9) == 0);
	for (i = 0; i <= t.n; i++)
		CHECK_INT(t.map[i], want[i]);
	bitnet_norm_text_release(&t);
	bitnet_norm_release(&norm);
}

TEST(bytes, "bytes that are no UTF-8 pass every step")
{
	enum bitnet_norm_kind kinds[] = { BITNET_NORM_NFC, BITNET_NORM_NFKD, BITNET_NORM_LOWERCASE, BITNET_NORM_STRIP_ACCENTS,
					  BITNET_NORM_NMT };
	const char *s = "a\xff\xcc\x81\xe4\xb8 \xed\xa0\x80\xf4\x90\x80\x80\xc3";
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *got = simple(kinds[i], 0, s);

		CHECK_STR(got, kinds[i] == BITNET_NORM_STRIP_ACCENTS ?
			  "a\xff\xe4\xb8 \xed\xa0\x80\xf4\x90\x80\x80\xc3" : s);
	}
	CHECK_STR(simple(BITNET_NORM_BERT, NORM_CLEAN | NORM_ACCENTS | NORM_LOWER, s), "a\xff\xe4\xb8 \xed\xa0\x80\xf4\x90\x80\x80\xc3");
}

TEST(limits, "a text that grows out of all proportion and too many steps are refused")
{
	struct bitnet_norm norm = { 0 };
	struct bitnet_norm_text t = { 0 };
	char big[1000], text[512];
	int i;

	memset(big, 'x', sizeof(big));
	memset(text, 'x', sizeof(text));
	CHECK_OK(bitnet_norm_add(&norm, BITNET_NORM_REPLACE, 0, "x", 1, big, sizeof(big), &err), err);
	CHECK_INT(bitnet_norm_run(&norm, text, sizeof(text), false, &t, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "tok_norm_long");
	for (i = 1; i < NORM_STEPS; i++)
		CHECK_OK(bitnet_norm_add(&norm, BITNET_NORM_NFC, 0, NULL, 0, NULL, 0, &err), err);
	CHECK_INT(bitnet_norm_add(&norm, BITNET_NORM_NFC, 0, NULL, 0, NULL, 0, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "tok_norm_steps");
	bitnet_norm_text_release(&t);
	bitnet_norm_release(&norm);
}

/*
 * Where the tables differ: Hugging Face drops the accents and controls of Unicode 9.0 only (U+1AC1
 * of 14.0, U+110CD of 11.0), and lowers with tables newer than those of utf8proc 2.8.
 */
TEST(newer, "marks and controls that came after Unicode 9.0 are dropped, where Hugging Face keeps them")
{
	CHECK_STR(simple(BITNET_NORM_STRIP_ACCENTS, 0, "a\xe1\xab\x81"), "a");
	CHECK_STR(simple(BITNET_NORM_BERT, NORM_CLEAN, "a\xf0\x91\x83\x8d"), "a");
}

int main(void)
{
	return tap_main();
}

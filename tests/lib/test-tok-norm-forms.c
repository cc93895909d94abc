/* SPDX-License-Identifier: MIT */
/*
 * The normal forms, against utf8proc's own normalisation of whole strings, and against tokenizers
 * 0.23.3 (whose tables are those of Unicode 9.0: texts here are older).
 */
#include <utf8proc.h>

#include <bitnet/text.h>

#include "tap.h"
#include "tok/tok-norm.h"

static struct bitnet_error err;

static const utf8proc_option_t options[] = {
	[BITNET_NORM_NFC] = UTF8PROC_STABLE | UTF8PROC_COMPOSE,
	[BITNET_NORM_NFD] = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE,
	[BITNET_NORM_NFKC] = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT,
	[BITNET_NORM_NFKD] = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT
};

static struct bitnet_norm norms[4];
static struct bitnet_norm_text text;

static void run(enum bitnet_norm_kind kind, const char *s, size_t n)
{
	if (!norms[kind].n)
		CHECK_OK(bitnet_norm_add(&norms[kind], kind, 0, NULL, 0, NULL, 0, &err), err);
	CHECK_OK(bitnet_norm_run(&norms[kind], s, n, true, &text, &err), err);
}

static void same(enum bitnet_norm_kind kind, const char *s, size_t n)
{
	utf8proc_uint8_t *want = NULL;
	utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, &want, options[kind]);
	char shown[2][256];
	bool ok;

	CHECK(len >= 0);
	run(kind, s, n);
	ok = text.n == (size_t)len && memcmp(text.s, want, text.n) == 0;
	free(want);
	if (!ok)
		FAIL("form %d of %s is %s", kind, bitnet_text_escape(shown[0], sizeof(shown[0]), s, n),
		     bitnet_text_escape(shown[1], sizeof(shown[1]), text.s, text.n));
}

static void each_form(const char *s, size_t n)
{
	int k;

	for (k = 0; k < 4; k++)
		same((enum bitnet_norm_kind)k, s, n);
}

TEST(known, "composes, decomposes and orders what the standard gives as examples")
{
	static const struct { enum bitnet_norm_kind kind; const char *from, *to; } cases[] = {
		{ BITNET_NORM_NFC, "e\xcc\x81", "\xc3\xa9" },
		{ BITNET_NORM_NFD, "\xc3\xa9", "e\xcc\x81" },
		{ BITNET_NORM_NFC, "\xe2\x84\xab", "\xc3\x85" },                             /* Angstrom sign */
		{ BITNET_NORM_NFC, "a\xcc\x81\xcc\xa3", "\xe1\xba\xa1\xcc\x81" },            /* acute, dot below */
		{ BITNET_NORM_NFC, "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "\xea\xb0\x81" }, /* Hangul */
		{ BITNET_NORM_NFD, "\xea\xb0\x81", "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8" },
		{ BITNET_NORM_NFC, "\xe0\xa5\x98", "\xe0\xa4\x95\xe0\xa4\xbc" },             /* excluded from composition */
		{ BITNET_NORM_NFKC, "\xef\xac\x81\xe2\x91\xa0", "fi1" },
		{ BITNET_NORM_NFKD, "\xef\xac\x81\xc3\xa9", "fie\xcc\x81" },
		{ BITNET_NORM_NFC, "\xef\xac\x81", "\xef\xac\x81" },
		{ BITNET_NORM_NFC, "\xe0\xa7\x87\xe0\xa6\xbe", "\xe0\xa7\x8b" }              /* a vowel of class 0 */
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		run(cases[i].kind, cases[i].from, strlen(cases[i].from));
		if (text.n != strlen(cases[i].to) || memcmp(text.s, cases[i].to, text.n) != 0)
			FAIL("case %zu gives %.*s", i, (int)text.n, text.s);
	}
}

TEST(every, "every code point, alone and before and behind marks, has the form that utf8proc gives it")
{
	uint32_t cp;
	char s[32];
	size_t n;

	for (cp = 1; cp < 0x30000; cp++) {
		if (cp >= 0xd800 && cp < 0xe000)
			continue;
		n = bitnet_utf8_encode(cp, s);
		memcpy(s + n, "\xcc\x88\xcc\xa3", 4);
		memcpy(s + n + 4, s, n);
		each_form(s, 2 * n + 4);
	}
}

TEST(mixed, "random texts of letters, marks and jamo have the form that utf8proc gives them")
{
	static const struct { uint32_t first, n; } pools[] = {
		{ 'A', 58 }, { 0xc0, 400 }, { 0x300, 0x70 }, { 0x300, 0x70 }, { 0x1100, 0x100 }, { 0xac00, 100 }, { 0x900, 0x500 },
		{ 0x3040, 0xc0 }, { 0x5b0, 0x100 }, { 0x1e00, 0x200 }, { 0xf900, 0x250 }, { 0x1d15e, 0x60 }, { 0x11080, 0x600 },
		{ 0x302a, 6 }, { 0xff00, 0xf0 }
	};
	uint64_t seed = 42;
	int i, k;

	for (i = 0; i < 30000; i++) {
		char s[128];
		size_t n = 0;

		for (k = 0; k < 1 + i % 12; k++) {
			uint32_t pool, at;

			seed = seed * 6364136223846793005u + 1442695040888963407u;
			pool = (uint32_t)(seed >> 60) % 15;
			at = (uint32_t)(seed >> 33) % pools[pool].n;
			n += bitnet_utf8_encode(pools[pool].first + at, s + n);
		}
		each_form(s, n);
	}
}

TEST(long_runs, "a million marks behind a letter, out of order, take no more than their share of time")
{
	enum { N = 1000000 };
	char *s = malloc(2 * N + 1);
	size_t i;

	CHECK(s != NULL);
	s[0] = 'a';
	for (i = 0; i < N; i++) {
		s[2 * i + 1] = (char)0xcc;
		s[2 * i + 2] = (char)(i % 3 ? 0xa3 : 0x88);          /* classes 220 and 230 */
	}
	run(BITNET_NORM_NFC, s, 2 * N + 1);
	CHECK_INT(text.n, 2 * N + 1);       /* a letter and a mark in three bytes as before */
	CHECK(memcmp(text.s, "\xe1\xba\xa1\xcc\xa3\xcc\xa3", 7) == 0);
	CHECK(memcmp(text.s + text.n - 4, "\xcc\x88\xcc\x88", 4) == 0);
	free(s);
	bitnet_norm_text_release(&text);
}

int main(void)
{
	int rc = tap_main();
	int k;

	for (k = 0; k < 4; k++)
		bitnet_norm_release(&norms[k]);
	bitnet_norm_text_release(&text);
	return rc;
}

/* SPDX-License-Identifier: MIT */
/* Character classes, against the properties of the Unicode Character Database. */
#include <bitnet/version.h>

#include "tap.h"
#include "tok/unicode.h"

TEST(version, "says which Unicode it has")
{
	CHECK_STR(bitnet_unicode_version(), "16.0.0");
}

/* PropList.txt, White_Space. */
TEST(white_space, "white space is the property White_Space, no more and no less")
{
	static const uint32_t space[] = { 0x9, 0xa, 0xb, 0xc, 0xd, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003,
					  0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f,
					  0x205f, 0x3000 };
	uint32_t cp;
	size_t i = 0;

	for (cp = 0; cp <= 0x10ffff; cp++) {
		int want = i < sizeof(space) / sizeof(space[0]) && space[i] == cp;

		if (want)
			i++;
		if (!!(bitnet_unicode_class(cp) & UC_SPACE) != want)
			FAIL("U+%04X", cp);
	}
}

TEST(classes, "letters, numbers, marks, punctuation and symbols are general categories")
{
	CHECK_INT(bitnet_unicode_class(0x41) & ~UC_WORD, UC_L);
	CHECK_INT(bitnet_unicode_class(0x1c5) & ~UC_WORD, UC_L);     /* Lt */
	CHECK_INT(bitnet_unicode_class(0x2b0) & ~UC_WORD, UC_L);     /* Lm */
	CHECK_INT(bitnet_unicode_class(0x4e2d) & ~UC_WORD, UC_L);
	CHECK_INT(bitnet_unicode_class(0x301) & ~UC_WORD, UC_M);
	CHECK(bitnet_unicode_class(0x663) & UC_DIGIT);
	CHECK_INT(bitnet_unicode_class(0xb2), UC_N);                 /* No */
	CHECK_INT(bitnet_unicode_class(0x2167) & ~UC_WORD, UC_N);    /* Nl */
	CHECK_INT(bitnet_unicode_class(0x2014), UC_P);
	CHECK_INT(bitnet_unicode_class(0x20ac), UC_S);
	CHECK_INT(bitnet_unicode_class(0x1f600), UC_S);
	CHECK_INT(bitnet_unicode_class(0x378), 0);                   /* unassigned */
	CHECK_INT(bitnet_unicode_class(0xe000), 0);                  /* private */
	CHECK_INT(bitnet_unicode_class(0x200b), 0);                  /* Cf */
}

TEST(ascii, "the table for ASCII says what the large one says")
{
	uint32_t cp;

	for (cp = 0; cp < 128; cp++)
		CHECK_INT(bitnet_unicode_ascii[cp], bitnet_unicode_class(cp));
}

TEST(word, "word characters are letters, marks, digits, letter numbers, connectors, join controls and alphabetic symbols")
{
	static const uint32_t yes[] = { 'a', '0', '_', 0xe9, 0x301, 0x663, 0x2167, 0x203f, 0x200d, 0x24d0, 0x1f170 };
	static const uint32_t no[] = { '-', ' ', 0xb2, 0x2014, 0x1f600, 0x200b, 0x24ea };
	size_t i;

	for (i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!bitnet_unicode_word(yes[i]))
			FAIL("U+%04X is none", yes[i]);
	for (i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (bitnet_unicode_word(no[i]))
			FAIL("U+%04X is one", no[i]);
}

TEST(look, "a byte that is not UTF-8 has no class and is one byte long")
{
	size_t len;

	CHECK_INT(bitnet_unicode_look((const unsigned char *)"\xff", 1, 0, &len), 0);
	CHECK_INT(len, 1);
	CHECK_INT(bitnet_unicode_look((const unsigned char *)"a\xe4\xb8\xad", 4, 1, &len) & UC_L, UC_L);
	CHECK_INT(len, 3);
	CHECK_INT(bitnet_unicode_look((const unsigned char *)"a\xe4\xb8\xad", 3, 1, &len), 0);
	CHECK_INT(len, 1);
}

int main(void)
{
	return tap_main();
}

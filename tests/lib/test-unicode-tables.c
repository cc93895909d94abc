/* SPDX-License-Identifier: MIT */
/* The tables against what the Unicode Consortium says of version 16.0: 154998 characters. */
#include "tap.h"
#include "tok/unicode.h"

/* The place of a category in unicode-tables.py. */
static unsigned category(uint32_t cp)
{
	return bitnet_unicode_blocks[bitnet_unicode_index[cp >> 6] * 64u + (cp & 63)];
}

TEST(count, "the tables hold the 154998 characters of Unicode 16.0")
{
	uint32_t cp, n = 0;

	/* 0, 1, 3, 4: unassigned, control, private, surrogate; 30: the controls that are white space. */
	for (cp = 0; cp <= 0x10ffff; cp++)
		n += category(cp) == 2 || (category(cp) >= 5 && category(cp) < 30);
	CHECK_INT(n, 154998);
}

TEST(newest, "characters of 16.0 are there, those of 17.0 are not")
{
	CHECK(bitnet_unicode_class(0x1c89) & UC_L);       /* 16.0: CYRILLIC CAPITAL LETTER TJE */
	CHECK(bitnet_unicode_class(0x10d40) & UC_N);      /* 16.0: GARAY DIGIT ZERO */
	CHECK(bitnet_unicode_class(0x2ebf0) & UC_L);      /* 15.1 */
	CHECK_INT(category(0x323b0), 0);                  /* 17.0: extension J */
}

int main(void)
{
	return tap_main();
}

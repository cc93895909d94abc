/* SPDX-License-Identifier: MIT */
/*
 * Character classes by general category (Unicode 16.0): the classes of regular expressions that
 * pre-tokenisers use.  \p{L} is UC_L, \p{N} UC_N, \s UC_SPACE (the property White_Space).
 */
#ifndef BITNET_TOK_UNICODE_H
#define BITNET_TOK_UNICODE_H

#include <stddef.h>
#include <stdint.h>

#include <bitnet/text.h>

#include "base/utf8.h"

#define UC_L 1u
#define UC_N 2u
#define UC_SPACE 4u
#define UC_P 8u
#define UC_S 16u
#define UC_M 32u
#define UC_DIGIT 64u      /* Nd */
#define UC_WORD 128u      /* \w, but for a few letters of category So */

extern const char bitnet_unicode_table_version[];
extern const uint16_t bitnet_unicode_index[];
extern const uint8_t bitnet_unicode_blocks[];
extern const uint8_t bitnet_unicode_flags[];          /* by category */
extern const uint8_t bitnet_unicode_ascii[128];

static inline unsigned bitnet_unicode_class(uint32_t cp)
{
	return bitnet_unicode_flags[bitnet_unicode_blocks[bitnet_unicode_index[cp >> 6] * 64u + (cp & 63)]];
}

/* The general category: its place in the list of unicode-tables.py. */
enum { UC_CAT_LL = 5, UC_CAT_LM, UC_CAT_LO, UC_CAT_LT, UC_CAT_LU };

static inline unsigned bitnet_unicode_category(uint32_t cp)
{
	return bitnet_unicode_blocks[bitnet_unicode_index[cp >> 6] * 64u + (cp & 63)];
}

/* Whether a character is one of \w (Unicode's definition for regular expressions). */
int bitnet_unicode_word(uint32_t cp);

/*
 * Class and length of the character at s[i], i < n.  A byte that begins no well-formed character
 * is one character of no class.
 */
static inline unsigned bitnet_unicode_look(const unsigned char *s, size_t n, size_t i, size_t *len)
{
	uint32_t cp;

	if (s[i] < 0x80) {
		*len = 1;
		return bitnet_unicode_ascii[s[i]];
	}
	*len = bitnet_utf8_next(s + i, n - i, &cp);
	if (!*len) {
		*len = 1;
		return 0;
	}
	return bitnet_unicode_class(cp);
}

/* The same of the character that ends at s[i], i > from, and does not begin before from. */
static inline unsigned bitnet_unicode_look_back(const unsigned char *s, size_t from, size_t i, size_t *len)
{
	size_t at = i - 1;
	unsigned class;

	while (at > from && i - at < 4 && (s[at] & 0xc0) == 0x80)
		at--;
	class = bitnet_unicode_look(s, i, at, len);
	if (at + *len == i)
		return class;
	*len = 1;
	return 0;
}

#endif

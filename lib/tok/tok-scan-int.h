/* SPDX-License-Identifier: MIT */
/* What scanners share: runs of classes, contractions, whitespace, and gaps between matches. */
#ifndef BITNET_TOK_SCAN_INT_H
#define BITNET_TOK_SCAN_INT_H

#include <stdbool.h>

#include "tok/unicode.h"

/* The end of a run of characters of the classes in mask. */
static inline size_t scan_run_of(const unsigned char *s, size_t n, size_t i, unsigned mask)
{
	size_t len;

	while (i < n && (bitnet_unicode_look(s, n, i, &len) & mask))
		i += len;
	return i;
}

/* The end of a run of characters of no class in mask. */
static inline size_t scan_run_not(const unsigned char *s, size_t n, size_t i, unsigned mask)
{
	size_t len;

	while (i < n && !(bitnet_unicode_look(s, n, i, &len) & mask))
		i += len;
	return i;
}

/*
 * The length of 's|'t|'re|'ve|'m|'ll|'d at the quote s[i], 0 if it is none.  fold: in any case,
 * where U+017F is an s too, as Unicode folds it.
 */
static inline size_t scan_contraction(const unsigned char *s, size_t n, size_t i, bool fold)
{
	unsigned a, b;

	if (i + 1 >= n)
		return 0;
	a = s[i + 1];
	if (fold && a >= 'A' && a <= 'Z')
		a |= 0x20;
	if (a == 's' || a == 't' || a == 'm' || a == 'd')
		return 2;
	if (i + 2 >= n)
		return 0;
	b = s[i + 2];
	if (fold && a == 0xc5 && b == 0xbf)
		return 3;
	if (fold && b >= 'A' && b <= 'Z')
		b |= 0x20;
	if ((a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l'))
		return 3;
	return 0;
}

/* \s+(?!\S)|\s+ for the whitespace that begins at i and ends at end. */
static inline size_t scan_spaces(const unsigned char *s, size_t n, size_t i, size_t end)
{
	size_t last = end - 1;

	if (end == n)
		return end;
	while (last > i && (s[last] & 0xc0) == 0x80)
		last--;
	return last > i ? last : end;
}

/* The end of \s*[\r\n]+ in the whitespace from i to end; i if there is no CR or LF. */
static inline size_t scan_last_newline(const unsigned char *s, size_t i, size_t end)
{
	while (end > i && s[end - 1] != '\n' && s[end - 1] != '\r')
		end--;
	return end;
}

/* The piece at i: a match, or the characters up to the next one.  match() is 0 where none begins. */
static inline size_t scan_match_or_gap(const unsigned char *s, size_t n, size_t i,
				       size_t (*match)(const unsigned char *s, size_t n, size_t i))
{
	size_t end = match(s, n, i), len;

	if (end)
		return end;
	do {
		bitnet_unicode_look(s, n, i, &len);
		i += len;
	} while (i < n && !match(s, n, i));
	return i;
}

/* Defines the scanner of what match() finds. */
#define SCANNER(name, match) \
	size_t name(const unsigned char *s, size_t n, size_t i) \
	{ \
		return scan_match_or_gap(s, n, i, match); \
	}

#endif

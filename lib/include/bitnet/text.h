/* SPDX-License-Identifier: MIT */
/* UTF-8 and showing strings of unknown origin. */
#ifndef BITNET_TEXT_H
#define BITNET_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether n bytes are well-formed UTF-8 (no overlong form, no surrogate, at most U+10FFFF). */
BITNET_API bool bitnet_utf8_valid(const char *s, size_t n);

/*
 * One code point from s (n > 0 bytes).  Returns its length in bytes, 1 to 4, and stores it in *cp;
 * 0 when s does not begin with a well-formed sequence.
 */
BITNET_API size_t bitnet_utf8_decode(const char *s, size_t n, uint32_t *cp);

/* Writes cp (a Unicode scalar value) to dst (room for 4 bytes); returns the length. */
BITNET_API size_t bitnet_utf8_encode(uint32_t cp, char *dst);

/*
 * The number of bytes at the end of s that begin a character but do not finish it, 0 to 3: what a
 * stream of text must hold back.
 */
BITNET_API size_t bitnet_utf8_incomplete(const char *s, size_t n);

/*
 * A form of s that is safe on a terminal and on one line: control characters, DEL, C1 controls,
 * bidirectional overrides and bytes that are not UTF-8 become \n, \t, \xHH or \u{H}; a backslash
 * is doubled.  Writes at most cap bytes, NUL included; text that does not fit ends in "...".
 * Returns dst.
 */
BITNET_API char *bitnet_text_escape(char *dst, size_t cap, const char *s, size_t n);

/*
 * JSON text with each pair of surrogates, which are written as two escapes, as the character in UTF-8:
 * json-c 0.16 takes pairs for one that is not there (U+1D800 to U+1DFFF and others) and gives
 * U+FFFD.  A surrogate that stands alone becomes U+FFFD, and *alone, when it is not NULL, true.  dst has room for n
 * bytes and may be s; returns the length, which is not more than n.
 */
BITNET_API size_t bitnet_json_pairs(char *dst, const char *s, size_t n, bool *alone);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/* UTF-8 for loops over text: bitnet_utf8_decode() in place, and text that is ASCII in larger steps. */
#ifndef BITNET_BASE_UTF8_H
#define BITNET_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* As bitnet_utf8_decode() in bitnet/text.h. */
static inline size_t bitnet_utf8_next(const unsigned char *s, size_t n, uint32_t *cp)
{
	uint32_t c = s[0];

	if (c < 0x80) {
		*cp = c;
		return 1;
	}
	if (c < 0xc2 || c > 0xf4)
		return 0;
	if (c < 0xe0) {
		if (n < 2 || (s[1] & 0xc0) != 0x80)
			return 0;
		*cp = (c & 0x1f) << 6 | (s[1] & 0x3f);
		return 2;
	}
	if (c < 0xf0) {
		if (n < 3 || (s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80)
			return 0;
		c = (c & 0x0f) << 12 | (uint32_t)(s[1] & 0x3f) << 6 | (s[2] & 0x3f);
		if (c < 0x800 || (c >= 0xd800 && c <= 0xdfff))
			return 0;
		*cp = c;
		return 3;
	}
	if (n < 4 || (s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80 || (s[3] & 0xc0) != 0x80)
		return 0;
	c = (c & 0x07) << 18 | (uint32_t)(s[1] & 0x3f) << 12 | (uint32_t)(s[2] & 0x3f) << 6 | (s[3] & 0x3f);
	if (c < 0x10000 || c > 0x10ffff)
		return 0;
	*cp = c;
	return 4;
}

/* A number of bytes at s that are ASCII: all up to the first that is not. */
static inline size_t bitnet_utf8_ascii(const unsigned char *s, size_t n)
{
	size_t i = 0;

	for (; n - i >= 32; i += 32) {
		uint64_t x[4];

		memcpy(x, s + i, 32);
		if ((x[0] | x[1] | x[2] | x[3]) & 0x8080808080808080ull)
			break;
	}
	for (; i < n && s[i] < 0x80; i++)
		;
	return i;
}

#endif

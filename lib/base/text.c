/* SPDX-License-Identifier: MIT */
/* UTF-8 (Unicode 16.0, table 3-7) and escaping for terminals: see bitnet/text.h. */
#include <string.h>

#include <bitnet/text.h>

#include "base/utf8.h"

size_t bitnet_utf8_decode(const char *str, size_t n, uint32_t *cp)
{
	return bitnet_utf8_next((const unsigned char *)str, n, cp);
}

size_t bitnet_utf8_encode(uint32_t cp, char *dst)
{
	unsigned char *d = (unsigned char *)dst;

	if (cp < 0x80) {
		d[0] = (unsigned char)cp;
		return 1;
	}
	if (cp < 0x800) {
		d[0] = (unsigned char)(0xc0 | cp >> 6);
		d[1] = (unsigned char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		d[0] = (unsigned char)(0xe0 | cp >> 12);
		d[1] = (unsigned char)(0x80 | (cp >> 6 & 0x3f));
		d[2] = (unsigned char)(0x80 | (cp & 0x3f));
		return 3;
	}
	d[0] = (unsigned char)(0xf0 | cp >> 18);
	d[1] = (unsigned char)(0x80 | (cp >> 12 & 0x3f));
	d[2] = (unsigned char)(0x80 | (cp >> 6 & 0x3f));
	d[3] = (unsigned char)(0x80 | (cp & 0x3f));
	return 4;
}

bool bitnet_utf8_valid(const char *str, size_t n)
{
	const unsigned char *s = (const unsigned char *)str;
	size_t i = 0, len;
	uint32_t cp;

	while (i < n) {
		if (s[i] < 0x80) {
			i += bitnet_utf8_ascii(s + i, n - i);
			continue;
		}
		len = bitnet_utf8_next(s + i, n - i, &cp);
		if (!len)
			return false;
		i += len;
	}
	return true;
}

size_t bitnet_utf8_incomplete(const char *str, size_t n)
{
	const unsigned char *s = (const unsigned char *)str;
	size_t back;

	for (back = 1; back <= 3 && back <= n; back++) {
		unsigned c = s[n - back];
		size_t want = c >= 0xf0 && c <= 0xf4 ? 4 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xc2 && c < 0xe0 ? 2 : 0;
		unsigned second;

		if ((c & 0xc0) == 0x80)
			continue;
		if (want <= back)
			return 0;
		if (back == 1)
			return 1;
		/* The second byte already rules out overlong forms, surrogates and values past U+10FFFF. */
		second = s[n - back + 1];
		if ((c == 0xe0 && second < 0xa0) || (c == 0xed && second > 0x9f) ||
		    (c == 0xf0 && second < 0x90) || (c == 0xf4 && second > 0x8f))
			return 0;
		return back;
	}
	return 0;
}

/* Controls, and what reorders or hides text on a terminal. */
static bool harmful(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x200e || cp == 0x200f || cp == 0x061c ||
	       (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

char *bitnet_text_escape(char *dst, size_t cap, const char *s, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	size_t out = 0, fits = 0;

	if (!cap)
		return dst;
	while (n) {
		char piece[16];
		size_t len, used = 1;
		uint32_t cp;

		len = bitnet_utf8_decode(s, n, &cp);
		if (!len) {
			piece[0] = '\\';
			piece[1] = 'x';
			piece[2] = hex[(unsigned char)*s >> 4];
			piece[3] = hex[(unsigned char)*s & 15];
			len = 4;
		} else if (cp == '\n' || cp == '\t' || cp == '\r' || cp == '\\') {
			piece[0] = '\\';
			piece[1] = cp == '\n' ? 'n' : cp == '\t' ? 't' : cp == '\r' ? 'r' : '\\';
			len = 2;
		} else if (cp < 0x80 && harmful(cp)) {
			piece[0] = '\\';
			piece[1] = 'x';
			piece[2] = hex[cp >> 4];
			piece[3] = hex[cp & 15];
			len = 4;
		} else if (harmful(cp)) {
			size_t k = 0;
			int shift;

			used = len;
			piece[k++] = '\\';
			piece[k++] = 'u';
			piece[k++] = '{';
			for (shift = cp > 0xfff ? 12 : 8; shift >= 0; shift -= 4)
				if (cp >> shift || shift == 0)
					piece[k++] = hex[cp >> shift & 15];
			piece[k++] = '}';
			len = k;
		} else {
			used = len;
			memcpy(piece, s, len);
		}
		if (out + len + 1 > cap) {
			/* fits is the last place where "..." still has room. */
			memcpy(dst + fits, "...", cap - fits < 4 ? cap - fits - 1 : 3);
			dst[fits + (cap - fits < 4 ? cap - fits - 1 : 3)] = '\0';
			return dst;
		}
		memcpy(dst + out, piece, len);
		out += len;
		if (out + 4 <= cap)
			fits = out;
		s += used;
		n -= used;
	}
	dst[out] = '\0';
	return dst;
}

/* The code unit of the escape \uXXXX at s; 0 when there is none. */
static unsigned unit(const char *s, const char *end)
{
	unsigned u = 0;
	int i;

	if (end - s < 6 || s[0] != '\\' || s[1] != 'u')
		return 0;
	for (i = 2; i < 6; i++) {
		char c = s[i];
		int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

		if (v < 0)
			return 0;
		u = u << 4 | (unsigned)v;
	}
	return u;
}

size_t bitnet_json_pairs(char *dst, const char *s, size_t n, bool *alone)
{
	const char *end = s + n, *p;
	char *to = dst;

	if (alone)
		*alone = false;
	while ((p = memchr(s, '\\', (size_t)(end - s))) != NULL) {
		unsigned high = unit(p, end), low = unit(end - p < 6 ? end : p + 6, end);
		size_t len = end - p > 1 ? 2 : 1;

		memmove(to, s, (size_t)(p - s));
		to += p - s;
		s = p + len;
		if (high < 0xd800 || high > 0xdfff) {
			memmove(to, p, len);
			to += len;
		} else if (high > 0xdbff || low < 0xdc00 || low > 0xdfff) {
			to += bitnet_utf8_encode(0xfffd, to);
			s = p + 6;
			if (alone)
				*alone = true;
		} else {
			to += bitnet_utf8_encode(0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff), to);
			s = p + 12;
		}
	}
	memmove(to, s, (size_t)(end - s));
	return (size_t)(to - dst) + (size_t)(end - s);
}

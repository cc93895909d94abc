/* SPDX-License-Identifier: MIT */
/* The small parts of a JSON text, read strictly: see tok-json.h. */
#include <string.h>

#include <bitnet/text.h>

#include "tok/tok-json.h"

const char *bitnet_json_skip_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\n' || *s == '\r' || *s == '\t'))
		s++;
	return s;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* What follows a backslash, to out; NULL for what is left to the other reader. */
static const char *escaped(const char *s, const char *end, struct bitnet_buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *known = s < end && *s ? strchr(from, *s) : NULL;
	uint32_t cp = 0;
	char utf8[4];
	int i;

	if (known)
		return bitnet_buf_add(out, to + (known - from), 1) ? s + 1 : NULL;
	if (end - s < 5 || *s != 'u')
		return NULL;
	for (i = 1; i < 5; i++) {
		if (hex(s[i]) < 0)
			return NULL;
		cp = cp * 16 + (uint32_t)hex(s[i]);
	}
	if (cp == 0 || (cp >= 0xd800 && cp < 0xe000))
		return NULL;
	return bitnet_buf_add(out, utf8, bitnet_utf8_encode(cp, utf8)) ? s + 5 : NULL;
}

const char *bitnet_json_scan_string(const char *s, const char *end, struct bitnet_buf *out)
{
	size_t before = out->n;
	bool ascii = true;

	for (;;) {
		const char *from = s;
		unsigned char high = 0;

		while (s < end && *s != '"' && *s != '\\' && (unsigned char)*s >= 0x20)
			high |= (unsigned char)*s++;
		ascii &= high < 0x80;
		if (s == end || (unsigned char)*s < 0x20 || !bitnet_buf_add(out, from, (size_t)(s - from)))
			return NULL;
		if (*s++ == '"')
			return ascii || bitnet_utf8_valid(out->s + before, out->n - before) ? s : NULL;
		s = escaped(s, end, out);
		if (!s)
			return NULL;
	}
}

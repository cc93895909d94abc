/* SPDX-License-Identifier: MIT */
/* Base64: see base64.h. */
#include <stdint.h>

#include "base/base64.h"

static int value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool bitnet_base64_decode(struct bitnet_buf *out, const char *s, size_t n)
{
	size_t i, k;

	if (n % 4)
		return false;
	for (i = 0; i < n; i += 4) {
		size_t pad = i + 4 < n ? 0 : (s[i + 3] == '=') + (s[i + 3] == '=' && s[i + 2] == '=');
		uint32_t bits = 0;
		char bytes[3];

		for (k = 0; k < 4; k++) {
			int v = k < 4 - pad ? value(s[i + k]) : 0;

			if (v < 0)
				return false;
			bits = bits << 6 | (uint32_t)v;
		}
		/* Bits that stand for nothing are zero. */
		if (pad && bits & (pad == 2 ? 0xffffu : 0xffu))
			return false;
		bytes[0] = (char)(bits >> 16);
		bytes[1] = (char)(bits >> 8);
		bytes[2] = (char)bits;
		bitnet_buf_add(out, bytes, 3 - pad);
	}
	return !out->failed;
}

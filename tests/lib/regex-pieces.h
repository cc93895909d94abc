/* SPDX-License-Identifier: MIT */
/* Cutting a text with a regular expression, as the pre-tokenizer Split does with behaviour Isolated. */
#ifndef BITNET_TESTS_REGEX_PIECES_H
#define BITNET_TESTS_REGEX_PIECES_H

#include "tap.h"
#include "tok/tok-regex.h"

/* The pieces that matches and the gaps between them are, between '@'. */
__attribute__((unused)) static const char *pieces(const char *pattern, const char *s)
{
	static char out[1024];
	struct bitnet_regex *r;
	struct bitnet_error err;
	size_t n = strlen(s), at = 0, done = 0, begin, end, last = SIZE_MAX;
	char *p = out;
	int rc;

	CHECK_OK(bitnet_regex_new(&r, pattern, strlen(pattern), &err), err);
	while (at <= n && (rc = bitnet_regex_find(r, s, n, at, &begin, &end, &err)) != 0) {
		CHECK_INT(rc, 1);
		if (begin == end && end == last) {
			for (at++; at < n && (s[at] & 0xc0) == 0x80; at++)
				;
			continue;
		}
		if (begin > done)
			p += sprintf(p, "%.*s@", (int)(begin - done), s + done);
		if (end > begin)
			p += sprintf(p, "%.*s@", (int)(end - begin), s + begin);
		done = at = last = end;
	}
	p += sprintf(p, "%s", s + done);
	if (p > out && done == n)
		p[-1] = '\0';
	bitnet_regex_free(r);
	return out;
}
#define text1 "It's 12,345 x_1 ab\x0a\x0a\xc3\x89""cole \xc2\xbd \xce\x93\xce\x94 \xc5\xbfS aab!"
#define text2 "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xe3\x82\xab\xe3\x83\x8a  ab12\x09\xe2\x80\xa8""e\xcc\x81 ~$ K\x0d\x0a\xe3\x80\x8cx\xe3\x80\x8d "

#endif

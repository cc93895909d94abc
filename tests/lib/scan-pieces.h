/* SPDX-License-Identifier: MIT */
/* The pieces of scanners, against a table. */
#ifndef BITNET_TESTS_SCAN_PIECES_H
#define BITNET_TESTS_SCAN_PIECES_H

#include "tap.h"
#include "tok/tok-pre.h"

struct scan_case {
	bitnet_scan_fn *scan;
	const char *text, *pieces;
};

static void check_scan(const struct scan_case *c, size_t n_cases)
{
	char out[1024], *p;
	size_t i, end, k, n;

	for (k = 0; k < n_cases; k++) {
		n = strlen(c[k].text);
		for (p = out, i = 0; i < n; i = end) {
			end = c[k].scan((const unsigned char *)c[k].text, n, i);
			if (end <= i || end > n)
				FAIL("piece at %zu of %zu ends at %zu", i, n, end);
			if (i)
				*p++ = '@';
			memcpy(p, c[k].text + i, end - i);
			p += end - i;
		}
		*p = '\0';
		CHECK_STR(out, c[k].pieces);
	}
}

#endif

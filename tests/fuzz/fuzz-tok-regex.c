/* SPDX-License-Identifier: MIT */
/* The first line is a regular expression of a tokenizer.json, the rest a text to search in. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz-tok.h"
#include "tok/tok-regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *line = memchr(data, '\n', size);
	size_t n = line ? (size_t)(line - data) : size, begin = 0, end = 0, at = 0, rest = size - n;
	const char *text = (const char *)data + n;
	struct bitnet_regex *r;
	struct bitnet_error err;
	int rc;

	if (n > 256)
		return 0;
	if (bitnet_regex_new(&r, (const char *)data, n, &err) != 0) {
		fuzz_error(&err);
		return 0;
	}
	while (at <= rest && (rc = bitnet_regex_find(r, text, rest, at, &begin, &end, &err)) != 0) {
		if (rc < 0) {
			fuzz_error(&err);
			break;
		}
		if (begin > end || end > rest)
			abort();
		at = end > at ? end : at + 1;
	}
	bitnet_regex_free(r);
	return 0;
}

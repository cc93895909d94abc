/* SPDX-License-Identifier: MIT */
/* The one place that says which repository ids, file names and cache keys are safe: see catalogue.h. */
#include <string.h>

#include "discover/catalogue.h"

enum { PART_MAX = 96, FILE_MAX = 255, KEY_MAX = 64 };

static bool word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Words joined by single dots and dashes: no "..", no "--", none at the ends. */
static bool part(const char *s, size_t n)
{
	size_t i;

	if (n == 0 || n > PART_MAX || !word(s[0]))
		return false;
	for (i = 1; i < n; i++)
		if (!word(s[i]) && ((s[i] != '.' && s[i] != '-') || i + 1 == n || !word(s[i + 1])))
			return false;
	return true;
}

bool bitnet_repo_valid(const char *s, size_t n)
{
	const char *slash = memchr(s, '/', n);
	size_t owner = slash ? (size_t)(slash - s) : 0;

	return slash ? part(s, owner) && part(slash + 1, n - owner - 1) : part(s, n);
}

bool bitnet_repo_file_valid(const char *s, size_t n)
{
	if (n > FILE_MAX)
		return false;
	for (;;) {
		const char *slash = memchr(s, '/', n);
		size_t m = slash ? (size_t)(slash - s) : n;

		if (!part(s, m))
			return false;
		if (!slash)
			return true;
		s += m + 1;
		n -= m + 1;
	}
}

bool bitnet_family_key_valid(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] >= 'A' && s[i] <= 'Z')
			return false;
	return n <= KEY_MAX && part(s, n);
}

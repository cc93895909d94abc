/* SPDX-License-Identifier: MIT */
/* Which names from outside are safe: see names.h. */
#include <string.h>

#include <bitnet/text.h>

#include "base/names.h"

enum { PART_MAX = 96, FILE_MAX = 255, KEY_MAX = 64, PATH_PART_MAX = 255, PATH_ALL_MAX = 1024 };

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

/* Every part between slashes is good. */
static bool parts(const char *s, size_t n, bool (*good)(const char *s, size_t n))
{
	for (;;) {
		const char *slash = memchr(s, '/', n);
		size_t m = slash ? (size_t)(slash - s) : n;

		if (!good(s, m))
			return false;
		if (!slash)
			return true;
		s += m + 1;
		n -= m + 1;
	}
}

bool bitnet_name_repo(const char *s, size_t n)
{
	const char *slash = memchr(s, '/', n);
	size_t owner = slash ? (size_t)(slash - s) : 0;

	return slash ? part(s, owner) && part(slash + 1, n - owner - 1) : part(s, n);
}

bool bitnet_name_file(const char *s, size_t n)
{
	return n <= FILE_MAX && parts(s, n, part);
}

bool bitnet_name_key(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] >= 'A' && s[i] <= 'Z')
			return false;
	return n <= KEY_MAX && part(s, n);
}

static bool path_part(const char *s, size_t n)
{
	size_t i;

	if (n == 0 || n > PATH_PART_MAX || s[0] == '.')
		return false;
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f || s[i] == '\\' || s[i] == ':')
			return false;
	return true;
}

bool bitnet_name_path(const char *s, size_t n)
{
	return n <= PATH_ALL_MAX && parts(s, n, path_part) && bitnet_utf8_valid(s, n);
}

/* What git allows of a ref, less what a path or an address could stumble over. */
static bool revision_part(const char *s, size_t n)
{
	size_t i;

	if (n == 0 || !word(s[0]))
		return false;
	for (i = 1; i < n; i++)
		if (!word(s[i]) && s[i] != '-' && s[i] != '+' && (s[i] != '.' || i + 1 == n || s[i + 1] == '.'))
			return false;
	return true;
}

bool bitnet_name_revision(const char *s, size_t n)
{
	return n <= FILE_MAX && parts(s, n, revision_part);
}

static bool hex(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'f')))
			return false;
	return true;
}

bool bitnet_name_commit(const char *s, size_t n)
{
	return n == 40 && hex(s, n);
}

bool bitnet_name_etag(const char *s, size_t n)
{
	return (n == 40 || n == 64) && hex(s, n);
}

bool bitnet_name_sha256(const char *s, size_t n)
{
	return n == 64 && hex(s, n);
}

/* SPDX-License-Identifier: MIT */
#include <ctype.h>

#include <bitnet/version.h>

#include "tap.h"

/* Whether s is numbers with n dots, then the end or, for a build from a clone, "-" and more. */
static int is_version(const char *s, int n)
{
	int dots = 0;

	for (; isdigit((unsigned char)*s) || *s == '.'; s++)
		dots += *s == '.';
	return dots == n && (*s == '\0' || *s == '-');
}

TEST(library, "the library's version is three numbers")
{
	CHECK(is_version(bitnet_version(), 2));
}

TEST(unicode, "the version of the character tables is three numbers")
{
	CHECK(is_version(bitnet_unicode_version(), 2));
	CHECK(!strchr(bitnet_unicode_version(), '-'));
}

TEST(utf8proc, "the versions of utf8proc and its tables are named")
{
	CHECK(is_version(bitnet_utf8proc_version(), 2));
	CHECK(is_version(bitnet_utf8proc_unicode_version(), 2));
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* Base64: the vectors of RFC 4648, section 10, and what is none. */
#include "base/base64.h"
#include "tap.h"

static const char *decoded(const char *s)
{
	static struct bitnet_buf b;

	bitnet_buf_reset(&b);
	return bitnet_base64_decode(&b, s, strlen(s)) ? (b.n ? b.s : "") : "refused";
}

TEST(vectors, "decodes the vectors of RFC 4648")
{
	CHECK_STR(decoded(""), "");
	CHECK_STR(decoded("Zg=="), "f");
	CHECK_STR(decoded("Zm8="), "fo");
	CHECK_STR(decoded("Zm9v"), "foo");
	CHECK_STR(decoded("Zm9vYg=="), "foob");
	CHECK_STR(decoded("Zm9vYmE="), "fooba");
	CHECK_STR(decoded("Zm9vYmFy"), "foobar");
	CHECK_STR(decoded("+/+/"), "\xfb\xff\xbf");
}

TEST(refused, "refuses what is cut, has other characters, padding in the middle, or bits that stand for nothing")
{
	CHECK_STR(decoded("Zg"), "refused");
	CHECK_STR(decoded("Zg="), "refused");
	CHECK_STR(decoded("Z==="), "refused");
	CHECK_STR(decoded("Zg==Zg=="), "refused");
	CHECK_STR(decoded("Zm-_"), "refused");
	CHECK_STR(decoded("Zm 9"), "refused");
	CHECK_STR(decoded("Zh=="), "refused");
	CHECK_STR(decoded("Zm9="), "refused");
}

int main(void)
{
	return tap_main();
}

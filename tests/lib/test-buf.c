/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include "tap.h"

TEST(adds, "what was added stands one after another, ended by NUL")
{
	struct bitnet_buf b = BITNET_BUF_INIT;

	bitnet_buf_str(&b, "ab");
	bitnet_buf_add(&b, "\0c", 2);
	bitnet_buf_printf(&b, "%d", 17);
	CHECK_INT(b.n, 6);
	CHECK_MEM(b.s, "ab\0c17", 7);
	bitnet_buf_reset(&b);
	CHECK_STR(b.s, "");
	bitnet_buf_release(&b);
}

TEST(long_printf, "formats texts longer than its own scratch")
{
	struct bitnet_buf b = BITNET_BUF_INIT;

	CHECK(bitnet_buf_printf(&b, "<%1000d>", 5));
	CHECK_INT(b.n, 1002);
	CHECK(b.s[0] == '<' && b.s[1000] == '5' && b.s[1001] == '>');
	bitnet_buf_release(&b);
}

TEST(take_empty, "taking an empty buffer gives an empty string")
{
	struct bitnet_buf b = BITNET_BUF_INIT;
	char *s = bitnet_buf_take(&b);

	CHECK_STR(s, "");
	free(s);
}

TEST(failed, "a growth that fails is remembered, and the string is not given out")
{
	struct bitnet_buf b = BITNET_BUF_INIT;

	bitnet_buf_str(&b, "x");
	CHECK(!bitnet_buf_add(&b, "y", SIZE_MAX - 1));
	CHECK(b.failed);
	CHECK(!bitnet_buf_str(&b, "z"));
	CHECK(bitnet_buf_take(&b) == NULL);
}

int main(void)
{
	return tap_main();
}

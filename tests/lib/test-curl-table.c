/* SPDX-License-Identifier: MIT */
#include "fetch/curl-table.h"
#include "tap.h"

TEST(loads, "libcurl is opened, and it is one that is new enough")
{
	struct bitnet_curl c;
	struct bitnet_error e;

	CHECK_OK(bitnet_curl_load(&c, NULL, &e), e);
	CHECK(c.version_info(CURLVERSION_NOW)->version_num >= 0x075500);
	CHECK_STR(c.easy_strerror(CURLE_OK), "No error");
}

TEST(missing, "a library that is not there, or is no libcurl, is refused with a hint")
{
	struct bitnet_curl c;
	struct bitnet_error e;

	CHECK_INT(bitnet_curl_load(&c, "libcurl-of-nobody.so.9", &e), BITNET_E_NETWORK);
	CHECK_STR(e.name, "no_libcurl");
	CHECK_HAS(e.message, "libcurl-of-nobody.so.9");
	CHECK_HAS(e.hint, "Install libcurl");
	CHECK_INT(bitnet_curl_load(&c, "libc.so.6", &e), BITNET_E_NETWORK);
	CHECK_HAS(e.message, "undefined symbol: curl_global_init");
}

int main(void)
{
	return tap_main();
}

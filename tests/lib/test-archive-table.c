/* SPDX-License-Identifier: MIT */
#include "archive/archive-table.h"
#include "tap.h"

TEST(loads, "libarchive is opened with all that is used of it")
{
	struct bitnet_archive a;
	struct bitnet_error e;
	struct archive *r;

	CHECK_OK(bitnet_archive_load(&a, NULL, &e), e);
	r = a.read_new();
	CHECK(r != NULL);
	CHECK_INT(a.read_free(r), ARCHIVE_OK);
}

TEST(missing, "a library that is not there, or is no libarchive, is refused with a hint")
{
	struct bitnet_archive a;
	struct bitnet_error e;

	CHECK_INT(bitnet_archive_load(&a, "libarchive-of-nobody.so.9", &e), BITNET_E_UNSUPPORTED);
	CHECK_STR(e.name, "no_libarchive");
	CHECK_HAS(e.message, "libarchive-of-nobody.so.9");
	CHECK_HAS(e.hint, "Install libarchive");
	CHECK_INT(bitnet_archive_load(&a, "libc.so.6", &e), BITNET_E_UNSUPPORTED);
	CHECK_HAS(e.message, "undefined symbol: archive_read_new");
}

int main(void)
{
	return tap_main();
}

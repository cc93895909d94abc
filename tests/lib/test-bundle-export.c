/* SPDX-License-Identifier: MIT */
#include <bitnet/bundle.h>

#include "cache-build.h"

static int put(void *arg, const void *data, size_t n)
{
	return fwrite(data, 1, n, arg) == n ? 0 : -1;
}

static int export_to(const char *path, enum bitnet_bundle_format format, const char *const *keys, size_t n)
{
	FILE *f = fopen(path, "wb");
	int rc = bitnet_bundle_export(cb, keys, n, format, put, f, &cb_err);

	fclose(f);
	return rc;
}

static bool same_files(const char *a, const char *b)
{
	char text[8192];

	snprintf(text, sizeof(text), "cmp -s %s %s", a, b);
	return system(text) == 0;
}

TEST(formats, "the end of a name says the format")
{
	CHECK_INT(bitnet_bundle_format("a.tar"), BITNET_BUNDLE_TAR);
	CHECK_INT(bitnet_bundle_format("a.tar.gz"), BITNET_BUNDLE_TAR_GZ);
	CHECK_INT(bitnet_bundle_format("a.tgz"), BITNET_BUNDLE_TAR_GZ);
	CHECK_INT(bitnet_bundle_format("a.tar.xz"), BITNET_BUNDLE_TAR_XZ);
	CHECK_INT(bitnet_bundle_format("a.tar.zst"), BITNET_BUNDLE_TAR_ZST);
	CHECK_INT(bitnet_bundle_format("a.zip"), BITNET_BUNDLE_ZIP);
	CHECK_INT(bitnet_bundle_format(".zip"), BITNET_BUNDLE_NONE);
	CHECK_INT(bitnet_bundle_format("a.7z"), BITNET_BUNDLE_NONE);
}

TEST(same, "the same entries give the same bytes at another time")
{
	static const char *const keys[] = { "one", "two" };
	int f;

	cb_enter("same");
	CHECK_OK(cb_publish("one", "x", &cb_err), cb_err);
	CHECK_OK(cb_publish("two", "y", &cb_err), cb_err);
	for (f = BITNET_BUNDLE_TAR; f <= BITNET_BUNDLE_ZIP; f++)
		CHECK_OK(export_to(f == BITNET_BUNDLE_ZIP ? "zip" : "tar", (enum bitnet_bundle_format)f, keys, 2), cb_err);
	CHECK_OK(export_to("gz1", BITNET_BUNDLE_TAR_GZ, keys, 2), cb_err);
	CHECK_OK(export_to("zip1", BITNET_BUNDLE_ZIP, keys, 2), cb_err);
	CHECK_OK(export_to("zst1", BITNET_BUNDLE_TAR_ZST, keys, 2), cb_err);
	cb_settle();
	CHECK_OK(export_to("gz2", BITNET_BUNDLE_TAR_GZ, keys, 2), cb_err);
	CHECK_OK(export_to("zip2", BITNET_BUNDLE_ZIP, keys, 2), cb_err);
	CHECK_OK(export_to("zst2", BITNET_BUNDLE_TAR_ZST, keys, 2), cb_err);
	CHECK(same_files("gz1", "gz2"));
	CHECK(same_files("zip1", "zip2"));
	CHECK(same_files("zst1", "zst2"));
}

TEST(tar, "the system's tar lists the manifest first, then the files, of each key")
{
	static const char *const keys[] = { "two", "one" };

	cb_enter("tar");
	CHECK_OK(cb_publish("one", "x", &cb_err), cb_err);
	CHECK_OK(cb_publish("two", "y", &cb_err), cb_err);
	CHECK_OK(export_to("a.tar", BITNET_BUNDLE_TAR, keys, 2), cb_err);
	CHECK_INT(system("tar tf a.tar >list"), 0);
	CHECK_STR(cb_read("list"), "two/manifest\ntwo/vocab.json\ntwo/merges.txt\none/manifest\none/vocab.json\none/merges.txt\n");
}

TEST(refuses, "keys that are not there, damaged, or given twice are refused, and a failed write is an error")
{
	static const char *const keys[] = { "one", "one" }, *const none[] = { "none" }, *const climbs[] = { "../one" };
	FILE *full = fopen("/dev/full", "wb");

	cb_enter("refuses");
	CHECK_OK(cb_publish("one", "x", &cb_err), cb_err);
	CHECK_INT(export_to("a", BITNET_BUNDLE_TAR, none, 1), BITNET_E_NOTFOUND);
	CHECK_INT(export_to("a", BITNET_BUNDLE_TAR, climbs, 1), BITNET_E_INPUT);
	CHECK_INT(export_to("a", BITNET_BUNDLE_TAR, keys, 2), BITNET_E_INPUT);
	CHECK_STR(cb_err.name, "key_twice");
	setvbuf(full, NULL, _IONBF, 0);
	CHECK_INT(bitnet_bundle_export(cb, keys, 1, BITNET_BUNDLE_TAR, put, full, &cb_err), BITNET_E_SYSTEM);
	CHECK_STR(cb_err.name, "write_failed");
	CHECK_HAS(cb_err.message, "No space left");
	fclose(full);
	cb_write("c/tokenizers/one/vocab.json", "y");
	CHECK_INT(export_to("a", BITNET_BUNDLE_TAR, keys, 1), BITNET_E_INPUT);
	CHECK_STR(cb_err.name, "cache_damaged");
}

int main(void)
{
	return cb_main();
}

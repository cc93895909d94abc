/* SPDX-License-Identifier: MIT */
#include <bitnet/fetch.h>

#include "tap.h"

static struct bitnet_fetch_address a;
static struct bitnet_error e;

TEST(parts, "an address has a repository, a revision and a file")
{
	CHECK_OK(bitnet_fetch_address(&a, "hf://org/name/sub/m.gguf", &e), e);
	CHECK_STR(a.repo, "org/name");
	CHECK_STR(a.revision, "main");
	CHECK_STR(a.file, "sub/m.gguf");
	CHECK_OK(bitnet_fetch_address(&a, "hf://org/name@v1.0/m.gguf", &e), e);
	CHECK_STR(a.repo, "org/name");
	CHECK_STR(a.revision, "v1.0");
	CHECK_STR(a.file, "m.gguf");
	CHECK_OK(bitnet_fetch_address(&a, "hf://org/name@refs/pr/1/sub/m.gguf", &e), e);
	CHECK_STR(a.revision, "refs/pr/1");
	CHECK_STR(a.file, "sub/m.gguf");
	CHECK_OK(bitnet_fetch_address(&a, "hf://org/name@refs/convert/gguf", &e), e);
	CHECK_STR(a.revision, "refs/convert/gguf");
	CHECK_STR(a.file, "");
	CHECK_OK(bitnet_fetch_address(&a, "hf://org/name@refs/m.gguf", &e), e);
	CHECK_STR(a.revision, "refs");
	CHECK_OK(bitnet_fetch_address(&a, "hf://org/name", &e), e);
	CHECK_STR(a.file, "");
}

TEST(refused, "what is none, or leads elsewhere")
{
	static const char *const bad[] = {
		"hf://", "hf://name", "hf://org/", "hf://org/name/", "hf:/org/name", "org/name", "hf://org/name/../x", "hf://org/../name/x",
		"hf://org/name@/x", "hf://org/name@../x", "hf://org/name//x", "hf://org/na me/x", "hf://o/n/a\\b", "hf://o/n/.env", "hf://@x/y/z",
		"hf://o/n@refs/pr/", "hf://o/n@refs/pr/../x", "hf://o/n@refs/pr//x",
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (bitnet_fetch_address(&a, bad[i], &e) != BITNET_E_INPUT)
			FAIL("taken: %s", bad[i]);
		CHECK(strcmp(e.name, "bad_url") == 0 || strcmp(e.name, "bad_name") == 0);
	}
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* Keys that the caller gives. */
#include "convert-run.h"

static void named(struct gguf_build *b)
{
	gb_str(b, "general.name", "an old name");
}

static void start(const char *folder, const char *const *set, size_t n)
{
	struct tiny t;

	if (folder)
		scratch_enter(folder);
	tiny_init(&t, "bitnet-b1.58");
	t.keys = named;
	run_tiny(&t, "in.gguf");
	run_defaults();
	run_o.set = set;
	run_o.n_set = n;
}

TEST(set, "are written, replace those of the input, and are told")
{
	static const char *const set[] = { "license=mit", "name=one", "source.repo_url=", "name=a = b" };
	struct bitnet_str s;

	start("set", set, 4);
	run_convert("in.gguf", "out.gguf");
	CHECK_OK(bitnet_gguf_get_str(run_g, "general.license", &s, &run_err), run_err);
	CHECK(s.n == 3 && memcmp(s.s, "mit", 3) == 0);
	CHECK_OK(bitnet_gguf_get_str(run_g, "general.name", &s, &run_err), run_err);
	CHECK(s.n == 5 && memcmp(s.s, "a = b", 5) == 0);
	CHECK_OK(bitnet_gguf_get_str(run_g, "general.source.repo_url", &s, &run_err), run_err);
	CHECK_INT(s.n, 0);
	CHECK_STR(bitnet_convert_key_at(run_c, 0)->what, "added");
	CHECK_STR(bitnet_convert_key_at(run_c, 1)->what, "changed");
	run_done();
}

TEST(refused, "are refused where they are none of those for people, or no text")
{
	static const char *const bad[] = { "", "license", "=mit", "general.license=mit", "licence=mit", "architecture=llama",
					   "file_type=1", "tags=x", "name=\xff", "na=x", "names=x" };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		start(i ? NULL : "refused", &bad[i], 1);
		run_refused("in.gguf", BITNET_E_INPUT, "set_key", "'");
	}
	run_done();
}

int main(void)
{
	scratch_begin();
	return tap_main();
}

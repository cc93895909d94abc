/* SPDX-License-Identifier: MIT */
/* Names of pre-tokenisers; the groups are those of llama.cpp's table. */
#include "tap.h"
#include "tok/tok-pre.h"

static const struct bitnet_pre *find(const char *name)
{
	return bitnet_pre_find(name, strlen(name));
}

TEST(llama3_names, "the names of the LLaMA-3 family imply ignore_merges and BOS")
{
	static const char *const names[] = { "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon_e", "falcon-h1", "pixtral",
					     "midm-2.0", "lfm2", "jina-v5-nano", "laguna" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct bitnet_pre *p = find(names[i]);

		if (!p || p->stages[0] != bitnet_scan_llama3 || p->stages[1] || !p->ignore_merges || !p->add_bos)
			FAIL("%s", names[i]);
	}
	CHECK(find("dbrx") && find("dbrx")->stages[0] == bitnet_scan_llama3 && !find("dbrx")->ignore_merges);
}

TEST(other_names, "other names stand for their family's stages")
{
	CHECK(find("phi-2")->stages[0] == bitnet_scan_gpt2 && !find("phi-2")->stages[1]);
	CHECK(find("mpt")->stages[0] == bitnet_scan_gpt2 && find("olmo")->stages[0] == bitnet_scan_gpt2);
	CHECK(find("deepseek-r1-qwen")->stages[0] == bitnet_scan_qwen2 && !find("qwen2")->add_bos);
	CHECK(find("starcoder")->stages[0] == bitnet_scan_number && find("command-r")->stages[1] == bitnet_scan_gpt2);
	CHECK(find("falcon")->stages[0] == bitnet_scan_punct_tick && find("falcon")->stages[2] == bitnet_scan_digits3);
	CHECK(find("default")->stages[3] == bitnet_scan_digits3 && !find("default")->stages[4]);
}

TEST(unknown, "a name that is not known is not guessed")
{
	CHECK(!find("tekken") && !find("") && !find("llama-bp") && !find("llama-bpe2") && !find("GPT-2"));
}

TEST(by_stages, "stages give the first name of their family back")
{
	bitnet_scan_fn *llama[] = { bitnet_scan_llama3, NULL }, *two[] = { bitnet_scan_number, bitnet_scan_gpt2, NULL };
	bitnet_scan_fn *none[] = { NULL };

	CHECK_STR(bitnet_pre_by_stages(llama, true)->name, "llama-bpe");
	CHECK_STR(bitnet_pre_by_stages(llama, false)->name, "dbrx");
	CHECK_STR(bitnet_pre_by_stages(two, false)->name, "starcoder");
	CHECK(!bitnet_pre_by_stages(none, false) && !bitnet_pre_by_stages(two, true));
}

TEST(regexes, "expressions are known by their text alone")
{
	static const char gpt2[] = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

	bool whole;

	CHECK(bitnet_pre_by_regex(gpt2, strlen(gpt2), &whole) == bitnet_scan_gpt2 && whole);
	CHECK(!bitnet_pre_by_regex(gpt2, strlen(gpt2) - 1, &whole));
	CHECK(bitnet_pre_by_regex("\\p{N}", 5, &whole) == bitnet_scan_number && !whole);
	CHECK(!bitnet_pre_by_regex("\\d", 2, &whole));
}

int main(void)
{
	return tap_main();
}

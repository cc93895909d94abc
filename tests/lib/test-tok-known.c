/* SPDX-License-Identifier: MIT */
/* Known token lists: hashes, and special tokens by id. */
#include "tap.h"
#include "tok/tok-known.h"

static const char *special(const struct bitnet_known *k, uint32_t id)
{
	static char text[48];
	uint32_t i, got;

	for (i = 0; bitnet_known_special(k, i, &got, text); i++)
		if (got == id)
			return text;
	return "none";
}

TEST(hashes, "a list is found by the hash of its file or of its tokens, and nothing else is")
{
	const struct bitnet_known *k = bitnet_known_find(NULL, "a5623714bcf19049eb0fd78df19b6daa1e61ac435b86a5deae767768e7fcdc3d");

	CHECK(k && strcmp(k->pre, "gpt-2") == 0);
	/* The expected_hash of r50k_base and the ranks of GPT-2 are one list. */
	CHECK(bitnet_known_find("306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930", NULL) ==
	      bitnet_known_find(NULL, "7cff19521369c7f5f5ed77ed7b730e7491800afb47d01d341e12b3ca740d8543"));
	CHECK(!bitnet_known_find(NULL, NULL) && !bitnet_known_find("", ""));
}

TEST(names, "special tokens have the ids of openai/tiktoken and of the LLaMA-3 release")
{
	const struct bitnet_known *cl = bitnet_known_find("223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7", NULL);
	const struct bitnet_known *o = bitnet_known_find("446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d", NULL);
	const struct bitnet_known *l = bitnet_known_find("82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55", NULL);

	CHECK_STR(special(cl, 100257), "<|endoftext|>");
	CHECK_STR(special(cl, 100260), "<|fim_suffix|>");
	CHECK_STR(special(cl, 100261), "");
	CHECK_STR(special(cl, 100276), "<|endofprompt|>");
	CHECK_STR(special(cl, 100277), "none");
	CHECK_STR(special(o, 199999), "<|endoftext|>");
	CHECK_STR(special(o, 200018), "<|endofprompt|>");
	CHECK_STR(special(l, 128008), "<|reserved_special_token_4|>");
	CHECK_STR(special(l, 128010), "<|reserved_special_token_5|>");
	CHECK_STR(special(l, 128255), "<|reserved_special_token_250|>");
	CHECK_STR(special(l, 128256), "none");
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* The tokenizer of a model that is not opened: only where the search would find the same. */
#include <time.h>

#include "discover-build.h"

static struct bitnet_error err;
static const struct bitnet_discover_options options = { .catalogue = "/nonexistent", .tok = { .compiled = "images" } };

static void settle(void)
{
	const struct timespec t = { 0, 80000000 };

	nanosleep(&t, NULL);
}

static bool shortcut(const char *model)
{
	struct bitnet_tok *t = NULL;
	bool found = bitnet_discovery_shortcut(&t, model, &options);

	if (found)
		CHECK_INT(bitnet_tok_info(t)->n_tokens, 16);
	bitnet_tok_free(t);
	return found;
}

TEST(embedded, "taken when the search has been made once; not without a folder, nor with --tokenizer")
{
	struct bitnet_discover_options o = options;
	struct bitnet_tok *t;

	scratch_enter("embedded");
	db_gguf("m.gguf", "llama", 'x', 16, 16, 16);
	settle();
	CHECK(!shortcut("m.gguf"));
	CHECK_OK(db_search("m.gguf", &options, &err), err);
	CHECK(shortcut("m.gguf"));
	o.tokenizer = "m.gguf";
	CHECK(!bitnet_discovery_shortcut(&t, "m.gguf", &o));
	o.tokenizer = NULL;
	o.tok.compiled = NULL;
	CHECK(!bitnet_discovery_shortcut(&t, "m.gguf", &o));
	CHECK(!shortcut("other.gguf"));
	db_gguf("m.gguf", "llama", 'y', 16, 16, 16);
	CHECK(!shortcut("m.gguf"));
}

TEST(beside, "not taken when any file that goes first lies beside the model or beside what it links to")
{
	scratch_enter("beside");
	CHECK_INT(mkdir("blobs", 0777), 0);
	db_gguf("blobs/m.gguf", "llama", 'x', 16, 16, 16);
	CHECK_INT(symlink("blobs/m.gguf", "m.gguf"), 0);
	settle();
	CHECK_OK(db_search("m.gguf", &options, &err), err);
	CHECK(shortcut("m.gguf"));
	CHECK(shortcut("blobs/m.gguf"));
	db_tok("tokenizer.json", 'x', 16, 16);
	CHECK(!shortcut("m.gguf"));
	CHECK(shortcut("blobs/m.gguf"));
	unlink("tokenizer.json");
	db_tok("blobs/z.tiktoken", 'x', 16, 16);
	CHECK(!shortcut("m.gguf"));
	unlink("blobs/z.tiktoken");
	CHECK(shortcut("m.gguf"));
}

TEST(set, "not taken for a set of files, whose others have to be there")
{
	struct gguf_build b;
	int k;

	scratch_enter("set");
	for (k = 0; k < 2; k++) {
		const char *tokens[] = { "<unk>", "<s>", "</s>", "a" };
		const float scores[] = { 0, 0, 0, -1 };
		const int32_t types[] = { 2, 3, 3, 1 };

		gb_init(&b);
		gb_str(&b, "general.architecture", "llama");
		if (!k) {
			gb_str(&b, "tokenizer.ggml.model", "llama");
			gb_strs(&b, "tokenizer.ggml.tokens", tokens, 4);
			gb_array(&b, "tokenizer.ggml.scores", BITNET_VALUE_F32, scores, 4, sizeof(scores));
			gb_array(&b, "tokenizer.ggml.token_type", BITNET_VALUE_I32, types, 4, sizeof(types));
		}
		gb_number(&b, "split.no", BITNET_VALUE_U16, (uint64_t)k);
		gb_number(&b, "split.count", BITNET_VALUE_U16, 2);
		gb_number(&b, "split.tensors.count", BITNET_VALUE_I32, 0);
		CHECK_INT(gb_write(&b, k ? "m-00002-of-00002.gguf" : "m-00001-of-00002.gguf"), 0);
	}
	settle();
	CHECK_OK(db_search("m-00001-of-00002.gguf", &options, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_EMBEDDED);
	CHECK(!shortcut("m-00001-of-00002.gguf"));
}

int main(void)
{
	scratch_begin();
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* The tokenizer of last resort. */
#include "discover-build.h"

static struct bitnet_error err;

TEST(bytes, "every byte is its own id, in text that is UTF-8 and in text that is not")
{
	struct bitnet_encode_options o = { .add_special = true, .parse_special = true };
	struct bitnet_decoder *d;
	struct bitnet_tokens v;
	struct bitnet_str s;
	struct bitnet_tok *t;
	char all[512];
	size_t i;

	for (i = 0; i < sizeof(all); i++)
		all[i] = (char)(i < 256 ? i : i * 7);
	CHECK_OK(bitnet_discover_mock_tok(&t, &err), err);
	CHECK_INT(bitnet_tok_info(t)->n_tokens, 256);
	CHECK_INT(bitnet_tok_info(t)->bos, -1);
	bitnet_tokens_init(&v);
	CHECK_OK(bitnet_tok_encode(t, all, sizeof(all), &o, &v, &err), err);
	CHECK_INT(v.n, sizeof(all));
	CHECK_OK(bitnet_decoder_new(&d, t, false, &err), err);
	for (i = 0; i < v.n; i++) {
		CHECK_INT(v.ids[i], (unsigned char)all[i]);
		CHECK(bitnet_tok_piece(t, v.ids[i], &s, NULL));
		CHECK(s.n == 1 && s.s[0] == all[i]);
	}
	bitnet_decoder_free(d);
	bitnet_tokens_release(&v);
	bitnet_tok_free(t);
}

TEST(allowed, "taken only where it is allowed, not under strict, and not for a model with fewer ids")
{
	struct bitnet_discover_options o = { .mock = false };
	struct bitnet_tok *t;

	scratch_enter("allowed");
	db_gguf("m.gguf", "llama", 'x', 0, 0, 256);
	CHECK_INT(db_search("m.gguf", &o, &err), BITNET_E_NOTFOUND);
	o.mock = true;
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_MOCK);
	CHECK_STR(bitnet_strategy_name(db_found->strategy), "mock");
	CHECK(db_found->tok_path == NULL);
	CHECK_HAS(db_found->warnings, "mock tokenizer: ids are bytes, and mean nothing to the model");
	CHECK_OK(bitnet_discovery_open(db_found, NULL, &t, &err), err);
	bitnet_tok_free(t);
	CHECK_OK(bitnet_discovery_open(db_found, NULL, &t, &err), err);
	CHECK_INT(bitnet_tok_info(t)->n_tokens, 256);
	bitnet_tok_free(t);
	o.strict = true;
	CHECK_INT(db_search("m.gguf", &o, &err), BITNET_E_NOTFOUND);
	CHECK_HAS(db_found->tried, "a mock tokenizer: not used (strict mode)");
	o.strict = false;
	db_gguf("m.gguf", "llama", 'x', 0, 0, 255);
	CHECK_INT(db_search("m.gguf", &o, &err), BITNET_E_NOTFOUND);
	CHECK_HAS(db_found->tried, "a mock tokenizer: it needs 256 ids");
}

TEST(order, "a tokenizer of any other kind stands before it; a download does unless only what is here counts")
{
	static const char catalogue[] = "{\"schema\":\"bitnet.catalogue/1\",\"families\":[{\"key\":\"k\",\"repo\":\"o/n\","
		"\"architectures\":[\"llama\"],\"vocab_sizes\":[300],\"files\":[{\"name\":\"tokenizer.json\",\"required\":true}]}]}";
	struct bitnet_discover_options o = { .mock = true, .catalogue = "catalogue.json" };
	FILE *f;

	scratch_enter("order");
	f = fopen("catalogue.json", "w");
	CHECK(f && fputs(catalogue, f) >= 0 && fclose(f) == 0);
	db_gguf("m.gguf", "llama", 'x', 0, 0, 300);
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_DOWNLOAD);
	o.local = true;
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_MOCK);
	CHECK_STR(db_found->repo, "o/n");
	CHECK_HAS(db_candidate(0), "download o/n rejected");
	o.local = false;
	o.offline = true;
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_MOCK);
	db_gguf("e.gguf", "llama", 'x', 16, 16, 16);
	CHECK_OK(db_search("e.gguf", &o, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_EMBEDDED);
}

int main(void)
{
	return db_main();
}

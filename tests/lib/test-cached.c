/* SPDX-License-Identifier: MIT */
/* The strategy "cached": models without a tokenizer, and one with a token list whose tokenizer is not whole. */
#include "cache-build.h"
#include "discover-build.h"

static const char catalogue[] =
	"{\"schema\":\"bitnet.catalogue/1\",\"families\":["
	"{\"key\":\"one\",\"repo\":\"org/one\",\"models\":[\"org/model\"],\"mirrors\":[{\"repo\":\"other/one\"}],\"architectures\":[\"llama\"],"
	"\"vocab_sizes\":[16],\"files\":[{\"name\":\"tokenizer.json\",\"required\":true}],\"gated\":false},"
	"{\"key\":\"two\",\"repo\":\"org/two\",\"models\":[],\"mirrors\":[],\"architectures\":[\"llama\"],\"vocab_sizes\":[16],"
	"\"files\":[{\"name\":\"tokenizer.json\",\"required\":true}],\"gated\":false}]}";

static const char *const hubs[] = { "hub", "llama.cpp", NULL };
static struct bitnet_discover_options o;

static void build(const char *name)
{
	cb_enter(name);
	cb_write("catalogue.json", catalogue);
	db_gguf("m.gguf", "llama", 'x', 0, 0, 16);
	o = (struct bitnet_discover_options){ .catalogue = "catalogue.json", .cache = "c", .hub_caches = hubs };
}

/* Into the cache under a key: n tokens of kind. */
static void put(const char *key, char kind, size_t n)
{
	struct bitnet_cache_facts facts = { .repo = "org/some", .vocab_size = -1 };
	struct bitnet_cache_txn *t;
	char part[8192];
	FILE *f;
	size_t m;

	db_tok("made", kind, n, n);
	CHECK_OK(bitnet_cache_begin(&t, cb, key, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_file_begin(t, "tokenizer.json", -1, NULL, &cb_err), cb_err);
	f = fopen("made", "rb");
	while ((m = fread(part, 1, sizeof(part), f)) > 0)
		CHECK_OK(bitnet_cache_file_write(t, part, m, &cb_err), cb_err);
	fclose(f);
	CHECK_OK(bitnet_cache_file_end(t, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_commit(t, &facts, &cb_err), cb_err);
}

/* A GGUF with a token list that has no scores: the tokenizer in it cannot be used, its tokens can be compared. */
static void listed_model(char kind, size_t n)
{
	const char *tokens[DB_TOKENS];
	char text[DB_TOKENS][16];
	int32_t types[DB_TOKENS];
	struct gguf_build b;
	size_t i;

	for (i = 0; i < n; i++) {
		tokens[i] = db_token(kind, i, text[i]);
		types[i] = i == 0 ? 2 : i < 3 ? 3 : i == 3 ? 6 : 1;
	}
	gb_init(&b);
	gb_str(&b, "general.architecture", "llama");
	gb_str(&b, "tokenizer.ggml.model", "bert-like-none");
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, n);
	gb_array(&b, "tokenizer.ggml.token_type", BITNET_VALUE_I32, types, n, n * 4);
	if (gb_write(&b, "listed.gguf") != 0)
		FAIL("cannot write");
}

static const char *last_reason(void)
{
	return db_found->candidates[db_found->n_candidates - 1].reason;
}

TEST(by_family, "the key of the family that fits is found in our cache, with its reason, and the use is counted")
{
	struct bitnet_cache_usage u;
	struct bitnet_tok *t;

	build("by_family");
	put("one", 'x', 16);
	CHECK_OK(db_search("m.gguf", &o, &cb_err), cb_err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_CACHED);
	CHECK_STR(bitnet_strategy_name(db_found->strategy), "cached");
	CHECK_STR(db_found->tok_path, "c/tokenizers/one/tokenizer.json");
	CHECK_HAS(last_reason(), "in the cache as one: has the right size, 16");
	CHECK_HAS(last_reason(), "2 families have architecture 'llama' and 16 tokens (one, two); ambiguous, unproven");
	CHECK(!db_found->repo);
	CHECK_OK(bitnet_discovery_open(db_found, NULL, &t, &cb_err), cb_err);
	CHECK_INT(bitnet_tok_info(t)->n_tokens, 16);
	bitnet_tok_free(t);
	bitnet_cache_usage(&u, cb, "one");
	CHECK_INT(u.hits, 1);
}

TEST(strict, "when strict a guess that fits several families is refused in a cache as well")
{
	build("strict");
	put("one", 'x', 16);
	o.strict = true;
	CHECK_INT(db_search("m.gguf", &o, &cb_err), BITNET_E_NOTFOUND);
	CHECK_HAS(db_found->tried, "ambiguous, unproven (strict mode)");
}

TEST(wrong, "one of another size is rejected, and the search ends in a download")
{
	build("wrong");
	put("one", 'x', 40);
	CHECK_OK(db_search("m.gguf", &o, &cb_err), cb_err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_DOWNLOAD);
	CHECK_STR(db_candidate(0), "cached c/tokenizers/one/tokenizer.json rejected");
	CHECK_STR(db_candidate(1), "download org/one chosen");
}

TEST(second, "of two families that fit, the one that is there is taken before the first is downloaded")
{
	build("second");
	put("two", 'x', 16);
	CHECK_OK(db_search("m.gguf", &o, &cb_err), cb_err);
	CHECK_STR(db_found->tok_path, "c/tokenizers/two/tokenizer.json");
}

TEST(damaged, "an entry that is damaged is rejected with the reason, never used")
{
	build("damaged");
	put("one", 'x', 16);
	cb_write("c/tokenizers/one/tokenizer.json", "{}");
	CHECK_OK(db_search("m.gguf", &o, &cb_err), cb_err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_DOWNLOAD);
	CHECK_STR(db_candidate(0), "cached c/tokenizers/one rejected");
	CHECK_HAS(db_found->candidates[0].reason, "does not have the size that the manifest says");
}

TEST(foreign, "a folder without a manifest counts when its tokens are those of the model, and not otherwise")
{
	build("foreign");
	CHECK_INT(mkdir("c", 0777) + mkdir("c/tokenizers", 0777) + mkdir("c/tokenizers/one", 0777), 0);
	db_tok("c/tokenizers/one/tokenizer.json", 'x', 16, 16);
	CHECK_OK(db_search("m.gguf", &o, &cb_err), cb_err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_DOWNLOAD);
	CHECK_HAS(db_found->candidates[0].reason, "could not be compared");
	listed_model('x', 16);
	CHECK_OK(db_search("listed.gguf", &o, &cb_err), cb_err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_CACHED);
	CHECK_INT(db_found->match, BITNET_MATCH_IDENTICAL);
}

TEST(any_key, "of a model with a token list every key is looked at, and only one with its tokens is taken")
{
	build("any_key");
	put("aa-other", 'y', 16);
	put("mine", 'x', 16);
	/* Without a list there is nothing to tell them apart by. */
	CHECK_OK(db_search("m.gguf", &o, &cb_err), cb_err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_DOWNLOAD);
	CHECK_HAS(db_found->tried, "c: none of 2 cached tokenizers is known to be the model's");
	listed_model('x', 16);
	CHECK_OK(db_search("listed.gguf", &o, &cb_err), cb_err);
	CHECK_STR(db_found->tok_path, "c/tokenizers/mine/tokenizer.json");
	CHECK_INT(db_found->match, BITNET_MATCH_IDENTICAL);
	CHECK_HAS(last_reason(), "in the cache as mine: has the 16 tokens of the model");
}

static void hub_file(const char *folder, const char *file, char kind, size_t n)
{
	char path[400];
	const char *const parts[] = { "", "/refs", "/snapshots", "/snapshots/0123456789abcdef0123456789abcdef01234567" };
	size_t i;

	mkdir("hub", 0777);
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "hub/%s%s", folder, parts[i]);
		mkdir(path, 0777);
	}
	snprintf(path, sizeof(path), "hub/%s/refs/main", folder);
	cb_write(path, "0123456789abcdef0123456789abcdef01234567");
	snprintf(path, sizeof(path), "hub/%s%s/%s", folder, parts[3], file);
	db_tok(path, kind, n, n);
}

TEST(hub, "what the Hub's client has fetched is found, of the family, of models that share it, and of mirrors")
{
	static const char *const folders[] = { "models--org--one", "models--org--model", "models--other--one", "models--org--two" };
	char name[20];
	size_t i;

	for (i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "hub%zu", i);
		build(name);
		hub_file(folders[i], "tokenizer.json", 'x', 16);
		CHECK_OK(db_search("m.gguf", &o, &cb_err), cb_err);
		CHECK_INT(db_found->strategy, BITNET_STRATEGY_CACHED);
		CHECK_HAS(db_found->tok_path, folders[i]);
		CHECK_HAS(last_reason(), "in the cache of the Hub as ");
	}
	build("hub_ours_first");
	hub_file(folders[0], "tokenizer.json", 'x', 16);
	put("one", 'x', 16);
	CHECK_OK(db_search("m.gguf", &o, &cb_err), cb_err);
	CHECK_STR(db_found->tok_path, "c/tokenizers/one/tokenizer.json");
}

TEST(llama, "a GGUF that llama.cpp has fetched from the family's repository gives its tokenizer")
{
	build("llama");
	CHECK_INT(mkdir("llama.cpp", 0777), 0);
	db_gguf("llama.cpp/org_nobody_m.gguf", "llama", 'x', 16, 16, 16);
	CHECK_OK(db_search("m.gguf", &o, &cb_err), cb_err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_DOWNLOAD);
	db_gguf("llama.cpp/org_model_q4.gguf", "llama", 'x', 16, 16, 16);
	CHECK_OK(db_search("m.gguf", &o, &cb_err), cb_err);
	CHECK_STR(db_found->tok_path, "llama.cpp/org_model_q4.gguf");
}

TEST(not_needed, "a model that carries its tokenizer does not look into a cache")
{
	build("not_needed");
	put("one", 'y', 16);
	db_gguf("whole.gguf", "llama", 'x', 16, 16, 16);
	CHECK_OK(db_search("whole.gguf", &o, &cb_err), cb_err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_EMBEDDED);
	CHECK_INT(db_found->n_candidates, 1);
}

int main(void)
{
	int status = db_main();

	bitnet_cache_close(cb);
	return status;
}

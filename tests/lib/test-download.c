/* SPDX-License-Identifier: MIT */
/* Which family of a catalogue a model is taken for, and how sure that is. */
#include "discover-build.h"

static struct bitnet_error err;

#define FILES "\"files\":[{\"name\":\"tokenizer.json\",\"required\":true},{\"name\":\"extra\",\"required\":false}]"

static const char families[] =
	"{\"schema\":\"bitnet.catalogue/1\",\"families\":["
	"{\"key\":\"one\",\"repo\":\"o/one\"," FILES ",\"architectures\":[\"llama\"],\"vocab_sizes\":[32],\"license\":\"mit\",\"gated\":true},"
	"{\"key\":\"two\",\"repo\":\"o/two\"," FILES ",\"architectures\":[\"llama\",\"gpt2\"],\"vocab_sizes\":[32,16],\"models\":[\"o/two-chat\"]},"
	"{\"key\":\"proven\",\"repo\":\"o/proven\"," FILES ",\"architectures\":[\"llama\"],\"vocab_sizes\":[16],\"proven\":true,"
	"\"tokens_sha256\":\"%s\"}]}\n";

/* The catalogue in the current folder; the third family has the token list of model, or another. */
static void write_catalogue(const char *model)
{
	char hex[65] = "0000000000000000000000000000000000000000000000000000000000000000";
	struct bitnet_gguf *g;
	FILE *f = fopen("c.json", "w");

	CHECK(f != NULL);
	if (model) {
		CHECK_OK(bitnet_gguf_open(&g, model, &err), err);
		CHECK_OK(bitnet_tok_fingerprint_gguf(g, hex, &err), err);
		bitnet_gguf_close(g);
	}
	fprintf(f, families, hex);
	fclose(f);
}

static const struct bitnet_discover_options plain = { .catalogue = "c.json" };
static const struct bitnet_discover_options strict = { .catalogue = "c.json", .strict = true };

TEST(unique, "a pair that one family has is a guess, called so, and passes when strict")
{
	scratch_enter("unique");
	write_catalogue(NULL);
	db_gguf("m.gguf", "gpt2", 'x', 0, 0, 16);
	CHECK_OK(db_search("m.gguf", &strict, &err), err);
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_DOWNLOAD);
	CHECK_STR(db_found->repo, "o/two");
	CHECK_STR(db_found->cache_key, "two");
	CHECK_STR(db_found->revision, "main");
	CHECK_STR(db_found->files[0], "tokenizer.json");
	CHECK_STR(db_found->files[1], "extra");
	CHECK(db_found->files[2] == NULL);
	CHECK(db_found->license == NULL);
	CHECK_INT(db_found->gated, -1);
	CHECK_HAS(db_found->reason, "a guess: ");
	CHECK_HAS(db_found->reason, "unproven");
	CHECK_STR(db_candidate(0), "download o/two chosen");
	CHECK(db_found->tok_path == NULL);
}

TEST(ambiguous, "a pair that two families have is taken for the first, and refused when strict")
{
	scratch_enter("ambiguous");
	write_catalogue(NULL);
	db_gguf("m.gguf", "llama", 'x', 0, 0, 32);
	CHECK_OK(db_search("m.gguf", &plain, &err), err);
	CHECK_STR(db_found->repo, "o/one");
	CHECK_STR(db_found->license, "mit");
	CHECK_INT(db_found->gated, 1);
	CHECK_HAS(db_found->reason, "ambiguous");
	CHECK_HAS(db_found->reason, "(one, two)");
	CHECK_STR(db_candidate(0), "download o/one chosen");
	CHECK_STR(db_candidate(1), "download o/two not-needed");
	CHECK_INT(db_search("m.gguf", &strict, &err), BITNET_E_NOTFOUND);
	CHECK_STR(err.name, "no_tokenizer");
	CHECK_STR(err.hint, "bitnet tok-fetch --key KEY fetches one of one, two, and --tokenizer FILE takes it");
	CHECK(db_found->repo == NULL);
	CHECK_STR(db_candidate(0), "download o/one rejected");
	CHECK_STR(db_candidate(1), "download o/two rejected");
	CHECK_HAS(db_found->candidates[1].reason, "(strict mode)");
}

static void named_by(const char *folder, const char *value, size_t rows)
{
	struct gguf_build b;

	scratch_enter(folder);
	write_catalogue(NULL);
	gb_init(&b);
	gb_str(&b, "general.architecture", "llama");
	gb_str(&b, "general.base_model.0.repo_url", value);
	gb_tensor(&b, "token_embd.weight", BITNET_TENSOR_F32, 4, rows, NULL, 16 * rows);
	CHECK_INT(gb_write(&b, "m.gguf"), 0);
}

TEST(named, "a repository that the keys name decides between families, also when strict")
{
	named_by("named", "https://huggingface.co/O/two-chat", 32);
	CHECK_OK(db_search("m.gguf", &strict, &err), err);
	CHECK_STR(db_found->repo, "o/two");
	CHECK_HAS(db_found->reason, "general.base_model.0.repo_url names O/two-chat");
	CHECK_HAS(db_found->reason, "unproven");
}

TEST(named_wrong, "one that the catalogue does not know, of another size, or no repository at all is rejected")
{
	named_by("named_unknown", "https://huggingface.co/evil/x", 32);
	CHECK_OK(db_search("m.gguf", &plain, &err), err);
	CHECK_STR(db_candidate(0), "download evil/x rejected");
	CHECK_STR(db_found->repo, "o/one");
	named_by("named_size", "o/proven", 32);
	CHECK_OK(db_search("m.gguf", &plain, &err), err);
	CHECK_STR(db_candidate(0), "download o/proven rejected");
	CHECK_HAS(db_found->candidates[0].reason, "proven has 16 tokens, the model has 32");
	named_by("named_path", "https://huggingface.co/../../etc", 32);
	CHECK_OK(db_search("m.gguf", &plain, &err), err);
	CHECK_STR(db_candidate(0), "download - rejected");
	CHECK_HAS(db_found->candidates[0].reason, "no repository of the Hub");
}

/* A model with a token list whose tokenizer is broken: the scores are missing. */
static void list_alone(const char *path, char kind)
{
	const char *tokens[16];
	char text[16][16];
	struct gguf_build b;
	size_t i;

	for (i = 0; i < 16; i++)
		tokens[i] = db_token(kind, i, text[i]);
	gb_init(&b);
	gb_str(&b, "general.architecture", "llama");
	gb_str(&b, "tokenizer.ggml.model", "no-such-model");
	gb_strs(&b, "tokenizer.ggml.tokens", tokens, 16);
	CHECK_INT(gb_write(&b, path), 0);
}

TEST(by_list, "the token list in the file proves the family before anything else")
{
	scratch_enter("by_list");
	list_alone("m.gguf", 'x');
	write_catalogue("m.gguf");
	CHECK_OK(db_search("m.gguf", &strict, &err), err);
	CHECK_STR(db_candidate(0), "embedded m.gguf rejected");
	CHECK_STR(db_candidate(1), "download o/proven chosen");
	CHECK_STR(db_found->reason, "the token list of the model is the one of proven");
}

TEST(not_by_list, "a list that is another one excludes the family")
{
	scratch_enter("not_by_list");
	list_alone("m.gguf", 'x');
	list_alone("other.gguf", 'y');
	write_catalogue("other.gguf");
	CHECK_OK(db_search("m.gguf", &strict, &err), err);
	CHECK_STR(db_found->repo, "o/two");
	CHECK_STR(db_candidate(2), "download o/proven rejected");
	CHECK_HAS(db_found->candidates[2].reason, "another one");
}

TEST(offline, "offline, a plan that needs a download is none, and says what would be fetched")
{
	struct bitnet_discover_options o = { .catalogue = "c.json", .offline = true };

	scratch_enter("offline");
	write_catalogue(NULL);
	db_gguf("m.gguf", "gpt2", 'x', 0, 0, 16);
	CHECK_INT(db_search("m.gguf", &o, &err), BITNET_E_NETWORK);
	CHECK_STR(err.name, "offline_not_cached");
	CHECK_STR(err.message, "No compatible tokenizer found for gpt2 model with vocab_size 16");
	CHECK_HAS(err.hint, "tokenizer.json of o/two");
	CHECK_INT(db_found->strategy, BITNET_STRATEGY_NONE);
	CHECK_STR(db_found->repo, "o/two");
	CHECK_STR(db_candidate(0), "download o/two rejected");
	CHECK_HAS(db_found->tried, "offline");
	db_gguf("m.gguf", "unheard-of", 'x', 0, 0, 16);
	CHECK_INT(db_search("m.gguf", &o, &err), BITNET_E_NOTFOUND);
}

TEST(user, "the user's families stand first; a missing file of his is no fault, a wrong one is")
{
	struct bitnet_discover_options o = { .catalogue = "c.json", .user_catalogue = "u.json" };
	FILE *f;

	scratch_enter("user");
	write_catalogue(NULL);
	db_gguf("m.gguf", "llama", 'x', 0, 0, 32);
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_STR(db_found->repo, "o/one");
	f = fopen("u.json", "w");
	CHECK(f != NULL);
	fputs("{\"schema\":\"bitnet.catalogue/1\",\"families\":[{\"key\":\"one\",\"repo\":\"u/mine\"," FILES
	      ",\"architectures\":[\"llama\"],\"vocab_sizes\":[32]}]}", f);
	fclose(f);
	CHECK_OK(db_search("m.gguf", &o, &err), err);
	CHECK_STR(db_found->repo, "u/mine");
	CHECK_STR(db_candidate(1), "download o/two not-needed");
	f = fopen("u.json", "w");
	CHECK(f != NULL);
	fputs("{\"schema\":", f);
	fclose(f);
	CHECK_INT(db_search("m.gguf", &o, &err), BITNET_E_INPUT);
	CHECK_HAS(err.message, "u.json: is not JSON");
}

int main(void)
{
	return db_main();
}

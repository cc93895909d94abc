/* SPDX-License-Identifier: MIT */
/* The catalogue that is installed, and the reader of catalogues. */
#include "data.h"
#include "discover/catalogue.h"
#include "tap.h"

static struct bitnet_catalogue c;

static void load_ours(void)
{
	const char *top = getenv("top_srcdir");
	struct bitnet_error err;
	char path[1024];

	bitnet_catalogue_release(&c);
	snprintf(path, sizeof(path), "%s/lib/discover/catalogue.json", top ? top : ".");
	CHECK_OK(bitnet_catalogue_add_file(&c, path, &err), err);
}

static int add(const char *families, struct bitnet_error *err)
{
	char text[2000];

	snprintf(text, sizeof(text), "{\"schema\":\"bitnet.catalogue/1\",\"families\":[%s]}", families);
	return bitnet_catalogue_add(&c, text, strlen(text), err);
}

/* One family with a member replaced or added. */
#define FILES "\"files\":[{\"name\":\"tokenizer.json\",\"required\":true}]"
#define FAMILY(more) "{\"key\":\"k\",\"repo\":\"a/b\"," FILES more "}"

TEST(ours, "ours can be read: each family has a key, a repository, files and an evidence to be found by")
{
	size_t i;

	load_ours();
	CHECK(c.n >= 20);
	for (i = 0; i < c.n; i++) {
		const struct bitnet_family *f = &c.families[i];

		CHECK(f->architectures[0] || f->models[0]);
		if (!f->architectures[0] || !f->architectures[0][0])
			FAIL("%s has no architecture", f->key);
		if (f->proven != (f->tokens_sha256[0] != '\0'))
			FAIL("%s: a hash that is not proven, or a proof without a hash", f->key);
		if (f->n_mirrors && f->gated != 1)
			FAIL("%s has a mirror and is not gated", f->key);
	}
}

TEST(no_repo_twice, "no repository of ours belongs to two families")
{
	size_t i, j;

	load_ours();
	for (i = 0; i < c.n; i++) {
		CHECK(bitnet_catalogue_by_repo(&c, c.families[i].repo) == &c.families[i]);
		for (j = 0; c.families[i].models[j]; j++)
			if (bitnet_catalogue_by_repo(&c, c.families[i].models[j]) != &c.families[i])
				FAIL("%s stands with two families", c.families[i].models[j]);
	}
}

TEST(tutorial, "ours keeps the keys and repositories of the tutorial")
{
	static const struct { const char *key, *repo, *arch; int64_t size; } want[] = {
		{ "llama3-128k", "meta-llama/Meta-Llama-3-8B", "llama", 128256 },
		{ "llama2-32k", "meta-llama/Llama-2-7b-hf", "llama", 32000 },
		{ "gpt2-50k", "openai-community/gpt2", "gpt2", 50257 },
		{ "bitnet-128k", "microsoft/bitnet-b1.58-2B-4T", "bitnet-b1.58", 128256 },
		{ "bitnet-32k", "1bitLLM/bitnet_b1_58-3B", "bitnet", 32002 },
	};
	const struct bitnet_family *f;
	size_t i;

	load_ours();
	for (i = 0; i < sizeof(want) / sizeof(*want); i++) {
		f = bitnet_catalogue_by_key(&c, want[i].key);
		CHECK(f != NULL);
		CHECK_STR(f->repo, want[i].repo);
		CHECK(bitnet_family_fits(f, want[i].arch, want[i].size));
		CHECK_STR(f->files[0].name, "tokenizer.json");
		CHECK(f->files[0].required);
	}
	CHECK_INT(bitnet_catalogue_by_key(&c, "bitnet-128k")->n_files, 1);
	f = bitnet_catalogue_by_key(&c, "bitnet-32k");
	CHECK_INT(f->n_files, 2);
	CHECK_STR(f->files[1].name, "tokenizer.model");
}

TEST(by_repo, "finds a repository in any case, by the models that share its tokenizer too")
{
	load_ours();
	CHECK_STR(bitnet_catalogue_by_repo(&c, "META-LLAMA/llama-2-7B-hf")->key, "llama2-32k");
	CHECK_STR(bitnet_catalogue_by_repo(&c, "microsoft/bitnet-b1.58-2B-4T-gguf")->key, "bitnet-128k");
	CHECK(bitnet_catalogue_by_repo(&c, "nobody/nothing") == NULL);
}

TEST(reads, "reads every member, and leaves unknown ones alone")
{
	struct bitnet_error err;

	bitnet_catalogue_release(&c);
	CHECK_OK(add(FAMILY(",\"models\":[\"x/y\"],\"mirrors\":[{\"repo\":\"m/m\",\"commit\":\"0123456789012345678901234567890123456789\",\"files\":[{\"name\":\"a.json\",\"etag\":\"0123456789012345678901234567890123456789\"}]}],\"architectures\":[\"llama\"],\"vocab_sizes\":[7,9],"
			    "\"gated\":true,\"proven\":true,\"license\":\"mit\",\"later\":[1],\"tokens_sha256\":"
			    "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\""), &err), err);
	CHECK_INT(c.n, 1);
	CHECK_INT(c.families[0].gated, 1);
	CHECK_STR(c.families[0].license, "mit");
	CHECK(c.families[0].proven);
	CHECK(bitnet_family_fits(&c.families[0], "llama", 9));
	CHECK(!bitnet_family_fits(&c.families[0], "llama", 8));
	CHECK(!bitnet_family_fits(&c.families[0], "gpt2", 9));
	CHECK(bitnet_catalogue_by_repo(&c, "x/y") == &c.families[0]);
}

TEST(defaults, "takes a family with key, repository and files alone")
{
	struct bitnet_error err;

	bitnet_catalogue_release(&c);
	CHECK_OK(add(FAMILY(",\"gated\":null,\"license\":null,\"tokens_sha256\":null"), &err), err);
	CHECK_INT(c.families[0].gated, -1);
	CHECK(!c.families[0].proven);
	CHECK(c.families[0].license == NULL);
	CHECK(!bitnet_family_fits(&c.families[0], "llama", 1));
}

TEST(first_wins, "the first file with a key wins; a key twice in one file is a fault")
{
	struct bitnet_error err;

	bitnet_catalogue_release(&c);
	CHECK_OK(add(FAMILY(""), &err), err);
	CHECK_OK(add("{\"key\":\"k\",\"repo\":\"other/one\"," FILES "},{\"key\":\"l\",\"repo\":\"c/d\"," FILES "}", &err), err);
	CHECK_INT(c.n, 2);
	CHECK_STR(bitnet_catalogue_by_key(&c, "k")->repo, "a/b");
	CHECK_INT(add("{\"key\":\"n\",\"repo\":\"a/n\"," FILES "},{\"key\":\"n\",\"repo\":\"c/d\"," FILES "}", &err), BITNET_E_INPUT);
	CHECK_HAS(err.message, "twice");
}

TEST(refuses, "refuses a family that is not well-formed, and names it and the member")
{
	static const struct { const char *family, *member; } bad[] = {
		{ "7", "families" },
		{ "{\"repo\":\"a/b\"," FILES "}", "key" },
		{ "{\"key\":\"../k\",\"repo\":\"a/b\"," FILES "}", "key" },
		{ "{\"key\":\"k\\u0000\",\"repo\":\"a/b\"," FILES "}", "key" },
		{ "{\"key\":\"k\",\"repo\":\"a/../b\"," FILES "}", "repo" },
		{ "{\"key\":\"k\",\"repo\":\"a/b\"}", "files" },
		{ "{\"key\":\"k\",\"repo\":\"a/b\",\"files\":[]}", "files" },
		{ "{\"key\":\"k\",\"repo\":\"a/b\",\"files\":[{\"name\":\"../x\",\"required\":true}]}", "name" },
		{ "{\"key\":\"k\",\"repo\":\"a/b\",\"files\":[{\"name\":\"x\"}]}", "required" },
		{ "{\"key\":\"k\",\"repo\":\"a/b\",\"files\":[{\"name\":\"x\",\"required\":false}]}", "files" },
		{ FAMILY(",\"models\":[\"a b\"]"), "models" },
		{ FAMILY(",\"mirrors\":7"), "mirrors" },
		{ FAMILY(",\"architectures\":[7]"), "architectures" },
		{ FAMILY(",\"vocab_sizes\":[0]"), "vocab_sizes" },
		{ FAMILY(",\"vocab_sizes\":[1e9]"), "vocab_sizes" },
		{ FAMILY(",\"vocab_sizes\":[9223372036854775807]"), "vocab_sizes" },
		{ FAMILY(",\"tokens_sha256\":\"00\""), "tokens_sha256" },
		{ FAMILY(",\"gated\":1"), "gated" },
		{ FAMILY(",\"proven\":true"), "proven" },
	};
	struct bitnet_error err;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		bitnet_catalogue_release(&c);
		if (add(bad[i].family, &err) != BITNET_E_INPUT)
			FAIL("takes %s", bad[i].family);
		CHECK_STR(err.name, "bad_catalogue");
		if (!strstr(err.message, bad[i].member))
			FAIL("%s: '%s' does not name %s", bad[i].family, err.message, bad[i].member);
		CHECK_INT(c.n, 0);
	}
	bitnet_catalogue_release(&c);
}

TEST(documents, "refuses what is no catalogue")
{
	static const char *const bad[] = { "", "null", "[]", "{}", "{\"schema\":\"bitnet.catalogue/2\",\"families\":[]}",
					   "{\"schema\":\"bitnet.catalogue/1\"}", "{\"schema\":\"bitnet.catalogue/1\",\"families\":{}}" };
	struct bitnet_error err;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (bitnet_catalogue_add(&c, bad[i], strlen(bad[i]), &err) != BITNET_E_INPUT)
			FAIL("takes %s", bad[i]);
	CHECK_INT(bitnet_catalogue_add_file(&c, "/nonexistent", &err), BITNET_E_NOTFOUND);
}

int main(void)
{
	int status = tap_main();

	bitnet_catalogue_release(&c);
	return status;
}

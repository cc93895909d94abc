/* SPDX-License-Identifier: MIT */
/* The cache as a folder, and a whole round through its interface. */
#include "cache-build.h"

TEST(opens, "opening makes nothing, and slashes at the end of the folder do not matter")
{
	struct bitnet_cache *c;

	cb_enter("opens");
	CHECK_INT(cb_count("."), 0);
	CHECK_OK(bitnet_cache_open(&c, "some/where//", &cb_err), cb_err);
	CHECK_STR(bitnet_cache_dir(c), "some/where");
	bitnet_cache_close(c);
	bitnet_cache_close(NULL);
	CHECK_INT(bitnet_cache_open(&c, "", &cb_err), BITNET_E_INPUT);
	CHECK_STR(cb_err.name, "bad_name");
}

TEST(roundtrip, "what is published is found again with its files and facts")
{
	const char *const absent[] = { "tokenizer.model", NULL };
	struct bitnet_cache_facts facts = {
		.repo = "org/name", .revision = "refs/pr/1", .mirror = "other/name", .license = "mit", .vocab_size = 64,
		.commit = "0123456789abcdef0123456789abcdef01234567", .absent = absent,
		.tokens_sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	};
	struct bitnet_cache_entry *e;
	struct bitnet_cache_txn *t;
	struct bitnet_cache_usage u;
	const struct bitnet_cache_file *f;

	cb_enter("round");
	CHECK_OK(bitnet_cache_begin(&t, cb, "some-key", &cb_err), cb_err);
	/* `printf abc | git hash-object --stdin` */
	CHECK_OK(cb_add(t, "tokenizer.json", "abc", "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f", &cb_err), cb_err);
	CHECK_OK(cb_add(t, "original/tokenizer.model", "deep", NULL, &cb_err), cb_err);
	CHECK_STR(cb_read(bitnet_cache_file_path(t, "tokenizer.json")), "abc");
	CHECK(!bitnet_cache_file_path(t, "other"));
	CHECK_OK(bitnet_cache_commit(t, &facts, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_lookup(&e, cb, "some-key", &cb_err), cb_err);
	CHECK_STR(e->key, "some-key");
	CHECK_STR(e->dir, "c/tokenizers/some-key");
	CHECK_STR(e->repo, "org/name");
	CHECK_STR(e->revision, "refs/pr/1");
	CHECK_STR(e->mirror, "other/name");
	CHECK_STR(e->license, "mit");
	CHECK_STR(e->commit, facts.commit);
	CHECK_STR(e->tokens_sha256, facts.tokens_sha256);
	CHECK_INT(e->vocab_size, 64);
	CHECK(llabs((long long)(e->time - time(NULL))) < 60);
	CHECK_STR(e->absent[0], "tokenizer.model");
	CHECK(!e->absent[1]);
	CHECK_INT(e->n_files, 2);
	f = bitnet_cache_entry_file(e, "tokenizer.json");
	CHECK_STR(f->path, "c/tokenizers/some-key/tokenizer.json");
	CHECK_STR(f->sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	CHECK_STR(f->etag, "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f");
	CHECK_STR(cb_read(bitnet_cache_entry_file(e, "original/tokenizer.model")->path), "deep");
	CHECK(!bitnet_cache_entry_file(e, "manifest"));
	CHECK(bitnet_cache_current(e));
	bitnet_cache_usage(&u, cb, "some-key");
	CHECK(u.bytes > 7 && u.bytes < 4096);
	bitnet_cache_entry_free(e);
	bitnet_cache_entry_free(NULL);
	CHECK_INT(cb_count("c/tmp"), 0);
}

TEST(keys, "the keys are listed by name; what cannot be one is not, and an empty cache has none")
{
	char **keys;
	size_t n;

	cb_enter("keys");
	CHECK_OK(bitnet_cache_keys(&keys, &n, cb, &cb_err), cb_err);
	CHECK_INT(n, 0);
	CHECK_OK(cb_publish("b", "x", &cb_err), cb_err);
	CHECK_OK(cb_publish("a", "y", &cb_err), cb_err);
	CHECK_INT(mkdir("c/tokenizers/not..one", 0777), 0);
	CHECK_INT(mkdir("c/tokenizers/Upper", 0777), 0);
	CHECK_OK(bitnet_cache_keys(&keys, &n, cb, &cb_err), cb_err);
	CHECK_INT(n, 2);
	CHECK_STR(keys[0], "a");
	CHECK_STR(keys[1], "b");
	bitnet_cache_keys_free(keys, n);
	CHECK_INT(unlink("c/tokenizers/Upper") == 0 || rmdir("c/tokenizers/Upper") == 0, 1);
}

int main(void)
{
	return cb_main();
}

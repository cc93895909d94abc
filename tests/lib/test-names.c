/* SPDX-License-Identifier: MIT */
/* The rule for repository ids is that of the Hub: a table of right and wrong ones. */
#include "base/names.h"
#include "tap.h"

#define YES(fn, s) do { if (!fn(s, strlen(s))) FAIL("%s refuses '%s'", #fn, s); } while (0)
#define NO(fn, s) do { if (fn(s, strlen(s))) FAIL("%s takes '%s'", #fn, s); } while (0)

static char long_name[120];

static const char *of(size_t n)
{
	memset(long_name, 'a', n);
	long_name[n] = '\0';
	return long_name;
}

TEST(repo_yes, "takes the repository ids that the Hub allows")
{
	YES(bitnet_name_repo, "gpt2");
	YES(bitnet_name_repo, "openai-community/gpt2");
	YES(bitnet_name_repo, "microsoft/bitnet-b1.58-2B-4T");
	YES(bitnet_name_repo, "1bitLLM/bitnet_b1_58-3B");
	YES(bitnet_name_repo, "_a/_b");
	YES(bitnet_name_repo, of(96));
}

TEST(repo_no, "refuses ids that could leave a folder or an address")
{
	static const char *const bad[] = {
		"", "/", "a/", "/a", "a/b/c", "..", "../a", "a/..", "a..b", "a--b", "-a", ".a", "a-", "a.", "a/.b", "a b",
		"a\\b", "a:b", "a%2fb", "a?b", "a#b", "a@b", "\xc3\xa9", "a\nb", "a/b\t", "a.-b"
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		NO(bitnet_name_repo, bad[i]);
	NO(bitnet_name_repo, of(97));
	CHECK(!bitnet_name_repo("a\0b", 3));
}

TEST(file_names, "takes relative names of files, and none that climbs")
{
	YES(bitnet_name_file, "tokenizer.json");
	YES(bitnet_name_file, "original/tokenizer.model");
	NO(bitnet_name_file, "");
	NO(bitnet_name_file, "/etc/passwd");
	NO(bitnet_name_file, "../tokenizer.json");
	NO(bitnet_name_file, "a/../b");
	NO(bitnet_name_file, "a//b");
	NO(bitnet_name_file, ".env");
	NO(bitnet_name_file, "a/");
	NO(bitnet_name_file, "C:a");
}

TEST(keys, "takes keys of the cache in lower case, one part, 64 bytes at most")
{
	YES(bitnet_name_key, "llama3-128k");
	YES(bitnet_name_key, "bitnet-embedding-0.6b");
	NO(bitnet_name_key, "Llama3");
	NO(bitnet_name_key, "a/b");
	NO(bitnet_name_key, "..");
	YES(bitnet_name_key, of(64));
	NO(bitnet_name_key, of(65));
}

TEST(paths, "takes files of a repository as people name them, and none that leaves its folder (hub #4540, #4828, swift-huggingface#62)")
{
	static const char *const bad[] = {
		"", "/a", "a/", "a//b", "..", "../a", "a/../b", "a/.git/b", ".env", "a\\b", "C:a", "a\001b", "a\x7f", "a\nb",
		"\\\\host\\a", "\xff"
	};
	char name[1100];
	size_t i;

	YES(bitnet_name_path, "ggml-model-i2_s.gguf");
	YES(bitnet_name_path, "Q4_K_M/model--v2 (1)+a-00001-of-00002.gguf");
	YES(bitnet_name_path, "d\xc3\xa9/a..b");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		NO(bitnet_name_path, bad[i]);
	memset(name, 'a', sizeof(name));
	CHECK(bitnet_name_path(name, 255));
	CHECK(!bitnet_name_path(name, 256));
	for (i = 100; i < sizeof(name); i += 100)
		name[i] = '/';
	CHECK(bitnet_name_path(name, 1024));
	CHECK(!bitnet_name_path(name, 1025));
	CHECK(!bitnet_name_path("a\0b", 3));
}

TEST(revisions, "takes branches, tags and commits as revisions, and no path that climbs")
{
	static const char *const bad[] = { "", "/", "a/", "..", "a/../b", "a..b", ".a", "a.", "-a", "a b", "a%2fb", "a?b", "a#b", "a\\b", "a:b" };
	size_t i;

	YES(bitnet_name_revision, "main");
	YES(bitnet_name_revision, "refs/pr/1");
	YES(bitnet_name_revision, "v1.0.2-rc1");
	YES(bitnet_name_revision, "0123456789abcdef0123456789abcdef01234567");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		NO(bitnet_name_revision, bad[i]);
}

/* CVE-2024-37032: a digest that was used as a path without a look at it. */
TEST(digests, "takes commits of 40 digits and hashes of 40 or 64, in lower case, and nothing near them")
{
	const char *d = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0";

	CHECK(bitnet_name_commit(d, 40));
	CHECK(!bitnet_name_commit(d, 39));
	CHECK(!bitnet_name_commit(d, 41));
	CHECK(!bitnet_name_commit(d, 64));
	CHECK(bitnet_name_etag(d, 40));
	CHECK(bitnet_name_etag(d, 64));
	CHECK(!bitnet_name_etag(d, 63));
	CHECK(!bitnet_name_etag(d, 65));
	CHECK(bitnet_name_sha256(d, 64));
	CHECK(!bitnet_name_sha256(d, 40));
	NO(bitnet_name_etag, "0123456789ABCDEF0123456789ABCDEF01234567");
	NO(bitnet_name_etag, "../../../../../../../../../../etc/passwd");
	NO(bitnet_name_etag, "\"123456789abcdef0123456789abcdef0123456\"");
	CHECK(!bitnet_name_etag("012345678901234567890123456789012345678\0", 40));
}

int main(void)
{
	return tap_main();
}

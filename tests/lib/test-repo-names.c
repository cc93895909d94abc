/* SPDX-License-Identifier: MIT */
/* The rule for repository ids is that of the Hub: a table of right and wrong ones. */
#include "discover/catalogue.h"
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
	YES(bitnet_repo_valid, "gpt2");
	YES(bitnet_repo_valid, "openai-community/gpt2");
	YES(bitnet_repo_valid, "microsoft/bitnet-b1.58-2B-4T");
	YES(bitnet_repo_valid, "1bitLLM/bitnet_b1_58-3B");
	YES(bitnet_repo_valid, "_a/_b");
	YES(bitnet_repo_valid, of(96));
}

TEST(repo_no, "refuses ids that could leave a folder or an address")
{
	static const char *const bad[] = {
		"", "/", "a/", "/a", "a/b/c", "..", "../a", "a/..", "a..b", "a--b", "-a", ".a", "a-", "a.", "a/.b", "a b",
		"a\\b", "a:b", "a%2fb", "a?b", "a#b", "a@b", "\xc3\xa9", "a\nb", "a/b\t", "a.-b"
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		NO(bitnet_repo_valid, bad[i]);
	NO(bitnet_repo_valid, of(97));
	CHECK(!bitnet_repo_valid("a\0b", 3));
}

TEST(file_names, "takes relative names of files, and none that climbs")
{
	YES(bitnet_repo_file_valid, "tokenizer.json");
	YES(bitnet_repo_file_valid, "original/tokenizer.model");
	NO(bitnet_repo_file_valid, "");
	NO(bitnet_repo_file_valid, "/etc/passwd");
	NO(bitnet_repo_file_valid, "../tokenizer.json");
	NO(bitnet_repo_file_valid, "a/../b");
	NO(bitnet_repo_file_valid, "a//b");
	NO(bitnet_repo_file_valid, ".env");
	NO(bitnet_repo_file_valid, "a/");
	NO(bitnet_repo_file_valid, "C:a");
}

TEST(keys, "takes keys of the cache in lower case, one part, 64 bytes at most")
{
	YES(bitnet_family_key_valid, "llama3-128k");
	YES(bitnet_family_key_valid, "bitnet-embedding-0.6b");
	NO(bitnet_family_key_valid, "Llama3");
	NO(bitnet_family_key_valid, "a/b");
	NO(bitnet_family_key_valid, "..");
	YES(bitnet_family_key_valid, of(64));
	NO(bitnet_family_key_valid, of(65));
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* Keys as converters write them: GGUF specification, "Source metadata". */
#include "discover/search.h"
#include "gguf-build.h"
#include "tap.h"

static struct bitnet_source found[MAX_SOURCES];
static size_t n_found;

static void look(struct gguf_build *b)
{
	struct bitnet_error err;
	struct bitnet_gguf *g;
	size_t n;
	unsigned char *data = gb_finish(b, &n);

	CHECK_OK(bitnet_gguf_open_memory(&g, data, n, &err), err);
	n_found = bitnet_discover_sources(g, found);
	bitnet_gguf_close(g);
	free(data);
}

static const char *repo_of(const char *value)
{
	struct gguf_build b;

	gb_init(&b);
	gb_str(&b, "general.source.repo_url", value);
	look(&b);
	CHECK_INT(n_found, 1);
	return found[0].repo;
}

TEST(forms, "takes an id, an address of the Hub, and an address inside a repository")
{
	CHECK_STR(repo_of("meta-llama/Llama-2-7b-hf"), "meta-llama/Llama-2-7b-hf");
	CHECK_STR(repo_of("https://huggingface.co/meta-llama/Llama-2-7b-hf"), "meta-llama/Llama-2-7b-hf");
	CHECK_STR(repo_of("https://huggingface.co/meta-llama/Llama-2-7b-hf/"), "meta-llama/Llama-2-7b-hf");
	CHECK_STR(repo_of("https://hf.co/a/b/tree/main"), "a/b");
	CHECK_STR(repo_of("https://huggingface.co/gpt2"), "gpt2");
}

TEST(hostile, "takes nothing else: other hosts, climbing, queries, credentials")
{
	static const char *const bad[] = {
		"https://example.com/a/b", "http://huggingface.co/a/b", "https://huggingface.co.evil.example/a/b",
		"https://huggingface.co/../a", "https://huggingface.co/a/../../b", "https://huggingface.co/a/b?x=1",
		"https://user@huggingface.co/a/b", "https://huggingface.co/", "https://huggingface.co/a/b/c", "a/b/c", "../b",
		"https://huggingface.co/a/b\n", "file:///etc/passwd", "a b"
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (*repo_of(bad[i]))
			FAIL("'%s' becomes '%s'", bad[i], repo_of(bad[i]));
	CHECK_STR(repo_of("a\x1b[2Jb"), "");
	CHECK_STR(found[0].value, "a\\x1b[2Jb");
}

TEST(order, "looks at the source first, then the base models in their order, then the model's own address")
{
	struct gguf_build b;

	gb_init(&b);
	gb_str(&b, "general.url", "z/z");
	gb_u32(&b, "general.base_model.count", 2);
	gb_str(&b, "general.base_model.1.repo_url", "b/1");
	gb_str(&b, "general.base_model.0.repo_url", "b/0");
	gb_str(&b, "general.source.huggingface.repository", "s/s");
	gb_str(&b, "general.base_model.2.repo_url", "not/counted");
	look(&b);
	CHECK_INT(n_found, 4);
	CHECK_STR(found[0].repo, "s/s");
	CHECK_STR(found[1].repo, "b/0");
	CHECK_STR(found[1].key, "general.base_model.0.repo_url");
	CHECK_STR(found[2].repo, "b/1");
	CHECK_STR(found[3].repo, "z/z");
}

TEST(count, "does not follow a count of base models that no file has")
{
	struct gguf_build b;

	gb_init(&b);
	gb_u32(&b, "general.base_model.count", 0xffffffff);
	gb_str(&b, "general.base_model.15.repo_url", "b/15");
	gb_str(&b, "general.base_model.16.repo_url", "b/16");
	gb_u32(&b, "general.url", 7);
	look(&b);
	CHECK_INT(n_found, 1);
	CHECK_STR(found[0].repo, "b/15");
}

int main(void)
{
	return tap_main();
}

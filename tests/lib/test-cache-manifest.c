/* SPDX-License-Identifier: MIT */
/* Manifests that lie: each is one edit of a good one. */
#include "cache/cache-int.h"
#include "cache-build.h"

static const char good[] =
	"{\"schema\":\"bitnet.cache-manifest/1\",\"key\":\"k\",\"repo\":\"org/name\",\"revision\":\"main\",\"mirror\":null,"
	"\"commit\":\"0123456789abcdef0123456789abcdef01234567\",\"license\":\"mit\",\"vocab_size\":64,\"tokens_sha256\":null,"
	"\"time\":\"2026-11-26T10:00:00Z\",\"files\":[{\"name\":\"tokenizer.json\",\"size\":3,\"sha256\":"
	"\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\",\"etag\":null}],\"absent\":[\"tokenizer.model\"]}";

static struct bitnet_cache_entry *entry(void)
{
	struct bitnet_cache_entry *e = calloc(1, sizeof(*e));

	e->key = strdup("k");
	e->dir = strdup("dir");
	return e;
}

static int read_text(const char *text, size_t n, struct bitnet_cache_entry **out)
{
	struct bitnet_cache_entry *e = entry();
	int rc = bitnet_manifest_read(e, text, n, &cb_err);

	if (rc == 0 && out)
		*out = e;
	else
		bitnet_cache_entry_free(e);
	return rc;
}

/* The good manifest with the first `from` replaced. */
static int edited(const char *from, const char *to)
{
	static char text[4096];
	const char *at = strstr(good, from);

	CHECK(at != NULL);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
	return read_text(text, strlen(text), NULL);
}

TEST(reads, "a manifest is read with all it says")
{
	struct bitnet_cache_entry *e;

	CHECK_OK(read_text(good, strlen(good), &e), cb_err);
	CHECK_STR(e->repo, "org/name");
	CHECK(!e->mirror);
	CHECK_INT(e->vocab_size, 64);
	CHECK_INT(e->time, 1795687200);
	CHECK_STR(e->files[0].path, "dir/tokenizer.json");
	CHECK_INT(e->files[0].size, 3);
	CHECK_STR(e->files[0].etag, "");
	CHECK_STR(e->absent[0], "tokenizer.model");
	bitnet_cache_entry_free(e);
}

TEST(roundtrip, "what is written is read as the same, whatever the time")
{
	struct bitnet_buf b = BITNET_BUF_INIT;
	struct bitnet_cache_entry *e, *back;

	CHECK_OK(read_text(good, strlen(good), &e), cb_err);
	e->time = INT64_MAX;
	CHECK_OK(bitnet_manifest_write(&b, e, &cb_err), cb_err);
	CHECK_OK(read_text(b.s, b.n, &back), cb_err);
	CHECK(bitnet_manifest_same(e, back));
	back->files[0].sha256[0] = '0';
	CHECK(!bitnet_manifest_same(e, back));
	bitnet_cache_entry_free(e);
	bitnet_cache_entry_free(back);
	bitnet_buf_release(&b);
}

TEST(lies, "names, hashes and numbers that could lead elsewhere are refused")
{
	static const char *const edits[][2] = {
		{ "manifest/1", "manifest/2" }, { "\"key\":\"k\"", "\"key\":\"other\"" }, { "\"key\":\"k\"", "\"key\":\"../k\"" },
		{ "org/name", "../name" }, { "org/name", "org\\u0000/name" }, { "\"main\"", "\"a/../b\"" }, { "\"main\"", "7" },
		{ "\"mirror\":null", "\"mirror\":\"/etc\"" }, { "0123456789abcdef01", "0123456789ABCDEF01" }, { "01234567\"", "0123456\"" },
		{ "\"mit\"", "\"a\\nb\"" }, { ":64", ":-1" }, { ":64", ":4294967296" }, { ":64", ":\"64\"" },
		{ "2026-11", "2026-13" }, { "10:00:00Z", "10:00:00" }, { "tokenizer.json", "../tokenizer.json" },
		{ "tokenizer.json", "/etc/passwd" }, { "tokenizer.json", "a\\\\b" }, { "tokenizer.json", "manifest" },
		{ "tokenizer.json", "manifest/x" }, { "tokenizer.json", "" }, { "\"size\":3", "\"size\":-3" },
		{ "\"size\":3", "\"size\":9223372036854775807" }, { "ba78", "BA78" }, { "ba78", "" },
		{ "\"etag\":null", "\"etag\":\"../../x\"" }, { "[{", "[7,{" }, { "tokenizer.model", "../x" }, { "[\"tok", "[7,\"tok" },
		{ "{\"schema\"", "[{\"schema\"" }, { "}],", "},{\"name\":\"tokenizer.json\",\"size\":3,\"sha256\":"
		"\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}]," }
	};
	size_t i;

	for (i = 0; i < sizeof(edits) / sizeof(*edits); i++) {
		int rc = edited(edits[i][0], edits[i][1]);

		if (rc != BITNET_E_INPUT || strcmp(cb_err.name, "bad_manifest") != 0)
			FAIL("'%s' for '%s' gives %d (%s)", edits[i][1], edits[i][0], rc, rc ? cb_err.name : "");
	}
}

TEST(cut, "a manifest that is cut at any byte is refused")
{
	size_t n;

	for (n = 0; n < strlen(good); n++)
		if (read_text(good, n, NULL) != BITNET_E_INPUT)
			FAIL("%zu bytes are taken", n);
}

TEST(many, "more files than are allowed are refused, and a manifest that is too long")
{
	struct bitnet_buf b = BITNET_BUF_INIT;
	char *big = calloc(1, BITNET_MANIFEST_MAX + 2);
	int i;

	bitnet_buf_add(&b, good, (size_t)(strstr(good, "[{") + 1 - good));
	for (i = 0; i <= BITNET_CACHE_FILES_MAX; i++)
		bitnet_buf_printf(&b, "%s{\"name\":\"f%d\",\"size\":0,\"sha256\":"
				  "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}", i ? "," : "", i);
	bitnet_buf_str(&b, "]}");
	CHECK_INT(read_text(b.s, b.n, NULL), BITNET_E_INPUT);
	CHECK_HAS(cb_err.message, "too many");
	memset(big, ' ', BITNET_MANIFEST_MAX + 1);
	CHECK_INT(read_text(big, BITNET_MANIFEST_MAX + 1, NULL), BITNET_E_INPUT);
	CHECK_HAS(cb_err.message, "too long");
	free(big);
	bitnet_buf_release(&b);
}

TEST(facts, "facts that could lead elsewhere are refused before they are written")
{
	const char *const absent[] = { "../x", NULL };
	const struct bitnet_cache_facts bad[] = {
		{ .repo = "../a" }, { .revision = "a b" }, { .mirror = "a/b/c" }, { .commit = "abc" }, { .license = "a\nb" },
		{ .tokens_sha256 = "abc" }, { .absent = absent }
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct bitnet_cache_entry *e = entry();
		int rc = bitnet_manifest_facts(e, &bad[i], &cb_err);

		bitnet_cache_entry_free(e);
		if (rc != BITNET_E_INPUT || strcmp(cb_err.name, "bad_name") != 0)
			FAIL("fact %zu gives %d", i, rc);
	}
}

int main(void)
{
	return cb_main();
}

/* SPDX-License-Identifier: MIT */
/* Lists of files, from memory and from the server of tests/hub. */
#include "hub-run.h"

static struct bitnet_error e;
static struct bitnet_hub_tree t;

#define OID "\"oid\":\"ce013625030ba8dba906f756967f9e9ca394464a\""

static int parse(const char *s)
{
	memset(&t, 0, sizeof(t));
	return bitnet_hub_tree_parse(&t, s, strlen(s), &e);
}

TEST(entries, "files with their hashes and sizes; those of large files are not the pointer's")
{
	CHECK_OK(parse("[{\"type\":\"directory\",\"path\":\"d\"," OID ",\"size\":0},"
		       "{\"type\":\"file\",\"path\":\"d/a.json\"," OID ",\"size\":6},"
		       "{\"type\":\"file\",\"path\":\"m.gguf\"," OID ",\"size\":134,\"lfs\":{\"oid\":"
		       "\"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\",\"size\":6000000000}}]"), e);
	CHECK_INT(t.n, 2);
	CHECK_STR(t.entries[0].path, "d/a.json");
	CHECK_STR(t.entries[0].etag, "ce013625030ba8dba906f756967f9e9ca394464a");
	CHECK_INT(t.entries[1].size, 6000000000);
	CHECK_INT(strlen(t.entries[1].etag), 64);
	bitnet_hub_tree_release(&t);
}

TEST(hostile, "names, sizes and hashes that make no sense are left out (hub PR#1429)")
{
	static const char *const bad[] = {
		"{\"type\":\"file\",\"path\":\"../x\"," OID ",\"size\":1}", "{\"type\":\"file\",\"path\":\"/x\"," OID ",\"size\":1}",
		"{\"type\":\"file\",\"path\":\"a\\\\b\"," OID ",\"size\":1}", "{\"type\":\"file\",\"path\":\"c:b\"," OID ",\"size\":1}",
		"{\"type\":\"file\",\"path\":\"x\",\"oid\":\"../../x\",\"size\":1}", "{\"type\":\"file\",\"path\":\"x\"," OID ",\"size\":-1}",
		"{\"type\":\"file\",\"path\":\"x\"," OID "}", "{\"type\":\"file\",\"path\":5," OID ",\"size\":1}", "null", "5", "[]",
		"{\"type\":\"file\",\"path\":\"x\"," OID ",\"size\":1,\"lfs\":7}", "{\"type\":\"file\",\"path\":\".git/config\"," OID ",\"size\":1}",
	};
	char s[300];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(s, sizeof(s), "[%s]", bad[i]);
		CHECK_OK(parse(s), e);
		if (t.n)
			FAIL("taken: %s", bad[i]);
		bitnet_hub_tree_release(&t);
	}
}

TEST(no_list, "what is no list is refused")
{
	static const char *const bad[] = { "", "{}", "null", "[", "[{]", "<html>", "[\"a\\u0000b\"]" };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (parse(bad[i]) != BITNET_E_PROTOCOL)
			FAIL("taken: %s", bad[i]);
		CHECK_STR(e.name, "bad_listing");
	}
}

TEST(asked, "the list of a repository, with its commit")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("org/a/tokenizer.json", "hello\n");
	CHECK_OK(bitnet_hub_list(f, "org/a", "main", &t, &e), e);
	CHECK_INT(t.n, 1);
	CHECK_STR(t.entries[0].path, "tokenizer.json");
	CHECK_STR(t.entries[0].etag, "ce013625030ba8dba906f756967f9e9ca394464a");
	CHECK_STR(t.commit, "1111111111111111111111111111111111111111");
	bitnet_hub_tree_release(&t);
	CHECK_INT(bitnet_hub_list(f, "org/a", "gone", &t, &e), BITNET_E_NOTFOUND);
	CHECK_INT(bitnet_hub_list(f, "org/none", "main", &t, &e), BITNET_E_DENIED);
	bitnet_fetch_close(f);
}

TEST(pages, "a list in pages is followed, at the same host only, and not for ever")
{
	struct bitnet_fetch *f = hub_client();

	hub_put("org/p/a.json", "x");
	hub_put("org/p/.tree.how", "any times 1\nany header Link: </api/models/org/p/tree/main?cursor=2>; rel=\"next\"\n");
	CHECK_OK(bitnet_hub_list(f, "org/p", "main", &t, &e), e);
	CHECK_INT(t.n, 2);
	bitnet_hub_tree_release(&t);
	hub_put("org/p/.tree.how", "any header Link: <http://localhost:1/x>; rel=\"next\"\n");
	CHECK_INT(bitnet_hub_list(f, "org/p", "main", &t, &e), BITNET_E_PROTOCOL);
	hub_put("org/p/.tree.how", "any header Link: </api/models/org/p/tree/main>; rel=\"next\"\n");
	CHECK_INT(bitnet_hub_list(f, "org/p", "main", &t, &e), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "bad_listing");
	bitnet_fetch_close(f);
}

int main(void)
{
	hub_begin();
	return tap_main();
}

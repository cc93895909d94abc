/* SPDX-License-Identifier: MIT */
/* Files of the Hub, against the server of tests/hub, which computes the hashes by itself. */
#include "hub-run.h"

static struct bitnet_error e;
static struct hub_body body;

static const char commit_1[] = "1111111111111111111111111111111111111111", commit_2[] = "2222222222222222222222222222222222222222";

static int get(struct bitnet_fetch *f, const char *repo, const struct bitnet_fetch_file *m, const char *file, uint64_t from)
{
	memset(&body, 0, sizeof(body));
	return bitnet_hub_get(f, repo, m, file, from, hub_keep, &body, &e);
}

TEST(small, "a small file: commit, git hash and size, and its bytes")
{
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_file m;

	hub_put("org/a/tokenizer.json", "hello\n");
	CHECK_OK(bitnet_fetch_stat(f, "org/a", "main", "tokenizer.json", &m, &e), e);
	CHECK_STR(m.commit, commit_1);
	CHECK_STR(m.etag, "ce013625030ba8dba906f756967f9e9ca394464a");   /* git hash-object */
	CHECK_INT(m.size, 6);
	CHECK_OK(get(f, "org/a", &m, "tokenizer.json", 0), e);
	CHECK_STR(body.s, "hello\n");
	CHECK_INT(hub_asked("GET /org/a/resolve/1111"), 1);
	CHECK_INT(hub_asked("GET /org/a/resolve/main"), 0);
	bitnet_fetch_close(f);
}

TEST(large, "a file of the other host: hash and size are the Hub's, not that host's")
{
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_file m;

	hub_put("org/a/tokenizer.model", "hello\n");
	CHECK_OK(bitnet_fetch_stat(f, "org/a", "refs/pr/1", "tokenizer.model", &m, &e), e);
	CHECK_HAS(hub_log(), "/org/a/resolve/refs%2Fpr%2F1/tokenizer.model");
	CHECK_STR(m.etag, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");   /* sha256sum */
	CHECK_INT(m.size, 6);
	CHECK_OK(get(f, "org/a", &m, "tokenizer.model", 0), e);
	CHECK_STR(body.s, "hello\n");
	CHECK_OK(get(f, "org/a", &m, "tokenizer.model", 4), e);
	CHECK_STR(body.s, "o\n");
	bitnet_fetch_close(f);
}

TEST(pinned, "main may move between the two requests: the bytes are those of the commit that was named")
{
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_file m;

	hub_put("org/moves/a.json", "old");
	hub_put("org/moves.next/a.json", "new bytes");
	hub_put("org/moves/.moved.how", "any times 1\nany still\n");
	CHECK_OK(bitnet_fetch_stat(f, "org/moves", "main", "a.json", &m, &e), e);
	CHECK_STR(m.commit, commit_1);
	CHECK_OK(get(f, "org/moves", &m, "a.json", 0), e);
	CHECK_STR(body.s, "old");
	CHECK_OK(bitnet_fetch_stat(f, "org/moves", "main", "a.json", &m, &e), e);
	CHECK_STR(m.commit, commit_2);
	bitnet_fetch_close(f);
}

TEST(hostile_headers, "commits and hashes that are none are refused (CVE-2024-37032): dots, 63 and 65 digits, capitals")
{
	static const char *const etags[] = {
		"../../../../etc/passwd", "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be0",
		"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be033",
		"5891B5B522D5DF086D0FF0B110FBD9D21BB4FC7163AF34D08286A2E846F6BE03", "sha256:5891", "\"",
	};
	static const char *const commits[] = {
		"../../1111111111111111111111111111111111", "111111111111111111111111111111111111111", "main",
		"11111111111111111111111111111111111111111", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	};
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_file m;
	size_t i;

	hub_put("org/b/x.model", "hello\n");
	hub_put("org/b/x.json", "hello\n");
	for (i = 0; i < sizeof(etags) / sizeof(*etags); i++) {
		hub_put("org/b/x.model.how", "any etag %s\n", etags[i]);
		hub_put("org/b/x.json.how", "any etag %s\n", etags[i]);
		CHECK_INT(bitnet_fetch_stat(f, "org/b", "main", "x.model", &m, &e), BITNET_E_PROTOCOL);
		CHECK_STR(e.name, "bad_reply");
		CHECK_INT(bitnet_fetch_stat(f, "org/b", "main", "x.json", &m, &e), BITNET_E_PROTOCOL);
	}
	for (i = 0; i < sizeof(commits) / sizeof(*commits); i++) {
		hub_put("org/b/x.model.how", "any commit %s\n", commits[i]);
		CHECK_INT(bitnet_fetch_stat(f, "org/b", "main", "x.model", &m, &e), BITNET_E_PROTOCOL);
		CHECK_STR(e.name, "bad_reply");
	}
	bitnet_fetch_close(f);
}

TEST(no_hub, "a server that does not say commit, hash or size is no Hub")
{
	static const char *const words[] = { "commit", "etag", "size" };
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_file m;
	size_t i;

	hub_put("org/b/y.model", "hello\n");
	for (i = 0; i < 3; i++) {
		hub_put("org/b/y.model.how", "any %s none\n", words[i]);
		CHECK_INT(bitnet_fetch_stat(f, "org/b", "main", "y.model", &m, &e), BITNET_E_PROTOCOL);
		CHECK_STR(e.name, "no_metadata");
	}
	bitnet_fetch_close(f);
}

TEST(hostile_names, "names that could lead elsewhere are not asked for (hub PR#1429)")
{
	static const char *const names[] = { "../x", "/etc/passwd", "a/../b", "a\\b", "c:x", ".env", "a//b", "", "a\nb" };
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_file m;
	size_t i;

	hub_forget();
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		CHECK_INT(bitnet_fetch_stat(f, "org/a", "main", names[i], &m, &e), BITNET_E_INPUT);
		CHECK_STR(e.name, "bad_name");
		CHECK_INT(bitnet_fetch_stat(f, names[i], "main", "x.json", &m, &e), BITNET_E_INPUT);
	}
	CHECK_INT(bitnet_fetch_stat(f, "org/a", "../x", "x.json", &m, &e), BITNET_E_INPUT);
	CHECK_STR(hub_log(), "");
	bitnet_fetch_close(f);
}

TEST(resumed, "a connection that ends is taken up where it ended")
{
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_file m;

	hub_put("org/c/m.gguf", "0123456789");
	hub_put("org/c/m.gguf.how", "cdn times 1\ncdn cut 4\n");
	CHECK_OK(bitnet_fetch_stat(f, "org/c", "main", "m.gguf", &m, &e), e);
	hub_forget();
	CHECK_OK(get(f, "org/c", &m, "m.gguf", 0), e);
	CHECK_STR(body.s, "0123456789");
	CHECK_HAS(hub_log(), "206 range=bytes=4-");
	bitnet_fetch_close(f);
}

TEST(wrong_range, "a server that ignores a range, or sends another, joins nothing")
{
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_file m;

	hub_put("org/d/m.gguf", "0123456789");
	CHECK_OK(bitnet_fetch_stat(f, "org/d", "main", "m.gguf", &m, &e), e);
	hub_put("org/d/m.gguf.how", "cdn ignore-range\n");
	CHECK_INT(get(f, "org/d", &m, "m.gguf", 4), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "range_ignored");
	CHECK_STR(body.s, "");
	hub_put("org/d/m.gguf.how", "cdn wrong-range\n");
	CHECK_INT(get(f, "org/d", &m, "m.gguf", 4), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "range_ignored");
	CHECK_STR(body.s, "");
	CHECK_INT(get(f, "org/d", &m, "m.gguf", 10), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "range_ignored");
	bitnet_fetch_close(f);
}

TEST(lies, "a body that is longer or shorter than the Hub said is an error")
{
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_file m;

	hub_put("org/e/m.gguf", "0123456789");
	CHECK_OK(bitnet_fetch_stat(f, "org/e", "main", "m.gguf", &m, &e), e);
	hub_put("org/e/m.gguf.how", "cdn grow 5\n");
	CHECK_INT(get(f, "org/e", &m, "m.gguf", 0), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "too_many_bytes");
	hub_put("org/e/m.gguf.how", "cdn endless\n");
	CHECK_INT(get(f, "org/e", &m, "m.gguf", 0), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "too_many_bytes");
	hub_put("org/e/m.gguf.how", "cdn chunked\ncdn cut 5\n");
	CHECK_INT(get(f, "org/e", &m, "m.gguf", 0), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "short_body");
	bitnet_fetch_close(f);
}

TEST(changed, "a Hub that names another commit or hash on the way is refused")
{
	struct bitnet_fetch *f = hub_client();
	struct bitnet_fetch_file m;

	hub_put("org/g/m.gguf", "0123456789");
	CHECK_OK(bitnet_fetch_stat(f, "org/g", "main", "m.gguf", &m, &e), e);
	hub_put("org/g/m.gguf.how", "get etag %s%s\n", "5891b5b522d5df086d0ff0b110fbd9d2", "1bb4fc7163af34d08286a2e846f6be03");
	CHECK_INT(get(f, "org/g", &m, "m.gguf", 0), BITNET_E_PROTOCOL);
	CHECK_STR(e.name, "file_changed");
	CHECK_STR(body.s, "");
	bitnet_fetch_close(f);
}

int main(void)
{
	hub_begin();
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* An entry of our cache in the cache of the Hub's client. */
#include <sys/stat.h>

#include <bitnet/fetch.h>

#include "cache-build.h"
#include "cache/hub-cache.h"

#define COMMIT "1111111111111111111111111111111111111111"
#define ETAG "ce013625030ba8dba906f756967f9e9ca394464a"
#define BLOB "hub/models--org--name/blobs/" ETAG
#define LINK "hub/models--org--name/snapshots/" COMMIT "/sub/a.json"

static struct bitnet_cache_entry *entry(const char *mirror, const char *etag)
{
	struct bitnet_cache_facts facts = { .repo = "org/name", .revision = "main", .mirror = mirror, .commit = COMMIT, .vocab_size = -1 };
	struct bitnet_cache_entry *e;
	struct bitnet_cache_txn *t;

	CHECK_OK(bitnet_cache_begin(&t, cb, "key", &cb_err), cb_err);
	CHECK_OK(cb_add(t, "sub/a.json", "hello\n", etag, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_commit(t, &facts, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_lookup(&e, cb, "key", &cb_err), cb_err);
	return e;
}

TEST(shared, "blob, link, reference and lock are made, are found again, and stay where they are right")
{
	struct bitnet_cache_entry *e;
	struct stat a, b;
	char *found, to[200] = "";
	int i;

	cb_enter("shared");
	e = entry(NULL, ETAG);
	for (i = 0; i < 2; i++) {
		CHECK_OK(bitnet_fetch_share("hub", e, &cb_err), cb_err);
		CHECK_STR(cb_read(BLOB), "hello\n");
		CHECK_INT(stat(BLOB, i ? &b : &a), 0);
	}
	CHECK(a.st_ino == b.st_ino);
	CHECK(readlink(LINK, to, sizeof(to) - 1) > 0);
	CHECK_STR(to, "../../../blobs/" ETAG);
	CHECK_STR(cb_read("hub/models--org--name/refs/main"), COMMIT);
	CHECK_INT(cb_count("hub/models--org--name/blobs"), 1);
	CHECK_INT(access("hub/.locks/models--org--name/" ETAG ".lock", F_OK), 0);
	CHECK_OK(bitnet_hub_cache_find(&found, NULL, NULL, "hub", "org/name", "main", "sub/a.json", &cb_err), cb_err);
	free(found);
	/* Written over through the link. */
	cb_write(LINK, "jello\n");
	CHECK_OK(bitnet_fetch_share("hub", e, &cb_err), cb_err);
	CHECK_STR(cb_read(LINK), "hello\n");
	CHECK_STR(cb_read(e->files[0].path), "hello\n");
	bitnet_cache_entry_free(e);
}

TEST(mirror, "what came from a mirror is the mirror's, at its commit and at no revision")
{
	struct bitnet_cache_entry *e;

	cb_enter("mirror");
	e = entry("free/name", ETAG);
	CHECK_OK(bitnet_fetch_share("hub", e, &cb_err), cb_err);
	CHECK_STR(cb_read("hub/models--free--name/snapshots/" COMMIT "/sub/a.json"), "hello\n");
	CHECK(access("hub/models--free--name/refs", F_OK) != 0);
	CHECK(access("hub/models--org--name", F_OK) != 0);
	bitnet_cache_entry_free(e);
}

TEST(unknown, "an entry whose hashes the Hub has not named is refused, and nothing is written")
{
	struct bitnet_cache_entry *e;

	cb_enter("unknown");
	e = entry(NULL, NULL);
	CHECK_INT(bitnet_fetch_share("hub", e, &cb_err), BITNET_E_INPUT);
	CHECK_STR(cb_err.name, "no_metadata");
	CHECK(access("hub", F_OK) != 0);
	bitnet_cache_entry_free(e);
}

int main(void)
{
	return cb_main();
}

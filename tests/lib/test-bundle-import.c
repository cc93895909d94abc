/* SPDX-License-Identifier: MIT */
/* Bundles that lie: all or nothing is taken. */
#include <bitnet/bundle.h>

#include "archive-build.h"
#include "cache-build.h"

#define SHA_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define BLOB_ABC "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f"

static char told[400];

static void tell(void *arg, const char *key, const char *what, uint64_t bytes)
{
	(void)arg;
	snprintf(told + strlen(told), sizeof(told) - strlen(told), "%s %s %llu\n", key, what, (unsigned long long)bytes);
}

/* What the import of a file says: its report, or the name of the error. */
static const char *import(const char *path, bool dry_run)
{
	int fd = open(path, O_RDONLY), rc;

	*told = '\0';
	rc = bitnet_bundle_import(cb, fd, dry_run, tell, NULL, &cb_err);
	close(fd);
	if (cb_count("c/tmp") > 0)
		return "a temporary is left";
	return rc ? cb_err.name : told;
}

static const char *manifest(const char *key, const char *size, const char *sha, const char *etag)
{
	static char text[1000];

	snprintf(text, sizeof(text), "{\"schema\":\"bitnet.cache-manifest/1\",\"key\":\"%s\",\"repo\":\"org/name\",\"time\":\"2026-11-26T10:00:00Z\","
		 "\"license\":\"mit\",\"files\":[{\"name\":\"vocab.json\",\"size\":%s,\"sha256\":\"%s\",\"etag\":%s}]}", key, size, sha, etag);
	return text;
}

static void good(const char *key)
{
	char name[100];

	snprintf(name, sizeof(name), "%s/vocab.json", key);
	ab_text(name, "abc");
	snprintf(name, sizeof(name), "%s/manifest", key);
	ab_text(name, manifest(key, "3", SHA_ABC, "\"" BLOB_ABC "\""));
}

static int put(void *arg, const void *data, size_t n)
{
	return fwrite(data, 1, n, arg) == n ? 0 : -1;
}

TEST(roundtrip, "what was exported is imported in every format, with what is known of it")
{
	static const char *const keys[] = { "one", "two" };
	struct bitnet_cache_entry *e;
	enum bitnet_bundle_format f;
	FILE *out;

	cb_enter("roundtrip");
	for (f = BITNET_BUNDLE_TAR; f <= BITNET_BUNDLE_ZIP; f++) {
		CHECK_OK(cb_publish("one", "x", &cb_err), cb_err);
		CHECK_OK(cb_publish("two", "y", &cb_err), cb_err);
		out = fopen("a", "wb");
		CHECK_OK(bitnet_bundle_export(cb, keys, 2, f, put, out, &cb_err), cb_err);
		fclose(out);
		CHECK_STR(import("a", false), "one same 3\ntwo same 3\n");
		CHECK_OK(bitnet_cache_remove(cb, "one", &cb_err), cb_err);
		CHECK_OK(cb_publish("two", "z", &cb_err), cb_err);
		CHECK_STR(import("a", true), "one added 3\ntwo replaced 3\n");
		CHECK_STR(cb_look("one"), "not_cached");
		CHECK_STR(cb_look("two"), "z");
		CHECK_STR(import("a", false), "one added 3\ntwo replaced 3\n");
		CHECK_STR(cb_look("two"), "y");
		CHECK_OK(bitnet_cache_lookup(&e, cb, "one", &cb_err), cb_err);
		CHECK_STR(e->repo, "org/name");
		CHECK_INT(e->vocab_size, 64);
		bitnet_cache_entry_free(e);
	}
}

TEST(by_hand, "a bundle that was made by hand, the manifest last and folders in it, is taken")
{
	cb_enter("by_hand");
	ab_begin("a", 't', 0);
	ab_add("./", AE_IFDIR, NULL, NULL, 0);
	ab_add("./one/", AE_IFDIR, NULL, NULL, 0);
	ab_text("./one/vocab.json", "abc");
	ab_text("./one/manifest", manifest("one", "3", SHA_ABC, "null"));
	ab_end();
	CHECK_STR(import("a", false), "one added 3\n");
	CHECK_STR(cb_look("one"), "abc");
}

/* An archive of a good entry and what add() adds: nothing of it may come into the cache. */
static void refused(const char *want, void (*add)(void))
{
	const char *got;

	ab_begin("a", 't', 's');
	good("good");
	add();
	ab_end();
	got = import("a", false);
	if (strcmp(got, want) != 0)
		FAIL("got %s (%s), want %s", got, cb_err.message, want);
	CHECK_STR(cb_look("good"), "not_cached");
	CHECK_STR(cb_look("bad"), "not_cached");
}

static void size_lies(void) { ab_text("bad/manifest", manifest("bad", "4", SHA_ABC, "null")); ab_text("bad/vocab.json", "abc"); }
static void hash_lies(void) { ab_text("bad/manifest", manifest("bad", "3", SHA_ABC, "null")); ab_text("bad/vocab.json", "abd"); }
static void blob_lies(void)
{
	ab_text("bad/manifest", manifest("bad", "3", SHA_ABC, "\"0123456789abcdef0123456789abcdef01234567\""));
	ab_text("bad/vocab.json", "abc");
}
static void no_manifest(void) { ab_text("bad/vocab.json", "abc"); }
static void two_manifests(void) { good("bad"); ab_text("bad/manifest", manifest("bad", "3", SHA_ABC, "null")); }
static void key_lies(void) { ab_text("bad/manifest", manifest("other", "3", SHA_ABC, "null")); ab_text("bad/vocab.json", "abc"); }
static void broken(void) { ab_text("bad/manifest", "{"); }
static void missing(void) { ab_text("bad/manifest", manifest("bad", "3", SHA_ABC, "null")); }
static void more(void) { good("bad"); ab_text("bad/extra.json", "x"); }
static void twice(void) { good("bad"); ab_text("bad/vocab.json", "abc"); }
static void at_top(void) { ab_text("README", "x"); }
static void bad_key(void) { ab_text("Bad/vocab.json", "abc"); }
static void hidden(void) { ab_text("bad/.env", "x"); }
static void climbs(void) { ab_text("bad/../../x", "x"); }
static void absolute(void) { ab_text("/bad/x", "x"); }
static void is_link(void) { ab_add("bad/vocab.json", AE_IFLNK, "/etc/passwd", NULL, 0); }
static void hard_link(void) { ab_add("bad/vocab.json", 0, "good/vocab.json", NULL, 0); }
static void device(void) { ab_add("bad/vocab.json", AE_IFCHR, NULL, NULL, 0); }

TEST(lies, "a bundle with one entry that is not what its manifest says is refused with all its entries")
{
	cb_enter("lies");
	refused("size_mismatch", size_lies);
	refused("hash_mismatch", hash_lies);
	refused("hash_mismatch", blob_lies);
	refused("bundle_no_manifest", no_manifest);
	refused("bad_manifest", two_manifests);
	refused("bad_manifest", key_lies);
	refused("bad_manifest", broken);
	refused("bundle_files", missing);
	refused("bundle_files", more);
	refused("bad_name", twice);
}

TEST(paths, "paths that lead elsewhere, links and devices in a bundle are refused, and nothing is written")
{
	cb_enter("paths");
	refused("bundle_stray", at_top);
	refused("bundle_stray", bad_key);
	refused("bundle_stray", hidden);
	refused("archive_path", climbs);
	refused("archive_path", absolute);
	refused("archive_type", is_link);
	refused("archive_type", hard_link);
	refused("archive_type", device);
	CHECK_INT(access("x", F_OK), -1);
}

TEST(bomb, "a bundle that unpacks to far more than it is leaves nothing behind")
{
	const size_t n = 64 << 20;
	char *zeros = calloc(1, n);

	cb_enter("bomb");
	ab_begin("a", 't', 's');
	ab_add("bad/vocab.json", AE_IFREG, NULL, zeros, n);
	ab_end();
	free(zeros);
	CHECK_STR(import("a", false), "archive_bomb");
	CHECK_INT(cb_count("c/tokenizers"), -1);
}

TEST(none, "an empty archive, and a file that is none, are refused")
{
	cb_enter("none");
	ab_begin("a", 't', 0);
	ab_end();
	CHECK_STR(import("a", false), "bundle_no_manifest");
	cb_write("a", "no archive");
	CHECK_STR(import("a", false), "bad_archive");
	CHECK_INT(cb_count("c"), -1);
}

int main(void)
{
	return cb_main();
}

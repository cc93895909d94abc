/* SPDX-License-Identifier: MIT */
/* Entries that are published together; tests/lib/test-cache-kill.c kills processes that do so. */
#include <sys/file.h>
#include <sys/stat.h>

#include "cache-build.h"
#include "cache/cache-int.h"

/* A transaction of a key with one file, ready to be put. */
static struct bitnet_cache_txn *ready(const char *key, const char *text)
{
	struct bitnet_cache_facts facts = { .repo = "org/name", .revision = "main", .vocab_size = 64 };
	struct bitnet_cache_txn *t;

	CHECK_OK(bitnet_cache_begin(&t, cb, key, &cb_err), cb_err);
	CHECK_OK(cb_add(t, "vocab.json", text, NULL, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_txn_ready(t, &facts, &cb_err), cb_err);
	return t;
}

/* Put two keys; how it ended. */
static int put_two(const char *one, const char *two)
{
	struct bitnet_cache_txn *v[2] = { ready("one", one), ready("two", two) };
	int rc = bitnet_cache_put_all(cb, v, 2, &cb_err);

	bitnet_cache_abort(v[0]);
	bitnet_cache_abort(v[1]);
	return rc;
}

/* What a process leaves that is killed when it has decided, and has put the first `n` of two. */
static void decided(const char *one, const char *two, size_t n)
{
	struct bitnet_cache_txn *v[2] = { ready("one", one), ready("two", two) };
	char path[100] = "";
	const struct dirent *e;
	DIR *d;
	size_t i;

	CHECK_INT(mkdir("c/tmp/j.import", 0777), 0);
	for (i = 0; i < 2; i++) {
		CHECK_OK(bitnet_cache_txn_move(v[i], "c/tmp/j.import", &cb_err), cb_err);
		bitnet_cache_abort(v[i]);
	}
	if (n == 0)
		return;
	/* An exchange leaves the old version under the name of the new one. */
	CHECK_INT(renameat2(AT_FDCWD, "c/tokenizers/one", AT_FDCWD, "c/tmp/swap", 0), 0);
	d = opendir("c/tmp/j.import");
	while (d && (e = readdir(d)) != NULL)
		if (strncmp(e->d_name, "one@", 4) == 0)
			snprintf(path, sizeof(path), "c/tmp/j.import/%.60s", e->d_name);
	closedir(d);
	CHECK_INT(rename(path, "c/tokenizers/one"), 0);
	CHECK_INT(rename("c/tmp/swap", path), 0);
}

TEST(together, "two keys are put, replaced, and left alone where they are the same")
{
	struct stat a, b;

	cb_enter("together");
	CHECK_OK(put_two("1", "2"), cb_err);
	CHECK_STR(cb_look("one"), "1");
	CHECK_STR(cb_look("two"), "2");
	CHECK_INT(stat("c/tokenizers/two", &a), 0);
	CHECK_OK(put_two("3", "2"), cb_err);
	CHECK_STR(cb_look("one"), "3");
	CHECK_INT(stat("c/tokenizers/two", &b), 0);
	CHECK(a.st_ino == b.st_ino);
	CHECK_INT(cb_count("c/tmp"), 0);
}

TEST(taken_up, "what was decided is done by the next lookup, however much of it was done")
{
	size_t n;

	for (n = 0; n < 2; n++) {
		cb_enter(n ? "half" : "none");
		CHECK_OK(put_two("old", "old"), cb_err);
		decided("new", "new", n);
		CHECK_STR(cb_look("two"), "new");
		CHECK_STR(cb_look("one"), "new");
		CHECK_INT(cb_count("c/tmp"), 0);
	}
}

TEST(alive, "a journal of a process that lives is left to it, and prune does not take it for a leftover")
{
	const struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	struct bitnet_cache_prune all = { .max_age = -1, .max_bytes = -1 };
	int fd;

	cb_enter("alive");
	CHECK_OK(put_two("old", "old"), cb_err);
	decided("new", "new", 0);
	fd = open("c/tmp/j.import", O_RDONLY | O_DIRECTORY);
	CHECK(fd >= 0 && flock(fd, LOCK_EX) == 0);
	CHECK_INT(utimensat(AT_FDCWD, "c/tmp/j.import", old, 0), 0);
	CHECK_STR(cb_look("one"), "old");
	CHECK_OK(bitnet_cache_prune(cb, &all, &cb_err), cb_err);
	CHECK_STR(cb_look("two"), "old");
	close(fd);
	CHECK_OK(bitnet_cache_prune(cb, &all, &cb_err), cb_err);
	CHECK_STR(cb_look("two"), "new");
	CHECK_INT(cb_count("c/tmp"), 0);
}

TEST(strange, "what is no folder of a key in a journal is removed, and nothing outside is touched")
{
	cb_enter("strange");
	CHECK_OK(put_two("1", "2"), cb_err);
	CHECK_INT(mkdir("c/tmp/j.import", 0777), 0);
	CHECK_INT(mkdir("c/tmp/j.import/one@1", 0777), 0);
	CHECK_INT(mkdir("c/tmp/j.import/one", 0777), 0);
	CHECK_INT(mkdir("c/tmp/j.import/UP@7", 0777), 0);
	cb_write("outside", "kept");
	CHECK_INT(symlink("../../../outside", "c/tmp/j.import/link@3"), 0);
	CHECK_STR(cb_look("one"), "1");
	CHECK_INT(cb_count("c/tmp"), 0);
	CHECK_STR(cb_read("outside"), "kept");
}

int main(void)
{
	return cb_main();
}

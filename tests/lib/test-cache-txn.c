/* SPDX-License-Identifier: MIT */
/* Writing entries: what is refused, and that a refusal leaves what was there. */
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sched.h>
#include <signal.h>

#include "cache-build.h"

static const struct bitnet_cache_facts no_facts = { .vocab_size = -1 };

static struct bitnet_cache_txn *begun(void)
{
	struct bitnet_cache_txn *t;

	CHECK_OK(bitnet_cache_begin(&t, cb, "key", &cb_err), cb_err);
	return t;
}

TEST(names, "keys, files and hashes that could lead elsewhere are refused when they are written")
{
	static const char *const files[] = { "../x", "/x", "a/../b", ".env", "a\\b", "manifest", "C:x", "" };
	static const char *const etags[] = { "../../x", "abc", "0123456789ABCDEF0123456789ABCDEF01234567" };
	struct bitnet_cache_txn *t;
	size_t i;

	cb_enter("names");
	CHECK_INT(bitnet_cache_begin(&t, cb, "../key", &cb_err), BITNET_E_INPUT);
	CHECK_STR(cb_err.name, "bad_name");
	CHECK_INT(cb_count("."), 0);
	t = begun();
	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		CHECK_INT(bitnet_cache_file_begin(t, files[i], 1, NULL, &cb_err), BITNET_E_INPUT);
	for (i = 0; i < sizeof(etags) / sizeof(*etags); i++)
		CHECK_INT(bitnet_cache_file_begin(t, "f", 1, etags[i], &cb_err), BITNET_E_INPUT);
	CHECK_OK(cb_add(t, "f", "x", NULL, &cb_err), cb_err);
	CHECK_INT(bitnet_cache_file_begin(t, "f", 1, NULL, &cb_err), BITNET_E_INPUT);
	bitnet_cache_abort(t);
	CHECK_INT(cb_count("c/tmp"), 0);
}

TEST(sizes, "a body longer or shorter than it was said to be is refused")
{
	struct bitnet_cache_txn *t;

	cb_enter("sizes");
	t = begun();
	CHECK_OK(bitnet_cache_file_begin(t, "f", 3, NULL, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_file_write(t, "ab", 2, &cb_err), cb_err);
	CHECK_INT(bitnet_cache_file_write(t, "cd", 2, &cb_err), BITNET_E_INPUT);
	CHECK_STR(cb_err.name, "size_mismatch");
	bitnet_cache_file_drop(t);
	CHECK_OK(bitnet_cache_file_begin(t, "f", 3, NULL, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_file_write(t, "ab", 2, &cb_err), cb_err);
	CHECK_INT(bitnet_cache_file_end(t, &cb_err), BITNET_E_INPUT);
	CHECK_STR(cb_err.message, "'f' has 2 bytes, expected 3");
	/* Another try in the same transaction. */
	CHECK_OK(cb_add(t, "f", "abc", NULL, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_commit(t, &no_facts, &cb_err), cb_err);
	CHECK_STR(cb_read("c/tokenizers/key/f"), "abc");
}

/* Both hashes are those of "abc", by sha256sum and git hash-object. */
TEST(hashes, "a body with another hash than the server's is refused, be it a SHA-256 or a git blob")
{
	static const char *const right[] = {
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f"
	};
	struct bitnet_cache_txn *t;
	size_t i;

	cb_enter("hashes");
	t = begun();
	for (i = 0; i < 2; i++) {
		CHECK_INT(cb_add(t, "f", "abd", right[i], &cb_err), BITNET_E_INPUT);
		CHECK_STR(cb_err.name, "hash_mismatch");
		CHECK_OK(cb_add(t, i ? "sha1" : "sha256", "abc", right[i], &cb_err), cb_err);
	}
	/* The size comes with the last byte. */
	CHECK_OK(bitnet_cache_file_begin(t, "late", -1, right[1], &cb_err), cb_err);
	CHECK_OK(bitnet_cache_file_write(t, "abc", 3, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_file_end(t, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_file_begin(t, "lies", -1, right[1], &cb_err), cb_err);
	CHECK_OK(bitnet_cache_file_write(t, "abcd", 4, &cb_err), cb_err);
	CHECK_INT(bitnet_cache_file_end(t, &cb_err), BITNET_E_INPUT);
	CHECK_STR(cb_err.name, "hash_mismatch");
	bitnet_cache_abort(t);
}

TEST(order, "calls out of their order are refused, and an entry without a file")
{
	struct bitnet_cache_txn *t;

	cb_enter("order");
	t = begun();
	CHECK_INT(bitnet_cache_file_write(t, "x", 1, &cb_err), BITNET_E_INPUT);
	CHECK_INT(bitnet_cache_file_end(t, &cb_err), BITNET_E_INPUT);
	CHECK_INT(bitnet_cache_commit(t, &no_facts, &cb_err), BITNET_E_INPUT);
	t = begun();
	CHECK_OK(bitnet_cache_file_begin(t, "f", 1, NULL, &cb_err), cb_err);
	CHECK_INT(bitnet_cache_file_begin(t, "g", 1, NULL, &cb_err), BITNET_E_INPUT);
	CHECK_INT(bitnet_cache_commit(t, &no_facts, &cb_err), BITNET_E_INPUT);
	CHECK_INT(cb_count("c/tmp"), 0);
	CHECK_STR(cb_look("key"), "not_cached");
}

TEST(aborts, "a transaction that is dropped leaves what was there and nothing else")
{
	struct bitnet_cache_txn *t;

	cb_enter("abort");
	CHECK_OK(cb_publish("key", "old", &cb_err), cb_err);
	t = begun();
	CHECK_OK(cb_add(t, "vocab.json", "new", NULL, &cb_err), cb_err);
	bitnet_cache_abort(t);
	bitnet_cache_abort(NULL);
	CHECK_STR(cb_look("key"), "old");
	CHECK_INT(cb_count("c/tmp"), 0);
}

TEST(same, "publishing what is there already leaves the folder as it is; other facts replace it")
{
	struct bitnet_cache_entry *e;
	struct bitnet_cache_txn *t;

	cb_enter("same");
	CHECK_OK(cb_publish("key", "text", &cb_err), cb_err);
	CHECK_OK(bitnet_cache_lookup(&e, cb, "key", &cb_err), cb_err);
	CHECK_OK(cb_publish("key", "text", &cb_err), cb_err);
	CHECK(bitnet_cache_current(e));
	t = begun();
	CHECK_OK(cb_add(t, "vocab.json", "text", NULL, &cb_err), cb_err);
	CHECK_OK(cb_add(t, "merges.txt", "text+", NULL, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_commit(t, &no_facts, &cb_err), cb_err);
	CHECK(!bitnet_cache_current(e));
	bitnet_cache_entry_free(e);
}

TEST(same_but_broken, "publishing what is there, but damaged, repairs it")
{
	cb_enter("same_but_broken");
	CHECK_OK(cb_publish("key", "text", &cb_err), cb_err);
	cb_write("c/tokenizers/key/vocab.json", "tex!");
	CHECK_STR(cb_look("key"), "cache_damaged");
	CHECK_OK(cb_publish("key", "text", &cb_err), cb_err);
	CHECK_STR(cb_look("key"), "text");
}

/* A child, as a user who is not root, for whom a folder can be read-only; its exit status. */
static int as_nobody(int (*run)(void))
{
	int status = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
			_exit(99);
		_exit(run());
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int use_read_only(void)
{
	struct bitnet_cache_lock *l;

	if (cb_publish("key", "new", &cb_err) != BITNET_E_SYSTEM || strcmp(cb_err.name, "cannot_create") != 0)
		return 1;
	if (strcmp(cb_look("key"), "old") != 0)
		return 2;
	bitnet_cache_hit(cb, "key");
	if (bitnet_cache_lock(&l, cb, "key", NULL, &cb_err) != 0 || l)
		return 3;
	return bitnet_cache_remove(cb, "key", &cb_err) == BITNET_E_SYSTEM && strcmp(cb_look("key"), "old") == 0 ? 0 : 4;
}

static void set_modes(mode_t dir)
{
	static const char *const dirs[] = { "c/tokenizers/key", "c/tokenizers", "c/tmp", "c" };
	size_t i;

	for (i = 0; i < 4; i++)
		CHECK_INT(chmod(dirs[3 - i], dir), 0);
}

TEST(read_only, "a read-only cache is read, and refuses to be written with what was there in place")
{
	int how;

	cb_enter("read_only");
	CHECK_INT(chmod(scratch_folder, 0755), 0);
	CHECK_OK(cb_publish("key", "old", &cb_err), cb_err);
	set_modes(0555);
	how = as_nobody(use_read_only);
	set_modes(0755);
	CHECK_INT(how, 0);
}

/* Publishing under a limit of the size of files: a stand-in for a full disk that needs no privilege. */
static int publish_within(rlim_t bytes)
{
	struct rlimit r = { bytes, bytes };
	int status = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &r);
		_exit(cb_publish("key", "a new text that is longer than the old one", &cb_err) == 0 ? 0 : cb_err.status == BITNET_E_SYSTEM ? 1 : 2);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

TEST(limited, "a write that fails at any size leaves what was there")
{
	rlim_t n;
	int how = 1;

	cb_enter("limited");
	CHECK_OK(cb_publish("key", "old", &cb_err), cb_err);
	for (n = 0; how == 1 && n < 2000; n += 7) {
		how = publish_within(n);
		CHECK(how == 0 || how == 1);
		CHECK_STR(cb_look("key"), how == 0 ? "a new text that is longer than the old one" : "old");
		CHECK_INT(cb_count("c/tmp"), 0);
	}
	CHECK_INT(how, 0);
}

static int big_on_small(void)
{
	struct bitnet_cache_txn *t;
	char part[4096] = { 1 };
	int rc, n = 0;

	/* The size is said, and is not: the first is refused before its first byte. */
	if (bitnet_cache_begin(&t, cb, "key", &cb_err) != 0)
		return 1;
	if (bitnet_cache_file_begin(t, "f", 1 << 20, NULL, &cb_err) != BITNET_E_SYSTEM || strcmp(cb_err.name, "disk_full") != 0)
		return 2;
	if (bitnet_cache_file_begin(t, "f", -1, NULL, &cb_err) != 0)
		return 3;
	do
		rc = bitnet_cache_file_write(t, part, sizeof(part), &cb_err);
	while (rc == 0 && n++ < 1000);
	bitnet_cache_abort(t);
	if (rc != BITNET_E_SYSTEM || strcmp(cb_err.name, "disk_full") != 0)
		return 4;
	if (strcmp(cb_look("key"), "old") != 0 || cb_count("c/tmp") != 0)
		return 5;
	/* Removing makes room, also when there is none left. */
	return bitnet_cache_remove(cb, "key", &cb_err) == 0 && strcmp(cb_look("key"), "not_cached") == 0 ? 0 : 6;
}

TEST(full, "a full disk is named, leaves what was there, and an entry can still be removed")
{
	int how;

	cb_enter("full");
	CHECK_INT(mkdir("c", 0777), 0);
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("none", "c", "tmpfs", 0, "size=256k") < 0)
		SKIP("root: no file system can be mounted");
	CHECK_OK(cb_publish("key", "old", &cb_err), cb_err);
	how = big_on_small();
	umount("c");
	CHECK_INT(how, 0);
}

int main(void)
{
	return cb_main();
}

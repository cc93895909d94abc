/* SPDX-License-Identifier: MIT */
/* Reading entries that were changed behind our back. */
#include <sys/time.h>
#include <sys/wait.h>
#include <signal.h>

#include "cache-build.h"

TEST(not_there, "a key that is not there is not found, and no key at all is refused")
{
	struct bitnet_cache_entry *e;

	cb_enter("not_there");
	CHECK_STR(cb_look("key"), "not_cached");
	CHECK_STR(cb_err.message, "key: is not in the cache");
	CHECK_INT(bitnet_cache_lookup(&e, cb, "../../etc", &cb_err), BITNET_E_INPUT);
	CHECK_STR(cb_err.name, "bad_name");
	CHECK_INT(cb_count("."), 0);
}

TEST(foreign, "a folder without a manifest is told from one that is damaged")
{
	cb_enter("foreign");
	CHECK_INT(mkdir("c", 0777) + mkdir("c/tokenizers", 0777) + mkdir("c/tokenizers/key", 0777), 0);
	cb_write("c/tokenizers/key/tokenizer.json", "{}");
	CHECK_STR(cb_look("key"), "cache_no_manifest");
	cb_write("c/tokenizers/key/manifest", "{}");
	CHECK_STR(cb_look("key"), "bad_manifest");
}

TEST(which, "of the files of an entry tokenizer.json is the tokenizer, then tokenizer.model, vocab.json, a rank file")
{
	static const char *const names[] = { "readme.txt", "o200k.tiktoken", "vocab.json", "original/tokenizer.model", "tokenizer.json" };
	const struct bitnet_cache_facts facts = { .vocab_size = -1 };
	const struct bitnet_cache_file *f;
	struct bitnet_cache_entry *e;
	struct bitnet_cache_txn *t;
	size_t n, i;

	cb_enter("which");
	for (n = 1; n <= 5; n++) {
		CHECK_OK(bitnet_cache_begin(&t, cb, "key", &cb_err), cb_err);
		for (i = 0; i < n; i++)
			CHECK_OK(cb_add(t, names[i], "x", NULL, &cb_err), cb_err);
		CHECK_OK(bitnet_cache_commit(t, &facts, &cb_err), cb_err);
		CHECK_OK(bitnet_cache_lookup(&e, cb, "key", &cb_err), cb_err);
		f = bitnet_cache_entry_tokenizer(e);
		CHECK_STR(f ? f->name : "none", n == 1 ? "none" : names[n - 1]);
		bitnet_cache_entry_free(e);
	}
}

/* What happened to the blobs of another program, written through a link: aprender#3971. */
TEST(damaged, "a file that is missing, longer, shorter, a link, a pipe or another is damage")
{
	static const char file[] = "c/tokenizers/key/vocab.json";

	cb_enter("damaged");
	CHECK_OK(cb_publish("key", "text", &cb_err), cb_err);
	cb_write(file, "text2");
	CHECK_STR(cb_look("key"), "cache_damaged");
	cb_write(file, "tex");
	CHECK_STR(cb_look("key"), "cache_damaged");
	CHECK_HAS(cb_err.message, "key: 'vocab.json' does not have the size");
	cb_write(file, "texT");
	CHECK_STR(cb_look("key"), "cache_damaged");
	CHECK_HAS(cb_err.message, "does not have the hash");
	CHECK_INT(unlink(file), 0);
	CHECK_STR(cb_look("key"), "cache_damaged");
	CHECK_HAS(cb_err.message, "is missing");
	cb_write("elsewhere", "text");
	CHECK_INT(symlink("../../../elsewhere", file), 0);
	CHECK_STR(cb_look("key"), "cache_damaged");
	CHECK_HAS(cb_err.message, "is not a regular file");
	CHECK_INT(unlink(file), 0);
	CHECK_INT(mkfifo(file, 0666), 0);
	CHECK_STR(cb_look("key"), "cache_damaged");
	CHECK_INT(unlink(file), 0);
	cb_write(file, "text");
	CHECK_STR(cb_look("key"), "text");
}

TEST(linked, "a key that is a link or a file is no entry, and publishing replaces it without following")
{
	cb_enter("linked");
	CHECK_INT(mkdir("c", 0777) + mkdir("c/tokenizers", 0777) + mkdir("other", 0777), 0);
	cb_write("other/kept", "kept");
	CHECK_INT(symlink("../../other", "c/tokenizers/key"), 0);
	CHECK_STR(cb_look("key"), "cache_damaged");
	CHECK_OK(cb_publish("key", "text", &cb_err), cb_err);
	CHECK_STR(cb_look("key"), "text");
	CHECK_STR(cb_read("other/kept"), "kept");
	cb_write("c/tokenizers/file", "x");
	CHECK_STR(cb_look("file"), "cache_damaged");
	CHECK_OK(cb_publish("file", "text", &cb_err), cb_err);
	CHECK_STR(cb_look("file"), "text");
}

TEST(remembered, "a file is hashed once while its size and times stay, and again when they change")
{
	static const char file[] = "c/tokenizers/key/vocab.json";
	struct stat before, after;
	struct bitnet_cache_entry *e;

	cb_enter("remembered");
	CHECK_OK(cb_publish("key", "text", &cb_err), cb_err);
	CHECK_STR(cb_look("key"), "text");
	/* A file that has just been written may be written again at the same time: nothing is remembered. */
	CHECK_INT(cb_count("c/verified"), -1);
	cb_settle();
	CHECK_STR(cb_look("key"), "text");
	CHECK_INT(stat("c/verified/key", &before), 0);
	CHECK(before.st_size > 2 * 64);
	CHECK_STR(cb_look("key"), "text");
	CHECK_INT(stat("c/verified/key", &after), 0);
	CHECK_INT(after.st_ino, before.st_ino);
	cb_write(file, "texT");
	CHECK_STR(cb_look("key"), "cache_damaged");
	/* The old times do not help: the time of the change of the inode cannot be set. */
	CHECK_INT(utimensat(AT_FDCWD, file, (struct timespec[]){ before.st_atim, before.st_mtim }, 0), 0);
	CHECK_STR(cb_look("key"), "cache_damaged");
	cb_write(file, "text");
	CHECK_STR(cb_look("key"), "text");
	/* A memory that lies is seen by who hashes all. */
	CHECK_OK(bitnet_cache_verify(&e, cb, "key", &cb_err), cb_err);
	bitnet_cache_entry_free(e);
	cb_write("c/verified/key", "rubbish\n\n");
	CHECK_STR(cb_look("key"), "text");
	CHECK_INT(bitnet_cache_verify(&e, cb, "none", &cb_err), BITNET_E_NOTFOUND);
}

TEST(future, "files with times to come, as after a clock that jumped, are hashed each time and found")
{
	const struct timeval then[2] = { { 4102444800, 0 }, { 4102444800, 0 } };

	cb_enter("future");
	CHECK_OK(cb_publish("key", "text", &cb_err), cb_err);
	CHECK_INT(utimes("c/tokenizers/key/vocab.json", then) + utimes("c/tokenizers/key/manifest", then), 0);
	CHECK_STR(cb_look("key"), "text");
	CHECK_OK(cb_publish("key", "other", &cb_err), cb_err);
	CHECK_STR(cb_look("key"), "other");
}

TEST(replaced, "readers see one version or the other, whole, while another process publishes both in turn")
{
	struct bitnet_cache_entry *e;
	int i, seen[2] = { 0, 0 }, status;
	pid_t pid;

	cb_enter("replaced");
	CHECK_OK(cb_publish("key", "a", &cb_err), cb_err);
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		for (i = 0;; i++)
			if (cb_publish("key", i % 2 ? "a" : "b", &cb_err) != 0)
				_exit(1);
	for (i = 0; i < 3000; i++) {
		if (bitnet_cache_lookup(&e, cb, "key", &cb_err) != 0)
			break;
		seen[strcmp(e->files[0].sha256, "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d") == 0]++;
		bitnet_cache_entry_free(e);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	CHECK(WIFSIGNALED(status));
	if (i < 3000)
		FAIL("lookup %d: %s", i, cb_err.message);
	CHECK(seen[0] > 0 && seen[1] > 0);
}

int main(void)
{
	return cb_main();
}

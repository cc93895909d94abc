/* SPDX-License-Identifier: MIT */
/* The layout of the Hub's client, as its specification has it; what was written is found by the reader. */
#include <pthread.h>
#include <sys/wait.h>

#include "cache/hub-cache.h"
#include "fetch/hub-store.h"
#include "scratch.h"
#include "tap.h"

static struct bitnet_error e;
static const struct bitnet_fetch_file m = { "1111111111111111111111111111111111111111", "ce013625030ba8dba906f756967f9e9ca394464a", 6 };

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	fputs(text, f);
	fclose(f);
}

static const char *content(const char *path)
{
	static char s[200];
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(s, 1, sizeof(s) - 1, f) : 0;

	s[n] = '\0';
	if (f)
		fclose(f);
	return s;
}

TEST(layout, "blob, relative link, and a reference of 40 digits without a newline")
{
	struct bitnet_hub_paths p;
	char to[200] = "", *found;

	scratch_enter("layout");
	CHECK_OK(bitnet_hub_store_paths(&p, "hub", "org/name", &m, "sub/dir/a.json", &e), e);
	CHECK_STR(p.blob, "hub/models--org--name/blobs/ce013625030ba8dba906f756967f9e9ca394464a");
	CHECK_STR(p.part, "hub/models--org--name/blobs/ce013625030ba8dba906f756967f9e9ca394464a.bitnet.incomplete");
	CHECK_STR(p.snapshot, "hub/models--org--name/snapshots/1111111111111111111111111111111111111111/sub/dir/a.json");
	put(p.blob, "hello\n");
	CHECK_OK(bitnet_hub_store_link(&p, "hub", "org/name", "refs/pr/1", &m, "sub/dir/a.json", &e), e);
	CHECK(readlink(p.snapshot, to, sizeof(to)) > 0);
	CHECK_STR(to, "../../../../blobs/ce013625030ba8dba906f756967f9e9ca394464a");
	CHECK_STR(content(p.snapshot), "hello\n");
	CHECK_STR(content("hub/models--org--name/refs/refs/pr/1"), m.commit);
	CHECK_HAS(content("hub/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n");
	CHECK_OK(bitnet_hub_cache_find(&found, NULL, NULL, "hub", "org/name", "refs/pr/1", "sub/dir/a.json", &e), e);
	CHECK_STR(found, p.snapshot);
	free(found);
	bitnet_hub_paths_release(&p);
}

TEST(again, "a second time nothing is written; a commit as the revision makes no reference; a link elsewhere is replaced")
{
	struct bitnet_hub_paths p;
	struct stat before, after;

	scratch_enter("again");
	CHECK_OK(bitnet_hub_store_paths(&p, "hub", "name", &m, "a.json", &e), e);
	CHECK_HAS(p.blob, "hub/models--name/blobs/");
	put(p.blob, "hello\n");
	CHECK_OK(bitnet_hub_store_link(&p, "hub", "name", m.commit, &m, "a.json", &e), e);
	CHECK(access("hub/models--name/refs", F_OK) != 0);
	CHECK_INT(lstat(p.snapshot, &before), 0);
	CHECK_OK(bitnet_hub_store_link(&p, "hub", "name", m.commit, &m, "a.json", &e), e);
	CHECK_INT(lstat(p.snapshot, &after), 0);
	CHECK_INT(after.st_ino, before.st_ino);
	CHECK_INT(unlink(p.snapshot), 0);
	CHECK_INT(symlink("/etc/passwd", p.snapshot), 0);
	CHECK_OK(bitnet_hub_store_link(&p, "hub", "name", "main", &m, "a.json", &e), e);
	CHECK_STR(content(p.snapshot), "hello\n");
	CHECK_STR(content("hub/models--name/refs/main"), m.commit);
	bitnet_hub_paths_release(&p);
}

TEST(lock, "the lock is where the client has it")
{
	struct bitnet_hub_paths p;

	scratch_enter("lock");
	CHECK_OK(bitnet_hub_store_paths(&p, "hub", "org/name", &m, "a.json", &e), e);
	CHECK_STR(p.lock, "hub/.locks/models--org--name/ce013625030ba8dba906f756967f9e9ca394464a.lock");
	CHECK_INT(access("hub/.locks/models--org--name", F_OK), 0);
	bitnet_hub_paths_release(&p);
}

TEST(at_once, "processes that make the same link and reference at the same time all succeed")
{
	struct bitnet_hub_paths p;
	int round, i, status;

	scratch_enter("at_once");
	CHECK_OK(bitnet_hub_store_paths(&p, "hub", "org/name", &m, "a.json", &e), e);
	put(p.blob, "hello\n");
	for (round = 0; round < 50; round++) {
		int go[2];

		CHECK_INT(pipe(go), 0);
		fflush(stdout);
		for (i = 0; i < 8; i++)
			if (fork() == 0) {
				char c;

				close(go[1]);
				_exit(read(go[0], &c, 1) != 0 || bitnet_hub_store_link(&p, "hub", "org/name", "main", &m, "a.json", &e) != 0);
			}
		close(go[0]);
		close(go[1]);
		for (i = 0; i < 8; i++)
			CHECK(wait(&status) > 0 && status == 0);
		CHECK_STR(content(p.snapshot), "hello\n");
		CHECK_STR(content("hub/models--org--name/refs/main"), m.commit);
		CHECK_INT(unlink(p.snapshot) + unlink("hub/models--org--name/refs/main"), 0);
	}
	CHECK_INT(rmdir("hub/models--org--name/snapshots/1111111111111111111111111111111111111111"), 0);
	CHECK_INT(rmdir("hub/models--org--name/refs"), 0);
	bitnet_hub_paths_release(&p);
}

static void *link_it(void *paths)
{
	struct bitnet_error own;

	return bitnet_hub_store_link(paths, "hub", "org/name", "main", &m, "a.json", &own) == 0 ? paths : NULL;
}

TEST(one_pid, "threads, which have one process id as processes in two containers may, all succeed, too")
{
	struct bitnet_hub_paths p;
	pthread_t t[8];
	void *good;
	int round, i;

	scratch_enter("one_pid");
	CHECK_OK(bitnet_hub_store_paths(&p, "hub", "org/name", &m, "a.json", &e), e);
	put(p.blob, "hello\n");
	for (round = 0; round < 100; round++) {
		for (i = 0; i < 8; i++)
			CHECK_INT(pthread_create(&t[i], NULL, link_it, &p), 0);
		for (i = 0; i < 8; i++) {
			CHECK_INT(pthread_join(t[i], &good), 0);
			CHECK(good != NULL);
		}
		CHECK_STR(content("hub/models--org--name/refs/main"), m.commit);
		CHECK_INT(unlink(p.snapshot) + unlink("hub/models--org--name/refs/main"), 0);
	}
	CHECK_INT(rmdir("hub/models--org--name/refs"), 0);
	bitnet_hub_paths_release(&p);
}

int main(void)
{
	scratch_begin();
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* Files of the Hub's client: the layout is its specification's, as test-hub-store.c has it. */
#include <sys/stat.h>
#include <unistd.h>

#include "fetch/hub-local.h"
#include "scratch.h"
#include "tap.h"

#define COMMIT "1111111111111111111111111111111111111111"
/* The id of the git blob "hello\n". */
#define HELLO "ce013625030ba8dba906f756967f9e9ca394464a"
#define REPO "hub/models--org--name"

static struct bitnet_error e;
static const char *const caches[] = { "none", "hub", NULL };

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	fputs(text, f);
	fclose(f);
}

static void make(void)
{
	static const char *const folders[] = { "hub", REPO, REPO "/refs", REPO "/blobs", REPO "/snapshots", REPO "/snapshots/" COMMIT };
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		CHECK_INT(mkdir(folders[i], 0777), 0);
	put(REPO "/refs/main", COMMIT);
	put(REPO "/blobs/" HELLO, "hello\n");
	CHECK_INT(symlink("../../blobs/" HELLO, REPO "/snapshots/" COMMIT "/a.json"), 0);
	put(REPO "/snapshots/" COMMIT "/plain.json", "hello\n");
}

TEST(told, "a revision's commit, and the hash and size of a file, are those that its client was told")
{
	struct bitnet_fetch_file m;

	scratch_enter("told");
	make();
	CHECK_OK(bitnet_hub_local_stat(&m, NULL, caches, "org/name", "main", "a.json", &e), e);
	CHECK_STR(m.commit, COMMIT);
	CHECK_STR(m.etag, HELLO);
	CHECK_INT(m.size, 6);
	CHECK_OK(bitnet_hub_local_stat(&m, NULL, caches, "org/name", COMMIT, "a.json", &e), e);
}

TEST(missing, "what is not there, has no hash or another one, or is asked for without a cache, is not cached")
{
	struct bitnet_fetch_file m;

	scratch_enter("missing");
	make();
	CHECK_INT(bitnet_hub_local_stat(&m, NULL, caches, "org/name", "main", "b.json", &e), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "not_cached");
	CHECK_INT(bitnet_hub_local_stat(&m, NULL, caches, "org/other", "main", "a.json", &e), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "not_cached");
	CHECK_INT(bitnet_hub_local_stat(&m, NULL, caches, "org/name", "main", "plain.json", &e), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "not_cached");
	CHECK_INT(bitnet_hub_local_stat(&m, NULL, NULL, "org/name", "main", "a.json", &e), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "not_cached");
	put(REPO "/blobs/" HELLO, "hallo\n");
	CHECK_INT(bitnet_hub_local_stat(&m, NULL, caches, "org/name", "main", "a.json", &e), BITNET_E_NOTFOUND);
	CHECK_STR(e.name, "not_cached");
}

TEST(list, "the files of a revision are told by name, with their folders, and nothing through a link to a folder")
{
	struct bitnet_hub_tree t;

	scratch_enter("list");
	make();
	CHECK_INT(mkdir(REPO "/snapshots/" COMMIT "/sub", 0777), 0);
	CHECK_INT(symlink("../../../blobs/" HELLO, REPO "/snapshots/" COMMIT "/sub/m.gguf"), 0);
	CHECK_INT(symlink("../../blobs", REPO "/snapshots/" COMMIT "/zz"), 0);
	put(REPO "/snapshots/" COMMIT "/.hidden", "x");
	CHECK_OK(bitnet_hub_local_list(&t, "hub", "org/name", "main", &e), e);
	CHECK_INT(t.n, 4);
	CHECK_STR(t.entries[0].path, "a.json");
	CHECK_STR(t.entries[1].path, "plain.json");
	CHECK_STR(t.entries[2].path, "sub/m.gguf");
	CHECK_STR(t.entries[3].path, "zz");
	bitnet_hub_tree_release(&t);
	CHECK_OK(bitnet_hub_local_list(&t, "hub", "org/other", "main", &e), e);
	CHECK_INT(t.n, 0);
}

static int add(void *arg, const void *data, size_t n, struct bitnet_error *err)
{
	char *to = arg;

	(void)err;
	strncat(to, data, n);
	return strlen(to) > 6;
}

TEST(bytes, "the blob of a hash is opened and read to its end, and none through a link")
{
	char text[32] = "";
	int fd;

	scratch_enter("bytes");
	make();
	fd = bitnet_hub_local_open(caches, "org/name", HELLO);
	CHECK(fd >= 0);
	CHECK_OK(bitnet_hub_local_read(fd, "a.json", add, text, &e), e);
	CHECK_STR(text, "hello\n");
	CHECK_INT(lseek(fd, 0, SEEK_SET), 0);
	CHECK_INT(bitnet_hub_local_read(fd, "a.json", add, text, &e), 1);
	close(fd);
	CHECK_INT(bitnet_hub_local_open(caches, "org/name", COMMIT), -1);
	CHECK_INT(symlink(HELLO, REPO "/blobs/" COMMIT), 0);
	CHECK_INT(bitnet_hub_local_open(caches, "org/name", COMMIT), -1);
	CHECK_INT(bitnet_hub_local_open(NULL, "org/name", HELLO), -1);
}

int main(void)
{
	scratch_begin();
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
#include "cache/cache-int.h"
#include "cache-build.h"

TEST(full, "a full disk has a name of its own and says what to do")
{
	CHECK_INT(bitnet_cache_errno(&cb_err, ENOSPC, "write_failed", "cannot write", "a\nb"), BITNET_E_SYSTEM);
	CHECK_STR(cb_err.name, "disk_full");
	CHECK_HAS(cb_err.message, "a\\nb: cannot write: No space left");
	CHECK_HAS(cb_err.hint, "BITNET_CACHE_DIR");
	CHECK_INT(bitnet_cache_errno(&cb_err, ENOENT, "write_failed", "cannot write", "a"), BITNET_E_SYSTEM);
	CHECK_STR(cb_err.name, "write_failed");
}

TEST(make, "folders are made with their parents, and one that is there is no fault")
{
	cb_enter("make");
	CHECK_OK(bitnet_cache_make(cb, "a/b/c", &cb_err), cb_err);
	CHECK_OK(bitnet_cache_make(cb, "a/b/c", &cb_err), cb_err);
	CHECK_INT(cb_count("c/a/b/c"), 0);
	cb_write("c/file", "");
	CHECK_INT(bitnet_cache_make(cb, "file/x", &cb_err), BITNET_E_SYSTEM);
	CHECK_STR(cb_err.name, "cannot_create");
}

TEST(temporary, "two temporaries of one process have two names")
{
	char *a, *b;
	int fa, fb;

	cb_enter("temporary");
	CHECK_OK(bitnet_cache_make_temporary(cb, "key", &a, &fa, &cb_err), cb_err);
	CHECK_OK(bitnet_cache_make_temporary(cb, "key", &b, &fb, &cb_err), cb_err);
	CHECK(strcmp(a, b) != 0);
	CHECK_INT(cb_count("c/tmp"), 2);
	close(fa);
	close(fb);
	free(a);
	free(b);
}

TEST(tree, "a tree is removed and measured without following its links")
{
	cb_enter("tree");
	CHECK_OK(bitnet_cache_make(cb, "t/a/b", &cb_err), cb_err);
	CHECK_INT(mkdir("outside", 0777), 0);
	cb_write("outside/kept", "12345678");
	cb_write("c/t/a/b/f", "123");
	cb_write("c/t/g", "45");
	CHECK_INT(symlink("../../outside", "c/t/link"), 0);
	CHECK_INT(symlink("loop", "c/t/loop"), 0);
	CHECK_INT(bitnet_cache_tree_bytes("c/t"), 5);
	bitnet_cache_remove_tree("c/t");
	CHECK_INT(access("c/t", F_OK), -1);
	CHECK_STR(cb_read("outside/kept"), "12345678");
	bitnet_cache_remove_tree("c/never");
}

TEST(links, "a file is opened only where no part of its name is a link, and only a regular one")
{
	int dir, fd;

	cb_enter("links");
	CHECK_OK(bitnet_cache_make(cb, "d/e", &cb_err), cb_err);
	cb_write("c/d/e/f", "x");
	CHECK_INT(symlink("e", "c/d/link"), 0);
	CHECK_INT(symlink("f", "c/d/e/g"), 0);
	CHECK_INT(mkfifo("c/d/pipe", 0666), 0);
	dir = open("c/d", O_RDONLY | O_DIRECTORY);
	fd = bitnet_cache_open_file(dir, "e/f");
	CHECK(fd >= 0);
	close(fd);
	CHECK_INT(bitnet_cache_open_file(dir, "link/f"), -1);
	CHECK(errno == ELOOP || errno == ENOTDIR);
	CHECK_INT(bitnet_cache_open_file(dir, "e/g"), -1);
	CHECK_INT(errno, ELOOP);
	CHECK_INT(bitnet_cache_open_file(dir, "e"), -1);
	CHECK_INT(errno, ELOOP);
	CHECK_INT(bitnet_cache_open_file(dir, "pipe"), -1);
	CHECK_INT(errno, ELOOP);
	CHECK_INT(bitnet_cache_open_file(dir, "none/f"), -1);
	CHECK_INT(errno, ENOENT);
	close(dir);
}

TEST(small, "a small file is replaced whole and read up to a limit; without a cache nothing is made")
{
	struct bitnet_buf b = BITNET_BUF_INIT, got = BITNET_BUF_INIT;

	cb_enter("small");
	bitnet_buf_str(&b, "hello");
	bitnet_cache_put_small(cb, "sub", "key", &b);
	CHECK_INT(cb_count("."), 0);
	CHECK_INT(mkdir("c", 0777), 0);
	bitnet_cache_put_small(cb, "sub", "key", &b);
	bitnet_cache_get_small(cb, "sub", "key", &got, 4);
	CHECK_STR(got.s, "hell");
	CHECK_INT(cb_count("c/sub"), 1);
	bitnet_buf_release(&b);
	bitnet_buf_release(&got);
}

int main(void)
{
	return cb_main();
}

/* SPDX-License-Identifier: MIT */
/* Hashes by sha256sum and git hash-object. */
#include "cache/cache-int.h"
#include "cache-build.h"

#define SHA256_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define BLOB_ABC "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f"

static int check(struct bitnet_cache *c, const char *hash)
{
	int fd = open("file", O_RDONLY), rc = bitnet_cache_check_blob(c, hash, fd, &cb_err);

	close(fd);
	return rc;
}

TEST(both, "a file is held against its name, be it a SHA-256 or the id of a git blob")
{
	cb_enter("both");
	cb_write("file", "abc");
	CHECK_OK(check(NULL, SHA256_ABC), cb_err);
	CHECK_OK(check(NULL, BLOB_ABC), cb_err);
	cb_write("file", "abd");
	CHECK_INT(check(NULL, SHA256_ABC), BITNET_E_INPUT);
	CHECK_STR(cb_err.name, "hash_mismatch");
	CHECK_INT(check(NULL, BLOB_ABC), BITNET_E_INPUT);
}

TEST(memory, "what was hashed is remembered until the file changes")
{
	struct stat a, b;

	cb_enter("memory");
	CHECK_INT(mkdir("c", 0777), 0);
	cb_write("file", "abc");
	CHECK_OK(check(cb, BLOB_ABC), cb_err);
	CHECK_INT(cb_count("c"), 0);
	cb_settle();
	CHECK_OK(check(cb, BLOB_ABC), cb_err);
	CHECK_INT(stat("c/verified/hub." BLOB_ABC, &a), 0);
	CHECK_OK(check(cb, BLOB_ABC), cb_err);
	CHECK_INT(stat("c/verified/hub." BLOB_ABC, &b), 0);
	CHECK_INT(a.st_ino, b.st_ino);
	cb_write("file", "abd");
	CHECK_INT(check(cb, BLOB_ABC), BITNET_E_INPUT);
}

int main(void)
{
	return cb_main();
}

/* SPDX-License-Identifier: MIT */
/* Known answers: FIPS 180-4 examples. */
#include "base/hash.h"

#include "tap.h"

TEST(known, "the digests of FIPS 180-4, whole and in pieces")
{
	struct bitnet_error e;
	struct bitnet_hash *h;
	char hex[65];

	CHECK_OK(bitnet_hash_new(&h, &e), e);
	CHECK_OK(bitnet_hash_add(h, "abc", 3, &e), e);
	CHECK_OK(bitnet_hash_hex(h, hex, &e), e);
	CHECK_STR(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	bitnet_hash_free(h);
	CHECK_OK(bitnet_hash_new(&h, &e), e);
	CHECK_OK(bitnet_hash_add(h, "abcdbcdecdefdefgefghfghighij", 28, &e), e);
	CHECK_OK(bitnet_hash_add(h, "hijkijkljklmklmnlmnomnopnopq", 28, &e), e);
	CHECK_OK(bitnet_hash_hex(h, hex, &e), e);
	CHECK_STR(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	bitnet_hash_free(h);
	bitnet_hash_free(NULL);
}

/* `printf 'what is up, doc?' | git hash-object --stdin`: the example of the book Pro Git. */
TEST(blob, "the id of a blob is the one that git gives it")
{
	struct bitnet_error e;
	struct bitnet_hash *h;
	char hex[65];

	CHECK_OK(bitnet_hash_git_blob(&h, 16, &e), e);
	CHECK_OK(bitnet_hash_add(h, "what is up, doc?", 16, &e), e);
	CHECK_OK(bitnet_hash_hex(h, hex, &e), e);
	CHECK_STR(hex, "bd9dbf5aae1a3862dd1526723246b20206e5fc37");
	bitnet_hash_free(h);
}

int main(void)
{
	return tap_main();
}

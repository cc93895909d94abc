/* SPDX-License-Identifier: MIT */
/* Ids to start from, and their hash. */
#include <bitnet/bench.h>

#include "tap.h"

TEST(start, "ids follow from their place and are all below the size of the vocabulary")
{
	uint32_t ids[5000], one[3];
	size_t i;

	bitnet_bench_start_ids(ids, 5000, 4000, 3);
	CHECK_INT(ids[0], 3);
	CHECK_INT(ids[1], 7919 % 4000);
	CHECK_INT(ids[4001], 7919 % 4000);
	for (i = 0; i < 5000; i++)
		CHECK(ids[i] < 4000);
	bitnet_bench_start_ids(one, 3, 1, 0);
	CHECK_INT(one[2], 0);
}

TEST(large, "a vocabulary of 2^32 - 1 ids does not overflow")
{
	uint32_t ids[600];

	bitnet_bench_start_ids(ids, 600, UINT32_MAX, 1);
	CHECK_INT(ids[599], 599 * 7919);
}

TEST(hash, "the hash is that of the ids as text with a newline")
{
	static const uint32_t ids[3] = { 1, 20, 4294967295u };
	struct bitnet_error err;
	char hex[65];

	/* printf '1 20 4294967295\n' | sha256sum */
	CHECK_OK(bitnet_bench_hash_ids(ids, 3, hex, &err), err);
	CHECK_STR(hex, "7312cb844706682a54ca37f57f1f0d7b6e62e5b5a4c1b9856dd50fac15cc526b");
	CHECK_OK(bitnet_bench_hash_ids(ids, 0, hex, &err), err);
	CHECK_STR(hex, "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b");
}

int main(void)
{
	return tap_main();
}

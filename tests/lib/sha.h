/* SPDX-License-Identifier: MIT */
/* Bytes against the SHA-256 of what another program wrote. */
#ifndef BITNET_TESTS_SHA_H
#define BITNET_TESTS_SHA_H

#include "base/hash.h"
#include "tap.h"

#define CHECK_SHA(data, n, want) do { \
	struct bitnet_hash *sha_h; \
	struct bitnet_error sha_err; \
	char sha_hex[65]; \
	CHECK_OK(bitnet_hash_new(&sha_h, &sha_err), sha_err); \
	CHECK_OK(bitnet_hash_add(sha_h, (data), (n), &sha_err), sha_err); \
	CHECK_OK(bitnet_hash_hex(sha_h, sha_hex, &sha_err), sha_err); \
	bitnet_hash_free(sha_h); \
	CHECK_STR(sha_hex, want); \
} while (0)

#endif

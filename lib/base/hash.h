/* SPDX-License-Identifier: MIT */
/* Hashes of a stream, by libcrypto: SHA-256, and what git calls a blob. */
#ifndef BITNET_BASE_HASH_H
#define BITNET_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

struct bitnet_hash;

int bitnet_hash_new(struct bitnet_hash **out, struct bitnet_error *err);
/* The id that git gives a file of `size` bytes, which are what is then added: SHA-1 of "blob SIZE", NUL, the bytes. */
int bitnet_hash_git_blob(struct bitnet_hash **out, uint64_t size, struct bitnet_error *err);
int bitnet_hash_add(struct bitnet_hash *h, const void *data, size_t n, struct bitnet_error *err);
/* The digest as lower-case hexadecimal digits, 64 or 40 of a blob, and NUL. */
int bitnet_hash_hex(struct bitnet_hash *h, char hex[65], struct bitnet_error *err);
void bitnet_hash_free(struct bitnet_hash *h);

#endif

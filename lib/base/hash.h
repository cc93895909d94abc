/* SPDX-License-Identifier: MIT */
/* SHA-256 as a stream, by libcrypto. */
#ifndef BITNET_BASE_HASH_H
#define BITNET_BASE_HASH_H

#include <stddef.h>

#include <bitnet/error.h>

struct bitnet_hash;

int bitnet_hash_new(struct bitnet_hash **out, struct bitnet_error *err);
int bitnet_hash_add(struct bitnet_hash *h, const void *data, size_t n, struct bitnet_error *err);
/* The digest as 64 lower-case hexadecimal digits and NUL. */
int bitnet_hash_hex(struct bitnet_hash *h, char hex[65], struct bitnet_error *err);
void bitnet_hash_free(struct bitnet_hash *h);

#endif

/* SPDX-License-Identifier: MIT */
/* The ids that a measurement starts from, and a hash of those that it made. */
#include <stdio.h>

#include <bitnet/bench.h>

#include "base/error-set.h"
#include "base/hash.h"

void bitnet_bench_start_ids(uint32_t *ids, size_t n, uint32_t n_vocab, uint32_t first)
{
	size_t i;

	for (i = 0; i < n; i++)
		ids[i] = i == 0 ? first : (uint32_t)((uint64_t)i % n_vocab * 7919u % n_vocab);
}

int bitnet_bench_hash_ids(const uint32_t *ids, size_t n, char hex[65], struct bitnet_error *err)
{
	struct bitnet_hash *h;
	char digits[16];
	size_t i;
	int rc = bitnet_hash_new(&h, err);

	if (rc)
		return rc;
	for (i = 0; !rc && i < n; i++) {
		int k = snprintf(digits, sizeof(digits), "%s%u", i ? " " : "", (unsigned)ids[i]);

		rc = bitnet_hash_add(h, digits, (size_t)k, err);
	}
	if (!rc)
		rc = bitnet_hash_add(h, "\n", 1, err);
	if (!rc)
		rc = bitnet_hash_hex(h, hex, err);
	bitnet_hash_free(h);
	return rc;
}

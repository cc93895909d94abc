/* SPDX-License-Identifier: MIT */
/* Digests by libcrypto's EVP interface: see hash.h. */
#include <stdio.h>
#include <stdlib.h>

#include <openssl/evp.h>

#include "base/error-set.h"
#include "base/hash.h"

struct bitnet_hash {
	EVP_MD_CTX *ctx;
};

static int failed(struct bitnet_error *err)
{
	return bitnet_error_set(err, BITNET_E_NOMEM, "hash_failed", "libcrypto cannot compute a hash");
}

static int start(struct bitnet_hash **out, const EVP_MD *kind, struct bitnet_error *err)
{
	struct bitnet_hash *h = malloc(sizeof(*h));

	if (!h)
		return bitnet_error_nomem(err, sizeof(*h));
	h->ctx = EVP_MD_CTX_new();
	if (!h->ctx || EVP_DigestInit_ex(h->ctx, kind, NULL) != 1) {
		bitnet_hash_free(h);
		return failed(err);
	}
	*out = h;
	return 0;
}

int bitnet_hash_new(struct bitnet_hash **out, struct bitnet_error *err)
{
	return start(out, EVP_sha256(), err);
}

int bitnet_hash_git_blob(struct bitnet_hash **out, uint64_t size, struct bitnet_error *err)
{
	struct bitnet_hash *h;
	char head[32];
	int n = snprintf(head, sizeof(head), "blob %llu", (unsigned long long)size);
	int rc = start(&h, EVP_sha1(), err);

	if (rc)
		return rc;
	rc = bitnet_hash_add(h, head, (size_t)n + 1, err);
	if (rc)
		bitnet_hash_free(h);
	else
		*out = h;
	return rc;
}

int bitnet_hash_add(struct bitnet_hash *h, const void *data, size_t n, struct bitnet_error *err)
{
	return EVP_DigestUpdate(h->ctx, data, n) == 1 ? 0 : failed(err);
}

int bitnet_hash_hex(struct bitnet_hash *h, char hex[65], struct bitnet_error *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned n = 0, i;

	if (EVP_DigestFinal_ex(h->ctx, d, &n) != 1 || n > 32)
		return failed(err);
	for (i = 0; i < n; i++) {
		hex[2 * i] = digits[d[i] >> 4];
		hex[2 * i + 1] = digits[d[i] & 15];
	}
	hex[2 * n] = '\0';
	return 0;
}

void bitnet_hash_free(struct bitnet_hash *h)
{
	if (h)
		EVP_MD_CTX_free(h->ctx);
	free(h);
}

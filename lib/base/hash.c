/* SPDX-License-Identifier: MIT */
/*
 * Digests by libcrypto's EVP interface: see hash.h.  The library is opened by the first hash: it takes
 * as long to load as all else that a short program does before it can start.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/dl.h"
#include "base/error-set.h"
#include "base/hash.h"

/* The name under which the third interface of libcrypto is installed everywhere. */
#define LIBRARY "libcrypto.so.3"

struct bitnet_hash {
	EVP_MD_CTX *ctx;
	const EVP_MD *(*sha1)(void), *(*sha256)(void);
	EVP_MD_CTX *(*ctx_new)(void);
	void (*ctx_free)(EVP_MD_CTX *ctx);
	int (*init)(EVP_MD_CTX *ctx, const EVP_MD *kind, ENGINE *engine);
	int (*update)(EVP_MD_CTX *ctx, const void *data, size_t n);
	int (*final)(EVP_MD_CTX *ctx, unsigned char *digest, unsigned *n);
};

static int failed(struct bitnet_error *err)
{
	return bitnet_error_set(err, BITNET_E_NOMEM, "hash_failed", "libcrypto cannot compute a hash");
}

static bool load(struct bitnet_hash *h)
{
#define ENTRY(name, member) { "EVP_" name, offsetof(struct bitnet_hash, member) }
	static const struct bitnet_dl_entry entries[] = {
		ENTRY("sha1", sha1), ENTRY("sha256", sha256), ENTRY("MD_CTX_new", ctx_new), ENTRY("MD_CTX_free", ctx_free),
		ENTRY("DigestInit_ex", init), ENTRY("DigestUpdate", update), ENTRY("DigestFinal_ex", final)
	};
#undef ENTRY
	return !bitnet_dl_load(h, LIBRARY, entries, sizeof(entries) / sizeof(*entries));
}

static int start(struct bitnet_hash **out, bool blob, struct bitnet_error *err)
{
	struct bitnet_hash *h = calloc(1, sizeof(*h));

	if (!h)
		return bitnet_error_nomem(err, sizeof(*h));
	if (!load(h)) {
		free(h);
		bitnet_error_set(err, BITNET_E_UNSUPPORTED, "no_libcrypto", "no hash can be computed: there is no %s", LIBRARY);
		bitnet_error_hint(err, "Install OpenSSL 3 (package libssl3 of Debian).");
		return BITNET_E_UNSUPPORTED;
	}
	h->ctx = h->ctx_new();
	if (!h->ctx || h->init(h->ctx, blob ? h->sha1() : h->sha256(), NULL) != 1) {
		bitnet_hash_free(h);
		return failed(err);
	}
	*out = h;
	return 0;
}

int bitnet_hash_new(struct bitnet_hash **out, struct bitnet_error *err)
{
	return start(out, false, err);
}

int bitnet_hash_git_blob(struct bitnet_hash **out, uint64_t size, struct bitnet_error *err)
{
	struct bitnet_hash *h;
	char head[32];
	int n = snprintf(head, sizeof(head), "blob %llu", (unsigned long long)size);
	int rc = start(&h, true, err);

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
	return h->update(h->ctx, data, n) == 1 ? 0 : failed(err);
}

int bitnet_hash_hex(struct bitnet_hash *h, char hex[65], struct bitnet_error *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned n = 0, i;

	if (h->final(h->ctx, d, &n) != 1 || n > 32)
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
		h->ctx_free(h->ctx);
	free(h);
}

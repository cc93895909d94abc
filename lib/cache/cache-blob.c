/* SPDX-License-Identifier: MIT */
/* Files whose name is their hash, of other caches: hashed when they were not, or have changed since. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error-set.h"
#include "base/hash.h"
#include "cache/cache-int.h"

int bitnet_cache_hash_file(int fd, int64_t blob_size, char hex[65], struct bitnet_error *err)
{
	const size_t cap = 1 << 18;
	char *part = malloc(cap);
	struct bitnet_hash *h = NULL;
	off_t at = 0;
	ssize_t n = 0;
	int rc;

	if (!part)
		return bitnet_error_nomem(err, cap);
	rc = blob_size < 0 ? bitnet_hash_new(&h, err) : bitnet_hash_git_blob(&h, (uint64_t)blob_size, err);
	while (rc == 0 && (n = pread(fd, part, cap, at)) > 0) {
		rc = bitnet_hash_add(h, part, (size_t)n, err);
		at += n;
	}
	if (rc == 0 && n < 0)
		rc = bitnet_error_errno(err, errno, "cannot_read", "cannot read");
	if (rc == 0)
		rc = bitnet_hash_hex(h, hex, err);
	bitnet_hash_free(h);
	free(part);
	return rc;
}

int bitnet_cache_check_blob(struct bitnet_cache *c, const char *hash, int fd, struct bitnet_error *err)
{
	struct bitnet_buf known = BITNET_BUF_INIT, line = BITNET_BUF_INIT;
	struct timespec now = { 0 };
	char hex[65], key[80];
	struct stat st;
	bool same;
	int rc;

	if (fstat(fd, &st) < 0)
		return bitnet_error_errno(err, errno, "cannot_open", "cannot open");
	snprintf(key, sizeof(key), "hub.%s", hash);
	bitnet_cache_stamp(&line, hash, &st, "");
	if (c)
		bitnet_cache_get_small(c, "verified", key, &known, 512);
	same = known.n && known.n == line.n && memcmp(known.s, line.s, line.n) == 0;
	bitnet_buf_release(&known);
	rc = 0;
	if (!same) {
		clock_gettime(CLOCK_REALTIME, &now);
		rc = bitnet_cache_hash_file(fd, strlen(hash) == 40 ? (int64_t)st.st_size : -1, hex, err);
		if (rc == 0 && strcmp(hex, hash) != 0)
			rc = bitnet_error_set(err, BITNET_E_INPUT, "hash_mismatch", "has the hash %s, expected %s", hex, hash);
		if (rc == 0 && c && bitnet_cache_settled(&st, &now))
			bitnet_cache_put_small(c, "verified", key, &line);
	}
	bitnet_buf_release(&line);
	return rc;
}

/* SPDX-License-Identifier: MIT */
/*
 * Bundles: entries of the cache as one archive, for a machine without a network.  In it each entry is a folder, KEY/,
 * with its files and its manifest.  libarchive is opened at run time: without it BITNET_E_UNSUPPORTED
 * "no_libarchive".
 */
#ifndef BITNET_BUNDLE_H
#define BITNET_BUNDLE_H

#include <bitnet/cache.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bitnet_bundle_format {
	BITNET_BUNDLE_NONE, BITNET_BUNDLE_TAR, BITNET_BUNDLE_TAR_GZ, BITNET_BUNDLE_TAR_XZ, BITNET_BUNDLE_TAR_ZST, BITNET_BUNDLE_ZIP
};
/* By the end of a file's name: .tar, .tar.gz, .tgz, .tar.xz, .tar.zst, .zip. */
BITNET_API enum bitnet_bundle_format bitnet_bundle_format(const char *name);

/* Takes the next bytes of a bundle; -1 with errno set ends it with "write_failed". */
typedef int bitnet_bundle_write_fn(void *arg, const void *data, size_t n);

/*
 * Write entries, each hashed before and while it is written.  The same entries give the same bytes.  Errors of
 * bitnet_cache_lookup(), "cache_damaged" also for a file that changes under us, "write_failed", "key_twice" for a key
 * that is given twice.
 */
BITNET_API int bitnet_bundle_export(struct bitnet_cache *c, const char *const *keys, size_t n, enum bitnet_bundle_format format,
				    bitnet_bundle_write_fn *write, void *arg, struct bitnet_error *err);

/*
 * Read a bundle from fd into the cache: all its entries or none.  Names, sizes and hashes are held against the
 * manifests; nothing is published before the whole bundle was read and is sound, so that a failure leaves the cache as
 * it was.  report (or NULL) is called for each entry: what is "added", "replaced" or "same".  dry_run: everything
 * but the publishing.  BITNET_E_INPUT: "bad_archive", "archive_path", "archive_type", "bundle_stray" for a file
 * that is of no entry, "bundle_no_manifest", "bad_manifest", "hash_mismatch", "size_mismatch", "bundle_files";
 * BITNET_E_LIMIT "archive_bomb", "too_many_files".
 */
BITNET_API int bitnet_bundle_import(struct bitnet_cache *c, int fd, bool dry_run,
				    void (*report)(void *arg, const char *key, const char *what, uint64_t bytes), void *arg,
				    struct bitnet_error *err);

#ifdef __cplusplus
}
#endif
#endif

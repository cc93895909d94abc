/* SPDX-License-Identifier: MIT */
/*
 * The cache of the Hub's own client, read as its specification says:
 *
 *	models--OWNER--NAME/refs/REVISION                the commit, 40 digits
 *	models--OWNER--NAME/snapshots/COMMIT/FILE        a link to ../../blobs/HASH, or a file
 */
#ifndef BITNET_CACHE_HUB_CACHE_H
#define BITNET_CACHE_HUB_CACHE_H

#include <bitnet/cache.h>

/*
 * *path (free it) is a file of a repository at a revision, in the cache at root.  What its link leads to must lie in
 * the repository's folder, must not be empty, and must have the hash that is its name: files there have been
 * written through their links.  c remembers what was hashed, and may be NULL.  commit (41 bytes, or NULL) is the
 * revision's.  BITNET_E_NOTFOUND "not_cached"; BITNET_E_INPUT "cache_damaged", "bad_name".
 */
int bitnet_hub_cache_find(char **path, char *commit, struct bitnet_cache *c, const char *root, const char *repo, const char *revision,
			  const char *file, struct bitnet_error *err);

/* The folder of a repository's files at a revision; false when nothing says which commit that is, or it does not fit. */
bool bitnet_hub_cache_snapshot(char *out, size_t cap, const char *root, const char *repo, const char *revision);

/* root/models--OWNER--NAME; -1 when it does not fit. */
int bitnet_hub_cache_folder(char *out, size_t cap, const char *root, const char *repo);

#endif

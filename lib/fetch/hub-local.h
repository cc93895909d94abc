/* SPDX-License-Identifier: MIT */
/* Files that the Hub's own client has fetched: nothing is downloaded twice. */
#ifndef BITNET_FETCH_HUB_LOCAL_H
#define BITNET_FETCH_HUB_LOCAL_H

#include <bitnet/cache.h>
#include <bitnet/fetch.h>

#include "fetch/hub.h"

/*
 * What the Hub said of a file when its client fetched it at a revision; caches are its folders, ended by NULL, or NULL.
 * A file that is no link to a blob has no hash, and is not taken.  c remembers what was hashed, and may be NULL.
 * BITNET_E_NOTFOUND "not_cached".
 */
int bitnet_hub_local_stat(struct bitnet_fetch_file *m, struct bitnet_cache *c, const char *const *caches, const char *repo,
			  const char *revision, const char *file, struct bitnet_error *err);

/* The files that one of its caches has at a revision, by name; of each only the path is said. */
int bitnet_hub_local_list(struct bitnet_hub_tree *t, const char *cache, const char *repo, const char *revision, struct bitnet_error *err);

/* All bytes of a file that is open, to a function; path is for messages. */
int bitnet_hub_local_read(int fd, const char *path, bitnet_body_fn *fn, void *arg, struct bitnet_error *err);

/* The blob of an etag, open for reading, or -1.  Its bytes are still to be compared with the hash. */
int bitnet_hub_local_open(const char *const *caches, const char *repo, const char *etag);

#endif

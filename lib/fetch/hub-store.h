/* SPDX-License-Identifier: MIT */
/* Writing into the cache of the Hub's own client, in its layout: see cache/hub-cache.h for reading. */
#ifndef BITNET_FETCH_HUB_STORE_H
#define BITNET_FETCH_HUB_STORE_H

#include <bitnet/fetch.h>

/*
 * Paths of a file in the cache at root, whose folders are made: the blob, what it is collected in, the snapshot, and
 * the lock that the client takes while it fetches the blob.  All are to be freed, also after a failure, and NULL before.
 */
struct bitnet_hub_paths {
	char *blob, *part, *snapshot, *lock;
};
int bitnet_hub_store_paths(struct bitnet_hub_paths *to, const char *root, const char *repo, const struct bitnet_fetch_file *m,
			   const char *file, struct bitnet_error *err);
void bitnet_hub_paths_release(struct bitnet_hub_paths *p);

/* The blob is there: link the snapshot to it, and note the revision's commit. */
int bitnet_hub_store_link(const struct bitnet_hub_paths *p, const char *root, const char *repo, const char *revision,
			  const struct bitnet_fetch_file *m, const char *file, struct bitnet_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A large file that may come in several runs.  Its bytes are collected in PART, whose name holds the hash of the
 * whole, so that only bytes of the same file are ever joined; all of them are hashed before PART is renamed.
 */
#ifndef BITNET_FETCH_PART_H
#define BITNET_FETCH_PART_H

#include "fetch/hub.h"

struct bitnet_part {
	const char *repo, *file;                   /* of the Hub */
	const struct bitnet_fetch_file *m;
	char *part, *final;                        /* both in the same folder, which is there */
	const char *lock;                          /* a file to lock against other programs; NULL: none */
	double lock_wait;                          /* seconds to wait for another process that fetches it */
};

/*
 * Fetch what PART lacks, and rename it to FINAL.  A process that is killed, or a network that fails, leaves PART for
 * the next run; bytes that turn out wrong are removed.  When another process made FINAL meanwhile, that is enough.
 * "cannot_create", "disk_full", "write_failed", "hash_mismatch", "lock_timeout", and those of bitnet_hub_get().
 */
int bitnet_part_fetch(struct bitnet_fetch *f, const struct bitnet_part *p, struct bitnet_error *err);

/* Bytes that PART has already; 0 when there is none, or it is longer than the file. */
uint64_t bitnet_part_have(const struct bitnet_part *p);

/* Whether FINAL is a regular file of the right size. */
bool bitnet_part_done(const struct bitnet_part *p);

#endif

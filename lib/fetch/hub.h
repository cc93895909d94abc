/* SPDX-License-Identifier: MIT */
/* The protocol of the Hub: what a file is, its bytes, the list of files, errors. */
#ifndef BITNET_FETCH_HUB_H
#define BITNET_FETCH_HUB_H

#include "fetch/client.h"

/* repo, revision and file are valid names (base/names.h); other names are BITNET_E_INPUT "bad_name". */
int bitnet_hub_check(const char *repo, const char *revision, const char *file, struct bitnet_error *err);

/* ENDPOINT/REPO/resolve/REVISION/FILE, of names that are checked. */
int bitnet_hub_url(struct bitnet_url *u, const struct bitnet_fetch *f, const char *repo, const char *revision,
		   const char *file, struct bitnet_error *err);

/* bitnet_fetch_stat(); *no_file: the revision is there, and has no such file. */
int bitnet_hub_stat(struct bitnet_fetch *f, const char *repo, const char *revision, const char *file,
		    struct bitnet_fetch_file *out, bool *no_file, struct bitnet_error *err);

/*
 * The bytes of a file from `from` on, at the commit of m; a connection that ends too early is taken up where
 * it ended.  BITNET_E_PROTOCOL "range_ignored" when `from`, or that place, cannot be had: begin again at 0.
 * body must not get more than size - from bytes, and gets no less when this returns 0.
 */
int bitnet_hub_get(struct bitnet_fetch *f, const char *repo, const struct bitnet_fetch_file *m, const char *file,
		   uint64_t from, bitnet_body_fn *body, void *arg, struct bitnet_error *err);

/* ---- hub-fault.c */

/* An answer that is no success, as an error in the words of the user; returns its status. */
int bitnet_hub_fault(const struct bitnet_fetch *f, const struct bitnet_reply *r, const struct bitnet_url *asked,
		     const char *repo, const char *revision, const char *file, struct bitnet_error *err);

/* ---- hub-tree.c */

struct bitnet_hub_entry {
	char *path;
	int64_t size;
	char etag[65];
};

struct bitnet_hub_tree {
	char commit[41];
	struct bitnet_hub_entry *entries;
	size_t n, cap;
};

/* The files of a repository; names that are not safe are left out. */
int bitnet_hub_list(struct bitnet_fetch *f, const char *repo, const char *revision, struct bitnet_hub_tree *t,
		    struct bitnet_error *err);
void bitnet_hub_tree_release(struct bitnet_hub_tree *t);

/* Adds a file; what e points to is not used. */
int bitnet_hub_tree_add(struct bitnet_hub_tree *t, const struct bitnet_hub_entry *e, const char *path, size_t n, struct bitnet_error *err);

/* Adds the entries of one answer; for the fuzzer. */
int bitnet_hub_tree_parse(struct bitnet_hub_tree *t, const char *json, size_t n, struct bitnet_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the cache share.  Below its folder:
 *
 *	tokenizers/KEY/     the files of a key and `manifest`
 *	tmp/                what is being written or removed, one folder a process and key
 *	locks/KEY           one fetch at a time
 *	verified/KEY        sizes and times of files when they were last hashed
 *	hits/KEY            how often a key was used
 */
#ifndef BITNET_CACHE_INT_H
#define BITNET_CACHE_INT_H

#include <sys/stat.h>
#include <time.h>

#include <bitnet/cache.h>

#include "base/buf.h"

struct bitnet_cache {
	char *dir;
};

#define BITNET_MANIFEST "manifest"
enum { BITNET_CACHE_FILES_MAX = 64, BITNET_MANIFEST_MAX = 1 << 20 };

/* ---- cache-open.c */

/* DIR/…, to be freed; NULL when there is no memory. */
char *bitnet_cache_path(const struct bitnet_cache *c, const char *fmt, ...) BITNET_PRINTF(2, 3);

/* BITNET_E_INPUT "bad_name" unless valid(name). */
int bitnet_cache_check_name(const char *what, const char *name, bool (*valid)(const char *s, size_t n), struct bitnet_error *err);

/* ---- cache-fs.c; paths in messages are escaped */

/* From errno, ENOSPC and EDQUOT being "disk_full"; BITNET_E_SYSTEM always. */
int bitnet_cache_errno(struct bitnet_error *err, int sys_errno, const char *name, const char *what, const char *path);

/* DIR/sub with all its parents; "" is DIR. */
int bitnet_cache_make(const struct bitnet_cache *c, const char *sub, struct bitnet_error *err);

/* Make a folder below tmp that nobody else has, locked as long as *fd is open: *path is to be freed. */
int bitnet_cache_make_temporary(const struct bitnet_cache *c, const char *key, char **path, int *fd, struct bitnet_error *err);

/* Remove a file, a link, or a folder with all in it; what cannot be removed stays. */
void bitnet_cache_remove_tree(const char *path);

/* Bytes of all regular files below path. */
uint64_t bitnet_cache_tree_bytes(const char *path);

/* Open a file below a folder; no part of its name may be a link, and it must be a regular file: else errno is ELOOP. */
int bitnet_cache_open_file(int dir, const char *name);

/* Write all; -1 and errno. */
int bitnet_cache_write_all(int fd, const void *data, size_t n);

/* Replace a small file that may be lost, DIR/sub/KEY, as a whole. */
void bitnet_cache_put_small(const struct bitnet_cache *c, const char *sub, const char *key, const struct bitnet_buf *text);

/* The first max bytes of DIR/sub/KEY, or nothing. */
void bitnet_cache_get_small(const struct bitnet_cache *c, const char *sub, const char *key, struct bitnet_buf *text, size_t max);

/* ---- cache-manifest.c */

/* Into e, which has its key and folder and is otherwise empty; paths of files are set. */
int bitnet_manifest_read(struct bitnet_cache_entry *e, const char *text, size_t n, struct bitnet_error *err);
int bitnet_manifest_write(struct bitnet_buf *out, const struct bitnet_cache_entry *e, struct bitnet_error *err);
/* Both tell of the same files from the same place; times do not matter. */
bool bitnet_manifest_same(const struct bitnet_cache_entry *a, const struct bitnet_cache_entry *b);
/* Copy facts into e, checked. */
int bitnet_manifest_facts(struct bitnet_cache_entry *e, const struct bitnet_cache_facts *facts, struct bitnet_error *err);

/* ---- cache-lookup.c: what a file was when it was hashed, as a line of text */

void bitnet_cache_stamp(struct bitnet_buf *line, const char *hash, const struct stat *st, const char *name);
/* The file was old enough when its hashing began: a change after that shows in its times. */
bool bitnet_cache_settled(const struct stat *st, const struct timespec *hashed);

/* ---- cache-blob.c */

/* The SHA-256 of an open file from its beginning, or when blob_size is not -1 its id as a git blob of that size. */
int bitnet_cache_hash_file(int fd, int64_t blob_size, char hex[65], struct bitnet_error *err);

/* BITNET_E_INPUT "hash_mismatch" unless an open file has the hash, of 40 or 64 digits; c, or NULL, remembers it. */
int bitnet_cache_check_blob(struct bitnet_cache *c, const char *hash, int fd, struct bitnet_error *err);

/* ---- cache-txn.c: the two halves of a commit, neither of which releases t */

/* Everything but the rename. */
int bitnet_cache_txn_ready(struct bitnet_cache_txn *t, const struct bitnet_cache_facts *facts, struct bitnet_error *err);
/* The rename, unless the same is there already. */
int bitnet_cache_txn_put(struct bitnet_cache_txn *t, struct bitnet_error *err);
/* Sizes and hashes of the finished files are those of the manifest e, and none is missing or too many; takes its etags. */
int bitnet_cache_txn_agrees(struct bitnet_cache_txn *t, const struct bitnet_cache_entry *e, struct bitnet_error *err);

/*
 * Move the folder into another, as KEY@INODE, where it is no longer t's; nothing when the same is in the cache
 * already.
 */
int bitnet_cache_txn_move(struct bitnet_cache_txn *t, const char *folder, struct bitnet_error *err);

/* ---- cache-journal.c */

/* Put several that are ready in their places: all of them, or none, also when the process is killed. */
int bitnet_cache_put_all(struct bitnet_cache *c, struct bitnet_cache_txn *const *v, size_t n, struct bitnet_error *err);

/* Bring to its end what a process that was killed had decided; what cannot be written stays as it is. */
void bitnet_cache_recover(const struct bitnet_cache *c);

/* A name below tmp that is not to be tidied up. */
bool bitnet_cache_is_journal(const char *name);

/* ---- cache-publish.c */

/* Put the folder tmp, which is complete and synced, in the place of the key; what was there is removed. */
int bitnet_cache_publish(const struct bitnet_cache *c, const char *key, const char *tmp, struct bitnet_error *err);

/* ---- cache-prune.c */

/* Remove temporaries of processes that ended long ago. */
void bitnet_cache_sweep(const struct bitnet_cache *c);

#endif

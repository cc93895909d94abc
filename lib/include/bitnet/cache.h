/* SPDX-License-Identifier: MIT */
/*
 * The cache of tokenizers: one folder a key, `DIR/tokenizers/KEY`, with its files and `manifest`.
 *
 * A key appears whole or not at all: its files are written into a folder of their own below DIR/tmp,
 * hashed as they come, compared, synced, and that folder is renamed into its place, or exchanged with
 * the one that was there.  A kill at any moment, a full disk, a second process and a read-only cache
 * leave what was there or what is new.  Nothing of this depends on a lock.
 *
 * Names and hashes are checked on the way in and on the way out: keys, files, commits and etags that
 * could leave the folder are refused (BITNET_E_INPUT "bad_name").  A cache has no state in memory but
 * its path, and may be shared by threads.
 */
#ifndef BITNET_CACHE_H
#define BITNET_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bitnet_cache;

/* dir is $BITNET_CACHE_DIR, copied; it and what belongs in it are made when something is written. */
BITNET_API int bitnet_cache_open(struct bitnet_cache **out, const char *dir, struct bitnet_error *err);
BITNET_API void bitnet_cache_close(struct bitnet_cache *c);
BITNET_API const char *bitnet_cache_dir(const struct bitnet_cache *c);

/* ---- reading */

struct bitnet_cache_file {
	char *name;                /* "tokenizer.json" */
	char *path;
	uint64_t size;             /* bytes */
	char sha256[65];
	char etag[65];             /* what the server called it: 40 or 64 digits; "": it did not say */
};

/* What is known of an entry; strings that are not known are NULL or "". */
struct bitnet_cache_entry {
	char *key;
	char *dir;                 /* the folder */
	char *repo, *revision;     /* what was asked for */
	char *mirror;              /* the repository that the bytes came from, when it is another */
	char commit[41];
	char *license;
	int64_t vocab_size;        /* -1: not known */
	char tokens_sha256[65];
	int64_t time;              /* when it was published: seconds since 1970 */
	struct bitnet_cache_file *files;
	size_t n_files;
	char **absent;             /* optional files that the repository does not have; ended by NULL, or NULL */
	uint64_t device, inode;    /* of the folder, for bitnet_cache_current() */
};

/*
 * The entry of a key, each file compared with the manifest.  A file is hashed when its size or times are
 * not those of its last hashing; that memory is best effort.  BITNET_E_NOTFOUND "not_cached";
 * BITNET_E_INPUT "cache_no_manifest" for a folder that was not made by this library, "bad_manifest", or
 * "cache_damaged" when a file is missing or another.
 */
BITNET_API int bitnet_cache_lookup(struct bitnet_cache_entry **out, struct bitnet_cache *c, const char *key,
				   struct bitnet_error *err);
/* The same, and every file is hashed. */
BITNET_API int bitnet_cache_verify(struct bitnet_cache_entry **out, struct bitnet_cache *c, const char *key,
				   struct bitnet_error *err);
BITNET_API void bitnet_cache_entry_free(struct bitnet_cache_entry *e);

/* A file of the entry by its name, or NULL. */
BITNET_API const struct bitnet_cache_file *bitnet_cache_entry_file(const struct bitnet_cache_entry *e, const char *name);

/* The file that bitnet_tok_open() is to be given: tokenizer.json before the others; NULL: none that it could read. */
BITNET_API const struct bitnet_cache_file *bitnet_cache_entry_tokenizer(const struct bitnet_cache_entry *e);

/*
 * Whether the paths of e still lead to what was looked up: false when the key was replaced or removed
 * since.  Ask after opening several files of an entry; look up again when it is false.
 */
BITNET_API bool bitnet_cache_current(const struct bitnet_cache_entry *e);

/* Count a use of the key; what goes wrong is nobody's trouble. */
BITNET_API void bitnet_cache_hit(struct bitnet_cache *c, const char *key);

/* Keys that are there, in the order of their names, whatever their state. */
BITNET_API int bitnet_cache_keys(char ***keys, size_t *n, struct bitnet_cache *c, struct bitnet_error *err);
BITNET_API void bitnet_cache_keys_free(char **keys, size_t n);

/* hits: uses that were counted; last_used: seconds since 1970, 0: never; bytes: all that lies in the folder. */
struct bitnet_cache_usage {
	uint64_t hits;
	int64_t last_used;
	uint64_t bytes;
};
BITNET_API void bitnet_cache_usage(struct bitnet_cache_usage *u, struct bitnet_cache *c, const char *key);

/* ---- writing */

struct bitnet_cache_txn;

/* Begin to write a key.  BITNET_E_SYSTEM "cannot_create" where the cache cannot be written. */
BITNET_API int bitnet_cache_begin(struct bitnet_cache_txn **out, struct bitnet_cache *c, const char *key,
				  struct bitnet_error *err);

/*
 * Begin the next file; the one before must be finished.  size: in bytes, -1: not known; the space is
 * reserved, so that a full disk is seen here (BITNET_E_SYSTEM "disk_full").  etag: 40 digits are the id of a
 * git blob, 64 a SHA-256; NULL: there is none and nothing is compared.
 */
BITNET_API int bitnet_cache_file_begin(struct bitnet_cache_txn *t, const char *name, int64_t size, const char *etag,
				       struct bitnet_error *err);
/* BITNET_E_INPUT "size_mismatch" as soon as there are more bytes than said. */
BITNET_API int bitnet_cache_file_write(struct bitnet_cache_txn *t, const void *data, size_t n, struct bitnet_error *err);
/* Size and hash are compared ("size_mismatch", "hash_mismatch"), the file is synced and closed. */
BITNET_API int bitnet_cache_file_end(struct bitnet_cache_txn *t, struct bitnet_error *err);
/* Drop the file that was begun, to begin it again or do without it. */
BITNET_API void bitnet_cache_file_drop(struct bitnet_cache_txn *t);

/* A finished file of the transaction lies at this path until the commit, to be looked into; NULL: none of this name. */
BITNET_API const char *bitnet_cache_file_path(const struct bitnet_cache_txn *t, const char *name);

/* What the manifest says beside the files; NULL or -1: not known.  time is set by the commit. */
struct bitnet_cache_facts {
	const char *repo, *revision, *mirror, *commit, *license;
	int64_t vocab_size;
	const char *tokens_sha256;
	const char *const *absent; /* ended by NULL, or NULL */
};

/*
 * Publish and release t, whatever comes out.  Where an entry with the same files and facts is there already
 * and is sound, it stays.  On failure nothing has changed.
 */
BITNET_API int bitnet_cache_commit(struct bitnet_cache_txn *t, const struct bitnet_cache_facts *facts, struct bitnet_error *err);

/* Drop what was written and release t; NULL is allowed. */
BITNET_API void bitnet_cache_abort(struct bitnet_cache_txn *t);

/* ---- one download instead of many */

struct bitnet_cache_lock;

/*
 * Options of waiting.  max_wait: seconds, 0: do not wait.  waiting is called about ten times a second while
 * another process holds the lock, with the seconds so far; it returns false to give up; NULL: none.
 */
struct bitnet_cache_wait {
	double max_wait;
	bool (*waiting)(void *arg, double seconds);
	void *arg;
};

/*
 * Lock a key against other processes that fetch it.  Look the key up again when you have it.  Where locks do
 * not work, or nothing can be written, *out is NULL and the answer 0: go on without, nothing breaks but
 * that bytes may be fetched twice.  BITNET_E_CANCELLED "lock_timeout" after max_wait, or "cancelled".
 */
BITNET_API int bitnet_cache_lock(struct bitnet_cache_lock **out, struct bitnet_cache *c, const char *key,
				 const struct bitnet_cache_wait *wait, struct bitnet_error *err);
BITNET_API void bitnet_cache_unlock(struct bitnet_cache_lock *l);

/* ---- removing; only what lies in `tokenizers`, and what this library keeps beside it, is ever touched */

/* BITNET_E_NOTFOUND "not_cached". */
BITNET_API int bitnet_cache_remove(struct bitnet_cache *c, const char *key, struct bitnet_error *err);

/*
 * Tidy up: temporaries that no process writes any more, locks that nobody holds, and what belongs to keys that are
 * gone, always; entries that were not used, or published, for max_age seconds, and then those that were used
 * least recently until the others have max_bytes at most; -1: no limit.  removed is called for each: kind is
 * "entry", "temporary", "lock" or "leftover".
 */
struct bitnet_cache_prune {
	int64_t max_age, max_bytes;
	bool dry_run;              /* only tell */
	void (*removed)(void *arg, const char *kind, const char *name, uint64_t bytes);
	void *arg;
};
BITNET_API int bitnet_cache_prune(struct bitnet_cache *c, const struct bitnet_cache_prune *o, struct bitnet_error *err);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/*
 * Writing an entry: files go into a folder below tmp, each hashed as it comes, compared and synced;
 * the commit adds the manifest and hands the folder to cache-publish.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/names.h"
#include "cache/cache-int.h"

struct bitnet_cache_txn {
	struct bitnet_cache *c;
	char *tmp;                         /* the folder */
	int dir;                           /* its descriptor, which holds its lock */
	struct bitnet_cache_entry *e;      /* of the finished files; paths are in tmp */
	bool is_there;                     /* the cache has it already */

	/* the file that is being written; fd < 0: none */
	int fd;
	struct bitnet_cache_file f;
	int64_t size;                      /* that was said, or -1 */
	struct bitnet_hash *sha256, *blob; /* blob: only when the etag is one and the size is known */
};

static int no_file(struct bitnet_error *err)
{
	return bitnet_error_set(err, BITNET_E_INPUT, "cache_order", "no file was begun");
}

int bitnet_cache_begin(struct bitnet_cache_txn **out, struct bitnet_cache *c, const char *key, struct bitnet_error *err)
{
	struct bitnet_cache_txn *t;
	int rc = bitnet_cache_check_name("a key of the cache", key, bitnet_name_key, err);

	if (rc)
		return rc;
	t = calloc(1, sizeof(*t));
	if (!t)
		return bitnet_error_nomem(err, sizeof(*t));
	t->c = c;
	t->fd = t->dir = -1;
	t->e = calloc(1, sizeof(*t->e));
	if (t->e) {
		t->e->key = bitnet_dup(key, strlen(key));
		t->e->files = calloc(BITNET_CACHE_FILES_MAX, sizeof(*t->e->files));
	}
	if (!t->e || !t->e->key || !t->e->files)
		rc = bitnet_error_nomem(err, sizeof(*t->e));
	if (rc == 0)
		rc = bitnet_cache_make_temporary(c, key, &t->tmp, &t->dir, err);
	if (rc) {
		bitnet_cache_abort(t);
		return rc;
	}
	bitnet_cache_recover(c);
	bitnet_cache_sweep(c);
	*out = t;
	return 0;
}

void bitnet_cache_file_drop(struct bitnet_cache_txn *t)
{
	if (t->fd >= 0) {
		close(t->fd);
		unlink(t->f.path);
	}
	t->fd = -1;
	bitnet_hash_free(t->sha256);
	bitnet_hash_free(t->blob);
	t->sha256 = t->blob = NULL;
	free(t->f.name);
	free(t->f.path);
	memset(&t->f, 0, sizeof(t->f));
}

void bitnet_cache_abort(struct bitnet_cache_txn *t)
{
	if (!t)
		return;
	bitnet_cache_file_drop(t);
	if (t->tmp)
		bitnet_cache_remove_tree(t->tmp);
	if (t->dir >= 0)
		close(t->dir);
	free(t->tmp);
	bitnet_cache_entry_free(t->e);
	free(t);
}

/* ---- one file */

/* The folders in the name of a file. */
static int make_parents(const struct bitnet_cache_txn *t, const char *name)
{
	char part[256];
	const char *p;

	for (p = strchr(name, '/'); p; p = strchr(p + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(p - name), name);
		if (mkdirat(t->dir, part, 0777) < 0 && errno != EEXIST)
			return -1;
	}
	return 0;
}

/* See a full disk before the first byte; what cannot reserve is no hindrance. */
static int reserve(const struct bitnet_cache_txn *t)
{
	int e = t->size > 0 ? posix_fallocate(t->fd, 0, (off_t)t->size) : 0;

	if (e == EINVAL || e == EOPNOTSUPP || e == ENOSYS || e == EINTR)
		e = 0;
	errno = e;
	return e ? -1 : 0;
}

static int open_new(struct bitnet_cache_txn *t, const char *name, const char *etag, struct bitnet_error *err)
{
	struct bitnet_buf path = BITNET_BUF_INIT;
	int rc;

	bitnet_buf_printf(&path, "%s/%s", t->tmp, name);
	t->f.path = bitnet_buf_take(&path);
	t->f.name = bitnet_dup(name, strlen(name));
	if (!t->f.path || !t->f.name)
		return bitnet_error_nomem(err, strlen(name));
	snprintf(t->f.etag, sizeof(t->f.etag), "%s", etag ? etag : "");
	rc = bitnet_hash_new(&t->sha256, err);
	if (rc == 0 && strlen(t->f.etag) == 40 && t->size >= 0)
		rc = bitnet_hash_git_blob(&t->blob, (uint64_t)t->size, err);
	if (rc)
		return rc;
	if (make_parents(t, name) == 0)
		t->fd = openat(t->dir, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (t->fd < 0)
		return bitnet_cache_errno(err, errno, "cannot_create", "cannot create", t->f.path);
	if (reserve(t) < 0)
		return bitnet_cache_errno(err, errno, "write_failed", "cannot make room", t->f.path);
	return 0;
}

int bitnet_cache_file_begin(struct bitnet_cache_txn *t, const char *name, int64_t size, const char *etag, struct bitnet_error *err)
{
	int rc = bitnet_cache_check_name("the name of a file", name, bitnet_name_file, err);

	if (rc == 0 && etag)
		rc = bitnet_cache_check_name("the hash of a file", etag, bitnet_name_etag, err);
	if (rc == 0 && (strcmp(name, BITNET_MANIFEST) == 0 || bitnet_cache_entry_file(t->e, name)))
		rc = bitnet_error_set(err, BITNET_E_INPUT, "bad_name", "'%s' is there already", name);
	if (rc == 0 && t->fd >= 0)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "cache_order", "the file before is not finished");
	if (rc == 0 && t->e->n_files == BITNET_CACHE_FILES_MAX)
		rc = bitnet_error_set(err, BITNET_E_LIMIT, "too_many_files", "more than %d files", BITNET_CACHE_FILES_MAX);
	if (rc)
		return rc;
	t->size = size < 0 ? -1 : size;
	rc = open_new(t, name, etag, err);
	if (rc)
		bitnet_cache_file_drop(t);
	return rc;
}

static int wrong_size(const struct bitnet_cache_txn *t, const char *how, struct bitnet_error *err)
{
	return bitnet_error_set(err, BITNET_E_INPUT, "size_mismatch", "'%s' has %s%llu bytes, expected %lld", t->f.name, how,
				(unsigned long long)t->f.size, (long long)t->size);
}

int bitnet_cache_file_write(struct bitnet_cache_txn *t, const void *data, size_t n, struct bitnet_error *err)
{
	int rc = t->fd < 0 ? no_file(err) : 0;

	if (rc)
		return rc;
	t->f.size += n;
	if (t->size >= 0 && t->f.size > (uint64_t)t->size)
		return wrong_size(t, "at least ", err);
	rc = bitnet_hash_add(t->sha256, data, n, err);
	if (rc == 0 && t->blob)
		rc = bitnet_hash_add(t->blob, data, n, err);
	if (rc == 0 && bitnet_cache_write_all(t->fd, data, n) < 0)
		rc = bitnet_cache_errno(err, errno, "write_failed", "cannot write", t->f.path);
	return rc;
}

static int compare(struct bitnet_cache_txn *t, struct bitnet_error *err)
{
	char blob[65];
	const char *have = t->f.sha256;
	int rc;

	if (t->size >= 0 && t->f.size != (uint64_t)t->size)
		return wrong_size(t, "", err);
	rc = bitnet_hash_hex(t->sha256, t->f.sha256, err);
	if (rc == 0 && strlen(t->f.etag) == 40) {
		/* The hash of a blob begins with its size, which may be known at its end only. */
		rc = t->blob ? bitnet_hash_hex(t->blob, blob, err) : bitnet_cache_hash_file(t->fd, (int64_t)t->f.size, blob, err);
		have = blob;
	}
	if (rc == 0 && *t->f.etag && strcmp(have, t->f.etag) != 0)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "hash_mismatch", "'%s' has the hash %s, expected %s", t->f.name, have, t->f.etag);
	return rc;
}

int bitnet_cache_file_end(struct bitnet_cache_txn *t, struct bitnet_error *err)
{
	int rc = t->fd < 0 ? no_file(err) : compare(t, err);

	if (rc == 0 && fsync(t->fd) < 0)
		rc = bitnet_cache_errno(err, errno, "write_failed", "cannot write", t->f.path);
	if (rc == 0 && close(t->fd) < 0) {
		rc = bitnet_cache_errno(err, errno, "write_failed", "cannot write", t->f.path);
		unlink(t->f.path);
	}
	if (rc == 0) {
		t->e->files[t->e->n_files++] = t->f;
		memset(&t->f, 0, sizeof(t->f));
		t->fd = -1;
	}
	bitnet_cache_file_drop(t);
	return rc;
}

const char *bitnet_cache_file_path(const struct bitnet_cache_txn *t, const char *name)
{
	const struct bitnet_cache_file *f = bitnet_cache_entry_file(t->e, name);

	return f ? f->path : NULL;
}

/* ---- the commit */

static int write_manifest(struct bitnet_cache_txn *t, struct bitnet_error *err)
{
	struct bitnet_buf text = BITNET_BUF_INIT;
	int fd = -1, rc = bitnet_manifest_write(&text, t->e, err);

	if (rc == 0) {
		fd = openat(t->dir, BITNET_MANIFEST, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 || bitnet_cache_write_all(fd, text.s, text.n) < 0 || fsync(fd) < 0)
			rc = bitnet_cache_errno(err, errno, "write_failed", "cannot write the manifest", t->tmp);
	}
	if (fd >= 0 && close(fd) < 0 && rc == 0)
		rc = bitnet_cache_errno(err, errno, "write_failed", "cannot write the manifest", t->tmp);
	bitnet_buf_release(&text);
	return rc;
}

/* The names in the folder, and in those below it. */
static void sync_folders(const struct bitnet_cache_txn *t)
{
	char part[256];
	const char *p;
	size_t i;
	int fd;

	for (i = 0; i < t->e->n_files; i++) {
		const char *name = t->e->files[i].name;

		for (p = strchr(name, '/'); p; p = strchr(p + 1, '/')) {
			snprintf(part, sizeof(part), "%.*s", (int)(p - name), name);
			fd = openat(t->dir, part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
			if (fd >= 0) {
				fsync(fd);
				close(fd);
			}
		}
	}
	fsync(t->dir);
}

/* What is there is what we have. */
static bool there_already(const struct bitnet_cache_txn *t)
{
	struct bitnet_cache_entry *old;
	bool same;

	if (bitnet_cache_lookup(&old, t->c, t->e->key, NULL) != 0)
		return false;
	same = bitnet_manifest_same(old, t->e);
	bitnet_cache_entry_free(old);
	return same;
}

int bitnet_cache_txn_ready(struct bitnet_cache_txn *t, const struct bitnet_cache_facts *facts, struct bitnet_error *err)
{
	struct timespec now = { 0 };
	int rc;

	if (t->fd >= 0)
		return bitnet_error_set(err, BITNET_E_INPUT, "cache_order", "the file before is not finished");
	if (t->e->n_files == 0)
		return bitnet_error_set(err, BITNET_E_INPUT, "cache_order", "an entry without a file");
	rc = bitnet_manifest_facts(t->e, facts, err);
	if (rc)
		return rc;
	t->is_there = there_already(t);
	if (t->is_there)
		return 0;
	clock_gettime(CLOCK_REALTIME, &now);
	t->e->time = now.tv_sec;
	rc = write_manifest(t, err);
	if (rc == 0)
		sync_folders(t);
	return rc;
}

int bitnet_cache_txn_put(struct bitnet_cache_txn *t, struct bitnet_error *err)
{
	return t->is_there ? 0 : bitnet_cache_publish(t->c, t->e->key, t->tmp, err);
}

int bitnet_cache_txn_move(struct bitnet_cache_txn *t, const char *folder, struct bitnet_error *err)
{
	struct bitnet_buf to = BITNET_BUF_INIT;
	struct stat st;
	int rc = 0;

	if (t->is_there)
		return 0;
	if (fstat(t->dir, &st) < 0)
		return bitnet_cache_errno(err, errno, "write_failed", "cannot write", t->tmp);
	bitnet_buf_printf(&to, "%s/%s@%llu", folder, t->e->key, (unsigned long long)st.st_ino);
	if (to.failed)
		rc = bitnet_error_nomem(err, to.n);
	else if (rename(t->tmp, to.s) < 0)
		rc = bitnet_cache_errno(err, errno, "write_failed", "cannot write", to.s);
	bitnet_buf_release(&to);
	if (rc == 0) {
		free(t->tmp);
		t->tmp = NULL;
	}
	return rc;
}

int bitnet_cache_commit(struct bitnet_cache_txn *t, const struct bitnet_cache_facts *facts, struct bitnet_error *err)
{
	int rc = bitnet_cache_txn_ready(t, facts, err);

	if (rc == 0)
		rc = bitnet_cache_txn_put(t, err);
	if (rc && rc != BITNET_E_SYSTEM)
		bitnet_error_prefix(err, "%s", t->e->key);
	bitnet_cache_abort(t);
	return rc;
}

/* ---- files that came without their hashes */

static int agrees(const struct bitnet_cache_file *want, struct bitnet_cache_file *have, struct bitnet_error *err)
{
	int fd, rc;

	if (have->size != want->size)
		return bitnet_error_set(err, BITNET_E_INPUT, "size_mismatch", "'%s' has %llu bytes, expected %llu", have->name,
					(unsigned long long)have->size, (unsigned long long)want->size);
	if (strcmp(have->sha256, want->sha256) != 0)
		return bitnet_error_set(err, BITNET_E_INPUT, "hash_mismatch", "'%s' has the hash %s, expected %s", have->name, have->sha256,
					want->sha256);
	memcpy(have->etag, want->etag, sizeof(have->etag));
	if (!*have->etag)
		return 0;
	fd = open(have->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return bitnet_cache_errno(err, errno, "cannot_open", "cannot open", have->path);
	rc = bitnet_cache_check_blob(NULL, have->etag, fd, err);
	close(fd);
	if (rc)
		bitnet_error_prefix(err, "'%s'", have->name);
	return rc;
}

int bitnet_cache_txn_agrees(struct bitnet_cache_txn *t, const struct bitnet_cache_entry *e, struct bitnet_error *err)
{
	const struct bitnet_cache_file *want;
	size_t i;
	int rc = 0;

	for (i = 0; i < t->e->n_files && rc == 0; i++) {
		want = bitnet_cache_entry_file(e, t->e->files[i].name);
		if (!want)
			return bitnet_error_set(err, BITNET_E_INPUT, "bundle_files", "'%s' is not in the manifest", t->e->files[i].name);
		rc = agrees(want, &t->e->files[i], err);
	}
	for (i = 0; i < e->n_files && rc == 0; i++)
		if (!bitnet_cache_entry_file(t->e, e->files[i].name))
			rc = bitnet_error_set(err, BITNET_E_INPUT, "bundle_files", "'%s' of the manifest is missing", e->files[i].name);
	return rc;
}

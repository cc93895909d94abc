/* SPDX-License-Identifier: MIT */
/*
 * An entry of our cache into the cache of the Hub's client: see bitnet_fetch_share() in bitnet/fetch.h.  The bytes are
 * copied: what is written there through a link must not change what is here.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error-set.h"
#include "base/names.h"
#include "base/open-new.h"
#include "cache/cache-int.h"
#include "fetch/hub-local.h"
#include "fetch/hub-store.h"

/* The blob is there, and is what its name says: files there have been written through their links. */
static bool there(const char *path, const struct bitnet_cache_file *f)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	bool yes = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size == f->size &&
		bitnet_cache_check_blob(NULL, f->etag, fd, NULL) == 0;

	if (fd >= 0)
		close(fd);
	return yes;
}

struct target {
	int fd;
	const char *path;
};

static int put_bytes(void *arg, const void *data, size_t n, struct bitnet_error *err)
{
	const struct target *t = arg;

	return bitnet_cache_write_all(t->fd, data, n) < 0 ? bitnet_cache_errno(err, errno, "write_failed", "cannot write", t->path) : 0;
}

/* A copy under a name that nobody else has; it becomes the blob when it has the blob's hash. */
static int copy_blob(const struct bitnet_hub_paths *p, const struct bitnet_cache_file *f, struct bitnet_error *err)
{
	struct bitnet_buf name = BITNET_BUF_INIT;
	int from = open(f->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), to = -1, rc = 0;
	struct target t;

	bitnet_buf_printf(&name, "%s.%*s.incomplete", p->blob, BITNET_NEW_SUFFIX, "");
	if (name.failed)
		rc = bitnet_error_nomem(err, 0);
	else if (from < 0)
		rc = bitnet_cache_errno(err, errno, "cannot_open", "cannot open", f->path);
	else if ((to = bitnet_open_new(name.s, name.s + strlen(p->blob) + 1, O_RDWR)) < 0)
		rc = bitnet_cache_errno(err, errno, "cannot_create", "cannot create", name.s);
	t = (struct target){ to, name.s };
	if (rc == 0)
		rc = bitnet_hub_local_read(from, f->path, put_bytes, &t, err);
	if (rc == 0)
		rc = bitnet_cache_check_blob(NULL, f->etag, to, err);
	if (rc == 0 && (fsync(to) < 0 || rename(name.s, p->blob) < 0))
		rc = bitnet_cache_errno(err, errno, "write_failed", "cannot write", p->blob);
	if (rc && to >= 0)
		unlink(name.s);
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	bitnet_buf_release(&name);
	return rc;
}

static int share_file(const char *root, const char *repo, const struct bitnet_cache_entry *e, const struct bitnet_cache_file *f,
		      struct bitnet_error *err)
{
	struct bitnet_fetch_file m = { .size = (int64_t)f->size };
	/* The revision is of the repository that was asked for, not of a mirror. */
	const char *revision = e->mirror || !e->revision ? e->commit : e->revision;
	struct bitnet_hub_paths p;
	int lock, rc;

	memcpy(m.commit, e->commit, sizeof(m.commit));
	memcpy(m.etag, f->etag, sizeof(m.etag));
	rc = bitnet_hub_store_paths(&p, root, repo, &m, f->name, err);
	if (rc == 0) {
		/* Whoever has the lock makes the same blob; both may. */
		lock = open(p.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0664);
		if (lock >= 0)
			flock(lock, LOCK_EX | LOCK_NB);
		if (!there(p.blob, f))
			rc = copy_blob(&p, f, err);
		if (rc == 0)
			rc = bitnet_hub_store_link(&p, root, repo, revision, &m, f->name, err);
		if (lock >= 0)
			close(lock);
	}
	bitnet_hub_paths_release(&p);
	return rc;
}

int bitnet_fetch_share(const char *hub_cache, const struct bitnet_cache_entry *e, struct bitnet_error *err)
{
	const char *repo = e->mirror ? e->mirror : e->repo;
	size_t i;
	int rc = 0;

	for (i = 0; i < e->n_files && rc == 0; i++)
		if (!repo || !*e->commit || !*e->files[i].etag)
			rc = bitnet_error_set(err, BITNET_E_INPUT, "no_metadata", "%s: it is not known which file of which commit '%s' is", e->key,
					      e->files[i].name);
	for (i = 0; i < e->n_files && rc == 0; i++)
		rc = share_file(hub_cache, repo, e, &e->files[i], err);
	if (rc && err && strcmp(err->name, "disk_full") == 0)
		bitnet_error_hint(err, "Make room, or name another folder in HF_HUB_CACHE.");
	return rc;
}

/* SPDX-License-Identifier: MIT */
/*
 * The layout of the Hub's client, written: see hub-store.h.
 *
 *	models--OWNER--NAME/blobs/HASH                    the bytes
 *	models--OWNER--NAME/blobs/HASH.bitnet.incomplete  what came of them; its client prunes *.incomplete
 *	models--OWNER--NAME/snapshots/COMMIT/FILE         a relative link to the blob
 *	models--OWNER--NAME/refs/REVISION                 40 digits, without a newline
 *	.locks/models--OWNER--NAME/HASH.lock              by flock(2); left in place
 *
 * Content first, what points to it last.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error-set.h"
#include "base/names.h"
#include "base/open-new.h"
#include "cache/cache-int.h"
#include "cache/hub-cache.h"
#include "fetch/hub-store.h"

void bitnet_hub_paths_release(struct bitnet_hub_paths *p)
{
	free(p->blob);
	free(p->part);
	free(p->snapshot);
	free(p->lock);
	memset(p, 0, sizeof(*p));
}

enum { LINK_TRIES = 100 };

/* All folders above the last '/' of path; the client makes them with these modes. */
static int make_parents(const char *path, struct bitnet_error *err)
{
	char s[PATH_MAX];
	char *slash;

	if (strlen(path) >= sizeof(s))
		return bitnet_cache_errno(err, ENAMETOOLONG, "cannot_create", "cannot create", path);
	strcpy(s, path);
	for (slash = strchr(s + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(s, 0777) < 0 && errno != EEXIST)
			return bitnet_cache_errno(err, errno, "cannot_create", "cannot create", s);
		*slash = '/';
	}
	return 0;
}

/* What tells programs that make backups to leave the cache out. */
static void tag(const char *root)
{
	static const char text[] = "Signature: 8a477f597d28d172789f06886806bc55\n"
		"# A cache directory, see https://bford.info/cachedir/\n";
	char path[PATH_MAX];
	int fd = (size_t)snprintf(path, sizeof(path), "%s/CACHEDIR.TAG", root) < sizeof(path) ?
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;

	if (fd >= 0) {
		bitnet_cache_write_all(fd, text, sizeof(text) - 1);
		close(fd);
	}
}

static char *join(const char *a, const char *b, const char *c, const char *d)
{
	struct bitnet_buf s = BITNET_BUF_INIT;

	bitnet_buf_printf(&s, "%s%s%s%s", a, b, c, d);
	return bitnet_buf_take(&s);
}

int bitnet_hub_store_paths(struct bitnet_hub_paths *to, const char *root, const char *repo, const struct bitnet_fetch_file *m,
			   const char *file, struct bitnet_error *err)
{
	char folder[PATH_MAX], snapshot[PATH_MAX];
	int rc;

	memset(to, 0, sizeof(*to));
	if (bitnet_hub_cache_folder(folder, sizeof(folder), root, repo) < 0 ||
	    (size_t)snprintf(snapshot, sizeof(snapshot), "%s/snapshots/%s/", folder, m->commit) >= sizeof(snapshot))
		return bitnet_cache_errno(err, ENAMETOOLONG, "cannot_create", "cannot create", root);
	to->blob = join(folder, "/blobs/", m->etag, "");
	to->part = join(folder, "/blobs/", m->etag, ".bitnet.incomplete");
	to->snapshot = join(snapshot, file, "", "");
	to->lock = join(root, "/.locks", folder + strlen(root), "/");
	if (to->lock) {
		char *whole = join(to->lock, m->etag, ".lock", "");

		free(to->lock);
		to->lock = whole;
	}
	if (!to->blob || !to->part || !to->snapshot || !to->lock)
		return bitnet_error_nomem(err, 0);
	rc = make_parents(to->blob, err);
	if (rc == 0)
		rc = make_parents(to->snapshot, err);
	if (rc == 0)
		rc = make_parents(to->lock, err);
	if (rc == 0)
		tag(root);
	return rc;
}

/* Whether the link is there and leads to the blob. */
static bool leads_to(const char *link, const char *to)
{
	char now[PATH_MAX];
	ssize_t got = readlink(link, now, sizeof(now));

	return got == (ssize_t)strlen(to) && memcmp(now, to, (size_t)got) == 0;
}

/*
 * A link that is there already stays, so that a cache that cannot be written serves.  Processes that make the same
 * link at the same time take each other's temporary one away: who has lost it looks again.
 */
static int link_snapshot(const struct bitnet_hub_paths *p, const char *etag, const char *file, struct bitnet_error *err)
{
	char to[PATH_MAX], *tmp;
	const char *s;
	size_t n = (size_t)snprintf(to, sizeof(to), "../../");
	int e = 0, tries;

	for (s = strchr(file, '/'); s && n < sizeof(to) - 100; s = strchr(s + 1, '/'))
		n += (size_t)snprintf(to + n, sizeof(to) - n, "../");
	snprintf(to + n, sizeof(to) - n, "blobs/%s", etag);
	if (leads_to(p->snapshot, to))
		return 0;
	tmp = join(p->snapshot, ".", etag, ".tmp");
	if (!tmp)
		return bitnet_error_nomem(err, 0);
	for (tries = 0; tries < LINK_TRIES; tries++) {
		unlink(tmp);
		e = symlink(to, tmp) < 0 || rename(tmp, p->snapshot) < 0 ? errno : 0;
		if (e && leads_to(p->snapshot, to))
			e = 0;
		if (e != EEXIST && e != ENOENT)
			break;
	}
	if (e)
		unlink(tmp);
	free(tmp);
	return e ? bitnet_cache_errno(err, e, "cannot_create", "cannot create", p->snapshot) : 0;
}

static int write_ref(const char *path, const char *commit, struct bitnet_error *err)
{
	char now[64], *tmp;
	int fd, e = 0, rc;
	ssize_t n;

	tmp = join(path, ".", commit, ".??????");
	if (!tmp)
		return bitnet_error_nomem(err, 0);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd >= 0 ? read(fd, now, sizeof(now)) : -1;
	if (fd >= 0)
		close(fd);
	if (n == 40 && memcmp(now, commit, 40) == 0) {
		free(tmp);
		return 0;
	}
	rc = make_parents(path, err);
	if (rc == 0) {
		fd = bitnet_open_new(tmp, tmp + strlen(tmp) - BITNET_NEW_SUFFIX, O_WRONLY);
		if (fd < 0 || bitnet_cache_write_all(fd, commit, 40) < 0)
			e = errno;
		if (fd >= 0 && close(fd) < 0 && !e)
			e = errno;
		if (!e && rename(tmp, path) < 0)
			e = errno;
		if (e) {
			unlink(tmp);
			rc = bitnet_cache_errno(err, e, "cannot_create", "cannot create", path);
		}
	}
	free(tmp);
	return rc;
}

int bitnet_hub_store_link(const struct bitnet_hub_paths *p, const char *root, const char *repo, const char *revision,
			  const struct bitnet_fetch_file *m, const char *file, struct bitnet_error *err)
{
	char path[PATH_MAX], folder[PATH_MAX];
	int rc = link_snapshot(p, m->etag, file, err);

	if (rc || bitnet_name_commit(revision, strlen(revision)))
		return rc;
	if (bitnet_hub_cache_folder(folder, sizeof(folder), root, repo) < 0 ||
	    (size_t)snprintf(path, sizeof(path), "%s/refs/%s", folder, revision) >= sizeof(path))
		return bitnet_cache_errno(err, ENAMETOOLONG, "cannot_create", "cannot create", root);
	return write_ref(path, m->commit, err);
}

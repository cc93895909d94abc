/* SPDX-License-Identifier: MIT */
/* See hub-local.h.  The layout is that of cache/hub-cache.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error-set.h"
#include "base/names.h"
#include "cache/cache-int.h"
#include "cache/hub-cache.h"
#include "fetch/hub-local.h"

/* The blob's name and size, when a link leads to a blob. */
static bool blob_of(struct bitnet_fetch_file *m, const char *link)
{
	char *real = realpath(link, NULL);
	const char *hash = real ? strrchr(real, '/') + 1 : "";
	struct stat st;
	bool good = bitnet_name_etag(hash, strlen(hash)) && stat(real, &st) == 0;

	if (good) {
		snprintf(m->etag, sizeof(m->etag), "%s", hash);
		m->size = st.st_size;
	}
	free(real);
	return good;
}

int bitnet_hub_local_stat(struct bitnet_fetch_file *m, struct bitnet_cache *c, const char *const *caches, const char *repo,
			  const char *revision, const char *file, struct bitnet_error *err)
{
	struct bitnet_error why;
	char *path;

	for (; caches && *caches; caches++) {
		bool good;

		if (bitnet_hub_cache_find(&path, m->commit, c, *caches, repo, revision, file, &why) != 0)
			continue;
		good = blob_of(m, path);
		free(path);
		if (good)
			return 0;
	}
	return bitnet_error_set(err, BITNET_E_NOTFOUND, "not_cached", "no cache of the Hub has %s of %s at %s", file, repo, revision);
}

enum { DEPTH_MAX = 16 };

/* The files below at, whose name goes on at at + skip; links to folders are not followed. */
static int add_folder(struct bitnet_hub_tree *t, const char *at, size_t skip, int depth, struct bitnet_error *err)
{
	static const struct bitnet_hub_entry none = { .size = -1 };
	DIR *d = opendir(at);
	const struct dirent *e;
	char path[PATH_MAX];
	struct stat st;
	int rc = 0;

	while (d && rc == 0 && (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.' || (size_t)snprintf(path, sizeof(path), "%s/%s", at, e->d_name) >= sizeof(path) ||
		    lstat(path, &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode))
			rc = depth < DEPTH_MAX ? add_folder(t, path, skip, depth + 1, err) : 0;
		else if (bitnet_name_path(path + skip, strlen(path + skip)))
			rc = bitnet_hub_tree_add(t, &none, path + skip, strlen(path + skip), err);
	}
	if (d)
		closedir(d);
	return rc;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct bitnet_hub_entry *)a)->path, ((const struct bitnet_hub_entry *)b)->path);
}

int bitnet_hub_local_list(struct bitnet_hub_tree *t, const char *cache, const char *repo, const char *revision, struct bitnet_error *err)
{
	char folder[PATH_MAX];
	int rc;

	memset(t, 0, sizeof(*t));
	if (!bitnet_hub_cache_snapshot(folder, sizeof(folder), cache, repo, revision))
		return 0;
	rc = add_folder(t, folder, strlen(folder) + 1, 0, err);
	if (rc)
		bitnet_hub_tree_release(t);
	else if (t->n)
		qsort(t->entries, t->n, sizeof(*t->entries), by_path);
	return rc;
}

int bitnet_hub_local_open(const char *const *caches, const char *repo, const char *etag)
{
	char folder[PATH_MAX], path[PATH_MAX + 80];
	int fd;

	for (; caches && *caches; caches++) {
		if (bitnet_hub_cache_folder(folder, sizeof(folder), *caches, repo) < 0)
			continue;
		snprintf(path, sizeof(path), "%s/blobs/%s", folder, etag);
		fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (fd >= 0)
			return fd;
	}
	return -1;
}

int bitnet_hub_local_read(int fd, const char *path, bitnet_body_fn *fn, void *arg, struct bitnet_error *err)
{
	const size_t cap = 1 << 18;
	char *buf = malloc(cap);
	ssize_t n = 0;
	int rc = buf ? 0 : bitnet_error_nomem(err, cap);

	while (rc == 0 && (n = read(fd, buf, cap)) > 0)
		rc = fn(arg, buf, (size_t)n, err);
	if (rc == 0 && n < 0)
		rc = bitnet_cache_errno(err, errno, "cannot_read", "cannot read", path);
	free(buf);
	return rc;
}

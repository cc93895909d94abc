/* SPDX-License-Identifier: MIT */
/* Putting a finished folder in the place of a key, and taking one away: each is one rename. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error-set.h"
#include "base/names.h"
#include "cache/cache-int.h"

/* Another process may put and take between our calls; each round sees another state. */
enum { ROUNDS = 1000 };

/* Without it a name may be lost with the power, not the order of things. */
static void sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* Where folders cannot be exchanged: the old one steps aside, where it is still found, until the new one is there. */
static int step_aside(const char *to, const char *tmp, const char *aside)
{
	if (rename(to, aside) < 0 && (errno == ENOTEMPTY || errno == EEXIST)) {
		bitnet_cache_remove_tree(aside);
		rename(to, aside);
	}
	if (rename(tmp, to) < 0)
		return -1;
	bitnet_cache_remove_tree(aside);
	return 0;
}

/* 0, or -1 and errno. */
static int put(const char *to, const char *tmp, const char *aside)
{
	int round;

	for (round = 0; round < ROUNDS; round++) {
		if (rename(tmp, to) == 0) {
			bitnet_cache_remove_tree(aside);
			return 0;
		}
		if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR)
			return -1;
		if (renameat2(AT_FDCWD, tmp, AT_FDCWD, to, RENAME_EXCHANGE) == 0) {
			bitnet_cache_remove_tree(tmp);
			return 0;
		}
		if ((errno == EINVAL || errno == ENOSYS || errno == ENOTSUP) && step_aside(to, tmp, aside) == 0)
			return 0;
		if (errno != ENOENT && errno != ENOTEMPTY && errno != EEXIST)
			return -1;
	}
	return -1;
}

int bitnet_cache_publish(const struct bitnet_cache *c, const char *key, const char *tmp, struct bitnet_error *err)
{
	char *dir = bitnet_cache_path(c, "tokenizers"), *to = bitnet_cache_path(c, "tokenizers/%s", key);
	char *aside = bitnet_cache_path(c, "tmp/%s.aside", key);
	int rc = dir && to && aside ? bitnet_cache_make(c, "tokenizers", err) : bitnet_error_nomem(err, strlen(c->dir));

	/* rm -rf of the folder may come between. */
	if (rc == 0 && put(to, tmp, aside) < 0 &&
	    (errno != ENOENT || (rc = bitnet_cache_make(c, "tokenizers", err)) != 0 || put(to, tmp, aside) < 0)) {
		int e = errno;

		if (rc == 0)
			rc = bitnet_cache_errno(err, e, "cannot_create", "cannot create", to);
		if (e == EXDEV)
			bitnet_error_hint(err, "tokenizers must not be on another file system than the folder of the cache");
	}
	if (rc == 0)
		sync_folder(dir);
	free(dir);
	free(to);
	free(aside);
	return rc;
}

/* Small files beside the key that mean nothing without it. */
static void forget(const struct bitnet_cache *c, const char *key)
{
	static const char *const places[] = { "verified", "hits" };
	size_t i;
	char *path;

	for (i = 0; i < 2; i++) {
		path = bitnet_cache_path(c, "%s/%s", places[i], key);
		if (path)
			unlink(path);
		free(path);
	}
}

/* Rename first, so that nobody sees half of it; where nothing can be made, as on a full disk, remove in place. */
int bitnet_cache_remove(struct bitnet_cache *c, const char *key, struct bitnet_error *err)
{
	char *from, *aside, *tmp = NULL, *to = NULL;
	bool there;
	int fd = -1, rc = bitnet_cache_check_name("a key of the cache", key, bitnet_name_key, err);

	if (rc)
		return rc;
	from = bitnet_cache_path(c, "tokenizers/%s", key);
	aside = bitnet_cache_path(c, "tmp/%s.aside", key);
	if (!from || !aside) {
		rc = bitnet_error_nomem(err, strlen(c->dir));
		goto out;
	}
	there = faccessat(AT_FDCWD, from, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	if (!there && access(aside, F_OK) != 0) {
		rc = bitnet_error_set(err, BITNET_E_NOTFOUND, "not_cached", "%s: is not in the cache", key);
		goto out;
	}
	bitnet_cache_remove_tree(aside);
	if (there && bitnet_cache_make_temporary(c, key, &tmp, &fd, NULL) == 0) {
		to = bitnet_cache_path(c, "tmp/%s/old", strrchr(tmp, '/') + 1);
		if (to)
			rename(from, to);
		bitnet_cache_remove_tree(tmp);
	}
	bitnet_cache_remove_tree(from);
	if (faccessat(AT_FDCWD, from, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		rc = bitnet_cache_errno(err, errno ? errno : EACCES, "cannot_remove", "cannot remove", from);
	else
		forget(c, key);
out:
	if (fd >= 0)
		close(fd);
	free(from);
	free(aside);
	free(tmp);
	free(to);
	return rc;
}

/* SPDX-License-Identifier: MIT */
/*
 * Several entries at once.  Their folders are gathered in one, tmp/NAME, which a single rename makes tmp/NAME.import:
 * until then nothing has happened, and from then on whoever uses the cache next brings to its end what a killed
 * process has begun.  A folder there is called KEY@INODE, by which it is known whether it still waits: after an
 * exchange the version that was replaced lies under that name.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error-set.h"
#include "base/names.h"
#include "cache/cache-int.h"

#define END ".import"

/* Where locks do not work, a journal of a process that may live is left alone for a day. */
enum { OLD = 24 * 3600 };

bool bitnet_cache_is_journal(const char *name)
{
	size_t n = strlen(name), m = strlen(END);

	return n > m && strcmp(name + n - m, END) == 0;
}

/* "KEY@INODE"; false for any other name. */
static bool read_name(const char *name, char key[72], unsigned long long *inode)
{
	const char *at = strchr(name, '@');
	size_t n = at ? (size_t)(at - name) : 0;
	char end;

	if (n == 0 || n >= 72 || !bitnet_name_key(name, n) || sscanf(at + 1, "%llu%c", inode, &end) != 1)
		return false;
	memcpy(key, name, n);
	key[n] = '\0';
	return true;
}

/* One folder of a journal; *done counts those that are in their place. */
static int settle(const struct bitnet_cache *c, const char *path, const char *name, size_t *done, struct bitnet_error *err)
{
	unsigned long long inode;
	char key[72];
	struct stat st;
	int rc = 0;

	if (read_name(name, key, &inode) && lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && (unsigned long long)st.st_ino == inode)
		rc = bitnet_cache_publish(c, key, path, err);
	else
		bitnet_cache_remove_tree(path);
	*done += rc == 0;
	return rc;
}

static int finish(const struct bitnet_cache *c, const char *name, size_t *done, struct bitnet_error *err)
{
	char *folder = bitnet_cache_path(c, "tmp/%s", name), *path;
	DIR *d = folder ? opendir(folder) : NULL;
	const struct dirent *e;
	int rc = 0;

	while (rc == 0 && d && (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		path = bitnet_cache_path(c, "tmp/%s/%s", name, e->d_name);
		rc = path ? settle(c, path, e->d_name, done, err) : bitnet_error_nomem(err, strlen(c->dir));
		free(path);
	}
	if (d)
		closedir(d);
	if (rc == 0 && folder)
		rmdir(folder);
	free(folder);
	return rc;
}

/* Whether the process that made it has ended; *fd holds its lock meanwhile. */
static bool abandoned(const struct bitnet_cache *c, const char *name, int *fd)
{
	char *path = bitnet_cache_path(c, "tmp/%s", name);
	struct stat st;

	*fd = path ? open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
	free(path);
	if (*fd < 0)
		return false;
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	return errno != EWOULDBLOCK && fstat(*fd, &st) == 0 && (int64_t)time(NULL) - (int64_t)st.st_mtim.tv_sec > OLD;
}

void bitnet_cache_recover(const struct bitnet_cache *c)
{
	char *tmp = bitnet_cache_path(c, "tmp");
	DIR *d = tmp ? opendir(tmp) : NULL;
	const struct dirent *e;
	size_t done = 0;
	int fd;

	while (d && (e = readdir(d)) != NULL) {
		if (!bitnet_cache_is_journal(e->d_name))
			continue;
		if (abandoned(c, e->d_name, &fd))
			finish(c, e->d_name, &done, NULL);
		if (fd >= 0)
			close(fd);
	}
	if (d)
		closedir(d);
	free(tmp);
}

/* The rename that decides; *name is then that of the journal, to be freed. */
static int decide(const struct bitnet_cache *c, const char *folder, int fd, char **name, struct bitnet_error *err)
{
	const char *base = strrchr(folder, '/') + 1;
	char *to = bitnet_cache_path(c, "tmp/%s" END, base), *tmp = bitnet_cache_path(c, "tmp");
	int rc = 0, dir;

	if (!to || !tmp) {
		rc = bitnet_error_nomem(err, strlen(folder));
	} else if (fsync(fd) < 0 || rename(folder, to) < 0) {
		rc = bitnet_cache_errno(err, errno, "write_failed", "cannot write", to);
	} else if (!(*name = strdup(strrchr(to, '/') + 1))) {
		bitnet_cache_remove_tree(to);
		rc = bitnet_error_nomem(err, strlen(to));
	} else if ((dir = open(tmp, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) >= 0) {
		fsync(dir);
		close(dir);
	}
	free(to);
	free(tmp);
	return rc;
}

int bitnet_cache_put_all(struct bitnet_cache *c, struct bitnet_cache_txn *const *v, size_t n, struct bitnet_error *err)
{
	char *folder = NULL, *name = NULL, *path;
	size_t i, done = 0;
	int fd = -1, rc = bitnet_cache_make_temporary(c, "import", &folder, &fd, err);

	for (i = 0; i < n && rc == 0; i++)
		rc = bitnet_cache_txn_move(v[i], folder, err);
	if (rc == 0)
		rc = decide(c, folder, fd, &name, err);
	if (rc && folder)
		bitnet_cache_remove_tree(folder);
	if (rc == 0) {
		rc = finish(c, name, &done, err);
		path = bitnet_cache_path(c, "tmp/%s", name);
		/* What cannot even begin, as between two file systems, is not tried again. */
		if (rc && done == 0 && path)
			bitnet_cache_remove_tree(path);
		free(path);
	}
	if (fd >= 0)
		close(fd);
	free(folder);
	free(name);
	return rc;
}

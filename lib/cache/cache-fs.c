/* SPDX-License-Identifier: MIT */
/* Folders and files of the cache: made, opened without following links, removed. */
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

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "cache/cache-int.h"

enum { DEPTH_MAX = 130 };

int bitnet_cache_errno(struct bitnet_error *err, int sys_errno, const char *name, const char *what, const char *path)
{
	bool full = sys_errno == ENOSPC || sys_errno == EDQUOT;
	char shown[300];

	bitnet_text_escape(shown, sizeof(shown), path, strlen(path));
	bitnet_error_errno(err, sys_errno, full ? "disk_full" : name, "%s: %s", shown, what);
	if (err)
		err->status = BITNET_E_SYSTEM;
	if (full)
		bitnet_error_hint(err, "Make room, or name another folder in BITNET_CACHE_DIR.");
	return BITNET_E_SYSTEM;
}

/* mkdir -p; path is written to and comes back as it was. */
static int make_all(char *path)
{
	char *p;

	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return 0;
	if (errno != ENOENT)
		return -1;
	for (p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(path, 0777) < 0 && errno != EEXIST) {
			*p = '/';
			return -1;
		}
		*p = '/';
	}
	return mkdir(path, 0777) == 0 || errno == EEXIST ? 0 : -1;
}

int bitnet_cache_make(const struct bitnet_cache *c, const char *sub, struct bitnet_error *err)
{
	char *path = bitnet_cache_path(c, "%s", sub);
	int rc = 0;

	if (!path)
		return bitnet_error_nomem(err, strlen(c->dir));
	if (make_all(path) < 0)
		rc = bitnet_cache_errno(err, errno, "cannot_create", "cannot create", path);
	free(path);
	return rc;
}

/* mkdir(2) is what makes the name ours alone; the clock only makes the first try a good one. */
int bitnet_cache_make_temporary(const struct bitnet_cache *c, const char *key, char **path, int *fd, struct bitnet_error *err)
{
	struct timespec now = { 0 };
	unsigned try;
	char *p = NULL;
	int rc = bitnet_cache_make(c, "tmp", err);

	if (rc)
		return rc;
	clock_gettime(CLOCK_MONOTONIC, &now);
	for (try = 0; try < 10000; try++) {
		free(p);
		p = bitnet_cache_path(c, "tmp/%s.%ld.%lx", key, (long)getpid(), (unsigned long)now.tv_nsec + try);
		if (!p)
			return bitnet_error_nomem(err, strlen(c->dir));
		if (mkdir(p, 0777) == 0)
			break;
		if (errno != EEXIST)
			try = 10000;
	}
	*fd = try < 10000 ? open(p, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
	if (*fd < 0) {
		rc = bitnet_cache_errno(err, errno, "cannot_create", "cannot create", p);
		free(p);
		return rc;
	}
	/* Tells whoever tidies up that this one lives; where it does not work, age has to do. */
	flock(*fd, LOCK_EX | LOCK_NB);
	*path = p;
	return 0;
}

/* ---- trees */

static void remove_at(int dir, const char *name, int depth)
{
	int fd, sub;
	const struct dirent *e;
	DIR *d;

	if (unlinkat(dir, name, 0) == 0 || depth > DEPTH_MAX)
		return;
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	d = fdopendir(fd);
	if (!d) {
		close(fd);
		return;
	}
	sub = dirfd(d);
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			remove_at(sub, e->d_name, depth + 1);
	closedir(d);
	unlinkat(dir, name, AT_REMOVEDIR);
}

void bitnet_cache_remove_tree(const char *path)
{
	remove_at(AT_FDCWD, path, 0);
}

static uint64_t bytes_at(int dir, const char *name, int depth)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const struct dirent *e;
	uint64_t n = 0;
	struct stat st;
	DIR *d;

	d = fd >= 0 ? fdopendir(fd) : NULL;
	if (!d) {
		if (fd >= 0)
			close(fd);
		return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
	}
	while (depth < DEPTH_MAX && (e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			n += bytes_at(dirfd(d), e->d_name, depth + 1);
	closedir(d);
	return n;
}

uint64_t bitnet_cache_tree_bytes(const char *path)
{
	return bytes_at(AT_FDCWD, path, 0);
}

/* ---- files */

int bitnet_cache_open_file(int dir, const char *name)
{
	int at = dir, fd = -1;
	struct stat st;

	for (;;) {
		const char *slash = strchr(name, '/');
		size_t n = slash ? (size_t)(slash - name) : strlen(name);
		char part[256];

		if (n >= sizeof(part)) {
			errno = ENAMETOOLONG;
			break;
		}
		memcpy(part, name, n);
		part[n] = '\0';
		/* Not to wait for the writer of a pipe that somebody put there. */
		fd = openat(at, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (slash ? O_DIRECTORY : 0));
		if (fd < 0 || !slash)
			break;
		if (at != dir)
			close(at);
		at = fd;
		fd = -1;
		name = slash + 1;
	}
	if (at != dir) {
		int e = errno;

		close(at);
		errno = e;
	}
	if (fd >= 0 && (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))) {
		close(fd);
		errno = ELOOP;
		return -1;
	}
	return fd;
}

int bitnet_cache_write_all(int fd, const void *data, size_t n)
{
	const char *s = data;

	while (n) {
		ssize_t m = write(fd, s, n);

		if (m < 0 && errno == EINTR)
			continue;
		if (m <= 0) {
			errno = m < 0 ? errno : EIO;
			return -1;
		}
		s += m;
		n -= (size_t)m;
	}
	return 0;
}

void bitnet_cache_put_small(const struct bitnet_cache *c, const char *sub, const char *key, const struct bitnet_buf *text)
{
	char *dir = bitnet_cache_path(c, "%s", sub), *to = bitnet_cache_path(c, "%s/%s", sub, key);
	char *tmp = bitnet_cache_path(c, "%s/.%s.%ld.tmp", sub, key, (long)getpid());
	int fd;

	/* The folder of the cache itself is made by who publishes. */
	if (dir && to && tmp && !text->failed && (mkdir(dir, 0777) == 0 || errno == EEXIST)) {
		fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 && errno == EEXIST) {
			/* Of a process that was killed, or of a thread of ours that does the same. */
			unlink(tmp);
		} else if (fd >= 0) {
			bool good = bitnet_cache_write_all(fd, text->s, text->n) == 0;

			good = close(fd) == 0 && good;
			if (!good || rename(tmp, to) < 0)
				unlink(tmp);
		}
	}
	free(dir);
	free(to);
	free(tmp);
}

void bitnet_cache_get_small(const struct bitnet_cache *c, const char *sub, const char *key, struct bitnet_buf *text, size_t max)
{
	char *path = bitnet_cache_path(c, "%s/%s", sub, key), part[4096];
	int fd = path ? open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;

	while (fd >= 0 && text->n < max) {
		size_t want = max - text->n < sizeof(part) ? max - text->n : sizeof(part);
		ssize_t m = read(fd, part, want);

		if (m <= 0 || !bitnet_buf_add(text, part, (size_t)m))
			break;
	}
	if (fd >= 0)
		close(fd);
	free(path);
}

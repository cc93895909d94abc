/* SPDX-License-Identifier: MIT */
/*
 * One fetch of a key at a time.  Locks of open file descriptions: coherent over NFS where flock(2) is not, and
 * not lost when another part of the program closes the file.  Nothing but traffic depends on them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error-set.h"
#include "base/names.h"
#include "cache/cache-int.h"

struct bitnet_cache_lock {
	int fd;
};

static double seconds(void)
{
	struct timespec t = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* 1: ours; 0: another has it; -1: locks do not work here. */
static int try_lock(int fd)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_SETLK, &l) == 0)
		return 1;
	return errno == EAGAIN || errno == EACCES || errno == EINTR ? 0 : -1;
}

/* The file may have been removed by who tidied up, before we had its lock: then it is nobody's. */
static bool is_there(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static int wait_for(int *out, const char *path, const struct bitnet_cache_wait *w, struct bitnet_error *err)
{
	static const struct timespec pause = { 0, 20000000 };
	double start = seconds(), now, told = 0;
	int fd = -1, got = -1;

	for (;;) {
		if (fd < 0)
			fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
		got = fd < 0 ? -1 : try_lock(fd);
		if (got < 0 || (got > 0 && is_there(fd, path)))
			break;
		if (got > 0) {
			close(fd);
			fd = -1;
			continue;
		}
		now = seconds() - start;
		if (!w || now >= w->max_wait) {
			close(fd);
			return bitnet_error_set(err, BITNET_E_CANCELLED, "lock_timeout",
						"another process holds the lock after %.0f seconds", now);
		}
		if (w->waiting && now - told >= 0.1) {
			told = now;
			if (!w->waiting(w->arg, now)) {
				close(fd);
				return bitnet_error_set(err, BITNET_E_CANCELLED, "cancelled", "stopped while waiting for another process");
			}
		}
		nanosleep(&pause, NULL);
	}
	if (got < 0 && fd >= 0)
		close(fd);
	*out = got > 0 ? fd : -1;
	return 0;
}

int bitnet_cache_lock(struct bitnet_cache_lock **out, struct bitnet_cache *c, const char *key, const struct bitnet_cache_wait *wait,
		      struct bitnet_error *err)
{
	struct bitnet_cache_lock *l = NULL;
	char *path;
	int fd = -1, rc = bitnet_cache_check_name("a key of the cache", key, bitnet_name_key, err);

	if (rc)
		return rc;
	path = bitnet_cache_path(c, "locks/%s", key);
	l = malloc(sizeof(*l));
	if (!path || !l)
		rc = bitnet_error_nomem(err, sizeof(*l));
	else if (bitnet_cache_make(c, "locks", NULL) == 0)
		rc = wait_for(&fd, path, wait, err);
	if (rc)
		bitnet_error_prefix(err, "%s", key);
	free(path);
	if (rc || fd < 0) {
		free(l);
		l = NULL;
	} else {
		l->fd = fd;
	}
	if (rc == 0)
		*out = l;
	return rc;
}

/* The file stays: who waits for it has it open. */
void bitnet_cache_unlock(struct bitnet_cache_lock *l)
{
	if (l)
		close(l->fd);
	free(l);
}

/* SPDX-License-Identifier: MIT */
/* Files that come in several runs: see part.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error-set.h"
#include "base/hash.h"
#include "cache/cache-int.h"
#include "fetch/part.h"

struct state {
	struct bitnet_fetch *f;
	const struct bitnet_part *p;
	int fd, lock;
	bool waited;                      /* for the lock of another program */
	uint64_t have;
	struct bitnet_hash *hash;
};

static bool regular(const char *path, struct stat *st)
{
	return stat(path, st) == 0 && S_ISREG(st->st_mode);
}

bool bitnet_part_done(const struct bitnet_part *p)
{
	struct stat st;

	return regular(p->final, &st) && st.st_size == p->m->size;
}

uint64_t bitnet_part_have(const struct bitnet_part *p)
{
	struct stat st;

	return regular(p->part, &st) && st.st_size <= p->m->size ? (uint64_t)st.st_size : 0;
}

/* ---- the lock, which is on PART itself */

/* Another process may have renamed or removed what we opened before we had its lock. */
static bool is_there(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && lstat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Wait a moment for another process; an error when *left, the seconds that the caller waits at most, are over. */
static int wait_more(struct state *s, double *left, struct bitnet_error *err)
{
	static const struct timespec pause = { 0, 100000000 };
	struct bitnet_fetch_event e = { .what = BITNET_FETCH_WAIT, .total = -1, .seconds = *left, .text = "another process fetches the same" };

	if (*left <= 0)
		return bitnet_error_set(err, BITNET_E_CANCELLED, "lock_timeout", "another process fetches %s since %.0f seconds", s->p->file,
					s->p->lock_wait);
	if (bitnet_fetch_tell(s->f, &e, err) != 0)
		return BITNET_E_CANCELLED;
	nanosleep(&pause, NULL);
	*left -= 0.1;
	return 0;
}

static bool cannot_lock(int e)
{
	return e == ENOSYS || e == ENOLCK || e == EOPNOTSUPP;
}

/* The lock of the other program, where there is one; what cannot be made or locked is no hindrance. */
static int lock_out(struct state *s, struct bitnet_error *err)
{
	double left = s->p->lock_wait;
	int rc;

	s->lock = s->p->lock ? open(s->p->lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0664) : -1;
	while (s->lock >= 0 && flock(s->lock, LOCK_EX | LOCK_NB) < 0 && !cannot_lock(errno)) {
		rc = wait_more(s, &left, err);
		if (rc)
			return rc;
		s->waited = true;
	}
	return 0;
}

/* Open and lock; *done when the other process made the file while we waited. */
static int open_locked(struct state *s, bool *done, struct bitnet_error *err)
{
	double left = s->p->lock_wait;
	int rc;

	for (;;) {
		if (s->fd < 0)
			s->fd = open(s->p->part, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
		if (s->fd < 0)
			return bitnet_cache_errno(err, errno, "cannot_create", "cannot create", s->p->part);
		if (flock(s->fd, LOCK_EX | LOCK_NB) == 0 || cannot_lock(errno)) {
			if (is_there(s->fd, s->p->part))
				return 0;
			close(s->fd);
			s->fd = -1;
			*done = bitnet_part_done(s->p);
			if (*done)
				return 0;
			continue;
		}
		if (errno != EWOULDBLOCK && errno != EINTR)
			return bitnet_cache_errno(err, errno, "cannot_create", "cannot lock", s->p->part);
		rc = wait_more(s, &left, err);
		if (rc)
			return rc;
	}
}

/* ---- bytes */

static int new_hash(struct state *s, struct bitnet_error *err)
{
	bitnet_hash_free(s->hash);
	s->hash = NULL;
	return strlen(s->p->m->etag) == 64 ? bitnet_hash_new(&s->hash, err) : bitnet_hash_git_blob(&s->hash, (uint64_t)s->p->m->size, err);
}

/* Begin at 0, with nothing. */
static int restart(struct state *s, struct bitnet_error *err)
{
	s->have = 0;
	if (ftruncate(s->fd, 0) < 0)
		return bitnet_cache_errno(err, errno, "write_failed", "cannot write", s->p->part);
	return new_hash(s, err);
}

/* Hash what an earlier run left; what cannot be read is fetched again. */
static int take_up(struct state *s, struct bitnet_error *err)
{
	const size_t cap = 1 << 20;
	struct stat st;
	char *buf;
	ssize_t n;
	int rc = new_hash(s, err);

	if (rc)
		return rc;
	if (fstat(s->fd, &st) < 0 || !S_ISREG(st.st_mode))
		return bitnet_error_set(err, BITNET_E_SYSTEM, "cannot_create", "%s: is no regular file", s->p->part);
	if (st.st_size > s->p->m->size)
		return restart(s, err);
	buf = malloc(cap);
	if (!buf)
		return bitnet_error_nomem(err, cap);
	for (s->have = 0; rc == 0 && (n = pread(s->fd, buf, cap, (off_t)s->have)) > 0; s->have += (uint64_t)n)
		rc = bitnet_hash_add(s->hash, buf, (size_t)n, err);
	free(buf);
	return rc == 0 && n < 0 ? restart(s, err) : rc;
}

static int on_bytes(void *arg, const void *data, size_t n, struct bitnet_error *err)
{
	struct state *s = arg;
	const char *p = data;
	size_t left = n;

	while (left) {
		ssize_t done = pwrite(s->fd, p, left, (off_t)s->have);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return bitnet_cache_errno(err, errno ? errno : EIO, "write_failed", "cannot write", s->p->part);
		/* What is in the file is what is in the hash. */
		if (bitnet_hash_add(s->hash, p, (size_t)done, err) != 0)
			return BITNET_E_NOMEM;
		s->have += (uint64_t)done;
		p += done;
		left -= (size_t)done;
	}
	return 0;
}

static int get_rest(struct state *s, struct bitnet_error *err)
{
	const struct bitnet_fetch_file *m = s->p->m;

	if (s->have == (uint64_t)m->size)
		return 0;
	/* The space, and not the size: how much came is told by the size. */
	if (fallocate(s->fd, FALLOC_FL_KEEP_SIZE, (off_t)s->have, m->size - (off_t)s->have) < 0 && (errno == ENOSPC || errno == EDQUOT))
		return bitnet_cache_errno(err, errno, "write_failed", "cannot write", s->p->part);
	return bitnet_hub_get(s->f, s->p->repo, m, s->p->file, s->have, on_bytes, s, err);
}

static int check_hash(struct state *s, struct bitnet_error *err)
{
	char hex[65];
	int rc = bitnet_hash_hex(s->hash, hex, err);

	if (rc || strcmp(hex, s->p->m->etag) == 0)
		return rc;
	return bitnet_error_set(err, BITNET_E_INPUT, "hash_mismatch", "%s: hash is %s, the Hub says %s", s->p->file, hex, s->p->m->etag);
}

static int all_bytes(struct state *s, struct bitnet_error *err)
{
	bool resumed = s->have > 0;
	int rc = get_rest(s, err);

	if (rc == 0)
		rc = check_hash(s, err);
	if (rc == 0 || !err || (strcmp(err->name, "range_ignored") != 0 && !(resumed && strcmp(err->name, "hash_mismatch") == 0)))
		return rc;
	/* What an earlier run left is of no use. */
	rc = restart(s, err);
	if (rc == 0)
		rc = get_rest(s, err);
	return rc ? rc : check_hash(s, err);
}

static int publish(struct state *s, struct bitnet_error *err)
{
	const char *slash = strrchr(s->p->final, '/');
	char *folder = slash ? strndup(s->p->final, (size_t)(slash - s->p->final) + 1) : strdup(".");
	int dir;

	if (!folder)
		return bitnet_error_nomem(err, 0);
	if (fsync(s->fd) < 0 || rename(s->p->part, s->p->final) < 0) {
		free(folder);
		return bitnet_cache_errno(err, errno, "write_failed", "cannot write", s->p->final);
	}
	dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (dir >= 0) {
		fsync(dir);
		close(dir);
	}
	return 0;
}

int bitnet_part_fetch(struct bitnet_fetch *f, const struct bitnet_part *p, struct bitnet_error *err)
{
	struct state s = { .f = f, .p = p, .fd = -1, .lock = -1 };
	struct bitnet_error own;
	bool done = false;
	int rc;

	err = err ? err : &own;
	rc = lock_out(&s, err);
	done = rc == 0 && s.waited && bitnet_part_done(p);
	if (rc == 0 && !done)
		rc = open_locked(&s, &done, err);
	if (rc == 0 && !done) {
		rc = take_up(&s, err);
		if (rc == 0)
			rc = all_bytes(&s, err);
		if (rc == 0)
			rc = publish(&s, err);
		/* Wrong bytes are no beginning. */
		if (rc == BITNET_E_INPUT && strcmp(err->name, "hash_mismatch") == 0)
			unlink(p->part);
	}
	bitnet_hash_free(s.hash);
	if (s.fd >= 0)
		close(s.fd);
	if (s.lock >= 0)
		close(s.lock);
	return rc;
}

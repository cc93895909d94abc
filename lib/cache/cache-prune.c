/* SPDX-License-Identifier: MIT */
/* Tidying up: what killed processes left, files that belong to no key, and entries by age and size. */
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
#include "base/mem.h"
#include "base/names.h"
#include "cache/cache-int.h"

/* A process that has just made a temporary may not have locked it yet; one without locks is given a day. */
enum { YOUNG = 60, OLD = 24 * 3600 };

static const char *const small_folders[] = { "verified", "hits", "locks" };

struct tidy {
	const struct bitnet_cache *c;
	const struct bitnet_cache_prune *o;
	int64_t now, min_age;
};

static void told(const struct tidy *t, const char *kind, const char *name, uint64_t bytes)
{
	if (t->o && t->o->removed)
		t->o->removed(t->o->arg, kind, name, bytes);
}

static bool dry(const struct tidy *t)
{
	return t->o && t->o->dry_run;
}

/* A time to come, as after a clock that jumped, is far from now as well. */
static int64_t age(const struct tidy *t, const struct stat *st)
{
	int64_t d = t->now - (int64_t)st->st_mtim.tv_sec;

	return d < 0 ? -d : d;
}

/* Calls one(t, path, name) for each thing in a folder of the cache. */
static void each(const struct tidy *t, const char *sub, void (*one)(const struct tidy *t, const char *path, const char *name))
{
	char *dir = bitnet_cache_path(t->c, "%s", sub), *path;
	DIR *d = dir ? opendir(dir) : NULL;
	const struct dirent *e;

	while (d && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		path = bitnet_cache_path(t->c, "%s/%s", sub, e->d_name);
		if (path)
			one(t, path, e->d_name);
		free(path);
	}
	if (d)
		closedir(d);
	free(dir);
}

static bool has_entry(const struct tidy *t, const char *key, size_t n)
{
	char *path = bitnet_cache_path(t->c, "tokenizers/%.*s", (int)n, key);
	bool there = path && faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;

	free(path);
	return there;
}

/* ---- temporaries */

/* 1: a process lives that writes there; 0: none; -1: cannot be told. */
static int in_use(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), rc;

	if (fd < 0)
		return -1;
	rc = flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno == EWOULDBLOCK ? 1 : -1;
	close(fd);
	return rc;
}

/* An entry that stepped aside goes back when nothing took its place. */
static bool put_back(const struct tidy *t, const char *path, const char *name)
{
	size_t n = strlen(name);
	char *to;
	bool done;

	if (n <= 6 || strcmp(name + n - 6, ".aside") != 0 || !bitnet_name_key(name, n - 6) || has_entry(t, name, n - 6))
		return false;
	to = bitnet_cache_path(t->c, "tokenizers/%.*s", (int)(n - 6), name);
	done = to && !dry(t) && rename(path, to) == 0;
	free(to);
	return done || dry(t);
}

static void temporary(const struct tidy *t, const char *path, const char *name)
{
	struct stat st;
	int used;

	if (bitnet_cache_is_journal(name) || lstat(path, &st) < 0 || age(t, &st) < t->min_age || put_back(t, path, name))
		return;
	used = in_use(path);
	if (used > 0 || (used < 0 && age(t, &st) < OLD))
		return;
	told(t, "temporary", name, bitnet_cache_tree_bytes(path));
	if (!dry(t))
		bitnet_cache_remove_tree(path);
}

void bitnet_cache_sweep(const struct bitnet_cache *c)
{
	const struct tidy t = { .c = c, .now = (int64_t)time(NULL), .min_age = OLD };

	each(&t, "tmp", temporary);
}

/* ---- small files */

/* Removed while we have its lock, so that nobody who holds one loses it; who waits for it sees that it is gone. */
static void lock_file(const struct tidy *t, const char *path, const char *name)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0 && fcntl(fd, F_OFD_SETLK, &l) == 0) {
		told(t, "lock", name, 0);
		if (!dry(t))
			unlink(path);
	}
	if (fd >= 0)
		close(fd);
}

static void small_file(const struct tidy *t, const char *path, const char *name)
{
	struct stat st;

	if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
	    (bitnet_name_key(name, strlen(name)) ? has_entry(t, name, strlen(name)) : age(t, &st) < t->min_age))
		return;
	told(t, "leftover", name, (uint64_t)st.st_size);
	if (!dry(t))
		unlink(path);
}

/* ---- entries */

struct item {
	char *key;
	uint64_t bytes;
	int64_t last;
};

static int by_last(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->last < y->last ? -1 : x->last > y->last;
}

/* When it was used last, or published. */
static int64_t last_time(const struct bitnet_cache *c, const char *key, const struct bitnet_cache_usage *u)
{
	char *path = bitnet_cache_path(c, "tokenizers/%s", key);
	int64_t last = u->last_used;
	struct stat st;

	if (path && lstat(path, &st) == 0 && (int64_t)st.st_mtim.tv_sec > last)
		last = (int64_t)st.st_mtim.tv_sec;
	free(path);
	return last;
}

static int remove_item(const struct tidy *t, struct bitnet_cache *c, const struct item *i, struct bitnet_error *err)
{
	int rc = dry(t) ? 0 : bitnet_cache_remove(c, i->key, err);

	if (rc == BITNET_E_NOTFOUND)
		rc = 0;
	if (rc == 0)
		told(t, "entry", i->key, i->bytes);
	return rc;
}

static int prune_entries(const struct tidy *t, struct bitnet_cache *c, struct bitnet_error *err)
{
	struct bitnet_cache_usage u;
	struct item *v = NULL;
	uint64_t total = 0;
	char **keys;
	size_t n, i;
	int rc = bitnet_cache_keys(&keys, &n, c, err);

	if (rc)
		return rc;
	v = calloc(n + 1, sizeof(*v));
	if (!v)
		rc = bitnet_error_nomem(err, n * sizeof(*v));
	for (i = 0; i < n && rc == 0; i++) {
		bitnet_cache_usage(&u, c, keys[i]);
		v[i] = (struct item){ keys[i], u.bytes, last_time(c, keys[i], &u) };
		total += u.bytes;
	}
	if (rc == 0)
		qsort(v, n, sizeof(*v), by_last);
	for (i = 0; i < n && rc == 0; i++) {
		bool old = t->o->max_age >= 0 && t->now - v[i].last > t->o->max_age;

		if (!old && (t->o->max_bytes < 0 || total <= (uint64_t)t->o->max_bytes))
			continue;
		rc = remove_item(t, c, &v[i], err);
		total -= v[i].bytes;
	}
	free(v);
	bitnet_cache_keys_free(keys, n);
	return rc;
}

int bitnet_cache_prune(struct bitnet_cache *c, const struct bitnet_cache_prune *o, struct bitnet_error *err)
{
	const struct tidy t = { .c = c, .o = o, .now = (int64_t)time(NULL), .min_age = YOUNG };
	size_t i;
	int rc = 0;

	if (!dry(&t))
		bitnet_cache_recover(c);
	each(&t, "tmp", temporary);
	if (o->max_age >= 0 || o->max_bytes >= 0)
		rc = prune_entries(&t, c, err);
	for (i = 0; i < sizeof(small_folders) / sizeof(*small_folders) && rc == 0; i++)
		each(&t, small_folders[i], strcmp(small_folders[i], "locks") == 0 ? lock_file : small_file);
	return rc;
}

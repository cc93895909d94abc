/* SPDX-License-Identifier: MIT */
/*
 * How often a key was used.  hits/KEY grows by a byte a use: an append of one byte needs no lock and cannot be
 * torn.  When it is long, the count so far becomes the number in its first line.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/names.h"
#include "cache/cache-int.h"

enum { LONG = 4096, NUMBER_MAX = 24 };

static int open_hits(const struct bitnet_cache *c, const char *path)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
	char *dir;

	if (fd >= 0 || errno != ENOENT)
		return fd;
	dir = bitnet_cache_path(c, "hits");
	if (dir && (mkdir(dir, 0777) == 0 || errno == EEXIST))
		fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
	free(dir);
	return fd;
}

/* The uses that a file of this size stands for. */
static uint64_t count(int fd, uint64_t size)
{
	char head[NUMBER_MAX + 1];
	ssize_t n = pread(fd, head, NUMBER_MAX, 0);
	char *end;
	unsigned long long base;

	head[n > 0 ? n : 0] = '\0';
	if (head[0] < '0' || head[0] > '9')
		return size;
	base = strtoull(head, &end, 10);
	return *end == '\n' ? base + size - (uint64_t)(end + 1 - head) : size;
}

/* Uses that others count while we do this may be lost. */
static void shorten(const struct bitnet_cache *c, const char *key, int fd, uint64_t size)
{
	struct bitnet_buf text = BITNET_BUF_INIT;

	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return;
	bitnet_buf_printf(&text, "%llu\n", (unsigned long long)count(fd, size));
	bitnet_cache_put_small(c, "hits", key, &text);
	bitnet_buf_release(&text);
}

void bitnet_cache_hit(struct bitnet_cache *c, const char *key)
{
	char *path = bitnet_name_key(key, strlen(key)) ? bitnet_cache_path(c, "hits/%s", key) : NULL;
	int fd = path ? open_hits(c, path) : -1;
	struct stat st;

	if (fd >= 0 && write(fd, ".", 1) == 1 && fstat(fd, &st) == 0 && st.st_size > LONG)
		shorten(c, key, fd, (uint64_t)st.st_size);
	if (fd >= 0)
		close(fd);
	free(path);
}

void bitnet_cache_usage(struct bitnet_cache_usage *u, struct bitnet_cache *c, const char *key)
{
	char *path;
	struct stat st;
	int fd;

	memset(u, 0, sizeof(*u));
	if (!bitnet_name_key(key, strlen(key)))
		return;
	path = bitnet_cache_path(c, "tokenizers/%s", key);
	if (path)
		u->bytes = bitnet_cache_tree_bytes(path);
	free(path);
	path = bitnet_cache_path(c, "hits/%s", key);
	fd = path ? open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		u->hits = count(fd, (uint64_t)st.st_size);
		u->last_used = (int64_t)st.st_mtime;
	}
	if (fd >= 0)
		close(fd);
	free(path);
}

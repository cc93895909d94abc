/* SPDX-License-Identifier: MIT */
/*
 * The folder of compiled tokenizers.  An image has its name from the place of its source and the
 * options, so that a new one takes the place of the old one.  It appears whole, by rename; nothing is
 * synced, since a checksum tells what a crash left.  Nothing here is an error: a tokenizer
 * that cannot be kept is made again.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "tok/tok-image.h"

/* The folder is kept below this; what was not finished in an hour never will be. */
#define FOLDER_MAX ((uint64_t)512 << 20)
#define UNFINISHED ".new-"
#define UNFINISHED_S 3600

#define NAME_BYTES (16 + sizeof(IMAGE_SUFFIX))

bool bitnet_image_set_key(struct image_header *h, const struct bitnet_image_sources *s, const struct bitnet_tok_options *o)
{
	size_t n = o->pre ? strlen(o->pre) : 0;

	memset(h, 0, sizeof(*h));
	if (n >= sizeof(h->pre))
		return false;
	memcpy(h->pre, o->pre ? o->pre : "", n);
	h->policy = (uint32_t)o->policy;
	h->n_sources = s->map[1] ? 2 : 1;
	h->source[0] = s->map[0]->id;
	if (s->map[1])
		h->source[1] = s->map[1]->id;
	h->n_parts = s->gguf ? bitnet_gguf_n_parts(s->gguf) : 0;
	return true;
}

/* Not of size and times: those of one file change, and its image with them. */
static void name_of(const struct image_header *h, char name[NAME_BYTES])
{
	const uint64_t places[] = { h->source[0].dev, h->source[0].ino, h->source[1].dev, h->source[1].ino, h->policy };
	struct bitnet_sum s;

	bitnet_sum_init(&s);
	bitnet_sum_add(&s, places, sizeof(places));
	bitnet_sum_add(&s, h->pre, sizeof(h->pre));
	snprintf(name, NAME_BYTES, "%016llx" IMAGE_SUFFIX, (unsigned long long)bitnet_sum_value(&s));
}

static bool same_key(const struct image_header *a, const struct image_header *b)
{
	return a->n_sources == b->n_sources && memcmp(a->source, b->source, sizeof(a->source)) == 0 && a->policy == b->policy &&
	       memcmp(a->pre, b->pre, sizeof(a->pre)) == 0;
}

/* false when it is too long. */
static bool path_of(char path[PATH_MAX], const char *folder, const char *name)
{
	return (size_t)snprintf(path, PATH_MAX, "%s/%s", folder, name) < PATH_MAX;
}

bool bitnet_image_open(struct bitnet_map *m, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	bool ok;

	if (fd < 0)
		return false;
	ok = fstat(fd, &st) == 0 && st.st_uid == geteuid() && (st.st_mode & 022) == 0 && bitnet_map_fd(m, fd, NULL) == 0;
	close(fd);
	return ok;
}

bool bitnet_image_find(struct bitnet_tok **out, const struct bitnet_image_sources *s, const struct bitnet_tok_options *o,
		       uint64_t *n_parts)
{
	struct image_header want, have;
	char name[NAME_BYTES], path[PATH_MAX];
	struct bitnet_map m;

	if (!o || !o->compiled || !bitnet_image_set_key(&want, s, o))
		return false;
	name_of(&want, name);
	if (!path_of(path, o->compiled, name) || !bitnet_image_open(&m, path))
		return false;
	/* What is out of date is seen before all of it is read. */
	if (bitnet_image_header(&m, &have) && same_key(&want, &have) && bitnet_image_read(out, &m, NULL, NULL) == 0) {
		if (n_parts)
			*n_parts = have.n_parts;
		return true;
	}
	bitnet_map_close(&m);
	return false;
}

/* ---- keeping */

/* .cache, bitnet and compiled may be missing.  A home is not made: who has none is not given one. */
#define FOLDERS_MADE 3

static bool make_folder(const char *folder)
{
	char path[PATH_MAX];
	size_t n = strlen(folder), ends[FOLDERS_MADE];
	unsigned missing = 0;

	if (!n || n >= sizeof(path))
		return false;
	memcpy(path, folder, n + 1);
	/* Up to what is there, then down again. */
	while (mkdir(path, 0700) < 0) {
		if (errno == EEXIST)
			break;
		if (errno != ENOENT || missing == FOLDERS_MADE - 1)
			return false;
		ends[missing++] = n;
		while (n && path[n - 1] != '/')
			n--;
		while (n && path[n - 1] == '/')
			n--;
		if (!n)
			return false;
		path[n] = '\0';
	}
	while (missing) {
		path[n] = folder[n];
		n = ends[--missing];
		path[n] = '\0';
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			return false;
	}
	return true;
}

static int write_at(void *arg, uint64_t at, const void *data, size_t n)
{
	const char *p = data;

	while (n) {
		ssize_t done = pwrite(*(int *)arg, p, n, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return BITNET_E_SYSTEM;
		p += done;
		at += (uint64_t)done;
		n -= (size_t)done;
	}
	return 0;
}

/* The path from the root; false when it is too long. */
static bool absolute(char out[PATH_MAX], const char *path)
{
	char here[PATH_MAX];

	if (*path == '/')
		return (size_t)snprintf(out, PATH_MAX, "%s", path) < PATH_MAX;
	return getcwd(here, sizeof(here)) && (size_t)snprintf(out, PATH_MAX, "%s/%s", here, path) < PATH_MAX;
}

/* Files that did not change while they were read, and whose next change will be seen. */
static bool dependable(const struct bitnet_image_sources *s)
{
	unsigned i;

	for (i = 0; i < 2 && s->map[i]; i++)
		if (!s->map[i]->settled || !bitnet_map_is_current(s->map[i], s->path[i]))
			return false;
	return true;
}

struct old {
	int64_t time;
	uint64_t size;
	char name[NAME_BYTES];
};

static int by_time(const void *pa, const void *pb)
{
	const struct old *a = pa, *b = pb;

	return a->time != b->time ? (a->time < b->time ? -1 : 1) : strcmp(a->name, b->name);
}

/* All images in an open folder, but for `keep`; what was left unfinished is removed.  Returns the bytes of all. */
static uint64_t list(DIR *dir, const char *keep, struct old **out, size_t *n)
{
	const struct dirent *e;
	size_t cap = 0;
	struct stat st;
	uint64_t sum = 0;

	while ((e = readdir(dir)) != NULL) {
		size_t len = strlen(e->d_name);

		if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode))
			continue;
		if (strncmp(e->d_name, UNFINISHED, strlen(UNFINISHED)) == 0) {
			if (time(NULL) - st.st_mtime > UNFINISHED_S)
				unlinkat(dirfd(dir), e->d_name, 0);
			continue;
		}
		if (len != NAME_BYTES - 1 || strcmp(e->d_name + len - strlen(IMAGE_SUFFIX), IMAGE_SUFFIX) != 0)
			continue;
		sum += (uint64_t)st.st_size;
		if (strcmp(e->d_name, keep) == 0 || !bitnet_grow(out, &cap, *n + 1, sizeof(**out)))
			continue;
		(*out)[*n].time = (int64_t)st.st_mtime;
		(*out)[*n].size = (uint64_t)st.st_size;
		memcpy((*out)[(*n)++].name, e->d_name, len + 1);
	}
	return sum;
}

/* The oldest go until there is room. */
static void trim(const char *folder, const char *keep)
{
	DIR *dir = opendir(folder);
	struct old *all = NULL;
	size_t n = 0, i;
	uint64_t sum;

	if (!dir)
		return;
	sum = list(dir, keep, &all, &n);
	if (sum > FOLDER_MAX && n)
		qsort(all, n, sizeof(*all), by_time);
	for (i = 0; i < n && sum > FOLDER_MAX; i++)
		if (unlinkat(dirfd(dir), all[i].name, 0) == 0)
			sum -= all[i].size;
	closedir(dir);
	free(all);
}

static bool write_image(struct bitnet_tok *t, struct image_header *h, const char *source, const char *path, char *temporary)
{
	int fd = mkostemp(temporary, O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return false;
	ok = bitnet_image_write(t, h, source, write_at, &fd, NULL) == 0;
	ok = close(fd) == 0 && ok && rename(temporary, path) == 0;
	if (!ok)
		unlink(temporary);
	return ok;
}

void bitnet_image_keep(struct bitnet_tok *t, const struct bitnet_image_sources *s, const struct bitnet_tok_options *o)
{
	char name[NAME_BYTES], path[PATH_MAX], temporary[PATH_MAX], source[PATH_MAX];
	struct image_header h;

	if (!o || !o->compiled || !dependable(s) || !bitnet_image_set_key(&h, s, o) || !absolute(source, s->path[0]))
		return;
	name_of(&h, name);
	if (!path_of(path, o->compiled, name) || !path_of(temporary, o->compiled, UNFINISHED "XXXXXX") || !make_folder(o->compiled))
		return;
	/* A folder that cannot be written to is seen before anything is computed. */
	if (access(o->compiled, W_OK) < 0 || bitnet_image_hash(&h, s, NULL) != 0)
		return;
	if (write_image(t, &h, source, path, temporary))
		trim(o->compiled, name);
}

/* SPDX-License-Identifier: MIT */
/*
 * Reading an entry.  Everything is opened from the entry's own folder, so that what is compared is one
 * version even when the key is exchanged meanwhile; a version that is taken away under us is looked up again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "base/names.h"
#include "cache/cache-int.h"

/* Each try loses against another process that publishes; a writer needs some milliseconds. */
enum { TRIES = 200, STAMPS_MAX = 65536 };

/* A file whose time is nearer than this to its hashing may change again without a new time. */
#define RACY_NS INT64_C(2000000000)

struct look {
	struct bitnet_cache *c;
	const char *key;
	bool all;                  /* hash every file */
	int fd;                    /* the folder */
	struct bitnet_buf known, stamps;
};

void bitnet_cache_entry_free(struct bitnet_cache_entry *e)
{
	size_t i;

	if (!e)
		return;
	for (i = 0; i < e->n_files; i++) {
		free(e->files[i].name);
		free(e->files[i].path);
	}
	for (i = 0; e->absent && e->absent[i]; i++)
		free(e->absent[i]);
	free(e->absent);
	free(e->files);
	free(e->key);
	free(e->dir);
	free(e->repo);
	free(e->revision);
	free(e->mirror);
	free(e->license);
	free(e);
}

const struct bitnet_cache_file *bitnet_cache_entry_file(const struct bitnet_cache_entry *e, const char *name)
{
	size_t i;

	for (i = 0; i < e->n_files; i++)
		if (strcmp(e->files[i].name, name) == 0)
			return &e->files[i];
	return NULL;
}

/* What follows the last slash of the name. */
static const char *base_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

const struct bitnet_cache_file *bitnet_cache_entry_tokenizer(const struct bitnet_cache_entry *e)
{
	static const char *const names[] = { "tokenizer.json", "tokenizer.model", "vocab.json", ".tiktoken" };
	size_t i, k;

	for (k = 0; k < sizeof(names) / sizeof(*names); k++)
		for (i = 0; i < e->n_files; i++) {
			const char *name = base_name(e->files[i].name);
			size_t n = strlen(name), m = strlen(names[k]);

			if (names[k][0] == '.' ? n > m && strcmp(name + n - m, names[k]) == 0 : strcmp(name, names[k]) == 0)
				return &e->files[i];
		}
	return NULL;
}

bool bitnet_cache_current(const struct bitnet_cache_entry *e)
{
	struct stat st;

	return stat(e->dir, &st) == 0 && (uint64_t)st.st_dev == e->device && (uint64_t)st.st_ino == e->inode;
}

/* ---- what was hashed before */

static int64_t ns(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void bitnet_cache_stamp(struct bitnet_buf *line, const char *hash, const struct stat *st, const char *name)
{
	bitnet_buf_printf(line, "%s %llu %llu %lld %lld %s\n", hash, (unsigned long long)st->st_size, (unsigned long long)st->st_ino,
			  (long long)ns(st->st_mtim), (long long)ns(st->st_ctim), name);
}

bool bitnet_cache_settled(const struct stat *st, const struct timespec *hashed)
{
	return ns(st->st_ctim) + RACY_NS < ns(*hashed);
}

static bool stamped(const struct look *l, const char *line)
{
	const char *at = l->known.s ? strstr(l->known.s, line) : NULL;

	return at && (at == l->known.s || at[-1] == '\n');
}

static int damaged(struct bitnet_error *err, const char *name, const char *what)
{
	char shown[260];

	return bitnet_error_set(err, BITNET_E_INPUT, "cache_damaged", "'%s' %s",
				bitnet_text_escape(shown, sizeof(shown), name, strlen(name)), what);
}

static int check_open_file(struct look *l, const struct bitnet_cache_file *f, int fd, struct bitnet_buf *line, struct bitnet_error *err)
{
	struct timespec now = { 0 };
	struct stat st;
	char hex[65];
	int rc;

	if (fstat(fd, &st) < 0 || (uint64_t)st.st_size != f->size)
		return damaged(err, f->name, "does not have the size that the manifest says");
	bitnet_cache_stamp(line, f->sha256, &st, f->name);
	if (line->failed)
		return bitnet_error_nomem(err, 0);
	if (!l->all && stamped(l, line->s)) {
		bitnet_buf_str(&l->stamps, line->s);
		return 0;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	rc = bitnet_cache_hash_file(fd, -1, hex, err);
	if (rc)
		return rc;
	if (strcmp(hex, f->sha256) != 0)
		return damaged(err, f->name, "does not have the hash that the manifest says");
	if (bitnet_cache_settled(&st, &now))
		bitnet_buf_str(&l->stamps, line->s);
	return 0;
}

static int check_file(struct look *l, const struct bitnet_cache_file *f, struct bitnet_error *err)
{
	struct bitnet_buf line = BITNET_BUF_INIT;
	int fd = bitnet_cache_open_file(l->fd, f->name), rc;

	if (fd < 0 && (errno == ENOENT || errno == ELOOP || errno == ENOTDIR))
		return damaged(err, f->name, errno == ENOENT ? "is missing" : "is not a regular file");
	if (fd < 0)
		return bitnet_cache_errno(err, errno, "cannot_open", "cannot open", f->path);
	rc = check_open_file(l, f, fd, &line, err);
	bitnet_buf_release(&line);
	close(fd);
	return rc;
}

/* ---- the entry */

static int read_manifest(const struct look *l, struct bitnet_buf *text, struct bitnet_error *err)
{
	int fd = bitnet_cache_open_file(l->fd, BITNET_MANIFEST);
	char part[4096];
	ssize_t n;

	if (fd < 0 && errno == ENOENT)
		return bitnet_error_set(err, BITNET_E_INPUT, "cache_no_manifest", "the folder has no manifest: it is not from here");
	if (fd < 0 && errno == ELOOP)
		return damaged(err, BITNET_MANIFEST, "is not a regular file");
	if (fd < 0)
		return bitnet_error_errno(err, errno, "cannot_open", "cannot open the manifest");
	while ((n = read(fd, part, sizeof(part))) > 0 && text->n <= BITNET_MANIFEST_MAX)
		bitnet_buf_add(text, part, (size_t)n);
	close(fd);
	if (n < 0)
		return bitnet_error_errno(err, EIO, "cannot_read", "cannot read the manifest");
	return text->failed ? bitnet_error_nomem(err, text->n) : 0;
}

static int read_entry(struct look *l, struct bitnet_cache_entry *e, struct bitnet_error *err)
{
	struct bitnet_buf text = BITNET_BUF_INIT;
	struct stat st;
	size_t i;
	int rc = 0;

	if (fstat(l->fd, &st) < 0)
		rc = bitnet_error_errno(err, errno, "cannot_open", "cannot open");
	e->device = (uint64_t)st.st_dev;
	e->inode = (uint64_t)st.st_ino;
	if (rc == 0)
		rc = read_manifest(l, &text, err);
	if (rc == 0)
		rc = bitnet_manifest_read(e, text.s ? text.s : "", text.n, err);
	bitnet_buf_release(&text);
	if (rc == 0)
		bitnet_cache_get_small(l->c, "verified", l->key, &l->known, STAMPS_MAX);
	for (i = 0; i < e->n_files && rc == 0; i++)
		rc = check_file(l, &e->files[i], err);
	if (rc == 0 && (l->stamps.n != l->known.n || (l->known.n && memcmp(l->stamps.s, l->known.s, l->known.n) != 0)))
		bitnet_cache_put_small(l->c, "verified", l->key, &l->stamps);
	return rc;
}

/*
 * Where the key is: in its place, or set aside by a process that replaces it where folders cannot be
 * exchanged, and that may have been killed; once more in its place, should that process have gone on.
 */
static int open_key(struct look *l, char **dir)
{
	int i;

	l->fd = -1;
	for (i = 0; i < 3 && l->fd < 0; i++) {
		free(*dir);
		*dir = bitnet_cache_path(l->c, i == 1 ? "tmp/%s.aside" : "tokenizers/%s", l->key);
		if (!*dir) {
			errno = ENOMEM;
			return -1;
		}
		l->fd = open(*dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (l->fd < 0 && errno != ENOENT && !(i == 1 && errno == ENOTDIR))
			return -1;
	}
	return l->fd < 0 ? -1 : 0;
}

/* One try: BITNET_E_NOTFOUND, another failure, or *out. */
static int look_once(struct look *l, struct bitnet_cache_entry **out, struct bitnet_error *err)
{
	struct bitnet_cache_entry *e = calloc(1, sizeof(*e));
	int rc;

	*out = NULL;
	if (!e || !(e->key = bitnet_dup(l->key, strlen(l->key)))) {
		free(e);
		return bitnet_error_nomem(err, strlen(l->key));
	}
	if (open_key(l, &e->dir) == 0) {
		rc = read_entry(l, e, err);
		close(l->fd);
	} else if (errno == ENOENT) {
		rc = bitnet_error_set(err, BITNET_E_NOTFOUND, "not_cached", "is not in the cache");
	} else if (errno == ENOTDIR || errno == ELOOP) {
		rc = bitnet_error_set(err, BITNET_E_INPUT, "cache_damaged", "is no folder of the cache");
	} else {
		rc = bitnet_error_errno(err, errno, "cannot_open", "cannot open");
	}
	*out = e;
	return rc;
}

static int look(struct look *l, struct bitnet_cache_entry **out, struct bitnet_error *err)
{
	struct bitnet_cache_entry *e;
	struct bitnet_error why;
	int try, rc = bitnet_cache_check_name("a key of the cache", l->key, bitnet_name_key, err);

	if (rc)
		return rc;
	for (try = 0; try < TRIES; try++) {
		bitnet_buf_reset(&l->known);
		bitnet_buf_reset(&l->stamps);
		rc = look_once(l, &e, &why);
		if (rc == 0) {
			*out = e;
			return 0;
		}
		/* A fault of a version that is there no more is no fault. */
		if (rc == BITNET_E_NOTFOUND || rc == BITNET_E_NOMEM || !e || !e->inode || bitnet_cache_current(e))
			try = TRIES;
		bitnet_cache_entry_free(e);
	}
	if (err)
		*err = why;
	bitnet_error_prefix(err, "%s", l->key);
	return rc;
}

static int look_up(struct bitnet_cache_entry **out, struct bitnet_cache *c, const char *key, bool all, struct bitnet_error *err)
{
	struct look l = { .c = c, .key = key, .all = all, .known = BITNET_BUF_INIT, .stamps = BITNET_BUF_INIT };
	int rc;

	bitnet_cache_recover(c);
	rc = look(&l, out, err);
	bitnet_buf_release(&l.known);
	bitnet_buf_release(&l.stamps);
	return rc;
}

int bitnet_cache_lookup(struct bitnet_cache_entry **out, struct bitnet_cache *c, const char *key, struct bitnet_error *err)
{
	return look_up(out, c, key, false, err);
}

int bitnet_cache_verify(struct bitnet_cache_entry **out, struct bitnet_cache *c, const char *key, struct bitnet_error *err)
{
	return look_up(out, c, key, true, err);
}

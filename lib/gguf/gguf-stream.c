/* SPDX-License-Identifier: MIT */
/*
 * Reading a GGUF file from a pipe or through a callback: the header is kept, the tensor data is dropped or never read.  How
 * long the header is shows only by reading it, so the buffer grows and the header is read again
 * from its start; with doubling that is at most twice the work, and no pointer has to be mended.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "gguf/gguf-int.h"

/* What a header with a vocabulary takes, and one without. */
#define LARGE (UINT64_C(2) << 20)
#define SMALL (UINT64_C(1) << 16)

struct stream {
	int fd;
	bitnet_gguf_more_fn *more;   /* in place of fd, for a file of `size` bytes */
	void *arg;
	uint64_t size;
	uint64_t first, max;         /* bytes that are asked for first, and kept at most */
	unsigned char *buf;
	size_t n, cap;
	bool end;
};

static int cannot_read(struct bitnet_error *err, int e)
{
	if (e == EISDIR)
		return bitnet_error_set(err, BITNET_E_NOTFOUND, "not_a_file", "is a directory");
	return bitnet_error_errno(err, e, "cannot_read", "cannot read");
}

static int fill_more(struct stream *s, uint64_t want, struct bitnet_error *err)
{
	size_t n = (size_t)(want < s->size ? want : s->size);
	int rc;

	if (!bitnet_grow(&s->buf, &s->cap, n, 1))
		return bitnet_error_nomem(err, n);
	rc = n > s->n ? s->more(s->arg, s->n, s->buf + s->n, n - s->n, err) : 0;
	s->n = rc || n < s->n ? s->n : n;
	s->end = s->n == s->size;
	return rc;
}

/* Have at least `want` bytes in the buffer, or all there are. */
static int fill(struct stream *s, uint64_t want, struct bitnet_error *err)
{
	if (want > s->max)
		return bitnet_error_set(err, BITNET_E_LIMIT, "gguf_header_too_large",
					"header of more than %llu bytes in a stream", (unsigned long long)s->max);
	if (s->more)
		return fill_more(s, want, err);
	if (!bitnet_grow(&s->buf, &s->cap, (size_t)want, 1))
		return bitnet_error_nomem(err, want);
	while (s->n < want && !s->end) {
		ssize_t got = read(s->fd, s->buf + s->n, s->cap - s->n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return cannot_read(err, errno);
		if (got == 0)
			s->end = true;
		s->n += (size_t)got;
	}
	return 0;
}

/* Read to the end; *total becomes the size of the whole. */
static int drain(struct stream *s, uint64_t *total, struct bitnet_error *err)
{
	enum { CHUNK = 1 << 18 };
	struct stat st;
	unsigned char *waste;
	off_t at;
	int status = 0;

	*total = s->n;
	if (s->end)
		return 0;
	at = lseek(s->fd, 0, SEEK_CUR);
	if (at >= 0 && fstat(s->fd, &st) == 0 && S_ISREG(st.st_mode)) {
		if (st.st_size > at)
			*total += (uint64_t)(st.st_size - at);
		return lseek(s->fd, 0, SEEK_END) < 0 ? cannot_read(err, errno) : 0;
	}
	waste = malloc(CHUNK);
	if (!waste)
		return bitnet_error_nomem(err, CHUNK);
	for (;;) {
		ssize_t got = read(s->fd, waste, CHUNK);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			status = cannot_read(err, errno);
		if (got <= 0)
			break;
		*total += (uint64_t)got;
	}
	free(waste);
	return status;
}

/* Read the header as often as it takes. */
static int read_header(struct bitnet_gguf *g, struct stream *s, struct bitnet_gguf_cursor *c, struct bitnet_error *err)
{
	uint64_t want = s->first;
	int status;

	do {
		status = fill(s, want, err);
		if (status)
			return status;
		memset(c, 0, sizeof(*c));
		c->base = s->buf;
		c->avail = s->n;
		c->size = s->more ? s->size : s->end ? s->n : INT64_MAX;
		c->err = err;
		bitnet_gguf_clear(g);
		status = bitnet_gguf_read_header(g, c);
		want = c->wanted > 2 * (uint64_t)s->n ? c->wanted : 2 * (uint64_t)s->n;
		if (want > s->max && c->wanted <= s->max)
			want = s->max;
		if (c->starved && s->n >= s->max)
			want = s->max + 1;
	} while (c->starved);
	return status;
}

/* All of one file, into an empty g, which owns the buffer then. */
static int read_one(struct bitnet_gguf *g, struct stream *s, struct bitnet_error *err)
{
	struct bitnet_gguf_cursor c;
	int status = read_header(g, s, &c, err);

	if (!status && !s->more)
		status = drain(s, &c.size, err);
	g->owned = s->buf;
	if (status)
		return status;
	g->file_bytes = c.size;
	if (g->header_bytes > c.size)
		g->header_bytes = c.size;
	/* The data is gone, even when all of it happened to be in the buffer. */
	c.avail = 0;
	bitnet_gguf_place_tensors(g, &c);
	return c.failed ? (int)err->status : 0;
}

static int done(struct bitnet_gguf **out, struct bitnet_gguf *g, int status)
{
	if (status)
		bitnet_gguf_close(g);
	else
		*out = g;
	return status;
}

static int open_header(struct bitnet_gguf **out, struct stream s, struct bitnet_error *err)
{
	struct bitnet_error own;
	struct bitnet_gguf *g;
	int status;

	err = err ? err : &own;
	g = bitnet_gguf_new(err);
	if (!g)
		return BITNET_E_NOMEM;
	s.max = GGUF_MAX_STREAM;
	status = read_one(g, &s, err);
	if (!status && bitnet_gguf_is_split(g))
		status = bitnet_error_set(err, BITNET_E_UNSUPPORTED, "gguf_split_stream",
					  "one file of a split set, which has to be opened by its path");
	return done(out, g, status);
}

int bitnet_gguf_open_stream(struct bitnet_gguf **out, int fd, struct bitnet_error *err)
{
	return open_header(out, (struct stream){ .fd = fd, .first = SMALL }, err);
}

int bitnet_gguf_open_header(struct bitnet_gguf **out, uint64_t size, bitnet_gguf_more_fn *more, void *arg, struct bitnet_error *err)
{
	return open_header(out, (struct stream){ .fd = -1, .more = more, .arg = arg, .size = size, .first = LARGE }, err);
}

/* Files elsewhere, of whose headers so many bytes may still be kept. */
struct set {
	bitnet_gguf_file_fn *file;
	bitnet_gguf_more_fn *more;
	void *arg;
	uint64_t left;
};

static int read_of_set(struct set *w, const char *name, uint64_t first, struct bitnet_gguf *g, struct bitnet_error *err)
{
	struct stream s = { .fd = -1, .more = w->more, .arg = w->arg, .first = first, .max = w->left };
	int status = w->file(w->arg, name, &s.size, err);

	if (!status)
		status = read_one(g, &s, err);
	w->left -= s.n < w->left ? s.n : w->left;
	return status;
}

static int later_part(void *arg, struct bitnet_gguf_part *p, struct bitnet_gguf *g, struct bitnet_error *err)
{
	int status = read_of_set(arg, p->path, SMALL, g, err);

	p->owned = g->owned;
	g->owned = NULL;
	return status;
}

int bitnet_gguf_open_headers(struct bitnet_gguf **out, const char *name, bitnet_gguf_file_fn *file, bitnet_gguf_more_fn *more, void *arg,
			     struct bitnet_error *err)
{
	struct set w = { file, more, arg, GGUF_MAX_STREAM };
	struct bitnet_error own;
	struct bitnet_gguf *g;
	int status;

	err = err ? err : &own;
	g = bitnet_gguf_new(err);
	if (!g)
		return BITNET_E_NOMEM;
	status = read_of_set(&w, name, LARGE, g, err);
	if (!status && bitnet_gguf_is_split(g))
		status = bitnet_gguf_open_parts(g, name, later_part, &w, err);
	return done(out, g, status);
}

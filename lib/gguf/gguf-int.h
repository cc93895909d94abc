/* SPDX-License-Identifier: MIT */
/* What the files of lib/gguf share: the open file and the cursor that reads it. */
#ifndef BITNET_GGUF_GGUF_INT_H
#define BITNET_GGUF_GGUF_INT_H

#include <string.h>

#include <bitnet/gguf.h>

#include "base/map.h"

/* Caps of our own, far above what exists: formats.md 1.5.2 to 1.5.7. */
#define GGUF_MAX_COUNT      65536u
#define GGUF_MAX_STRING     (UINT64_C(64) << 20)
#define GGUF_MAX_KEY        65535u
#define GGUF_MAX_NAME       63u
#define GGUF_MAX_DIM        (UINT64_C(1) << 31)
#define GGUF_MAX_ELEMENTS   (UINT64_C(1) << 48)
#define GGUF_MAX_PARTS      1024u
#define GGUF_MAX_STREAM     (UINT64_C(256) << 20)   /* header of a stream, which is kept in memory */

struct bitnet_gguf_part {
	char *path;                   /* NULL: memory or stream */
	struct bitnet_map map;
	unsigned char *owned;         /* the header of a later part that is elsewhere */
};

struct bitnet_gguf {
	uint32_t version;
	uint64_t alignment;
	uint64_t file_bytes;
	uint64_t header_bytes;
	struct bitnet_kv *kv;
	size_t n_kv, kv_cap;
	struct bitnet_tensor *tensors;
	size_t n_tensors, tensors_cap;
	const struct bitnet_kv **kv_by_name;            /* sorted by name */
	const struct bitnet_tensor **tensors_by_name;
	struct bitnet_gguf_part *parts;
	uint32_t n_parts;
	unsigned char *owned;         /* the header of a stream */
};

/*
 * Reads forward through a file of `size` bytes, of which the first `avail` are in memory.  After a
 * failure every call returns nothing and changes nothing; err then holds the reason, except when
 * `starved`: the bytes up to `wanted` exist but are not in memory yet.
 */
struct bitnet_gguf_cursor {
	const unsigned char *base;
	uint64_t pos, avail, size, wanted;
	bool failed, starved;
	struct bitnet_error *err;     /* never NULL */
};

/* ---- gguf-read.c */

/* Empty, of one part; NULL without memory. */
struct bitnet_gguf *bitnet_gguf_new(struct bitnet_error *err);

/* Fails the cursor with BITNET_E_INPUT; the first failure stays. */
void bitnet_gguf_fail(struct bitnet_gguf_cursor *c, const char *name, const char *fmt, ...) BITNET_PRINTF(3, 4);
/* The next n bytes, or NULL; what is named in the message. */
const unsigned char *bitnet_gguf_take(struct bitnet_gguf_cursor *c, uint64_t n, const char *what);
/* A number of n bytes, 1 to 8, zero-extended. */
uint64_t bitnet_gguf_number(struct bitnet_gguf_cursor *c, unsigned n, const char *what);
/* A string of lo to hi bytes, else an error of this name. */
bool bitnet_gguf_string(struct bitnet_gguf_cursor *c, struct bitnet_str *out, uint64_t lo, uint64_t hi,
			const char *error_name, const char *what);
/* Everything before the tensor data, into an empty g; 0 or a status, c->starved on its own. */
int bitnet_gguf_read_header(struct bitnet_gguf *g, struct bitnet_gguf_cursor *c);
/* Drop keys and tensors, for another attempt. */
void bitnet_gguf_clear(struct bitnet_gguf *g);
/* A whole file in memory, into an empty g. */
int bitnet_gguf_parse(struct bitnet_gguf *g, const unsigned char *data, uint64_t size, struct bitnet_error *err);

/* ---- gguf-tensors.c */

void bitnet_gguf_read_tensors(struct bitnet_gguf *g, struct bitnet_gguf_cursor *c, uint64_t n);
/* Offsets, spans, sizes, overlap: the header was read, c->size is the size of the file. */
void bitnet_gguf_place_tensors(struct bitnet_gguf *g, struct bitnet_gguf_cursor *c);

/* ---- gguf-get.c */

/* Sort by name; a name that stands there twice is an error. */
int bitnet_gguf_index_keys(struct bitnet_gguf *g, struct bitnet_error *err);
int bitnet_gguf_index_tensors(struct bitnet_gguf *g, struct bitnet_error *err);
/* An unsigned number of any integer type; 1 found, 0 absent or no such number. */
bool bitnet_gguf_uint(const struct bitnet_kv *kv, uint64_t *out);

/* The first file as it was opened; NULL for memory and streams. */
const struct bitnet_map *bitnet_gguf_map(const struct bitnet_gguf *g);
/* All of the files is going to be used: a hint (base/mem.h).  Not for who reads but their begin, for more is read at once. */
void bitnet_gguf_large_pages(const struct bitnet_gguf *g);

/* ---- gguf-types.c */

/* Bytes of one element, 0 for strings, arrays and unknown types. */
unsigned bitnet_gguf_value_size(uint32_t type);

/*
 * What a tensor with the type number `file_type` is, and how large, given its span; see struct
 * bitnet_tensor.  false with a message in why (NULL or `cap` bytes) when the shape cannot be of
 * this type.
 */
bool bitnet_gguf_tensor_size(struct bitnet_tensor *t, uint64_t alignment, char *why, size_t cap);

/* ---- gguf-split.c */

/* Read the part whose path is p->path into an empty g; p keeps what its strings point into. */
typedef int bitnet_gguf_part_fn(void *arg, struct bitnet_gguf_part *p, struct bitnet_gguf *g, struct bitnet_error *err);
/* After the first file was read: the other parts, or an error.  part: NULL for files. */
int bitnet_gguf_open_parts(struct bitnet_gguf *g, const char *path, bitnet_gguf_part_fn *part, void *arg, struct bitnet_error *err);
/* Whether g says that it is one of several files. */
bool bitnet_gguf_is_split(const struct bitnet_gguf *g);

/* A little-endian number of n bytes, 1 to 8, at any address. */
static inline uint64_t bitnet_gguf_load(const unsigned char *p, unsigned n)
{
	uint64_t v = 0;

	while (n)
		v = v << 8 | p[--n];
	return v;
}

/* The same for 8 bytes, written so that compilers see one load: arrays of strings are walked with it. */
static inline uint64_t bitnet_gguf_load64(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
	       (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

#endif

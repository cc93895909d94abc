/* SPDX-License-Identifier: MIT */
/*
 * Compiled tokenizers: a tokenizer as it is in memory, written into a file once and mapped from then
 * on.  Such an image is found by the identity of the file that it was made of, and is of use to the very
 * library that wrote it; it is checked before anything in it is used.
 *
 *	struct image_header, padded to a multiple of IMAGE_ALIGN
 *	the arrays, each padded in the same way
 *	the values: the path of the first source, then numbers of 8 bytes and short texts, in the order of
 *	bitnet_image_fields()
 *
 * Numbers are those of the machine.
 */
#ifndef BITNET_TOK_IMAGE_H
#define BITNET_TOK_IMAGE_H

#include "base/map.h"
#include "base/sum.h"
#include "tok/tok-int.h"

#define IMAGE_ALIGN BITNET_SUM_BLOCK
#define IMAGE_MAX ((uint64_t)1 << 30)     /* no larger one is written or read */
#define IMAGE_PRE_MAX 64
#define IMAGE_LIBRARY_MAX 192

struct image_header {
	char magic[8];
	uint32_t order, format;               /* IMAGE_ORDER, IMAGE_FORMAT */
	uint64_t sum;                         /* of the file with zeros here */
	uint64_t size;
	uint64_t values, n_values;            /* where they are, their bytes */
	char library[IMAGE_LIBRARY_MAX];      /* who wrote it: bitnet_image_library() */
	/* What it was made of, and how.  The second source is a merges.txt. */
	struct bitnet_file_id source[2];
	char sha256[2][64];                   /* of a file; of a GGUF that of its keys, see hash_keys() */
	uint32_t n_sources;
	uint32_t policy;                      /* of the options, as given */
	char pre[IMAGE_PRE_MAX];              /* the same; "": none */
	uint64_t n_parts;                     /* of a GGUF, else 0 */
};
#define IMAGE_MAGIC "BTOKIMG"
#define IMAGE_ORDER 0x01020304u
#define IMAGE_FORMAT 1u
#define IMAGE_HEADER ((sizeof(struct image_header) + IMAGE_ALIGN - 1) & ~(size_t)(IMAGE_ALIGN - 1))

/* What a tokenizer is made of: a file, or a vocab.json and its merges.txt. */
struct bitnet_image_sources {
	const struct bitnet_map *map[2];      /* [1] NULL: one file */
	const char *path[2];
	const struct bitnet_gguf *gguf;       /* or NULL; map[0] is its first part */
};

/* ---- tok-image-fields.c: the members of a tokenizer, once for writing, reading and releasing */

enum image_way { IMAGE_WRITE, IMAGE_READ, IMAGE_DETACH };

#define IMAGE_ARRAYS 32

struct image_io {
	enum image_way way;
	bool bad;                             /* cannot be written, or is damaged */
	/* Writing. */
	struct bitnet_buf values;
	struct image_array { const void *p; size_t n; } arrays[IMAGE_ARRAYS];
	size_t n_arrays;
	uint64_t end;                         /* of the arrays so far */
	/* Reading: the file, and the values that are left. */
	const unsigned char *base, *at;
	uint64_t arrays_end;
	size_t left;
};

/* All members of t.  After IMAGE_READ the arrays of t lie in the file: bitnet_image_check() is next. */
void bitnet_image_fields(struct image_io *io, struct bitnet_tok *t);

/* A text of the values, in place: reading it borrows from the file. */
void bitnet_image_text(struct image_io *io, struct bitnet_str *s);

/* ---- tok-image-check.c */

/* Whether every number that is used as a place in t is one. */
bool bitnet_image_check(const struct bitnet_tok *t);

/* ---- tok-image-read.c */

/* The library: its version, those of the libraries that it asks, and the file that it is in; padded with zeros. */
void bitnet_image_library(char out[IMAGE_LIBRARY_MAX]);

/* Whether the map has a header of this library and machine, which goes to *h. */
bool bitnet_image_header(const struct bitnet_map *m, struct image_header *h);

/* The checksum that the n bytes of an image should have. */
uint64_t bitnet_image_sum(const void *image, size_t n);

/*
 * The tokenizer in the image m, which goes to *out.  BITNET_E_INPUT when it is damaged; m is the
 * caller's then.  path, if not NULL, is borrowed from m.
 */
int bitnet_image_read(struct bitnet_tok **out, const struct bitnet_map *m, struct bitnet_str *path, struct bitnet_error *err);

/* Before a tokenizer is released: what lies in an image is not freed. */
void bitnet_image_detach(struct bitnet_tok *t);

/* ---- tok-image-write.c */

/* n bytes at a place; 0 or a status. */
typedef int bitnet_image_sink(void *arg, uint64_t at, const void *data, size_t n);

/* The digests of the sources, into h. */
int bitnet_image_hash(struct image_header *h, const struct bitnet_image_sources *s, struct bitnet_error *err);

/*
 * Write t as an image.  h has sources, options and digests, the rest is filled here.  The header is
 * written last.  path: of the first source.  BITNET_E_UNSUPPORTED when t has what no image has.
 */
int bitnet_image_write(struct bitnet_tok *t, struct image_header *h, const char *path, bitnet_image_sink *sink, void *arg,
		       struct bitnet_error *err);

/* ---- tok-image.c */

/*
 * The tokenizer that was made of these files with these options; false when there is no good image
 * of it.  n_parts, if not NULL: of how many files the GGUF is, 0 for what is none.
 */
bool bitnet_image_find(struct bitnet_tok **out, const struct bitnet_image_sources *s, const struct bitnet_tok_options *o,
		       uint64_t *n_parts);

/* Sources and options of h, without the digests; false when an image cannot say them. */
bool bitnet_image_set_key(struct image_header *h, const struct bitnet_image_sources *s, const struct bitnet_tok_options *o);

/* Keep t, made of s with o.  Where that fails nothing is kept, and no one has to know. */
void bitnet_image_keep(struct bitnet_tok *t, const struct bitnet_image_sources *s, const struct bitnet_tok_options *o);

/* An image, opened for reading; false when it is none of ours: owned by another user or writable for others. */
bool bitnet_image_open(struct bitnet_map *m, const char *path);

/* Images end with this; what is being written begins with a full stop. */
#define IMAGE_SUFFIX ".tok"

#endif

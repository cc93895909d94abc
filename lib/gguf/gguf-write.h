/* SPDX-License-Identifier: MIT */
/*
 * Writing a GGUF file (version 3, alignment 32): keys and tensor infos first, then the data of the tensors in
 * their order, as a stream.
 *
 *	bitnet_gguf_put_...(w, ...)          keys and tensors
 *	bitnet_gguf_writer_begin(w, f)       the header; nothing can be added from here on
 *	bitnet_gguf_writer_data(w, p, n)     as often as need be: exactly the bytes that were promised
 *	bitnet_gguf_writer_end(w)
 *
 * The header is read back by the reader of this library before it is written: what the reader would
 * refuse (a key twice, a size that does not fit type and shape) is not written.
 */
#ifndef BITNET_GGUF_GGUF_WRITE_H
#define BITNET_GGUF_GGUF_WRITE_H

#include <stdio.h>

#include <bitnet/gguf.h>

#include "base/buf.h"

struct bitnet_gguf_writer;

/* A number of n bytes, 1 to 8, and a string, as they stand in a file and in the arrays of bitnet_gguf_put_array(). */
void bitnet_gguf_add_number(struct bitnet_buf *b, uint64_t v, unsigned n);
void bitnet_gguf_add_string(struct bitnet_buf *b, const char *s, size_t n);

int bitnet_gguf_writer_new(struct bitnet_gguf_writer **out, struct bitnet_error *err);
void bitnet_gguf_writer_free(struct bitnet_gguf_writer *w);

/* A key that is there already is replaced, at its place.  A failure to allocate is kept for _begin. */
void bitnet_gguf_put_u32(struct bitnet_gguf_writer *w, const char *key, uint32_t v);
void bitnet_gguf_put_f32(struct bitnet_gguf_writer *w, const char *key, float v);
void bitnet_gguf_put_bool(struct bitnet_gguf_writer *w, const char *key, bool v);
void bitnet_gguf_put_str(struct bitnet_gguf_writer *w, const char *key, struct bitnet_str v);
/* data: the packed elements. */
void bitnet_gguf_put_array(struct bitnet_gguf_writer *w, const char *key, enum bitnet_value_type elem, uint64_t count,
			   const void *data, size_t n_bytes);
/* A key of an open file, under its own name or another one. */
void bitnet_gguf_put_kv(struct bitnet_gguf_writer *w, struct bitnet_str key, const struct bitnet_kv *kv);

/* The next tensor; its data has n_bytes. */
void bitnet_gguf_put_tensor(struct bitnet_gguf_writer *w, const char *name, uint32_t n_dims, const uint64_t *ne, uint32_t type,
			    uint64_t n_bytes);

/*
 * Check the header and give the bytes that the whole file will have; may be called before _begin, and nothing
 * can be added afterwards.
 */
int bitnet_gguf_writer_size(struct bitnet_gguf_writer *w, uint64_t *n_bytes, struct bitnet_error *err);

int bitnet_gguf_writer_begin(struct bitnet_gguf_writer *w, FILE *f, struct bitnet_error *err);
/* A part may not reach over the end of a tensor: BITNET_E_INPUT "gguf_write_data". */
int bitnet_gguf_writer_data(struct bitnet_gguf_writer *w, const void *data, size_t n, struct bitnet_error *err);
/* All tensors must be complete.  The stream is neither flushed nor closed. */
int bitnet_gguf_writer_end(struct bitnet_gguf_writer *w, struct bitnet_error *err);

#endif

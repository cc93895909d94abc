/* SPDX-License-Identifier: MIT */
/*
 * Safetensors files and sets of them (github.com/huggingface/safetensors, README "Format"): an 8-byte length,
 * that many bytes of JSON, data.  Everything in the header is checked when a file is opened, against the
 * file and against the other tensors; data is not looked at.  Files are mapped: they must not shrink
 * while they are open.
 */
#ifndef BITNET_SAFETENSORS_SAFETENSORS_H
#define BITNET_SAFETENSORS_SAFETENSORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

enum bitnet_st_dtype {
	BITNET_ST_F32, BITNET_ST_F16, BITNET_ST_BF16, BITNET_ST_U8, BITNET_ST_I8,
	BITNET_ST_OTHER                 /* known, but nothing here computes with it */
};

#define BITNET_ST_MAX_DIMS 8

/* shape[n_dims - 1] is the fastest dimension; a scalar has no dimension and one element. */
struct bitnet_st_tensor {
	const char *name;
	enum bitnet_st_dtype dtype;
	const char *dtype_name;
	uint32_t n_dims;
	uint64_t shape[BITNET_ST_MAX_DIMS];
	uint64_t n_elements, n_bytes;
	const unsigned char *data;
	uint32_t file;                  /* which of the set, from 0 */
};

struct bitnet_st;

/*
 * Open one file, or the set that a file NAME.safetensors.index.json describes: its files lie beside it, and
 * their names have no folder in them.  The tensors of the set are those of the index, each in its file.
 */
int bitnet_st_open(struct bitnet_st **out, const char *path, struct bitnet_error *err);
/* One file in memory, which is borrowed until close. */
int bitnet_st_open_memory(struct bitnet_st **out, const void *data, size_t size, struct bitnet_error *err);
void bitnet_st_close(struct bitnet_st *s);

/* Sorted by name, compared byte for byte. */
size_t bitnet_st_n_tensors(const struct bitnet_st *s);
const struct bitnet_st_tensor *bitnet_st_tensor_at(const struct bitnet_st *s, size_t i);
/* NULL if absent. */
const struct bitnet_st_tensor *bitnet_st_tensor(const struct bitnet_st *s, const char *name);
/* Bytes of all files. */
uint64_t bitnet_st_file_bytes(const struct bitnet_st *s);

/* Whether a path names an index rather than a file of tensors. */
bool bitnet_st_is_index(const char *path);

#endif

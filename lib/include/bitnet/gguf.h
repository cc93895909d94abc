/* SPDX-License-Identifier: MIT */
/*
 * GGUF files: header, key/value pairs, tensor table (GGUF specification, ggml docs/gguf.md).
 *
 * A file is mapped, checked as a whole when it is opened (every count, length, offset and shape
 * against the size of the file), and read-only afterwards.  Nothing here looks at the meaning of
 * a key or at tensor data.  The file must not shrink while it is open: a page that vanishes is a
 * SIGBUS, as with any mapped file.
 */
#ifndef BITNET_GGUF_H
#define BITNET_GGUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Value types, with the numbers of the specification. */
enum bitnet_value_type {
	BITNET_VALUE_U8 = 0, BITNET_VALUE_I8, BITNET_VALUE_U16, BITNET_VALUE_I16, BITNET_VALUE_U32,
	BITNET_VALUE_I32, BITNET_VALUE_F32, BITNET_VALUE_BOOL, BITNET_VALUE_STRING, BITNET_VALUE_ARRAY,
	BITNET_VALUE_U64, BITNET_VALUE_I64, BITNET_VALUE_F64
};

/*
 * Tensor types that the engine computes with; bitnet_tensor_type_name() knows many more.  The
 * numbers from 0x10000 are ours: formats that share a number of the file with another one.
 */
enum bitnet_tensor_type {
	BITNET_TENSOR_F32 = 0, BITNET_TENSOR_F16 = 1, BITNET_TENSOR_Q4_0 = 2, BITNET_TENSOR_Q4_1 = 3,
	BITNET_TENSOR_Q5_0 = 6, BITNET_TENSOR_Q5_1 = 7, BITNET_TENSOR_Q8_0 = 8, BITNET_TENSOR_Q4_K = 12,
	BITNET_TENSOR_Q5_K = 13, BITNET_TENSOR_Q6_K = 14, BITNET_TENSOR_IQ4_NL = 20, BITNET_TENSOR_BF16 = 30, BITNET_TENSOR_TQ1_0 = 34,
	BITNET_TENSOR_TQ2_0 = 35, BITNET_TENSOR_I2_S = 36, BITNET_TENSOR_TL1 = 38, BITNET_TENSOR_TL2 = 39,
	BITNET_TENSOR_IQ4_NL_4_4 = 0x10024, BITNET_TENSOR_IQ4_NL_4_8 = 0x10025,
	BITNET_TENSOR_IQ4_NL_8_8 = 0x10026, BITNET_TENSOR_MXFP4 = 0x10027,
	BITNET_TENSOR_UNKNOWN = 0x1ffff
};

/* Bytes that are not ended by NUL and may hold any value. */
struct bitnet_str {
	const char *s;
	size_t n;
};

/*
 * One key.  For a scalar: type and bits (the value as stored, zero-extended to 64 bits).  For a
 * string: str.  For an array: elem_type, count, and data, the packed elements in the file
 * (unaligned, little-endian), data_bytes long.
 */
struct bitnet_kv {
	struct bitnet_str key;
	enum bitnet_value_type type;
	enum bitnet_value_type elem_type;
	uint64_t bits;
	struct bitnet_str str;
	uint64_t count;
	const unsigned char *data;
	uint64_t data_bytes;
};

/*
 * One tensor.  ne[0] is the row length; unused dimensions are 1.  file_type is the number in the
 * file, known or not, and type the format it means: the same number, or one of our own where the
 * span shows that 36 to 39 are not the formats of bitnet.cpp.  n_bytes is the size that type and
 * shape give; 0 when size_known is false.  span is the distance to the next tensor or to the end
 * of the data.  data is NULL when the file was opened from a stream.  Everything was checked
 * against the end of the file at open; data is aligned only as the file and its map are.
 */
struct bitnet_tensor {
	struct bitnet_str name;
	uint32_t n_dims;
	uint64_t ne[4];
	uint32_t type;
	uint32_t file_type;
	bool size_known;
	uint64_t n_elements;
	uint64_t n_bytes;
	uint64_t span;
	uint64_t offset;      /* from the start of its file, in bytes */
	uint32_t part;        /* which file of a split set, from 0 */
	const unsigned char *data;
};

struct bitnet_gguf;

/*
 * Open PATH.  The first file of a split set (split.count > 1) opens the whole set as one model:
 * the parts are looked for beside it as PREFIX-%05d-of-%05d.gguf, and a part that is missing or
 * disagrees refuses the set by the part's name.  "hf://" and "https://" are not paths: they are
 * refused as unsupported.
 */
BITNET_API int bitnet_gguf_open(struct bitnet_gguf **out, const char *path, struct bitnet_error *err);

/*
 * Read the header from a stream, then drain it (the size is needed for the checks).  Tensor data
 * is not kept: bitnet_tensor.data is NULL.  A split set cannot be read this way.
 */
BITNET_API int bitnet_gguf_open_stream(struct bitnet_gguf **out, int fd, struct bitnet_error *err);

/*
 * Read the header of a file of `size` bytes that is elsewhere: more() gives n bytes from `from` on, which are all there,
 * or fails.  It is asked for 2 MB, then for twice as much each time, and never again for what it gave.  As from a
 * stream, there is no tensor data.
 */
typedef int bitnet_gguf_more_fn(void *arg, uint64_t from, void *buf, size_t n, struct bitnet_error *err);
BITNET_API int bitnet_gguf_open_header(struct bitnet_gguf **out, uint64_t size, bitnet_gguf_more_fn *more, void *arg,
				       struct bitnet_error *err);

/*
 * The same for a file with a name, which as the first of a split set stands for all of them: file() is told the name of
 * each, says how large it is, and what more() gives from then on is of that file.  It is asked for 64 KiB of a later one.
 */
typedef int bitnet_gguf_file_fn(void *arg, const char *name, uint64_t *size, struct bitnet_error *err);
BITNET_API int bitnet_gguf_open_headers(struct bitnet_gguf **out, const char *name, bitnet_gguf_file_fn *file,
					bitnet_gguf_more_fn *more, void *arg, struct bitnet_error *err);

/* The same for a file in memory, which is borrowed until close. */
BITNET_API int bitnet_gguf_open_memory(struct bitnet_gguf **out, const void *data, size_t size,
				       struct bitnet_error *err);

/* Release everything; NULL is allowed. */
BITNET_API void bitnet_gguf_close(struct bitnet_gguf *g);

/* Facts about the file; for a split set, version and alignment are those of the first part. */
BITNET_API uint32_t bitnet_gguf_version(const struct bitnet_gguf *g);
BITNET_API uint64_t bitnet_gguf_alignment(const struct bitnet_gguf *g);
BITNET_API uint64_t bitnet_gguf_file_bytes(const struct bitnet_gguf *g);   /* of all parts */
BITNET_API uint64_t bitnet_gguf_header_bytes(const struct bitnet_gguf *g); /* up to the data, first part */
BITNET_API uint32_t bitnet_gguf_n_parts(const struct bitnet_gguf *g);
BITNET_API const char *bitnet_gguf_part_path(const struct bitnet_gguf *g, uint32_t part); /* NULL: memory, stream, first of a set elsewhere */

/* Keys and tensors in the order of the file. */
BITNET_API uint64_t bitnet_gguf_n_kv(const struct bitnet_gguf *g);
BITNET_API const struct bitnet_kv *bitnet_gguf_kv_at(const struct bitnet_gguf *g, uint64_t i);
BITNET_API uint64_t bitnet_gguf_n_tensors(const struct bitnet_gguf *g);
BITNET_API const struct bitnet_tensor *bitnet_gguf_tensor_at(const struct bitnet_gguf *g, uint64_t i);

/* By name, compared byte for byte; borrowed until close; NULL if absent, which is an answer. */
BITNET_API const struct bitnet_kv *bitnet_gguf_kv(const struct bitnet_gguf *g, const char *key);
BITNET_API const struct bitnet_tensor *bitnet_gguf_tensor(const struct bitnet_gguf *g, const char *name);

/*
 * Typed look-ups.  Absent: BITNET_E_NOTFOUND, *out untouched.  Present with another type, or a
 * number that does not fit: BITNET_E_INPUT.  Integers are read from any integer type, floats from
 * f32 and f64.  A string is borrowed until close.
 */
BITNET_API int bitnet_gguf_get_u32(const struct bitnet_gguf *g, const char *key, uint32_t *out, struct bitnet_error *err);
BITNET_API int bitnet_gguf_get_f32(const struct bitnet_gguf *g, const char *key, float *out, struct bitnet_error *err);
BITNET_API int bitnet_gguf_get_bool(const struct bitnet_gguf *g, const char *key, bool *out, struct bitnet_error *err);
BITNET_API int bitnet_gguf_get_str(const struct bitnet_gguf *g, const char *key, struct bitnet_str *out, struct bitnet_error *err);

/*
 * An array whose elements have the type elem: BITNET_E_NOTFOUND, or BITNET_E_INPUT for any other
 * type.  Its fields count, data and data_bytes may then be used.
 */
BITNET_API int bitnet_gguf_get_array(const struct bitnet_gguf *g, const char *key, enum bitnet_value_type elem,
				     const struct bitnet_kv **out, struct bitnet_error *err);

/*
 * Walk the strings of a string array: start with *pos = 0; returns false at the end.  The order is
 * that of the array; a walk over all of them is linear.
 */
BITNET_API bool bitnet_kv_next_str(const struct bitnet_kv *kv, uint64_t *pos, struct bitnet_str *out);

/* Element i of a numeric array, converted; i < count.  Integers through _i64, floats through _f64. */
BITNET_API int64_t bitnet_kv_elem_i64(const struct bitnet_kv *kv, uint64_t i);
BITNET_API double bitnet_kv_elem_f64(const struct bitnet_kv *kv, uint64_t i);

/* Scalars by stored type: signed integers sign-extended; u64 above 2^63-1 wraps, test the type. */
BITNET_API int64_t bitnet_kv_i64(const struct bitnet_kv *kv);
BITNET_API double bitnet_kv_f64(const struct bitnet_kv *kv);

/* "u32", "string" ...; "unknown" for a number that is none. */
BITNET_API const char *bitnet_value_type_name(uint32_t type);

/*
 * "F16", "I2_S" ...; NULL for a number that we do not know.  bitnet_tensor_type_block() is false
 * for such a number, else block elements take block_bytes bytes; both are 0 for I2_S, TL1 and TL2,
 * whose size is per tensor, and for types that never stand in a file.
 */
BITNET_API const char *bitnet_tensor_type_name(uint32_t type);
BITNET_API bool bitnet_tensor_type_block(uint32_t type, uint32_t *block, uint32_t *block_bytes);

/*
 * What a check found in a file that could be opened (bitnet_model_check, bitnet_tok_check).  name
 * is a word for the cause, as in struct bitnet_error; subject a key or tensor, escaped, "" for the
 * file as a whole.  All strings are borrowed for the duration of the call.
 */
struct bitnet_finding {
	bool fatal;             /* the model must not be run */
	const char *name;
	const char *subject;
	const char *message;
};

/* Non-zero ends the check with BITNET_E_CANCELLED. */
typedef int bitnet_report_fn(void *arg, const struct bitnet_finding *f);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/*
 * What is needed to measure an engine: models that have a known shape and random weights, ids to start from, and
 * how fast the machine's memory is.
 */
#ifndef BITNET_BENCH_H
#define BITNET_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <bitnet/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A shape that a model can be made of.  Matrices of the layers are ternary where `ternary` says so (I2_S, with
 * 30 % of -1, 40 % of 0 and 30 % of +1), else F16, as the embedding always is.
 */
struct bitnet_bench_shape {
	const char *name, *architecture;
	const char *summary;            /* for people */
	uint32_t n_layer, n_embd, n_ff, n_head, n_head_kv, head_dim, n_vocab, n_ctx;
	bool ternary;
};

/* Shape i; NULL past the end. */
BITNET_API const struct bitnet_bench_shape *bitnet_bench_shape_at(size_t i);

/* Non-zero ends the work with BITNET_E_CANCELLED. */
typedef int bitnet_bench_progress_fn(void *arg, uint64_t done, uint64_t total);

/*
 * Write a GGUF of that shape to f, which is neither flushed nor closed.  Everything in it follows from shape and
 * seed: the same bytes on every machine.  Its vocabulary is made up, but complete: any text can be encoded.
 * BITNET_E_NOTFOUND "shape": there is none of that name.  progress may be NULL.
 */
BITNET_API int bitnet_bench_make_model(FILE *f, const char *shape, uint64_t seed, bitnet_bench_progress_fn *progress, void *arg,
				       struct bitnet_error *err);

/*
 * The ids that a measurement starts from: `first`, then at place i the remainder of 7919 i divided by n_vocab.
 * n_vocab is at least 1.
 */
BITNET_API void bitnet_bench_start_ids(uint32_t *ids, size_t n, uint32_t n_vocab, uint32_t first);

/* SHA-256 in hexadecimal digits of the ids as text: decimal, a blank between two, a newline at the end. */
BITNET_API int bitnet_bench_hash_ids(const uint32_t *ids, size_t n, char hex[65], struct bitnet_error *err);

/*
 * The best of n_rounds passes of n_threads (1 to 1024) over n_bytes of memory, and over half of them copied onto
 * the other half: bytes read, and bytes copied.  More bytes than the caches hold tell of the memory.
 */
struct bitnet_bench_memory {
	double read_bytes_per_second, copy_bytes_per_second;
};
BITNET_API int bitnet_bench_memory(uint32_t n_threads, size_t n_bytes, uint32_t n_rounds, struct bitnet_bench_memory *out,
				   struct bitnet_error *err);

/*
 * The speed of a kernel, on one thread: a matrix of n_rows by n_cols for n_tokens, a vector (n_rows 1), or attention
 * over n_rows positions of a head.  from: "cache" or "memory", where weights come from.  Bytes are those of weights,
 * or what a vector reads and writes; a multiply-add is two operations.
 */
struct bitnet_bench_kernel {
	const char *op, *level, *from;
	uint32_t n_rows, n_cols, n_tokens;
	double seconds, bytes_per_second, operations_per_second;
};

/* Non-zero ends the work with BITNET_E_CANCELLED. */
typedef int bitnet_bench_kernel_fn(void *arg, const struct bitnet_bench_kernel *k);

/* Measure the kernels that a level has of its own; NULL: of each level of this machine. */
BITNET_API int bitnet_bench_kernels(const char *level, bitnet_bench_kernel_fn *fn, void *arg, struct bitnet_error *err);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/*
 * Models: hyper-parameters and weights, checked and brought into the run-time layout.  Immutable
 * after load; may be shared by threads and sessions.
 */
#ifndef BITNET_MODEL_H
#define BITNET_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>
#include <bitnet/gguf.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bitnet_activation { BITNET_ACT_RELU2, BITNET_ACT_SILU, BITNET_ACT_GELU };

/* Which I2_S variant a file holds; nothing in the file says it (formats.md 4.1). */
enum bitnet_i2s_layout {
	BITNET_I2S_X86,   /* blocks of 128, groups of 32: the canonical one */
	BITNET_I2S_ARM    /* blocks of 64, groups of 16 */
};

/* Called after each tensor of a load, with bytes of the file; non-zero ends the load with BITNET_E_CANCELLED. */
typedef int bitnet_model_progress_fn(void *arg, uint64_t done, uint64_t total);

struct bitnet_model_options {
	uint32_t n_threads;             /* for the load; 0: bitnet_cpu_count() */
	enum bitnet_i2s_layout i2s_layout;
	/*
	 * Tiles of TL1 and TL2 tensors, before those that the file records and those that are known:
	 * "ROWSxCOLS:BM,BK,bm", several with '/' between them.  NULL: none.
	 */
	const char *tl_config;
	bool low_memory;                /* no second copies of weights in layouts that are faster to use */
	/*
	 * A dense output matrix of at least so many bytes gets a compact copy, through which bitnet_sampler_pick() reads
	 * a third of the bytes.  0: 512 KiB; UINT64_MAX: none is made.  It is made during the first 10 tokens or so, or at
	 * once: for measurements.
	 */
	uint64_t head_min_bytes;
	bool head_at_once;
	bitnet_model_progress_fn *progress;     /* NULL: none */
	void *progress_arg;
};
BITNET_API void bitnet_model_options_defaults(struct bitnet_model_options *o);

/* Whether a text is one for tl_config: BITNET_E_INPUT "tl_config" when not. */
BITNET_API int bitnet_model_check_tl_config(const char *text, struct bitnet_error *err);

struct bitnet_model;

/*
 * Check g as a model and load it.  g must stay open until bitnet_model_free(): weights whose
 * layout allows it are used where they are mapped.  o may be NULL.
 * BITNET_E_UNSUPPORTED: an architecture or tensor type that we do not compute with, by name.
 */
BITNET_API int bitnet_model_load(struct bitnet_model **out, const struct bitnet_gguf *g,
				 const struct bitnet_model_options *o, struct bitnet_error *err);
BITNET_API void bitnet_model_free(struct bitnet_model *m);

struct bitnet_model_info {
	char architecture[64];
	uint32_t n_layer, n_embd, n_ff, n_head, n_head_kv, head_dim, n_vocab;
	uint32_t n_ctx;                  /* of training */
	enum bitnet_activation activation;
	uint64_t n_params;
	uint64_t mapped_bytes;           /* weights used in place */
	uint64_t owned_bytes;            /* weights and tables that were copied or repacked */
	uint64_t head_bytes;             /* that the compact copy of the output matrix has, or will have when it is made */
};
BITNET_API const struct bitnet_model_info *bitnet_model_info(const struct bitnet_model *m);

/* Bytes of the second copies of weights that sessions have made up to now, since they are faster to use. */
BITNET_API uint64_t bitnet_model_copy_bytes(const struct bitnet_model *m);

/*
 * Everything that keeps g from being run or is odd about it: hyper-parameters, tensors and shapes, and with_data
 * the data too (finite scales and norms, valid ternary codes).  Tokenizer keys are bitnet_tok_check()'s.
 */
BITNET_API int bitnet_model_check(const struct bitnet_gguf *g, bool with_data, bitnet_report_fn *report, void *arg,
				  struct bitnet_error *err);

/* CPUs that this process may use: the affinity mask, at most the cgroup quota, at least 1. */
BITNET_API uint32_t bitnet_cpu_count(void);

/* Names of the kernel levels that this machine has, the lowest ("c") first, ended by NULL. */
BITNET_API const char *const *bitnet_cpu_levels(void);

#ifdef __cplusplus
}
#endif
#endif

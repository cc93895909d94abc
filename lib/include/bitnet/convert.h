/* SPDX-License-Identifier: MIT */
/*
 * Checkpoints and GGUF files to GGUF: a plan first, then the file.
 *
 * The input is a folder as Hugging Face transformers writes it (config.json, model.safetensors or the shards of
 * model.safetensors.index.json, tokenizer.json), one of these safetensors or index files, or a GGUF.  The
 * plan reads and checks all weights that become ternary; nothing is written before it is complete.  The
 * input must not change until bitnet_convert_free().
 *
 * Codes of ternary weights stay what they are.  A scale is rounded once, where the type stores it as f16:
 * struct bitnet_convert_tensor says where.
 */
#ifndef BITNET_CONVERT_H
#define BITNET_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <bitnet/error.h>
#include <bitnet/gguf.h>
#include <bitnet/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A type that is not asked for: of a GGUF, the type that is there; of a checkpoint, I2_S and F16. */
#define BITNET_CONVERT_KEEP (-1)

struct bitnet_convert_options {
	int ternary_type;               /* I2_S, TQ1_0, TQ2_0, TL1, TL2 or F16: weights of the layers */
	int embedding_type;             /* F32, F16, BF16, Q8_0, Q6_K or Q4_0 */
	int head_type;                  /* the same, for a head of its own; BITNET_CONVERT_KEEP: embedding_type */
	bool force_ternary;             /* dense weights become ternary, of a GGUF I2_S too: the mean of |w| is the scale */
	bool repair;                    /* put right what official files lack: pre-tokeniser, end of turn, chat template */
	bool for_llama_cpp;             /* a file that llama.cpp loads: architecture "bitnet", TQ1_0, TQ2_0 or F16 */
	enum bitnet_i2s_layout i2s_layout;      /* of the input */
	const char *const *set;         /* n_set of NAME=VALUE: the keys general.NAME; "set_key" where none can be */
	size_t n_set;
	uint32_t n_threads;             /* 0: one for each CPU that the process may use; the output is the same */
	const char *tl_config;          /* tiles of TL1 and TL2, ROWSxCOLS:BM,BK,bm with '/' between; NULL: those known */
};
BITNET_API void bitnet_convert_options_defaults(struct bitnet_convert_options *o);

/* Called from time to time while weights are read or written; non-zero ends the work with BITNET_E_CANCELLED. */
typedef int bitnet_convert_progress_fn(void *arg, uint64_t done, uint64_t total);

struct bitnet_convert;

BITNET_API int bitnet_convert_open(struct bitnet_convert **out, const char *path, const struct bitnet_convert_options *o,
				   bitnet_convert_progress_fn *progress, void *arg, struct bitnet_error *err);
BITNET_API void bitnet_convert_free(struct bitnet_convert *c);

enum bitnet_convert_role {
	BITNET_CONVERT_LAYER,           /* a matrix of a layer */
	BITNET_CONVERT_EMBEDDING, BITNET_CONVERT_HEAD,
	BITNET_CONVERT_OTHER            /* norms, biases, and what is copied without being known */
};

enum bitnet_convert_how {
	BITNET_CONVERT_COPY,            /* the bytes as they are */
	BITNET_CONVERT_DENSE,           /* values in another type */
	BITNET_CONVERT_CODES,           /* ternary codes in another type */
	BITNET_CONVERT_ABSMEAN,         /* codes of a BitNet's own weights in training: round(w / mean |w|) */
	BITNET_CONVERT_FORCED           /* the same of weights that were not trained for it */
};

/* "layer", "embedding" ...; "copy", "dense", "codes", "absmean", "forced". */
BITNET_API const char *bitnet_convert_role_name(enum bitnet_convert_role r);
BITNET_API const char *bitnet_convert_how_name(enum bitnet_convert_how h);

/*
 * One tensor of the output.  Of ternary ones has_scale, and scale is exact; stored_scale is what the type
 * holds (with a scale for each block of 256, both are those of the first block).  loss, where has_loss: the
 * root of sum (w - w')^2 / sum w^2 against the weights of the input.
 */
struct bitnet_convert_tensor {
	const char *name;
	const char *source;             /* its name in the input */
	const char *source_type;        /* "BF16", "U8", "I2_S" ... */
	enum bitnet_convert_role role;
	enum bitnet_convert_how how;
	uint32_t type;
	uint32_t n_dims;
	uint64_t ne[4];
	uint64_t source_bytes, bytes;
	bool has_scale, has_loss;
	float scale, stored_scale;
	double loss;
};
BITNET_API size_t bitnet_convert_n_tensors(const struct bitnet_convert *c);
BITNET_API const struct bitnet_convert_tensor *bitnet_convert_tensor_at(const struct bitnet_convert *c, size_t i);

/* Keys that are not simply kept.  what: "added", "changed", "dropped"; value is text for people, escaped. */
struct bitnet_convert_key {
	const char *key, *what, *value;
};
BITNET_API size_t bitnet_convert_n_keys(const struct bitnet_convert *c);
BITNET_API const struct bitnet_convert_key *bitnet_convert_key_at(const struct bitnet_convert *c, size_t i);

BITNET_API const char *bitnet_convert_architecture(const struct bitnet_convert *c);
BITNET_API uint64_t bitnet_convert_source_bytes(const struct bitnet_convert *c);
BITNET_API uint64_t bitnet_convert_bytes(const struct bitnet_convert *c);          /* of the output */
/* Lines that a user may want to know, or "". */
BITNET_API const char *bitnet_convert_notes(const struct bitnet_convert *c);

/* Whether path is one of the files that are read; links are followed. */
BITNET_API bool bitnet_convert_reads(const struct bitnet_convert *c, const char *path);

/* Write the file to f; call it once.  f is neither flushed nor closed. */
BITNET_API int bitnet_convert_write(struct bitnet_convert *c, FILE *f, bitnet_convert_progress_fn *progress, void *arg,
				    struct bitnet_error *err);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/* The parts of bitnet-bench. */
#ifndef BITNET_CMD_BENCH_OPTIONS_H
#define BITNET_CMD_BENCH_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include <bitnet/bench.h>

#include "cli-model.h"

/* More numbers in a list than this are refused. */
enum { BENCH_LIST_MAX = 64 };

struct bench_list {
	uint32_t v[BENCH_LIST_MAX];
	size_t n;
};

struct bench_options {
	struct cli_model_options model;         /* its tokenizer is what --tokenizer measures */
	const char *shape, *output;
	const char *prompt, *count, *depth, *thread_counts;     /* lists as they were given */
	bool csv, kernels;
	uint64_t repeat, seed;
};

/* The lists, or what stands for those that were not given; returns the exit status. */
struct bench_plan {
	struct bench_list prompts, counts, depths, threads;
};
int bench_plan(struct bench_plan *p, const struct bench_options *o);

/* The largest number; how many are not 0. */
uint32_t bench_most(const struct bench_list *l);
size_t bench_n_tests(const struct bench_list *l);

/* Bytes of all tensors; of those that one token needs: of a table of which it reads a row, nothing; of all layers, the matrices of that name. */
uint64_t bench_file_bytes(const struct bitnet_gguf *g);
uint64_t bench_weight_bytes(const struct bitnet_gguf *g);
uint64_t bench_matrix_bytes(const struct bitnet_gguf *g, const char *end);

/* Where a text begins: its first token, or id 0 where the file names none. */
uint32_t bench_first_id(const struct bitnet_gguf *g, uint32_t n_vocab);

/* The bytes of a token that its head did not read, where a compact copy of it was. */
uint64_t bench_head_spared(const struct bitnet_gguf *g, const struct bitnet_session *s);

/* Measure the tokenizer on each of the texts; returns the exit status. */
int bench_tokenizer(const struct bench_options *o, int n, char **texts);

/* Write a model of that shape to path; returns the exit status. */
int bench_make(const char *shape, uint64_t seed, const char *path);

/* Measure a model; returns the exit status. */
int bench_model(struct bench_options *o);

/* Measure the kernels, of --cpu or of each level; returns the exit status. */
int bench_kernels(struct bench_options *o);

/* Of several measurements the middle one, the least and the greatest. */
struct bench_spread { double median, least, most; };
struct bench_spread bench_spread(double *v, size_t n);

/* The processor's name as the system gives it, escaped; "unknown" where it gives none. */
void bench_processor(char *s, size_t cap);

/* ---- what measuring a model gives, and how it is written: bench-out.c */

/* One test: a prompt, or tokens one after the other, behind n_depth positions. */
struct bench_result {
	uint32_t n_prompt, n_gen, n_depth, n_threads;   /* n_prompt or n_gen is 0 */
	double *seconds;                /* of each repetition */
	double *whole_seconds;          /* the same with nothing skipped; NULL: not measured */
	size_t n;
	char ids_sha256[65];            /* of generated ids */
	uint64_t bytes_per_token;       /* of weights and cache, of a generated token, as the file has them */
	uint64_t bytes_read_per_token;  /* without those that were skipped */
	bool skips;                     /* whether any may be */
	double live_up, live_down;      /* the shares of rows and columns that were computed */
};

struct bench_report {
	const struct bench_options *o;
	const struct bitnet_model_info *model;
	char name[128];                 /* general.name, or the architecture */
	char processor[256];
	const char *level;
	uint32_t n_cpus;
	uint64_t model_size;            /* bytes of all tensors */
	double load_seconds;
	uint64_t peak_bytes;            /* of the process, the model's and no more */
	struct {
		uint32_t n_threads;
		struct bitnet_bench_memory m;
	} memory[BENCH_LIST_MAX];
	size_t n_memory;
	struct bench_result *results;
	size_t n_results;
};

void bench_write(FILE *f, const struct bench_report *r);

#endif

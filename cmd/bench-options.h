/* SPDX-License-Identifier: MIT */
/* The parts of bitnet-bench. */
#ifndef BITNET_CMD_BENCH_H
#define BITNET_CMD_BENCH_H

#include <stddef.h>
#include <stdint.h>

struct bench_options {
	const char *tokenizer, *shape, *output;
	uint64_t repeat, threads, seed;
};

/* Measure the tokenizer on each of the texts; returns the exit status. */
int bench_tokenizer(const struct bench_options *o, int n, char **texts);

/* Write a model of that shape to path; returns the exit status. */
int bench_make(const char *shape, uint64_t seed, const char *path);

/* Of several measurements the middle one, the least and the greatest. */
struct bench_spread { double median, least, most; };
struct bench_spread bench_spread(double *v, size_t n);

#endif

/* SPDX-License-Identifier: MIT */
/* Made-up models inside: random numbers and the vocabulary. */
#ifndef BITNET_BENCH_MAKE_INT_H
#define BITNET_BENCH_MAKE_INT_H

#include <bitnet/bench.h>

#include "gguf/gguf-write.h"

/* splitmix64 (Steele, Lea, Flood 2014): the next number of a state. */
static inline uint64_t bitnet_bench_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/*
 * make-vocab.c: the keys of a byte-level BPE of n_vocab tokens: the 256 bytes, words, n_special control
 * tokens at the end.  BITNET_E_NOMEM.
 */
int bitnet_bench_put_vocab(struct bitnet_gguf_writer *w, uint32_t n_vocab, uint32_t n_special, const char *pre,
			   struct bitnet_error *err);

#endif

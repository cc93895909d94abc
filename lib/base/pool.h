/* SPDX-License-Identifier: MIT */
/* A fixed set of threads that run one loop together. */
#ifndef BITNET_BASE_POOL_H
#define BITNET_BASE_POOL_H

#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

struct bitnet_pool;

#define BITNET_POOL_MAX 1024

/* n_threads, 1 to BITNET_POOL_MAX, in all, the caller included; with 1 no thread is started. */
int bitnet_pool_new(struct bitnet_pool **out, uint32_t n_threads, struct bitnet_error *err);
/* As many threads as this process may use CPUs, within the limit. */
uint32_t bitnet_pool_default(void);
void bitnet_pool_free(struct bitnet_pool *p);
uint32_t bitnet_pool_n_threads(const struct bitnet_pool *p);

/*
 * Call fn(arg, begin, end, thread) so that the ranges cover 0..n exactly once; each range but the
 * last is a multiple of `grain` long.  Returns when all are done.  What fn computes for an index
 * must not depend on the ranges.  fn must not call this.  thread is below n_threads; two calls at
 * the same time have different ones.
 */
void bitnet_pool_run(struct bitnet_pool *p, void (*fn)(void *arg, size_t begin, size_t end, uint32_t thread),
		     void *arg, size_t n, size_t grain);

#endif

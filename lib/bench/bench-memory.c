/* SPDX-License-Identifier: MIT */
/* How fast memory is read and copied by several threads, each on a part of its own. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bitnet/bench.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "base/pool.h"

struct work {
	unsigned char *s;
	size_t half;            /* the second half is copied onto the first */
	uint64_t sums[BITNET_POOL_MAX];
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Ranges are those of blocks of 64 bytes: eight numbers that are added up side by side. */
static void read_blocks(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct work *w = arg;
	uint64_t sum[8] = { 0 }, v[8];
	size_t i;
	int k;

	for (i = begin; i < end; i++) {
		memcpy(v, w->s + i * 64, 64);
		for (k = 0; k < 8; k++)
			sum[k] += v[k];
	}
	for (k = 0; k < 8; k++)
		w->sums[thread] += sum[k];
}

static void copy_blocks(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct work *w = arg;

	(void)thread;
	memcpy(w->s + begin * 64, w->s + w->half + begin * 64, (end - begin) * 64);
}

static void touch_blocks(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct work *w = arg;

	(void)thread;
	memset(w->s + begin * 64, (int)(begin & 0xff) | 1, (end - begin) * 64);
}

/* The best of n_rounds, in bytes per second. */
static double best(struct bitnet_pool *p, void (*fn)(void *arg, size_t begin, size_t end, uint32_t thread), struct work *w,
		   size_t n_bytes, uint32_t n_rounds)
{
	size_t n = n_bytes / 64, grain = 1 + n / bitnet_pool_n_threads(p);
	double least = 0;
	uint32_t i;

	for (i = 0; i < n_rounds; i++) {
		double t = seconds();

		bitnet_pool_run(p, fn, w, n, grain);
		t = seconds() - t;
		if (i == 0 || t < least)
			least = t;
	}
	return least > 0 ? (double)n_bytes / least : 0;
}

int bitnet_bench_memory(uint32_t n_threads, size_t n_bytes, uint32_t n_rounds, struct bitnet_bench_memory *out, struct bitnet_error *err)
{
	struct work *w = calloc(1, sizeof(*w));
	struct bitnet_pool *p = NULL;
	int rc;

	n_bytes = n_bytes / 128 * 128;
	if (w)
		w->s = bitnet_alloc_aligned(1, n_bytes);
	if (!w || !w->s) {
		free(w);
		return bitnet_error_nomem(err, n_bytes);
	}
	bitnet_large_pages(w->s, n_bytes);
	w->half = n_bytes / 2;
	rc = bitnet_pool_new(&p, n_threads, err);
	if (!rc) {
		best(p, touch_blocks, w, n_bytes, 1);
		out->read_bytes_per_second = best(p, read_blocks, w, n_bytes, n_rounds);
		out->copy_bytes_per_second = best(p, copy_blocks, w, n_bytes / 2, n_rounds);
	}
	bitnet_pool_free(p);
	free(w->s);
	free(w);
	return rc;
}

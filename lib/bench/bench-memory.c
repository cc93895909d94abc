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

/* Two numbers that are added up side by side, in a register where there are such. */
typedef uint64_t pair __attribute__((vector_size(16)));

static inline pair load_pair(const unsigned char *p)
{
	pair v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/*
 * Ranges are those of blocks of 64 bytes.  Reading must not wait for adding: four sums, and little else.  Memory is asked for
 * what comes, as by the kernels that the result is a measure of.
 */
static void read_blocks(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct work *w = arg;
	const unsigned char *p = w->s + begin * 64, *stop = w->s + end * 64;
	pair a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };

	for (; p < stop; p += 64) {
		__builtin_prefetch(p + 4096, 0, 2);
		a += load_pair(p);
		b += load_pair(p + 16);
		c += load_pair(p + 32);
		d += load_pair(p + 48);
	}
	a += b + c + d;
	w->sums[thread] += a[0] + a[1];
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

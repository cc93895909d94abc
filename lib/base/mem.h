/* SPDX-License-Identifier: MIT */
/* Checked sizes and growing arrays. */
#ifndef BITNET_BASE_MEM_H
#define BITNET_BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* *out = a op b; false when the result does not fit. */
static inline bool bitnet_add_u64(uint64_t a, uint64_t b, uint64_t *out)
{
	return !__builtin_add_overflow(a, b, out);
}

static inline bool bitnet_mul_u64(uint64_t a, uint64_t b, uint64_t *out)
{
	return !__builtin_mul_overflow(a, b, out);
}

/*
 * Make room for `need` elements of `size` bytes in the array *array, which has room for *cap.
 * Grows by half at least.  false when there is no memory: the array is as it was.
 */
bool bitnet_grow(void *array, size_t *cap, size_t need, size_t size);

/* A copy of n bytes with a NUL behind them; NULL when there is no memory. */
char *bitnet_dup(const char *s, size_t n);

/* malloc for n elements of `size` bytes, checked; NULL on overflow or no memory. n = 0 gives one byte. */
void *bitnet_alloc(size_t n, size_t size);

/* The same, aligned to 64 bytes and rounded up to a multiple of 64; release with free(). */
void *bitnet_alloc_aligned(size_t n, size_t size);

/*
 * The n bytes at p are going to be used all over: the system may keep them in large pages, from BITNET_LARGE_PAGE on.
 * A hint, which changes nothing else.
 */
#define BITNET_LARGE_PAGE ((size_t)2 << 20)
void bitnet_large_pages(const void *p, size_t n);

#endif

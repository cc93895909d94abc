/* SPDX-License-Identifier: MIT */
/* Checked allocation: see mem.h. */
#include <string.h>
#include <sys/mman.h>

#include "base/mem.h"

bool bitnet_grow(void *array, size_t *cap, size_t need, size_t size)
{
	void *old, *new;
	size_t want = *cap, bytes;

	if (need <= *cap)
		return true;
	if (__builtin_add_overflow(want, want / 2, &want) || want < need)
		want = need;
	if (want < 16)
		want = 16;
	if (__builtin_mul_overflow(want, size, &bytes))
		return false;
	memcpy(&old, array, sizeof(old));
	new = realloc(old, bytes);
	if (!new)
		return false;
	memcpy(array, &new, sizeof(new));
	*cap = want;
	return true;
}

char *bitnet_dup(const char *s, size_t n)
{
	char *d = n < SIZE_MAX ? malloc(n + 1) : NULL;

	if (d) {
		if (n)
			memcpy(d, s, n);
		d[n] = '\0';
	}
	return d;
}

void *bitnet_alloc(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return malloc(bytes ? bytes : 1);
}

void *bitnet_alloc_aligned(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX - 64)
		return NULL;
	return aligned_alloc(64, bytes ? (bytes + 63) & ~(size_t)63 : 64);
}

void bitnet_large_pages(const void *p, size_t n)
{
#ifdef MADV_HUGEPAGE
	size_t skip = (BITNET_LARGE_PAGE - (uintptr_t)p % BITNET_LARGE_PAGE) % BITNET_LARGE_PAGE;

	if (n >= skip + BITNET_LARGE_PAGE)
		(void)madvise((void *)((uintptr_t)p + skip), (n - skip) / BITNET_LARGE_PAGE * BITNET_LARGE_PAGE, MADV_HUGEPAGE);
#else
	(void)p;
	(void)n;
#endif
}

/* SPDX-License-Identifier: MIT */
/*
 * Eight lanes, each of which takes every eighth word: exclusive or, rotate, multiply by an odd number.
 * Every step can be undone, so that a lane that was different stays different.
 */
#include <string.h>

#include "base/sum.h"

#define LANES (BITNET_SUM_BLOCK / 8)
#define ODD 0x9E3779B97F4A7C15ull

void bitnet_sum_init(struct bitnet_sum *s)
{
	unsigned k;

	for (k = 0; k < LANES; k++)
		s->lane[k] = k + 1;
}

static inline uint64_t step(uint64_t lane, uint64_t word)
{
	lane ^= word;
	return (lane << 29 | lane >> 35) * ODD;
}

static void add_blocks(struct bitnet_sum *s, const unsigned char *p, size_t n)
{
	struct bitnet_sum now = *s;
	uint64_t word[LANES];
	unsigned k;

	for (; n; n--, p += BITNET_SUM_BLOCK) {
		memcpy(word, p, BITNET_SUM_BLOCK);
		for (k = 0; k < LANES; k++)
			now.lane[k] = step(now.lane[k], word[k]);
	}
	*s = now;
}

void bitnet_sum_add(struct bitnet_sum *s, const void *data, size_t n)
{
	const unsigned char *p = data;
	unsigned char last[BITNET_SUM_BLOCK] = { 0 };
	size_t rest = n % BITNET_SUM_BLOCK;

	add_blocks(s, p, n / BITNET_SUM_BLOCK);
	if (!rest)
		return;
	memcpy(last, p + n - rest, rest);
	add_blocks(s, last, 1);
}

uint64_t bitnet_sum_value(const struct bitnet_sum *s)
{
	uint64_t h = 0;
	unsigned k;

	for (k = 0; k < LANES; k++) {
		h = step(h, s->lane[k]);
		h ^= h >> 32;
	}
	return h;
}

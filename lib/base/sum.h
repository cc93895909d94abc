/* SPDX-License-Identifier: MIT */
/*
 * A checksum of 64 bits that is as fast as memory: it finds damage, not forgery.  A change within
 * one word of 8 bytes is always seen.
 */
#ifndef BITNET_BASE_SUM_H
#define BITNET_BASE_SUM_H

#include <stddef.h>
#include <stdint.h>

#define BITNET_SUM_BLOCK 64

struct bitnet_sum {
	uint64_t lane[BITNET_SUM_BLOCK / 8];
};

void bitnet_sum_init(struct bitnet_sum *s);

/* n bytes, and zeros behind them up to a multiple of BITNET_SUM_BLOCK. */
void bitnet_sum_add(struct bitnet_sum *s, const void *data, size_t n);

/* Words are read as the machine has them: not to be compared between machines. */
uint64_t bitnet_sum_value(const struct bitnet_sum *s);

#endif

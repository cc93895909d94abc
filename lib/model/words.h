/* SPDX-License-Identifier: MIT */
/* What the converters of ternary formats share: bytes taken several at a time, and tables of what stands in a byte. */
#ifndef BITNET_MODEL_WORDS_H
#define BITNET_MODEL_WORDS_H

#include <stdint.h>
#include <string.h>

/* In the order of memory: for what treats all bytes alike. */
static inline uint32_t load4(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t load8(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline void store4(uint8_t *p, uint32_t v)
{
	memcpy(p, &v, sizeof(v));
}

static inline void store8(uint8_t *p, uint64_t v)
{
	memcpy(p, &v, sizeof(v));
}

/* The same byte four or eight times. */
#define FOUR_TIMES(byte) ((byte) * UINT32_C(0x01010101))
#define EIGHT_TIMES(byte) ((byte) * UINT64_C(0x0101010101010101))

/* what(b), what(b + 1) ... */
#define TABLE_4(what, b) what(b), what((b) + 1), what((b) + 2), what((b) + 3)
#define TABLE_16(what, b) TABLE_4(what, b), TABLE_4(what, (b) + 4), TABLE_4(what, (b) + 8), TABLE_4(what, (b) + 12)
#define TABLE_64(what, b) TABLE_16(what, b), TABLE_16(what, (b) + 16), TABLE_16(what, (b) + 32), TABLE_16(what, (b) + 48)
#define TABLE_256(what) TABLE_64(what, 0), TABLE_64(what, 64), TABLE_64(what, 128), TABLE_64(what, 192)

#endif

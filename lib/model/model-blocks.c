/* SPDX-License-Identifier: MIT */
/*
 * Blocks of ternary files (formats.md 4.1, 4.2, 4.3) into the run-time layout: code of column 128 b + 32 g + p in bits 7-2g,
 * 6-2g of byte 32 b + p.  Eight bytes at a time, where the formats lie alike.
 */
#include "model/model-int.h"
#include "model/words.h"

/* Of each byte the code in bits from + 1, from, into bits to + 1, to. */
static inline uint64_t move(uint64_t v, int from, int to)
{
	return (from > to ? v >> (from - to) : v << (to - from)) & EIGHT_TIMES(UINT64_C(3) << to);
}

void bitnet_tern_from_arm(uint8_t out[32], const uint8_t block[32])
{
	size_t p;

	for (p = 0; p < 16; p += 8) {
		uint64_t a = load8(block + p), b = load8(block + 16 + p);

		store8(out + p, move(a, 6, 6) | move(a, 2, 4) | move(b, 6, 2) | move(b, 2, 0));
		store8(out + 16 + p, move(a, 4, 6) | move(a, 0, 4) | move(b, 4, 2) | move(b, 0, 0));
	}
}

void bitnet_tern_from_tq2(uint8_t out[64], const uint8_t block[64])
{
	size_t p;

	for (p = 0; p < 64; p += 8) {
		uint64_t v = load8(block + p);

		store8(out + p, move(v, 0, 6) | move(v, 2, 4) | move(v, 4, 2) | move(v, 6, 0));
	}
}

/* Digits 0 to 3 of a byte of TQ1_0 in bits 7 to 0, as in a byte of ours, digit 4 in bits 9 and 8. */
#define DIGIT(byte, power) (((byte) * (power) & 255) * 3 >> 8)
#define DIGITS(b) (DIGIT(b, 1) << 6 | DIGIT(b, 3) << 4 | DIGIT(b, 9) << 2 | DIGIT(b, 27) | DIGIT(b, 81) << 8)
static const uint16_t digits[256] = { TABLE_256(DIGITS) };

/* Columns 32 n + m of bytes 0 to 31, 160 + 16 n + m of bytes 32 to 47, 240 + 4 n + m of bytes 48 to 51. */
void bitnet_tern_from_tq1(uint8_t out[64], const uint8_t block[52])
{
	unsigned int d, n;
	size_t m;

	for (m = 0; m < 32; m++) {
		d = digits[block[m]];
		out[m] = (uint8_t)d;
		out[32 + m] = (uint8_t)(d >> 2 & 0xc0);
	}
	for (m = 0; m < 16; m++) {
		d = digits[block[32 + m]];
		out[32 + m] |= (uint8_t)((d >> 2 & 0x30) | (d & 0x0c) | d >> 8);
		out[48 + m] |= (uint8_t)((d & 0x30) | (d << 2 & 0x0c));
	}
	for (m = 0; m < 4; m++) {
		d = digits[block[48 + m]];
		for (n = 0; n < 4; n++)
			out[48 + 4 * n + m] |= (uint8_t)(d >> (6 - 2 * n) & 3);
	}
}

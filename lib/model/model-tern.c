/* SPDX-License-Identifier: MIT */
/*
 * Blocks of ternary files (formats.md 4.1, 4.2, 4.3) into the run-time layout: code of column 128 b + 32 g + p in bits 7-2g,
 * 6-2g of byte 32 b + p.  Eight bytes at a time, where the formats lie alike.
 */
#include <string.h>

#include "model/model-int.h"

/* The same byte eight times. */
#define ALL(byte) ((byte) * UINT64_C(0x0101010101010101))

static inline uint64_t load8(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, 8);
	return v;
}

static inline void store8(uint8_t *p, uint64_t v)
{
	memcpy(p, &v, 8);
}

void bitnet_tern_from_arm(uint8_t out[32], const uint8_t block[32])
{
	size_t p;

	for (p = 0; p < 16; p += 8) {
		uint64_t a = load8(block + p), b = load8(block + 16 + p);

		store8(out + p, (a & ALL(0xc0)) | (a & ALL(0x0c)) << 2 | (b >> 4 & ALL(0x0c)) | (b >> 2 & ALL(0x03)));
		store8(out + 16 + p, (a << 2 & ALL(0xc0)) | (a & ALL(0x03)) << 4 | (b >> 2 & ALL(0x0c)) | (b & ALL(0x03)));
	}
}

bool bitnet_tern_from_tq2(uint8_t out[64], const uint8_t block[64])
{
	uint64_t bad = 0;
	size_t p;

	for (p = 0; p < 64; p += 8) {
		uint64_t v = load8(block + p);

		bad |= v & v >> 1;
		store8(out + p, (v & ALL(0x03)) << 6 | (v & ALL(0x0c)) << 2 | (v >> 2 & ALL(0x0c)) | (v >> 6 & ALL(0x03)));
	}
	return !(bad & ALL(0x55));
}

/* Digits 0 to 3 of a byte of TQ1_0 in bits 7 to 0, as in a byte of ours, digit 4 in bits 9 and 8. */
#define DIGIT(byte, power) (((byte) * (power) & 255) * 3 >> 8)
#define DIGITS(b) (DIGIT(b, 1) << 6 | DIGIT(b, 3) << 4 | DIGIT(b, 9) << 2 | DIGIT(b, 27) | DIGIT(b, 81) << 8)
#define DIGITS4(b) DIGITS(b), DIGITS((b) + 1), DIGITS((b) + 2), DIGITS((b) + 3)
#define DIGITS16(b) DIGITS4(b), DIGITS4((b) + 4), DIGITS4((b) + 8), DIGITS4((b) + 12)
#define DIGITS64(b) DIGITS16(b), DIGITS16((b) + 16), DIGITS16((b) + 32), DIGITS16((b) + 48)

static const uint16_t digits[256] = { DIGITS64(0), DIGITS64(64), DIGITS64(128), DIGITS64(192) };

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

/* SPDX-License-Identifier: MIT */
/*
 * Blocks of ternary files against the formulas of formats.md 4.1 and 4.3, column by column: every byte at every place.
 */
#include <string.h>

#include "model/model-int.h"
#include "tap.h"

/* The code of column c in the run-time layout. */
static int code_at(const uint8_t *out, int c)
{
	return out[c / 128 * 32 + c % 32] >> (6 - 2 * (c % 128 / 32)) & 3;
}

static int arm_code(const uint8_t *b, int c)
{
	return b[c / 64 * 16 + c % 16] >> (6 - 2 * (c % 64 / 16)) & 3;
}

static int tq2_code(const uint8_t *b, int c)
{
	return b[c / 128 * 32 + c % 32] >> (2 * (c % 128 / 32)) & 3;
}

/* Digit n of a byte. */
static int digit(unsigned int byte, int n)
{
	while (n-- > 0)
		byte = byte * 3 % 256;
	return (int)(byte * 3 / 256);
}

static int tq1_code(const uint8_t *b, int c)
{
	if (c < 160)
		return digit(b[c % 32], c / 32);
	if (c < 240)
		return digit(b[32 + (c - 160) % 16], (c - 160) / 16);
	return digit(b[48 + (c - 240) % 4], (c - 240) / 4);
}

/* Each value stands at each place once, beside others. */
static void fill(uint8_t *block, size_t n, unsigned int round)
{
	size_t i;

	for (i = 0; i < n; i++)
		block[i] = (uint8_t)(round + 37 * i);
}

TEST(arm, "the code of every column of a block of ARM's I2_S comes out, code 3 as well")
{
	uint8_t block[32], out[32];
	unsigned int round;
	int c;

	for (round = 0; round < 256; round++) {
		fill(block, sizeof(block), round);
		memset(out, (int)round, sizeof(out));
		bitnet_tern_from_arm(out, block);
		for (c = 0; c < 128; c++)
			CHECK_INT(code_at(out, c), arm_code(block, c));
	}
}

TEST(tq2, "the code of every column of a block of TQ2_0 comes out, and whether one is 3")
{
	uint8_t block[64], out[64];
	unsigned int round;
	bool three;
	int c;

	for (round = 0; round < 256; round++) {
		fill(block, sizeof(block), round);
		bitnet_tern_from_tq2(out, block);
		for (c = 0; c < 256; c++)
			CHECK_INT(code_at(out, c), tq2_code(block, c));
		memset(block, 0x55, sizeof(block));
		block[round % 64] = (uint8_t)round;
		three = false;
		for (c = 0; c < 256; c++)
			three |= tq2_code(block, c) == 3;
		CHECK_INT(bitnet_tern_from_tq2(out, block), !three);
	}
}

TEST(tq1, "every byte of TQ1_0 at every place gives its digits, the 13 that no writer makes too")
{
	uint8_t block[52], out[64];
	unsigned int round;
	int c;

	for (round = 0; round < 256; round++) {
		fill(block, sizeof(block), round);
		memset(out, (int)round, sizeof(out));
		bitnet_tern_from_tq1(out, block);
		for (c = 0; c < 256; c++)
			CHECK_INT(code_at(out, c), tq1_code(block, c));
	}
}

int main(void)
{
	return tap_main();
}

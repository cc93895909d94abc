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
static void every_byte(void (*from)(uint8_t *out, const uint8_t *block), int (*code)(const uint8_t *block, int column), size_t n_bytes,
		       int n_cols)
{
	uint8_t block[64], out[64];
	unsigned int round;
	size_t i;
	int c;

	for (round = 0; round < 256; round++) {
		for (i = 0; i < n_bytes; i++)
			block[i] = (uint8_t)(round + 37 * i);
		memset(out, (int)round, sizeof(out));
		from(out, block);
		for (c = 0; c < n_cols; c++)
			CHECK_INT(code_at(out, c), code(block, c));
	}
}

TEST(arm, "the code of every column of two blocks of ARM's I2_S comes out, code 3 as well")
{
	every_byte(bitnet_tern_from_arm, arm_code, 32, 128);
}

TEST(tq2, "the code of every column of a block of TQ2_0 comes out, code 3 as well")
{
	every_byte(bitnet_tern_from_tq2, tq2_code, 64, 256);
}

TEST(tq1, "every byte of TQ1_0 at every place gives its digits, the 13 that no writer makes too")
{
	every_byte(bitnet_tern_from_tq1, tq1_code, 52, 256);
}

int main(void)
{
	return tap_main();
}

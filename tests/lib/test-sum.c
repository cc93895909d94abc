/* SPDX-License-Identifier: MIT */
/* The checksum: what it must tell apart, and that parts add up. */
#include "base/sum.h"

#include "tap.h"

static uint64_t sum(const void *s, size_t n)
{
	struct bitnet_sum t;

	bitnet_sum_init(&t);
	bitnet_sum_add(&t, s, n);
	return bitnet_sum_value(&t);
}

TEST(bits, "a change of any bit is seen, and the exchange of any two words")
{
	unsigned char s[192], t[192];
	uint64_t whole;
	size_t i, k;

	for (i = 0; i < sizeof(s); i++)
		s[i] = (unsigned char)(i * 37 + (i >> 3));
	whole = sum(s, sizeof(s));
	for (i = 0; i < 8 * sizeof(s); i++) {
		s[i / 8] ^= (unsigned char)(1u << i % 8);
		CHECK(sum(s, sizeof(s)) != whole);
		s[i / 8] ^= (unsigned char)(1u << i % 8);
	}
	for (i = 0; i < sizeof(s); i += 8)
		for (k = i + 8; k < sizeof(s); k += 8) {
			memcpy(t, s, sizeof(s));
			memcpy(t + i, s + k, 8);
			memcpy(t + k, s + i, 8);
			CHECK(sum(t, sizeof(t)) != whole);
		}
	CHECK(sum(s, sizeof(s)) == whole);
}

TEST(parts, "parts of whole blocks add up, the last one is as if zeros stood behind it")
{
	unsigned char s[3 * BITNET_SUM_BLOCK] = { 1, 2, 3 };
	struct bitnet_sum t;
	size_t n;

	memset(s + 64, 7, 70);
	bitnet_sum_init(&t);
	bitnet_sum_add(&t, s, 64);
	bitnet_sum_add(&t, s, 0);
	bitnet_sum_add(&t, s + 64, 128);
	CHECK(bitnet_sum_value(&t) == sum(s, sizeof(s)));
	for (n = 134; n < sizeof(s); n++)
		CHECK(sum(s, n) == sum(s, sizeof(s)));
	CHECK(sum(s, 133) != sum(s, sizeof(s)));
	/* Zeros count, too. */
	CHECK(sum(s, 64) != sum(s, 0));
	CHECK(sum(s + 134, 0) != sum("\0\0\0\0\0\0\0\0", 8));
}

int main(void)
{
	return tap_main();
}

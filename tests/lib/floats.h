/* SPDX-License-Identifier: MIT */
/* Numbers that any program can make exactly, for comparing what becomes of them. */
#ifndef BITNET_TESTS_FLOATS_H
#define BITNET_TESTS_FLOATS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/*
 * s = s * 6364136223846793005 + 1442695040888963407 for each; the upper 24 bits of s less 2^23, times
 * 2^(-23 - e), e from bits 36 to 38.  In groups of 16: every fifth from the third is 2^30
 * times smaller, every seventh from the fourth is 0.
 */
__attribute__((unused)) static void test_floats(uint64_t s, float *x, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		size_t group = i / 16;
		int e;

		s = s * 6364136223846793005u + 1442695040888963407u;
		e = (int)(s >> 36 & 7) + (group % 5 == 2 ? 30 : 0);
		x[i] = group % 7 == 3 ? 0 : ldexpf((float)((int32_t)(s >> 40) - (1 << 23)), -23 - e);
	}
}

#endif

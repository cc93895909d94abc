/* SPDX-License-Identifier: MIT */
/* The machine: how many CPUs, which kernel levels. */
#include <string.h>

#include <bitnet/infer.h>

#include "kernels/kernels.h"
#include "tap.h"

TEST(levels, "levels begin with the portable one and end with the best one of this CPU")
{
	const char *const *l = bitnet_cpu_levels();
	enum bitnet_level best = bitnet_level_best();
	int n = 0, level = BITNET_LEVEL_C;

	CHECK_STR(l[0], "c");
	/* Other levels stand in the order of their numbers; those of another processor are left out. */
	while (l[n + 1]) {
		n++;
		do
			level++;
		while (level < BITNET_LEVEL_COUNT && strcmp(l[n], bitnet_level_name((enum bitnet_level)level)) != 0);
		CHECK(level <= (int)best);
	}
	CHECK_STR(l[n], bitnet_level_name(best));
}

TEST(count, "there is at least one CPU, and no more than the system has")
{
	CHECK(bitnet_cpu_count() >= 1);
	CHECK(bitnet_cpu_count() <= 1u << 20);
}

int main(void)
{
	return tap_main();
}

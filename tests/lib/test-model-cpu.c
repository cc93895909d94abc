/* SPDX-License-Identifier: MIT */
/* The machine: how many CPUs, which kernel levels. */
#include <bitnet/infer.h>

#include "kernels/kernels.h"
#include "tap.h"

TEST(levels, "levels begin with the portable one and end with the best one of this CPU")
{
	const char *const *l = bitnet_cpu_levels();
	int n = 0;

	CHECK_STR(l[0], "c");
	while (l[n]) {
		CHECK_STR(l[n], bitnet_level_name((enum bitnet_level)n));
		n++;
	}
	CHECK_INT(n - 1, bitnet_level_best());
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

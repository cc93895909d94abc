/* SPDX-License-Identifier: MIT */
/* Measuring memory gives numbers; how large they are is the machine's. */
#include <bitnet/bench.h>

#include "tap.h"

TEST(numbers, "reading and copying have a speed, with one thread and with more threads than there is work")
{
	struct bitnet_bench_memory m = { 0, 0 };
	struct bitnet_error err;

	CHECK_OK(bitnet_bench_memory(1, 1 << 20, 2, &m, &err), err);
	CHECK(m.read_bytes_per_second > 0 && m.copy_bytes_per_second > 0);
	CHECK_OK(bitnet_bench_memory(7, 1000, 1, &m, &err), err);
	CHECK(m.read_bytes_per_second > 0 && m.copy_bytes_per_second > 0);
}

int main(void)
{
	return tap_main();
}

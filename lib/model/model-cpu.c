/* SPDX-License-Identifier: MIT */
/* The machine as the public header shows it: CPUs and kernel levels. */
#include <bitnet/model.h>

#include "base/cpus.h"
#include "kernels/kernels.h"

uint32_t bitnet_cpu_count(void)
{
	return bitnet_cpus_available("");
}

const char *const *bitnet_cpu_levels(void)
{
	/* By the best level: a list that ends after it. */
	static const char *const lists[BITNET_LEVEL_COUNT][BITNET_LEVEL_COUNT + 1] = {
		[BITNET_LEVEL_C] = { "c", NULL },
		[BITNET_LEVEL_AVX2] = { "c", "avx2", NULL },
		[BITNET_LEVEL_AVX512] = { "c", "avx2", "avx512", NULL },
		[BITNET_LEVEL_VNNI] = { "c", "avx2", "avx512", "vnni", NULL },
		[BITNET_LEVEL_AMX] = { "c", "avx2", "avx512", "vnni", "amx", NULL },
		[BITNET_LEVEL_NEON] = { "c", "neon", NULL },
		[BITNET_LEVEL_DOTPROD] = { "c", "neon", "dotprod", NULL },
	};

	return lists[bitnet_level_best()];
}

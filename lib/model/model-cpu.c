/* SPDX-License-Identifier: MIT */
/* The machine as the public header shows it. */
#include <bitnet/model.h>

#include "base/cpus.h"

uint32_t bitnet_cpu_count(void)
{
	return bitnet_cpus_available("");
}

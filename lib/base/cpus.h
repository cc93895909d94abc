/* SPDX-License-Identifier: MIT */
/* How many CPUs this process may use. */
#ifndef BITNET_BASE_CPUS_H
#define BITNET_BASE_CPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The CPUs of the affinity mask, at most the cgroup quota (rounded down), at least 1.  root stands
 * before /proc and /sys: "" but in tests.
 */
uint32_t bitnet_cpus_available(const char *root);

/*
 * The smallest quota of the cgroups that this process is in, in whole CPUs, at least 1.  0 when
 * there is none, or none that can be read.
 */
uint32_t bitnet_cpus_quota(const char *root);

/* "max 100000", "150000 100000": the quota in whole CPUs, at least 1; 0: none; false: not of this form. */
bool bitnet_cpus_parse_max(const char *s, size_t n, uint32_t *cpus);

#endif

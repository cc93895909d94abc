/* SPDX-License-Identifier: MIT */
/*
 * How many CPUs this process may use: affinity mask and cgroup quota.
 *
 * A quota stands in cpu.max (cgroup v2) or cpu.cfs_quota_us and cpu.cfs_period_us (v1) of the
 * process's group or any group above it, and the smallest one counts.  /proc/self/cgroup names the
 * group.  Inside a container the name may be the host's, with nothing below the mount: then only
 * the mount's own files are there, and they are the container's.  So every level of the path is
 * tried, and what is missing is skipped.
 */
#include "config.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cpus.h"

#define GROUP_MAX 4096

/* Read a small file whole.  The length, or -1; a file that does not fit counts as unreadable. */
static long slurp(const char *path, char *buf, size_t cap)
{
	FILE *f = fopen(path, "re");
	size_t n;

	if (!f)
		return -1;
	n = fread(buf, 1, cap, f);
	if (ferror(f) || n == cap)
		n = (size_t)-1;
	fclose(f);
	return (long)n;
}

/* Digits only, up to 10^18.  Returns the number of bytes taken, 0 when there is no number. */
static size_t digits(const char *s, size_t n, uint64_t *out)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
		if (i == 18)
			return 0;
		v = v * 10 + (uint64_t)(s[i] - '0');
	}
	*out = v;
	return i;
}

static bool only_newline(const char *s, size_t n)
{
	return n == 0 || (n == 1 && *s == '\n');
}

static uint32_t whole_cpus(uint64_t quota, uint64_t period)
{
	uint64_t c = quota / period;

	return c < 1 ? 1 : c > UINT32_MAX ? UINT32_MAX : (uint32_t)c;
}

bool bitnet_cpus_parse_max(const char *s, size_t n, uint32_t *cpus)
{
	uint64_t quota = 0, period;
	bool none = n >= 3 && !memcmp(s, "max", 3);
	size_t at = none ? 3 : digits(s, n, &quota), len;

	if (at == 0 || at >= n || s[at] != ' ' || (!none && quota == 0))
		return false;
	at++;
	len = digits(s + at, n - at, &period);
	if (len == 0 || period == 0 || !only_newline(s + at + len, n - at - len))
		return false;
	*cpus = none ? 0 : whole_cpus(quota, period);
	return true;
}

/* A file that holds one number. */
static bool read_number(const char *path, uint64_t *out)
{
	char buf[64];
	long n = slurp(path, buf, sizeof(buf));
	size_t len;

	if (n <= 0)
		return false;
	len = digits(buf, (size_t)n, out);
	return len && only_newline(buf + len, (size_t)n - len);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a == 0 ? b : b == 0 ? a : a < b ? a : b;
}

/* The quota of one group folder; 0 when it has none. */
static uint32_t quota_of(const char *dir, bool v2)
{
	char path[GROUP_MAX + 64], buf[128];
	uint64_t quota, period;
	uint32_t cpus;

	if (v2) {
		long n;

		snprintf(path, sizeof(path), "%s/cpu.max", dir);
		n = slurp(path, buf, sizeof(buf));
		return n > 0 && bitnet_cpus_parse_max(buf, (size_t)n, &cpus) ? cpus : 0;
	}
	snprintf(path, sizeof(path), "%s/cpu.cfs_quota_us", dir);     /* -1: none, not a number here */
	if (!read_number(path, &quota) || quota == 0)
		return 0;
	snprintf(path, sizeof(path), "%s/cpu.cfs_period_us", dir);
	if (!read_number(path, &period) || period == 0)
		return 0;
	return whole_cpus(quota, period);
}

/* The smallest quota from mount/group up to mount itself. */
static uint32_t walk_up(const char *root, const char *mount, const char *group, size_t n, bool v2)
{
	char dir[GROUP_MAX];
	size_t base;
	uint32_t best = 0;
	int len = snprintf(dir, sizeof(dir), "%s%s", root, mount);

	if (len < 0 || (size_t)len + n >= sizeof(dir) || memchr(group, '\0', n))
		return 0;
	base = (size_t)len;
	memcpy(dir + base, group, n);
	dir[base + n] = '\0';
	for (;;) {
		char *slash;

		best = smaller(best, quota_of(dir, v2));
		slash = strrchr(dir + base, '/');
		if (!slash)
			return best;
		*slash = '\0';
	}
}

/* Whether the list "cpu,cpuacct" of a v1 line names the cpu controller. */
static bool names_cpu(const char *s, size_t n)
{
	size_t i = 0;

	while (i <= n) {
		const char *comma = i < n ? memchr(s + i, ',', n - i) : NULL;
		size_t len = comma ? (size_t)(comma - (s + i)) : n - i;

		if (len == 3 && !memcmp(s + i, "cpu", 3))
			return true;
		i += len + 1;
	}
	return false;
}

/* One line of /proc/self/cgroup, "number:controllers:/path" without the newline. */
static uint32_t quota_of_line(const char *root, const char *s, size_t n)
{
	const char *one = memchr(s, ':', n), *two;
	uint64_t number;
	size_t names, group;
	uint32_t best;

	if (!one || digits(s, (size_t)(one - s), &number) != (size_t)(one - s) || one == s)
		return 0;
	two = memchr(one + 1, ':', n - (size_t)(one + 1 - s));
	if (!two || two + 1 == s + n || two[1] != '/')
		return 0;
	names = (size_t)(two - (one + 1));
	group = n - (size_t)(two + 1 - s);
	if (names == 0)
		return number == 0 ? smaller(walk_up(root, "/sys/fs/cgroup", two + 1, group, true),
					     walk_up(root, "/sys/fs/cgroup/unified", two + 1, group, true)) : 0;
	if (!names_cpu(one + 1, names))
		return 0;
	best = walk_up(root, "/sys/fs/cgroup/cpu", two + 1, group, false);
	return smaller(best, walk_up(root, "/sys/fs/cgroup/cpu,cpuacct", two + 1, group, false));
}

uint32_t bitnet_cpus_quota(const char *root)
{
	char path[GROUP_MAX], buf[16384];
	long n;
	size_t at = 0;
	uint32_t best = 0;

	snprintf(path, sizeof(path), "%s/proc/self/cgroup", root);
	n = slurp(path, buf, sizeof(buf));
	while (n > 0 && at < (size_t)n) {
		const char *nl = memchr(buf + at, '\n', (size_t)n - at);
		size_t len = nl ? (size_t)(nl - (buf + at)) : (size_t)n - at;

		best = smaller(best, quota_of_line(root, buf + at, len));
		at += len + 1;
	}
	return best;
}

static uint32_t affinity(void)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
#ifdef HAVE_SCHED_GETAFFINITY
	int n;

	/* The kernel refuses a set smaller than its own: try larger ones. */
	for (n = 1024; n <= 1 << 20; n *= 4) {
		cpu_set_t *set = CPU_ALLOC((size_t)n);
		size_t bytes = CPU_ALLOC_SIZE((size_t)n);
		int count = 0;

		if (!set)
			break;
		CPU_ZERO_S(bytes, set);
		if (sched_getaffinity(0, bytes, set) == 0)
			count = CPU_COUNT_S(bytes, set);
		CPU_FREE(set);
		if (count > 0)
			return (uint32_t)count;
	}
#endif
	return online > 0 && online < INT_MAX ? (uint32_t)online : 1;
}

uint32_t bitnet_cpus_available(const char *root)
{
	uint32_t n = smaller(affinity(), bitnet_cpus_quota(root));

	return n ? n : 1;
}

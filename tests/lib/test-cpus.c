/* SPDX-License-Identifier: MIT */
/* The quota is read from made-up /proc and /sys trees; their form is that of proc(5), cgroups(7). */
#include <sys/stat.h>
#include <sched.h>
#include <unistd.h>

#include <bitnet/model.h>

#include "base/cpus.h"
#include "tap.h"

static char root[128];

static void fresh(void)
{
	snprintf(root, sizeof(root), "%s/cpus-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	CHECK(mkdtemp(root));
}

/* Write a file below root, with its folders. */
static void put(const char *path, const char *text)
{
	char full[512], *p;
	FILE *f;

	snprintf(full, sizeof(full), "%s%s", root, path);
	for (p = full + strlen(root) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(full, 0777);
		*p = '/';
	}
	f = fopen(full, "w");
	CHECK(f);
	fputs(text, f);
	CHECK(fclose(f) == 0);
}

static void drop(void)
{
	char cmd[256];

	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", root);
	CHECK(system(cmd) == 0);
}

static uint32_t parsed(const char *s)
{
	uint32_t c = 12345;

	return bitnet_cpus_parse_max(s, strlen(s), &c) ? c : 99999;
}

TEST(parse, "reads cpu.max: whole CPUs, rounded down, at least 1, none for max")
{
	CHECK_INT(parsed("max 100000\n"), 0);
	CHECK_INT(parsed("200000 100000\n"), 2);
	CHECK_INT(parsed("250000 100000"), 2);
	CHECK_INT(parsed("1000 100000\n"), 1);
	CHECK_INT(parsed("999999999999999999 1\n"), UINT32_MAX);
}

TEST(parse_refuses, "refuses a cpu.max that is not of the documented form")
{
	static const char *const bad[] = {
		"", "\n", "max", "100000", "max 0\n", "0 100000\n", "-1 100000\n", "+5 100000\n", "1.5 100000\n", "200000  100000\n",
		" 200000 100000\n", "200000 100000 \n", "200000 100000\n\n", "200000 100000x", "maximum 100000\n",
		"9999999999999999999 100000\n", "200000\t100000\n", "0x10 100000\n",
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (parsed(bad[i]) != 99999)
			FAIL("'%s' was read as %u", bad[i], parsed(bad[i]));
}

TEST(v2, "v2: the smallest quota from the group up to the root counts")
{
	fresh();
	put("/proc/self/cgroup", "0::/a/b/c\n");
	CHECK_INT(bitnet_cpus_quota(root), 0);
	put("/sys/fs/cgroup/a/b/c/cpu.max", "max 100000\n");
	CHECK_INT(bitnet_cpus_quota(root), 0);
	put("/sys/fs/cgroup/a/b/cpu.max", "700000 100000\n");
	CHECK_INT(bitnet_cpus_quota(root), 7);
	put("/sys/fs/cgroup/a/cpu.max", "300000 100000\n");
	CHECK_INT(bitnet_cpus_quota(root), 3);
	put("/sys/fs/cgroup/a/b/c/cpu.max", "500000 100000\n");
	CHECK_INT(bitnet_cpus_quota(root), 3);
	drop();
}

TEST(container, "v2: in a container with the host's name for the group, the mount's own file counts")
{
	fresh();
	put("/proc/self/cgroup", "0::/system.slice/docker-0123.scope\n");
	put("/sys/fs/cgroup/cpu.max", "400000 100000\n");
	CHECK_INT(bitnet_cpus_quota(root), 4);
	put("/proc/self/cgroup", "0::/\n");
	CHECK_INT(bitnet_cpus_quota(root), 4);
	drop();
}

TEST(v1, "v1: quota and period of the cpu controller, whatever the order of the names")
{
	fresh();
	put("/proc/self/cgroup", "5:memory:/m\n4:cpuacct,cpu:/x/y\n3:cpuset:/z\n");
	put("/sys/fs/cgroup/cpu/x/y/cpu.cfs_quota_us", "-1\n");
	put("/sys/fs/cgroup/cpu/x/y/cpu.cfs_period_us", "100000\n");
	CHECK_INT(bitnet_cpus_quota(root), 0);
	put("/sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "600000\n");
	put("/sys/fs/cgroup/cpu/x/cpu.cfs_period_us", "100000\n");
	CHECK_INT(bitnet_cpus_quota(root), 6);
	put("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000\n");
	put("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
	CHECK_INT(bitnet_cpus_quota(root), 1);
	drop();
}

TEST(odd_lines, "lines that are not of the documented form are skipped, no file at all is no quota")
{
	fresh();
	CHECK_INT(bitnet_cpus_quota(root), 0);
	put("/sys/fs/cgroup/cpu.max", "100000 100000\n");
	put("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "100000\n");
	put("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
	put("/proc/self/cgroup", "\n:\n::\n0:\n0::\n:cpu:/\nx:cpu:/\n1:cpu\n1:cpuset,cpuacct:/\n1::/\n0::relative\n");
	CHECK_INT(bitnet_cpus_quota(root), 0);
	put("/proc/self/cgroup", "garbage\n0::/");
	CHECK_INT(bitnet_cpus_quota(root), 1);
	drop();
}

TEST(available, "counts the affinity mask, at most the quota, at least 1")
{
	cpu_set_t all, one;
	int cpu = 0;

	if (sched_getaffinity(0, sizeof(all), &all) != 0)
		CPU_ZERO(&all);
	CHECK(bitnet_cpu_count() >= 1);
	CHECK_INT(bitnet_cpu_count(), bitnet_cpus_available(""));
	fresh();
	CHECK_INT(bitnet_cpus_available(root), CPU_COUNT(&all));
	put("/proc/self/cgroup", "0::/\n");
	put("/sys/fs/cgroup/cpu.max", "100000 100000\n");
	CHECK_INT(bitnet_cpus_available(root), 1);
	drop();
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	CHECK(sched_setaffinity(0, sizeof(one), &one) == 0);
	CHECK_INT(bitnet_cpu_count(), 1);
	sched_setaffinity(0, sizeof(all), &all);
}

int main(void)
{
	return tap_main();
}

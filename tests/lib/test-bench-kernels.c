/* SPDX-License-Identifier: MIT */
/* Measuring kernels: which have a figure; how high it is, is the machine's. */
#include <bitnet/bench.h>
#include <bitnet/model.h>

#include "kernels/kernels.h"
#include "tap.h"

struct seen {
	size_t n;
	bool op[256];
	const char *level;
};

static int note(void *arg, const struct bitnet_bench_kernel *k)
{
	struct seen *s = arg;
	struct bitnet_kernels table;
	enum bitnet_level level;
	const char *name;
	size_t i;

	if (!(k->seconds > 0 && k->bytes_per_second > 0 && k->operations_per_second > 0) || strcmp(k->level, s->level) != 0)
		return 1;
	bitnet_kernels_init(&table, BITNET_LEVEL_C);
	for (i = 0; bitnet_kernels_describe(&table, i, &name, &level); i++)
		if (strcmp(name, k->op) == 0)
			s->op[i] = true;
	s->n++;
	return 0;
}

TEST(all, "every op of the table has a figure of the portable level")
{
	struct seen s = { .level = "c" };
	struct bitnet_kernels table;
	struct bitnet_error err;
	enum bitnet_level level;
	const char *name;
	size_t i;

	CHECK_OK(bitnet_bench_kernels("c", note, &s, &err), err);
	bitnet_kernels_init(&table, BITNET_LEVEL_C);
	for (i = 0; bitnet_kernels_describe(&table, i, &name, &level); i++)
		if (!s.op[i])
			FAIL("no figure of %s", name);
	CHECK(s.n > i);
}

static int stop(void *arg, const struct bitnet_bench_kernel *k)
{
	(void)k;
	++*(int *)arg;
	return 1;
}

TEST(ends, "a callback can end the work, and a level that there is not is refused")
{
	struct bitnet_error err;
	int n = 0;

	CHECK_INT(bitnet_bench_kernels(NULL, stop, &n, &err), BITNET_E_CANCELLED);
	CHECK_INT(n, 1);
	CHECK_INT(bitnet_bench_kernels("mmx", stop, &n, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "cpu_level");
	CHECK_INT(n, 1);
}

int main(void)
{
	return tap_main();
}

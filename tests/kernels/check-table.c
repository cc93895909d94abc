/* SPDX-License-Identifier: MIT */
/* The table: every level fills all of it, and describes what it took. */
#include <string.h>

#include "check.h"

static void filled(const struct check *c)
{
	static void (*const none)(void);
	int level;

	if (!check_case(c, "all"))
		return;
	for (level = 0; level < BITNET_LEVEL_COUNT; level++) {
		struct bitnet_kernels k;
		size_t off;

		memset(&k, 0, sizeof(k));
		bitnet_kernels_init(&k, (enum bitnet_level)level);
		for (off = 0; off < sizeof(k); off += sizeof(none))
			if (memcmp((const char *)&k + off, &none, sizeof(none)) == 0)
				check_fail("level %s leaves entry %zu empty", bitnet_level_name((enum bitnet_level)level),
					   off / sizeof(none));
	}
}

static void described(const struct check *c)
{
	struct bitnet_kernels k;
	enum bitnet_level level;
	const char *op;
	size_t i;

	if (!check_case(c, "names"))
		return;
	bitnet_kernels_init(&k, BITNET_LEVEL_C);
	for (i = 0; bitnet_kernels_describe(&k, i, &op, &level); i++)
		if (level != BITNET_LEVEL_C)
			check_fail("the portable table calls %s a function of level %d", op, (int)level);
	if (i * sizeof(void (*)(void)) != sizeof(k))
		check_fail("%zu ops described, the table has %zu", i, sizeof(k) / sizeof(void (*)(void)));
	if (strcmp(bitnet_level_name(BITNET_LEVEL_C), "c") != 0 || bitnet_level_name(BITNET_LEVEL_COUNT))
		check_fail("a level has the wrong name");
}

void check_table(void)
{
	check_value("table", "has a function for every op at every level", filled);
	check_value("table", "describes each op once, with its level", described);
}

/* SPDX-License-Identifier: MIT */
#include "base/dl.h"
#include "tap.h"

struct table {
	double (*cosine)(double x);
	double (*root)(double x);
};

static const struct bitnet_dl_entry entries[] = { { "cos", offsetof(struct table, cosine) }, { "sqrt", offsetof(struct table, root) } };

TEST(loads, "functions of a library stand in the table, as often as it is filled")
{
	struct table t = { NULL, NULL };
	int i;

	for (i = 0; i < 3; i++)
		CHECK(bitnet_dl_load(&t, "libm.so.6", entries, 2) == NULL);
	CHECK(t.cosine(0) == 1);
	CHECK(t.root(4) == 2);
}

TEST(missing, "a library or a symbol that is not there is named")
{
	static const struct bitnet_dl_entry none[] = { { "of_nobody", 0 } };
	struct table t = { NULL, NULL };
	const char *why = bitnet_dl_load(&t, "libm-of-nobody.so.6", entries, 2);

	CHECK(why != NULL);
	CHECK_HAS(why, "libm-of-nobody.so.6");
	why = bitnet_dl_load(&t, "libm.so.6", none, 1);
	CHECK(why != NULL);
	CHECK_HAS(why, "of_nobody");
}

int main(void)
{
	return tap_main();
}

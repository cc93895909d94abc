/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

#include "tap.h"

TEST(grow_keeps, "growing keeps what the array holds and grows by half at least")
{
	int *v = NULL;
	size_t cap = 0, i, grown = 0;

	for (i = 0; i < 10000; i++) {
		size_t before = cap;

		CHECK(bitnet_grow(&v, &cap, i + 1, sizeof(*v)));
		grown += cap != before;
		v[i] = (int)i;
	}
	for (i = 0; i < 10000; i++)
		CHECK_INT(v[i], i);
	CHECK(grown < 25);
	free(v);
}

TEST(grow_overflow, "a growth whose size overflows fails and leaves the array alone")
{
	char *v = NULL;
	size_t cap = 0;

	CHECK(bitnet_grow(&v, &cap, 4, 1));
	memcpy(v, "abc", 4);
	CHECK(!bitnet_grow(&v, &cap, SIZE_MAX, 16));
	CHECK_STR(v, "abc");
	free(v);
}

TEST(alloc_overflow, "an allocation whose size overflows gives NULL, one of nothing does not")
{
	void *p;

	CHECK(bitnet_alloc(SIZE_MAX / 2, 3) == NULL);
	CHECK(bitnet_alloc_aligned(SIZE_MAX, 1) == NULL);
	p = bitnet_alloc(0, 8);
	CHECK(p != NULL);
	free(p);
	p = bitnet_alloc_aligned(65, 1);
	CHECK(p != NULL && (uintptr_t)p % 64 == 0);
	free(p);
}

TEST(checked, "checked sums and products tell when they do not fit")
{
	uint64_t r;

	CHECK(bitnet_add_u64(UINT64_MAX - 1, 1, &r));
	CHECK(r == UINT64_MAX);
	CHECK(!bitnet_add_u64(UINT64_MAX, 1, &r));
	CHECK(bitnet_mul_u64(UINT64_C(1) << 32, (UINT64_C(1) << 32) - 1, &r));
	CHECK(!bitnet_mul_u64(UINT64_C(1) << 32, UINT64_C(1) << 32, &r));
}

TEST(dup, "a copy ends in NUL, also of bytes that hold one")
{
	char *s = bitnet_dup("a\0b", 3);

	CHECK_MEM(s, "a\0b", 4);
	free(s);
	s = bitnet_dup(NULL, 0);
	CHECK_STR(s, "");
	free(s);
}

int main(void)
{
	return tap_main();
}

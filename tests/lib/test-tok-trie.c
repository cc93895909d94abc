/* SPDX-License-Identifier: MIT */
/* Tries against a list of texts that is searched from end to end. */
#include "tap.h"
#include "tok/tok-trie.h"

static struct bitnet_error err;

static struct bitnet_trie_key key(const char *s, size_t n, uint32_t value)
{
	return (struct bitnet_trie_key){ { s, n }, value };
}

TEST(finds, "finds the longest text that another begins with")
{
	struct bitnet_trie_key keys[] = { key("abc", 3, 1), key("a", 1, 2), key("b\0c", 3, 3), key("", 0, 4), key("abcde", 5, 5),
					  key("a", 1, 0), key("\xff\xff", 2, 6) };
	struct bitnet_trie t;
	uint32_t v = 99;

	CHECK_OK(bitnet_trie_build(&t, keys, sizeof(keys) / sizeof(keys[0]), &err), err);
	CHECK_INT(bitnet_trie_longest(&t, "abcd", 4, &v), 3);
	CHECK_INT(v, 1);
	CHECK_INT(bitnet_trie_longest(&t, "abcdef", 6, &v), 5);
	CHECK_INT(v, 5);
	CHECK_INT(bitnet_trie_longest(&t, "ab", 2, &v), 1);
	CHECK_INT(v, 0);                                  /* of two equal texts the one with the smaller value */
	CHECK_INT(bitnet_trie_longest(&t, "b\0c", 3, &v), 3);
	CHECK_INT(v, 3);
	CHECK_INT(bitnet_trie_longest(&t, "b\0d", 3, &v), 0);
	CHECK_INT(bitnet_trie_longest(&t, "\xff\xff\xff", 3, &v), 2);
	CHECK_INT(bitnet_trie_longest(&t, "", 0, &v), 0);
	bitnet_trie_release(&t);
}

TEST(empty, "a trie without texts finds nothing")
{
	struct bitnet_trie t;
	uint32_t v;

	CHECK_OK(bitnet_trie_build(&t, NULL, 0, &err), err);
	CHECK_INT(bitnet_trie_longest(&t, "abc", 3, &v), 0);
	bitnet_trie_release(&t);
}

#define N 3000
TEST(mixed, "agrees with a search through all texts, and stays within a few places a node")
{
	static char text[N][8];
	static struct bitnet_trie_key keys[N];
	struct bitnet_trie t;
	unsigned seed = 7;
	size_t i, k, bytes = 0;

	for (i = 0; i < N; i++) {
		size_t n = 1 + i % 7;

		for (k = 0; k < n; k++) {
			seed = seed * 1103515245 + 12345;
			text[i][k] = (char)(i % 3 ? 'a' + (seed >> 16) % 4 : seed >> 16);
		}
		bytes += n;
		keys[i] = key(text[i], n, (uint32_t)i);
	}
	CHECK_OK(bitnet_trie_build(&t, keys, N, &err), err);
	CHECK(t.n < 2 * bytes + 1024);
	for (i = 0; i < t.n; i++)
		if (t.units[i].base > t.n - 256)
			FAIL("the children of place %zu begin at %u of %u", i, t.units[i].base, t.n);
	for (i = 0; i < N; i++) {
		char probe[16];
		size_t want = 0, got;
		uint32_t v = 0;

		memcpy(probe, text[i], 8);
		memcpy(probe + 8, text[(i * 7) % N], 8);
		for (k = 0; k < N; k++)
			if (keys[k].s.n > want && memcmp(probe, keys[k].s.s, keys[k].s.n) == 0)
				want = keys[k].s.n;
		got = bitnet_trie_longest(&t, probe, sizeof(probe), &v);
		CHECK_INT(got, want);
		CHECK(memcmp(text[v], probe, got) == 0);
	}
	bitnet_trie_release(&t);
}

TEST(fill, "many texts with children far apart do not take a row of the array each")
{
	static char text[65536][3];
	static struct bitnet_trie_key keys[65536];
	struct bitnet_trie t;
	size_t i;

	for (i = 0; i < 65536; i++) {
		text[i][0] = (char)(i >> 8);
		text[i][1] = (char)((i >> 1 & 0x7f) * 2 + (i >> 8 & 1));
		text[i][2] = (char)(i & 1 ? 255 : 0);
		keys[i] = key(text[i], 3, (uint32_t)i);
	}
	CHECK_OK(bitnet_trie_build(&t, keys, 65536, &err), err);
	CHECK(t.n < 300000);
	bitnet_trie_release(&t);
}

int main(void)
{
	return tap_main();
}

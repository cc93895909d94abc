/* SPDX-License-Identifier: MIT */
/* Longest first, against the definition: token by token through what the tokens before have left. */
#include "tap.h"
#include "tok/tok-longest.h"

static struct bitnet_error err;

static const char *const tokens[] = { "ab", "bcd", "cde", "a", "abab", "dd" };
#define N (sizeof(tokens) / sizeof(tokens[0]))

static bool all(const void *arg, uint32_t id)
{
	return !arg || *(const uint32_t *)arg != id;
}

static void build(struct bitnet_trie *t)
{
	struct bitnet_trie_key keys[N];
	uint32_t i;

	for (i = 0; i < N; i++)
		keys[i] = (struct bitnet_trie_key){ { tokens[i], strlen(tokens[i]) }, i };
	CHECK_OK(bitnet_trie_build(t, keys, N, &err), err);
}

/* The definition: the id of each byte that a token takes, else '.'. */
static void slowly(const char *s, size_t n, char *out)
{
	size_t len, i, id;

	memset(out, '.', n);
	out[n] = '\0';
	for (len = 9; len; len--)
		for (id = 0; id < N; id++)
			for (i = 0; strlen(tokens[id]) == len && i + len <= n; i++)
				if (memcmp(s + i, tokens[id], len) == 0 && strspn(out + i, ".") >= len)
					memset(out + i, '0' + (int)id, len);
}

TEST(longest, "the longest token wins wherever it stands")
{
	struct bitnet_longest m = { NULL, 0, 0 };
	struct bitnet_trie t;

	build(&t);
	CHECK(bitnet_longest_find(&t, "abcd", 4, all, NULL, &m));
	CHECK_INT(m.n, 2);
	CHECK_INT(m.m[0].id, 3);
	CHECK_INT(m.m[1].id, 1);
	CHECK_INT(m.m[1].begin, 1);
	free(m.m);
	bitnet_trie_release(&t);
}

TEST(definition, "agrees with the definition on all texts of nine letters")
{
	struct bitnet_longest m = { NULL, 0, 0 };
	struct bitnet_trie t;
	unsigned v;

	build(&t);
	for (v = 0; v < 1953125; v += 7) {
		char s[10], want[10], got[10];
		unsigned u = v;
		size_t i;

		for (i = 0; i < 9; i++, u /= 5)
			s[i] = "abcde"[u % 5];
		slowly(s, 9, want);
		memset(got, '.', 9);
		got[9] = '\0';
		CHECK(bitnet_longest_find(&t, s, 9, all, NULL, &m));
		for (i = 0; i < m.n; i++)
			memset(got + m.m[i].begin, '0' + (int)m.m[i].id, m.m[i].end - m.m[i].begin);
		if (strcmp(got, want) != 0)
			FAIL("%.9s: got %s, want %s", s, got, want);
	}
	free(m.m);
	bitnet_trie_release(&t);
}

TEST(none, "a token that is not to be taken leaves the text to the others")
{
	const uint32_t not = 1;
	struct bitnet_longest m = { NULL, 0, 0 };
	struct bitnet_trie t;

	build(&t);
	CHECK(bitnet_longest_find(&t, "abcde", 5, all, &not, &m));
	CHECK_INT(m.n, 2);
	CHECK_INT(m.m[0].id, 0);
	CHECK_INT(m.m[1].id, 2);
	free(m.m);
	bitnet_trie_release(&t);
}

int main(void)
{
	return tap_main();
}

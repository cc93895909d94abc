/* SPDX-License-Identifier: MIT */
/* Longest first, against the definition: token by token through what the tokens before have left. */
#include <stdlib.h>
#include <string.h>

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

/* At most 12 tokens of at most 24 letters. */
struct set {
	char s[12][25];
	size_t n;
};

static void set_build(struct bitnet_trie *t, const struct set *set)
{
	struct bitnet_trie_key keys[12];
	uint32_t i;

	for (i = 0; i < set->n; i++)
		keys[i] = (struct bitnet_trie_key){ { set->s[i], strlen(set->s[i]) }, i };
	CHECK_OK(bitnet_trie_build(t, keys, set->n, &err), err);
}

/* What takes each byte: an id and one more, with 64 where a token begins. */
static void set_slowly(const struct set *set, const char *s, size_t n, unsigned char *out)
{
	size_t len, i, k, id;

	memset(out, 0, n);
	for (len = 24; len; len--)
		for (id = 0; id < set->n; id++)
			for (i = 0; strlen(set->s[id]) == len && i + len <= n; i++) {
				for (k = 0; k < len && !out[i + k] && s[i + k] == set->s[id][k]; k++)
					;
				if (k < len)
					continue;
				memset(out + i, (int)id + 1, len);
				out[i] |= 64;
			}
}

static void set_check(const struct set *set, const char *s, size_t n)
{
	struct bitnet_longest m = { NULL, 0, 0 };
	unsigned char *want = malloc(n), *got = calloc(n, 1);
	struct bitnet_trie t;
	size_t i;

	set_build(&t, set);
	set_slowly(set, s, n, want);
	CHECK(bitnet_longest_find(&t, s, n, all, NULL, &m));
	for (i = 0; i < m.n; i++) {
		if (i)
			CHECK(m.m[i].begin >= m.m[i - 1].end);
		memset(got + m.m[i].begin, (int)m.m[i].id + 1, m.m[i].end - m.m[i].begin);
		got[m.m[i].begin] |= 64;
	}
	for (i = 0; i < n && got[i] == want[i]; i++)
		;
	if (i < n)
		FAIL("byte %zu of %.60s: got %d, want %d", i, s, got[i], want[i]);
	free(m.m);
	free(got);
	free(want);
	bitnet_trie_release(&t);
}

static unsigned below(unsigned n)
{
	static uint64_t state = 1;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % n;
}

TEST(many, "agrees with the definition on random tokens that begin and overlap each other")
{
	unsigned round;
	size_t i, k;

	for (round = 0; round < 3000; round++) {
		struct set set = { .n = 1 + below(12) };
		char s[61] = "";

		for (i = 0; i < set.n; i++)
			for (k = 1 + below(round & 1 ? 4 : 9); k-- > 0; )
				set.s[i][k] = (char)('a' + below(2));
		for (i = 0; i < 60; i++)
			s[i] = (char)('a' + below(2));
		set_check(&set, s, 60);
	}
}

TEST(vain, "agrees with the definition where most looks are in vain, and the text is read from its end")
{
	static char s[20001];
	static const struct set set = { { "aaaaaaaaaaaaaaaaaaaaaaab", "aaa", "aa", "ba", "aab", "b" }, 6 };
	size_t i;

	memset(s, 'a', 20000);
	for (i = 0; i < 20000; i += 1 + below(60))
		if (i > 17000)
			s[i] = 'b';
	set_check(&set, s, 20000);
}

TEST(spaces, "ten megabytes of spaces become the longest token, and a shorter one at the end")
{
	const size_t n = 10u << 20;
	struct bitnet_longest m = { NULL, 0, 0 };
	struct bitnet_trie_key keys[23];
	char *s = malloc(n);
	struct bitnet_trie t;
	uint32_t i;

	memset(s, ' ', n);
	for (i = 0; i < 23; i++)
		keys[i] = (struct bitnet_trie_key){ { s, 24 - i }, i };
	CHECK_OK(bitnet_trie_build(&t, keys, 23, &err), err);
	CHECK(bitnet_longest_find(&t, s, n, all, NULL, &m));
	CHECK_INT(m.n, n / 24 + 1);
	CHECK_INT(m.m[0].end - m.m[0].begin, 24);
	CHECK_INT(m.m[m.n - 1].end - m.m[m.n - 1].begin, n % 24);
	CHECK_INT(m.m[m.n - 1].end, n);
	free(m.m);
	free(s);
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

/* SPDX-License-Identifier: MIT */
/* Places where text may be cut, against a search of all tokens at all places. */
#include "tap.h"
#include "tok/tok-cuts.h"

static struct bitnet_error err;
static uint64_t state = 88172645463325252ull;

static unsigned below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 33) % n;
}

/* Characters of one to four bytes, some of which share bytes, and bytes that are none. */
static const char *const parts[] = {
	"a", "b", " ", "\xc3\xa9", "\xc3\xa8", "\xd0\xa9", "\xe4\xb8\xad", "\xe4\xb8\xae", "\xe5\xb8\xad", "\xe3\x83\xbc", "\xe3\x83\xab",
	"\xe2\x96\x81", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x81", "\xf1\x9f\x98\x80", "\xe4", "\xb8", "\xad", "\xf0\x9f", "\x98\x80", "\xff", "\x80"
};

static size_t make(char *s, unsigned n)
{
	size_t at = 0;

	while (n--)
		at += (size_t)sprintf(s + at, "%s", parts[below(sizeof(parts) / sizeof(parts[0]))]);
	return at;
}

/* Whether a token is in the text across the place before s[i]. */
static bool crossed(const struct bitnet_vocab *v, const char *s, size_t n, size_t i)
{
	uint32_t id;
	size_t at;

	for (id = 0; id < v->n; id++) {
		struct bitnet_str t = bitnet_vocab_text(v, id);

		for (at = i > t.n ? i - t.n + 1 : 0; at < i; at++)
			if (at + t.n > i && at + t.n <= n && memcmp(s + at, t.s, t.n) == 0)
				return true;
	}
	return false;
}

/* Tokens of whole characters, and pieces of such that begin and end anywhere. */
static void fill(struct bitnet_vocab *v, unsigned n)
{
	char s[64];

	while (n--) {
		size_t len = make(s, 1 + below(4)), from = below(2) ? 0 : below((unsigned)len);

		len -= from;
		if (len > 1 && below(2))
			len -= below((unsigned)len);
		CHECK_OK(bitnet_vocab_add(v, s + from, len, BITNET_TOKEN_NORMAL | TOKEN_MODEL, &err), err);
	}
	CHECK_OK(bitnet_vocab_index(v, &err), err);
}

TEST(never_wrong, "no token is in a text across a place that may be cut")
{
	unsigned round, k, cuts = 0, most = 0;
	size_t n, i;

	for (round = 0; round < 60; round++) {
		struct bitnet_vocab v = { 0 };
		struct bitnet_cuts *c;
		char s[256];

		fill(&v, 1 + below(40));
		CHECK_OK(bitnet_cuts_new(&c, &v, false, &err), err);
		for (k = 0; k < 200; k++) {
			n = make(s, 2 + below(30));
			for (i = 1; i < n; i++) {
				bool may = !crossed(&v, s, n, i);

				most += may;
				if (bitnet_cuts_joined(c, (unsigned char *)s, n, i))
					continue;
				cuts++;
				if (!may)
					FAIL("'%.*s' may not be cut at byte %zu", (int)n, s, i);
			}
		}
		free(c);
		bitnet_vocab_release(&v);
	}
	/* Not all that may be cut is told, but more than half. */
	if (cuts < most / 2)
		FAIL("%u places are told of %u that may be cut", cuts, most);
}

TEST(spaces, "U+2581 in a token is a space of the text, too")
{
	struct bitnet_vocab v = { 0 };
	struct bitnet_cuts *c;

	CHECK_OK(bitnet_vocab_add(&v, "\xe2\x96\x81" "a\xe2\x96\x81\xe2\x96\x81", 10, BITNET_TOKEN_NORMAL | TOKEN_MODEL, &err), err);
	CHECK_OK(bitnet_vocab_add(&v, " x", 2, BITNET_TOKEN_CONTROL, &err), err);
	CHECK_OK(bitnet_vocab_index(&v, &err), err);
	CHECK_OK(bitnet_cuts_new(&c, &v, true, &err), err);
	CHECK(bitnet_cuts_joined(c, (const unsigned char *)" a", 2, 1));
	CHECK(bitnet_cuts_joined(c, (const unsigned char *)"a ", 2, 1));
	CHECK(bitnet_cuts_joined(c, (const unsigned char *)"  ", 2, 1));
	CHECK(bitnet_cuts_joined(c, (const unsigned char *)"\xe2\x96\x81" "a", 4, 3));
	CHECK(!bitnet_cuts_joined(c, (const unsigned char *)" x", 2, 1));
	CHECK(!bitnet_cuts_joined(c, (const unsigned char *)"aa", 2, 1));
	free(c);
	bitnet_vocab_release(&v);
}

TEST(empty, "a vocabulary without tokens joins nothing")
{
	struct bitnet_vocab v = { 0 };
	struct bitnet_cuts *c;

	CHECK_OK(bitnet_cuts_new(&c, &v, false, &err), err);
	CHECK(!bitnet_cuts_joined(c, (const unsigned char *)"\xc3\xa9\xc3\xa9", 4, 2));
	free(c);
	bitnet_vocab_release(&v);
}

int main(void)
{
	return tap_main();
}

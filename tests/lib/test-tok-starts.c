/* SPDX-License-Identifier: MIT */
/* Starts by bit masks against the scanners, whose pieces test-tok-scan.c holds against the expressions. */
#include "tap.h"
#include "tok/tok-starts.h"

static uint64_t state = 88172645463325252ull;

static unsigned below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 33) % n;
}

/* Parts that make neighbours of all classes frequent. */
static const char *const parts[] = {
	" ", "  ", "\n", "\r\n", "\t", "\v", "a", "B", "word", "Zz", "0", "123", "4567", "'", "'s", "'S", "'re", "'LL", "'x", "(", "->",
	"!", "\x01", "{|}~", "`@[", "/:", "\x7f", "'ve", "' ", " \n ", "''", "d", "t", "\xc3\xa9", "\xc5\xbf"
};

static size_t make(unsigned char *s, size_t n, unsigned kinds)
{
	size_t at = 0;

	while (at < n) {
		const char *p = parts[below(kinds)];

		while (*p && at < n)
			s[at++] = (unsigned char)*p++;
	}
	return n;
}

static void against(bitnet_scan_fn *scan, const char *name, unsigned kinds, unsigned rounds)
{
	bitnet_starts_fn *starts = bitnet_starts_of(scan);
	unsigned char s[STARTS_WINDOW + 40];
	size_t n, told = 0;

	CHECK(starts != NULL);
	while (rounds--) {
		uint64_t bits, rest;
		size_t at = 0;

		n = make(s, sizeof(s), kinds);
		/* What the scanner sees as the end of the text must not matter. */
		bits = starts(s);
		CHECK(bits & 1);
		for (rest = bits & ~1ull; rest; rest &= rest - 1, told++) {
			size_t next = (size_t)__builtin_ctzll(rest), end = scan(s, n, at);

			if (end != next)
				FAIL("%s: '%.*s': the piece at %zu ends at %zu, the masks say %zu", name, (int)n, (char *)s, at, end, next);
			at = next;
		}
	}
	CHECK(told > 1000);
}

TEST(random_texts, "random texts have the same pieces by masks as by the scanners")
{
	unsigned all = sizeof(parts) / sizeof(parts[0]);

	against(bitnet_scan_gpt2, "gpt2", all - 2, 200000);
	against(bitnet_scan_llama3, "llama3", all - 2, 200000);
	against(bitnet_scan_qwen2, "qwen2", all - 2, 200000);
	against(bitnet_scan_gpt2, "gpt2", all, 50000);
	against(bitnet_scan_llama3, "llama3", all, 50000);
	against(bitnet_scan_qwen2, "qwen2", all, 50000);
	against(bitnet_scan_llama3, "llama3, whitespace and letters", 8, 50000);
}

TEST(certain, "only starts that nothing behind the window can change are told")
{
	unsigned char s[STARTS_WINDOW + 8];

	/* Whether the space before the end is a piece depends on what comes. */
	memset(s, 'a', sizeof(s));
	CHECK_INT(bitnet_starts_of(bitnet_scan_gpt2)(s), 1);
	memset(s, ' ', sizeof(s));
	CHECK_INT(bitnet_starts_of(bitnet_scan_llama3)(s), 1);
	memset(s, '\n', sizeof(s));
	CHECK_INT(bitnet_starts_of(bitnet_scan_qwen2)(s), 1);
	memset(s, 'a', sizeof(s));
	s[30] = ' ';
	memset(s + 50, ' ', sizeof(s) - 50);
	CHECK_INT(bitnet_starts_of(bitnet_scan_gpt2)(s), 1 | 1ull << 30);
	/* The window begins with a byte that is not ASCII. */
	s[0] = 0xc3;
	CHECK_INT(bitnet_starts_of(bitnet_scan_gpt2)(s), 1);
}

TEST(of, "scanners that have no masks say so")
{
	CHECK(!bitnet_starts_of(bitnet_scan_number));
	CHECK(!bitnet_starts_of(bitnet_scan_punct));
}

int main(void)
{
	return tap_main();
}

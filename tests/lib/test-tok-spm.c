/* SPDX-License-Identifier: MIT */
/* Pairs from scores, against SPM as it is defined: what two neighbours make is looked up as text. */
#include "tap.h"
#include "tok/tok-merge.h"

static struct bitnet_error err;

static const char *const tokens[] = { "a", "b", "ab", "abc", "bc", "ca", "abca", "bb", "\xc3\xa9", "a\xc3\xa9", "xy", "aa", "aaa" };
static const float scores[] = { -9, -9, -1, -4, -2, -2, -3, -1e9f, -9, -5, -6, -7, -7 };
#define N_TOKENS (sizeof(tokens) / sizeof(tokens[0]))

static void build(struct bitnet_vocab *v, struct bitnet_merges *m)
{
	size_t i;

	for (i = 0; i < N_TOKENS; i++)
		CHECK_OK(bitnet_vocab_add(v, tokens[i], strlen(tokens[i]), BITNET_TOKEN_NORMAL | TOKEN_MODEL, &err), err);
	CHECK_OK(bitnet_vocab_index(v, &err), err);
	CHECK_OK(bitnet_merges_from_scores(m, v, scores, &err), err);
}

/* The definition: texts, the best score, the leftmost of several; the pieces joined by '|'. */
static const char *slowly(const char *text)
{
	static char out[512];
	char piece[64][64];
	size_t n = 0, i, k;

	for (i = 0; text[i]; n++) {
		size_t len = (unsigned char)text[i] >= 0xc0 ? 2 : 1;

		sprintf(piece[n], "%.*s", (int)len, text + i);
		i += len;
	}
	for (;;) {
		float best = 0;
		size_t at = 0;
		int found = 0;

		for (i = 0; i + 1 < n; i++)
			for (k = 0; k < N_TOKENS; k++) {
				size_t len = strlen(piece[i]);

				if (strncmp(tokens[k], piece[i], len) == 0 && strcmp(tokens[k] + len, piece[i + 1]) == 0 &&
				    (!found || scores[k] > best)) {
					found = 1;
					best = scores[k];
					at = i;
				}
			}
		if (!found)
			break;
		k = strlen(piece[at]);
		for (i = 0; k + i + 1 < sizeof(piece[0]) && piece[at + 1][i]; i++)
			piece[at][k + i] = piece[at + 1][i];
		piece[at][k + i] = '\0';
		for (i = at + 1; i + 1 < n; i++)
			memcpy(piece[i], piece[i + 1], sizeof(piece[i]));
		n--;
	}
	out[0] = '\0';
	for (i = 0; i < n; i++) {
		strcat(out, i ? "|" : "");
		strcat(out, piece[i]);
	}
	return out;
}

static const char *fast(const struct bitnet_vocab *v, const struct bitnet_merges *m, const char *text)
{
	static char out[512];
	struct bitnet_symbols s = { 0 };
	size_t i, at = 0;
	char *p = out;

	CHECK(bitnet_symbols_reserve(&s, strlen(text) + 1));
	for (i = 0; text[i]; s.n++) {
		size_t len = (unsigned char)text[i] >= 0xc0 ? 2 : 1;

		s.id[s.n] = bitnet_vocab_lookup(v, text + i, len, bitnet_vocab_hash(0, text + i, len), TOKEN_MODEL);
		s.len[s.n] = (uint32_t)len;
		i += len;
	}
	CHECK(bitnet_symbols_merge(&s, m));
	*p = '\0';
	for (i = 0; i < s.n; i++) {
		p += sprintf(p, "%s%.*s", i ? "|" : "", (int)s.len[i], text + at);
		at += s.len[i];
	}
	bitnet_symbols_release(&s);
	return out;
}

TEST(definition, "gives what the definition gives; characters that are no token take part")
{
	static const char *const letters[] = { "a", "b", "c", "\xc3\xa9", "x", "y" };
	struct bitnet_vocab v = { 0 };
	struct bitnet_merges m = { 0 };
	uint32_t seed = 3;
	int round;

	build(&v, &m);
	CHECK_STR(fast(&v, &m, "xyabcabbc"), "xy|abc|ab|bc");
	for (round = 0; round < 3000; round++) {
		char text[64] = "";
		int i, n = round % 24;

		for (i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			strcat(text, letters[(seed >> 20) % (round % 3 ? 6 : 2)]);
		}
		CHECK_STR(fast(&v, &m, text), slowly(text));
	}
	bitnet_vocab_release(&v);
	bitnet_merges_release(&m);
}

TEST(equal_scores, "pairs of equal scores are merged from the left")
{
	struct bitnet_vocab v = { 0 };
	struct bitnet_merges m = { 0 };

	build(&v, &m);
	CHECK_STR(fast(&v, &m, "aaaaa"), "aaa|aa");
	CHECK_STR(fast(&v, &m, "bca"), "bc|a");
	bitnet_vocab_release(&v);
	bitnet_merges_release(&m);
}

TEST(long_tokens, "tokens of a hundred thousand bytes cost no more than their length, NaN is the worst score")
{
	size_t n = 100000, i;
	char *text = malloc(n);
	float nan_scores[40];
	struct bitnet_vocab v = { 0 };
	struct bitnet_merges m = { 0 };

	CHECK(text != NULL);
	memset(text, 'a', n);
	for (i = 0; i < 40; i++) {
		CHECK_OK(bitnet_vocab_add(&v, text, n - i, BITNET_TOKEN_NORMAL | TOKEN_MODEL, &err), err);
		nan_scores[i] = i % 2 ? NAN : 0;
	}
	CHECK_OK(bitnet_vocab_index(&v, &err), err);
	CHECK_OK(bitnet_merges_from_scores(&m, &v, nan_scores, &err), err);
	/* Cut in two, one side is the letter a and the other a token one shorter: both ways round. */
	CHECK_INT(m.n, 2 * 39);
	bitnet_vocab_release(&v);
	bitnet_merges_release(&m);
	free(text);
}

int main(void)
{
	return tap_main();
}

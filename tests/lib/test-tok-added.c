/* SPDX-License-Identifier: MIT */
/* Added tokens in text; leftmost-longest is what Hugging Face's automaton does (tokenizers.md 1.6). */
#include "tap.h"
#include "tok/tok-int.h"

static struct bitnet_error err;

static void add(struct bitnet_added *a, const char *text, uint32_t id, bool special, unsigned flags)
{
	CHECK_OK(bitnet_added_add(a, text, strlen(text), id, special, flags, &err), err);
}

/* All matches of a text as "id:begin-end". */
static const char *matches(const struct bitnet_added *a, const char *s, bool special)
{
	static char out[512];
	struct bitnet_added_search f;
	struct bitnet_added_match m;
	char *p = out;

	*p = '\0';
	bitnet_added_search(&f, a, s, strlen(s), special);
	while (bitnet_added_next(&f, &m))
		p += sprintf(p, "%s%u:%zu-%zu", p == out ? "" : " ", m.id, m.begin, m.end);
	CHECK(!f.failed);
	bitnet_added_search_release(&f);
	return out;
}

TEST(longest, "the leftmost token is taken, of several that begin there the longest")
{
	struct bitnet_added a = { 0 };

	add(&a, "ab", 1, true, 0);
	add(&a, "bcd", 2, true, 0);
	add(&a, "abcde", 3, true, 0);
	CHECK_STR(matches(&a, "abcd", true), "1:0-2");
	CHECK_STR(matches(&a, "xabcdexbcd", true), "3:1-6 2:7-10");
	CHECK_STR(matches(&a, "", true), "");
	CHECK_STR(matches(&a, "a", true), "");
	bitnet_added_release(&a);
}

/* As tokenizers 0.23.3 does it with encode_special_tokens: what is in a special token is no token either. */
TEST(special, "special tokens are passed over as text unless asked for, with user-defined ones that begin in them")
{
	struct bitnet_added a = { 0 };

	add(&a, "<a>", 1, true, 0);
	add(&a, "<a", 2, false, 0);
	add(&a, "<b>", 3, true, 0);
	add(&a, "<b>", 4, false, 0);
	CHECK_STR(matches(&a, "<a><b>", true), "1:0-3 3:3-6");
	CHECK_STR(matches(&a, "<a><b>", false), "4:3-6");
	CHECK_STR(matches(&a, "<a <a>", false), "2:0-2");
	bitnet_added_release(&a);
}

TEST(strips, "lstrip and rstrip take the white space around, as far as the token before")
{
	struct bitnet_added a = { 0 };

	add(&a, "<l>", 1, true, ADDED_LSTRIP);
	add(&a, "<r>", 2, true, ADDED_RSTRIP);
	CHECK_STR(matches(&a, "x \t\xe3\x80\x80<l> y", true), "1:1-9");
	CHECK_STR(matches(&a, "<r>\xc2\xa0 y", true), "2:0-6");
	CHECK_STR(matches(&a, "<r>  <l>", true), "2:0-5 1:5-8");
	CHECK_STR(matches(&a, "\xff <l>", true), "1:1-5");
	bitnet_added_release(&a);
}

TEST(single_word, "a token that must stand alone is passed over inside a word, and not tried shorter")
{
	struct bitnet_added a = { 0 };

	add(&a, "cat", 1, true, ADDED_SINGLE_WORD);
	add(&a, "ca", 2, true, 0);
	CHECK_STR(matches(&a, "cat cats \xc3\xa9" "cat -cat.", true), "1:0-3 1:16-19");
	CHECK_STR(matches(&a, "ca_", true), "2:0-2");
	bitnet_added_release(&a);
}

TEST(many, "thousands of tokens cost no more than few")
{
	struct bitnet_added a = { 0 };
	char name[32], *text = malloc(1 << 20);
	struct bitnet_added_search f;
	struct bitnet_added_match m;
	unsigned i;
	size_t at = 0, n = 0;

	CHECK(text != NULL);
	for (i = 0; i < 20000; i++) {
		sprintf(name, "<|special_%u|>", i);
		add(&a, name, i, true, 0);
	}
	memset(text, '<', 1 << 20);
	bitnet_added_search(&f, &a, text, 1 << 20, true);
	CHECK(!bitnet_added_next(&f, &m));
	bitnet_added_search_release(&f);
	while (at + 32 < 1 << 20) {
		at += (size_t)sprintf(text + at, "<|special_%u|>", (unsigned)n % 20000);
		n++;
	}
	bitnet_added_search(&f, &a, text, 1 << 20, true);
	for (i = 0, at = 0; bitnet_added_next(&f, &m); i++) {
		CHECK_INT(m.id, i % 20000);
		CHECK_INT(m.begin, at);
		at = m.end;
	}
	CHECK_INT(i, n);
	bitnet_added_search_release(&f);
	free(text);
	bitnet_added_release(&a);
}

/*
 * Time would be that of the text times the token: 10^12 steps.  A token of one letter that is found, and begins the
 * long one, makes each place a match from which the long one is tried again.
 */
TEST(hostile, "a token of 200 KB whose beginning the text is full of costs no more than the text")
{
	enum { LONG = 200 << 10, TEXT = 5 << 20 };
	char *token = malloc(LONG), *text = malloc(TEXT);
	struct bitnet_added_search f;
	struct bitnet_added_match m;
	struct bitnet_added a = { 0 };
	size_t n, at;
	int both;

	CHECK(token && text);
	memset(token, 'a', LONG);
	token[LONG - 1] = 'b';
	memset(text, 'a', TEXT);
	memcpy(text + TEXT - 2, "bc", 2);
	CHECK_OK(bitnet_added_add(&a, token, LONG, 1, true, 0, &err), err);
	for (both = 0; both < 2; both++) {
		bitnet_added_search(&f, &a, text, TEXT, true);
		for (n = at = 0; bitnet_added_next(&f, &m) && m.id == 2; n++, at++)
			CHECK(m.begin == at && m.end == at + 1);
		CHECK_INT(n, both ? TEXT - 1 - LONG : 0);
		CHECK_INT(m.id, 1);
		CHECK_INT(m.begin, TEXT - 1 - LONG);
		CHECK_INT(m.end, TEXT - 1);
		CHECK(!bitnet_added_next(&f, &m) && f.backward && !f.failed);
		bitnet_added_search_release(&f);
		add(&a, "a", 2, true, 0);
	}
	bitnet_added_release(&a);
	free(token);
	free(text);
}

/* A text of few letters, so that tokens overlap everywhere; the wrong steps make the search go backward soon. */
TEST(same, "from the right the same tokens are found as from the left")
{
	uint64_t state = 3;
	unsigned round, i, k;

	for (round = 0; round < 300; round++) {
		struct bitnet_added a = { 0 };
		struct bitnet_added_search f;
		struct bitnet_added_match m;
		char s[200], left[4096] = "", right[4096] = "", *p = left;

		for (i = 0; i < 1 + round % 8; i++) {
			char t[9] = "";

			for (k = 0; k <= (state >> 40) % 7; k++) {
				state = state * 6364136223846793005ull + 1442695040888963407ull;
				t[k] = "ab"[state >> 63];
			}
			add(&a, t, i, true, 0);
		}
		for (i = 0; i < sizeof(s); i++) {
			state = state * 6364136223846793005ull + 1442695040888963407ull;
			s[i] = "aab"[(state >> 60) % 3];
		}
		bitnet_added_search(&f, &a, s, sizeof(s), true);
		while (bitnet_added_next(&f, &m))
			p += sprintf(p, "%u:%zu ", m.id, m.begin);
		CHECK(!f.backward);
		bitnet_added_search_release(&f);
		bitnet_added_search(&f, &a, s, sizeof(s), true);
		f.steps = 1 << 30;
		for (p = right; bitnet_added_next(&f, &m); )
			p += sprintf(p, "%u:%zu ", m.id, m.begin);
		CHECK_STR(right, left);
		bitnet_added_search_release(&f);
		bitnet_added_release(&a);
	}
}

int main(void)
{
	return tap_main();
}

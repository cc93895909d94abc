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
	struct bitnet_added_match m;
	size_t from = 0, scan = 0;
	char *p = out;

	*p = '\0';
	while (bitnet_added_next(a, s, strlen(s), from, scan, special, &m)) {
		p += sprintf(p, "%s%u:%zu-%zu", p == out ? "" : " ", m.id, m.begin, m.end);
		from = m.end;
		scan = m.scan;
	}
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

TEST(special, "special tokens are passed over unless asked for, also where a user-defined one begins with them")
{
	struct bitnet_added a = { 0 };

	add(&a, "<a>", 1, true, 0);
	add(&a, "<a", 2, false, 0);
	add(&a, "<b>", 3, true, 0);
	add(&a, "<b>", 4, false, 0);
	CHECK_STR(matches(&a, "<a><b>", true), "1:0-3 3:3-6");
	CHECK_STR(matches(&a, "<a><b>", false), "2:0-2 4:3-6");
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
	struct bitnet_added_match m;
	unsigned i;
	size_t at = 0, n = 0;

	CHECK(text != NULL);
	for (i = 0; i < 20000; i++) {
		sprintf(name, "<|special_%u|>", i);
		add(&a, name, i, true, 0);
	}
	memset(text, '<', 1 << 20);
	CHECK(!bitnet_added_next(&a, text, 1 << 20, 0, 0, true, &m));
	while (at + 32 < 1 << 20) {
		at += (size_t)sprintf(text + at, "<|special_%u|>", (unsigned)n % 20000);
		n++;
	}
	for (i = 0, at = 0; bitnet_added_next(&a, text, 1 << 20, at, at, true, &m); i++) {
		CHECK_INT(m.id, i % 20000);
		CHECK_INT(m.begin, at);
		at = m.end;
	}
	CHECK_INT(i, n);
	free(text);
	bitnet_added_release(&a);
}

int main(void)
{
	return tap_main();
}

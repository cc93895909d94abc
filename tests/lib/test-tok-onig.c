/* SPDX-License-Identifier: MIT */
/* What of Oniguruma's syntax becomes what in PCRE2, and what is refused. */
#include "tap.h"
#include "tok/tok-regex.h"

static const char *translated(const char *pattern)
{
	static struct bitnet_buf out;
	struct bitnet_error err;

	bitnet_buf_reset(&out);
	CHECK_OK(bitnet_regex_translate(&out, pattern, strlen(pattern), &err), err);
	return out.s;
}

TEST(quantifiers, "an interval with a plus, with a question mark or without a lower end keeps its meaning")
{
	CHECK_STR(translated("a{2}+"), "(?:a{2})+");
	CHECK_STR(translated("(?:ab){2,3}+"), "(?:(?:ab){2,3})+");
	CHECK_STR(translated("a{2}?"), "(?:a{2})?");
	CHECK_STR(translated("a{2,}?"), "a{2,}?");
	CHECK_STR(translated("a{,2}"), "a{0,2}");
	CHECK_STR(translated("a++b*+c?+"), "a++b*+c?+");
	CHECK_STR(translated("{a{x,"), "\\x{7b}a\\x{7b}x\\x{2c}");
}

TEST(groups, "groups and options keep their meaning: m is PCRE2's s")
{
	CHECK_STR(translated("(a|(?:b)(?=c)(?!d)(?<=e)(?<!f)(?>g))"), "(a|(?:b)(?=c)(?!d)(?<=e)(?<!f)(?>g))");
	CHECK_STR(translated("(?m:.)(?i-m:x)"), "(?s:.)(?i-s:x)");
	CHECK_STR(translated("(?i)x|y"), "(?i)x|y");
}

static const char *refused(const char *pattern)
{
	static struct bitnet_error err;
	struct bitnet_buf out = BITNET_BUF_INIT;

	CHECK_INT(bitnet_regex_translate(&out, pattern, strlen(pattern), &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.name, "tok_regex");
	bitnet_buf_release(&out);
	return err.message;
}

TEST(refused_by_name, "what would mean something else in PCRE2 is refused by its name")
{
	CHECK_STR(refused("a(?i)b|c"), "regular expression 'a(?i)b|c' is not supported: an option in the middle of a group");
	CHECK_HAS(refused("(?i)straSSe"), "ss, st, ff, fi or fl without regard to case");
	CHECK_HAS(refused("(?i:\xc3\x89)"), "letters outside ASCII without regard to case");
	CHECK_HAS(refused("(?<n>a)"), "this kind of group");
	CHECK_HAS(refused("(?~a)"), "this kind of group");
	CHECK_HAS(refused("(?x: a)"), "the option x");
	CHECK_HAS(refused("\\X"), "this escape");
	CHECK_HAS(refused("\\K"), "this escape");
	CHECK_HAS(refused("\\g<1>"), "this escape");
	CHECK_HAS(refused("(a"), "a group without an end");
	CHECK_HAS(refused("(?i"), "a group without an end");
	CHECK_HAS(refused("a)"), "a closing parenthesis without an opening one");
	CHECK_HAS(refused("a\\"), "a backslash at the end");
	CHECK_HAS(refused("*a"), "a quantifier without anything before it");
	CHECK_HAS(refused("a**"), "a quantifier without anything before it");
	CHECK_HAS(refused("\xff"), "text that is not UTF-8");
	CHECK_HAS(refused("(?i:\\x{2e49fddd})"), "no code point");
	CHECK_HAS(refused("(?i:[\\x{ffffffff}])"), "no code point");
	CHECK_HAS(refused("(?i:[\xd8_])"), "text that is not UTF-8");
	CHECK_HAS(refused("(?i:[a-\xd8_])"), "text that is not UTF-8");
}

TEST(limits, "refuses groups nested without end, and an expression that is too long")
{
	char *text = malloc(REGEX_MAX + 1);
	struct bitnet_buf out = BITNET_BUF_INIT;
	struct bitnet_error err;

	CHECK(text);
	memset(text, '(', 100);
	text[100] = '\0';
	CHECK_HAS(refused(text), "groups nested so deep");
	memset(text, 'a', REGEX_MAX + 1);
	CHECK_INT(bitnet_regex_translate(&out, text, REGEX_MAX + 1, &err), BITNET_E_LIMIT);
	bitnet_buf_release(&out);
	free(text);
}

int main(void)
{
	return tap_main();
}

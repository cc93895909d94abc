/* SPDX-License-Identifier: MIT */
/*
 * From the syntax of Oniguruma (ONIG_SYNTAX_RUBY, as Hugging Face tokenizers uses it) to that of
 * PCRE2.  Differences that are translated: classes inside classes and their intersections; \h, \v,
 * \uHHHH, \O, \N; \w, \s and \b, whose characters differ; scripts, which PCRE2 takes with their extensions;
 * {,n}, and + and ? behind an interval.  What is neither the same nor translated is refused.
 */
#include <stdio.h>
#include <string.h>

#include "base/error-set.h"
#include "tok/tok-onig.h"

static void atom(struct bitnet_onig *t)
{
	t->atom = t->out->n;
	t->has_atom = true;
}

/* A backslash outside a class. */
static void escape(struct bitnet_onig *t)
{
	struct onig_set set;
	uint32_t cp;
	char c;

	if (t->s == t->end) {
		bitnet_onig_refuse(t, "a backslash at the end");
		return;
	}
	if ((unsigned char)*t->s >= 0x80)
		return;                      /* the character behind it stands for itself */
	c = *t->s++;
	atom(t);
	if (bitnet_onig_char(t, c, &cp)) {
		bitnet_onig_check_fold(t, cp, false);
		bitnet_onig_put(t->out, cp);
		return;
	}
	t->last = 0;
	if (bitnet_onig_set(t, c, false, &set)) {
		bitnet_buf_str(t->out, set.negated ? "[^" : "[");
		bitnet_buf_str(t->out, set.text);
		bitnet_buf_str(t->out, "]");
	} else if (c == 'b') {
		bitnet_buf_str(t->out, "(?:(?<=[" ONIG_WORD_ALONE "])(?![" ONIG_WORD_ALONE "])|(?<![" ONIG_WORD_ALONE "])(?=[" ONIG_WORD_ALONE "]))");
	} else if (c == 'B') {
		bitnet_buf_str(t->out, "(?:(?<=[" ONIG_WORD_ALONE "])(?=[" ONIG_WORD_ALONE "])|(?<![" ONIG_WORD_ALONE "])(?![" ONIG_WORD_ALONE "]))");
	} else if (c == 'N') {
		bitnet_buf_str(t->out, "[^\\n]");
	} else if (c == 'O') {
		bitnet_buf_str(t->out, "(?s:.)");
	} else if (c && strchr("AzZGR123456789", c)) {
		bitnet_buf_add(t->out, (char[]){ '\\', c }, 2);
	} else {
		bitnet_onig_refuse(t, "this escape");
	}
}

static void open_group(struct bitnet_onig *t, bool folds)
{
	if (t->depth + 1 == ONIG_DEPTH) {
		bitnet_onig_refuse(t, "groups nested so deep");
		return;
	}
	t->groups[t->depth].start = false;
	t->groups[++t->depth] = (struct onig_group){ t->out->n, folds, true };
}

/* (?i), (?i:, (?-i: and their like, behind the "(?". */
static void options(struct bitnet_onig *t)
{
	bool on = true, folds = bitnet_onig_fold(t), start = t->groups[t->depth].start;
	struct bitnet_buf text = BITNET_BUF_INIT;

	bitnet_buf_str(&text, "(?");
	for (; !t->rc && t->s < t->end && *t->s != ':' && *t->s != ')'; t->s++) {
		if (*t->s == '-')
			on = false;
		else if (*t->s == 'i')
			folds = on;
		else if (*t->s != 'm' && *t->s != 'x')
			bitnet_onig_refuse(t, "this kind of group");
		if (*t->s == 'x' && on)
			bitnet_onig_refuse(t, "the option x");
		bitnet_buf_add(&text, *t->s == 'm' ? "s" : t->s, 1);     /* m: a dot is a newline too */
	}
	if (!t->rc && t->s == t->end)
		bitnet_onig_refuse(t, "a group without an end");
	if (!t->rc && *t->s == ')' && !start)
		bitnet_onig_refuse(t, "an option in the middle of a group");
	if (!t->rc) {
		if (*t->s == ':')
			open_group(t, folds);
		else
			t->groups[t->depth].fold = folds;
		bitnet_buf_add(&text, t->s++, 1);
		bitnet_buf_add(t->out, text.s, text.n);
		t->has_atom = false;
		t->last = 0;
	}
	t->out->failed |= text.failed;
	bitnet_buf_release(&text);
}

static void group(struct bitnet_onig *t)
{
	static const char *const heads[] = { "?:", "?=", "?!", "?<=", "?<!", "?>" };
	size_t i;

	t->last = 0;
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		size_t n = strlen(heads[i]);

		if ((size_t)(t->end - t->s) >= n && memcmp(t->s, heads[i], n) == 0) {
			open_group(t, bitnet_onig_fold(t));
			bitnet_buf_str(t->out, "(");
			bitnet_buf_str(t->out, heads[i]);
			t->s += n;
			return;
		}
	}
	if (t->s < t->end && *t->s == '?') {
		t->s++;
		if (t->s < t->end && *t->s && strchr("imx-", *t->s))
			options(t);
		else
			bitnet_onig_refuse(t, "this kind of group");
		return;
	}
	open_group(t, bitnet_onig_fold(t));
	bitnet_buf_str(t->out, "(");
}

static void close_group(struct bitnet_onig *t)
{
	if (!t->depth) {
		bitnet_onig_refuse(t, "a closing parenthesis without an opening one");
		return;
	}
	t->atom = t->groups[t->depth--].at;
	t->has_atom = true;
	t->last = 0;
	bitnet_buf_str(t->out, ")");
}

/* Wrap what the quantifier before applies to: what follows is a quantifier of the whole. */
static void wrap(struct bitnet_onig *t, size_t from)
{
	struct bitnet_buf copy = BITNET_BUF_INIT;

	bitnet_buf_add(&copy, t->out->s + from, t->out->n - from);
	t->out->n = from;
	bitnet_buf_str(t->out, "(?:");
	bitnet_buf_add(t->out, copy.n ? copy.s : "", copy.n);
	bitnet_buf_str(t->out, ")");
	t->out->failed |= copy.failed;
	bitnet_buf_release(&copy);
}

/* {n}, {n,}, {,m} or {n,m} behind the "{"; false when it is none and the brace stands for itself. */
static bool interval(struct bitnet_onig *t)
{
	const char *p = t->s, *low, *high = NULL;
	int n_low, n_high = 0;
	char text[32];

	for (low = p; p < t->end && *p >= '0' && *p <= '9'; p++)
		;
	n_low = (int)(p - low);
	if (p < t->end && *p == ',') {
		for (high = ++p; p < t->end && *p >= '0' && *p <= '9'; p++)
			;
		n_high = (int)(p - high);
	}
	if (p == t->end || *p != '}' || (!n_low && !n_high) || n_low > 5 || n_high > 5)
		return false;
	if (!t->has_atom)
		bitnet_onig_refuse(t, "a quantifier without anything before it");
	t->s = p + 1;
	snprintf(text, sizeof(text), "{%.*s%s%.*s}", n_low ? n_low : 1, n_low ? low : "0", high ? "," : "", n_high,
		 high ? high : "");
	bitnet_buf_str(t->out, text);
	/* Behind {n} a question mark makes it optional; a plus is one more quantifier. */
	if (t->s < t->end && ((*t->s == '?' && !high) || *t->s == '+'))
		wrap(t, t->atom);
	else if (t->s < t->end && *t->s == '?')
		bitnet_buf_add(t->out, t->s++, 1);
	t->has_atom = t->s < t->end && (*t->s == '+' || *t->s == '?');
	t->last = 0;
	return true;
}

static void literal(struct bitnet_onig *t)
{
	uint32_t cp;
	size_t len = bitnet_utf8_decode(t->s, (size_t)(t->end - t->s), &cp);

	if (!len || !cp) {
		bitnet_onig_refuse(t, "text that is not UTF-8, or NUL");
		return;
	}
	atom(t);
	bitnet_onig_check_fold(t, cp, false);
	bitnet_onig_put(t->out, cp);
	t->s += len;
}

static void quantifier(struct bitnet_onig *t)
{
	if (!t->has_atom)
		bitnet_onig_refuse(t, "a quantifier without anything before it");
	bitnet_buf_add(t->out, t->s++, 1);
	if (t->s < t->end && (*t->s == '?' || *t->s == '+'))
		bitnet_buf_add(t->out, t->s++, 1);
	t->has_atom = false;
	t->last = 0;
}

static void step(struct bitnet_onig *t)
{
	char c = *t->s;

	if (c == '\\') {
		t->s++;
		escape(t);
	} else if (c == '[') {
		t->s++;
		atom(t);
		bitnet_onig_class(t);
	} else if (c == '(') {
		t->s++;
		group(t);
		return;
	} else if (c == ')') {
		t->s++;
		close_group(t);
	} else if (c == '*' || c == '+' || c == '?') {
		quantifier(t);
	} else if (c == '{') {
		t->s++;
		if (!interval(t)) {
			t->s--;
			literal(t);
		}
	} else if (c == '|' || c == '^' || c == '$' || c == '.') {
		atom(t);
		t->has_atom = c == '.';
		t->last = 0;
		bitnet_buf_add(t->out, t->s++, 1);
	} else {
		literal(t);
	}
	t->groups[t->depth].start = false;
}

int bitnet_regex_translate(struct bitnet_buf *out, const char *pattern, size_t n, struct bitnet_error *err)
{
	struct bitnet_onig t = { .s = pattern, .end = pattern + n, .whole = pattern, .n = n, .out = out, .err = err };

	if (n > REGEX_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "regular expression has %zu bytes, at most %u are read",
					n, REGEX_MAX);
	t.groups[0].start = true;
	while (!t.rc && t.s < t.end)
		step(&t);
	if (!t.rc && t.depth)
		bitnet_onig_refuse(&t, "a group without an end");
	if (!t.rc && (!bitnet_buf_add(out, "", 0) || out->failed))
		t.rc = bitnet_error_nomem(err, n);
	return t.rc;
}

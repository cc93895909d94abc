/* SPDX-License-Identifier: MIT */
/* Escapes and classes of Oniguruma, and what they are in PCRE2. */
#include <stdio.h>
#include <string.h>

#include "base/error-set.h"
#include "tok/tok-onig.h"

/* Members of a class: \s and its complement. */
#define SPACE "\\t-\\r \\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
#define NOT_SPACE "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}" \
		  "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{10ffff}"

void bitnet_onig_refuse(struct bitnet_onig *t, const char *what)
{
	char shown[96];

	if (!t->rc)
		t->rc = bitnet_error_set(t->err, BITNET_E_UNSUPPORTED, "tok_regex",
					 "regular expression '%s' is not supported: %s",
					 bitnet_text_escape(shown, sizeof(shown), t->whole, t->n), what);
}

void bitnet_onig_put(struct bitnet_buf *b, uint32_t cp)
{
	char text[16];

	if ((cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z'))
		snprintf(text, sizeof(text), "%c", (int)cp);
	else
		snprintf(text, sizeof(text), "\\x{%x}", (unsigned)cp);
	bitnet_buf_str(b, text);
}

void bitnet_onig_check_fold(struct bitnet_onig *t, uint32_t cp, bool in_class)
{
	char c = cp < 0x80 ? (char)(cp >= 'A' && cp <= 'Z' ? cp | 0x20 : cp) : 0;

	if (bitnet_onig_fold(t) && cp >= 0x80 && (bitnet_unicode_class(cp) & (UC_L | UC_M)))
		bitnet_onig_refuse(t, "letters outside ASCII without regard to case");
	if (bitnet_onig_fold(t) && !in_class &&
	    ((t->last == 's' && (c == 's' || c == 't')) || (t->last == 'f' && (c == 'f' || c == 'i' || c == 'l'))))
		bitnet_onig_refuse(t, "ss, st, ff, fi or fl without regard to case");
	t->last = in_class ? 0 : c;
}

static int hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Hexadecimal digits at t->s, between min and max of them; *cp is a code point in any case. */
static bool hex(struct bitnet_onig *t, unsigned min, unsigned max, uint32_t *cp)
{
	unsigned n = 0;

	*cp = 0;
	for (; n < max && t->s < t->end && hex_value(*t->s) >= 0; n++, t->s++)
		*cp = *cp << 4 | (uint32_t)hex_value(*t->s);
	if (n >= min && *cp <= 0x10ffff && (*cp < 0xd800 || *cp > 0xdfff))
		return true;
	*cp = 0;
	return false;
}

bool bitnet_onig_char(struct bitnet_onig *t, char c, uint32_t *cp)
{
	static const char letters[] = "tnrfaev", codes[] = "\t\n\r\f\a\033\v";
	const char *known = c ? strchr(letters, c) : NULL;

	if (known) {
		*cp = (unsigned char)codes[known - letters];
		return true;
	}
	if (c == 'x' && t->s < t->end && *t->s == '{') {
		t->s++;
		if (!hex(t, 1, 8, cp) || t->s == t->end || *t->s++ != '}')
			bitnet_onig_refuse(t, "\\x{...} that is no code point");
		return true;
	}
	if (c == 'x') {
		if (!hex(t, 1, 2, cp) || *cp >= 0x80)
			bitnet_onig_refuse(t, "\\x with a byte that is no character");
		return true;
	}
	if (c == 'u') {
		if (!hex(t, 4, 4, cp))
			bitnet_onig_refuse(t, "\\u that is no code point");
		return true;
	}
	if ((unsigned char)c < 0x80 && !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
		*cp = (unsigned char)c;
		return true;
	}
	return false;
}

/* General categories by long name; the short ones are taken as they are. */
static const struct { const char *name, *text; } properties[] = {
	{ "letter", "\\p{L}" }, { "number", "\\p{N}" }, { "punctuation", "\\p{P}" }, { "symbol", "\\p{S}" },
	{ "mark", "\\p{M}" }, { "separator", "\\p{Z}" }, { "other", "\\p{C}" },
	{ "uppercaseletter", "\\p{Lu}" }, { "lowercaseletter", "\\p{Ll}" }, { "titlecaseletter", "\\p{Lt}" },
	{ "modifierletter", "\\p{Lm}" }, { "otherletter", "\\p{Lo}" }, { "decimalnumber", "\\p{Nd}" },
	{ "letternumber", "\\p{Nl}" }, { "othernumber", "\\p{No}" }, { "spaceseparator", "\\p{Zs}" },
	{ "connectorpunctuation", "\\p{Pc}" }, { "dashpunctuation", "\\p{Pd}" }, { "otherpunctuation", "\\p{Po}" },
	{ "nonspacingmark", "\\p{Mn}" }, { "spacingmark", "\\p{Mc}" }, { "enclosingmark", "\\p{Me}" },
	{ "mathsymbol", "\\p{Sm}" }, { "currencysymbol", "\\p{Sc}" }, { "modifiersymbol", "\\p{Sk}" },
	{ "othersymbol", "\\p{So}" }, { "control", "\\p{Cc}" }, { "cntrl", "\\p{Cc}" }, { "digit", "\\p{Nd}" },
	{ "alphabetic", "\\p{Alphabetic}" }, { "alpha", "\\p{Alphabetic}" }, { "alnum", "\\p{Alphabetic}\\p{Nd}" },
	{ "upper", "\\p{Uppercase}" }, { "uppercase", "\\p{Uppercase}" }, { "lower", "\\p{Lowercase}" },
	{ "lowercase", "\\p{Lowercase}" }, { "any", "\\x{0}-\\x{10ffff}" }, { "ascii", "\\x{0}-\\x{7f}" },
	{ "xdigit", "0-9A-Fa-f" }, { "blank", "\\t\\p{Zs}" }, { "punct", "\\p{P}" },
	{ "space", SPACE }, { "whitespace", SPACE }, { "word", ONIG_WORD },
	{ "emoji", "\\p{Emoji}" }, { "emojipresentation", "\\p{Emoji_Presentation}" },
	{ "emojimodifier", "\\p{Emoji_Modifier}" }, { "emojimodifierbase", "\\p{Emoji_Modifier_Base}" },
	{ "extendedpictographic", "\\p{Extended_Pictographic}" }, { "idstart", "\\p{ID_Start}" },
	{ "idcontinue", "\\p{ID_Continue}" }, { "xidstart", "\\p{XID_Start}" }, { "xidcontinue", "\\p{XID_Continue}" },
	{ "ideographic", "\\p{Ideographic}" }
};

static const char categories[] = " c cc cf cn co cs l ll lm lo lt lu m mc me mn n nd nl no p pc pd pe pf pi po ps s sc sk sm so"
				 " z zl zp zs ";

/* The members that a property stands for; false for what is no name of one. */
static bool property(struct bitnet_onig *t, const char *name, size_t n, char *text, size_t cap)
{
	char key[48], word[52];
	size_t i, k = 0;

	for (i = 0; i < n && k + 1 < sizeof(key); i++)
		if (name[i] != ' ' && name[i] != '_' && name[i] != '-')
			key[k++] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] | 0x20) : name[i];
	key[k] = '\0';
	if (i < n || strspn(key, "abcdefghijklmnopqrstuvwxyz") != k || !k)
		return false;
	snprintf(word, sizeof(word), " %s ", key);
	if (k <= 2 && strstr(categories, word)) {
		if (bitnet_onig_fold(t) && key[0] == 'l' && k == 2 && strchr("lut", key[1]))
			bitnet_onig_refuse(t, "\\p{Lu}, \\p{Ll} or \\p{Lt} without regard to case");
		key[0] = (char)(key[0] - 0x20);
		snprintf(text, cap, "\\p{%s}", key);
		return true;
	}
	for (i = 0; i < sizeof(properties) / sizeof(properties[0]); i++)
		if (strcmp(properties[i].name, key) == 0) {
			snprintf(text, cap, "%s", properties[i].text);
			return true;
		}
	/* Anything else may be a script; PCRE2 refuses a name that it does not know. */
	if (n + sizeof("\\p{sc:}") > cap)
		return false;
	snprintf(text, cap, "\\p{sc:%.*s}", (int)n, name);
	return true;
}

bool bitnet_onig_set(struct bitnet_onig *t, char c, bool in_class, struct onig_set *set)
{
	static const struct { char letter; const char *text; } sets[] = {
		{ 'd', "\\p{Nd}" }, { 's', SPACE }, { 'h', "0-9A-Fa-f" }, { 'w', ONIG_WORD }
	};
	const char *close;
	size_t i;

	set->text[0] = '\0';
	set->negated = c >= 'A' && c <= 'Z';
	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (sets[i].letter == (c | 0x20)) {
			snprintf(set->text, sizeof(set->text), "%s", c == 'S' ? NOT_SPACE :
				 sets[i].letter == 'w' && !in_class ? ONIG_WORD_ALONE : sets[i].text);
			set->negated &= c != 'S';
			return true;
		}
	if (c != 'p' && c != 'P')
		return false;
	close = t->s < t->end && *t->s == '{' ? memchr(t->s, '}', (size_t)(t->end - t->s)) : NULL;
	if (!close) {
		bitnet_onig_refuse(t, "\\p without braces");
		return true;
	}
	t->s++;
	if (t->s < close && *t->s == '^') {
		set->negated = !set->negated;
		t->s++;
	}
	if (!property(t, t->s, (size_t)(close - t->s), set->text, sizeof(set->text)))
		bitnet_onig_refuse(t, "a property of this name");
	if (!in_class && strcmp(set->text, ONIG_WORD) == 0)
		snprintf(set->text, sizeof(set->text), "%s", ONIG_WORD_ALONE);
	t->s = close + 1;
	return true;
}

/* What a class has in it: plain members, and expressions for one character each. */
struct class {
	struct bitnet_buf plain, others;
};

static void class_release(struct class *c)
{
	bitnet_buf_release(&c->plain);
	bitnet_buf_release(&c->others);
}

static void add_other(struct class *c, const char *expression)
{
	if (c->others.n)
		bitnet_buf_str(&c->others, "|");
	bitnet_buf_str(&c->others, expression);
}

static void add_set(struct class *c, const struct onig_set *set)
{
	char text[sizeof(set->text) + 4];

	/* A single category has its complement. */
	if (set->negated && strncmp(set->text, "\\p{", 3) == 0 && strchr(set->text, '}')[1] == '\0') {
		snprintf(text, sizeof(text), "\\P%s", set->text + 2);
		bitnet_buf_str(&c->plain, text);
	} else if (set->negated) {
		snprintf(text, sizeof(text), "[^%s]", set->text);
		add_other(c, text);
	} else {
		bitnet_buf_str(&c->plain, set->text);
	}
}

/* The class as an expression for one character. */
static void class_text(struct bitnet_onig *t, const struct class *c, struct bitnet_buf *out)
{
	if (!c->plain.n && !c->others.n)
		bitnet_onig_refuse(t, "an empty class");
	if (c->others.n)
		bitnet_buf_str(out, "(?:");
	if (c->plain.n) {
		bitnet_buf_str(out, "[");
		bitnet_buf_add(out, c->plain.s, c->plain.n);
		bitnet_buf_str(out, "]");
	}
	if (c->others.n) {
		if (c->plain.n)
			bitnet_buf_str(out, "|");
		bitnet_buf_add(out, c->others.s, c->others.n);
		bitnet_buf_str(out, ")");
	}
}

static void class(struct bitnet_onig *t, struct class *outer, unsigned depth);

/* [:name:] or [:^name:] at t->s, behind the "[". */
static bool posix(struct bitnet_onig *t, struct class *c)
{
	const char *close = t->s;
	struct onig_set set = { "", false };

	if (t->end - t->s < 4 || t->s[0] != ':')
		return false;
	while (close + 1 < t->end && !(close[0] == ':' && close[1] == ']' && close > t->s))
		close++;
	if (close + 1 >= t->end)
		return false;
	t->s++;
	if (*t->s == '^') {
		set.negated = true;
		t->s++;
	}
	if ((size_t)(close - t->s) < 4 || !property(t, t->s, (size_t)(close - t->s), set.text, sizeof(set.text)) ||
	    strncmp(set.text, "\\p{sc:", 6) == 0)
		bitnet_onig_refuse(t, "a class [:...:] of this name");
	if (strcmp(set.text, "\\p{P}") == 0)
		strcpy(set.text, "\\p{P}\\p{S}");      /* [:punct:] has the symbols, \p{Punct} has not */
	t->s = close + 2;
	add_set(c, &set);
	return true;
}

/* One character of a class, for a range: true and *cp, or a set, or refused. */
static bool class_char(struct bitnet_onig *t, struct class *c, uint32_t *cp)
{
	struct onig_set set;
	size_t len;

	if (*t->s != '\\') {
		len = bitnet_utf8_decode(t->s, (size_t)(t->end - t->s), cp);
		if (!len)
			bitnet_onig_refuse(t, "text that is not UTF-8");
		t->s += len;
		return len > 0;
	}
	if (++t->s == t->end) {
		bitnet_onig_refuse(t, "a backslash at the end");
		return false;
	}
	if ((unsigned char)*t->s >= 0x80)
		return class_char(t, c, cp);
	t->s++;
	if (t->s[-1] == 'b') {
		*cp = '\b';
		return true;
	}
	if (bitnet_onig_char(t, t->s[-1], cp))
		return true;
	if (bitnet_onig_set(t, t->s[-1], true, &set))
		add_set(c, &set);
	else
		bitnet_onig_refuse(t, "this escape in a class");
	return false;
}

/* A member of a class, or a range of characters. */
static void member(struct bitnet_onig *t, struct class *c)
{
	uint32_t low, high;

	if (!class_char(t, c, &low) || t->rc)
		return;
	bitnet_onig_check_fold(t, low, true);
	bitnet_onig_put(&c->plain, low);
	if (t->end - t->s < 2 || t->s[0] != '-' || t->s[1] == ']')
		return;
	if (t->s[1] == '[' || (t->s[1] == '&' && t->end - t->s > 2 && t->s[2] == '&')) {
		bitnet_onig_refuse(t, "a range that ends in a class");
		return;
	}
	t->s++;
	if (!class_char(t, c, &high) || high < low) {
		bitnet_onig_refuse(t, "a range without an upper end");
		return;
	}
	bitnet_onig_check_fold(t, high, true);
	bitnet_buf_str(&c->plain, "-");
	bitnet_onig_put(&c->plain, high);
}

/* The parts of a class between && are looked for one after the other at the same place. */
static void intersect(struct bitnet_onig *t, struct class *c, struct bitnet_buf *before)
{
	bitnet_buf_str(before, "(?=");
	class_text(t, c, before);
	bitnet_buf_str(before, ")");
	bitnet_buf_reset(&c->plain);
	bitnet_buf_reset(&c->others);
}

/* A class at t->s, behind its "[": its members go into outer. */
static void class(struct bitnet_onig *t, struct class *outer, unsigned depth)
{
	struct class c = { BITNET_BUF_INIT, BITNET_BUF_INIT };
	struct bitnet_buf before = BITNET_BUF_INIT, text = BITNET_BUF_INIT;
	bool negated = t->s < t->end && *t->s == '^', first = true;

	t->s += negated;
	if (depth == ONIG_DEPTH)
		bitnet_onig_refuse(t, "classes nested so deep");
	for (; !t->rc && t->s < t->end && (*t->s != ']' || first); first = false) {
		if (*t->s == '[') {
			t->s++;
			if (!posix(t, &c))
				class(t, &c, depth + 1);
		} else if (t->end - t->s > 1 && t->s[0] == '&' && t->s[1] == '&') {
			t->s += 2;
			intersect(t, &c, &before);
		} else {
			member(t, &c);
		}
	}
	if (!t->rc && t->s == t->end)
		bitnet_onig_refuse(t, "a class without an end");
	t->s++;
	/* Plain members go to the class around it. */
	if (!negated && !before.n && !c.others.n) {
		if (!c.plain.n)
			bitnet_onig_refuse(t, "an empty class");
		bitnet_buf_add(&outer->plain, c.plain.n ? c.plain.s : "", c.plain.n);
	} else if (negated && !before.n && !c.others.n) {
		bitnet_buf_str(&text, "[^");
		bitnet_buf_add(&text, c.plain.n ? c.plain.s : "", c.plain.n);
		bitnet_buf_str(&text, "]");
	} else {
		bitnet_buf_str(&text, negated ? "(?:(?!" : "(?:");
		if (before.n)
			bitnet_buf_add(&text, before.s, before.n);
		class_text(t, &c, &text);
		bitnet_buf_str(&text, negated ? ")(?s:.))" : ")");
	}
	if (text.n)
		add_other(outer, text.s);
	if (text.failed || before.failed || c.plain.failed || c.others.failed)
		outer->plain.failed = true;
	bitnet_buf_release(&before);
	bitnet_buf_release(&text);
	class_release(&c);
}

void bitnet_onig_class(struct bitnet_onig *t)
{
	struct class c = { BITNET_BUF_INIT, BITNET_BUF_INIT };

	class(t, &c, 0);
	if (!t->rc && !c.plain.n && c.others.n && memcmp(c.others.s, "[^", 2) == 0)
		bitnet_buf_add(t->out, c.others.s, c.others.n);
	else if (!t->rc)
		class_text(t, &c, t->out);
	if (c.plain.failed || c.others.failed)
		t->out->failed = true;
	class_release(&c);
	t->last = 0;
}

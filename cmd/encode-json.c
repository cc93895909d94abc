/* SPDX-License-Identifier: MIT */
/* Lines of JSON as they were written: see encode-json.h. */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "cli.h"
#include "encode-json.h"

#define DEPTH 64

/* Whether a byte may stand in a string as it is: no quote, no backslash, no control character. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static const char *skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
		p++;
	return p;
}

/* Each reader returns the place behind what it read, or NULL with the place and the reason in *at and *why. */
struct reader {
	const char *at, *why;
};

static const char *wrong(struct reader *r, const char *at, const char *why)
{
	r->at = at;
	r->why = why;
	return NULL;
}

/* p: behind the first quote.  The NUL behind the line ends what has no other end. */
static const char *read_string(struct reader *r, const char *p)
{
	int i;

	for (;; p++) {
		while (is_plain((unsigned char)*p))
			p++;
		if (*p == '"')
			return p + 1;
		if (*p != '\\')
			return wrong(r, p, *p ? "control character in a string" : "ends too early");
		p++;
		if (*p != 'u') {
			if (!*p || !strchr("\"\\/bfnrt", *p))
				return wrong(r, p, "no such escape in a string");
			continue;
		}
		for (i = 0; i < 4; i++, p++)
			if (!is_hex(p[1]))
				return wrong(r, p + 1, "no four hexadecimal digits after \\u");
	}
}

static const char *read_number(struct reader *r, const char *p)
{
	const char *digits;

	p += *p == '-';
	if (*p == '0' && is_digit(p[1]))
		return wrong(r, p, "a number with 0 in front");
	for (digits = p; is_digit(*p); p++)
		;
	if (p == digits)
		return wrong(r, p, "no digit in a number");
	if (*p == '.') {
		for (digits = ++p; is_digit(*p); p++)
			;
		if (p == digits)
			return wrong(r, p, "no digit after the point");
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '+' || *p == '-';
		for (digits = p; is_digit(*p); p++)
			;
		if (p == digits)
			return wrong(r, p, "no digit in an exponent");
	}
	return p;
}

static const char *read_word(struct reader *r, const char *p)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i, n;

	for (i = 0; i < 3; i++) {
		n = strlen(words[i]);
		if (strncmp(p, words[i], n) == 0)
			return p + n;
	}
	return wrong(r, p, *p ? "no value" : "ends too early");
}

static const char *read_scalar(struct reader *r, const char *p)
{
	if (*p == '"')
		return read_string(r, p + 1);
	return *p == '-' || is_digit(*p) ? read_number(r, p) : read_word(r, p);
}

/* The key at p and the colon behind it; the place of the value. */
static const char *read_key(struct reader *r, const char *p, size_t *n)
{
	const char *end;

	if (*p != '"')
		return wrong(r, p, *p ? "no key in quotes" : "ends too early");
	end = read_string(r, p + 1);
	if (!end)
		return NULL;
	*n = (size_t)(end - p) - 2;
	end = skip_blanks(end);
	if (*end != ':')
		return wrong(r, end, *end ? "no colon behind a key" : "ends too early");
	return skip_blanks(end + 1);
}

/* A value with all that is in it; levels are counted, there is no recursion. */
static const char *read_value(struct reader *r, const char *p, size_t depth)
{
	bool object[DEPTH];
	size_t level = 0, n;

	for (;;) {
		if (*p == '{' || *p == '[') {
			if (depth + level >= DEPTH)
				return wrong(r, p, "nesting too deep");
			object[level++] = *p == '{';
			p = skip_blanks(p + 1);
			if (*p != (object[level - 1] ? '}' : ']')) {
				if (object[level - 1] && !(p = read_key(r, p, &n)))
					return NULL;
				continue;
			}
		} else {
			p = read_scalar(r, p);
			if (!p || !level)
				return p;
			p = skip_blanks(p);
		}
		/* Behind a value: ends, or a comma and the next one. */
		while (level && *p == (object[level - 1] ? '}' : ']')) {
			level--;
			p++;
			if (level)
				p = skip_blanks(p);
		}
		if (!level)
			return p;
		if (*p != ',')
			return wrong(r, p, *p ? "no comma behind a value" : "ends too early");
		p = skip_blanks(p + 1);
		if (object[level - 1] && !(p = read_key(r, p, &n)))
			return NULL;
	}
}

static struct encode_member *add(struct encode_line *l)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 16;
		l->members = cli_xrealloc(l->members, l->cap * sizeof(*l->members));
	}
	return &l->members[l->n++];
}

/* p: behind the brace. */
static const char *read_members(struct encode_line *l, struct reader *r, const char *p)
{
	p = skip_blanks(p);
	if (*p == '}')
		return p + 1;
	for (;;) {
		struct encode_member *m = add(l);

		m->begin = (size_t)(p - l->s);
		m->key = m->begin + 1;
		p = read_key(r, p, &m->key_n);
		if (!p)
			return NULL;
		m->value = (size_t)(p - l->s);
		p = read_value(r, p, 1);
		if (!p)
			return NULL;
		m->end = (size_t)(p - l->s);
		p = skip_blanks(p);
		if (*p == '}')
			return p + 1;
		if (*p != ',')
			return wrong(r, p, *p ? "no comma behind a value" : "ends too early");
		p = skip_blanks(p + 1);
	}
}

const char *encode_line_read(struct encode_line *l, const char *s, size_t n, size_t *at)
{
	struct reader r = { s, NULL };
	const char *p = skip_blanks(s);

	l->s = s;
	l->n = 0;
	l->open = (size_t)(p - s);
	if (*p != '{')
		wrong(&r, p, *p ? "not an object" : "ends too early");
	else
		p = read_members(l, &r, p + 1);
	if (!r.why) {
		p = skip_blanks(p);
		if (p != s + n)
			wrong(&r, p, "more text after the end");
		else if (!bitnet_utf8_valid(s, n))
			wrong(&r, s, "not UTF-8");
	}
	*at = (size_t)(r.at - s);
	return r.why;
}

void encode_line_release(struct encode_line *l)
{
	free(l->members);
	memset(l, 0, sizeof(*l));
}

static void reserve(char **buf, size_t *cap, size_t n)
{
	if (*cap >= n && *buf)
		return;
	*cap = 2 * n + 64;
	*buf = cli_xrealloc(*buf, *cap);
}

/* The characters of n bytes in quotes that are known to be good; to has room for n bytes.  Returns how many there are. */
static size_t unescape(char *to, const char *s, size_t n)
{
	static const char from[] = "bfnrt", into[] = "\b\f\n\r\t";
	const char *end;
	char *start = to;

	n = bitnet_json_pairs(to, s, n, NULL);
	for (s = to, end = to + n; s < end; ) {
		const char *p = memchr(s, '\\', (size_t)(end - s)), *c;
		unsigned cp = 0;
		int i;

		p = p ? p : end;
		memmove(to, s, (size_t)(p - s));
		to += p - s;
		if (p == end)
			break;
		s = p + 2;
		c = strchr(from, p[1]);
		if (p[1] != 'u') {
			*to++ = c ? into[c - from] : p[1];
			continue;
		}
		for (i = 0; i < 4; i++, s++)
			cp = cp << 4 | (unsigned)(*s <= '9' ? *s - '0' : (*s | 32) - 'a' + 10);
		to += bitnet_utf8_encode(cp, to);
	}
	return (size_t)(to - start);
}

static bool has_key(const struct encode_line *l, const struct encode_member *m, const char *key)
{
	const char *s = l->s + m->key;
	size_t n = strlen(key);
	char *plain;
	bool same;

	if (!memchr(s, '\\', m->key_n))
		return m->key_n == n && memcmp(s, key, n) == 0;
	plain = cli_xmalloc(m->key_n + 1);
	same = unescape(plain, s, m->key_n) == n && memcmp(plain, key, n) == 0;
	free(plain);
	return same;
}

const struct encode_member *encode_line_find(const struct encode_line *l, const char *key)
{
	size_t i;

	for (i = l->n; i-- > 0; )
		if (has_key(l, &l->members[i], key))
			return &l->members[i];
	return NULL;
}

bool encode_line_string(const struct encode_line *l, const struct encode_member *m, char **buf, size_t *cap, size_t *n)
{
	if (l->s[m->value] != '"')
		return false;
	reserve(buf, cap, m->end - m->value);
	*n = unescape(*buf, l->s + m->value + 1, m->end - m->value - 2);
	return true;
}

static bool is_one_of(const struct encode_line *l, const struct encode_member *m, const char *const *names)
{
	for (; *names; names++)
		if (has_key(l, m, *names))
			return true;
	return false;
}

void encode_line_open(const struct encode_line *l, const char *const *without, char **buf, size_t *cap, size_t *n)
{
	size_t from = 0, kept = 0, end = l->n ? l->members[l->n - 1].end : l->open + 1, i;
	char *to;

	reserve(buf, cap, end + 2);
	to = *buf;
	/* Runs of members that stay are copied with what stands between them. */
	for (i = 0; i < l->n; i++) {
		const struct encode_member *m = &l->members[i];

		if (!is_one_of(l, m, without)) {
			if (!kept++ && i) {
				memcpy(to, l->s, l->open + 1);
				to += l->open + 1;
				from = m->begin;
			} else if (from == SIZE_MAX) {
				*to++ = ',';
				from = m->begin;
			}
			if (i + 1 < l->n && !is_one_of(l, m + 1, without))
				continue;
			memcpy(to, l->s + from, m->end - from);
			to += m->end - from;
			from = SIZE_MAX;
		}
	}
	if (kept) {
		*to++ = ',';
	} else {
		memcpy(to, l->s, l->open + 1);
		to += l->open + 1;
	}
	*n = (size_t)(to - *buf);
}

/* SPDX-License-Identifier: MIT */
/*
 * The list of merges, taken out of a tokenizer.json before the rest of it is read: it is most of the file, and as
 * objects of a document it takes longer than all else.  It is done only for a list that is as all are; for any
 * other the caller reads the file as it is, and that reading says what is wrong.
 */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/mem.h"
#include "tok/tok-json.h"

static const char *skip_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\n' || *s == '\r' || *s == '\t'))
		s++;
	return s;
}

/* What follows the '[' of the one `"merges": [`; NULL when there is none, or more than one. */
static const char *find_list(const char *s, size_t n)
{
	static const char key[] = "\"merges\"";
	const char *end = s + n, *at = s, *found = NULL;

	while ((at = memmem(at, (size_t)(end - at), key, sizeof(key) - 1)) != NULL) {
		const char *p = skip_blanks(at + sizeof(key) - 1, end);

		/* After a backslash the quote is part of a text. */
		if ((at == s || at[-1] != '\\') && p < end && *p == ':') {
			p = skip_blanks(p + 1, end);
			/* It may be a token as well, whose value is a number. */
			if (p < end && *p == '[') {
				if (found)
					return NULL;
				found = p + 1;
			}
		}
		at += sizeof(key) - 1;
	}
	return found;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* What follows a backslash, to out; NULL for what is left to the other reader. */
static const char *escaped(const char *s, const char *end, struct bitnet_buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *known = s < end && *s ? strchr(from, *s) : NULL;
	uint32_t cp = 0;
	char utf8[4];
	int i;

	if (known)
		return bitnet_buf_add(out, to + (known - from), 1) ? s + 1 : NULL;
	if (end - s < 5 || *s != 'u')
		return NULL;
	for (i = 1; i < 5; i++) {
		if (hex(s[i]) < 0)
			return NULL;
		cp = cp * 16 + (uint32_t)hex(s[i]);
	}
	if (cp == 0 || (cp >= 0xd800 && cp < 0xe000))
		return NULL;
	return bitnet_buf_add(out, utf8, bitnet_utf8_encode(cp, utf8)) ? s + 5 : NULL;
}

/* A string from behind its first quote, its text to out; what follows the last quote, or NULL. */
static const char *string(const char *s, const char *end, struct bitnet_buf *out)
{
	size_t before = out->n;
	bool ascii = true;

	for (;;) {
		const char *from = s;
		unsigned char high = 0;

		while (s < end && *s != '"' && *s != '\\' && (unsigned char)*s >= 0x20)
			high |= (unsigned char)*s++;
		ascii &= high < 0x80;
		if (s == end || (unsigned char)*s < 0x20 || !bitnet_buf_add(out, from, (size_t)(s - from)))
			return NULL;
		if (*s++ == '"')
			return ascii || bitnet_utf8_valid(out->s + before, out->n - before) ? s : NULL;
		s = escaped(s, end, out);
		if (!s)
			return NULL;
	}
}

static bool add_pair(struct bitnet_json_merges *m, size_t left, size_t right)
{
	if (left > UINT32_MAX || right > UINT32_MAX || !bitnet_grow(&m->pairs, &m->cap, m->n + 1, sizeof(*m->pairs)))
		return false;
	m->pairs[m->n++] = (struct bitnet_json_pair){ (uint32_t)left, (uint32_t)right };
	return true;
}

/* "left right"; the text keeps both without the space. */
static const char *joined(const char *s, const char *end, struct bitnet_json_merges *m)
{
	size_t before = m->text.n, n;
	char *text, *space;

	s = string(s, end, &m->text);
	if (!s)
		return NULL;
	text = m->text.s + before;
	n = m->text.n - before;
	space = n ? memchr(text, ' ', n) : NULL;
	/* The first line of a merges.txt may have come along. */
	if (!space || memchr(space + 1, ' ', n - (size_t)(space + 1 - text)) || (n >= 8 && memcmp(text, "#version", 8) == 0))
		return NULL;
	memmove(space, space + 1, n - (size_t)(space + 1 - text));
	m->text.n--;
	return add_pair(m, (size_t)(space - text), n - 1 - (size_t)(space - text)) ? s : NULL;
}

/* ["left", "right"] from behind its '['. */
static const char *apart(const char *s, const char *end, struct bitnet_json_merges *m)
{
	size_t before = m->text.n, left;

	s = skip_blanks(s, end);
	if (s == end || *s != '"' || !(s = string(s + 1, end, &m->text)))
		return NULL;
	left = m->text.n - before;
	s = skip_blanks(s, end);
	if (s == end || *s != ',')
		return NULL;
	s = skip_blanks(s + 1, end);
	if (s == end || *s != '"' || !(s = string(s + 1, end, &m->text)))
		return NULL;
	s = skip_blanks(s, end);
	if (s == end || *s != ']')
		return NULL;
	return add_pair(m, left, m->text.n - before - left) ? s + 1 : NULL;
}

/* All elements; what follows is the ']'. */
static const char *elements(const char *s, const char *end, struct bitnet_json_merges *m)
{
	for (;;) {
		s = skip_blanks(s, end);
		if (s == end)
			return NULL;
		s = *s == '"' ? joined(s + 1, end, m) : *s == '[' ? apart(s + 1, end, m) : NULL;
		if (!s)
			return NULL;
		s = skip_blanks(s, end);
		if (s == end || (*s != ',' && *s != ']'))
			return NULL;
		if (*s == ']')
			return s;
		s++;
	}
}

char *bitnet_json_cut_merges(struct bitnet_json_merges *m, const char *s, size_t n, size_t *rest)
{
	const char *from = find_list(s, n), *to = from ? elements(from, s + n, m) : NULL;
	size_t head = from ? (size_t)(from - s) : 0, tail = to ? (size_t)(s + n - to) : 0;
	char *text = to ? malloc(head + 1 + tail) : NULL;

	if (!text)
		return NULL;
	memcpy(text, s, head);
	text[head] = '0';
	memcpy(text + head + 1, to, tail);
	*rest = head + 1 + tail;
	return text;
}

bool bitnet_json_is_cut(struct json_object *root)
{
	struct json_object *list = bitnet_json_get(bitnet_json_get(root, "model", json_type_object), "merges", json_type_array);

	return list && json_object_array_length(list) == 1 && json_object_is_type(json_object_array_get_idx(list, 0), json_type_int);
}

void bitnet_json_merges_release(struct bitnet_json_merges *m)
{
	free(m->pairs);
	bitnet_buf_release(&m->text);
}

/* SPDX-License-Identifier: MIT */
/* The list of merges of a tokenizer.json, without objects of a document: it is most of the file. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tok/tok-json.h"

static bool add_pair(struct bitnet_json_merges *m, size_t left, size_t right)
{
	if (left + right == 0 || left > UINT32_MAX || right > UINT32_MAX)
		return false;
	if (m->n == m->cap && !bitnet_grow(&m->pairs, &m->cap, m->n + 1, sizeof(*m->pairs)))
		return false;
	m->pairs[m->n++] = (struct bitnet_json_pair){ (uint32_t)left, (uint32_t)right };
	return true;
}

/* "left right"; the text keeps both without the space. */
static const char *joined(const char *s, const char *end, struct bitnet_json_merges *m)
{
	size_t before = m->text.n, n;
	char *text, *space;

	s = bitnet_json_scan_string(s, end, &m->text);
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

	s = bitnet_json_skip_blanks(s, end);
	if (s == end || *s != '"' || !(s = bitnet_json_scan_string(s + 1, end, &m->text)))
		return NULL;
	left = m->text.n - before;
	s = bitnet_json_skip_blanks(s, end);
	if (s == end || *s != ',')
		return NULL;
	s = bitnet_json_skip_blanks(s + 1, end);
	if (s == end || *s != '"' || !(s = bitnet_json_scan_string(s + 1, end, &m->text)))
		return NULL;
	s = bitnet_json_skip_blanks(s, end);
	if (s == end || *s != ']')
		return NULL;
	return add_pair(m, left, m->text.n - before - left) ? s + 1 : NULL;
}

const char *bitnet_json_scan_merges(const char *s, const char *end, struct bitnet_json_merges *m)
{
	for (;;) {
		s = bitnet_json_skip_blanks(s, end);
		if (s == end)
			return NULL;
		s = *s == '"' ? joined(s + 1, end, m) : *s == '[' ? apart(s + 1, end, m) : NULL;
		if (!s)
			return NULL;
		s = bitnet_json_skip_blanks(s, end);
		if (s == end || (*s != ',' && *s != ']'))
			return NULL;
		if (*s == ']')
			return s;
		s++;
	}
}

void bitnet_json_merges_release(struct bitnet_json_merges *m)
{
	free(m->pairs);
	bitnet_buf_release(&m->text);
}

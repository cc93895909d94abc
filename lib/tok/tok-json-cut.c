/* SPDX-License-Identifier: MIT */
/*
 * Vocabulary and merges are nearly all of a tokenizer.json, and as objects of a document they take longer than all
 * else.  They are taken out of the text before the rest is read as a document, in which a number stands for each.  It
 * is done only where they are as they are in all files; any other file the caller reads as it is, and that reading
 * says what is wrong.
 */
#include <stdlib.h>
#include <string.h>

#include "tok/tok-json.h"

/* What stands in their place, and nowhere else in the text. */
#define MARK "-7640891576956012809"
#define MARK_VALUE INT64_C(-7640891576956012809)

/* A key, the bracket that its value begins with, what stands between the brackets instead, and where they are. */
struct range {
	const char *key;
	char open;
	const char *mark, *from, *to;
};

/* What follows the bracket of the first `"key": [` between s and end, or NULL. */
static const char *find(const struct range *r, const char *s, const char *end)
{
	const char *start = s;
	size_t m = strlen(r->key);

	for (; (s = memmem(s, (size_t)(end - s), r->key, m)) != NULL; s += m) {
		const char *p = bitnet_json_skip_blanks(s + m, end);

		/* After a backslash the quote is part of a text. */
		if ((s > start && s[-1] == '\\') || p == end || *p != ':')
			continue;
		p = bitnet_json_skip_blanks(p + 1, end);
		/* It may be a token as well, whose value is a number. */
		if (p < end && *p == r->open)
			return p + 1;
	}
	return NULL;
}

/* Whether what stays, between s and stop, has the number, or another key of what is taken out. */
static bool is_strange(const char *s, const char *stop, const struct range *v, size_t n)
{
	const char *found;
	size_t i;

	for (i = 0; i < n; i++) {
		found = find(&v[i], s, stop);
		if (found && !(found == stop && v[i].from == stop))
			return true;
	}
	return memmem(s, (size_t)(stop - s), MARK, strlen(MARK)) != NULL;
}

/* The text without n ranges, which are in its order; NULL when it is strange. */
static char *without(const char *s, size_t size, const struct range *v, size_t n, size_t *rest)
{
	const char *stop;
	char *text = malloc(size + 2 * sizeof("\"\":" MARK)), *to = text;
	size_t i;

	for (i = 0; text && i <= n; i++) {
		stop = i < n ? v[i].from : s + size;
		if (is_strange(s, stop, v, n)) {
			free(text);
			return NULL;
		}
		to = mempcpy(to, s, (size_t)(stop - s));
		if (i < n) {
			to = mempcpy(to, v[i].mark, strlen(v[i].mark));
			size -= (size_t)(v[i].to - s);
			s = v[i].to;
		}
	}
	*rest = text ? (size_t)(to - text) : 0;
	return text;
}

char *bitnet_json_cut_text(struct bitnet_json_cut *c, const char *s, size_t size, size_t *rest)
{
	struct range vocab = { .key = "\"vocab\"", .open = '{', .mark = "\"\":" MARK };
	struct range merges = { .key = "\"merges\"", .open = '[', .mark = MARK }, v[2];
	const char *end = s + size;
	bool merges_first;
	size_t n = 0;

	vocab.from = find(&vocab, s, end);
	if (vocab.from)
		vocab.to = bitnet_json_scan_vocab(vocab.from, end, &c->vocab);
	c->has_vocab = vocab.to != NULL;
	/* Most files have them in this order; nothing between the brackets of the first is a key of the second. */
	merges.from = find(&merges, c->has_vocab ? vocab.to : s, end);
	if (!merges.from && c->has_vocab)
		merges.from = find(&merges, s, vocab.from);
	if (merges.from)
		merges.to = bitnet_json_scan_merges(merges.from, end, &c->merges);
	c->has_merges = merges.to != NULL;
	merges_first = c->has_merges && (!c->has_vocab || merges.from < vocab.from);
	if (merges_first)
		v[n++] = merges;
	if (c->has_vocab)
		v[n++] = vocab;
	if (c->has_merges && !merges_first)
		v[n++] = merges;
	return n ? without(s, size, v, n, rest) : NULL;
}

static bool is_mark(struct json_object *o)
{
	return json_object_is_type(o, json_type_int) && json_object_get_int64(o) == MARK_VALUE;
}

bool bitnet_json_is_cut(const struct bitnet_json_cut *c, struct json_object *root)
{
	struct json_object *model = bitnet_json_get(root, "model", json_type_object), *mark;
	struct json_object *vocab = bitnet_json_get(model, "vocab", json_type_object);
	struct json_object *merges = bitnet_json_get(model, "merges", json_type_array);

	if (c->has_vocab && (!vocab || !json_object_object_get_ex(vocab, "", &mark) || !is_mark(mark)))
		return false;
	return !c->has_merges || (merges && json_object_array_length(merges) == 1 && is_mark(json_object_array_get_idx(merges, 0)));
}

void bitnet_json_cut_release(struct bitnet_json_cut *c)
{
	bitnet_json_vocab_release(&c->vocab);
	bitnet_json_merges_release(&c->merges);
}

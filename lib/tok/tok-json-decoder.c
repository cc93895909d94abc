/* SPDX-License-Identifier: MIT */
/* The decoder of a tokenizer.json, read as it stands and then brought into its faster form where it has one. */
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "tok/tok-json.h"

/* A text of a step, from this member; missing: fallback, or an error where there is none. */
static int set_text(struct json_object *o, const char *type, const char *key, const char *fallback, char *text, size_t *n,
		    struct bitnet_error *err)
{
	struct json_object *v = bitnet_json_get(o, key, json_type_string);
	const char *s = v ? json_object_get_string(v) : fallback;

	*n = v ? (size_t)json_object_get_string_len(v) : s ? strlen(s) : 0;
	if (!s)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part", "decoder '%s' has no text '%s'", type, key);
	if (*n > DETOK_TEXT_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "tok_too_large", "decoder '%s' has a text '%s' of %zu bytes, at most %d are read",
					type, key, *n, DETOK_TEXT_MAX);
	memcpy(text, s, *n);
	return 0;
}

static int replace(struct bitnet_detok_step *s, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *pattern = bitnet_json_get(o, "pattern", json_type_object);
	struct json_object *regex = bitnet_json_get(pattern, "Regex", json_type_string);
	int rc = set_text(o, "Replace", "content", NULL, s->to, &s->to_n, err);

	if (rc)
		return rc;
	if (regex)
		return bitnet_regex_new(&s->regex, json_object_get_string(regex), (size_t)json_object_get_string_len(regex), err);
	rc = set_text(pattern, "Replace", "String", NULL, s->from, &s->from_n, err);
	return rc || s->from_n ? rc : bitnet_json_unsupported(err, "decoder", "Replace (of an empty text)");
}

static bool one_character(const struct bitnet_detok_step *s)
{
	uint32_t cp;

	return s->from_n && bitnet_utf8_decode(s->from, s->from_n, &cp) == s->from_n;
}

static int number(struct json_object *o, const char *key, uint32_t *out, struct bitnet_error *err)
{
	struct json_object *v = bitnet_json_get(o, key, json_type_int);
	int64_t n = v ? json_object_get_int64(v) : 0;

	if (n < 0 || n > UINT32_MAX)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part", "decoder 'Strip' has the number %lld", (long long)n);
	*out = (uint32_t)n;
	return 0;
}

static int strip(struct bitnet_detok_step *s, struct json_object *o, struct bitnet_error *err)
{
	int rc = set_text(o, "Strip", "content", NULL, s->from, &s->from_n, err);

	if (!rc && !one_character(s))
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part", "decoder 'Strip' has no content of one character");
	if (!rc)
		rc = number(o, "start", &s->left, err);
	return rc ? rc : number(o, "stop", &s->right, err);
}

static int metaspace(struct bitnet_detok_step *s, struct json_object *o, struct bitnet_error *err)
{
	const char *scheme = bitnet_json_str(o, "prepend_scheme");
	int rc = set_text(o, "Metaspace", "replacement", SPACE_MARK, s->from, &s->from_n, err);

	if (!rc && !one_character(s))
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part", "decoder 'Metaspace' has no replacement of one character");
	s->on = scheme ? strcmp(scheme, "never") != 0 : true;
	if (!bitnet_json_bool(o, "add_prefix_space", true))
		s->on = false;
	return rc;
}

static int suffix(struct bitnet_detok_step *s, struct json_object *o, struct bitnet_error *err)
{
	int rc = set_text(o, "BPEDecoder", "suffix", "</w>", s->from, &s->from_n, err);

	return rc || s->from_n ? rc : bitnet_json_unsupported(err, "decoder", "BPEDecoder (with an empty suffix)");
}

static int ctc(struct bitnet_detok_step *s, struct json_object *o, struct bitnet_error *err)
{
	int rc = set_text(o, "CTC", "pad_token", "<pad>", s->from, &s->from_n, err);

	s->on = bitnet_json_bool(o, "cleanup", true);
	if (!rc)
		rc = set_text(o, "CTC", "word_delimiter_token", "|", s->to, &s->to_n, err);
	if (!rc && (!s->from_n || !s->to_n))
		return bitnet_json_unsupported(err, "decoder", "CTC (with an empty token)");
	return rc;
}

static int decode(struct bitnet_tok *t, struct json_object *o, const char *type, struct bitnet_error *err)
{
	static const struct { const char *name; enum bitnet_detok_kind kind; } kinds[] = {
		{ "ByteLevel", DETOK_BYTE_LEVEL }, { "Fuse", DETOK_FUSE }, { "Metaspace", DETOK_METASPACE },
		{ "Replace", DETOK_REPLACE }, { "ByteFallback", DETOK_BYTES }, { "Strip", DETOK_STRIP },
		{ "WordPiece", DETOK_WORDPIECE }, { "BPEDecoder", DETOK_BPE }, { "CTC", DETOK_CTC }
	};
	struct bitnet_detok_step *s = &t->detok->steps[t->detok->n];
	size_t i, k;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && strcmp(type, kinds[i].name) != 0; i++)
		;
	if (i == sizeof(kinds) / sizeof(kinds[0]))
		return bitnet_json_unsupported(err, "decoder", type);
	for (k = 0; kinds[i].kind == DETOK_BYTE_LEVEL && k < t->detok->n; k++)
		if (t->detok->steps[k].kind == DETOK_FUSE || t->detok->steps[k].kind == DETOK_BYTE_LEVEL)
			return bitnet_json_unsupported(err, "decoder", "ByteLevel (behind Fuse or ByteLevel)");
	if (t->detok->n == DETOK_STEPS)
		return bitnet_json_unsupported(err, "decoder", "Sequence (of so many parts)");
	t->detok->n++;
	s->kind = kinds[i].kind;
	switch (s->kind) {
	case DETOK_REPLACE:
		return replace(s, o, err);
	case DETOK_STRIP:
		return strip(s, o, err);
	case DETOK_METASPACE:
		return metaspace(s, o, err);
	case DETOK_WORDPIECE:
		s->on = bitnet_json_bool(o, "cleanup", true);
		return set_text(o, type, "prefix", "##", s->from, &s->from_n, err);
	case DETOK_BPE:
		return suffix(s, o, err);
	case DETOK_CTC:
		return ctc(s, o, err);
	default:
		return 0;
	}
}

static bool is_mark(const char *s, size_t n)
{
	return n == 3 && memcmp(s, SPACE_MARK, 3) == 0;
}

static bool is_space(const char *s, size_t n)
{
	return n == 1 && *s == ' ';
}

/* Byte-level tokens are bytes already: what only joins them does nothing. */
static bool simple_bytes(const struct bitnet_detok *d)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		if (d->steps[i].kind != DETOK_BYTE_LEVEL && d->steps[i].kind != DETOK_FUSE &&
		    (i == 0 || d->steps[i].kind != DETOK_BYTES))
			return false;
	return d->n && (d->steps[0].kind == DETOK_BYTE_LEVEL);
}

/* U+2581 to spaces, bytes, fuse, one space off the start, in this order, each of them or not. */
static bool simple_pieces(struct bitnet_tok *t, const struct bitnet_detok *d)
{
	const struct bitnet_detok_step *s = d->steps, *end = s + d->n;
	bool spaces, bytes, fuse, cut = false;

	spaces = s < end && s->kind == DETOK_REPLACE && !s->regex && is_mark(s->from, s->from_n) && is_space(s->to, s->to_n);
	s += spaces;
	/* Byte tokens are known as such where the model falls back on them. */
	bytes = s < end && s->kind == DETOK_BYTES && t->byte_fallback;
	s += bytes;
	fuse = s < end && s->kind == DETOK_FUSE;
	s += fuse;
	if (s < end && s->kind == DETOK_STRIP && ((s->left == 0 && s->right == 0) ||
						  (fuse && s->left == 1 && s->right == 0 && is_space(s->from, s->from_n)))) {
		cut = s->left == 1;
		s++;
	}
	if (s != end || d->n == 0)
		return false;
	t->piece_spaces = spaces;
	t->piece_bytes = bytes;
	if (cut)
		t->strip = BITNET_STRIP_TEXT;
	return true;
}

static bool simple_metaspace(struct bitnet_tok *t, const struct bitnet_detok *d)
{
	if (d->n != 1 || d->steps[0].kind != DETOK_METASPACE || !is_mark(d->steps[0].from, d->steps[0].from_n))
		return false;
	t->piece_spaces = true;
	if (d->steps[0].on)
		t->strip = BITNET_STRIP_TOKEN;
	return true;
}

static bool has_mark(const char *s)
{
	return s && strstr(s, SPACE_MARK);
}

/* The faster forms leave U+2581 in special tokens and the unknown one, as SentencePiece does; the decoders know no kinds. */
static bool marks_in_special(struct json_object *root)
{
	struct json_object *added = bitnet_json_get(root, "added_tokens", json_type_array), *entry;
	size_t i, n = added ? json_object_array_length(added) : 0;

	for (i = 0; i < n; i++) {
		entry = json_object_array_get_idx(added, i);
		if (bitnet_json_bool(entry, "special", false) && has_mark(bitnet_json_str(entry, "content")))
			return true;
	}
	return has_mark(bitnet_json_str(bitnet_json_get(root, "model", json_type_object), "unk_token"));
}

int bitnet_json_decoder(struct bitnet_tok *t, struct json_object *root, struct bitnet_error *err)
{
	struct json_object *o = bitnet_json_get(root, "decoder", json_type_object);
	int rc;

	t->detok = calloc(1, sizeof(*t->detok));
	if (!t->detok)
		return bitnet_error_nomem(err, sizeof(*t->detok));
	rc = bitnet_json_each(t, o, "decoder", "decoders", decode, err);
	if (rc)
		return rc;
	t->join_space = !o;
	/* Without a decoder byte-level tokens are shown as the vocabulary has them. */
	if (t->byte_level ? simple_bytes(t->detok) : !t->detok->n || (!marks_in_special(root) && (simple_pieces(t, t->detok) ||
													 simple_metaspace(t, t->detok)))) {
		bitnet_detok_free(t->detok);
		t->detok = NULL;
	}
	return 0;
}

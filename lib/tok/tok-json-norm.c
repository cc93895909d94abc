/* SPDX-License-Identifier: MIT */
/* The normalizer of a tokenizer.json. */
#include <string.h>

#include "base/base64.h"
#include "base/error-set.h"
#include "tok/tok-json.h"

static int add_plain(struct bitnet_tok *t, enum bitnet_norm_kind kind, unsigned flags, struct bitnet_error *err)
{
	return bitnet_norm_add(&t->norm, kind, flags, NULL, 0, NULL, 0, err);
}

static int replace(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *pattern = bitnet_json_get(o, "pattern", json_type_object);
	struct json_object *text = bitnet_json_get(pattern, "String", json_type_string);
	struct json_object *regex = bitnet_json_get(pattern, "Regex", json_type_string);
	struct json_object *content = bitnet_json_get(o, "content", json_type_string);
	struct bitnet_regex *r;
	const char *to;
	size_t to_n;
	int rc;

	if ((!text && !regex) || !content)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part", "normalizer 'Replace' has no pattern or no content");
	if (text && !json_object_get_string_len(text))
		return bitnet_json_unsupported(err, "normalizer", "Replace (of an empty text)");
	to = json_object_get_string(content);
	to_n = (size_t)json_object_get_string_len(content);
	if (text)
		return bitnet_norm_add(&t->norm, BITNET_NORM_REPLACE, 0, json_object_get_string(text),
				       (size_t)json_object_get_string_len(text), to, to_n, err);
	rc = bitnet_regex_new(&r, json_object_get_string(regex), (size_t)json_object_get_string_len(regex), err);
	return rc ? rc : bitnet_norm_add_regex(&t->norm, bitnet_regex_find, r, bitnet_regex_free, to, to_n, err);
}

static int bert(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	bool lower = bitnet_json_bool(o, "lowercase", true);
	unsigned flags = (bitnet_json_bool(o, "clean_text", true) ? NORM_CLEAN : 0) |
			 (bitnet_json_bool(o, "handle_chinese_chars", true) ? NORM_CHINESE : 0) |
			 (bitnet_json_bool(o, "strip_accents", lower) ? NORM_ACCENTS : 0) | (lower ? NORM_LOWER : 0);

	return add_plain(t, BITNET_NORM_BERT, flags, err);
}

static int precompiled(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *map = bitnet_json_get(o, "precompiled_charsmap", json_type_string);
	struct bitnet_buf bytes = BITNET_BUF_INIT;
	int rc;

	if (!map || !bitnet_base64_decode(&bytes, json_object_get_string(map), (size_t)json_object_get_string_len(map)))
		rc = bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part",
				      "normalizer 'Precompiled' has no precompiled_charsmap in base64");
	else
		rc = bitnet_norm_add(&t->norm, BITNET_NORM_CHARSMAP, 0, bytes.s, bytes.n, NULL, 0, err);
	bitnet_buf_release(&bytes);
	return rc;
}

static int prepend(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *text = bitnet_json_get(o, "prepend", json_type_string);

	if (!text)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part", "normalizer 'Prepend' has no text");
	return bitnet_norm_add(&t->norm, BITNET_NORM_PREPEND, 0, NULL, 0, json_object_get_string(text),
			       (size_t)json_object_get_string_len(text), err);
}

static int normalize(struct bitnet_tok *t, struct json_object *o, const char *type, struct bitnet_error *err)
{
	static const struct { const char *name; enum bitnet_norm_kind kind; } plain[] = {
		{ "NFC", BITNET_NORM_NFC }, { "NFD", BITNET_NORM_NFD }, { "NFKC", BITNET_NORM_NFKC },
		{ "NFKD", BITNET_NORM_NFKD }, { "Lowercase", BITNET_NORM_LOWERCASE },
		{ "StripAccents", BITNET_NORM_STRIP_ACCENTS }, { "Nmt", BITNET_NORM_NMT },
		{ "ByteLevel", BITNET_NORM_BYTE_LEVEL }
	};
	size_t i, n = t->norm.n;

	if (n && t->norm.steps[n - 1].kind == BITNET_NORM_BYTE_LEVEL)
		return bitnet_json_unsupported(err, "normalizer", "ByteLevel (before another normalizer)");
	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (strcmp(type, plain[i].name) == 0)
			return add_plain(t, plain[i].kind, 0, err);
	if (strcmp(type, "Strip") == 0)
		return add_plain(t, BITNET_NORM_STRIP, (bitnet_json_bool(o, "strip_left", true) ? NORM_LEFT : 0) |
				 (bitnet_json_bool(o, "strip_right", true) ? NORM_RIGHT : 0), err);
	if (strcmp(type, "Prepend") == 0)
		return prepend(t, o, err);
	if (strcmp(type, "Replace") == 0)
		return replace(t, o, err);
	if (strcmp(type, "BertNormalizer") == 0)
		return bert(t, o, err);
	if (strcmp(type, "Precompiled") == 0)
		return precompiled(t, o, err);
	return bitnet_json_unsupported(err, "normalizer", type);
}

int bitnet_json_normalizer(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	return bitnet_json_each(t, o, "normalizer", "normalizers", normalize, err);
}

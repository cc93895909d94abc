/* SPDX-License-Identifier: MIT */
/*
 * Normalizer, pre-tokenizer, decoder and post-processor of a tokenizer.json, with the meaning that
 * huggingface/tokenizers gives them.  What is not known is refused by its name.
 */
#include <string.h>

#include "base/error-set.h"
#include "tok/tok-json.h"

/* Sequences may hold sequences, so deep at most. */
#define DEPTH 4

typedef int part_fn(struct bitnet_tok *t, struct json_object *o, const char *type, struct bitnet_error *err);

/*
 * Call fn for the part o, or for each member of the Sequence o.  A null part is nothing.
 */
static int each(struct bitnet_tok *t, struct json_object *o, const char *part, const char *list, part_fn *fn,
		unsigned depth, struct bitnet_error *err)
{
	const char *type = bitnet_json_str(o, "type");
	struct json_object *members;
	size_t i;
	int rc = 0;

	if (!o)
		return 0;
	if (!type)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part", "%s has no type", part);
	if (strcmp(type, "Sequence") != 0)
		return fn(t, o, type, err);
	members = bitnet_json_get(o, list, json_type_array);
	if (!members || !depth)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part", "%s 'Sequence' has no list '%s', or is nested too deep",
					part, list);
	for (i = 0; !rc && i < json_object_array_length(members); i++)
		rc = each(t, json_object_array_get_idx(members, i), part, list, fn, depth - 1, err);
	return rc;
}

/* A pattern {"String": s}; NULL for a regular expression. */
static const char *pattern_string(struct json_object *o)
{
	return bitnet_json_str(bitnet_json_get(o, "pattern", json_type_object), "String");
}

static bool is(const char *s, const char *word)
{
	return s && strcmp(s, word) == 0;
}

static int normalize(struct bitnet_tok *t, struct json_object *o, const char *type, struct bitnet_error *err)
{
	if (is(type, "Prepend")) {
		if (!is(bitnet_json_str(o, "prepend"), SPACE_MARK) || t->prefix != BITNET_PREFIX_NONE)
			return bitnet_json_unsupported(err, "normalizer", "Prepend (of another text than U+2581, or twice)");
		t->prefix = BITNET_PREFIX_STRETCH;
		t->normalizes = true;
		return 0;
	}
	if (is(type, "Replace")) {
		if (!is(pattern_string(o), " ") || !is(bitnet_json_str(o, "content"), SPACE_MARK))
			return bitnet_json_unsupported(err, "normalizer", "Replace (other than a space by U+2581)");
		t->escape = t->normalizes = true;
		return 0;
	}
	return bitnet_json_unsupported(err, "normalizer", type);
}

int bitnet_json_normalizer(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	return each(t, o, "normalizer", "normalizers", normalize, DEPTH, err);
}

static int add_stage(struct bitnet_tok *t, bitnet_scan_fn *scan, const char *type, struct bitnet_error *err)
{
	size_t n = 0;

	while (t->stages[n])
		n++;
	if (n >= 2 * PRE_STAGES)
		return bitnet_json_unsupported(err, "pre_tokenizer", "Sequence (of so many parts)");
	if (t->byte_level)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_json_unsupported",
					"pre_tokenizer '%s' after 'ByteLevel' is not supported", type);
	t->stages[n] = scan;
	return 0;
}

static int pre_split(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	const char *regex = bitnet_json_str(bitnet_json_get(o, "pattern", json_type_object), "Regex");
	const char *behavior = bitnet_json_str(o, "behavior");
	bool invert = bitnet_json_bool(o, "invert", false);
	bitnet_scan_fn *scan = regex ? bitnet_pre_by_regex(regex, strlen(regex)) : NULL;
	char shown[96];

	/* Where spaces have become U+2581 there is none to split at. */
	if (is(pattern_string(o), " ") && t->escape)
		return 0;
	if (!scan && !regex)
		regex = pattern_string(o);
	if (!scan)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_json_unsupported",
					"pre_tokenizer 'Split' at '%s' is not supported",
					bitnet_text_escape(shown, sizeof(shown), regex ? regex : "", regex ? strlen(regex) : 0));
	/* These expressions match all of the text, so removing the gaps removes nothing. */
	if (!(is(behavior, "Isolated") && !invert) &&
	    !(is(behavior, "Removed") && invert && scan != bitnet_scan_number && scan != bitnet_scan_numbers &&
	      scan != bitnet_scan_digits3 && scan != bitnet_scan_punct && scan != bitnet_scan_punct_tick))
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_json_unsupported",
					"pre_tokenizer 'Split' with behavior '%s'%s is not supported",
					bitnet_text_escape(shown, sizeof(shown), behavior ? behavior : "",
							   behavior ? strlen(behavior) : 0), invert ? ", inverted," : "");
	return add_stage(t, scan, "Split", err);
}

static int pre_byte_level(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	if (bitnet_json_bool(o, "add_prefix_space", true)) {
		if (t->stages[0])
			return bitnet_json_unsupported(err, "pre_tokenizer", "ByteLevel (with add_prefix_space behind a Split)");
		t->prefix_space = true;
	}
	if (bitnet_json_bool(o, "use_regex", true)) {
		int rc = add_stage(t, bitnet_scan_gpt2, "ByteLevel", err);

		if (rc)
			return rc;
	} else if (t->byte_level) {
		return bitnet_json_unsupported(err, "pre_tokenizer", "ByteLevel (twice)");
	}
	t->byte_level = true;
	return 0;
}

static int pre_metaspace(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	const char *scheme = bitnet_json_str(o, "prepend_scheme");

	if (!scheme)
		scheme = bitnet_json_bool(o, "add_prefix_space", true) ? "always" : "never";
	if (!is(bitnet_json_str(o, "replacement"), SPACE_MARK) || t->prefix != BITNET_PREFIX_NONE || t->metaspace)
		return bitnet_json_unsupported(err, "pre_tokenizer", "Metaspace (of another text than U+2581, or twice)");
	if (!is(scheme, "always") && !is(scheme, "first") && !is(scheme, "never"))
		return bitnet_json_unsupported(err, "pre_tokenizer", "Metaspace (with this prepend_scheme)");
	t->metaspace = t->escape = true;
	t->split_spaces = bitnet_json_bool(o, "split", true);
	t->prefix = is(scheme, "always") ? BITNET_PREFIX_UNLESS_SPACE :
		    is(scheme, "first") ? BITNET_PREFIX_FIRST : BITNET_PREFIX_NONE;
	return 0;
}

static int pre_tokenize(struct bitnet_tok *t, struct json_object *o, const char *type, struct bitnet_error *err)
{
	if (is(type, "ByteLevel"))
		return pre_byte_level(t, o, err);
	if (is(type, "Split"))
		return pre_split(t, o, err);
	if (is(type, "Digits"))
		return add_stage(t, bitnet_json_bool(o, "individual_digits", false) ? bitnet_scan_number :
				 bitnet_scan_numbers, type, err);
	if (is(type, "Metaspace"))
		return pre_metaspace(t, o, err);
	return bitnet_json_unsupported(err, "pre_tokenizer", type);
}

int bitnet_json_pre_tokenizer(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	int rc = each(t, o, "pre_tokenizer", "pretokenizers", pre_tokenize, DEPTH, err);

	if (rc)
		return rc;
	if (!t->byte_level && t->stages[0])
		return bitnet_json_unsupported(err, "pre_tokenizer", "Split (without ByteLevel)");
	if (t->byte_level && (t->metaspace || t->normalizes))
		return bitnet_json_unsupported(err, "pre_tokenizer", "ByteLevel (with U+2581 for spaces)");
	return 0;
}

static int decode(struct bitnet_tok *t, struct json_object *o, const char *type, struct bitnet_error *err)
{
	if (t->byte_level) {
		/* Bytes as they are: what is done to characters would not be the same. */
		if (is(type, "ByteLevel") || is(type, "Fuse") || is(type, "ByteFallback"))
			return 0;
		return bitnet_json_unsupported(err, "decoder", type);
	}
	if (is(type, "Replace")) {
		if (!is(pattern_string(o), SPACE_MARK) || !is(bitnet_json_str(o, "content"), " "))
			return bitnet_json_unsupported(err, "decoder", "Replace (other than U+2581 by a space)");
		t->piece_spaces = true;
		return 0;
	}
	if (is(type, "ByteFallback")) {
		t->piece_bytes = true;
		return 0;
	}
	if (is(type, "Fuse")) {
		t->fuse = true;
		return 0;
	}
	if (is(type, "Strip")) {
		struct json_object *start = bitnet_json_get(o, "start", json_type_int);
		struct json_object *stop = bitnet_json_get(o, "stop", json_type_int);
		int64_t n = start ? json_object_get_int64(start) : 0, m = stop ? json_object_get_int64(stop) : 0;

		if (n == 0 && m == 0)
			return 0;
		if (!t->fuse || n != 1 || m != 0 || !is(bitnet_json_str(o, "content"), " "))
			return bitnet_json_unsupported(err, "decoder", "Strip (other than one space at the start of the text)");
		t->strip = BITNET_STRIP_TEXT;
		return 0;
	}
	if (is(type, "Metaspace")) {
		const char *scheme = bitnet_json_str(o, "prepend_scheme");

		if (!is(bitnet_json_str(o, "replacement"), SPACE_MARK))
			return bitnet_json_unsupported(err, "decoder", "Metaspace (of another text than U+2581)");
		t->piece_spaces = true;
		if (scheme ? !is(scheme, "never") : bitnet_json_bool(o, "add_prefix_space", true))
			t->strip = BITNET_STRIP_TOKEN;
		return 0;
	}
	return bitnet_json_unsupported(err, "decoder", type);
}

int bitnet_json_decoder(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	if (!o && t->byte_level)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tok_json_unsupported",
					"pre_tokenizer 'ByteLevel' without a decoder is not supported");
	t->join_space = !o;
	return each(t, o, "decoder", "decoders", decode, DEPTH, err);
}

/* What a post-processor puts before or after all that is there already. */
static int surround(struct bitnet_tok *t, uint64_t id, bool before, struct bitnet_error *err)
{
	if (id >= t->v.n)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_special_id",
					"post_processor adds the id %llu, vocabulary has %u tokens", (unsigned long long)id, t->v.n);
	return before ? bitnet_tok_add_before(t, (uint32_t)id, err) : bitnet_tok_add_after(t, (uint32_t)id, err);
}

/* The ids of a special token of a template. */
static int add_template_token(struct bitnet_tok *t, struct json_object *tokens, const char *name, bool before,
			      struct bitnet_error *err)
{
	struct json_object *ids = bitnet_json_get(bitnet_json_get(tokens, name ? name : "", json_type_object), "ids",
						  json_type_array);
	size_t i;
	int rc = 0;

	if (!ids)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part",
					"post_processor 'TemplateProcessing' names a token without ids");
	for (i = 0; !rc && i < json_object_array_length(ids); i++) {
		struct json_object *id = json_object_array_get_idx(ids, i);

		rc = surround(t, json_object_is_type(id, json_type_int) ? (uint64_t)json_object_get_int64(id) : UINT64_MAX,
			      before, err);
	}
	return rc;
}

static int post_template(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *single = bitnet_json_get(o, "single", json_type_array);
	struct json_object *tokens = bitnet_json_get(o, "special_tokens", json_type_object);
	bool before = true;
	size_t i;
	int rc = 0;

	if (!single)
		return bitnet_error_set(err, BITNET_E_INPUT, "tok_json_part",
					"post_processor 'TemplateProcessing' has no list 'single'");
	for (i = 0; !rc && i < json_object_array_length(single); i++) {
		struct json_object *item = json_object_array_get_idx(single, i);
		struct json_object *special = bitnet_json_get(item, "SpecialToken", json_type_object);

		if (special)
			rc = add_template_token(t, tokens, bitnet_json_str(special, "id"), before, err);
		else if (bitnet_json_get(item, "Sequence", json_type_object) && before)
			before = false;
		else
			rc = bitnet_json_unsupported(err, "post_processor", "TemplateProcessing (with the text twice)");
	}
	if (!rc && before)
		rc = bitnet_json_unsupported(err, "post_processor", "TemplateProcessing (without the text)");
	return rc;
}

/* A pair ["<s>", 0]. */
static int add_pair(struct bitnet_tok *t, struct json_object *o, const char *key, bool before, struct bitnet_error *err)
{
	struct json_object *pair = bitnet_json_get(o, key, json_type_array);
	struct json_object *id = pair && json_object_array_length(pair) == 2 ? json_object_array_get_idx(pair, 1) : NULL;

	return surround(t, json_object_is_type(id, json_type_int) ? (uint64_t)json_object_get_int64(id) : UINT64_MAX, before,
			err);
}

static int post_process(struct bitnet_tok *t, struct json_object *o, const char *type, struct bitnet_error *err)
{
	int rc;

	if (is(type, "ByteLevel"))
		return 0;
	if (t->n_before || t->n_after)
		return bitnet_json_unsupported(err, "post_processor", "Sequence (of several that add tokens)");
	if (is(type, "TemplateProcessing"))
		return post_template(t, o, err);
	if (!is(type, "RobertaProcessing") && !is(type, "BertProcessing"))
		return bitnet_json_unsupported(err, "post_processor", type);
	rc = add_pair(t, o, "cls", true, err);
	return rc ? rc : add_pair(t, o, "sep", false, err);
}

int bitnet_json_post_processor(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	return each(t, o, "post_processor", "processors", post_process, DEPTH, err);
}

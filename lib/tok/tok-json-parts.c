/* SPDX-License-Identifier: MIT */
/* Parts of a tokenizer.json: sequences of them, and the post-processor. */
#include <string.h>

#include "base/error-set.h"
#include "tok/tok-json.h"

/* Sequences may hold sequences, so deep at most. */
#define DEPTH 4

static int each(struct bitnet_tok *t, struct json_object *o, const char *part, const char *list, bitnet_json_part_fn *fn,
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

int bitnet_json_each(struct bitnet_tok *t, struct json_object *o, const char *part, const char *list, bitnet_json_part_fn *fn,
		     struct bitnet_error *err)
{
	return each(t, o, part, list, fn, DEPTH, err);
}

static bool is(const char *s, const char *word)
{
	return s && strcmp(s, word) == 0;
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
		else if (before && is(bitnet_json_str(bitnet_json_get(item, "Sequence", json_type_object), "id"), "A"))
			before = false;
		else
			rc = bitnet_json_unsupported(err, "post_processor", "TemplateProcessing (with more than the text)");
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

static void reverse(uint32_t *a, size_t n)
{
	size_t i;

	for (i = 0; i < n / 2; i++) {
		uint32_t id = a[i];

		a[i] = a[n - 1 - i];
		a[n - 1 - i] = id;
	}
}

/* The first `mid` of n elements go behind the others. */
static void rotate(uint32_t *a, size_t n, size_t mid)
{
	reverse(a, mid);
	reverse(a + mid, n - mid);
	reverse(a, n);
}

static int post_process(struct bitnet_tok *t, struct json_object *o, const char *type, struct bitnet_error *err)
{
	size_t before = t->n_before;
	int rc;

	if (is(type, "ByteLevel"))
		return 0;
	/* It leaves several sequences, and the next would take each of them for one of the user's. */
	if (t->templated)
		return bitnet_json_unsupported(err, "post_processor", "Sequence (of TemplateProcessing and another that adds tokens)");
	if (is(type, "TemplateProcessing")) {
		rc = post_template(t, o, err);
		t->templated = true;
	} else if (is(type, "RobertaProcessing") || is(type, "BertProcessing")) {
		rc = add_pair(t, o, "cls", true, err);
		if (!rc)
			rc = add_pair(t, o, "sep", false, err);
	} else {
		rc = bitnet_json_unsupported(err, "post_processor", type);
	}
	/* What a later one puts in front comes before what is there. */
	if (!rc)
		rotate(t->before, t->n_before, before);
	return rc;
}

int bitnet_json_post_processor(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err)
{
	return bitnet_json_each(t, o, "post_processor", "processors", post_process, err);
}

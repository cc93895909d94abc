/* SPDX-License-Identifier: MIT */
/*
 * Records of data/models: a prompt, and what a float64 implementation that shares no code with
 * ours computed for it.  The README there says what the fields mean.
 */
#ifndef BITNET_TESTS_REF_H
#define BITNET_TESTS_REF_H

#include <json-c/json.h>

#include <bitnet/infer.h>

#include "data.h"

struct ref {
	json_object *json;
	uint32_t *prompt;
	size_t n_prompt, n_vocab;
	struct bitnet_gguf *gguf;
	struct bitnet_model *model;
};

__attribute__((unused)) static json_object *ref_get(const struct ref *r, const char *key)
{
	json_object *o;

	if (!json_object_object_get_ex(r->json, key, &o))
		FAIL("the record has no '%s'", key);
	return o;
}

__attribute__((unused)) static double ref_at(json_object *array, size_t i)
{
	return json_object_get_double(json_object_array_get_idx(array, i));
}

/* noise.KIND.WHAT */
__attribute__((unused)) static double ref_noise(const struct ref *r, const char *kind, const char *what)
{
	json_object *o = json_object_object_get(json_object_object_get(ref_get(r, "noise"), kind), what);

	CHECK(o);
	return json_object_get_double(o);
}

__attribute__((unused)) static void ref_close(struct ref *r)
{
	bitnet_model_free(r->model);
	bitnet_gguf_close(r->gguf);
	free(r->prompt);
	json_object_put(r->json);
	memset(r, 0, sizeof(*r));
}

/* Read NAME.ref.json ("b158-i2s", "b158-i2s.long") and load its model. */
__attribute__((unused)) static void ref_open(struct ref *r, const char *name)
{
	char path[128];
	struct bitnet_error err;
	json_object *ids;
	size_t i;

	memset(r, 0, sizeof(*r));
	snprintf(path, sizeof(path), "models/%s.ref.json", name);
	r->json = json_object_from_file(data_path(path));
	CHECK(r->json);
	ids = ref_get(r, "prompt");
	r->n_prompt = json_object_array_length(ids);
	r->n_vocab = (size_t)json_object_get_int(ref_get(r, "n_vocab"));
	r->prompt = calloc(r->n_prompt, sizeof(*r->prompt));
	CHECK(r->prompt);
	for (i = 0; i < r->n_prompt; i++)
		r->prompt[i] = (uint32_t)json_object_get_int(json_object_array_get_idx(ids, i));
	snprintf(path, sizeof(path), "models/%s", json_object_get_string(ref_get(r, "model")));
	CHECK_OK(bitnet_gguf_open(&r->gguf, data_path(path), &err), err);
	CHECK_OK(bitnet_model_load(&r->model, r->gguf, NULL, &err), err);
	CHECK_INT(bitnet_model_info(r->model)->n_vocab, r->n_vocab);
}

#endif

/* SPDX-License-Identifier: MIT */
/* The summary as a part of the JSON document. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "gguf-info.h"

/* An integer, or a list of them by layer; null for anything else. */
static struct json_object *json_dim(const struct bitnet_gguf *g, const char *suffix)
{
	char name[256];
	const struct bitnet_kv *kv = info_arch_key(g, suffix, name);

	if (!kv || !info_is_integer(kv) || (kv->type == BITNET_VALUE_ARRAY && kv->count > 4096))
		return NULL;
	return info_json_value(kv, ARRAYS_FULL);
}

static struct json_object *json_string(const struct bitnet_gguf *g, const char *key)
{
	struct bitnet_str s;

	return bitnet_gguf_get_str(g, key, &s, NULL) == 0 ? info_json_str(s) : NULL;
}

static struct json_object *json_types(const struct info_facts *s)
{
	struct json_object *list = json_object_new_array(), *o;
	size_t i;

	for (i = 0; i < s->n_rows; i++) {
		o = json_object_new_object();
		json_object_object_add(o, "type", cli_json_str(bitnet_tensor_type_name(s->rows[i].type)));
		json_object_object_add(o, "type_id", cli_json_uint(s->rows[i].file_type));
		json_object_object_add(o, "tensors", cli_json_uint(s->rows[i].tensors));
		json_object_object_add(o, "elements", cli_json_uint(s->rows[i].elements));
		json_object_object_add(o, "bytes", cli_json_uint(s->rows[i].bytes));
		json_object_object_add(o, "size_known", json_object_new_boolean(s->rows[i].known));
		json_object_array_add(list, o);
	}
	return list;
}

static struct json_object *json_count(const struct bitnet_gguf *g, const char *key)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(g, key);

	return kv && kv->type == BITNET_VALUE_ARRAY ? cli_json_uint(kv->count) : NULL;
}

static struct json_object *json_flag(const struct bitnet_gguf *g, const char *key)
{
	bool yes;

	return bitnet_gguf_get_bool(g, key, &yes, NULL) == 0 ? json_object_new_boolean(yes) : NULL;
}

static struct json_object *json_tokenizer(const struct info_facts *s, const struct bitnet_gguf *g)
{
	struct json_object *o, *list, *e;
	size_t i;

	if (!bitnet_gguf_kv(g, "tokenizer.ggml.model"))
		return NULL;
	o = json_object_new_object();
	json_object_object_add(o, "model", json_string(g, "tokenizer.ggml.model"));
	json_object_object_add(o, "algorithm", cli_json_str(info_algorithm(g)));
	json_object_object_add(o, "pre", json_string(g, "tokenizer.ggml.pre"));
	json_object_object_add(o, "tokens", json_count(g, "tokenizer.ggml.tokens"));
	json_object_object_add(o, "merges", json_count(g, "tokenizer.ggml.merges"));
	list = json_object_new_array();
	for (i = 0; i < INFO_N_SPECIAL; i++) {
		if (!s->special[i].present)
			continue;
		e = json_object_new_object();
		json_object_object_add(e, "name", json_object_new_string(s->special[i].name));
		json_object_object_add(e, "id", cli_json_uint(s->special[i].id));
		json_object_object_add(e, "token", s->special[i].found ? info_json_str(s->special[i].token) : NULL);
		json_object_array_add(list, e);
	}
	json_object_object_add(o, "special", list);
	json_object_object_add(o, "add_bos", json_flag(g, info_added[0].key));
	json_object_object_add(o, "add_eos", json_flag(g, info_added[1].key));
	json_object_object_add(o, "add_space_prefix", json_flag(g, info_added[2].key));
	return o;
}

static struct json_object *json_matching(const struct bitnet_gguf *g, bool (*is)(struct bitnet_str key))
{
	struct json_object *list = json_object_new_array(), *o;
	uint64_t i;

	for (i = 0; i < bitnet_gguf_n_kv(g); i++) {
		const struct bitnet_kv *kv = bitnet_gguf_kv_at(g, i);

		if (!is(kv->key))
			continue;
		o = json_object_new_object();
		json_object_object_add(o, "name", info_json_str(kv->key));
		json_object_object_add(o, "value", info_json_value(kv, ARRAYS_FULL));
		json_object_array_add(list, o);
	}
	return list;
}

static bool has_template(const struct bitnet_gguf *g)
{
	uint64_t i;

	for (i = 0; i < bitnet_gguf_n_kv(g); i++)
		if (info_is_template(bitnet_gguf_kv_at(g, i)->key) && bitnet_gguf_kv_at(g, i)->type == BITNET_VALUE_STRING)
			return true;
	return false;
}

static struct json_object *json_parts(const struct info_file *f)
{
	struct json_object *list = json_object_new_array();
	uint32_t i;

	for (i = 0; i < bitnet_gguf_n_parts(f->g); i++) {
		const char *path = bitnet_gguf_part_path(f->g, i);

		path = path ? path : f->shown;
		json_object_array_add(list, cli_json_bytes(path, strlen(path)));
	}
	return list;
}

static struct json_object *json_vocab(const struct info_facts *s)
{
	struct json_object *o;

	if (!s->vocab_source[0])
		return NULL;
	o = json_object_new_object();
	json_object_object_add(o, "size", cli_json_uint(s->vocab));
	json_object_object_add(o, "source", cli_json_bytes(s->vocab_source, strlen(s->vocab_source)));
	return o;
}

void info_summary_json(const struct info_file *f, struct json_object *doc)
{
	const struct bitnet_gguf *g = f->g;
	struct info_facts s;
	char bpw[32];

	info_collect(&s, g);
	snprintf(bpw, sizeof(bpw), "%.4f", info_bits_per_weight(&s));
	json_object_object_add(doc, "version", cli_json_uint(bitnet_gguf_version(g)));
	json_object_object_add(doc, "alignment", cli_json_uint(bitnet_gguf_alignment(g)));
	json_object_object_add(doc, "bytes", cli_json_uint(bitnet_gguf_file_bytes(g)));
	json_object_object_add(doc, "header_bytes", cli_json_uint(bitnet_gguf_header_bytes(g)));
	json_object_object_add(doc, "parts", json_parts(f));
	json_object_object_add(doc, "architecture", json_string(g, "general.architecture"));
	json_object_object_add(doc, "name", json_string(g, "general.name"));
	json_object_object_add(doc, "parameters", cli_json_uint(s.params));
	json_object_object_add(doc, "bits_per_weight", json_object_new_double_s(info_bits_per_weight(&s), bpw));
	json_object_object_add(doc, "types", json_types(&s));
	json_object_object_add(doc, "context_length", json_dim(g, "context_length"));
	json_object_object_add(doc, "layers", json_dim(g, "block_count"));
	json_object_object_add(doc, "heads", json_dim(g, "attention.head_count"));
	json_object_object_add(doc, "kv_heads", json_dim(g, "attention.head_count_kv"));
	json_object_object_add(doc, "embedding_length", json_dim(g, "embedding_length"));
	json_object_object_add(doc, "feed_forward_length", json_dim(g, "feed_forward_length"));
	json_object_object_add(doc, "vocabulary", json_vocab(&s));
	json_object_object_add(doc, "tokenizer", json_tokenizer(&s, g));
	json_object_object_add(doc, "chat_template", json_object_new_boolean(has_template(g)));
	json_object_object_add(doc, "provenance", json_matching(g, info_is_provenance));
	json_object_object_add(doc, "license", json_matching(g, info_is_license));
	free(s.rows);
}

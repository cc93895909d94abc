/* SPDX-License-Identifier: MIT */
/* A checkpoint as the input: the files of a folder, its tensors, the keys of the model. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/json-text.h"
#include "base/map.h"
#include "base/mem.h"
#include "convert/convert-int.h"
#include "convert/hf-config.h"
#include "convert/hf-names.h"
#include "convert/hf-tok.h"
#include "model/model-int.h"
#include "tok/tok-json.h"

/* Of a JSON file that is read whole, but for tokenizer.json. */
#define MAX_JSON ((size_t)16 << 20)

struct checkpoint {
	struct bitnet_convert *c;
	char *folder;                   /* "" or with a slash at its end */
	struct bitnet_hf_config config;
	struct json_object *docs[3];    /* config.json, tokenizer_config.json, generation_config.json */
	struct bitnet_map tokenizer, chat_template;
};

static bool join(struct bitnet_buf *path, const char *folder, const char *name, struct bitnet_error *err)
{
	bitnet_buf_reset(path);
	bitnet_buf_str(path, folder);
	bitnet_buf_str(path, name);
	if (path->failed)
		bitnet_error_nomem(err, path->n);
	return !path->failed;
}

static bool exists(const char *folder, const char *name)
{
	struct bitnet_buf path = BITNET_BUF_INIT;
	struct stat st;
	bool yes = join(&path, folder, name, NULL) && stat(path.s, &st) == 0;

	bitnet_buf_release(&path);
	return yes;
}

/* Map a file of the folder; one that is not there is empty. */
static int map_file(struct bitnet_convert *c, const char *folder, const char *name, struct bitnet_map *m, struct bitnet_error *err)
{
	struct bitnet_buf path = BITNET_BUF_INIT;
	int rc = 0;

	memset(m, 0, sizeof(*m));
	if (!exists(folder, name))
		return 0;
	if (!join(&path, folder, name, err))
		rc = BITNET_E_NOMEM;
	if (!rc)
		rc = bitnet_map_open(m, path.s, err);
	if (rc)
		bitnet_error_prefix(err, "%s", name);
	else
		rc = bitnet_convert_file(c, path.s, err);
	bitnet_buf_release(&path);
	return rc;
}

int bitnet_hf_json(struct bitnet_convert *c, const char *folder, const char *name, struct json_object **doc,
		   struct bitnet_error *err)
{
	struct bitnet_map m;
	int rc = map_file(c, folder, name, &m, err);

	*doc = NULL;
	if (rc || !m.size)
		return rc;
	if (m.size > MAX_JSON)
		rc = bitnet_error_set(err, BITNET_E_LIMIT, "config_too_large", "%zu bytes, at most %zu are read", m.size, MAX_JSON);
	else if (bitnet_json_has_nul((const char *)m.data, m.size))
		rc = bitnet_error_set(err, BITNET_E_INPUT, "config_key", "a string with the character U+0000 is not supported");
	else
		rc = bitnet_json_text(doc, (const char *)m.data, m.size, 32, err);
	if (rc)
		bitnet_error_prefix(err, "%s", name);
	bitnet_map_close(&m);
	return rc;
}

/* ---- tensors */

static struct bitnet_item *find_item(const struct bitnet_convert *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->n_items; i++)
		if (strcmp(c->items[i].name, name) == 0)
			return &c->items[i];
	return NULL;
}

static int fail_tensor(struct bitnet_error *err, enum bitnet_status status, const char *name, const struct bitnet_st_tensor *t,
		 const char *what)
{
	char shown[128];

	return bitnet_error_set(err, status, name, "tensor '%s' %s", bitnet_text_escape(shown, sizeof(shown), t->name, strlen(t->name)),
				what);
}

static bool is_float(enum bitnet_st_dtype d)
{
	return d == BITNET_ST_F32 || d == BITNET_ST_F16 || d == BITNET_ST_BF16;
}

/* Rows and columns of the output from the shape; GGUF has the fastest dimension first. */
static int set_shape(const struct checkpoint *k, struct bitnet_item *it, const struct bitnet_hf_place *p, struct bitnet_error *err)
{
	const struct bitnet_st_tensor *t = it->st;

	if (t->n_dims != (p->vector ? 1u : 2u) || !t->n_elements)
		return fail_tensor(err, BITNET_E_INPUT, "tensor_shape", t, p->vector ? "is no vector" : "is no matrix");
	if (p->vector) {
		it->n_cols = it->t.ne[0] = t->shape[0];
		it->n_rows = 1;
		it->t.n_dims = 1;
	} else {
		it->n_cols = it->t.ne[0] = t->shape[1];
		it->n_rows = it->t.ne[1] = t->shape[0];
		it->t.n_dims = 2;
	}
	if (it->packed && !bitnet_mul_u64(it->n_rows, 4, &it->n_rows))
		return fail_tensor(err, BITNET_E_INPUT, "tensor_shape", t, "has too many rows");
	if (it->packed)
		it->t.ne[1] = it->n_rows;
	if (!p->permute || !k->config.permute)
		return 0;
	if (p->vector) {
		it->n_rows = it->n_cols;
		it->n_cols = 1;
	}
	it->permute_heads = p->permute == 1 ? k->config.n_head : k->config.n_head_kv;
	if (it->n_rows % it->permute_heads || it->n_rows / it->permute_heads % 2)
		return fail_tensor(err, BITNET_E_INPUT, "tensor_shape", t, "has rows that are no whole heads");
	return 0;
}

static int add_tensor(struct checkpoint *k, const struct bitnet_st_tensor *t, struct bitnet_error *err)
{
	struct bitnet_convert *c = k->c;
	struct bitnet_hf_place p;
	struct bitnet_item *it;
	enum bitnet_hf_name is = bitnet_hf_place(t->name, &p);

	/* Scales are taken up with their weights; a head beside tied weights is not used by the model. */
	if (is == BITNET_HF_SCALE || is == BITNET_HF_IGNORED || (is == BITNET_HF_TENSOR && p.role == BITNET_CONVERT_HEAD && k->config.tied))
		return 0;
	if (is == BITNET_HF_UNKNOWN)
		return fail_tensor(err, BITNET_E_UNSUPPORTED, "tensor_unknown", t, "has no place in a GGUF of this architecture");
	if (find_item(c, p.name))
		return fail_tensor(err, BITNET_E_INPUT, "tensor_twice", t, "is there under another name, too");
	it = bitnet_convert_add(c, p.name, strlen(p.name), err);
	if (!it)
		return BITNET_E_NOMEM;
	it->st = t;
	it->t.source = t->name;
	it->t.source_type = t->dtype_name;
	it->t.source_bytes = t->n_bytes;
	it->t.role = p.role;
	it->rule = k->config.online ? BITNET_RULE_ONLINE : k->config.bitnet ? BITNET_RULE_BITNET : BITNET_RULE_VALUES;
	it->packed = p.role == BITNET_CONVERT_LAYER && t->dtype == BITNET_ST_U8;
	if (!it->packed && !is_float(t->dtype))
		return fail_tensor(err, BITNET_E_UNSUPPORTED, "st_dtype", t, "has a dtype from which no weights are read here");
	return set_shape(k, it, &p, err);
}

/* NAME.weight_scale: one number; what it means depends on the class of the layer (formats.md 4.7). */
static int take_scale(struct checkpoint *k, const struct bitnet_st_tensor *t, struct bitnet_error *err)
{
	struct bitnet_hf_place p;
	struct bitnet_item *it;
	float v;

	if (bitnet_hf_place(t->name, &p) != BITNET_HF_SCALE)
		return 0;
	it = find_item(k->c, p.name);
	if (!it)
		return fail_tensor(err, BITNET_E_INPUT, "weight_scale", t, "has no weights");
	if (!k->config.scales)
		return fail_tensor(err, BITNET_E_INPUT, "weight_scale", t, "is a scale, and no quantization_config says that there are any");
	if (t->n_elements != 1 || !is_float(t->dtype))
		return fail_tensor(err, BITNET_E_INPUT, "weight_scale", t, "is no single float");
	k->c->k.dequant[t->dtype == BITNET_ST_F32 ? BITNET_DENSE_F32 : t->dtype == BITNET_ST_F16 ? BITNET_DENSE_F16 : BITNET_DENSE_BF16](
		&v, t->data, 1);
	if (!(v > 0) || v > 3.4e38f)
		return fail_tensor(err, BITNET_E_INPUT, "weight_scale", t, "is no number above 0");
	it->has_factor = true;
	it->factor = k->config.divide ? 1.0f / v : v;
	it->rule = BITNET_RULE_VALUES;
	return 0;
}

static int check_item(const struct checkpoint *k, const char *name, uint64_t ne0, uint64_t ne1, struct bitnet_error *err)
{
	const struct bitnet_item *it = find_item(k->c, name);

	if (!it)
		return bitnet_error_set(err, BITNET_E_INPUT, "tensor_missing", "tensor '%s' (of the GGUF) is missing", name);
	if (it->packed && !it->has_factor)
		return fail_tensor(err, BITNET_E_INPUT, "weight_scale", it->st, "is packed and has no weight_scale");
	if (it->t.ne[0] != ne0 || it->t.ne[1] != ne1)
		return bitnet_error_set(err, BITNET_E_INPUT, "tensor_shape", "tensor '%s' is %llu x %llu, config.json asks for %llu x %llu",
					it->t.source, (unsigned long long)it->t.ne[1], (unsigned long long)it->t.ne[0],
					(unsigned long long)ne1, (unsigned long long)ne0);
	return 0;
}

static int check_layer(const struct checkpoint *k, uint32_t layer, struct bitnet_error *err)
{
	const struct bitnet_hf_config *h = &k->config;
	uint64_t d = h->n_embd, f = h->n_ff, q = (uint64_t)h->n_head * h->head_dim, kv = (uint64_t)h->n_head_kv * h->head_dim;
	const struct { const char *name; uint64_t ne0, ne1; bool sub; } wanted[] = {
		{ "attn_norm", d, 1, false }, { "attn_q", d, q, false }, { "attn_k", d, kv, false }, { "attn_v", d, kv, false },
		{ "attn_sub_norm", q, 1, true }, { "attn_output", q, d, false }, { "ffn_norm", d, 1, false }, { "ffn_gate", d, f, false },
		{ "ffn_up", d, f, false }, { "ffn_sub_norm", f, 1, true }, { "ffn_down", f, d, false },
	};
	char name[64];
	size_t i;
	int rc = 0;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]) && !rc; i++) {
		snprintf(name, sizeof(name), "blk.%u.%s.weight", layer, wanted[i].name);
		if (!wanted[i].sub || h->sub_norms)
			rc = check_item(k, name, wanted[i].ne0, wanted[i].ne1, err);
		else if (find_item(k->c, name))
			rc = bitnet_error_set(err, BITNET_E_UNSUPPORTED, "tensor_unknown",
					      "tensor '%s' (of the GGUF) has no place in the architecture %s", name, h->architecture);
	}
	return rc;
}

static int check_tensors(const struct checkpoint *k, struct bitnet_error *err)
{
	const struct bitnet_hf_config *h = &k->config;
	uint32_t i;
	int rc = check_item(k, "token_embd.weight", h->n_embd, h->n_vocab, err);

	for (i = 0; i < h->n_layer && !rc; i++)
		rc = check_layer(k, i, err);
	if (!rc)
		rc = check_item(k, "output_norm.weight", h->n_embd, 1, err);
	if (!rc && !h->tied)
		rc = check_item(k, "output.weight", h->n_embd, h->n_vocab, err);
	for (i = 0; i < k->c->n_items && !rc; i++) {
		struct bitnet_hf_place p;

		bitnet_hf_place(k->c->items[i].st->name, &p);
		if (p.layer >= h->n_layer)
			rc = fail_tensor(err, BITNET_E_INPUT, "tensor_unknown", k->c->items[i].st, "is of a layer that config.json does not have");
	}
	return rc;
}

/* In the order of the graph, for readers that read ahead. */
static int by_place(const void *a, const void *b)
{
	static const char *const order[] = { "attn_norm", "attn_q", "attn_k", "attn_v", "attn_sub_norm", "attn_output", "ffn_norm",
					     "ffn_gate", "ffn_up", "ffn_sub_norm", "ffn_down" };
	const struct bitnet_item *it[2] = { a, b };
	unsigned layer[2], part[2];
	int i;

	for (i = 0; i < 2; i++) {
		const char *s = it[i]->name;

		layer[i] = strcmp(s, "token_embd.weight") == 0 ? 0 : strncmp(s, "blk.", 4) == 0 ? 1 + (unsigned)strtoul(s + 4, NULL, 10) : 1000;
		if (layer[i] && layer[i] < 1000)
			s = strchr(s + 4, '.') + 1;
		for (part[i] = 0; part[i] < sizeof(order) / sizeof(order[0]); part[i]++)
			if (strncmp(s, order[part[i]], strlen(order[part[i]])) == 0 && s[strlen(order[part[i]])] == '.')
				break;
	}
	if (layer[0] != layer[1])
		return layer[0] < layer[1] ? -1 : 1;
	if (part[0] != part[1])
		return part[0] < part[1] ? -1 : 1;
	/* output_norm before output, weight before bias */
	return -strcmp(it[0]->name, it[1]->name);
}

static int add_tensors(struct checkpoint *k, struct bitnet_error *err)
{
	struct bitnet_convert *c = k->c;
	size_t i;
	int rc = 0;

	for (i = 0; i < bitnet_st_n_tensors(c->st) && !rc; i++)
		rc = add_tensor(k, bitnet_st_tensor_at(c->st, i), err);
	for (i = 0; i < bitnet_st_n_tensors(c->st) && !rc; i++)
		rc = take_scale(k, bitnet_st_tensor_at(c->st, i), err);
	if (!rc)
		rc = check_tensors(k, err);
	if (!rc)
		qsort(c->items, c->n_items, sizeof(*c->items), by_place);
	return rc;
}

/* ---- keys */

static void put_u32(struct bitnet_convert *c, const char *name, uint32_t v)
{
	char key[128];

	snprintf(key, sizeof(key), "%s.%s", c->architecture, name);
	bitnet_gguf_put_u32(c->w, key, v);
}

static void put_f32(struct bitnet_convert *c, const char *name, float v)
{
	char key[128];

	snprintf(key, sizeof(key), "%s.%s", c->architecture, name);
	bitnet_gguf_put_f32(c->w, key, v);
}

static void put_str(struct bitnet_convert *c, const char *name, const char *v)
{
	char key[128];

	snprintf(key, sizeof(key), "%s.%s", c->architecture, name);
	bitnet_gguf_put_str(c->w, key, bitnet_str_of(v));
}

/* The name of the folder, for people. */
static void put_name(struct bitnet_convert *c, const char *folder)
{
	char *real = realpath(*folder ? folder : ".", NULL), *slash = real ? strrchr(real, '/') : NULL;

	if (slash && slash[1] && bitnet_utf8_valid(slash + 1, strlen(slash + 1)))
		bitnet_gguf_put_str(c->w, "general.name", bitnet_str_of(slash + 1));
	free(real);
}

static void put_model(const struct checkpoint *k)
{
	const struct bitnet_hf_config *h = &k->config;
	struct bitnet_convert *c = k->c;

	bitnet_gguf_put_str(c->w, "general.architecture", bitnet_str_of(c->architecture));
	put_name(c, k->folder);
	put_u32(c, "vocab_size", h->n_vocab);
	put_u32(c, "context_length", h->n_ctx);
	put_u32(c, "embedding_length", h->n_embd);
	put_u32(c, "block_count", h->n_layer);
	put_u32(c, "feed_forward_length", h->n_ff);
	put_u32(c, "rope.dimension_count", h->head_dim);
	put_u32(c, "attention.head_count", h->n_head);
	put_u32(c, "attention.head_count_kv", h->n_head_kv);
	if ((uint64_t)h->n_head * h->head_dim != h->n_embd) {
		put_u32(c, "attention.key_length", h->head_dim);
		put_u32(c, "attention.value_length", h->head_dim);
	}
	put_f32(c, "attention.layer_norm_rms_epsilon", h->eps);
	put_f32(c, "rope.freq_base", h->rope_base);
	if (h->rope_factor != 1) {
		put_str(c, "rope.scaling.type", "linear");
		put_f32(c, "rope.scaling.factor", h->rope_factor);
	}
	if (c->o.for_llama_cpp && h->sub_norms) {
		put_str(c, "hidden_activation", h->activation);
		bitnet_convert_note_activation(c, h->activation);
	}
}

static int put_tokenizer(struct checkpoint *k, struct bitnet_error *err)
{
	struct bitnet_hf_tok h = {
		.text = k->tokenizer.data, .text_n = k->tokenizer.size, .config = k->docs[0], .tokenizer_config = k->docs[1],
		.generation_config = k->docs[2], .chat_template = (const char *)k->chat_template.data,
		.chat_template_n = k->chat_template.size, .n_vocab = k->config.n_vocab,
	};

	if (!k->tokenizer.size) {
		bitnet_convert_note(k->c, "no tokenizer.json beside the weights: the output has no tokenizer");
		return 0;
	}
	return bitnet_hf_tok_keys(k->c, &h, err);
}

static int put_keys(struct checkpoint *k, struct bitnet_error *err)
{
	struct bitnet_convert *c = k->c;
	int type = c->o.ternary_type, rc;

	if (type == BITNET_CONVERT_KEEP)
		type = c->o.for_llama_cpp ? BITNET_TENSOR_TQ2_0 : BITNET_TENSOR_I2_S;
	put_model(k);
	bitnet_gguf_put_u32(c->w, "general.file_type", bitnet_convert_file_type((uint32_t)type));
	rc = put_tokenizer(k, err);
	bitnet_gguf_put_u32(c->w, "general.quantization_version", 2);
	return rc;
}

/* ---- the folder */

/* The folder of a path to a file in it, or the path itself. */
static char *folder_of(const char *path)
{
	struct bitnet_buf b = BITNET_BUF_INIT;
	const char *slash = strrchr(path, '/');
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		bitnet_buf_str(&b, path);
		if (!slash || slash[1])
			bitnet_buf_str(&b, "/");
	} else {
		bitnet_buf_add(&b, path, slash ? (size_t)(slash + 1 - path) : 0);
	}
	return bitnet_buf_take(&b);
}

static int open_weights(struct checkpoint *k, const char *path, struct bitnet_error *err)
{
	static const char single[] = "model.safetensors", index[] = "model.safetensors.index.json";
	struct bitnet_buf file = BITNET_BUF_INIT;
	struct stat st;
	int rc = 0;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		bitnet_buf_str(&file, path);
	} else if (exists(k->folder, single)) {
		join(&file, k->folder, single, err);
	} else if (exists(k->folder, index)) {
		join(&file, k->folder, index, err);
	} else {
		bitnet_buf_release(&file);
		bitnet_error_set(err, BITNET_E_NOTFOUND, "no_weights", "no %s and no %s in this folder", single, index);
		bitnet_error_hint(err, "The input is a GGUF, a safetensors file, or a folder as Hugging Face transformers writes it.");
		return BITNET_E_NOTFOUND;
	}
	if (file.failed)
		rc = bitnet_error_nomem(err, file.n);
	if (!rc)
		rc = bitnet_st_open(&k->c->st, file.s, err);
	if (!rc)
		rc = bitnet_convert_file(k->c, file.s, err);
	bitnet_buf_release(&file);
	return rc;
}

static int open_folder(struct checkpoint *k, const char *path, struct bitnet_error *err)
{
	static const char *const names[] = { "config.json", "tokenizer_config.json", "generation_config.json" };
	size_t i;
	int rc = open_weights(k, path, err);

	for (i = 0; i < 3 && !rc; i++)
		rc = bitnet_hf_json(k->c, k->folder, names[i], &k->docs[i], err);
	if (!rc)
		rc = map_file(k->c, k->folder, "tokenizer.json", &k->tokenizer, err);
	if (!rc)
		rc = map_file(k->c, k->folder, "chat_template.jinja", &k->chat_template, err);
	if (!rc && !k->docs[0])
		rc = bitnet_error_set(err, BITNET_E_NOTFOUND, "no_config", "no config.json beside the weights");
	return rc;
}

/* The head of its own that equals the embedding is not needed by any reader, and llama.cpp takes none here. */
static int drop_head(struct checkpoint *k, struct bitnet_error *err)
{
	const struct bitnet_st_tensor *head = bitnet_st_tensor(k->c->st, "lm_head.weight");
	const struct bitnet_st_tensor *embd = bitnet_st_tensor(k->c->st, "model.embed_tokens.weight");

	if (k->config.tied || !head || !k->c->o.for_llama_cpp || !k->config.sub_norms)
		return 0;
	if (!embd || embd->dtype != head->dtype || embd->n_bytes != head->n_bytes || memcmp(embd->data, head->data, (size_t)head->n_bytes))
		return fail_tensor(err, BITNET_E_UNSUPPORTED, "llama_cpp_head", head,
			     "differs from the embedding, which llama.cpp takes as the head of its architecture bitnet");
	k->config.tied = true;
	return 0;
}

int bitnet_convert_from_hf(struct bitnet_convert *c, const char *path, struct bitnet_error *err)
{
	struct checkpoint k = { .c = c, .folder = folder_of(path) };
	size_t i;
	int rc = k.folder ? open_folder(&k, path, err) : bitnet_error_nomem(err, strlen(path));

	if (!rc)
		rc = bitnet_hf_config_read(&k.config, k.docs[0], err);
	/* A checkpoint whose head is not stored has tied weights, whatever it says. */
	if (!rc && !bitnet_st_tensor(c->st, "lm_head.weight"))
		k.config.tied = true;
	if (!rc)
		rc = drop_head(&k, err);
	if (!rc) {
		strcpy(c->architecture, c->o.for_llama_cpp && k.config.sub_norms ? "bitnet" : k.config.architecture);
		rc = add_tensors(&k, err);
	}
	if (!rc)
		rc = put_keys(&k, err);
	for (i = 0; i < 3; i++)
		json_object_put(k.docs[i]);
	bitnet_map_close(&k.tokenizer);
	bitnet_map_close(&k.chat_template);
	free(k.folder);
	return rc;
}

/* SPDX-License-Identifier: MIT */
/* A GGUF as the input: its tensors, and its keys but those that describe the old file. */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "convert/convert-int.h"
#include "convert/hf-names.h"
#include "model/model-int.h"

static int add_tensor(struct bitnet_convert *c, const struct bitnet_tensor *t, struct bitnet_error *err)
{
	struct bitnet_item *it = bitnet_convert_add(c, t->name.s, t->name.n, err);
	const char *type = bitnet_tensor_type_name(t->type);

	if (!it)
		return BITNET_E_NOMEM;
	it->gguf = t;
	it->t.role = bitnet_gguf_role(t);
	it->t.source_type = type ? type : "unknown";
	it->t.n_dims = t->n_dims;
	memcpy(it->t.ne, t->ne, sizeof(it->t.ne));
	it->t.source_bytes = t->size_known ? t->n_bytes : t->span;
	it->n_cols = t->ne[0];
	it->n_rows = t->n_elements / t->ne[0];
	return 0;
}

static bool is(struct bitnet_str s, const char *name)
{
	return s.n == strlen(name) && memcmp(s.s, name, s.n) == 0;
}

static bool begins(struct bitnet_str s, const char *head)
{
	return s.n >= strlen(head) && memcmp(s.s, head, strlen(head)) == 0;
}

/* Keys that are about the file that was read and not about the model. */
static bool is_of_the_file(struct bitnet_str key)
{
	return is(key, "general.alignment") || begins(key, "split.") || is(key, "bitnet.tl1.config") || is(key, "bitnet.tl2.config");
}

/* "A.rest" becomes "bitnet.rest" where the architecture is renamed. */
static int put_key(struct bitnet_convert *c, const struct bitnet_kv *kv, struct bitnet_str arch, struct bitnet_error *err)
{
	struct bitnet_buf name = BITNET_BUF_INIT;

	if (!c->renamed || kv->key.n <= arch.n || memcmp(kv->key.s, arch.s, arch.n) != 0 || kv->key.s[arch.n] != '.') {
		bitnet_gguf_put_kv(c->w, kv->key, kv);
		return 0;
	}
	bitnet_buf_str(&name, c->architecture);
	bitnet_buf_add(&name, kv->key.s + arch.n, kv->key.n - arch.n);
	if (name.failed)
		return bitnet_error_nomem(err, kv->key.n);
	bitnet_gguf_put_kv(c->w, (struct bitnet_str){ name.s, name.n }, kv);
	bitnet_buf_release(&name);
	return 0;
}

static int put_keys(struct bitnet_convert *c, struct bitnet_str arch, struct bitnet_error *err)
{
	uint64_t i;
	int rc = 0;

	for (i = 0; i < bitnet_gguf_n_kv(c->g) && !rc; i++) {
		const struct bitnet_kv *kv = bitnet_gguf_kv_at(c->g, i);
		char shown[128];

		if (is_of_the_file(kv->key))
			rc = bitnet_convert_note_key(c, bitnet_text_escape(shown, sizeof(shown), kv->key.s, kv->key.n), "dropped", err,
						     "describes the old file");
		else
			rc = put_key(c, kv, arch, err);
	}
	return rc;
}

static const char *activation_name(enum bitnet_activation act)
{
	return act == BITNET_ACT_RELU2 ? "relu2" : act == BITNET_ACT_SILU ? "silu" : "gelu";
}

/*
 * llama.cpp knows one architecture for all BitNet models, whose activation a key has to name (formats.md 6.1).
 */
static int rename_for_llama_cpp(struct bitnet_convert *c, const struct bitnet_hparams *hp, struct bitnet_error *err)
{
	struct bitnet_str act = bitnet_str_of(activation_name(hp->act));
	int rc = 0;

	bitnet_convert_note_activation(c, act.s);
	if (strcmp(c->architecture, "bitnet") != 0) {
		rc = bitnet_convert_note_key(c, "general.architecture", "changed", err, "bitnet, was %s", c->architecture);
		strcpy(c->architecture, "bitnet");
		c->renamed = true;
	}
	if (!rc && !bitnet_gguf_kv(c->g, "bitnet.hidden_activation")) {
		bitnet_gguf_put_str(c->w, "bitnet.hidden_activation", act);
		rc = bitnet_convert_note_key(c, "bitnet.hidden_activation", "added", err, "%s", act.s);
	}
	return rc;
}

/* What is only in newer files stays unread by the program that the copy is for: a head of its own. */
static int check_for_llama_cpp(struct bitnet_convert *c, struct bitnet_error *err)
{
	const struct bitnet_tensor *head = bitnet_gguf_tensor(c->g, "output.weight"), *embd = bitnet_gguf_tensor(c->g, "token_embd.weight");

	if (!head)
		return 0;
	if (embd && embd->type == head->type && embd->n_bytes == head->n_bytes && embd->size_known &&
	    memcmp(embd->data, head->data, (size_t)head->n_bytes) == 0)
		return 0;
	return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "llama_cpp_head",
				"tensor 'output.weight': llama.cpp takes the embedding as the head of a bitnet, and this head differs");
}

/* The model's own rules; an architecture that is not known is copied as it is. */
static int read_model(struct bitnet_convert *c, struct bitnet_str arch, struct bitnet_error *err)
{
	struct bitnet_findings f = { NULL, NULL, err, 0, 0 };
	struct bitnet_hparams hp;

	memset(&hp, 0, sizeof(hp));
	if (!bitnet_arch_find(&hp, arch)) {
		bitnet_convert_note(c, "architecture '%s' is not one that this library runs: keys are copied unseen", c->architecture);
		return 0;
	}
	bitnet_hparams_read(&hp, c->g, &f);
	if (f.status)
		return f.status;
	if (c->o.for_llama_cpp && hp.sub_norms) {
		int rc = check_for_llama_cpp(c, err);

		return rc ? rc : rename_for_llama_cpp(c, &hp, err);
	}
	return 0;
}

/* The head that is the embedding again is left out for llama.cpp, which would find one tensor too many. */
static bool is_left_out(const struct bitnet_convert *c, const struct bitnet_tensor *t)
{
	return c->o.for_llama_cpp && strcmp(c->architecture, "bitnet") == 0 && is(t->name, "output.weight");
}

static int put_file_type(struct bitnet_convert *c, struct bitnet_error *err)
{
	uint32_t type, old = 0;

	if (c->o.ternary_type == BITNET_CONVERT_KEEP && !c->o.for_llama_cpp)
		return 0;
	type = bitnet_convert_file_type(c->o.ternary_type == BITNET_CONVERT_KEEP ? BITNET_TENSOR_TQ2_0 : (uint32_t)c->o.ternary_type);
	if (bitnet_gguf_get_u32(c->g, "general.file_type", &old, NULL) == 0 && old == type)
		return 0;
	bitnet_gguf_put_u32(c->w, "general.file_type", type);
	return bitnet_convert_note_key(c, "general.file_type", bitnet_gguf_kv(c->g, "general.file_type") ? "changed" : "added", err, "%u", type);
}

int bitnet_convert_from_gguf(struct bitnet_convert *c, const char *path, struct bitnet_error *err)
{
	struct bitnet_str arch;
	uint64_t i;
	int rc = bitnet_gguf_open(&c->g, path, err);

	for (i = 0; !rc && i < bitnet_gguf_n_parts(c->g); i++)
		rc = bitnet_convert_file(c, bitnet_gguf_part_path(c->g, (uint32_t)i), err);
	if (!rc)
		rc = bitnet_gguf_get_str(c->g, "general.architecture", &arch, err);
	if (rc)
		return rc;
	bitnet_text_escape(c->architecture, sizeof(c->architecture), arch.s, arch.n);
	bitnet_gguf_put_str(c->w, "general.architecture", arch);
	rc = read_model(c, arch, err);
	if (!rc)
		rc = put_keys(c, arch, err);
	if (rc)
		return rc;
	if (c->renamed)
		bitnet_gguf_put_str(c->w, "general.architecture", bitnet_str_of(c->architecture));
	rc = put_file_type(c, err);
	if (!rc && c->o.repair)
		rc = bitnet_convert_repair(c, c->g, err);
	for (i = 0; !rc && i < bitnet_gguf_n_tensors(c->g); i++) {
		const struct bitnet_tensor *t = bitnet_gguf_tensor_at(c->g, i);

		if (is_left_out(c, t))
			rc = bitnet_convert_note_key(c, "output.weight", "dropped", err, "the same as token_embd.weight");
		else
			rc = add_tensor(c, t, err);
	}
	return rc;
}

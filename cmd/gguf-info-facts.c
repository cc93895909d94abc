/* SPDX-License-Identifier: MIT */
/*
 * The facts of the summary.  Nothing is read but the header: no tensor data, and the token list
 * once, for the texts of the special tokens.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "gguf-info.h"

static const struct { const char *name, *key; } special_keys[INFO_N_SPECIAL] = {
	{ "bos", "tokenizer.ggml.bos_token_id" },     { "eos", "tokenizer.ggml.eos_token_id" },
	{ "eot", "tokenizer.ggml.eot_token_id" },     { "eom", "tokenizer.ggml.eom_token_id" },
	{ "unk", "tokenizer.ggml.unknown_token_id" }, { "pad", "tokenizer.ggml.padding_token_id" },
	{ "mask", "tokenizer.ggml.mask_token_id" },   { "cls", "tokenizer.ggml.cls_token_id" },
	{ "sep", "tokenizer.ggml.seperator_token_id" },
};

const struct info_added info_added[INFO_N_ADDED] = {
	{ "bos", "tokenizer.ggml.add_bos_token" },
	{ "eos", "tokenizer.ggml.add_eos_token" },
	{ "space prefix", "tokenizer.ggml.add_space_prefix" },
};

static int by_type(const void *a, const void *b)
{
	const struct info_row *x = a, *y = b;

	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	return (x->file_type > y->file_type) - (x->file_type < y->file_type);
}

static int by_bytes(const void *a, const void *b)
{
	const struct info_row *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return by_type(a, b);
}

static void collect_types(struct info_facts *s, const struct bitnet_gguf *g)
{
	uint64_t n = bitnet_gguf_n_tensors(g), i;
	struct info_row *rows = cli_xmalloc((size_t)n * sizeof(*rows));
	size_t k = 0;

	for (i = 0; i < n; i++) {
		const struct bitnet_tensor *t = bitnet_gguf_tensor_at(g, i);

		/* Without a size the span is the best that can be said. */
		rows[i] = (struct info_row) { t->type, t->file_type, 1, t->n_elements, t->size_known ? t->n_bytes : t->span,
					 t->size_known };
		s->params += t->n_elements;
		s->bytes += rows[i].bytes;
	}
	qsort(rows, (size_t)n, sizeof(*rows), by_type);
	for (i = 0; i < n; i++) {
		if (k && by_type(&rows[k - 1], &rows[i]) == 0) {
			rows[k - 1].tensors++;
			rows[k - 1].elements += rows[i].elements;
			rows[k - 1].bytes += rows[i].bytes;
			rows[k - 1].known = rows[k - 1].known && rows[i].known;
		} else {
			rows[k++] = rows[i];
		}
	}
	qsort(rows, k, sizeof(*rows), by_bytes);
	s->rows = rows;
	s->n_rows = k;
}

bool info_is_integer(const struct bitnet_kv *kv)
{
	uint32_t t = kv->type == BITNET_VALUE_ARRAY ? kv->elem_type : kv->type;

	return t <= BITNET_VALUE_I32 || t == BITNET_VALUE_U64 || t == BITNET_VALUE_I64;
}

/* The size of the vocabulary: what the file says, else what it has. */
static void collect_vocab(struct info_facts *s, const struct bitnet_gguf *g)
{
	char name[256];
	const struct bitnet_kv *kv = info_arch_key(g, "vocab_size", name);
	const struct bitnet_tensor *t;

	if (kv && kv->type != BITNET_VALUE_ARRAY && info_is_integer(kv) && bitnet_kv_i64(kv) >= 0) {
		s->vocab = (uint64_t)bitnet_kv_i64(kv);
		snprintf(s->vocab_source, sizeof(s->vocab_source), "%s", name);
		return;
	}
	kv = bitnet_gguf_kv(g, "tokenizer.ggml.tokens");
	if (kv && kv->type == BITNET_VALUE_ARRAY) {
		s->vocab = kv->count;
		snprintf(s->vocab_source, sizeof(s->vocab_source), "tokens");
		return;
	}
	t = bitnet_gguf_tensor(g, "token_embd.weight");
	if (t && t->n_dims == 2) {
		s->vocab = t->ne[1];
		snprintf(s->vocab_source, sizeof(s->vocab_source), "token_embd.weight");
	}
}

/* One walk over the token list finds the texts of all special tokens. */
static void collect_special(struct info_facts *s, const struct bitnet_gguf *g)
{
	const struct bitnet_kv *tokens = bitnet_gguf_kv(g, "tokenizer.ggml.tokens"), *kv;
	uint64_t pos = 0, i, last = 0;
	struct bitnet_str str;
	size_t k;

	for (k = 0; k < INFO_N_SPECIAL; k++) {
		s->special[k].name = special_keys[k].name;
		kv = bitnet_gguf_kv(g, special_keys[k].key);
		if (!kv || kv->type == BITNET_VALUE_ARRAY || !info_is_integer(kv) || bitnet_kv_i64(kv) < 0)
			continue;
		s->special[k].present = true;
		s->special[k].id = (uint64_t)bitnet_kv_i64(kv);
		if (s->special[k].id > last)
			last = s->special[k].id;
	}
	if (!tokens || tokens->type != BITNET_VALUE_ARRAY)
		return;
	for (i = 0; i <= last && bitnet_kv_next_str(tokens, &pos, &str); i++)
		for (k = 0; k < INFO_N_SPECIAL; k++)
			if (s->special[k].present && s->special[k].id == i) {
				s->special[k].token = str;
				s->special[k].found = true;
			}
}

void info_collect(struct info_facts *s, const struct bitnet_gguf *g)
{
	memset(s, 0, sizeof(*s));
	collect_types(s, g);
	collect_vocab(s, g);
	collect_special(s, g);
}

double info_bits_per_weight(const struct info_facts *s)
{
	return s->params ? 8.0 * (double)s->bytes / (double)s->params : 0;
}

/* The family of tokenizers that the file names. */
const char *info_algorithm(const struct bitnet_gguf *g)
{
	static const struct { const char *model, *algorithm; } known[] = {
		{ "gpt2", "bpe" }, { "llama", "spm" }, { "t5", "unigram" }, { "bert", "wordpiece" }, { "rwkv", "rwkv" },
		{ "gemma4", "bpe" }, { "whitespace", "bpe" },
	};
	struct bitnet_str s;
	size_t i;

	if (bitnet_gguf_get_str(g, "tokenizer.ggml.model", &s, NULL) != 0)
		return NULL;
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (s.n == strlen(known[i].model) && memcmp(s.s, known[i].model, s.n) == 0)
			return known[i].algorithm;
	return NULL;
}

static bool starts(struct bitnet_str s, const char *with)
{
	size_t n = strlen(with);

	return s.n >= n && memcmp(s.s, with, n) == 0;
}

/* Where a model comes from, and what it may be used for. */
bool info_is_license(struct bitnet_str key)
{
	return starts(key, "general.license");
}

bool info_is_provenance(struct bitnet_str key)
{
	static const char *const prefixes[] = {
		"general.author", "general.base_model.", "general.basename", "general.dataset", "general.description",
		"general.doi", "general.finetune", "general.languages", "general.organization", "general.quantized_by",
		"general.repo_url", "general.size_label", "general.source.", "general.tags", "general.type", "general.url",
		"general.uuid", "general.version",
	};
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (starts(key, prefixes[i]))
			return true;
	return false;
}

bool info_is_template(struct bitnet_str key)
{
	return starts(key, "tokenizer.chat_template");
}

/* SPDX-License-Identifier: MIT */
/*
 * Safetensors files in memory and tiny checkpoints in folders, as Hugging Face transformers writes them.
 *
 *	struct hf_model m;
 *	hf_init(&m, "BitNetForCausalLM");
 *	m.kind = HF_PACKED;
 *	hf_checkpoint(&m, "folder");
 *
 * Formats: safetensors README; packed weights from formats.md 4.7.
 */
#ifndef BITNET_TESTS_HF_BUILD_H
#define BITNET_TESTS_HF_BUILD_H

#include "gguf-build.h"
#include "scratch.h"
#include "tok-small.h"

#define HF_FN __attribute__((unused)) static

struct hf_build {
	struct gb_bytes header, data;
};

HF_FN void hf_text(struct hf_build *b, const char *s)
{
	gb_add(&b->header, s, strlen(s));
}

/* shape: "2,3" */
HF_FN void hf_tensor(struct hf_build *b, const char *name, const char *dtype, const char *shape, const void *data, size_t n)
{
	char buf[512];

	snprintf(buf, sizeof(buf), "%s\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%zu,%zu]}", b->header.n ? "," : "{", name,
		 dtype, shape, b->data.n, b->data.n + n);
	hf_text(b, buf);
	gb_add(&b->data, data, n);
}

/* The whole file, in a block of exactly *n bytes. */
HF_FN unsigned char *hf_finish(struct hf_build *b, size_t *n)
{
	struct gb_bytes f = { NULL, 0, 0 };
	unsigned char *exact;

	hf_text(b, b->header.n ? "}" : "{}");
	gb_int(&f, b->header.n, 8);
	gb_add(&f, b->header.s, b->header.n);
	gb_add(&f, b->data.s, b->data.n);
	exact = malloc(f.n);
	if (!exact)
		abort();
	memcpy(exact, f.s, f.n);
	*n = f.n;
	free(f.s);
	free(b->header.s);
	free(b->data.s);
	memset(b, 0, sizeof(*b));
	return exact;
}

HF_FN void hf_put_file(const char *path, const void *s, size_t n)
{
	FILE *f = fopen(path, "wb");

	if (!f || fwrite(s, 1, n, f) != n || fclose(f) != 0)
		FAIL("cannot write %s", path);
}

HF_FN void hf_put_text(const char *path, const char *s)
{
	hf_put_file(path, s, strlen(s));
}

HF_FN void hf_write(struct hf_build *b, const char *path)
{
	size_t n;
	unsigned char *s = hf_finish(b, &n);

	hf_put_file(path, s, n);
	free(s);
}

/* ---- checkpoints: one layer, 256 wide, 4 heads of 64, 2 of keys, 40 tokens */

enum hf_kind { HF_MASTER, HF_TERNARY, HF_PACKED };

#define HF_EMBD 256u
#define HF_FF 512u
#define HF_VOCAB 40u
#define HF_TERNARY_SCALE 0.0625f
#define HF_PACKED_SCALE 0.5f

struct hf_model {
	const char *class;              /* "BitNetForCausalLM" ... */
	const char *quantization;       /* quantization_config, or NULL */
	const char *config;             /* more members of config.json, with a comma at the end; "" */
	enum hf_kind kind;
	int head;                       /* a head of its own */
	const char *skip;               /* this tensor is left out */
	void (*more)(struct hf_build *b);
};

HF_FN void hf_init(struct hf_model *m, const char *class)
{
	memset(m, 0, sizeof(*m));
	m->class = class;
	m->config = "";
}

HF_FN uint64_t hf_seed(const char *name)
{
	uint64_t seed = 1;

	while (*name)
		seed = seed * 31 + (unsigned char)*name++;
	return seed;
}

HF_FN uint32_t hf_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

/* Value i of a tensor in training; its code in a ternary one. */
HF_FN float hf_value(const char *name, size_t i)
{
	uint64_t seed = hf_seed(name) + i * 7919;

	hf_random(&seed);
	return ((float)(hf_random(&seed) % 2001) - 1000) / 8192;
}

HF_FN int hf_code(const char *name, size_t i)
{
	uint64_t seed = hf_seed(name) + i * 104729;

	hf_random(&seed);
	return (int)(hf_random(&seed) % 3) - 1;
}

HF_FN void hf_floats(struct hf_build *b, const char *name, size_t rows, size_t cols, int ternary)
{
	size_t n = (rows ? rows : 1) * cols, i;
	float *w = malloc(n * sizeof(*w));
	char shape[64];

	if (!w)
		abort();
	for (i = 0; i < n; i++)
		w[i] = ternary ? (float)hf_code(name, i) * HF_TERNARY_SCALE : hf_value(name, i);
	if (rows)
		snprintf(shape, sizeof(shape), "%zu,%zu", rows, cols);
	else
		snprintf(shape, sizeof(shape), "%zu", cols);
	hf_tensor(b, name, "F32", shape, w, n * sizeof(*w));
	free(w);
}

HF_FN void hf_packed(struct hf_build *b, const char *name, size_t rows, size_t cols)
{
	unsigned char *p = calloc(rows / 4, cols);
	float scale = HF_PACKED_SCALE;
	char shape[64], full[96];
	size_t r, c;

	if (!p)
		abort();
	for (r = 0; r < rows; r++)
		for (c = 0; c < cols; c++)
			p[r % (rows / 4) * cols + c] |= (unsigned char)((hf_code(name, r * cols + c) + 1) << 2 * (r / (rows / 4)));
	snprintf(shape, sizeof(shape), "%zu,%zu", rows / 4, cols);
	hf_tensor(b, name, "U8", shape, p, rows / 4 * cols);
	snprintf(full, sizeof(full), "%s_scale", name);
	hf_tensor(b, full, "F32", "1", &scale, 4);
	free(p);
}

HF_FN void hf_layer(const struct hf_model *m, struct hf_build *b)
{
	static const struct { const char *name; size_t rows, cols; int sub; } all[] = {
		{ "input_layernorm", 0, HF_EMBD, 0 }, { "self_attn.q_proj", 256, HF_EMBD, 0 }, { "self_attn.k_proj", 128, HF_EMBD, 0 },
		{ "self_attn.v_proj", 128, HF_EMBD, 0 }, { "self_attn.attn_sub_norm", 0, 256, 1 }, { "self_attn.o_proj", HF_EMBD, 256, 0 },
		{ "post_attention_layernorm", 0, HF_EMBD, 0 }, { "mlp.gate_proj", HF_FF, HF_EMBD, 0 }, { "mlp.up_proj", HF_FF, HF_EMBD, 0 },
		{ "mlp.ffn_sub_norm", 0, HF_FF, 1 }, { "mlp.down_proj", HF_EMBD, HF_FF, 0 },
	};
	char name[96];
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		snprintf(name, sizeof(name), "model.layers.0.%s.weight", all[i].name);
		if ((all[i].sub && strncmp(m->class, "Bit", 3) != 0) || (m->skip && strcmp(m->skip, name) == 0))
			continue;
		if (all[i].rows && m->kind == HF_PACKED)
			hf_packed(b, name, all[i].rows, all[i].cols);
		else
			hf_floats(b, name, all[i].rows, all[i].cols, all[i].rows && m->kind == HF_TERNARY);
	}
}

HF_FN void hf_tensors(const struct hf_model *m, struct hf_build *b)
{
	memset(b, 0, sizeof(*b));
	if (!m->skip || strcmp(m->skip, "model.embed_tokens.weight") != 0)
		hf_floats(b, "model.embed_tokens.weight", HF_VOCAB, HF_EMBD, 0);
	hf_layer(m, b);
	hf_floats(b, "model.norm.weight", 0, HF_EMBD, 0);
	if (m->head)
		hf_floats(b, "lm_head.weight", HF_VOCAB, HF_EMBD, 0);
	if (m->more)
		m->more(b);
}

HF_FN void hf_config(const struct hf_model *m, char *buf, size_t cap)
{
	snprintf(buf, cap, "{%s\"architectures\":[\"%s\"],\"vocab_size\":%u,\"hidden_size\":%u,\"intermediate_size\":%u,"
		 "\"num_hidden_layers\":1,\"num_attention_heads\":4,\"num_key_value_heads\":2,\"max_position_embeddings\":64,"
		 "\"rms_norm_eps\":1e-05,\"rope_theta\":10000.0,\"bos_token_id\":39,\"eos_token_id\":[39,2],"
		 "\"tie_word_embeddings\":%s%s%s}", m->config, m->class, HF_VOCAB, HF_EMBD, HF_FF, m->head ? "false" : "true",
		 m->quantization ? ",\"quantization_config\":" : "", m->quantization ? m->quantization : "");
}

/* The folder NAME in the working directory. */
HF_FN void hf_checkpoint(const struct hf_model *m, const char *folder)
{
	struct hf_build b;
	char path[128], config[2048];

	if (mkdir(folder, 0777) != 0)
		FAIL("no folder %s", folder);
	hf_tensors(m, &b);
	snprintf(path, sizeof(path), "%s/model.safetensors", folder);
	hf_write(&b, path);
	hf_config(m, config, sizeof(config));
	snprintf(path, sizeof(path), "%s/config.json", folder);
	hf_put_text(path, config);
	snprintf(path, sizeof(path), "%s/tokenizer.json", folder);
	hf_put_text(path, json_of(BPE_ADDED, "null", SEQUENCE(LLAMA3, BYTE_LEVEL("false", "false")), "null", BPE_DECODER,
				  BPE_MODEL "," BPE_MERGES));
}

#endif

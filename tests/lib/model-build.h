/* SPDX-License-Identifier: MIT */
/*
 * Tiny models in memory, of every architecture and tensor type that we run, and the same with one
 * thing changed:
 *
 *	struct tiny t;
 *	tiny_init(&t, "bitnet-b1.58");
 *	t.matrix_type = BITNET_TENSOR_TQ2_0;
 *	t.skip = "blk.0.attn_k.weight";          leave a key or a tensor out
 *	data = tiny_build(&t, &size);
 *
 * The layouts of the types are written here from formats.md 4, not from the loader.
 */
#ifndef BITNET_TESTS_MODEL_BUILD_H
#define BITNET_TESTS_MODEL_BUILD_H

#include "gguf-build.h"
#include "tl-build.h"

#define TINY_FN __attribute__((unused)) static

struct tiny {
	const char *arch;
	uint32_t n_layer, n_embd, n_ff, n_head, n_head_kv, n_ctx, n_vocab;
	uint32_t matrix_type, embed_type, norm_type;
	uint32_t head_dim;              /* 0: n_embd / n_head */
	int separate_head;
	uint64_t seed;

	/* Changes. */
	const char *skip;               /* this key (without the architecture) or tensor is left out */
	void (*keys)(struct gguf_build *b);  /* more keys, at the end */
	void (*tensors)(struct gguf_build *b);
	const char *retype, *reshape;   /* this tensor has another type, another ne[0] and ne[1] */
	uint32_t new_type;
	int roomy;                      /* zeros behind the data of that tensor, as many bytes as it has elements */
	uint64_t new_ne[2];
	const char *poke;               /* bytes of this tensor's data are set */
	size_t poke_at, poke_n;
	const unsigned char *poke_with;
	/* A scale of TQ blocks that depends on the block: bits of an f16. */
	uint16_t (*tq_scale)(size_t block);
	/* Tensors are F32, of the values that this makes of their data. */
	void (*widen)(uint32_t type, const unsigned char *data, size_t n, float *out);
};

TINY_FN void tiny_init(struct tiny *t, const char *arch)
{
	int gpt2 = !strcmp(arch, "gpt2");

	memset(t, 0, sizeof(*t));
	t->arch = arch;
	t->n_layer = 2;
	t->n_embd = 256;
	t->n_ff = 256;
	t->n_head = 4;
	t->n_head_kv = gpt2 ? 4 : 2;
	t->n_ctx = 32;
	t->n_vocab = 40;
	t->matrix_type = BITNET_TENSOR_F16;
	t->embed_type = BITNET_TENSOR_F16;
	t->norm_type = BITNET_TENSOR_F32;
	t->seed = 1;
}

TINY_FN uint32_t tiny_random(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((*seed >> 33) % below);
}

/* -1, 0 or 1 as codes 0, 1, 2 for all elements, row by row; the same for every type. */
TINY_FN void tiny_codes(uint64_t seed, unsigned char *code, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		code[i] = (unsigned char)tiny_random(&seed, 3);
}

/* group: 32 for the canonical layout, 16 for the ARM one. */
TINY_FN void tiny_i2s(const unsigned char *code, size_t n, size_t group, float scale, unsigned char *out)
{
	size_t i;

	memset(out, 0, n / 4 + 32);
	for (i = 0; i < n; i++) {
		size_t block = i / (4 * group), r = i % (4 * group);

		out[block * group + r % group] |= (unsigned char)(code[i] << (6 - 2 * (r / group)));
	}
	memcpy(out + n / 4, &scale, 4);
}

TINY_FN void tiny_tq2(const unsigned char *code, uint16_t d, unsigned char out[66])
{
	int j, l, m;

	memset(out, 0, 66);
	for (j = 0; j < 2; j++)
		for (l = 0; l < 4; l++)
			for (m = 0; m < 32; m++)
				out[32 * j + m] |= (unsigned char)(code[j * 128 + l * 32 + m] << 2 * l);
	memcpy(out + 64, &d, 2);
}

/* Digits as a base-3 number, the first the most significant, times 256/243, rounded up. */
TINY_FN unsigned char tiny_tq1_byte(const unsigned char *code, size_t step, int n)
{
	unsigned int t = 0;
	int i;

	for (i = 0; i < 5; i++)
		t = 3 * t + (i < n ? code[(size_t)i * step] : 0);
	return (unsigned char)((256 * t + 242) / 243);
}

TINY_FN void tiny_tq1(const unsigned char *code, uint16_t d, unsigned char out[54])
{
	int m;

	for (m = 0; m < 32; m++)
		out[m] = tiny_tq1_byte(code + m, 32, 5);
	for (m = 0; m < 16; m++)
		out[32 + m] = tiny_tq1_byte(code + 160 + m, 16, 5);
	for (m = 0; m < 4; m++)
		out[48 + m] = tiny_tq1_byte(code + 240 + m, 4, 4);
	memcpy(out + 52, &d, 2);
}

TINY_FN size_t tiny_bytes(uint32_t type, size_t n, uint64_t rows)
{
	switch (type) {
	case BITNET_TENSOR_F32: return 4 * n;
	case BITNET_TENSOR_F16: return 2 * n;
	case BITNET_TENSOR_BF16: return 2 * n;
	case BITNET_TENSOR_Q8_0: return n / 32 * 34;
	case BITNET_TENSOR_Q4_0: return n / 32 * 18;
	case BITNET_TENSOR_Q6_K: return n / 256 * 210;
	case BITNET_TENSOR_Q4_1: return n / 32 * 20;
	case BITNET_TENSOR_Q5_0: return n / 32 * 22;
	case BITNET_TENSOR_Q5_1: return n / 32 * 24;
	case BITNET_TENSOR_IQ4_NL: return n / 32 * 18;
	case BITNET_TENSOR_Q4_K: return n / 256 * 144;
	case BITNET_TENSOR_Q5_K: return n / 256 * 176;
	case BITNET_TENSOR_TQ1_0: return n / 256 * 54;
	case BITNET_TENSOR_TQ2_0: return n / 256 * 66;
	case BITNET_TENSOR_I2_S: return n / 4 + 32;
	case BITNET_TENSOR_TL1: return n / 4 + 32;
	case BITNET_TENSOR_TL2: return tl2_scale_at((size_t)rows, n / (size_t)rows) + 32;
	case 26: return 4 * n;          /* I32 */
	default: return n;
	}
}

#define TINY_SCALE_F16 0x2c00   /* 0.0625 */
#define TINY_SCALE 0.0625f

/* Tiles that fit 256 columns and rows in multiples of 128. */
#define TINY_TL1_TILES ((struct tl_tiles){ 128, 64, 64 })
#define TINY_TL2_TILES ((struct tl_tiles){ 128, 96, 32 })
#define TINY_TL1_CONFIG "256x256:128,64,64/128x256:128,64,64"
#define TINY_TL2_CONFIG "256x256:128,96/128x256:128,96"

TINY_FN void tiny_ternary(const struct tiny *t, uint32_t type, uint64_t seed, size_t n, size_t rows, unsigned char *out)
{
	unsigned char *code = malloc(n + 1);
	size_t b;

	if (!code)
		abort();
	tiny_codes(seed, code, n);
	if (type == BITNET_TENSOR_I2_S)
		tiny_i2s(code, n, 32, TINY_SCALE, out);
	else if (type == BITNET_TENSOR_TL1)
		tl1_build(code, rows, n / rows, TINY_TL1_TILES, TINY_SCALE, out);
	else if (type == BITNET_TENSOR_TL2)
		tl2_build(code, rows, n / rows, TINY_TL2_TILES, TINY_SCALE, out);
	else
		for (b = 0; b < n / 256; b++) {
			uint16_t d = t->tq_scale ? t->tq_scale(b) : TINY_SCALE_F16;

			if (type == BITNET_TENSOR_TQ1_0)
				tiny_tq1(code + 256 * b, d, out + 54 * b);
			else
				tiny_tq2(code + 256 * b, d, out + 66 * b);
		}
	free(code);
}

/* Numbers of about +-0.1. */
TINY_FN void tiny_dense(uint32_t type, uint64_t seed, size_t n, unsigned char *out)
{
	/* Bytes of a block, its scale and minimum, and where they are. */
	static const struct {
		uint32_t type;
		size_t bytes, n, at;
		uint16_t scale[2];
	} blocks[] = {
		{ BITNET_TENSOR_Q8_0, 34, 1, 0, { 0x1400 } },
		{ BITNET_TENSOR_Q4_0, 18, 1, 0, { 0x2400 } },
		{ BITNET_TENSOR_Q4_1, 20, 2, 0, { 0x2400, 0xaf80 } },
		{ BITNET_TENSOR_Q5_0, 22, 1, 0, { 0x2000 } },
		{ BITNET_TENSOR_Q5_1, 24, 2, 0, { 0x2000, 0xaf80 } },
		{ BITNET_TENSOR_IQ4_NL, 18, 1, 0, { 0x1400 } },
		{ BITNET_TENSOR_Q4_K, 144, 2, 0, { 0x0800, 0x1000 } },
		{ BITNET_TENSOR_Q5_K, 176, 2, 0, { 0x0400, 0x1000 } },
		{ BITNET_TENSOR_Q6_K, 210, 1, 208, { 0x0400 } },
	};
	size_t bytes = tiny_bytes(type, n, 1), i, k;

	for (i = 0; i < bytes; i++)
		out[i] = (unsigned char)tiny_random(&seed, 256);
	if (type == BITNET_TENSOR_F32 || type == BITNET_TENSOR_F16 || type == BITNET_TENSOR_BF16)
		for (i = 0; i < n; i++) {
			float f = ((float)tiny_random(&seed, 2001) - 1000) / 10000;
			uint32_t u;
			uint16_t h;

			memcpy(&u, &f, 4);
			/* Half: the sign, and a mantissa at 2^-4. */
			h = type == BITNET_TENSOR_BF16 ? (uint16_t)(u >> 16) : (uint16_t)((u >> 16 & 0x8000) | 0x2c00 | (u & 0x3ff));
			if (type == BITNET_TENSOR_F32)
				memcpy(out + 4 * i, &f, 4);
			else
				memcpy(out + 2 * i, &h, 2);
		}
	for (k = 0; k < sizeof(blocks) / sizeof(blocks[0]); k++)
		for (i = 0; blocks[k].type == type && i < bytes; i += blocks[k].bytes)
			memcpy(out + i + blocks[k].at, blocks[k].scale, 2 * blocks[k].n);
}

TINY_FN void tiny_tensor(const struct tiny *t, struct gguf_build *b, const char *name, uint32_t type, uint64_t ne0, uint64_t ne1)
{
	size_t n, bytes;
	unsigned char *data;
	const char *s;
	uint64_t seed = t->seed;

	if (t->skip && !strcmp(t->skip, name))
		return;
	if (t->retype && !strcmp(t->retype, name))
		type = t->new_type;
	if (t->reshape && !strcmp(t->reshape, name)) {
		ne0 = t->new_ne[0];
		ne1 = t->new_ne[1];
	}
	for (s = name; *s; s++)
		seed = seed * 31 + (unsigned char)*s;
	n = (size_t)(ne0 * (ne1 ? ne1 : 1));
	bytes = tiny_bytes(type, n, ne1);
	data = calloc(bytes + 1, 1);
	if (!data)
		abort();
	if (type == BITNET_TENSOR_I2_S || type == BITNET_TENSOR_TQ1_0 || type == BITNET_TENSOR_TQ2_0 || type == BITNET_TENSOR_TL1 ||
	    type == BITNET_TENSOR_TL2)
		tiny_ternary(t, type, seed, n, (size_t)ne1, data);
	else if (tiny_bytes(type, 256, 1) != 256)
		tiny_dense(type, seed, n, data);
	if (t->poke && !strcmp(t->poke, name))
		memcpy(data + t->poke_at, t->poke_with, t->poke_n);
	if (t->widen) {
		float *wide = calloc(n, sizeof(*wide));

		if (!wide)
			abort();
		t->widen(type, data, n, wide);
		gb_tensor(b, name, BITNET_TENSOR_F32, ne0, ne1, (const void *)wide, 4 * n);
		free(wide);
	} else {
		gb_tensor(b, name, type, ne0, ne1, data, bytes);
	}
	if (t->roomy && t->retype && !strcmp(t->retype, name))
		gb_add(&b->data, NULL, n);
	free(data);
}

TINY_FN void tiny_number(const struct tiny *t, struct gguf_build *b, const char *name, uint32_t v)
{
	char key[128];

	if (t->skip && !strcmp(t->skip, name))
		return;
	snprintf(key, sizeof(key), "%s.%s", t->arch, name);
	gb_u32(b, key, v);
}

TINY_FN void tiny_keys(const struct tiny *t, struct gguf_build *b)
{
	const char *eps = strcmp(t->arch, "gpt2") ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon";
	char key[128];

	if (!t->skip || strcmp(t->skip, "general.architecture"))
		gb_str(b, "general.architecture", t->arch);
	tiny_number(t, b, "context_length", t->n_ctx);
	tiny_number(t, b, "embedding_length", t->n_embd);
	tiny_number(t, b, "block_count", t->n_layer);
	tiny_number(t, b, "feed_forward_length", t->n_ff);
	tiny_number(t, b, "attention.head_count", t->n_head);
	tiny_number(t, b, "attention.head_count_kv", t->n_head_kv);
	snprintf(key, sizeof(key), "%s.%s", t->arch, eps);
	if (!t->skip || strcmp(t->skip, eps))
		gb_f32(b, key, 1e-5f);
	if (t->head_dim)
		tiny_number(t, b, "attention.key_length", t->head_dim);
	if (t->keys)
		t->keys(b);
}

TINY_FN void tiny_layer(const struct tiny *t, struct gguf_build *b, uint32_t i)
{
	uint64_t d = t->n_embd, f = t->n_ff, hd = t->head_dim ? t->head_dim : d / (t->n_head ? t->n_head : 1);
	uint64_t q = hd * (t->n_head ? t->n_head : 1), kv = hd * t->n_head_kv;
	int gpt2 = !strcmp(t->arch, "gpt2"), bitnet = !strncmp(t->arch, "bitnet", 6);
	/* name, columns (0: a norm), rows, where: 1 gpt2, 2 bitnet, 4 llama */
	const struct {
		const char *name;
		uint64_t k, n;
		int where;
	} all[] = {
		{ "attn_norm", 0, d, 7 }, { "attn_qkv", d, 3 * d, 1 }, { "attn_q", d, q, 6 }, { "attn_k", d, kv, 6 }, { "attn_v", d, kv, 6 },
		{ "attn_sub_norm", 0, q, 2 }, { "attn_output", q, d, 7 }, { "ffn_norm", 0, d, 7 }, { "ffn_gate", d, f, 6 },
		{ "ffn_up", d, f, 7 }, { "ffn_sub_norm", 0, f, 2 }, { "ffn_down", f, d, 7 },
	};
	char name[96];
	size_t j;

	for (j = 0; j < sizeof(all) / sizeof(all[0]); j++) {
		if (!(all[j].where & (gpt2 ? 1 : bitnet ? 2 : 4)))
			continue;
		snprintf(name, sizeof(name), "blk.%u.%s.weight", i, all[j].name);
		if (all[j].k)
			tiny_tensor(t, b, name, t->matrix_type, all[j].k, all[j].n);
		else
			tiny_tensor(t, b, name, t->norm_type, all[j].n, 0);
		snprintf(name, sizeof(name), "blk.%u.%s.bias", i, all[j].name);
		if (gpt2)
			tiny_tensor(t, b, name, t->norm_type, all[j].n, 0);
	}
}

/* The file; free() it. */
TINY_FN unsigned char *tiny_build(const struct tiny *t, size_t *size)
{
	struct gguf_build b;
	uint32_t i;

	gb_init(&b);
	tiny_keys(t, &b);
	tiny_tensor(t, &b, "token_embd.weight", t->embed_type, t->n_embd, t->n_vocab);
	if (!strcmp(t->arch, "gpt2"))
		tiny_tensor(t, &b, "position_embd.weight", BITNET_TENSOR_F32, t->n_embd, t->n_ctx);
	for (i = 0; i < t->n_layer; i++)
		tiny_layer(t, &b, i);
	tiny_tensor(t, &b, "output_norm.weight", t->norm_type, t->n_embd, 0);
	if (!strcmp(t->arch, "gpt2"))
		tiny_tensor(t, &b, "output_norm.bias", t->norm_type, t->n_embd, 0);
	if (t->separate_head)
		tiny_tensor(t, &b, "output.weight", t->embed_type, t->n_embd, t->n_vocab);
	if (t->tensors)
		t->tensors(&b);
	return gb_finish(&b, size);
}

#endif

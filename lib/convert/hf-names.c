/* SPDX-License-Identifier: MIT */
/* Names of tensors: see hf-names.h. */
#include <stdio.h>
#include <string.h>

#include "convert/hf-names.h"

#define MAX_LAYERS 512u

static const struct {
	const char *hf, *gguf;
	int permute;
	bool matrix;
} parts[] = {
	{ "self_attn.q_proj", "attn_q", 1, true },              { "self_attn.k_proj", "attn_k", 2, true },
	{ "self_attn.v_proj", "attn_v", 0, true },              { "self_attn.o_proj", "attn_output", 0, true },
	{ "mlp.gate_proj", "ffn_gate", 0, true },               { "mlp.up_proj", "ffn_up", 0, true },
	{ "mlp.down_proj", "ffn_down", 0, true },               { "input_layernorm", "attn_norm", 0, false },
	{ "post_attention_layernorm", "ffn_norm", 0, false },   { "self_attn.attn_sub_norm", "attn_sub_norm", 0, false },
	{ "mlp.ffn_sub_norm", "ffn_sub_norm", 0, false },       { "self_attn.inner_attn_ln", "attn_sub_norm", 0, false },
	{ "mlp.ffn_layernorm", "ffn_sub_norm", 0, false },
};
#define N_PARTS (sizeof(parts) / sizeof(parts[0]))

static bool ends(const char *s, size_t n, const char *end, size_t *stem)
{
	size_t e = strlen(end);

	if (n < e || memcmp(s + n - e, end, e) != 0)
		return false;
	*stem = n - e;
	return true;
}

/* The number at *s, without a sign or leading zeros, and the point behind it. */
static bool layer_number(const char **s, uint32_t *out)
{
	const char *p = *s;
	uint32_t n = 0;

	if (*p == '0' && p[1] != '.')
		return false;
	for (; *p >= '0' && *p <= '9' && n < MAX_LAYERS; p++)
		n = n * 10 + (uint32_t)(*p - '0');
	if (p == *s || *p != '.' || n >= MAX_LAYERS)
		return false;
	*s = p + 1;
	*out = n;
	return true;
}

static enum bitnet_hf_name layer_part(const char *s, struct bitnet_hf_place *p)
{
	size_t n = strlen(s), stem = 0, i;
	bool weight = ends(s, n, ".weight", &stem), scale = !weight && ends(s, n, ".weight_scale", &stem);
	bool bias = !weight && !scale && ends(s, n, ".bias", &stem);

	if (strcmp(s, "self_attn.rotary_emb.inv_freq") == 0)
		return BITNET_HF_IGNORED;
	for (i = 0; i < N_PARTS && (weight || scale || bias); i++) {
		if (strlen(parts[i].hf) != stem || memcmp(parts[i].hf, s, stem) != 0 || (!parts[i].matrix && !weight))
			continue;
		p->role = parts[i].matrix && weight ? BITNET_CONVERT_LAYER : BITNET_CONVERT_OTHER;
		p->permute = parts[i].permute;
		p->vector = !parts[i].matrix || bias;
		snprintf(p->name, sizeof(p->name), "blk.%u.%s.%s", p->layer, parts[i].gguf, bias ? "bias" : "weight");
		return scale ? BITNET_HF_SCALE : BITNET_HF_TENSOR;
	}
	return BITNET_HF_UNKNOWN;
}

enum bitnet_hf_name bitnet_hf_place(const char *name, struct bitnet_hf_place *p)
{
	static const char layers[] = "model.layers.";

	memset(p, 0, sizeof(*p));
	p->role = BITNET_CONVERT_OTHER;
	if (strncmp(name, layers, sizeof(layers) - 1) == 0) {
		name += sizeof(layers) - 1;
		return layer_number(&name, &p->layer) ? layer_part(name, p) : BITNET_HF_UNKNOWN;
	}
	if (strcmp(name, "model.embed_tokens.weight") == 0) {
		p->role = BITNET_CONVERT_EMBEDDING;
		strcpy(p->name, "token_embd.weight");
	} else if (strcmp(name, "lm_head.weight") == 0) {
		p->role = BITNET_CONVERT_HEAD;
		strcpy(p->name, "output.weight");
	} else if (strcmp(name, "model.norm.weight") == 0) {
		p->vector = true;
		strcpy(p->name, "output_norm.weight");
	} else {
		return strcmp(name, "model.rotary_emb.inv_freq") == 0 ? BITNET_HF_IGNORED : BITNET_HF_UNKNOWN;
	}
	return BITNET_HF_TENSOR;
}

static bool is(struct bitnet_str s, const char *name)
{
	return s.n == strlen(name) && memcmp(s.s, name, s.n) == 0;
}

enum bitnet_convert_role bitnet_gguf_role(const struct bitnet_tensor *t)
{
	char name[64];
	const char *s = name + 4;
	uint32_t layer;
	size_t n, stem, i;

	if (t->n_dims != 2 || t->name.n >= sizeof(name))
		return BITNET_CONVERT_OTHER;
	if (is(t->name, "token_embd.weight"))
		return BITNET_CONVERT_EMBEDDING;
	if (is(t->name, "output.weight"))
		return BITNET_CONVERT_HEAD;
	memcpy(name, t->name.s, t->name.n);
	name[t->name.n] = '\0';
	if (strncmp(name, "blk.", 4) != 0 || !layer_number(&s, &layer))
		return BITNET_CONVERT_OTHER;
	n = strlen(s);
	if (!ends(s, n, ".weight", &stem))
		return BITNET_CONVERT_OTHER;
	for (i = 0; i < N_PARTS; i++)
		if (parts[i].matrix && strlen(parts[i].gguf) == stem && memcmp(parts[i].gguf, s, stem) == 0)
			return BITNET_CONVERT_LAYER;
	return stem == 8 && memcmp(s, "attn_qkv", 8) == 0 ? BITNET_CONVERT_LAYER : BITNET_CONVERT_OTHER;
}

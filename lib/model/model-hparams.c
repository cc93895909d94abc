/* SPDX-License-Identifier: MIT */
/*
 * Hyper-parameters: keys to numbers, each in its range (formats.md 1.5.12-14, 2.1).  All keys are
 * looked at even after a fault, so that a check reports them all.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <bitnet/text.h>

#include "model/model-int.h"

struct reader {
	const struct bitnet_gguf *g;
	struct bitnet_findings *f;
	const char *arch;
	char key[128];
};

static const char *key_of(struct reader *r, const char *name)
{
	snprintf(r->key, sizeof(r->key), "%s.%s", r->arch, name);
	return r->key;
}

static void forward(struct reader *r, const struct bitnet_error *err)
{
	bitnet_finding_fatal(r->f, err->status, err->name, bitnet_str_of(r->key), "%s", err->message);
}

static void missing(struct reader *r)
{
	bitnet_finding_fatal(r->f, BITNET_E_INPUT, "key_missing", bitnet_str_of(r->key), "key '%s' is missing", r->key);
}

/* An array that stands for one number: integers, one a layer, all equal. */
static bool same_in_all_layers(struct reader *r, const struct bitnet_kv *kv, uint32_t n_layer, uint32_t *out)
{
	uint64_t i;
	int64_t v;

	if (kv->elem_type == BITNET_VALUE_STRING || kv->elem_type == BITNET_VALUE_BOOL || kv->elem_type == BITNET_VALUE_F32 ||
	    kv->elem_type == BITNET_VALUE_F64 || kv->elem_type == BITNET_VALUE_ARRAY) {
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "key_type", bitnet_str_of(r->key),
				     "key '%s' is an array of %s, integers expected", r->key, bitnet_value_type_name(kv->elem_type));
		return false;
	}
	if (kv->count == 0 || kv->count != n_layer) {
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "key_length", bitnet_str_of(r->key),
				     "key '%s' has %llu elements for %u layers", r->key, (unsigned long long)kv->count, n_layer);
		return false;
	}
	v = bitnet_kv_elem_i64(kv, 0);
	for (i = 1; i < kv->count; i++)
		if (bitnet_kv_elem_i64(kv, i) != v) {
			bitnet_finding_fatal(r->f, BITNET_E_UNSUPPORTED, "layers_differ", bitnet_str_of(r->key),
					     "key '%s' differs between layers, which is not supported", r->key);
			return false;
		}
	if (v < 0 || v > UINT32_MAX) {
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "key_range", bitnet_str_of(r->key), "key '%s' is %lld in every layer", r->key,
				     (long long)v);
		return false;
	}
	*out = (uint32_t)v;
	return true;
}

/* An integer in lo..hi.  Absent: *out keeps its value when that is in the range, else it is missing. */
static bool want_u32(struct reader *r, const char *name, uint32_t lo, uint32_t hi, uint32_t per_layer, uint32_t *out)
{
	const char *key = key_of(r, name);
	const struct bitnet_kv *kv = bitnet_gguf_kv(r->g, key);
	struct bitnet_error err;
	uint32_t v;

	if (!kv) {
		if (*out >= lo && *out <= hi)
			return true;
		missing(r);
		return false;
	}
	if (kv->type == BITNET_VALUE_ARRAY && per_layer) {
		if (!same_in_all_layers(r, kv, per_layer, &v))
			return false;
	} else if (bitnet_gguf_get_u32(r->g, key, &v, &err) != 0) {
		forward(r, &err);
		return false;
	}
	if (v < lo || v > hi) {
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "key_range", bitnet_str_of(key), "key '%s' is %u, %u to %u allowed", key, v,
				     lo, hi);
		return false;
	}
	*out = v;
	return true;
}

/* A float in lo..hi (a NaN is not).  Absent: *out keeps its value, or is missing when that is a NaN. */
static bool want_f32(struct reader *r, const char *name, double lo, double hi, float *out)
{
	const char *key = key_of(r, name);
	struct bitnet_error err;
	float v;
	int s = bitnet_gguf_get_f32(r->g, key, &v, &err);

	if (s == BITNET_E_NOTFOUND) {
		if (!isnan(*out))
			return true;
		missing(r);
		return false;
	}
	if (s) {
		forward(r, &err);
		return false;
	}
	if (!((double)v >= lo && (double)v <= hi)) {
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "key_range", bitnet_str_of(key), "key '%s' is %g, %g to %g allowed", key,
				     (double)v, lo, hi);
		return false;
	}
	*out = v;
	return true;
}

/* A key that may say something that we do not do. */
static void only(struct reader *r, const char *name, uint32_t allowed, const char *why)
{
	uint32_t v = allowed;

	if (want_u32(r, name, 0, UINT32_MAX, 0, &v) && v != allowed)
		bitnet_finding_fatal(r->f, BITNET_E_UNSUPPORTED, "not_supported", bitnet_str_of(r->key), "key '%s' is %u: %s", r->key, v,
				     why);
}

static void read_sizes(struct reader *r, struct bitnet_hparams *hp)
{
	uint32_t layers = 0;

	if (want_u32(r, "block_count", 1, BITNET_MAX_LAYERS, 0, &hp->n_layer))
		layers = hp->n_layer;
	want_u32(r, "context_length", 1, 1u << 24, 0, &hp->n_ctx);
	want_u32(r, "embedding_length", 1, 1u << 20, 0, &hp->n_embd);
	want_u32(r, "feed_forward_length", 1, (1u << 24) - 256, layers, &hp->n_ff);
	/* Without a valid number of heads nothing that follows from it is worth a message. */
	if (!want_u32(r, "attention.head_count", 1, 4096, layers, &hp->n_head))
		return;
	hp->n_head_kv = hp->n_head;
	if (!want_u32(r, "attention.head_count_kv", 1, 4096, layers, &hp->n_head_kv))
		return;
	if (hp->n_head % hp->n_head_kv)
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "heads_uneven", bitnet_str_of(key_of(r, "attention.head_count_kv")),
				     "%u heads on %u kv heads", hp->n_head, hp->n_head_kv);
	if (hp->n_embd == 0)
		return;
	if (hp->n_embd % hp->n_head == 0)
		hp->head_dim = hp->n_embd / hp->n_head;
	else if (!bitnet_gguf_kv(r->g, key_of(r, "attention.key_length"))) {
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "heads_uneven", bitnet_str_of(key_of(r, "attention.head_count")),
				     "embedding of %u on %u heads, and no key '%s.attention.key_length'", hp->n_embd, hp->n_head, r->arch);
		return;
	}
	if (!want_u32(r, "attention.key_length", 1, 4096, 0, &hp->head_dim))
		return;
	only(r, "attention.value_length", hp->head_dim, "values of another size than keys are not supported");
	if ((uint64_t)hp->n_head * hp->head_dim > (1u << 24) - 256)
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "key_range", bitnet_str_of(key_of(r, "attention.head_count")),
				     "%u heads of %u are more than 2^24 columns", hp->n_head, hp->head_dim);
}

static void read_rope(struct reader *r, struct bitnet_hparams *hp)
{
	struct bitnet_error err;
	struct bitnet_str kind = { "none", 4 };
	float base = 10000, div = 1;
	char shown[64];
	int s;

	hp->n_rot = hp->head_dim;
	if (hp->head_dim && want_u32(r, "rope.dimension_count", 2, hp->head_dim, 0, &hp->n_rot) && hp->n_rot % 2)
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "key_range", bitnet_str_of(r->key), "rope over %u dimensions, an odd number",
				     hp->n_rot);
	want_f32(r, "rope.freq_base", 1e-3, 1e12, &base);
	s = bitnet_gguf_get_str(r->g, key_of(r, "rope.scaling.type"), &kind, &err);
	if (s && s != BITNET_E_NOTFOUND)
		forward(r, &err);
	else if (kind.n == 6 && !memcmp(kind.s, "linear", 6))
		want_f32(r, "rope.scaling.factor", 1e-3, 1e6, &div);
	else if (kind.n != 4 || memcmp(kind.s, "none", 4))
		bitnet_finding_fatal(r->f, BITNET_E_UNSUPPORTED, "rope_scaling", bitnet_str_of(r->key),
				     "key '%s' is '%s', none and linear are supported", r->key,
				     bitnet_text_escape(shown, sizeof(shown), kind.s, kind.n));
	hp->rope_base = (double)base;
	hp->rope_div = (double)div;
}

static void read_attention(struct reader *r, struct bitnet_hparams *hp)
{
	struct bitnet_error err;
	bool causal = true;
	uint32_t window = 0;
	float one = 1;
	int s;

	if (hp->head_dim)
		hp->attn_scale = 1.0f / sqrtf((float)hp->head_dim);
	want_f32(r, "attention.scale", 1e-6, 1e6, &hp->attn_scale);
	s = bitnet_gguf_get_bool(r->g, key_of(r, "attention.causal"), &causal, &err);
	if (s && s != BITNET_E_NOTFOUND)
		forward(r, &err);
	else if (!causal)
		bitnet_finding_fatal(r->f, BITNET_E_UNSUPPORTED, "not_supported", bitnet_str_of(r->key),
				     "key '%s' is false: attention to later positions is not supported", r->key);
	/* A window as wide as the context hides nothing. */
	if (want_u32(r, "attention.sliding_window", 0, UINT32_MAX, 0, &window) && window && window < hp->n_ctx)
		bitnet_finding_fatal(r->f, BITNET_E_UNSUPPORTED, "not_supported", bitnet_str_of(r->key),
				     "key '%s' is %u: a window smaller than the context is not supported", r->key, window);
	only(r, "expert_count", 0, "a mixture of experts is not supported");
	if (want_f32(r, "embedding_scale", -1e30, 1e30, &one) && one != 1.0f)
		bitnet_finding_fatal(r->f, BITNET_E_UNSUPPORTED, "not_supported", bitnet_str_of(r->key),
				     "key '%s' is %g: a scaled embedding is not supported", r->key, (double)one);
}

/* The size of the vocabulary is that of the embedding; the key must agree when it is there. */
static void read_vocab(struct reader *r, struct bitnet_hparams *hp)
{
	const struct bitnet_tensor *t = bitnet_gguf_tensor(r->g, "token_embd.weight");
	uint32_t v;

	if (!t) {
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "tensor_missing", bitnet_str_of("token_embd.weight"),
				     "tensor 'token_embd.weight' is missing");
		return;
	}
	if (t->ne[1] > 1u << 24) {
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "vocab_size", t->name, "tensor 'token_embd.weight' has %llu rows, 1 to %u allowed",
				     (unsigned long long)t->ne[1], 1u << 24);
		return;
	}
	hp->n_vocab = (uint32_t)t->ne[1];
	v = hp->n_vocab;
	if (want_u32(r, "vocab_size", 1, UINT32_MAX, 0, &v) && v != hp->n_vocab)
		bitnet_finding_fatal(r->f, BITNET_E_INPUT, "vocab_size", bitnet_str_of(r->key),
				     "key '%s' is %u, 'token_embd.weight' has %u rows", r->key, v, hp->n_vocab);
}

void bitnet_hparams_read(struct bitnet_hparams *hp, const struct bitnet_gguf *g, struct bitnet_findings *f)
{
	static const char arch_key[] = "general.architecture";
	struct reader r = { g, f, NULL, "" };
	struct bitnet_error err;
	struct bitnet_str arch;
	char shown[80];
	int s = bitnet_gguf_get_str(g, arch_key, &arch, &err);

	memset(hp, 0, sizeof(*hp));
	snprintf(r.key, sizeof(r.key), "%s", arch_key);
	if (s == BITNET_E_NOTFOUND)
		missing(&r);
	else if (s)
		forward(&r, &err);
	else if (!bitnet_arch_find(hp, arch))
		bitnet_finding_fatal(f, BITNET_E_UNSUPPORTED, "architecture_unknown", bitnet_str_of(arch_key),
				     "architecture '%s' is not supported (bitnet-b1.58, bitnet-25, bitnet, llama and gpt2 are)",
				     bitnet_text_escape(shown, sizeof(shown), arch.s, arch.n));
	if (!hp->name)
		return;
	r.arch = hp->name;
	hp->eps = NAN;
	read_sizes(&r, hp);
	want_f32(&r, hp->arch == BITNET_ARCH_GPT2 ? "attention.layer_norm_epsilon" : "attention.layer_norm_rms_epsilon", 1e-20, 1,
		 &hp->eps);
	if (hp->arch != BITNET_ARCH_GPT2)
		read_rope(&r, hp);
	read_attention(&r, hp);
	read_vocab(&r, hp);
	bitnet_arch_rules(hp, g, f);
	if (hp->arch == BITNET_ARCH_GPT2 && hp->n_head && hp->head_dim &&
	    (hp->n_head_kv != hp->n_head || (uint64_t)hp->n_head * hp->head_dim != hp->n_embd))
		bitnet_finding_fatal(f, BITNET_E_UNSUPPORTED, "not_supported", bitnet_str_of(key_of(&r, "attention.head_count")),
				     "gpt2 with %u heads of %u on %u kv heads in an embedding of %u", hp->n_head, hp->head_dim,
				     hp->n_head_kv, hp->n_embd);
}

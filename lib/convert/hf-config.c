/* SPDX-License-Identifier: MIT */
/*
 * config.json, as Hugging Face transformers writes it.  What would change the forward pass and is not known
 * here is refused by its name.
 */
#include <math.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "convert/hf-config.h"
#include "tok/tok-json.h"

static int unsupported(struct bitnet_error *err, const char *key, const char *value)
{
	char shown[96];

	return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "config_unsupported", "config.json: %s '%s' is not supported", key,
				bitnet_text_escape(shown, sizeof(shown), value, strlen(value)));
}

/* NULL when absent or null. */
static struct json_object *get(struct json_object *o, const char *key)
{
	struct json_object *v;

	return json_object_is_type(o, json_type_object) && json_object_object_get_ex(o, key, &v) ? v : NULL;
}

/* A number lo to hi; where it is absent, fallback, unless that is 0. */
static int number(struct json_object *o, const char *key, uint32_t lo, uint32_t hi, uint32_t fallback, uint32_t *out,
		  struct bitnet_error *err)
{
	struct json_object *v = get(o, key);
	int64_t n;

	if (!v && fallback) {
		*out = fallback;
		return 0;
	}
	if (!v || !json_object_is_type(v, json_type_int))
		return bitnet_error_set(err, BITNET_E_INPUT, "config_key", "config.json: '%s' is %s", key,
					v ? "no whole number" : "missing");
	n = json_object_get_int64(v);
	if (n < (int64_t)lo || n > (int64_t)hi)
		return bitnet_error_set(err, BITNET_E_INPUT, "config_key", "config.json: '%s' is %lld, %u to %u are allowed", key,
					(long long)n, lo, hi);
	*out = (uint32_t)n;
	return 0;
}

static int real(struct json_object *o, const char *key, float fallback, float *out, struct bitnet_error *err)
{
	struct json_object *v = get(o, key);
	double d;

	if (!v) {
		*out = fallback;
		return 0;
	}
	d = json_object_get_double(v);
	if ((!json_object_is_type(v, json_type_double) && !json_object_is_type(v, json_type_int)) || !isfinite((float)d) || !((float)d > 0))
		return bitnet_error_set(err, BITNET_E_INPUT, "config_key", "config.json: '%s' is no number above 0", key);
	*out = (float)d;
	return 0;
}

static const char *string(struct json_object *o, const char *key, const char *fallback)
{
	const char *s = bitnet_json_str(o, key);

	return s ? s : fallback;
}

/* The class of the model decides, its type where no class is named. */
static int read_architecture(struct bitnet_hf_config *c, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *list = bitnet_json_get(o, "architectures", json_type_array);
	struct json_object *first = list ? json_object_array_get_idx(list, 0) : NULL;
	const char *type = string(o, "model_type", ""), *name = type;
	bool llama;

	if (json_object_is_type(first, json_type_string))
		name = json_object_get_string(first);
	c->bitnet = strcmp(name, "BitNetForCausalLM") == 0 || strcmp(name, "BitnetForCausalLM") == 0 || strcmp(name, "bitnet") == 0;
	llama = strcmp(name, "LlamaForCausalLM") == 0 || strcmp(name, "llama") == 0;
	if (!c->bitnet && !llama)
		return unsupported(err, "architecture", name);
	c->activation = string(o, "hidden_act", llama ? "silu" : "relu2");
	if (strcmp(c->activation, "silu") != 0 && (llama || strcmp(c->activation, "relu2") != 0))
		return unsupported(err, "hidden_act", c->activation);
	c->architecture = llama ? "llama" : strcmp(c->activation, "relu2") == 0 ? "bitnet-b1.58" : "bitnet";
	c->sub_norms = !llama;
	c->permute = llama;
	return 0;
}

/* Modules that stay dense: the head does in any case. */
static int check_modules(struct json_object *q, struct bitnet_error *err)
{
	struct json_object *list = bitnet_json_get(q, "modules_to_not_convert", json_type_array);
	size_t i, n = list ? json_object_array_length(list) : 0;

	for (i = 0; i < n; i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		const char *s = json_object_is_type(o, json_type_string) ? json_object_get_string(o) : "";

		if (strcmp(s, "lm_head") != 0 && strcmp(s, "model.embed_tokens") != 0 && strcmp(s, "embed_tokens") != 0)
			return unsupported(err, "modules_to_not_convert", s);
	}
	return 0;
}

static int read_quantization(struct bitnet_hf_config *c, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *q = bitnet_json_get(o, "quantization_config", json_type_object);
	const char *method, *class, *mode;

	if (!q)
		return 0;
	method = string(q, "quant_method", "(without a name)");
	class = string(q, "linear_class", "bitlinear");
	mode = string(q, "quantization_mode", "offline");
	if (strcmp(method, "bitnet") != 0)
		return unsupported(err, "quant_method", method);
	if (strcmp(class, "bitlinear") != 0 && strcmp(class, "autobitlinear") != 0)
		return unsupported(err, "linear_class", class);
	if (strcmp(mode, "offline") != 0 && strcmp(mode, "online") != 0)
		return unsupported(err, "quantization_mode", mode);
	if (bitnet_json_bool(q, "use_rms_norm", false))
		return unsupported(err, "use_rms_norm", "true");
	c->bitnet = true;
	c->divide = strcmp(class, "bitlinear") == 0;
	c->online = !c->divide && strcmp(mode, "online") == 0;
	c->scales = !c->online;
	return check_modules(q, err);
}

static int read_rope(struct bitnet_hf_config *c, struct json_object *o, struct bitnet_error *err)
{
	struct json_object *p = bitnet_json_get(o, "rope_parameters", json_type_object), *s = p;
	float fallback = c->sub_norms && strcmp(c->architecture, "bitnet-b1.58") == 0 ? 500000.0f : 10000.0f;
	const char *type;
	int rc = real(p && get(p, "rope_theta") ? p : o, "rope_theta", fallback, &c->rope_base, err);

	c->rope_factor = 1;
	if (rc)
		return rc;
	if (!s)
		s = bitnet_json_get(o, "rope_scaling", json_type_object);
	type = string(s, "rope_type", string(s, "type", "default"));
	if (strcmp(type, "default") == 0)
		return 0;
	if (strcmp(type, "linear") != 0)
		return unsupported(err, "rope scaling", type);
	return real(s, "factor", 1, &c->rope_factor, err);
}

static int check_rest(const struct bitnet_hf_config *c, struct json_object *o, struct bitnet_error *err)
{
	float partial;
	int rc = real(o, "partial_rotary_factor", 1, &partial, err);

	if (rc)
		return rc;
	if (partial < 1)
		return unsupported(err, "partial_rotary_factor", "below 1");
	if (c->n_head % c->n_head_kv)
		return bitnet_error_set(err, BITNET_E_INPUT, "config_key", "config.json: %u heads are no multiple of %u key-value heads",
					c->n_head, c->n_head_kv);
	if (c->head_dim % 2)
		return bitnet_error_set(err, BITNET_E_INPUT, "config_key", "config.json: heads of %u elements, an even number is needed",
					c->head_dim);
	return 0;
}

static int read_sizes(struct bitnet_hf_config *c, struct json_object *o, struct bitnet_error *err)
{
	int rc = number(o, "vocab_size", 1, 1u << 22, 0, &c->n_vocab, err);

	if (!rc)
		rc = number(o, "max_position_embeddings", 1, 1u << 30, 2048, &c->n_ctx, err);
	if (!rc)
		rc = number(o, "hidden_size", 1, 1u << 20, 0, &c->n_embd, err);
	if (!rc)
		rc = number(o, "num_hidden_layers", 1, 512, 0, &c->n_layer, err);
	if (!rc)
		rc = number(o, "intermediate_size", 1, 1u << 22, 0, &c->n_ff, err);
	if (!rc)
		rc = number(o, "num_attention_heads", 1, 1u << 16, 0, &c->n_head, err);
	if (!rc)
		rc = number(o, "num_key_value_heads", 1, 1u << 16, c->n_head, &c->n_head_kv, err);
	if (!rc && !get(o, "head_dim") && c->n_embd % c->n_head)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "config_key", "config.json: hidden_size %u is no multiple of %u heads", c->n_embd,
				      c->n_head);
	if (!rc)
		rc = number(o, "head_dim", 1, 1u << 16, c->n_embd / c->n_head, &c->head_dim, err);
	return rc ? rc : real(o, "rms_norm_eps", c->sub_norms ? 1e-5f : 1e-6f, &c->eps, err);
}

int bitnet_hf_config_read(struct bitnet_hf_config *c, struct json_object *o, struct bitnet_error *err)
{
	int rc;

	memset(c, 0, sizeof(*c));
	if (!json_object_is_type(o, json_type_object))
		return bitnet_error_set(err, BITNET_E_INPUT, "config_key", "config.json: no object");
	rc = read_architecture(c, o, err);
	if (!rc)
		rc = read_quantization(c, o, err);
	if (!rc)
		rc = read_sizes(c, o, err);
	if (!rc)
		rc = read_rope(c, o, err);
	if (!rc)
		rc = check_rest(c, o, err);
	c->tied = bitnet_json_bool(o, "tie_word_embeddings", false);
	return rc;
}

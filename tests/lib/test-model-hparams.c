/* SPDX-License-Identifier: MIT */
/* Hyper-parameters: each key that is missing, out of range, of another type, or not supported is refused by name. */
#include "model-try.h"

TEST(missing_keys, "a key that is needed and missing is named")
{
	static const char *const keys[] = {
		"context_length", "embedding_length", "block_count", "feed_forward_length", "attention.head_count",
		"attention.layer_norm_rms_epsilon",
	};
	struct tiny t;
	char text[96];
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		tiny_init(&t, "bitnet-b1.58");
		t.skip = keys[i];
		snprintf(text, sizeof(text), "key 'bitnet-b1.58.%s' is missing", keys[i]);
		refused(&t, BITNET_E_INPUT, "key_missing", text);
	}
	tiny_init(&t, "gpt2");
	t.skip = "attention.layer_norm_epsilon";
	refused(&t, BITNET_E_INPUT, "key_missing", "key 'gpt2.attention.layer_norm_epsilon' is missing");
	t.skip = "general.architecture";
	refused(&t, BITNET_E_INPUT, "key_missing", "key 'general.architecture' is missing");
}

TEST(kv_default, "attention.head_count_kv may be missing: it is the number of heads then")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.n_head_kv = t.n_head;
	t.skip = "attention.head_count_kv";
	accepted(&t);
}

static void huge_heads(struct gguf_build *b)
{
	gb_u32(b, "llama.attention.key_length", 4097);
}

static void odd_rot(struct gguf_build *b)
{
	gb_u32(b, "llama.rope.dimension_count", 63);
}

static void wide_rot(struct gguf_build *b)
{
	gb_u32(b, "llama.rope.dimension_count", 66);
}

static void base_nan(struct gguf_build *b)
{
	gb_f32(b, "llama.rope.freq_base", NAN);
}

static void base_zero(struct gguf_build *b)
{
	gb_f32(b, "llama.rope.freq_base", 0);
}

static void base_text(struct gguf_build *b)
{
	gb_str(b, "llama.rope.freq_base", "10000");
}

static void yarn(struct gguf_build *b)
{
	gb_str(b, "llama.rope.scaling.type", "yarn\x1b[31m");
}

static void factor_zero(struct gguf_build *b)
{
	gb_str(b, "llama.rope.scaling.type", "linear");
	gb_f32(b, "llama.rope.scaling.factor", 0);
}

static void values_differ(struct gguf_build *b)
{
	gb_u32(b, "llama.attention.value_length", 32);
}

static void window(struct gguf_build *b)
{
	gb_u32(b, "llama.attention.sliding_window", 31);
}

static void not_causal(struct gguf_build *b)
{
	gb_bool(b, "llama.attention.causal", 0);
}

static void experts(struct gguf_build *b)
{
	gb_u32(b, "llama.expert_count", 8);
}

static void embedding_scale(struct gguf_build *b)
{
	gb_f32(b, "llama.embedding_scale", 16);
}

static void scale_nan(struct gguf_build *b)
{
	gb_f32(b, "llama.attention.scale", NAN);
}

static void vocab_41(struct gguf_build *b)
{
	gb_u32(b, "llama.vocab_size", 41);
}

static void act_swish(struct gguf_build *b)
{
	gb_str(b, "llama.hidden_activation", "swish");
}

static void act_number(struct gguf_build *b)
{
	gb_u32(b, "llama.hidden_activation", 2);
}

TEST(keys, "a key outside its range, of another type, or asking for what we do not do is refused by name")
{
	static const struct {
		void (*keys)(struct gguf_build *b);
		int status;
		const char *name, *text;
	} cases[] = {
		{ huge_heads, BITNET_E_INPUT, "key_range", "key 'llama.attention.key_length' is 4097, 1 to 4096 allowed" },
		{ odd_rot, BITNET_E_INPUT, "key_range", "rope over 63 dimensions, an odd number" },
		{ wide_rot, BITNET_E_INPUT, "key_range", "key 'llama.rope.dimension_count' is 66, 2 to 64 allowed" },
		{ base_nan, BITNET_E_INPUT, "key_range", "key 'llama.rope.freq_base' is nan" },
		{ base_zero, BITNET_E_INPUT, "key_range", "key 'llama.rope.freq_base' is 0" },
		{ base_text, BITNET_E_INPUT, "gguf_wrong_type", "llama.rope.freq_base" },
		{ yarn, BITNET_E_UNSUPPORTED, "rope_scaling", "is 'yarn\\x1b[31m', none and linear are supported" },
		{ factor_zero, BITNET_E_INPUT, "key_range", "key 'llama.rope.scaling.factor' is 0" },
		{ values_differ, BITNET_E_UNSUPPORTED, "not_supported", "key 'llama.attention.value_length' is 32" },
		{ window, BITNET_E_UNSUPPORTED, "not_supported", "key 'llama.attention.sliding_window' is 31" },
		{ not_causal, BITNET_E_UNSUPPORTED, "not_supported", "key 'llama.attention.causal' is false" },
		{ experts, BITNET_E_UNSUPPORTED, "not_supported", "key 'llama.expert_count' is 8" },
		{ embedding_scale, BITNET_E_UNSUPPORTED, "not_supported", "key 'llama.embedding_scale' is 16" },
		{ scale_nan, BITNET_E_INPUT, "key_range", "key 'llama.attention.scale' is nan" },
		{ vocab_41, BITNET_E_INPUT, "vocab_size", "key 'llama.vocab_size' is 41, 'token_embd.weight' has 40 rows" },
		{ act_swish, BITNET_E_UNSUPPORTED, "activation_unknown", "'swish'" },
		{ act_number, BITNET_E_INPUT, "gguf_wrong_type", "llama.hidden_activation" },
	};
	struct tiny t;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		tiny_init(&t, "llama");
		t.keys = cases[i].keys;
		refused(&t, cases[i].status, cases[i].name, cases[i].text);
	}
}

/* Numbers of the builder itself. */
TEST(sizes, "sizes of 0, uneven heads, and more than the limits are refused")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.n_head = 0;
	refused(&t, BITNET_E_INPUT, "key_range", "key 'llama.attention.head_count' is 0, 1 to 4096 allowed");
	tiny_init(&t, "llama");
	t.n_head_kv = 0;
	refused(&t, BITNET_E_INPUT, "key_range", "key 'llama.attention.head_count_kv' is 0");
	t.n_head_kv = 3;
	refused(&t, BITNET_E_INPUT, "heads_uneven", "4 heads on 3 kv heads");
	tiny_init(&t, "llama");
	t.n_head = 3;
	t.n_head_kv = 3;
	refused(&t, BITNET_E_INPUT, "heads_uneven", "embedding of 256 on 3 heads");
	tiny_init(&t, "llama");
	t.n_ctx = (1u << 24) + 1;
	refused(&t, BITNET_E_INPUT, "key_range", "key 'llama.context_length' is 16777217, 1 to 16777216 allowed");
	t.n_ctx = 0;
	refused(&t, BITNET_E_INPUT, "key_range", "key 'llama.context_length' is 0");
	tiny_init(&t, "llama");
	t.n_layer = 0;
	refused(&t, BITNET_E_INPUT, "key_range", "key 'llama.block_count' is 0, 1 to 512 allowed");
}

static void array_same(struct gguf_build *b)
{
	gb_array(b, "llama.feed_forward_length", BITNET_VALUE_U32, (const uint32_t[]){ 256, 256 }, 2, 8);
}

static void array_other(struct gguf_build *b)
{
	gb_array(b, "llama.feed_forward_length", BITNET_VALUE_I32, (const uint32_t[]){ 256, 128 }, 2, 8);
}

static void array_short(struct gguf_build *b)
{
	gb_array(b, "llama.feed_forward_length", BITNET_VALUE_U32, (const uint32_t[]){ 256 }, 1, 4);
}

static void array_bytes(struct gguf_build *b)
{
	gb_array(b, "llama.feed_forward_length", BITNET_VALUE_F32, (const float[]){ 256, 256 }, 2, 8);
}

static void array_negative(struct gguf_build *b)
{
	gb_array(b, "llama.feed_forward_length", BITNET_VALUE_I32, (const int32_t[]){ -1, -1 }, 2, 8);
}

TEST(arrays, "an array with one number a layer is read where all are equal")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.skip = "feed_forward_length";
	t.keys = array_same;
	accepted(&t);
	t.keys = array_other;
	refused(&t, BITNET_E_UNSUPPORTED, "layers_differ", "key 'llama.feed_forward_length' differs between layers");
	t.keys = array_short;
	refused(&t, BITNET_E_INPUT, "key_length", "key 'llama.feed_forward_length' has 1 elements for 2 layers");
	t.keys = array_bytes;
	refused(&t, BITNET_E_INPUT, "key_type", "key 'llama.feed_forward_length' is an array of f32");
	t.keys = array_negative;
	refused(&t, BITNET_E_INPUT, "key_range", "key 'llama.feed_forward_length' is -1 in every layer");
}

static void no_keys(struct gguf_build *b)
{
	gb_str(b, "general.architecture", "qwen3\n");
}

TEST(architectures, "an architecture that we do not know is refused by its name, escaped")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.skip = "general.architecture";
	t.keys = no_keys;
	refused(&t, BITNET_E_UNSUPPORTED, "architecture_unknown", "architecture 'qwen3\\n' is not supported");
}

int main(void)
{
	return tap_main();
}

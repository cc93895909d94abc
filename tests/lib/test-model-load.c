/* SPDX-License-Identifier: MIT */
/*
 * Loading: tiny models of every architecture and type run, each single fault is refused by name,
 * and a check finds something fatal exactly when a load is refused.
 */
#include <bitnet/infer.h>

#include "data.h"
#include "model-build.h"

static int count_fatal(void *arg, const struct bitnet_finding *f)
{
	*(int *)arg += f->fatal;
	return 0;
}

/* Load t; on success also run two ids.  What a check says must agree. */
static int try_model(const struct tiny *t, struct bitnet_error *err)
{
	size_t size, i;
	unsigned char *file = tiny_build(t, &size);
	struct bitnet_gguf *g;
	struct bitnet_model *m = NULL;
	struct bitnet_session *s;
	struct bitnet_error check_err;
	int status, fatal = 0;

	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, err), *err);
	status = bitnet_model_load(&m, g, NULL, err);
	CHECK_OK(bitnet_model_check(g, true, count_fatal, &fatal, &check_err), check_err);
	if ((fatal != 0) != (status != 0))
		FAIL("load gives %d (%s), check has %d fatal findings", status, status ? err->message : "", fatal);
	if (status == 0) {
		CHECK_OK(bitnet_session_new(&s, m, NULL, err), *err);
		CHECK_OK(bitnet_session_eval(s, (const uint32_t[]){ 1, 2 }, 2, NULL, err), *err);
		for (i = 0; i < t->n_vocab; i++)
			CHECK(isfinite(bitnet_session_logits(s)[i]));
		bitnet_session_free(s);
	}
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	free(file);
	return status;
}

static void accepted(const struct tiny *t)
{
	struct bitnet_error err;

	CHECK_OK(try_model(t, &err), err);
}

static void refused(const struct tiny *t, int status, const char *name, const char *text)
{
	struct bitnet_error err;
	int s = try_model(t, &err);

	if (s != status || strcmp(err.name, name) || !strstr(err.message, text))
		FAIL("gives %d, '%s': %s; want %d, '%s': %s", s, s ? err.name : "", s ? err.message : "", status, name, text);
}

static const char *const archs[] = { "bitnet", "bitnet-25", "bitnet-b1.58", "llama", "gpt2" };
#define N_ARCHS (sizeof(archs) / sizeof(archs[0]))

TEST(types, "every architecture runs with every matrix type, tied and not")
{
	static const uint32_t types[] = {
		BITNET_TENSOR_F32, BITNET_TENSOR_F16, BITNET_TENSOR_BF16, BITNET_TENSOR_Q8_0, BITNET_TENSOR_Q4_0, BITNET_TENSOR_Q6_K,
		BITNET_TENSOR_I2_S, BITNET_TENSOR_TQ1_0, BITNET_TENSOR_TQ2_0,
	};
	size_t a, i;

	for (a = 0; a < N_ARCHS; a++)
		for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
			struct tiny t;

			tiny_init(&t, archs[a]);
			t.matrix_type = types[i];
			t.separate_head = i & 1;
			accepted(&t);
			t.embed_type = types[i];
			t.separate_head = !t.separate_head;
			accepted(&t);
		}
}

TEST(norm_types, "norms may be F16 or BF16, nothing else")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.norm_type = BITNET_TENSOR_F16;
	accepted(&t);
	t.norm_type = BITNET_TENSOR_BF16;
	accepted(&t);
	t.norm_type = BITNET_TENSOR_Q8_0;
	refused(&t, BITNET_E_UNSUPPORTED, "tensor_type", "tensor 'blk.0.attn_norm.weight' has the type Q8_0");
}

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

TEST(missing_tensors, "a tensor that is needed and missing is named, for every architecture")
{
	static const struct {
		const char *arch, *tensor;
	} cases[] = {
		{ "llama", "token_embd.weight" }, { "llama", "output_norm.weight" }, { "llama", "blk.1.attn_q.weight" },
		{ "llama", "blk.1.attn_k.weight" }, { "llama", "blk.0.attn_v.weight" }, { "llama", "blk.0.attn_output.weight" },
		{ "llama", "blk.0.attn_norm.weight" }, { "llama", "blk.0.ffn_norm.weight" }, { "llama", "blk.0.ffn_gate.weight" },
		{ "llama", "blk.0.ffn_up.weight" }, { "llama", "blk.0.ffn_down.weight" }, { "bitnet", "blk.0.attn_sub_norm.weight" },
		{ "bitnet-25", "blk.1.ffn_sub_norm.weight" }, { "gpt2", "position_embd.weight" }, { "gpt2", "blk.0.attn_qkv.weight" },
		{ "gpt2", "blk.0.attn_qkv.bias" }, { "gpt2", "blk.1.attn_norm.bias" }, { "gpt2", "blk.1.ffn_up.bias" },
		{ "gpt2", "output_norm.bias" },
	};
	char text[96];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tiny t;

		tiny_init(&t, cases[i].arch);
		t.skip = cases[i].tensor;
		snprintf(text, sizeof(text), "tensor '%s' is missing", cases[i].tensor);
		refused(&t, BITNET_E_INPUT, "tensor_missing", text);
	}
}

TEST(shapes, "a tensor of another shape is refused with both shapes")
{
	struct tiny t;

	tiny_init(&t, "bitnet-b1.58");
	t.reshape = "blk.1.attn_k.weight";
	t.new_ne[0] = 128;
	t.new_ne[1] = 256;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'blk.1.attn_k.weight' is 128 x 256 x 1 x 1, 256 x 128 expected");
	t.reshape = "blk.0.ffn_sub_norm.weight";
	t.new_ne[0] = 128;
	t.new_ne[1] = 0;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'blk.0.ffn_sub_norm.weight' is 128 x 1 x 1 x 1, 256 x 1 expected");
	t.reshape = "token_embd.weight";
	t.new_ne[0] = 128;
	t.new_ne[1] = 40;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'token_embd.weight'");
	tiny_init(&t, "gpt2");
	t.reshape = "position_embd.weight";
	t.new_ne[0] = 256;
	t.new_ne[1] = 31;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'position_embd.weight' is 256 x 31 x 1 x 1, 256 x 32 expected");
	tiny_init(&t, "llama");
	t.separate_head = 1;
	t.reshape = "output.weight";
	t.new_ne[0] = 256;
	t.new_ne[1] = 41;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'output.weight' is 256 x 41 x 1 x 1, 256 x 40 expected");
}

TEST(tensor_types, "a tensor type that we do not compute with is refused by name")
{
	static const struct {
		uint32_t type;
		const char *text;
	} cases[] = {
		{ BITNET_TENSOR_TL1, "the type TL1, which is not supported here: quantise the model to I2_S" },
		{ BITNET_TENSOR_TL2, "the type TL2, which is not supported here: quantise the model to I2_S" },
		{ 26, "the type I32" }, { 999, "the unknown type 999" }, { 24, "the type I8" },
	};
	struct tiny t;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		tiny_init(&t, "llama");
		t.retype = "blk.1.ffn_up.weight";
		t.new_type = cases[i].type;
		refused(&t, BITNET_E_UNSUPPORTED, "tensor_type", cases[i].text);
	}
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
		{ odd_rot, BITNET_E_INPUT, "key_range", "key 'llama.rope.dimension_count' is 63, which is odd" },
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

static const unsigned char inf16[2] = { 0x00, 0x7c }, nan16[2] = { 0x01, 0xfe }, nan32[4] = { 0, 0, 0xc0, 0x7f };

TEST(not_finite, "norms, scales and weights that are not finite are refused, with the row")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.poke = "blk.1.ffn_norm.weight";
	t.poke_at = 4 * 255;
	t.poke_with = nan32;
	t.poke_n = 4;
	refused(&t, BITNET_E_INPUT, "tensor_not_finite", "tensor 'blk.1.ffn_norm.weight' holds a value or scale that is not finite, in row 0");
	tiny_init(&t, "llama");
	t.poke = "token_embd.weight";
	t.poke_at = 2 * (256 * 39 + 255);
	t.poke_with = inf16;
	t.poke_n = 2;
	refused(&t, BITNET_E_INPUT, "tensor_not_finite", "tensor 'token_embd.weight' holds a value or scale that is not finite, in row 39");
	t.embed_type = BITNET_TENSOR_BF16;
	t.poke_with = nan32 + 2;
	refused(&t, BITNET_E_INPUT, "tensor_not_finite", "in row 39");
	t.embed_type = BITNET_TENSOR_F32;
	t.poke_at = 4 * (256 * 7 + 255);
	t.poke_with = nan32;
	t.poke_n = 4;
	refused(&t, BITNET_E_INPUT, "tensor_not_finite", "in row 7");
	t.poke_n = 2;
	t.poke_with = nan16;
	t.embed_type = BITNET_TENSOR_Q8_0;
	t.poke_at = 34 * (8 * 11 + 7);
	refused(&t, BITNET_E_INPUT, "tensor_not_finite", "in row 11");
	t.embed_type = BITNET_TENSOR_Q4_0;
	t.poke_at = 18 * (8 * 12 + 7);
	refused(&t, BITNET_E_INPUT, "tensor_not_finite", "in row 12");
	t.embed_type = BITNET_TENSOR_Q6_K;
	t.poke_at = 210 * 13 + 208;
	refused(&t, BITNET_E_INPUT, "tensor_not_finite", "in row 13");
}

static void scale_two(struct gguf_build *b)
{
	gb_tensor(b, "blk.0.attn_q.scale", BITNET_TENSOR_F32, 2, 0, NULL, 8);
}

static void scale_inf(struct gguf_build *b)
{
	const float inf = INFINITY;

	gb_tensor(b, "blk.0.attn_q.scale", BITNET_TENSOR_F32, 1, 0, &inf, 4);
}

static void freqs_zero(struct gguf_build *b)
{
	gb_tensor(b, "rope_freqs.weight", BITNET_TENSOR_F32, 32, 0, NULL, 128);
}

static void freqs_tiny(struct gguf_build *b)
{
	float f[32];
	size_t i;

	for (i = 0; i < 32; i++)
		f[i] = 1e-30f;
	gb_tensor(b, "rope_freqs.weight", BITNET_TENSOR_F32, 32, 0, f, 128);
}

TEST(extra_tensors, "an extra scale or rope table of the wrong shape or value is refused")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.tensors = scale_two;
	refused(&t, BITNET_E_INPUT, "tensor_shape", "tensor 'blk.0.attn_q.scale' is 2 x 1 x 1 x 1, 1 x 1 expected");
	t.tensors = scale_inf;
	refused(&t, BITNET_E_INPUT, "tensor_not_finite", "tensor 'blk.0.attn_q.scale'");
	t.tensors = freqs_zero;
	refused(&t, BITNET_E_INPUT, "tensor_range", "tensor 'rope_freqs.weight' holds 0, above 0 expected");
	t.tensors = freqs_tiny;
	refused(&t, BITNET_E_INPUT, "rope_range", "at most 2^30 are possible");
}

TEST(short_rows, "many ternary rows of a few columns, which padding would blow up, are refused")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.n_embd = 8;
	t.n_head = 1;
	t.n_head_kv = 1;
	t.n_ff = 1024;
	t.retype = "blk.0.ffn_up.weight";
	t.new_type = BITNET_TENSOR_I2_S;
	accepted(&t);
	t.n_ff = 1040;
	refused(&t, BITNET_E_UNSUPPORTED, "tensor_short_rows", "tensor 'blk.0.ffn_up.weight' has 1040 ternary rows of 8 columns");
}

TEST(mxfp4, "id 39 is TL2 or MXFP4: the room that it takes tells, and the name is said")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.retype = "blk.0.ffn_up.weight";
	t.new_type = BITNET_TENSOR_TL2;
	refused(&t, BITNET_E_UNSUPPORTED, "tensor_type", "the type TL2");
	t.roomy = 1;
	refused(&t, BITNET_E_UNSUPPORTED, "tensor_type", "the type MXFP4, which is not supported here");
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* Dense data: every type is read, and what is not finite is refused. */
#include "model-try.h"

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

TEST(not_finite_blocks, "a scale or a minimum that is not finite is refused wherever it stands in a row of blocks")
{
	static const struct {
		uint32_t type;
		size_t bytes, per_row, n_scales;
	} cases[] = {
		{ BITNET_TENSOR_Q4_1, 20, 8, 2 }, { BITNET_TENSOR_Q5_0, 22, 8, 1 },    { BITNET_TENSOR_Q5_1, 24, 8, 2 },
		{ BITNET_TENSOR_IQ4_NL, 18, 8, 1 }, { BITNET_TENSOR_Q4_K, 144, 1, 2 }, { BITNET_TENSOR_Q5_K, 176, 1, 2 },
	};
	struct tiny t;
	size_t i, block, k;

	tiny_init(&t, "llama");
	t.poke = "token_embd.weight";
	t.poke_n = 2;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (block = 0; block < cases[i].per_row; block += 7)
			for (k = 0; k < cases[i].n_scales; k++) {
				t.embed_type = cases[i].type;
				t.poke_with = k ? nan16 : inf16;
				t.poke_at = cases[i].bytes * (cases[i].per_row * 39 + block) + 2 * k;
				refused(&t, BITNET_E_INPUT, "tensor_not_finite", "holds a value or scale that is not finite, in row 39");
			}
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

TEST(extra_values, "an extra scale or rope table of an impossible value is refused")
{
	struct tiny t;

	tiny_init(&t, "llama");
	t.tensors = scale_inf;
	refused(&t, BITNET_E_INPUT, "tensor_not_finite", "tensor 'blk.0.attn_q.scale'");
	t.tensors = freqs_zero;
	refused(&t, BITNET_E_INPUT, "tensor_range", "tensor 'rope_freqs.weight' holds 0, above 0 expected");
	t.tensors = freqs_tiny;
	refused(&t, BITNET_E_INPUT, "rope_range", "at most 2^30 are possible");
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* The graph: models that say the same in two ways must give the same bits (test-infer-ref has the values). */
#include "infer/infer-int.h"
#include "model-run.h"

static void q_scale(struct gguf_build *b)
{
	const float two = 2;

	gb_tensor(b, "blk.0.attn_q.scale", BITNET_TENSOR_F32, 1, 0, &two, 4);
}

TEST(product_scale, "a .scale of 2 gives the bits of a tensor with twice the scale of its own, and other ones than none")
{
	static const float doubled = 2 * TINY_SCALE;
	struct tiny a = small(), b = small(), plain = small();
	float x[40], y[40];

	a.tensors = q_scale;
	b.poke = "blk.0.attn_q.weight";
	b.poke_at = 65536 / 4;
	b.poke_with = (const unsigned char *)&doubled;
	b.poke_n = 4;
	same_bits(&a, &b);
	logits_of(&a, x);
	logits_of(&plain, y);
	CHECK(memcmp(x, y, sizeof(x)));
}

static float bias_value;

static void k_bias(struct gguf_build *b)
{
	float v[128];
	size_t i;

	for (i = 0; i < 128; i++)
		v[i] = i % 2 ? bias_value : 0;
	gb_tensor(b, "blk.0.attn_v.bias", BITNET_TENSOR_F32, 128, 0, v, sizeof(v));
}

TEST(bias, "a bias of zeros changes nothing, another one moves the logits")
{
	struct tiny a, plain;
	float x[40], y[40];

	tiny_init(&plain, "llama");
	a = plain;
	a.tensors = k_bias;
	bias_value = 0;
	same_bits(&a, &plain);
	bias_value = 0.5f;
	logits_of(&a, x);
	logits_of(&plain, y);
	CHECK(memcmp(x, y, sizeof(x)));
}

static void linear_4(struct gguf_build *b)
{
	gb_str(b, "llama.rope.scaling.type", "linear");
	gb_f32(b, "llama.rope.scaling.factor", 4);
}

static void linear_1(struct gguf_build *b)
{
	gb_str(b, "llama.rope.scaling.type", "linear");
	gb_f32(b, "llama.rope.scaling.factor", 1);
}

static void freqs_4(struct gguf_build *b)
{
	float f[32];
	size_t i;

	for (i = 0; i < 32; i++)
		f[i] = 4;
	gb_tensor(b, "rope_freqs.weight", BITNET_TENSOR_F32, 32, 0, f, sizeof(f));
}

TEST(rope, "rope scaled linearly by 4 is rope with every frequency divided by 4; by 1, rope as it is")
{
	struct tiny a, b, plain;
	float x[40], y[40];

	tiny_init(&plain, "llama");
	a = b = plain;
	a.keys = linear_4;
	b.tensors = freqs_4;
	same_bits(&a, &b);
	logits_of(&a, x);
	logits_of(&plain, y);
	CHECK(memcmp(x, y, sizeof(x)));
	a.keys = linear_1;
	same_bits(&a, &plain);
}

static uint16_t by_block(size_t block)
{
	return (uint16_t)(TINY_SCALE_F16 + block * 37 % 400);
}

TEST(tq_scales, "TQ1_0 and TQ2_0 with a scale for each block give the same bits, other ones than with one scale")
{
	struct tiny a = small(), b, one;
	float x[40], y[40];

	a.matrix_type = BITNET_TENSOR_TQ1_0;
	one = a;
	a.tq_scale = by_block;
	b = a;
	b.matrix_type = BITNET_TENSOR_TQ2_0;
	same_bits(&a, &b);
	logits_of(&a, x);
	logits_of(&one, y);
	CHECK(memcmp(x, y, sizeof(x)));
}

TEST(ternary_storage, "I2_S, TQ1_0 and TQ2_0 with one scale give the same bits, embedding and head included")
{
	struct tiny a = small(), b = small();

	a.embed_type = BITNET_TENSOR_I2_S;
	b.matrix_type = b.embed_type = BITNET_TENSOR_TQ1_0;
	same_bits(&a, &b);
	b.matrix_type = b.embed_type = BITNET_TENSOR_TQ2_0;
	same_bits(&a, &b);
}

TEST(head, "an output.weight is used; without it the embedding is the head, in gpt2 too")
{
	static const char *const archs[] = { "llama", "gpt2", "bitnet-25" };
	float x[40], y[40];
	size_t i;

	for (i = 0; i < 3; i++) {
		struct tiny tied, separate;

		tiny_init(&tied, archs[i]);
		separate = tied;
		separate.separate_head = 1;
		logits_of(&tied, x);
		logits_of(&separate, y);
		CHECK(memcmp(x, y, sizeof(x)));
	}
}

static void logits_with(const struct tiny *t, const struct bitnet_session_options *o, size_t split, float out[40])
{
	struct bitnet_error err;
	struct running r;

	start(&r, t, o);
	CHECK_OK(bitnet_session_eval(r.s, ids, split, NULL, &err), err);
	CHECK_OK(bitnet_session_eval(r.s, ids + split, 8 - split, NULL, &err), err);
	memcpy(out, bitnet_session_logits(r.s), 40 * sizeof(*out));
	stop(&r);
}

TEST(same_everywhere, "levels, threads, batches and splits give the same bits for every architecture and type")
{
	static const char *const archs[] = { "bitnet", "bitnet-25", "bitnet-b1.58", "llama", "gpt2" };
	static const uint32_t types[] = { BITNET_TENSOR_F32, BITNET_TENSOR_F16, BITNET_TENSOR_BF16, BITNET_TENSOR_Q8_0, BITNET_TENSOR_Q4_0,
					  BITNET_TENSOR_Q6_K, BITNET_TENSOR_Q4_1, BITNET_TENSOR_Q5_0, BITNET_TENSOR_Q5_1, BITNET_TENSOR_IQ4_NL,
					  BITNET_TENSOR_Q4_K, BITNET_TENSOR_Q5_K, BITNET_TENSOR_I2_S, BITNET_TENSOR_TQ1_0 };
	size_t a, i;

	for (a = 0; a < 5; a++)
		for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
			struct bitnet_session_options o = options(0);
			struct tiny t;
			float want[40], got[40];

			tiny_init(&t, archs[a]);
			t.matrix_type = t.embed_type = types[i];
			o.cpu_level = "c";
			logits_with(&t, &o, 0, want);
			o.cpu_level = NULL;
			o.n_threads = 1 + (uint32_t)i % 3;
			o.n_batch = 1 + (uint32_t)a;
			logits_with(&t, &o, i % 8, got);
			CHECK_MEM(got, want, sizeof(want));
		}
}

static uint16_t rising(size_t block)
{
	return (uint16_t)(TINY_SCALE_F16 + block % 7 * 64);
}

/* All ids at once, by two threads, and one by one. */
static void same_one_by_one(const struct tiny *t)
{
	struct bitnet_session_options o = options(0);
	float want[40], got[40];

	o.n_batch = 1;
	logits_with(t, &o, 0, want);
	o.n_batch = 8;
	o.n_threads = 2;
	logits_with(t, &o, 0, got);
	CHECK_MEM(got, want, sizeof(want));
}

TEST(mixed, "a prompt gives the bits of its ids one by one where one matrix is of another kind than those beside it")
{
	static const char *const names[] = { "attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down" };
	static const uint32_t types[] = { BITNET_TENSOR_I2_S, BITNET_TENSOR_TQ2_0, BITNET_TENSOR_F16 };
	size_t i, a, b;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (a = 0; a < 3; a++)
			for (b = 0; b < 3; b++) {
				struct tiny t = small();
				char name[40];

				snprintf(name, sizeof(name), "blk.1.%s.weight", names[i]);
				t.n_ff = 768;
				t.matrix_type = types[a];
				t.retype = name;
				t.new_type = types[b];
				t.tq_scale = rising;
				same_one_by_one(&t);
			}
}

static void ffn_extras(struct gguf_build *b)
{
	static const float gate = 0.5f, up = -3;
	float v[768];
	size_t i;

	for (i = 0; i < 768; i++)
		v[i] = (float)i / 500 - 0.7f;
	gb_tensor(b, "blk.0.ffn_gate.bias", BITNET_TENSOR_F32, 768, 0, v, sizeof(v));
	gb_tensor(b, "blk.0.ffn_gate.scale", BITNET_TENSOR_F32, 1, 0, &gate, 4);
	gb_tensor(b, "blk.1.ffn_up.bias", BITNET_TENSOR_F32, 768, 0, v, sizeof(v));
	gb_tensor(b, "blk.1.ffn_up.scale", BITNET_TENSOR_F32, 1, 0, &up, 4);
}

TEST(gated, "so it is where gate and up have biases and scales, for every activation")
{
	static const char *const archs[] = { "bitnet-25", "bitnet-b1.58", "llama" };
	size_t i;

	for (i = 0; i < 3; i++) {
		struct tiny t;

		tiny_init(&t, archs[i]);
		t.matrix_type = BITNET_TENSOR_I2_S;
		t.n_ff = 768;
		t.tensors = ffn_extras;
		same_one_by_one(&t);
	}
}

TEST(gated_room, "sums of gate and up of a whole batch stay in the room of their thread")
{
	struct bitnet_session_options o = options(0);
	struct tiny t = small();
	struct running r;
	size_t i;

	o.n_batch = t.n_ctx;
	start(&r, &t, &o);
	CHECK(r.s->row >= (float *)(void *)(r.s->dots + r.s->n_dots));
	for (i = 0; i < r.s->n_row; i++)
		r.s->row[i] = 7;
	for (i = 0; i < (size_t)t.n_ctx * t.n_embd; i++)
		r.s->x[i] = 1;
	CHECK(bitnet_cpu_gated(r.s, (struct bitnet_product[2]){ { &r.m->layers[0].ffn_gate, r.s->gate, t.n_ff },
								{ &r.m->layers[0].ffn_up, r.s->up, t.n_ff } },
			       &(struct bitnet_input){ .x = r.s->x, .stride = t.n_embd }, t.n_ctx));
	for (i = 0; i < r.s->n_row; i++)
		CHECK(r.s->row[i] == 7);
	stop(&r);
}

static void widen(uint32_t type, const unsigned char *data, size_t n, float *out)
{
	enum bitnet_dense dense = BITNET_DENSE_F32;
	struct bitnet_kernels k;

	CHECK(bitnet_type_is_dense(type, &dense));
	bitnet_kernels_init(&k, BITNET_LEVEL_C);
	k.dequant[dense](out, data, n);
}

TEST(blocks_are_values, "a dense model in blocks gives the bits of one that holds the values of its weights as F32")
{
	static const uint32_t types[] = { BITNET_TENSOR_Q8_0, BITNET_TENSOR_Q4_0, BITNET_TENSOR_Q6_K, BITNET_TENSOR_Q4_1, BITNET_TENSOR_Q5_0,
					  BITNET_TENSOR_Q5_1, BITNET_TENSOR_IQ4_NL, BITNET_TENSOR_Q4_K, BITNET_TENSOR_Q5_K };
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct bitnet_session_options o = options(0);
		struct tiny t;
		float want[40], got[40];

		tiny_init(&t, "llama");
		t.matrix_type = t.embed_type = types[i];
		logits_with(&t, &o, 3, got);
		t.widen = widen;
		logits_with(&t, &o, 3, want);
		CHECK_MEM(got, want, sizeof(want));
	}
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* Sessions: limits, going back, what they say of themselves, and graphs that must agree with each other. */
#include <bitnet/infer.h>

#include "data.h"
#include "model-build.h"

struct running {
	unsigned char *file;
	struct bitnet_gguf *g;
	struct bitnet_model *m;
	struct bitnet_session *s;
};

static void start(struct running *r, const struct tiny *t, const struct bitnet_session_options *o)
{
	struct bitnet_error err;
	size_t size;

	memset(r, 0, sizeof(*r));
	r->file = tiny_build(t, &size);
	CHECK_OK(bitnet_gguf_open_memory(&r->g, r->file, size, &err), err);
	CHECK_OK(bitnet_model_load(&r->m, r->g, NULL, &err), err);
	CHECK_OK(bitnet_session_new(&r->s, r->m, o, &err), err);
}

static void stop(struct running *r)
{
	bitnet_session_free(r->s);
	bitnet_model_free(r->m);
	bitnet_gguf_close(r->g);
	free(r->file);
}

static struct tiny small(void)
{
	struct tiny t;

	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_I2_S;
	return t;
}

static struct bitnet_session_options options(uint32_t n_ctx)
{
	struct bitnet_session_options o;

	bitnet_session_options_defaults(&o);
	o.n_ctx = n_ctx;
	o.n_threads = 1;
	o.kv_type = BITNET_KV_F32;
	return o;
}

static const uint32_t ids[8] = { 1, 7, 3, 39, 0, 3, 12, 5 };

TEST(context_full, "more ids than the context has room for are refused, and nothing is appended")
{
	struct bitnet_session_options o = options(6);
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;
	float before[40];

	start(&r, &t, &o);
	CHECK(!bitnet_session_logits(r.s));
	CHECK_OK(bitnet_session_eval(r.s, ids, 4, NULL, &err), err);
	memcpy(before, bitnet_session_logits(r.s), sizeof(before));
	CHECK_INT(bitnet_session_eval(r.s, ids, 3, NULL, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "context_full");
	CHECK_STR(err.message, "the context of 6 positions has room for 2, not for 3");
	CHECK_INT(bitnet_session_position(r.s), 4);
	CHECK_MEM(bitnet_session_logits(r.s), before, sizeof(before));
	CHECK_OK(bitnet_session_eval(r.s, ids, 2, NULL, &err), err);
	CHECK_INT(bitnet_session_position(r.s), 6);
	CHECK_INT(bitnet_session_eval(r.s, ids, 1, NULL, &err), BITNET_E_LIMIT);
	CHECK_OK(bitnet_session_eval(r.s, ids, 0, NULL, &err), err);
	stop(&r);
}

TEST(id_range, "an id outside the vocabulary is refused, and nothing is appended")
{
	struct bitnet_session_options o = options(0);
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;

	start(&r, &t, &o);
	CHECK_INT(bitnet_session_eval(r.s, (const uint32_t[]){ 1, 40 }, 2, NULL, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "token id 40 is not below the vocabulary size 40");
	CHECK_INT(bitnet_session_eval(r.s, (const uint32_t[]){ UINT32_MAX }, 1, NULL, &err), BITNET_E_INPUT);
	CHECK_INT(bitnet_session_position(r.s), 0);
	CHECK(!bitnet_session_logits(r.s));
	stop(&r);
}

TEST(going_back, "after going back, the same ids give the same bits")
{
	struct bitnet_session_options o = options(0);
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;
	float want[40];

	start(&r, &t, &o);
	CHECK_OK(bitnet_session_eval(r.s, ids, 8, NULL, &err), err);
	memcpy(want, bitnet_session_logits(r.s), sizeof(want));
	CHECK_OK(bitnet_session_eval(r.s, ids, 8, NULL, &err), err);
	bitnet_session_truncate(r.s, 16);
	CHECK(bitnet_session_logits(r.s));
	bitnet_session_truncate(r.s, 5);
	CHECK(!bitnet_session_logits(r.s));
	CHECK_INT(bitnet_session_position(r.s), 5);
	CHECK_OK(bitnet_session_eval(r.s, ids + 5, 3, NULL, &err), err);
	CHECK_MEM(bitnet_session_logits(r.s), want, sizeof(want));
	bitnet_session_truncate(r.s, 0);
	CHECK_OK(bitnet_session_eval(r.s, ids, 8, NULL, &err), err);
	CHECK_MEM(bitnet_session_logits(r.s), want, sizeof(want));
	stop(&r);
}

TEST(context_sizes, "the context is the model's up to 4096 by default, never more than the model's")
{
	struct bitnet_session_options o = options(0);
	struct bitnet_session *s = NULL;
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;

	t.n_ctx = 5000;
	start(&r, &t, &o);
	CHECK_INT(bitnet_session_n_ctx(r.s), 4096);
	o.n_ctx = 5000;
	CHECK_OK(bitnet_session_new(&s, r.m, &o, &err), err);
	CHECK_INT(bitnet_session_n_ctx(s), 5000);
	bitnet_session_free(s);
	s = NULL;
	o.n_ctx = 5001;
	CHECK_INT(bitnet_session_new(&s, r.m, &o, &err), BITNET_E_LIMIT);
	CHECK_STR(err.message, "a context of 5001 positions is asked for, the model has 5000");
	CHECK(!s);
	stop(&r);
}

TEST(absurd_context, "a context that takes more memory than the machine has is refused with the bytes")
{
	struct bitnet_session_options o = options(1);
	struct bitnet_session *s = NULL;
	struct bitnet_error err;
	struct running r;
	struct tiny t;

	/* 100 layers of 2 x 256 floats in 2^24 positions: 3.4 TB. */
	tiny_init(&t, "llama");
	t.n_ctx = 1u << 24;
	t.n_layer = 100;
	t.n_head_kv = 4;
	t.n_ff = 32;
	start(&r, &t, &o);
	o.n_ctx = 1u << 24;
	CHECK_INT(bitnet_session_new(&s, r.m, &o, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "context_memory");
	CHECK_HAS(err.message, "a context of 16777216 positions takes 3435973836800 bytes of cache");
	CHECK(!s);
	stop(&r);
}

TEST(level_name, "a CPU level that does not exist is refused by name; the portable one always works")
{
	struct bitnet_session_options o = options(0);
	struct bitnet_session *s = NULL;
	struct bitnet_session_info info;
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;

	o.cpu_level = "c";
	start(&r, &t, &o);
	bitnet_session_info(r.s, &info);
	CHECK_STR(info.cpu_level, "c");
	CHECK_HAS(bitnet_session_kernels(r.s), "gemm_tern\tc\n");
	CHECK(!strstr(bitnet_session_kernels(r.s), "avx2"));
	o.cpu_level = "sse\x1b";
	CHECK_INT(bitnet_session_new(&s, r.m, &o, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "there is no CPU level 'sse\\x1b'");
	o.cpu_level = NULL;
	o.n_threads = 5000;
	CHECK_INT(bitnet_session_new(&s, r.m, &o, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "threads_range");
	CHECK(!s);
	stop(&r);
}

TEST(info, "a session tells threads, and the bytes of its cache")
{
	struct bitnet_session_options o = options(10);
	struct bitnet_session_info info;
	struct tiny t = small();
	struct running r;

	o.n_threads = 3;
	start(&r, &t, &o);
	bitnet_session_info(r.s, &info);
	CHECK_INT(info.n_threads, 3);
	CHECK_INT(info.kv_bytes, 2 * 2 * 10 * 128 * 4);
	CHECK(info.buffer_bytes > 10 * 256 * 4);
	stop(&r);
	o.kv_type = BITNET_KV_F16;
	start(&r, &t, &o);
	bitnet_session_info(r.s, &info);
	CHECK_INT(info.kv_bytes, 2 * 2 * 10 * 128 * 2);
	stop(&r);
}

/* Logits after all ids. */
static void logits_of(const struct tiny *t, float out[40])
{
	struct bitnet_session_options o = options(0);
	struct bitnet_error err;
	struct running r;

	start(&r, t, &o);
	CHECK_OK(bitnet_session_eval(r.s, ids, 8, NULL, &err), err);
	memcpy(out, bitnet_session_logits(r.s), 40 * sizeof(*out));
	stop(&r);
}

/* Two models that must give the same bits. */
static void same_bits(const struct tiny *a, const struct tiny *b)
{
	float x[40], y[40];
	int i;

	logits_of(a, x);
	logits_of(b, y);
	for (i = 0; i < 40; i++)
		if (memcmp(&x[i], &y[i], 4))
			FAIL("logit %d is %.9g and %.9g", i, (double)x[i], (double)y[i]);
}

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

int main(void)
{
	return tap_main();
}

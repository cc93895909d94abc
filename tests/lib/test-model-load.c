/* SPDX-License-Identifier: MIT */
/* Loading: tiny models of every architecture and type run; a check agrees with every load. */
#include "model-try.h"

static const char *const archs[] = { "bitnet", "bitnet-25", "bitnet-b1.58", "llama", "gpt2" };

#define N_ARCHS (sizeof(archs) / sizeof(archs[0]))

TEST(types, "every architecture runs with every matrix type, tied and not")
{
	static const uint32_t types[] = {
		BITNET_TENSOR_F32, BITNET_TENSOR_F16, BITNET_TENSOR_BF16, BITNET_TENSOR_Q8_0, BITNET_TENSOR_Q4_0, BITNET_TENSOR_Q6_K,
		BITNET_TENSOR_Q4_1, BITNET_TENSOR_Q5_0, BITNET_TENSOR_Q5_1, BITNET_TENSOR_IQ4_NL, BITNET_TENSOR_Q4_K, BITNET_TENSOR_Q5_K,
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

static void absurd(struct gguf_build *b)
{
	gb_u32(b, "llama.block_count", 512);
	gb_u32(b, "llama.context_length", 1u << 24);
	gb_u32(b, "llama.feed_forward_length", (1u << 24) - 256);
	gb_u32(b, "llama.attention.head_count", 4096);
	gb_u32(b, "llama.attention.key_length", 4094);
	gb_u32(b, "llama.embedding_length", 1u << 20);
}

/* Nothing is allocated for sizes that no tensor has: a small file is refused at once. */
TEST(hostile_sizes, "the largest sizes in a file of a few bytes are refused by the first tensor that does not have them")
{
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_model *m = NULL;
	struct gguf_build b;
	unsigned char *file;
	size_t size;

	gb_init(&b);
	gb_str(&b, "general.architecture", "llama");
	absurd(&b);
	gb_f32(&b, "llama.attention.layer_norm_rms_epsilon", 1e-5f);
	gb_tensor(&b, "token_embd.weight", BITNET_TENSOR_F32, 8, 4, NULL, 128);
	file = gb_finish(&b, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	CHECK_INT(bitnet_model_load(&m, g, NULL, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "tensor_shape");
	CHECK_STR(err.message, "tensor 'token_embd.weight' is 8 x 4 x 1 x 1, 1048576 x 4 expected");
	CHECK(!m);
	bitnet_gguf_close(g);
	free(file);
}

struct seen {
	uint64_t last, total;
	size_t n, most;
};

static int see(void *arg, uint64_t done, uint64_t total)
{
	struct seen *s = arg;

	CHECK(done > s->last && done <= total);
	CHECK(s->n == 0 || total == s->total);
	s->last = done;
	s->total = total;
	return ++s->n == s->most;
}

TEST(progress, "a load tells after each tensor how far it is, and is stopped by whom it tells")
{
	struct bitnet_model_options o;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_model *m = NULL;
	struct seen s = { .most = 0 };
	unsigned char *file;
	struct tiny t;
	size_t size, n;

	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_TQ1_0;
	file = tiny_build(&t, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	bitnet_model_options_defaults(&o);
	o.progress = see;
	o.progress_arg = &s;
	CHECK_OK(bitnet_model_load(&m, g, &o, &err), err);
	bitnet_model_free(m);
	CHECK_INT(s.n, bitnet_gguf_n_tensors(g));
	CHECK_INT(s.last, s.total);
	for (n = 1; n <= bitnet_gguf_n_tensors(g); n++) {
		s = (struct seen){ .most = n };
		CHECK_INT(bitnet_model_load(&m, g, &o, &err), BITNET_E_CANCELLED);
		CHECK_INT(s.n, n);
	}
	bitnet_gguf_close(g);
	free(file);
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* The rules of formats.md 6.1: activation, sub norms, pairing; and what a loaded model says of itself. */
#include <bitnet/model.h>

#include "data.h"
#include "model-build.h"
#include "model/model-int.h"

static const char *activation;

static void set_activation(struct gguf_build *b)
{
	if (activation)
		gb_str(b, "bitnet.hidden_activation", activation);
}

/* Hyper-parameters of t, which must be sound. */
static struct bitnet_hparams read_hparams(const struct tiny *t)
{
	struct bitnet_error err;
	struct bitnet_findings f = { NULL, NULL, &err, 0, 0 };
	struct bitnet_hparams hp;
	struct bitnet_gguf *g;
	size_t size;
	unsigned char *file = tiny_build(t, &size);

	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	bitnet_hparams_read(&hp, g, &f);
	CHECK_OK(f.status, err);
	bitnet_gguf_close(g);
	free(file);
	return hp;
}

TEST(by_arch, "the architecture decides activation, sub norms and pairing")
{
	static const struct {
		const char *arch;
		enum bitnet_activation act;
		bool sub_norms, neox;
	} cases[] = {
		{ "bitnet", BITNET_ACT_SILU, true, true }, { "bitnet-25", BITNET_ACT_RELU2, true, true },
		{ "bitnet-b1.58", BITNET_ACT_RELU2, true, true }, { "llama", BITNET_ACT_SILU, false, false },
		{ "gpt2", BITNET_ACT_GELU, false, false },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct bitnet_hparams hp;
		struct tiny t;

		tiny_init(&t, cases[i].arch);
		hp = read_hparams(&t);
		CHECK_INT(hp.act, cases[i].act);
		CHECK_INT(hp.sub_norms, cases[i].sub_norms);
		CHECK_INT(hp.n_rot, strcmp(cases[i].arch, "gpt2") ? 64 : 0);
		if (hp.n_rot)
			CHECK_INT(hp.rope_neox, cases[i].neox);
	}
}

TEST(by_key, "the key decides where it is there")
{
	static const struct {
		const char *key;
		enum bitnet_activation act;
	} cases[] = {
		{ "relu2", BITNET_ACT_RELU2 }, { "silu", BITNET_ACT_SILU }, { "gelu", BITNET_ACT_GELU },
	};
	struct tiny t;
	size_t i;

	tiny_init(&t, "bitnet");
	t.keys = set_activation;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		activation = cases[i].key;
		CHECK_INT(read_hparams(&t).act, cases[i].act);
	}
}

TEST(by_shape, "arch bitnet with the shape of the 2B4T model has ReLU^2, with any other shape SiLU")
{
	struct bitnet_error err;
	struct bitnet_findings f = { NULL, NULL, &err, 0, 0 };
	struct bitnet_hparams hp = { .arch = BITNET_ARCH_BITNET, .name = "bitnet", .n_layer = 30, .n_embd = 2560, .n_ff = 6912,
				     .n_vocab = 128256 };
	struct bitnet_gguf *g;
	struct tiny t;
	size_t size;
	unsigned char *file;

	tiny_init(&t, "bitnet");
	file = tiny_build(&t, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	bitnet_arch_rules(&hp, g, &f);
	CHECK_INT(hp.act, BITNET_ACT_RELU2);
	hp.n_vocab = 128255;
	bitnet_arch_rules(&hp, g, &f);
	CHECK_INT(hp.act, BITNET_ACT_SILU);
	bitnet_gguf_close(g);
	free(file);
}

TEST(info, "a loaded model gives its sizes, and which bytes are mapped and which its own")
{
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_model *m;
	const struct bitnet_model_info *i;
	struct tiny t;
	size_t size;
	unsigned char *file;

	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_I2_S;
	file = tiny_build(&t, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	CHECK_OK(bitnet_model_load(&m, g, NULL, &err), err);
	i = bitnet_model_info(m);
	CHECK_STR(i->architecture, "bitnet-b1.58");
	CHECK_INT(i->n_layer, 2);
	CHECK_INT(i->n_embd, 256);
	CHECK_INT(i->n_ff, 256);
	CHECK_INT(i->n_head, 4);
	CHECK_INT(i->n_head_kv, 2);
	CHECK_INT(i->head_dim, 64);
	CHECK_INT(i->n_vocab, 40);
	CHECK_INT(i->n_ctx, 32);
	CHECK_INT(i->activation, BITNET_ACT_RELU2);
	/* Two layers of 6 * 256 * 256 ternary weights and 4 norms, the last norm, the embedding. */
	CHECK_INT(i->n_params, 2 * (6 * 65536 + 4 * 256) + 256 + 40 * 256);
	CHECK_INT(i->mapped_bytes, 2 * (6 * 65536 / 4 + 7 * 32) + 40 * 256 * 2);
	CHECK_INT(i->owned_bytes, (2 * 4 + 1) * 256 * 4);
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	free(file);
	bitnet_model_free(NULL);
}

int main(void)
{
	return tap_main();
}

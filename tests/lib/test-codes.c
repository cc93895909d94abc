/* SPDX-License-Identifier: MIT */
/* Ternary tensors of every type as codes, and those that are none. */
#include "model-build.h"
#include "model/codes.h"
#include "tap.h"

struct source {
	unsigned char *file, *code;
	struct bitnet_gguf *g;
	const struct bitnet_tensor *t;
};

static uint16_t two_scales(size_t block)
{
	return block ? 0x3800 : 0x3400;
}

/* A file with one tensor "w" of m x k. */
static void open_one(struct source *s, uint32_t type, size_t m, size_t k, bool key, uint16_t (*scale)(size_t block))
{
	size_t n = m * k, bytes = tiny_bytes(type, n, m), size;
	unsigned char *data = calloc(bytes, 1);
	struct bitnet_error err;
	struct gguf_build b;
	struct tiny t;

	s->code = malloc(n);
	CHECK(data && s->code);
	tiny_init(&t, "llama");
	t.tq_scale = scale;
	tiny_codes(77, s->code, n);
	if (type != BITNET_TENSOR_F16)
		tiny_ternary(&t, type, 77, n, m, data);
	gb_init(&b);
	if (key)
		gb_str(&b, type == BITNET_TENSOR_TL1 ? "bitnet.tl1.config" : "bitnet.tl2.config",
		       type == BITNET_TENSOR_TL1 ? TINY_TL1_CONFIG : TINY_TL2_CONFIG);
	gb_tensor(&b, "w", type, k, m, data, bytes);
	s->file = gb_finish(&b, &size);
	CHECK_OK(bitnet_gguf_open_memory(&s->g, s->file, size, &err), err);
	s->t = bitnet_gguf_tensor(s->g, "w");
	free(data);
}

static void close_one(struct source *s)
{
	bitnet_gguf_close(s->g);
	free(s->file);
	free(s->code);
}

static void same_codes(const struct source *s, const struct bitnet_codes *c, size_t m, size_t k)
{
	size_t i;

	CHECK_INT(c->n_rows, m);
	CHECK_INT(c->n_cols, k);
	for (i = 0; i < m * k; i++)
		CHECK_INT(c->codes[i], s->code[i] - 1);
}

TEST(types, "codes and scale come out of every ternary type")
{
	static const uint32_t types[] = { BITNET_TENSOR_I2_S, BITNET_TENSOR_TQ1_0, BITNET_TENSOR_TQ2_0, BITNET_TENSOR_TL1, BITNET_TENSOR_TL2 };
	size_t i;

	for (i = 0; i < 5; i++) {
		struct bitnet_codes c = { NULL, 0, 0, 0, NULL };
		struct bitnet_error err;
		struct source s;

		open_one(&s, types[i], 128, 256, i > 2, NULL);
		CHECK_OK(bitnet_codes_read(&c, s.g, s.t, NULL, &err), err);
		same_codes(&s, &c, 128, 256);
		CHECK(c.scale == TINY_SCALE && !c.block_scales);
		bitnet_codes_release(&c);
		CHECK(!c.codes);
		close_one(&s);
	}
}

TEST(straddling, "rows that are no multiple of 128 come out without their padding")
{
	struct bitnet_codes c;
	struct bitnet_error err;
	struct source s;

	open_one(&s, BITNET_TENSOR_I2_S, 128, 100, false, NULL);
	CHECK_OK(bitnet_codes_read(&c, s.g, s.t, NULL, &err), err);
	same_codes(&s, &c, 128, 100);
	bitnet_codes_release(&c);
	close_one(&s);
}

TEST(blocks, "scales of blocks that differ are kept")
{
	struct bitnet_codes c;
	struct bitnet_error err;
	struct source s;
	size_t b;

	open_one(&s, BITNET_TENSOR_TQ2_0, 3, 512, false, two_scales);
	CHECK_OK(bitnet_codes_read(&c, s.g, s.t, NULL, &err), err);
	same_codes(&s, &c, 3, 512);
	CHECK(c.block_scales);
	for (b = 0; b < 6; b++)
		CHECK(c.block_scales[b] == (b ? 0.5f : 0.25f));
	bitnet_codes_release(&c);
	close_one(&s);
}

TEST(options, "the layout of I2_S and the tiles of TL are the caller's to say")
{
	struct bitnet_model_options o;
	struct bitnet_codes c = { NULL, 0, 0, 0, NULL };
	struct bitnet_error err;
	struct source s;

	bitnet_model_options_defaults(&o);
	o.tl_config = TINY_TL2_CONFIG;
	open_one(&s, BITNET_TENSOR_TL2, 128, 256, false, NULL);
	CHECK_INT(bitnet_codes_read(&c, s.g, s.t, NULL, &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.name, "tl_unknown");
	CHECK(!c.codes);
	CHECK_OK(bitnet_codes_read(&c, s.g, s.t, &o, &err), err);
	same_codes(&s, &c, 128, 256);
	bitnet_codes_release(&c);
	o.tl_config = "x";
	CHECK_INT(bitnet_codes_read(&c, s.g, s.t, &o, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "tl_config");
	close_one(&s);
	o.tl_config = NULL;
	o.i2s_layout = BITNET_I2S_ARM;
	open_one(&s, BITNET_TENSOR_I2_S, 128, 256, false, NULL);
	CHECK_OK(bitnet_codes_read(&c, s.g, s.t, &o, &err), err);
	/* Group 1 of the first block of 64 stands where the canonical layout has column 64. */
	CHECK_INT(c.codes[16], s.code[32] - 1);
	bitnet_codes_release(&c);
	close_one(&s);
}

TEST(refused, "a tensor that is not ternary, or holds no valid codes, is refused")
{
	struct bitnet_codes c = { NULL, 0, 0, 0, NULL };
	struct bitnet_error err;
	struct source s;

	open_one(&s, BITNET_TENSOR_F16, 4, 256, false, NULL);
	CHECK_INT(bitnet_codes_read(&c, s.g, s.t, NULL, &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.name, "tensor_type");
	CHECK_HAS(err.message, "tensor 'w' has the type F16, and not a ternary one");
	close_one(&s);
	open_one(&s, BITNET_TENSOR_I2_S, 4, 256, false, NULL);
	memset(s.file + (s.t->data - s.file), 0xff, 1);
	CHECK_INT(bitnet_codes_read(&c, s.g, s.t, NULL, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "tensor_code_3");
	CHECK(!c.codes);
	close_one(&s);
}

int main(void)
{
	return tap_main();
}

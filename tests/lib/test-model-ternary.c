/* SPDX-License-Identifier: MIT */
/*
 * Ternary layouts: codes that the test packs by the formulas of formats.md 4 must come out of the
 * loader where the kernels look for them, whatever the format and the row length.
 */
#include <bitnet/model.h>

#include "model-build.h"
#include "model/model-int.h"
#include "tap.h"

struct loaded {
	unsigned char *file;
	struct bitnet_gguf *g;
	struct bitnet_model m;
	struct bitnet_matrix w;
	struct bitnet_findings f;
	struct bitnet_error err;
	struct bitnet_pool *pool;
};

static void release(struct loaded *l)
{
	size_t i;

	for (i = 0; i < l->m.n_owned; i++)
		free(l->m.owned[i]);
	free(l->m.owned);
	bitnet_pool_free(l->pool);
	bitnet_gguf_close(l->g);
	free(l->file);
}

/* Load one tensor of k x rows; returns the loader's status. */
static int load(struct loaded *l, uint32_t type, size_t k, size_t rows, const unsigned char *data, size_t bytes,
		enum bitnet_i2s_layout layout)
{
	struct gguf_build b;
	struct bitnet_loader loader;
	struct bitnet_use use = { .role = BITNET_ROLE_MATRIX, .dest = &l->w };
	size_t size;
	int s;

	memset(l, 0, sizeof(*l));
	gb_init(&b);
	gb_tensor(&b, "w", type, k, rows, data, bytes);
	l->file = gb_finish(&b, &size);
	CHECK_OK(bitnet_gguf_open_memory(&l->g, l->file, size, &l->err), l->err);
	CHECK_OK(bitnet_pool_new(&l->pool, 3, &l->err), l->err);
	memset(&loader, 0, sizeof(loader));
	l->f.err = &l->err;
	loader.m = &l->m;
	loader.pool = l->pool;
	loader.f = &l->f;
	loader.err = &l->err;
	loader.i2s_layout = layout;
	bitnet_kernels_init(&loader.k, BITNET_LEVEL_C);
	use.tensor = bitnet_gguf_tensor(l->g, "w");
	s = bitnet_load_ternary(&loader, &use);
	return s ? s : l->f.status;
}

/* Every code of the run-time layout, and the padding. */
static void check_codes(const struct loaded *l, const unsigned char *code, size_t k, size_t rows)
{
	size_t r, c, padded = (k + 127) / 128 * 128;

	CHECK(l->w.ternary);
	CHECK_INT(l->w.n_padded, padded);
	CHECK_INT(l->w.row_bytes, padded / 4);
	for (r = 0; r < rows; r++)
		for (c = 0; c < padded; c++) {
			int got = l->w.data[r * l->w.row_bytes + c / 128 * 32 + c % 32] >> (6 - 2 * (c % 128 / 32)) & 3;
			int want = c < k ? code[r * k + c] : 1;

			if (got != want)
				FAIL("row %zu of %zu, column %zu of %zu is %d, want %d", r, rows, c, k, got, want);
		}
}

static void round_trip_i2s(size_t k, size_t rows, enum bitnet_i2s_layout layout, bool in_place)
{
	unsigned char *code = malloc(k * rows), *data = malloc(k * rows / 4 + 32);
	struct loaded l;

	CHECK(code && data);
	tiny_codes(k * 1000 + rows, code, k * rows);
	tiny_i2s(code, k * rows, layout == BITNET_I2S_ARM ? 16 : 32, 0.75f, data);
	CHECK_OK(load(&l, BITNET_TENSOR_I2_S, k, rows, data, k * rows / 4 + 32, layout), l.err);
	check_codes(&l, code, k, rows);
	CHECK(l.w.scale == 0.75f && !l.w.block_scales);
	CHECK_INT(l.m.info.mapped_bytes > 0, in_place);
	CHECK_INT(l.m.info.owned_bytes, in_place ? 0 : rows * l.w.row_bytes);
	release(&l);
	free(code);
	free(data);
}

TEST(in_place, "canonical I2_S with rows of whole blocks is used where it is mapped")
{
	round_trip_i2s(128, 1, BITNET_I2S_X86, true);
	round_trip_i2s(128, 77, BITNET_I2S_X86, true);
	round_trip_i2s(640, 33, BITNET_I2S_X86, true);
}

TEST(straddling, "canonical I2_S whose blocks straddle rows is moved, code by code")
{
	static const size_t ks[] = { 1, 2, 16, 32, 100, 127, 129, 144, 160, 192, 400, 544, 1088 };
	size_t i;

	for (i = 0; i < sizeof(ks) / sizeof(*ks); i++)
		round_trip_i2s(ks[i], 128, BITNET_I2S_X86, false);
	round_trip_i2s(8640, 2 * 17, BITNET_I2S_X86, false);
}

TEST(arm, "the ARM layout of I2_S is moved for every row length")
{
	static const size_t ks[] = { 16, 32, 100, 128, 144, 192, 256, 400, 640 };
	size_t i;

	for (i = 0; i < sizeof(ks) / sizeof(*ks); i++)
		round_trip_i2s(ks[i], 128, BITNET_I2S_ARM, false);
}

static void round_trip_tq(uint32_t type, size_t k, size_t rows, uint16_t (*scale)(size_t block), struct loaded *l, unsigned char *code)
{
	size_t size = type == BITNET_TENSOR_TQ1_0 ? 54 : 66, b;
	unsigned char *data = malloc(k * rows / 256 * size);

	CHECK(data);
	for (b = 0; b < k * rows / 256; b++)
		if (type == BITNET_TENSOR_TQ1_0)
			tiny_tq1(code + 256 * b, scale(b), data + size * b);
		else
			tiny_tq2(code + 256 * b, scale(b), data + size * b);
	CHECK_OK(load(l, type, k, rows, data, k * rows / 256 * size, BITNET_I2S_X86), l->err);
	free(data);
}

static uint16_t half(size_t block)
{
	(void)block;
	return 0x3800;
}

TEST(tq, "TQ1_0 and TQ2_0 give the same run-time bytes and, with one scale, that scale")
{
	static const uint32_t types[] = { BITNET_TENSOR_TQ1_0, BITNET_TENSOR_TQ2_0 };
	unsigned char code[768 * 37];
	size_t i;

	tiny_codes(5, code, sizeof(code));
	for (i = 0; i < 2; i++) {
		struct loaded l;

		round_trip_tq(types[i], 768, 37, half, &l, code);
		check_codes(&l, code, 768, 37);
		CHECK(l.w.scale == 0.5f && !l.w.block_scales);
		release(&l);
	}
}

/* Blocks 0, 3, 6 ...: 0, which has no sign either. */
static uint16_t half_or_zero(size_t block)
{
	return block % 3 ? 0x3800 : block % 2 ? 0x8000 : 0;
}

TEST(tq_zero_scale, "a block with the scale 0 holds zeros, and does not keep the others from sharing a scale")
{
	static const uint32_t types[] = { BITNET_TENSOR_TQ1_0, BITNET_TENSOR_TQ2_0 };
	unsigned char code[512 * 6], want[512 * 6];
	size_t i, b;

	tiny_codes(6, code, sizeof(code));
	memcpy(want, code, sizeof(code));
	for (b = 0; b < 12; b += 3)
		memset(want + 256 * b, 1, 256);
	for (i = 0; i < 2; i++) {
		struct loaded l;

		round_trip_tq(types[i], 512, 6, half_or_zero, &l, code);
		check_codes(&l, want, 512, 6);
		CHECK(l.w.scale == 0.5f && !l.w.block_scales);
		release(&l);
	}
}

static uint16_t first_differs(size_t block)
{
	return block == 0 ? 0x3400 : 0x3800;
}

TEST(tq_zero_block, "a block of zeros may have any scale")
{
	unsigned char code[512 * 6];
	struct loaded l;

	tiny_codes(7, code, sizeof(code));
	memset(code, 1, 256);
	round_trip_tq(BITNET_TENSOR_TQ2_0, 512, 6, first_differs, &l, code);
	check_codes(&l, code, 512, 6);
	CHECK(l.w.scale == 0.5f && !l.w.block_scales);
	release(&l);
	memset(code, 1, sizeof(code));
	round_trip_tq(BITNET_TENSOR_TQ1_0, 512, 6, first_differs, &l, code);
	CHECK(l.w.scale == 0 && !l.w.block_scales);
	release(&l);
}

TEST(tq_scales, "scales that differ are kept for each block")
{
	static const uint32_t types[] = { BITNET_TENSOR_TQ1_0, BITNET_TENSOR_TQ2_0 };
	unsigned char code[512 * 6];
	size_t i, b;

	tiny_codes(8, code, sizeof(code));
	for (i = 0; i < 2; i++) {
		struct loaded l;

		round_trip_tq(types[i], 512, 6, first_differs, &l, code);
		check_codes(&l, code, 512, 6);
		CHECK(l.w.block_scales);
		for (b = 0; b < 12; b++)
			CHECK(l.w.block_scales[b] == (b ? 0.5f : 0.25f));
		release(&l);
	}
}

static void refused(struct loaded *l, int status, const char *name, const char *text)
{
	CHECK_INT(status, BITNET_E_INPUT);
	CHECK_STR(l->err.name, name);
	CHECK_HAS(l->err.message, text);
	release(l);
}

TEST(code_3, "the code 3 is refused, with the row, in every layout that can hold it")
{
	unsigned char code[256 * 8], data[256 * 8 / 4 + 32];
	struct loaded l;
	int s, c;

	tiny_codes(9, code, sizeof(code));
	code[256 * 5 + 17] = 3;
	tiny_i2s(code, sizeof(code), 32, 1, data);
	s = load(&l, BITNET_TENSOR_I2_S, 256, 8, data, sizeof(data), BITNET_I2S_X86);
	refused(&l, s, "tensor_code_3", "tensor 'w' (I2_S) holds the code 3, which is no weight, in row 5");
	s = load(&l, BITNET_TENSOR_I2_S, 64, 32, data, sizeof(data), BITNET_I2S_X86);
	refused(&l, s, "tensor_code_3", "in row 20");
	tiny_i2s(code, sizeof(code), 16, 1, data);
	s = load(&l, BITNET_TENSOR_I2_S, 256, 8, data, sizeof(data), BITNET_I2S_ARM);
	refused(&l, s, "tensor_code_3", "in row 5");
	tiny_tq2(code + 256 * 5, 0x3800, data);
	s = load(&l, BITNET_TENSOR_TQ2_0, 256, 1, data, 66, BITNET_I2S_X86);
	refused(&l, s, "tensor_code_3", "tensor 'w' (TQ2_0) holds the code 3, which is no weight, in row 0");
	for (c = 0; c < 256; c++) {
		memset(code, 1, 256);
		code[c] = 3;
		tiny_tq2(code, 0x3800, data);
		s = load(&l, BITNET_TENSOR_TQ2_0, 256, 1, data, 66, BITNET_I2S_X86);
		refused(&l, s, "tensor_code_3", "in row 0");
	}
}

TEST(bad_scales, "scales below 0 or not finite are refused")
{
	static const float bad[] = { -1, NAN, INFINITY, -INFINITY };
	static const uint16_t bad16[] = { 0xb800, 0x7e00, 0x7c00, 0xfc00, 0x8001 };
	unsigned char code[256], data[256 / 4 + 32];
	struct loaded l;
	size_t i;
	int s;

	tiny_codes(10, code, sizeof(code));
	for (i = 0; i < 4; i++) {
		tiny_i2s(code, sizeof(code), 32, bad[i], data);
		s = load(&l, BITNET_TENSOR_I2_S, 256, 1, data, sizeof(data), BITNET_I2S_X86);
		refused(&l, s, "tensor_scale", "tensor 'w' has the scale ");
	}
	for (i = 0; i < 5; i++) {
		tiny_tq1(code, bad16[i], data);
		s = load(&l, BITNET_TENSOR_TQ1_0, 256, 1, data, 54, BITNET_I2S_X86);
		refused(&l, s, "tensor_scale", "tensor 'w' (TQ1_0) has a scale below 0 or not finite in row 0");
		tiny_tq2(code, bad16[i], data);
		s = load(&l, BITNET_TENSOR_TQ2_0, 256, 1, data, 66, BITNET_I2S_X86);
		refused(&l, s, "tensor_scale", "row 0");
	}
}

int main(void)
{
	return tap_main();
}

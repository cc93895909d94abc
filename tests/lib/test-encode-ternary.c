/* SPDX-License-Identifier: MIT */
/* Codes into I2_S, TQ1_0, TQ2_0 and F16: against packers of the tests and against bytes of other programs. */
#include "convert/encode.h"
#include "model-build.h"
#include "sha.h"
#include "tap.h"

/* Weights whose codes are tiny_codes(seed). */
static void make(struct bitnet_codes *c, uint64_t seed, size_t m, size_t k, float scale, unsigned char *code)
{
	size_t i;

	tiny_codes(seed, code, m * k);
	*c = (struct bitnet_codes){ malloc(m * k), m, k, scale, NULL };
	CHECK(c->codes);
	for (i = 0; i < m * k; i++)
		c->codes[i] = (int8_t)(code[i] - 1);
}

static unsigned char *encode(uint32_t type, const struct bitnet_codes *c, uint64_t *n)
{
	struct bitnet_error err;
	unsigned char *out;

	CHECK_OK(bitnet_encode_size(n, type, c->n_rows, c->n_cols, NULL, &err), err);
	out = malloc(*n);
	CHECK(out);
	memset(out, 0xee, *n);
	CHECK_OK(bitnet_encode_ternary(out, type, c, NULL, &err), err);
	return out;
}

TEST(i2s, "I2_S has the canonical blocks, over rows too, the scale, and zeros behind it")
{
	static const size_t shapes[][2] = { { 1, 128 }, { 5, 256 }, { 128, 100 }, { 2, 8640 } };
	size_t i;

	for (i = 0; i < 4; i++) {
		size_t m = shapes[i][0], k = shapes[i][1];
		unsigned char *code = malloc(m * k), *want = malloc(m * k / 4 + 32), *got;
		struct bitnet_codes c;
		uint64_t n;

		make(&c, i, m, k, 0.3f, code);
		tiny_i2s(code, m * k, 32, 0.3f, want);
		got = encode(BITNET_TENSOR_I2_S, &c, &n);
		CHECK_INT(n, m * k / 4 + 32);
		CHECK_MEM(got, want, n);
		bitnet_codes_release(&c);
		free(got);
		free(want);
		free(code);
	}
}

TEST(tq, "TQ1_0 and TQ2_0 have the bytes of ggml's quantisers")
{
	/* SHA-256 of what gguf-py 0.17 and ggml (quantize_row_tq1_0_ref, quantize_row_tq2_0_ref) both write. */
	unsigned char code[16 * 1024], *got;
	struct bitnet_codes c;
	uint64_t n;

	make(&c, 14, 16, 1024, 0.5f, code);
	got = encode(BITNET_TENSOR_TQ1_0, &c, &n);
	CHECK_INT(n, 64 * 54);
	CHECK_SHA(got, n, "5cc406c4551c1ee039094984ec964010ec04fd2ef6cc570f75a2ab0121abb67d");
	free(got);
	got = encode(BITNET_TENSOR_TQ2_0, &c, &n);
	CHECK_INT(n, 64 * 66);
	CHECK_SHA(got, n, "14a1977fda3c602f643aa951efde0bc94258b25a834b97c72c54a11df468cfdb");
	free(got);
	bitnet_codes_release(&c);
}

TEST(tq_zero, "a block of zeros has the scale 0, as ggml writes it; the others have the f16 scale")
{
	unsigned char code[2 * 512], want[4 * 66], *got;
	struct bitnet_codes c;
	uint64_t n;
	size_t b;

	make(&c, 3, 2, 512, 1 / 30.0f, code);
	memset(c.codes + 256, 0, 256);
	memset(code + 256, 1, 256);
	for (b = 0; b < 4; b++)
		tiny_tq2(code + 256 * b, b == 1 ? 0 : 0x2844, want + 66 * b);
	got = encode(BITNET_TENSOR_TQ2_0, &c, &n);
	CHECK_MEM(got, want, n);
	free(got);
	for (b = 0; b < 4; b++)
		tiny_tq1(code + 256 * b, b == 1 ? 0 : 0x2844, want + 54 * b);
	got = encode(BITNET_TENSOR_TQ1_0, &c, &n);
	CHECK_MEM(got, want, n);
	free(got);
	bitnet_codes_release(&c);
}

TEST(f16, "F16 has the rounded scale with both signs, and a zero without one")
{
	static int8_t codes[3] = { -1, 0, 1 };
	static const unsigned char want[6] = { 0x44, 0xa8, 0, 0, 0x44, 0x28 };
	struct bitnet_codes c = { codes, 1, 3, 1 / 30.0f, NULL };
	unsigned char *got;
	uint64_t n;

	got = encode(BITNET_TENSOR_F16, &c, &n);
	CHECK_INT(n, 6);
	CHECK_MEM(got, want, 6);
	free(got);
}

TEST(blocks, "scales of blocks are kept by TQ1_0, TQ2_0 and F16, and refused by formats with one scale")
{
	static const uint32_t one[] = { BITNET_TENSOR_I2_S, BITNET_TENSOR_TL1, BITNET_TENSOR_TL2 };
	static float scales[2] = { 0.5f, 0.25f };
	static const struct bitnet_tl_tiles tiles = { 32, 64, 32 }, tiles2 = { 32, 96, 32 };
	unsigned char code[512], want[2 * 66], *got, room[32 * 512];
	struct bitnet_codes c;
	struct bitnet_error err;
	uint64_t n;
	size_t i;

	make(&c, 4, 1, 512, 9, code);
	c.block_scales = scales;
	tiny_tq2(code, 0x3800, want);
	tiny_tq2(code + 256, 0x3400, want + 66);
	got = encode(BITNET_TENSOR_TQ2_0, &c, &n);
	CHECK_MEM(got, want, n);
	free(got);
	got = encode(BITNET_TENSOR_F16, &c, &n);
	for (i = 0; i < 512; i++)
		CHECK_INT(got[2 * i + 1] & 0x7f, code[i] == 1 ? 0 : i < 256 ? 0x38 : 0x34);
	free(got);
	c.n_rows = 32;          /* for tiles; what is refused is not read */
	for (i = 0; i < 3; i++) {
		CHECK_INT(bitnet_encode_ternary(room, one[i], &c, i == 2 ? &tiles2 : &tiles, &err), BITNET_E_UNSUPPORTED);
		CHECK_STR(err.name, "encode_blocks");
	}
	c.block_scales = NULL;
	bitnet_codes_release(&c);
}

static void bad_scale(uint32_t type, float scale, const char *text)
{
	static int8_t codes[256];
	struct bitnet_codes c = { codes, 1, 256, scale, NULL };
	unsigned char room[1024];
	struct bitnet_error err;

	codes[0] = 1;
	CHECK_INT(bitnet_encode_ternary(room, type, &c, NULL, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "encode_scale");
	CHECK_HAS(err.message, text);
}

TEST(scales, "a scale below 0, not finite, or beyond f16 is refused; 0 is a scale")
{
	static int8_t codes[256];
	struct bitnet_codes c = { codes, 1, 256, 0, NULL };
	unsigned char *got;
	uint64_t n;

	bad_scale(BITNET_TENSOR_I2_S, -1, "the scale is -1, finite and at least 0 expected");
	bad_scale(BITNET_TENSOR_TQ2_0, NAN, "nan");
	bad_scale(BITNET_TENSOR_TQ1_0, INFINITY, "inf");
	bad_scale(BITNET_TENSOR_TQ1_0, 65520, "the scale 65520 is too large for TQ1_0");
	bad_scale(BITNET_TENSOR_TQ2_0, 1e-9f, "the scale 1e-09 is too small for TQ2_0");
	bad_scale(BITNET_TENSOR_F16, 1e6f, "too large for F16");
	codes[0] = 0;
	got = encode(BITNET_TENSOR_I2_S, &c, &n);
	CHECK_INT(got[0], 0x55);
	free(got);
}

TEST(dense_type, "a type for dense weights only is refused by name")
{
	static int8_t codes[256];
	struct bitnet_codes c = { codes, 1, 256, 1, NULL };
	unsigned char room[1024];
	struct bitnet_error err;

	CHECK_INT(bitnet_encode_ternary(room, BITNET_TENSOR_Q8_0, &c, NULL, &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.name, "encode_type");
	CHECK_HAS(err.message, "Q8_0 is no type for ternary weights");
}

int main(void)
{
	return tap_main();
}

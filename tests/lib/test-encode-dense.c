/* SPDX-License-Identifier: MIT */
/* Floats into the dense types: the bytes of gguf-py and of ggml, and the edges of each type. */
#include "convert/encode.h"
#include "floats.h"
#include "sha.h"
#include "tap.h"

static void same(uint32_t type, const char *want)
{
	size_t n = 256 * 512;
	float *x = malloc(n * sizeof(*x));
	unsigned char *out;
	struct bitnet_error err;
	uint64_t size;

	CHECK(x);
	test_floats(11, x, n);
	CHECK_OK(bitnet_encode_size(&size, type, 1, n, NULL, &err), err);
	out = malloc(size);
	CHECK(out);
	CHECK_OK(bitnet_encode_dense(out, type, x, n, &err), err);
	CHECK_SHA(out, size, want);
	free(out);
	free(x);
}

/* SHA-256 of what gguf-py 0.17 (gguf.quants.quantize) writes for test_floats(11); Q8_0 and Q4_0 of ggml are the same. */
TEST(gguf_py, "F16, BF16, Q8_0 and Q4_0 have the bytes of gguf-py and of ggml")
{
	same(BITNET_TENSOR_F16, "5ce77fc1119e9201e633293a634b6c7ac3f3ab860a38a2f1e6d6b16d092e0867");
	same(BITNET_TENSOR_BF16, "9775e940ff41ef8ef5de874c840f147ea8056d4bc90b2fa1ea71ed3b5db2f9d8");
	same(BITNET_TENSOR_Q8_0, "38cb23aa4c847683ac0667f373367bc44fcf2b989e0529bca479c6f2543bb59d");
	same(BITNET_TENSOR_Q4_0, "634da2e96b9a0bc79b6a09162cf99b766039a610acb33d6e461928b945654009");
}

static uint32_t one(uint32_t type, uint32_t bits)
{
	unsigned char out[4] = { 0 };
	struct bitnet_error err;
	float x;

	memcpy(&x, &bits, 4);
	CHECK_OK(bitnet_encode_dense(out, type, &x, 1, &err), err);
	return out[0] | (uint32_t)out[1] << 8 | (uint32_t)out[2] << 16 | (uint32_t)out[3] << 24;
}

TEST(bits, "F32 keeps every bit; BF16 and F16 round to nearest even, and infinities and NaNs stay what they are")
{
	CHECK_INT(one(BITNET_TENSOR_F32, 0x7fa12345), 0x7fa12345);
	CHECK_INT(one(BITNET_TENSOR_F32, 0x80000001), 0x80000001);
	CHECK_INT(one(BITNET_TENSOR_BF16, 0x3f808000), 0x3f80);       /* a tie, to even */
	CHECK_INT(one(BITNET_TENSOR_BF16, 0x3f818000), 0x3f82);
	CHECK_INT(one(BITNET_TENSOR_BF16, 0x3f808001), 0x3f81);
	CHECK_INT(one(BITNET_TENSOR_BF16, 0x80008000), 0x8000);
	CHECK_INT(one(BITNET_TENSOR_BF16, 0x7f7f7fff), 0x7f7f);
	CHECK_INT(one(BITNET_TENSOR_BF16, 0xff800000), 0xff80);
	CHECK_INT(one(BITNET_TENSOR_BF16, 0x7f800001), 0x7fc0);       /* a NaN does not round to infinity */
	CHECK_INT(one(BITNET_TENSOR_BF16, 0xffffffff), 0xffff);
	CHECK_INT(one(BITNET_TENSOR_F16, 0x3f801000), 0x3c00);
	CHECK_INT(one(BITNET_TENSOR_F16, 0x3f803000), 0x3c02);
	CHECK_INT(one(BITNET_TENSOR_F16, 0x477fefff), 0x7bff);        /* the largest below 65520 */
	CHECK_INT(one(BITNET_TENSOR_F16, 0x33000001), 0x0001);
	CHECK_INT(one(BITNET_TENSOR_F16, 0xff800000), 0xfc00);
	CHECK_INT(one(BITNET_TENSOR_F16, 0x7f800001) & 0x7e00, 0x7e00);
}

static void refused(uint32_t type, const float *x, size_t n, const char *text)
{
	unsigned char out[1024];
	struct bitnet_error err;

	CHECK_INT(bitnet_encode_dense(out, type, x, n, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "encode_value");
	CHECK_HAS(err.message, text);
}

TEST(too_large, "a finite value that would become infinite is refused, with its place")
{
	float x[512] = { 0 };

	x[2] = -65520;
	refused(BITNET_TENSOR_F16, x, 3, "element 2 is -65520, which F16 can not hold");
	x[2] = 3.4e38f;
	refused(BITNET_TENSOR_BF16, x, 3, "element 2 is 3.4e+38, which BF16 can not hold");
	memset(x, 0, sizeof(x));
	x[33] = 127 * 65504.0f;
	refused(BITNET_TENSOR_Q4_0, x, 64, "element 33 is 8.31901e+06, which Q4_0 can not hold");
	x[34] = -127 * 65520.0f;
	refused(BITNET_TENSOR_Q8_0, x, 64, "element 34 is -8.32104e+06, which Q8_0 can not hold");
	x[34] = 0;
	CHECK_INT(bitnet_encode_dense((uint8_t[68]){ 0 }, BITNET_TENSOR_Q8_0, x, 64, NULL), 0);
	x[300] = 3e8f;
	refused(BITNET_TENSOR_Q6_K, x, 512, "element 300 is 3e+08, which Q6_K can not hold");
	x[300] = 3e38f;
	refused(BITNET_TENSOR_Q6_K, x, 512, "element 300 is 3e+38");
}

TEST(blocks, "blocks take no infinity and no NaN")
{
	static const uint32_t types[] = { BITNET_TENSOR_Q8_0, BITNET_TENSOR_Q4_0, BITNET_TENSOR_Q6_K };
	size_t i;

	for (i = 0; i < 3; i++) {
		float x[256] = { 1, 2, 3 };

		x[40] = NAN;
		x[50] = 9;
		refused(types[i], x, 256, "element 40 is nan, which Q");
		x[40] = -INFINITY;
		refused(types[i], x, 256, "element 40 is -inf, which Q");
	}
}

TEST(tiny, "values too small for the f16 scale become zeros")
{
	static const uint32_t types[] = { BITNET_TENSOR_Q8_0, BITNET_TENSOR_Q4_0 };
	float x[32] = { 1e-40f, -1e-44f, 0x1p-149f };
	unsigned char out[34];
	struct bitnet_error err;
	size_t i;

	for (i = 0; i < 2; i++) {
		CHECK_OK(bitnet_encode_dense(out, types[i], x, 32, &err), err);
		CHECK_INT(out[0], 0);
		CHECK_INT(out[1] & 0x7f, 0);
	}
}

TEST(other, "a ternary type is refused by name")
{
	float x[256] = { 0 };
	unsigned char out[256];
	struct bitnet_error err;

	CHECK_INT(bitnet_encode_dense(out, BITNET_TENSOR_I2_S, x, 256, &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.name, "encode_type");
	CHECK_HAS(err.message, "I2_S is no type for dense weights");
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* Sizes of encodings, and what can not be encoded. */
#include "convert/encode.h"
#include "tap.h"

static uint64_t size_of(uint32_t type, uint64_t m, uint64_t k, struct bitnet_tl_tiles t)
{
	struct bitnet_error err;
	uint64_t n = 0;

	CHECK_OK(bitnet_encode_size(&n, type, m, k, &t, &err), err);
	return n;
}

TEST(sizes, "sizes are those of formats.md: the tensors of 2B4T, blocks, and the scale slot of 32 bytes")
{
	static const struct bitnet_tl_tiles none = { 0, 0, 0 };

	CHECK_INT(size_of(BITNET_TENSOR_I2_S, 2560, 2560, none), 1638432);
	CHECK_INT(size_of(BITNET_TENSOR_I2_S, 640, 2560, none), 409632);
	CHECK_INT(size_of(BITNET_TENSOR_I2_S, 6912, 2560, none), 4423712);
	CHECK_INT(size_of(BITNET_TENSOR_F16, 128256, 2560, none), 656670720);
	CHECK_INT(size_of(BITNET_TENSOR_F32, 3, 5, none), 60);
	CHECK_INT(size_of(BITNET_TENSOR_BF16, 3, 5, none), 30);
	CHECK_INT(size_of(BITNET_TENSOR_Q8_0, 3, 64, none), 3 * 2 * 34);
	CHECK_INT(size_of(BITNET_TENSOR_Q4_0, 3, 64, none), 3 * 2 * 18);
	CHECK_INT(size_of(BITNET_TENSOR_Q6_K, 3, 512, none), 3 * 2 * 210);
	CHECK_INT(size_of(BITNET_TENSOR_TQ1_0, 3, 512, none), 3 * 2 * 54);
	CHECK_INT(size_of(BITNET_TENSOR_TQ2_0, 3, 512, none), 3 * 2 * 66);
	CHECK_INT(size_of(BITNET_TENSOR_TL1, 1536, 4096, (struct bitnet_tl_tiles){ 256, 128, 32 }), 1536 * 4096 / 4 + 32);
	/* (4096 - 256) * 1536 / 3 * 5 / 8 + 256 * 1536 / 2 * 4 / 8 */
	CHECK_INT(size_of(BITNET_TENSOR_TL2, 1536, 4096, (struct bitnet_tl_tiles){ 256, 96, 32 }), 1228800 + 98304 + 32);
}

static void refused(uint32_t type, uint64_t m, uint64_t k, struct bitnet_tl_tiles t, const char *name, const char *text)
{
	struct bitnet_error err;
	uint64_t n = 7;

	CHECK_INT(bitnet_encode_size(&n, type, m, k, &t, &err), BITNET_E_UNSUPPORTED);
	CHECK_STR(err.name, name);
	CHECK_HAS(err.message, text);
	CHECK_INT(n, 7);
}

TEST(refusals, "a shape that does not fit, and a type that is not written, are refused by name")
{
	static const struct bitnet_tl_tiles none = { 0, 0, 0 };

	refused(BITNET_TENSOR_I2_S, 3, 100, none, "encode_shape", "3 rows of 100 columns can not be I2_S: the weights are no multiple of 128");
	refused(BITNET_TENSOR_TQ1_0, 2, 128, none, "encode_shape", "2 rows of 128 columns can not be TQ1_0: the columns are no multiple of 256");
	refused(BITNET_TENSOR_TQ2_0, 256, 1, none, "encode_shape", "no multiple of 256");
	refused(BITNET_TENSOR_Q6_K, 1, 255, none, "encode_shape", "no multiple of 256");
	refused(BITNET_TENSOR_Q8_0, 32, 33, none, "encode_shape", "no multiple of 32");
	refused(BITNET_TENSOR_F32, 0, 5, none, "encode_shape", "0 rows of 5 columns can not be encoded");
	refused(BITNET_TENSOR_F32, UINT64_C(1) << 33, UINT64_C(1) << 33, none, "encode_shape", "can not be encoded");
	refused(BITNET_TENSOR_TL1, 256, 256, (struct bitnet_tl_tiles){ 96, 64, 32 }, "tl_shape", "the rows are no multiple of BM");
	refused(BITNET_TENSOR_TL2, 256, 128, (struct bitnet_tl_tiles){ 128, 96, 32 }, "tl_shape", "it needs 256 columns");
	refused(12, 256, 256, none, "encode_type", "tensors of type Q4_K are not written");
	refused(999, 256, 256, none, "encode_type", "tensors of type unknown are not written");
}

TEST(stored, "a scale is rounded to f16 where that is stored, and kept elsewhere")
{
	/* 1/30 in f32 is 0x3d088889, in f16 0x2844. */
	CHECK(bitnet_encode_stored_scale(BITNET_TENSOR_TQ2_0, 1 / 30.0f) == 0x444p-15f);
	CHECK(bitnet_encode_stored_scale(BITNET_TENSOR_TQ1_0, 1 / 30.0f) == 0x444p-15f);
	CHECK(bitnet_encode_stored_scale(BITNET_TENSOR_F16, 1 / 30.0f) == 0x444p-15f);
	CHECK(bitnet_encode_stored_scale(BITNET_TENSOR_I2_S, 1 / 30.0f) == 1 / 30.0f);
	CHECK(bitnet_encode_stored_scale(BITNET_TENSOR_TL1, 1 / 30.0f) == 1 / 30.0f);
	CHECK(bitnet_encode_stored_scale(BITNET_TENSOR_TL2, 1 / 30.0f) == 1 / 30.0f);
	CHECK(bitnet_encode_stored_scale(BITNET_TENSOR_TQ2_0, 0.0625f) == 0.0625f);
}

int main(void)
{
	return tap_main();
}

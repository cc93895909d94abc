/* SPDX-License-Identifier: MIT */
/*
 * Tensor types: sizes against the table of formats.md 3.1 (written out here again), and formats
 * that share a number told apart by span (3.3).  The 2B4T sizes are those computed in formats.md 2.2.
 */
#include <bitnet/gguf.h>

#include "gguf-build.h"
#include "tap.h"

static struct bitnet_error err;

/* The only tensor of a file with this many bytes of data; a copy without borrowed parts. */
static struct bitnet_tensor one(uint32_t type, uint64_t ne0, uint64_t ne1, size_t bytes)
{
	uint64_t ne[2] = { ne0, ne1 };
	struct bitnet_tensor t;
	struct bitnet_gguf *g;
	struct gguf_build b;
	unsigned char *s;
	size_t n;

	gb_init(&b);
	gb_info(&b, "t", 2, ne, type, 0);
	gb_add(&b.data, NULL, bytes);
	s = gb_finish(&b, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	t = *bitnet_gguf_tensor_at(g, 0);
	bitnet_gguf_close(g);
	free(s);
	t.data = NULL;
	return t;
}

TEST(table, "knows the block sizes of all types that every program agrees on")
{
	static const struct { unsigned id, block, bytes; const char *name; } want[] = {
		{ 0, 1, 4, "F32" }, { 1, 1, 2, "F16" }, { 2, 32, 18, "Q4_0" }, { 3, 32, 20, "Q4_1" },
		{ 6, 32, 22, "Q5_0" }, { 7, 32, 24, "Q5_1" }, { 8, 32, 34, "Q8_0" }, { 9, 32, 36, "Q8_1" },
		{ 10, 256, 84, "Q2_K" }, { 11, 256, 110, "Q3_K" }, { 12, 256, 144, "Q4_K" }, { 13, 256, 176, "Q5_K" },
		{ 14, 256, 210, "Q6_K" }, { 15, 256, 292, "Q8_K" }, { 16, 256, 66, "IQ2_XXS" }, { 17, 256, 74, "IQ2_XS" },
		{ 18, 256, 98, "IQ3_XXS" }, { 19, 256, 50, "IQ1_S" }, { 20, 32, 18, "IQ4_NL" }, { 21, 256, 110, "IQ3_S" },
		{ 22, 256, 82, "IQ2_S" }, { 23, 256, 136, "IQ4_XS" }, { 24, 1, 1, "I8" }, { 25, 1, 2, "I16" },
		{ 26, 1, 4, "I32" }, { 27, 1, 8, "I64" }, { 28, 1, 8, "F64" }, { 29, 256, 56, "IQ1_M" },
		{ 30, 1, 2, "BF16" }, { 31, 32, 18, "Q4_0_4_4" }, { 32, 32, 18, "Q4_0_4_8" }, { 33, 32, 18, "Q4_0_8_8" },
		{ 34, 256, 54, "TQ1_0" }, { 35, 256, 66, "TQ2_0" },
		/* Of one program each. */
		{ 40, 64, 36, "NVFP4" }, { 41, 128, 18, "Q1_0" }, { 42, 64, 18, "Q2_0" }, { 133, 32, 26, "Q6_0" }, { 137, 256, 76, "IQ2_K" },
	};
	uint32_t block, bytes;
	size_t i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		struct bitnet_tensor t = one(want[i].id, 512, 3, 512 * 3 * 8);

		CHECK_STR(bitnet_tensor_type_name(want[i].id), want[i].name);
		CHECK(bitnet_tensor_type_block(want[i].id, &block, &bytes));
		CHECK_INT(block, want[i].block);
		CHECK_INT(bytes, want[i].bytes);
		CHECK(t.size_known);
		CHECK_INT(t.n_bytes, 512 * 3 / want[i].block * want[i].bytes);
	}
}

TEST(unknown, "has no name for a number that nobody uses")
{
	uint32_t block, bytes;

	CHECK(bitnet_tensor_type_name(200) == NULL);
	CHECK(!bitnet_tensor_type_block(200, &block, &bytes));
	CHECK(!one(200, 8, 1, 64).size_known);
	CHECK_INT(one(0x10024, 32, 1, 64).type, BITNET_TENSOR_UNKNOWN);
	CHECK_INT(one(0x10024, 32, 1, 64).file_type, 0x10024);
	CHECK_INT(one(UINT32_MAX, 32, 1, 64).type, BITNET_TENSOR_UNKNOWN);
}

TEST(removed, "names removed types")
{
	CHECK_STR(bitnet_tensor_type_name(4), "Q4_2");
	CHECK_STR(bitnet_tensor_type_name(31), "Q4_0_4_4");
	CHECK_INT(one(33, 64, 2, 72).n_bytes, 72);
}

TEST(i2s, "sizes I2_S as the official 2B4T file has it")
{
	CHECK_INT(one(36, 2560, 2560, 1638432).n_bytes, 1638432);
	CHECK_INT(one(36, 2560, 640, 409632).n_bytes, 409632);
	CHECK_INT(one(36, 2560, 6912, 4423712).n_bytes, 4423712);
	CHECK_INT(one(1, 2560, 128256, 656670720).n_bytes, 656670720);
}

TEST(id36, "tells I2_S from IQ4_NL_4_4 by the span")
{
	CHECK_INT(one(36, 128, 8, 1024 / 4 + 32).type, BITNET_TENSOR_I2_S);
	CHECK_INT(one(36, 128, 8, 1024 / 4 + 32 + 31).type, BITNET_TENSOR_I2_S);
	CHECK_INT(one(36, 128, 8, 1024 / 32 * 18).type, BITNET_TENSOR_IQ4_NL_4_4);
	CHECK_INT(one(36, 128, 8, 1024 / 32 * 18).n_bytes, 576);
	CHECK_INT(one(36, 128, 8, 100000).type, BITNET_TENSOR_I2_S);
	/* A whole step of the alignment behind one is no padding. */
	CHECK_INT(one(36, 128, 1, 64 + 31).type, BITNET_TENSOR_I2_S);
	CHECK_INT(one(36, 128, 1, 64 + 32).type, BITNET_TENSOR_IQ4_NL_4_4);
	CHECK_STR(bitnet_tensor_type_name(BITNET_TENSOR_IQ4_NL_4_4), "IQ4_NL_4_4");
}

TEST(id38, "tells TL1 from IQ4_NL_8_8 by the span")
{
	CHECK_INT(one(38, 1536, 256, 1536 * 256 / 4 + 32).type, BITNET_TENSOR_TL1);
	CHECK_INT(one(38, 1536, 256, 1536 * 256 / 32 * 18).type, BITNET_TENSOR_IQ4_NL_8_8);
}

/* 4.5: nb = (K-256)*M/3*5/8 + 256*M/2*4/8, rounded up to 32; plus 32. */
TEST(id39, "tells TL2 from MXFP4 by the span")
{
	uint64_t nb = (1536 - 256) * UINT64_C(4096) / 3 * 5 / 8 + UINT64_C(256) * 4096 / 2 * 4 / 8;

	nb = (nb + 31) / 32 * 32;
	CHECK_INT(one(39, 1536, 4096, nb + 32).type, BITNET_TENSOR_TL2);
	CHECK_INT(one(39, 1536, 4096, nb + 32).n_bytes, nb + 32);
	CHECK_INT(one(39, 1536, 4096, 1536 * 4096 / 32 * 17).type, BITNET_TENSOR_MXFP4);
	CHECK_INT(one(39, 1536, 4096, 1536 * 4096 / 32 * 17).n_bytes, 1536 * 4096 / 32 * 17);
	CHECK_INT(one(39, 64, 2, 68).type, BITNET_TENSOR_MXFP4);
	CHECK_INT(one(39, 1536, 4096, 1536 * 4096).type, BITNET_TENSOR_MXFP4);
}

TEST(ik, "sizes the ternary types of ik_llama.cpp with the scale of each row, and old files without it")
{
	CHECK_INT(one(135, 256, 4, 4 * (4 + 64)).n_bytes, 272);
	CHECK_INT(one(135, 256, 4, 256).n_bytes, 256);
	CHECK_INT(one(134, 256, 4, 4 * (2 + 52)).n_bytes, 216);
	CHECK_INT(one(335, 256, 4, 272).n_bytes, 272);
	CHECK_STR(bitnet_tensor_type_name(335), "IQ2_BN_R4");
	CHECK(!one(142, 256, 4, 300).size_known);
}

TEST(forks, "takes a size for unknown where another program's format does not fit the span")
{
	CHECK_INT(one(42, 128, 4, 512 / 64 * 18).n_bytes, 144);
	CHECK(!one(42, 128, 4, 512 / 128 * 34).size_known);
}

TEST(values, "names value types")
{
	CHECK_STR(bitnet_value_type_name(0), "u8");
	CHECK_STR(bitnet_value_type_name(8), "string");
	CHECK_STR(bitnet_value_type_name(12), "f64");
	CHECK_STR(bitnet_value_type_name(13), "unknown");
}

int main(void)
{
	return tap_main();
}

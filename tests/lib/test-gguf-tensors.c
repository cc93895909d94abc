/* SPDX-License-Identifier: MIT */
/* The tensor table: shapes, offsets, overlap, spans (formats.md 1.5.7 to 1.5.11), on files built here. */
#include <bitnet/gguf.h>

#include "gguf-build.h"
#include "tap.h"

static struct bitnet_error err;

static const char *verdict(struct gguf_build *b)
{
	struct bitnet_gguf *g;
	size_t n;
	unsigned char *s = gb_finish(b, &n);

	memset(&err, 0, sizeof(err));
	if (bitnet_gguf_open_memory(&g, s, n, &err) == 0)
		bitnet_gguf_close(g);
	free(s);
	return err.name;
}

/* One tensor with this shape and type and 4096 bytes of data. */
static const char *shape(uint32_t n_dims, uint64_t a, uint64_t b2, uint64_t c, uint64_t d, uint32_t type)
{
	uint64_t ne[5] = { a, b2, c, d, 1 };
	struct gguf_build b;

	gb_init(&b);
	gb_info(&b, "t", n_dims, ne, type, 0);
	gb_add(&b.data, NULL, 4096);
	return verdict(&b);
}

TEST(dims, "refuses no dimension, five, zero, above 2^31, and 2^48 elements")
{
	CHECK_STR(shape(0, 1, 1, 1, 1, 0), "gguf_dims");
	CHECK_STR(shape(5, 1, 1, 1, 1, 0), "gguf_dims");
	CHECK_STR(shape(1, 0, 1, 1, 1, 0), "gguf_dims");
	CHECK_STR(shape(3, 4, 0, 1, 1, 0), "gguf_dims");
	CHECK_STR(shape(1, (UINT64_C(1) << 31) + 1, 1, 1, 1, 200), "gguf_dims");
	CHECK_STR(shape(2, INT64_MAX, 2, 1, 1, 0), "gguf_dims");
	CHECK_STR(shape(4, 1u << 31, 1u << 31, 1u << 31, 1u << 31, 0), "gguf_dims");
	CHECK_STR(shape(2, 1u << 24, 1u << 24, 1, 1, 200), "gguf_dims");
	CHECK_STR(shape(2, 1u << 24, (1u << 24) - 1, 1, 1, 200), "");
	CHECK_STR(shape(4, 2, 2, 2, 2, 0), "");
}

TEST(names, "refuses tensor names that are empty, longer than 63 bytes, hold NUL or stand twice")
{
	char name[65];
	struct gguf_build b;

	memset(name, 'n', 64);
	name[64] = '\0';
	gb_init(&b);
	gb_tensor(&b, name, 0, 1, 0, NULL, 4);
	CHECK_STR(verdict(&b), "gguf_name");
	name[63] = '\0';
	gb_tensor(&b, name, 0, 1, 0, NULL, 4);
	CHECK_STR(verdict(&b), "");
	gb_tensor(&b, "", 0, 1, 0, NULL, 4);
	gb_tensor(&b, "xx", 0, 1, 0, NULL, 4);
	CHECK_STR(verdict(&b), "gguf_name");
	gb_tensor(&b, "a.b", 0, 1, 0, NULL, 4);
	b.infos.s[9] = '\0';
	CHECK_STR(verdict(&b), "gguf_name");
	gb_tensor(&b, "a", 0, 1, 0, NULL, 4);
	gb_tensor(&b, "b", 0, 1, 0, NULL, 4);
	gb_tensor(&b, "a", 0, 1, 0, NULL, 4);
	CHECK_STR(verdict(&b), "gguf_dup_tensor");
}

TEST(rows, "refuses rows that are no multiple of the block, and I2_S of no multiple of 128")
{
	CHECK_STR(shape(2, 32, 2, 1, 1, BITNET_TENSOR_Q8_0), "");
	CHECK_STR(shape(2, 48, 2, 1, 1, BITNET_TENSOR_Q8_0), "gguf_row");
	CHECK_STR(shape(2, 128, 2, 1, 1, BITNET_TENSOR_Q6_K), "gguf_row");
	CHECK_STR(shape(2, 100, 3, 1, 1, BITNET_TENSOR_I2_S), "gguf_row");
	CHECK_STR(shape(2, 64, 6, 1, 1, BITNET_TENSOR_I2_S), "");
}

TEST(offsets, "refuses offsets off the alignment or past the data, and data that ends past the file")
{
	uint64_t ne = 8;
	struct gguf_build b;

	gb_init(&b);
	gb_info(&b, "t", 1, &ne, 0, 8);
	gb_add(&b.data, NULL, 64);
	CHECK_STR(verdict(&b), "gguf_offset");
	gb_info(&b, "t", 1, &ne, 0, 96);
	gb_add(&b.data, NULL, 64);
	CHECK_STR(verdict(&b), "gguf_offset");
	gb_info(&b, "t", 1, &ne, 0, UINT64_MAX - 31);
	gb_add(&b.data, NULL, 64);
	CHECK_STR(verdict(&b), "gguf_offset");
	gb_info(&b, "t", 1, &ne, 0, 64);
	gb_add(&b.data, NULL, 64);
	CHECK_STR(verdict(&b), "gguf_offset");
	gb_info(&b, "t", 1, &ne, 0, 32);
	gb_add(&b.data, NULL, 64);
	CHECK_STR(verdict(&b), "");
	gb_info(&b, "t", 1, &ne, 0, 32);
	gb_add(&b.data, NULL, 63);
	CHECK_STR(verdict(&b), "gguf_offset");
}

TEST(overlap, "refuses tensors that share bytes, in any order of the table")
{
	uint64_t ne = 16;
	struct gguf_build b;

	gb_init(&b);
	gb_info(&b, "b", 1, &ne, 0, 32);
	gb_info(&b, "a", 1, &ne, 0, 0);
	gb_add(&b.data, NULL, 128);
	CHECK_STR(verdict(&b), "gguf_overlap");
	CHECK_HAS(err.message, "tensor 'a' overlaps 'b' by 32 bytes");
	gb_info(&b, "a", 1, &ne, 0, 0);
	gb_info(&b, "b", 1, &ne, 0, 0);
	gb_add(&b.data, NULL, 128);
	CHECK_STR(verdict(&b), "gguf_overlap");
	gb_info(&b, "a", 1, &ne, 200, 64);
	gb_info(&b, "b", 1, &ne, 0, 64);
	gb_add(&b.data, NULL, 128);
	CHECK_STR(verdict(&b), "gguf_overlap");
	gb_info(&b, "a", 1, &ne, 0, 64);
	gb_info(&b, "b", 1, &ne, 0, 0);
	gb_add(&b.data, NULL, 128);
	CHECK_STR(verdict(&b), "");
}

TEST(spans, "keeps the distance to the next tensor in order of the data, over gaps")
{
	uint64_t ne = 8;
	struct bitnet_gguf *g;
	struct gguf_build b;
	unsigned char *s;
	size_t n;

	gb_init(&b);
	gb_info(&b, "last", 1, &ne, 0, 160);
	gb_info(&b, "first", 1, &ne, 0, 32);
	gb_info(&b, "what", 1, &ne, 777, 96);
	gb_add(&b.data, NULL, 200);
	s = gb_finish(&b, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	CHECK_INT(bitnet_gguf_tensor(g, "first")->span, 64);
	CHECK_INT(bitnet_gguf_tensor(g, "what")->span, 64);
	CHECK_INT(bitnet_gguf_tensor(g, "last")->span, 40);
	CHECK(!bitnet_gguf_tensor(g, "what")->size_known);
	CHECK_INT(bitnet_gguf_tensor(g, "what")->n_bytes, 0);
	CHECK_INT(bitnet_gguf_tensor(g, "what")->file_type, 777);
	bitnet_gguf_close(g);
	free(s);
}

TEST(many, "finds names among 60000 tensors")
{
	struct bitnet_gguf *g;
	struct gguf_build b;
	unsigned char *s;
	char name[32];
	uint64_t ne = 1;
	size_t n;
	unsigned i;

	gb_init(&b);
	for (i = 0; i < 60000; i++) {
		snprintf(name, sizeof(name), "t.%u", i * 7919u % 60000u);
		gb_info(&b, name, 1, &ne, BITNET_TENSOR_F32, (uint64_t)i * 32);
	}
	gb_add(&b.data, NULL, 60000 * 32);
	s = gb_finish(&b, &n);
	CHECK_OK(bitnet_gguf_open_memory(&g, s, n, &err), err);
	for (i = 0; i < 60000; i++) {
		const struct bitnet_tensor *t;

		snprintf(name, sizeof(name), "t.%u", i * 7919u % 60000u);
		t = bitnet_gguf_tensor(g, name);
		CHECK(t != NULL && t == bitnet_gguf_tensor_at(g, i));
	}
	bitnet_gguf_close(g);
	free(s);
}

int main(void)
{
	return tap_main();
}

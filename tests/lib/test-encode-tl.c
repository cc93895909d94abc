/* SPDX-License-Identifier: MIT */
/* Codes into TL1 and TL2: byte for byte what the formulas of formats.md give, weight by weight. */
#include "convert/encode.h"
#include "model-build.h"
#include "sha.h"
#include "tap.h"

static unsigned char *encode(uint32_t type, uint64_t seed, size_t m, size_t k, struct tl_tiles t, uint64_t *n, unsigned char **want)
{
	struct bitnet_tl_tiles tiles = { (uint32_t)t.BM, (uint32_t)t.BK, (uint32_t)t.bm };
	unsigned char *code = malloc(m * k), *out;
	struct bitnet_codes c = { malloc(m * k), m, k, 0.5f, NULL };
	struct bitnet_error err;
	size_t i;

	CHECK(code && c.codes);
	tiny_codes(seed, code, m * k);
	for (i = 0; i < m * k; i++)
		c.codes[i] = (int8_t)(code[i] - 1);
	CHECK_OK(bitnet_encode_size(n, type, m, k, &tiles, &err), err);
	out = malloc(*n);
	CHECK(out);
	memset(out, 0xee, *n);
	CHECK_OK(bitnet_encode_ternary(out, type, &c, &tiles, &err), err);
	if (want) {
		*want = malloc(*n);
		CHECK(*want);
		if (type == BITNET_TENSOR_TL1)
			tl1_build(code, m, k, t, 0.5f, *want);
		else
			tl2_build(code, m, k, t, 0.5f, *want);
	}
	bitnet_codes_release(&c);
	free(code);
	return out;
}

struct shape {
	size_t m, k;
	struct tl_tiles t;
};

static void same(uint32_t type, const struct shape *s, size_t n_shapes)
{
	size_t i;

	for (i = 0; i < n_shapes; i++) {
		unsigned char *want, *got;
		uint64_t n;

		got = encode(type, i, s[i].m, s[i].k, s[i].t, &n, &want);
		CHECK_MEM(got, want, n);
		free(got);
		free(want);
	}
}

TEST(tl1, "TL1 is what the index formula says, for every bm and several tiles")
{
	static const struct shape shapes[] = {
		{ 256, 256, { 256, 128, 32 } }, { 256, 256, { 128, 64, 64 } }, { 320, 192, { 160, 64, 32 } },
		{ 640, 256, { 320, 128, 64 } }, { 64, 64, { 32, 32, 16 } },    { 16, 16, { 16, 16, 16 } },
	};

	same(BITNET_TENSOR_TL1, shapes, sizeof(shapes) / sizeof(*shapes));
}

TEST(tl2, "TL2 is what the index formulas say: triples, signs, pairs behind the last tile, zeros up to the scale")
{
	static const struct shape shapes[] = {
		{ 256, 256, { 256, 96, 32 } }, { 128, 384, { 128, 192, 32 } }, { 320, 320, { 160, 96, 32 } },
		{ 64, 416, { 32, 96, 32 } },   { 96, 288, { 32, 72, 32 } },    { 32, 544, { 32, 288, 32 } },
	};

	same(BITNET_TENSOR_TL2, shapes, sizeof(shapes) / sizeof(*shapes));
}

TEST(refmodel, "the bytes are those that the reference model's numpy packers write")
{
	unsigned char *got;
	uint64_t n;

	got = encode(BITNET_TENSOR_TL1, 12, 1536, 1536, (struct tl_tiles){ 128, 64, 64 }, &n, NULL);
	CHECK_SHA(got, n, "9592e00be0962590a6b397bb009b7ab29b37152745b305585bb12b04eda156ae");
	free(got);
	got = encode(BITNET_TENSOR_TL2, 12, 1536, 1536, (struct tl_tiles){ 128, 192, 32 }, &n, NULL);
	CHECK_SHA(got, n, "9520a161414687f92bb6e6f40f3c39962bb4bcc81cf27d71c9e05b58436ae842");
	free(got);
	got = encode(BITNET_TENSOR_TL1, 13, 640, 320, (struct tl_tiles){ 320, 64, 32 }, &n, NULL);
	CHECK_SHA(got, n, "fe379057cd3691399864e23b2af6a3a3db0acccfb826fcad7ff18deb437e2984");
	free(got);
	got = encode(BITNET_TENSOR_TL2, 13, 640, 320, (struct tl_tiles){ 320, 96, 32 }, &n, NULL);
	CHECK_SHA(got, n, "75194a715accce800b50847e84b9543b28dc5007629cce2f29a675f7a5e4fbba");
	free(got);
}

int main(void)
{
	return tap_main();
}

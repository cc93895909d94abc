/* SPDX-License-Identifier: MIT */
/* Tiles of TL1 and TL2: their text, where they come from, which shapes they fit, where the bytes lie. */
#include "gguf-build.h"
#include "gguf/tl.h"
#include "tap.h"
#include "tl-build.h"

static struct bitnet_str str(const char *s)
{
	return (struct bitnet_str){ s, strlen(s) };
}

static void refused(int status, const struct bitnet_error *err, int want, const char *name, const char *text)
{
	CHECK_INT(status, want);
	CHECK_STR(err->name, name);
	CHECK_HAS(err->message, text);
}

TEST(text, "a table is read from text and written as the same text, TL2 without its bm too")
{
	static const char *const same = "256x512:128,64,64/3200x8640:160,96,32/1x1:1,1,1";
	struct bitnet_tl_table t;
	struct bitnet_error err;
	struct bitnet_buf b = BITNET_BUF_INIT;

	CHECK_OK(bitnet_tl_table_parse(&t, str(same), &err), err);
	CHECK_INT(t.n, 3);
	CHECK_INT(t.entries[1].n_rows, 3200);
	CHECK_INT(t.entries[1].n_cols, 8640);
	CHECK_INT(t.entries[1].tiles.rows, 160);
	CHECK_INT(t.entries[1].tiles.cols, 96);
	CHECK_INT(t.entries[1].tiles.part, 32);
	bitnet_tl_table_text(&t, &b);
	CHECK_STR(b.s, same);
	bitnet_buf_reset(&b);
	CHECK_OK(bitnet_tl_table_parse(&t, str("4096x4096:128,96"), &err), err);
	bitnet_tl_table_text(&t, &b);
	CHECK_STR(b.s, "4096x4096:128,96,32");
	bitnet_buf_release(&b);
}

TEST(bad_text, "what is no table is refused, and the table that was there stays")
{
	static const char *const bad[] = {
		"", "x", "256", "256x256", "256x256:", "256x256:1", "256x256:1,", "256x256:1,2,", "256x256:1,2,3,4", "256x256:1,2,3/",
		"/256x256:1,2,3", "256x256:1,2,3 ", " 256x256:1,2,3", "0x256:1,2,3", "256x0:1,2,3", "256x256:0,2,3", "256x256:1,0,3",
		"256x256:1,2,0", "256x256:01,2,3", "4294967296x1:1,1,1", "99999999999999999999x1:1,1,1", "-1x1:1,1,1", "1X1:1,1,1",
		"1x1:1,1,1//1x2:1,1,1",
	};
	struct bitnet_tl_table t = { .n = 7 };
	struct bitnet_error err;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		int s = bitnet_tl_table_parse(&t, str(bad[i]), &err);

		if (s != BITNET_E_INPUT || strcmp(err.name, "tl_config"))
			FAIL("'%s' gives %d, '%s'", bad[i], s, s ? err.name : "");
		CHECK_INT(t.n, 7);
	}
	refused(bitnet_tl_table_parse(&t, (struct bitnet_str){ "1x1:1,1\0", 8 }, &err), &err, BITNET_E_INPUT, "tl_config", "'1x1:1,1\\x00'");
	refused(bitnet_tl_table_parse(&t, str("1x2:1,1/1x2:2,2"), &err), &err, BITNET_E_INPUT, "tl_config", "tiles for 1x2 stand there twice");
}

TEST(many, "64 shapes are a table, 65 are too many, and so is a text longer than 64 can be")
{
	struct bitnet_tl_table t = { .n = 0 };
	struct bitnet_tl_tiles tiles = { UINT32_MAX, UINT32_MAX, UINT32_MAX };
	struct bitnet_buf b = BITNET_BUF_INIT;
	struct bitnet_error err;
	uint32_t i;

	for (i = 0; i < 64; i++)
		CHECK_OK(bitnet_tl_table_add(&t, UINT32_MAX, UINT32_MAX - i, tiles, &err), err);
	bitnet_tl_table_text(&t, &b);
	CHECK_OK(bitnet_tl_table_parse(&t, (struct bitnet_str){ b.s, b.n }, &err), err);
	CHECK_INT(t.n, 64);
	refused(bitnet_tl_table_add(&t, 1, 1, tiles, &err), &err, BITNET_E_INPUT, "tl_config", "more than 64 shapes");
	bitnet_buf_str(&b, "/1x1:1,1");
	refused(bitnet_tl_table_parse(&t, (struct bitnet_str){ b.s, b.n }, &err), &err, BITNET_E_INPUT, "tl_config", "3520 at most");
	bitnet_buf_release(&b);
	t.n = 0;
	refused(bitnet_tl_table_add(&t, UINT64_C(1) << 32, 1, tiles, &err), &err, BITNET_E_INPUT, "tl_config", "4294967296 x 1");
}

static void found(uint32_t type, uint64_t m, uint64_t k, bool write, uint32_t rows, uint32_t cols, uint32_t part)
{
	struct bitnet_tl_tiles t;
	struct bitnet_error err;

	CHECK_OK(bitnet_tl_find(&t, type, m, k, NULL, write, &err), err);
	if (t.rows != rows || t.cols != cols || t.part != part)
		FAIL("%llu x %llu has %u,%u,%u, want %u,%u,%u", (unsigned long long)m, (unsigned long long)k, t.rows, t.cols, t.part, rows, cols,
		     part);
}

TEST(presets, "the shapes of the known kernels have their tiles (formats.md 4.5)")
{
	found(BITNET_TENSOR_TL1, 1536, 4096, false, 256, 128, 32);
	found(BITNET_TENSOR_TL1, 1536, 1536, false, 128, 64, 64);
	found(BITNET_TENSOR_TL1, 4096, 1536, false, 256, 128, 32);
	found(BITNET_TENSOR_TL1, 3200, 8640, false, 160, 64, 32);
	found(BITNET_TENSOR_TL1, 3200, 3200, false, 320, 128, 64);
	found(BITNET_TENSOR_TL1, 8640, 3200, false, 320, 64, 32);
	found(BITNET_TENSOR_TL2, 1536, 4096, false, 256, 96, 32);
	found(BITNET_TENSOR_TL2, 1536, 1536, false, 128, 192, 32);
	found(BITNET_TENSOR_TL2, 4096, 1536, false, 256, 96, 32);
	found(BITNET_TENSOR_TL2, 3200, 8640, false, 160, 96, 32);
	found(BITNET_TENSOR_TL2, 3200, 3200, false, 320, 96, 32);
	found(BITNET_TENSOR_TL2, 8640, 3200, false, 320, 96, 32);
	found(BITNET_TENSOR_TL2, 14336, 4096, false, 256, 96, 32);
	found(BITNET_TENSOR_TL2, 4096, 14336, false, 128, 96, 32);
	found(BITNET_TENSOR_TL2, 1024, 4096, false, 256, 96, 32);
	found(BITNET_TENSOR_TL2, 4096, 4096, false, 128, 96, 32);
}

TEST(ambiguous, "TL1 of Llama-3-8B was written in two ways: refused to a reader, the generator's for a writer")
{
	struct bitnet_tl_tiles t;
	struct bitnet_error err;

	found(BITNET_TENSOR_TL1, 14336, 4096, true, 256, 128, 32);
	found(BITNET_TENSOR_TL1, 4096, 14336, true, 128, 64, 64);
	found(BITNET_TENSOR_TL1, 1024, 4096, true, 256, 128, 32);
	found(BITNET_TENSOR_TL1, 4096, 4096, true, 128, 64, 64);
	refused(bitnet_tl_find(&t, BITNET_TENSOR_TL1, 14336, 4096, NULL, false, &err), &err, BITNET_E_UNSUPPORTED, "tl_ambiguous",
		"tiles of 256,128,32 and of 256,128,64");
	CHECK_HAS(err.hint, "--tl-config 14336x4096:256,128,32");
	refused(bitnet_tl_find(&t, BITNET_TENSOR_TL1, 4096, 14336, NULL, false, &err), &err, BITNET_E_UNSUPPORTED, "tl_ambiguous",
		"128,64,64 and of 256,128,32");
	refused(bitnet_tl_find(&t, BITNET_TENSOR_TL1, 1024, 4096, NULL, false, &err), &err, BITNET_E_UNSUPPORTED, "tl_ambiguous",
		"256,128,32 and of 128,64,64");
	refused(bitnet_tl_find(&t, BITNET_TENSOR_TL1, 4096, 4096, NULL, false, &err), &err, BITNET_E_UNSUPPORTED, "tl_ambiguous",
		"128,64,64 and of 128,64,32");
}

TEST(unknown, "a shape without a preset is refused, to readers and writers, unless tiles are given")
{
	struct bitnet_tl_table given;
	struct bitnet_tl_tiles t;
	struct bitnet_error err;

	refused(bitnet_tl_find(&t, BITNET_TENSOR_TL1, 2560, 6912, NULL, true, &err), &err, BITNET_E_UNSUPPORTED, "tl_unknown",
		"no tiles are known for TL1 of 2560 rows of 6912 columns");
	CHECK_HAS(err.hint, "--tl-config 2560x6912:BM,BK,bm");
	refused(bitnet_tl_find(&t, BITNET_TENSOR_TL2, 6912, 2560, NULL, false, &err), &err, BITNET_E_UNSUPPORTED, "tl_unknown", "for TL2 of");
	CHECK_OK(bitnet_tl_table_parse(&given, str("6912x2560:256,96/1536x1536:64,64,64"), &err), err);
	CHECK_OK(bitnet_tl_find(&t, BITNET_TENSOR_TL2, 6912, 2560, &given, false, &err), err);
	CHECK_INT(t.rows, 256);
	CHECK_OK(bitnet_tl_find(&t, BITNET_TENSOR_TL1, 1536, 1536, &given, false, &err), err);
	CHECK_INT(t.rows, 64);
	refused(bitnet_tl_find(&t, BITNET_TENSOR_TL2, 1536, 1536, &given, false, &err), &err, BITNET_E_UNSUPPORTED, "tl_shape", "bm is not 32");
}

static void key_of_the_file(const char *text, const char *given_text, uint32_t type, int status, const char *name, uint32_t rows)
{
	static unsigned char zeros[256 * 256 / 4 + 32];
	struct bitnet_tl_table given = { .n = 0 };
	struct bitnet_tl_tiles t = { 0, 0, 0 };
	struct bitnet_error err = { .status = 0 };
	struct bitnet_gguf *g;
	struct gguf_build b;
	unsigned char *file;
	size_t size;
	int s;

	gb_init(&b);
	if (text)
		gb_str(&b, bitnet_tl_key(type), text);
	else
		gb_u32(&b, bitnet_tl_key(type), 1);
	gb_tensor(&b, "w", type, 256, 256, zeros, sizeof(zeros));
	file = gb_finish(&b, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	if (given_text)
		CHECK_OK(bitnet_tl_table_parse(&given, str(given_text), &err), err);
	s = bitnet_tl_find_in(&t, g, bitnet_gguf_tensor(g, "w"), &given, &err);
	CHECK_INT(s, status);
	if (s)
		CHECK_STR(err.name, name);
	CHECK_INT(t.rows, rows);
	bitnet_gguf_close(g);
	free(file);
}

TEST(file_key, "tiles come from what the caller gives, then from the file, then from the presets")
{
	CHECK_STR(bitnet_tl_key(BITNET_TENSOR_TL1), "bitnet.tl1.config");
	CHECK_STR(bitnet_tl_key(BITNET_TENSOR_TL2), "bitnet.tl2.config");
	key_of_the_file("256x256:128,64,64", NULL, BITNET_TENSOR_TL1, 0, NULL, 128);
	key_of_the_file("256x256:128,96", NULL, BITNET_TENSOR_TL2, 0, NULL, 128);
	key_of_the_file("256x256:128,64,64", "256x256:64,64,64", BITNET_TENSOR_TL1, 0, NULL, 64);
	key_of_the_file("256x256:128,64,64", "1x1:64,64,64", BITNET_TENSOR_TL1, 0, NULL, 128);
	key_of_the_file("1x1:128,64,64", NULL, BITNET_TENSOR_TL1, BITNET_E_UNSUPPORTED, "tl_unknown", 0);
	key_of_the_file("256x256:96,64,64", NULL, BITNET_TENSOR_TL1, BITNET_E_UNSUPPORTED, "tl_shape", 0);
	key_of_the_file("256x256", NULL, BITNET_TENSOR_TL1, BITNET_E_INPUT, "tl_config", 0);
	key_of_the_file(NULL, NULL, BITNET_TENSOR_TL2, BITNET_E_INPUT, "gguf_wrong_type", 0);
}

TEST(shapes, "tiles that do not divide a matrix are refused, with the rule that they break")
{
	static const struct {
		uint32_t type;
		uint64_t m, k;
		struct bitnet_tl_tiles t;
		const char *why;        /* NULL: right */
	} cases[] = {
		{ BITNET_TENSOR_TL1, 256, 256, { 128, 64, 64 }, NULL },
		{ BITNET_TENSOR_TL1, 256, 256, { 128, 64, 16 }, NULL },
		{ BITNET_TENSOR_TL1, 16, 16, { 16, 16, 16 }, NULL },
		{ BITNET_TENSOR_TL1, 256, 256, { 128, 64, 128 }, "bm is none of 16, 32, 64" },
		{ BITNET_TENSOR_TL1, 256, 256, { 128, 64, 0 }, "bm is none of 16, 32, 64" },
		{ BITNET_TENSOR_TL1, 240, 256, { 80, 64, 64 }, "BM is no multiple of bm" },
		{ BITNET_TENSOR_TL1, 256, 256, { 128, 4, 32 }, "BK is no multiple of 256 / bm" },
		{ BITNET_TENSOR_TL1, 256, 256, { 192, 64, 64 }, "the rows are no multiple of BM" },
		{ BITNET_TENSOR_TL1, 256, 192, { 128, 128, 64 }, "the columns are no multiple of BK" },
		{ BITNET_TENSOR_TL1, 3, 3, { 16, 16, 16 }, "the weights are no multiple of 4" },
		{ BITNET_TENSOR_TL1, 256, 256, { 0, 64, 64 }, "BM and BK are at least 1" },
		{ BITNET_TENSOR_TL2, 256, 256, { 128, 96, 32 }, NULL },
		{ BITNET_TENSOR_TL2, 32, 256, { 32, 264, 32 }, NULL },
		{ BITNET_TENSOR_TL2, 32, 512, { 32, 264, 32 }, "the columns behind the last whole BK are no multiple of 32" },
		{ BITNET_TENSOR_TL2, 32, 576, { 32, 288, 32 }, NULL },
		{ BITNET_TENSOR_TL2, 32, 544, { 32, 288, 32 }, NULL },
		{ BITNET_TENSOR_TL2, 32, 288, { 32, 312, 32 }, "the columns behind the last whole BK are more than 256" },
		{ BITNET_TENSOR_TL2, 256, 256, { 128, 96, 64 }, "bm is not 32" },
		{ BITNET_TENSOR_TL2, 256, 256, { 80, 96, 32 }, "BM is no multiple of 32" },
		{ BITNET_TENSOR_TL2, 256, 256, { 128, 90, 32 }, "BK is no multiple of 24" },
		{ BITNET_TENSOR_TL2, 256, 256, { 96, 96, 32 }, "the rows are no multiple of BM" },
		{ BITNET_TENSOR_TL2, 256, 192, { 128, 96, 32 }, "it needs 256 columns" },
		{ BITNET_TENSOR_TL2, UINT64_MAX / 2, 1024, { 128, 96, 32 }, "it needs 256 columns" },
		{ BITNET_TENSOR_TL2, 256, 256, { 128, 0, 32 }, "BM and BK are at least 1" },
	};
	struct bitnet_error err;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int s = bitnet_tl_check(cases[i].type, cases[i].m, cases[i].k, cases[i].t, &err);

		if (!cases[i].why)
			CHECK_OK(s, err);
		else if (s != BITNET_E_UNSUPPORTED || strcmp(err.name, "tl_shape") || !strstr(err.message, cases[i].why))
			FAIL("case %zu gives %d, %s, want '%s'", i, s, s ? err.message : "", cases[i].why);
	}
}

TEST(places, "the scale stands where formats.md 4.4 and 4.5 put it, and no byte of a row is another row's")
{
	static const struct bitnet_tl_tiles t1 = { 64, 32, 32 }, t2 = { 64, 96, 32 };
	unsigned char seen[96 * 320];
	struct bitnet_tl_map m;
	size_t row, c, i;

	CHECK_INT(bitnet_tl_scale_at(BITNET_TENSOR_TL1, 3200, 8640), tl1_scale_at(3200, 8640));
	CHECK_INT(bitnet_tl_scale_at(BITNET_TENSOR_TL2, 3200, 8640), tl2_scale_at(3200, 8640));
	CHECK_INT(bitnet_tl_scale_at(BITNET_TENSOR_TL2, 1, 257), tl2_scale_at(1, 257));
	bitnet_tl_map_init(&m, BITNET_TENSOR_TL1, 128, 64, t1);
	memset(seen, 0, sizeof(seen));
	for (row = 0; row < 128; row++)
		for (c = 0; c < 64; c += 4)
			CHECK_INT(seen[bitnet_tl1_at(&m, row, c)]++, 0);
	CHECK(!memchr(seen, 0, m.end));
	CHECK_INT(m.end, m.scale_at);
	bitnet_tl_map_init(&m, BITNET_TENSOR_TL2, 64, 320, t2);
	CHECK_INT(m.k3, 288);
	memset(seen, 0, sizeof(seen));
	for (row = 0; row < 64; row++) {
		for (c = 0; c < m.k3 / 24; c++) {
			for (i = 0; i < 4; i++)
				CHECK_INT(seen[bitnet_tl2_triples_at(&m, row, c) + 32 * i]++, 0);
			/* Rows r and r + 16 share the two bytes of a number. */
			CHECK_INT(seen[bitnet_tl2_signs_at(&m, row, c)]++, row % 32 / 16);
			seen[bitnet_tl2_signs_at(&m, row, c) + 1] = 1;
		}
		for (c = 0; c < (320 - m.k3) / 32; c++)
			for (i = 0; i < 8; i++)
				CHECK_INT(seen[bitnet_tl2_pairs_at(&m, row, c) + 32 * i]++, 0);
	}
	CHECK(!memchr(seen, 0, m.end));
	CHECK(m.end < m.scale_at);
	CHECK_INT(seen[m.end], 0);
}

int main(void)
{
	return tap_main();
}

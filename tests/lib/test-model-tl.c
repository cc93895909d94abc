/* SPDX-License-Identifier: MIT */
/* TL1 and TL2 in the loader: the codes come out, what can be no weight is refused, the logits are those of I2_S. */
#include "model-try.h"
#include "model/model-int.h"
#include "tap.h"

/* All codes of a matrix, through bitnet_tl_rows(); false where it refuses. */
static bool rows(uint32_t type, size_t m, size_t k, struct tl_tiles t, const unsigned char *data, unsigned char *code)
{
	struct bitnet_tl_tiles tiles = { (uint32_t)t.BM, (uint32_t)t.BK, (uint32_t)t.bm };
	size_t row_bytes = (k + 127) / 128 * 32, r, i, c, n = BITNET_TL_ROWS;
	uint8_t *out = malloc(BITNET_TL_ROWS * row_bytes);
	struct bitnet_tl_map map;

	CHECK(out);
	bitnet_tl_map_init(&map, type, m, k, tiles);
	for (r = 0; r < m && n == BITNET_TL_ROWS; r += BITNET_TL_ROWS) {
		n = bitnet_tl_rows(type, &map, data, r, out, row_bytes);
		CHECK_INT(bitnet_tl_rows(type, &map, data, r, NULL, row_bytes), n);
		for (i = 0; i < n; i++)
			for (c = 0; c < row_bytes * 4; c++) {
				unsigned char got = out[i * row_bytes + c / 128 * 32 + c % 32] >> (6 - 2 * (c % 128 / 32)) & 3;

				if (c < k)
					code[(r + i) * k + c] = got;
				else
					CHECK_INT(got, 1);
			}
	}
	free(out);
	return n == BITNET_TL_ROWS;
}

static void round_trip(uint32_t type, size_t m, size_t k, struct tl_tiles t)
{
	unsigned char *code = malloc(m * k), *got = malloc(m * k), *data = malloc(m * k);

	CHECK(code && got && data);
	tiny_codes(m + k, code, m * k);
	if (type == BITNET_TENSOR_TL1)
		tl1_build(code, m, k, t, 1, data);
	else
		tl2_build(code, m, k, t, 1, data);
	CHECK(rows(type, m, k, t, data, got));
	CHECK_MEM(got, code, m * k);
	free(code);
	free(got);
	free(data);
}

TEST(codes, "every code comes out where the kernels look for it, with padding where rows are no multiple of 128")
{
	round_trip(BITNET_TENSOR_TL1, 256, 256, (struct tl_tiles){ 128, 64, 64 });
	round_trip(BITNET_TENSOR_TL1, 320, 192, (struct tl_tiles){ 160, 64, 32 });
	round_trip(BITNET_TENSOR_TL1, 32, 80, (struct tl_tiles){ 16, 16, 16 });
	round_trip(BITNET_TENSOR_TL2, 256, 256, (struct tl_tiles){ 256, 96, 32 });
	round_trip(BITNET_TENSOR_TL2, 320, 320, (struct tl_tiles){ 160, 96, 32 });
	round_trip(BITNET_TENSOR_TL2, 96, 288, (struct tl_tiles){ 32, 72, 32 });
	round_trip(BITNET_TENSOR_TL2, 128, 384, (struct tl_tiles){ 128, 192, 32 });
}

TEST(every_pair, "the pair values 0 to 8 are the nine pairs of weights, 9 to 15 none")
{
	static const struct tl_tiles t = { 16, 16, 16 };
	unsigned char data[16 * 16 / 4], code[256];
	unsigned v;

	for (v = 0; v < 16; v++) {
		memset(data, 0x44, sizeof(data));
		data[0] = (unsigned char)(v << 4 | 4);
		CHECK_INT(rows(BITNET_TENSOR_TL1, 16, 16, t, data, code), v < 9);
		if (v < 9)
			CHECK_INT(code[0] * 3 + code[1], v);
		data[0] = (unsigned char)(0x40 | v);
		CHECK_INT(rows(BITNET_TENSOR_TL1, 16, 16, t, data, code), v < 9);
		if (v < 9)
			CHECK_INT(code[2] * 3 + code[3], v);
	}
}

TEST(every_triple, "the magnitudes 0 to 13 with their signs are the 27 triples; 14, 15 and a negative 0 are none")
{
	static const struct tl_tiles t = { 32, 264, 32 };
	unsigned char *data = malloc(32 * 264), *code = malloc(32 * 264);
	struct bitnet_tl_map map;
	unsigned v;

	CHECK(data && code);
	bitnet_tl_map_init(&map, BITNET_TENSOR_TL2, 32, 264, (struct bitnet_tl_tiles){ 32, 264, 32 });
	for (v = 0; v < 32; v++) {
		int magnitude = v & 15, sign = v >> 4;

		memset(data, 0, map.scale_at);
		data[0] = (unsigned char)(magnitude << 4);
		data[map.signs_at + 1] = (unsigned char)(sign << 7);
		CHECK_INT(rows(BITNET_TENSOR_TL2, 32, 264, t, data, code), magnitude < 14 && (magnitude || !sign));
		if (magnitude < 14 && (magnitude || !sign))
			CHECK_INT(9 * (code[0] - 1) + 3 * (code[1] - 1) + code[2] - 1, sign ? -magnitude : magnitude);
	}
	free(data);
	free(code);
}

static void key1(struct gguf_build *b)
{
	gb_str(b, "bitnet.tl1.config", TINY_TL1_CONFIG);
}

static void key2(struct gguf_build *b)
{
	gb_str(b, "bitnet.tl2.config", TINY_TL2_CONFIG);
}

/* A model of two layers whose matrices are all of this type. */
static void tiny_tl(struct tiny *t, uint32_t type)
{
	tiny_init(t, "bitnet-b1.58");
	t->matrix_type = type;
	t->keys = type == BITNET_TENSOR_TL1 ? key1 : type == BITNET_TENSOR_TL2 ? key2 : NULL;
}

static void logits(uint32_t type, const char *tl_config, float *out)
{
	static const uint32_t ids[] = { 1, 2, 3, 39, 0 };
	struct bitnet_model_options o;
	struct bitnet_session *s;
	struct bitnet_model *m;
	struct bitnet_gguf *g;
	struct bitnet_error err;
	struct tiny t;
	unsigned char *file;
	size_t size;

	tiny_tl(&t, type);
	if (tl_config)
		t.keys = NULL;
	file = tiny_build(&t, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	bitnet_model_options_defaults(&o);
	o.tl_config = tl_config;
	CHECK_OK(bitnet_model_load(&m, g, &o, &err), err);
	CHECK_OK(bitnet_session_new(&s, m, NULL, &err), err);
	CHECK_OK(bitnet_session_eval(s, ids, 5, out, &err), err);
	bitnet_session_free(s);
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	free(file);
}

TEST(same_bits, "a model in TL1 and one in TL2 give the logits of the same weights in I2_S, bit for bit")
{
	float want[5 * 40], got[5 * 40];

	logits(BITNET_TENSOR_I2_S, NULL, want);
	logits(BITNET_TENSOR_TL1, NULL, got);
	CHECK_MEM(got, want, sizeof(want));
	logits(BITNET_TENSOR_TL2, NULL, got);
	CHECK_MEM(got, want, sizeof(want));
	logits(BITNET_TENSOR_TL1, TINY_TL1_CONFIG, got);
	CHECK_MEM(got, want, sizeof(want));
}

TEST(unknown, "without its tiles a file is refused by name, by the load and by the check")
{
	struct tiny t;

	tiny_tl(&t, BITNET_TENSOR_TL1);
	t.keys = NULL;
	refused(&t, BITNET_E_UNSUPPORTED, "tl_unknown", "tensor 'blk.0.attn_q.weight': no tiles are known for TL1 of 256 rows of 256 columns");
	tiny_tl(&t, BITNET_TENSOR_TL2);
	t.keys = key1;
	refused(&t, BITNET_E_UNSUPPORTED, "tl_unknown", "for TL2 of 256 rows of 256 columns");
}

static void other_tiles(struct gguf_build *b)
{
	gb_str(b, "bitnet.tl2.config", "256x256:256,264/128x256:128,96");
}

TEST(wrong_tiles, "tiles that take triples for pairs are noticed by pairs that are none")
{
	struct tiny t;

	tiny_tl(&t, BITNET_TENSOR_TL2);
	t.keys = other_tiles;
	refused(&t, BITNET_E_INPUT, "tensor_tl_code", "tensor 'blk.0.attn_q.weight' (TL2, tiles of 256,264,32) holds what is no weight in row ");
}

static void bad_key(struct gguf_build *b)
{
	gb_str(b, "bitnet.tl1.config", "256x256:128;64;64");
}

TEST(bad_config, "a key and an option that are no table are refused")
{
	struct bitnet_model_options o;
	struct bitnet_model *m;
	struct bitnet_gguf *g;
	struct bitnet_error err;
	unsigned char *file;
	struct tiny t;
	size_t size;

	tiny_tl(&t, BITNET_TENSOR_TL1);
	t.keys = bad_key;
	refused(&t, BITNET_E_INPUT, "tl_config", "key 'bitnet.tl1.config': '256x256:128;64;64' does not begin with tiles");
	file = tiny_build(&t, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	bitnet_model_options_defaults(&o);
	o.tl_config = "256";
	CHECK_INT(bitnet_model_load(&m, g, &o, &err), BITNET_E_INPUT);
	CHECK_STR(err.name, "tl_config");
	bitnet_gguf_close(g);
	free(file);
}

static void poked(uint32_t type, size_t at, unsigned char with, const char *name, const char *text)
{
	struct tiny t;

	tiny_tl(&t, type);
	t.poke = "blk.1.attn_k.weight";
	t.poke_at = at;
	t.poke_n = 1;
	t.poke_with = &with;
	refused(&t, BITNET_E_INPUT, name, text);
}

TEST(bad_data, "a pair, an index, a sign of zero, a byte in the fill, or a scale that is no weight's is refused")
{
	/* attn_k is 128 x 256.  TL2 with BK 96: 192 columns of triples, 64 of pairs. */
	size_t signs = 128 * 192 / 6, pairs = signs + 128 * 192 / 24, end = pairs + 128 * 64 / 4, scale = 128 * 256 / 4;

	poked(BITNET_TENSOR_TL1, 0, 0x90, "tensor_tl_code", "tensor 'blk.1.attn_k.weight' (TL1, tiles of 128,64,64) holds what is no weight in row 0");
	poked(BITNET_TENSOR_TL1, 15, 0x0f, "tensor_tl_code", "in row 15");
	poked(BITNET_TENSOR_TL1, scale + 3, 0xbf, "tensor_scale", "tensor 'blk.1.attn_k.weight' has the scale -");
	poked(BITNET_TENSOR_TL2, 0, 0xe0, "tensor_tl_code", "row 0");
	poked(BITNET_TENSOR_TL2, 8, 0x0e, "tensor_tl_code", "row 16");
	poked(BITNET_TENSOR_TL2, pairs, 0x09, "tensor_tl_code", "row 0");
	poked(BITNET_TENSOR_TL2, end, 1, "tensor_tl_fill", "(TL2) has something in the bytes from 7168 to 8192, which are 0 with tiles of 128,96,32");
	poked(BITNET_TENSOR_TL2, scale - 1, 1, "tensor_tl_fill", "bytes from 7168 to 8192");
	poked(BITNET_TENSOR_TL2, scale + 3, 0xbf, "tensor_scale", "has the scale -");
}

int main(void)
{
	return tap_main();
}

/* SPDX-License-Identifier: MIT */
/* The compact copy of the head: for which models it is made, and that its rows are those of the portable kernel. */
#include "head-rig.h"
#include "model-build.h"

static uint64_t head_bytes(const struct tiny *t, bool low_memory, uint64_t min_bytes)
{
	struct bitnet_model_options o;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_model *m;
	unsigned char *file;
	uint64_t bytes;
	size_t size;

	file = tiny_build(t, &size);
	CHECK_OK(bitnet_gguf_open_memory(&g, file, size, &err), err);
	bitnet_model_options_defaults(&o);
	o.low_memory = low_memory;
	o.head_min_bytes = min_bytes;
	CHECK_OK(bitnet_model_load(&m, g, &o, &err), err);
	bytes = bitnet_model_info(m)->head_bytes;
	CHECK((bytes != 0) == (m->head.codes != NULL));
	CHECK(bytes <= bitnet_model_info(m)->owned_bytes);
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	free(file);
	return bytes;
}

/* 40 rows of 256 columns: 6 bits a weight, and what is known of a row. */
#define COPY (40 * (256 * 6 / 8 + sizeof(struct bitnet_head_row)))

TEST(made, "a copy of 6 bits a weight is made of tied and separate heads of wide formats, of the size asked for")
{
	struct tiny t;

	tiny_init(&t, "bitnet-b1.58");
	CHECK_INT(head_bytes(&t, false, 1), COPY);
	CHECK_INT(head_bytes(&t, false, 40 * 256 * 2), COPY);
	CHECK_INT(head_bytes(&t, false, 40 * 256 * 2 + 1), 0);
	CHECK_INT(head_bytes(&t, false, 0), 0);
	CHECK_INT(head_bytes(&t, false, UINT64_MAX), 0);
	CHECK_INT(head_bytes(&t, true, 1), 0);
	t.separate_head = 1;
	CHECK_INT(head_bytes(&t, false, 1), COPY);
}

TEST(formats, "float formats and Q8_0 have one, narrow formats and ternary heads none")
{
	static const struct {
		uint32_t type;
		bool made;
	} types[] = {
		{ BITNET_TENSOR_F32, true }, { BITNET_TENSOR_F16, true }, { BITNET_TENSOR_BF16, true }, { BITNET_TENSOR_Q8_0, true },
		{ BITNET_TENSOR_Q4_0, false }, { BITNET_TENSOR_Q6_K, false }, { BITNET_TENSOR_TQ2_0, false },
	};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct tiny t;

		tiny_init(&t, "llama");
		t.embed_type = types[i].type;
		CHECK_INT(head_bytes(&t, false, 1), types[i].made ? COPY : 0);
	}
}

TEST(rows, "each row is packed as the portable kernel does it, with one thread and with three")
{
	enum { ROWS = 77, COLS = 300, PADDED = 384 };
	uint32_t threads;
	size_t i;

	for (threads = 1; threads <= 3; threads += 2) {
		float w[PADDED] = { 0 };
		struct bitnet_kernels k;
		struct rig r;

		bitnet_kernels_init(&k, BITNET_LEVEL_C);
		rig_init(&r, ROWS, COLS);
		for (i = 0; i < ROWS * COLS; i++)
			r.rows[i] = rig_normal(&r);
		rig_start(&r, true, NULL, threads);
		for (i = 0; i < ROWS; i++) {
			uint8_t codes[PADDED / 2], b0[PADDED / 8], b1[PADDED / 8], *bits[] = { b0, b1 };
			struct bitnet_head_row row;

			memcpy(w, r.rows + i * COLS, COLS * sizeof(*w));
			k.head_pack(&row, codes, bits, w, COLS, PADDED);
			CHECK_MEM(&r.m.head.rows[i], &row, sizeof(row));
			CHECK_MEM(r.m.head.codes + i * sizeof(codes), codes, sizeof(codes));
			CHECK_MEM(r.m.head.bits[0] + i * sizeof(b0), b0, sizeof(b0));
			CHECK_MEM(r.m.head.bits[1] + i * sizeof(b1), b1, sizeof(b1));
		}
		rig_stop(&r);
	}
}

int main(void)
{
	return tap_main();
}

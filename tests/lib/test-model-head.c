/* SPDX-License-Identifier: MIT */
/* The compact copy of the head: for which models it is made, and that its rows are those of the portable kernel. */
#include <pthread.h>

#include "head-rig.h"
#include "model-build.h"

static uint64_t planned(const struct tiny *t, bool low_memory, uint64_t min_bytes, bool at_once)
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
	o.head_at_once = at_once;
	CHECK_OK(bitnet_model_load(&m, g, &o, &err), err);
	bytes = bitnet_model_info(m)->head_bytes;
	CHECK_INT(bytes != 0, bitnet_head_padded(m) != 0);
	CHECK_INT(bitnet_model_copy_bytes(m), at_once ? bytes : 0);
	bitnet_model_free(m);
	bitnet_gguf_close(g);
	free(file);
	return bytes;
}

/* The bytes that are planned are those that are made. */
static uint64_t head_bytes(const struct tiny *t, bool low_memory, uint64_t min_bytes)
{
	uint64_t bytes = planned(t, low_memory, min_bytes, false);

	CHECK_INT(planned(t, low_memory, min_bytes, true), bytes);
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
			CHECK_MEM(&r.head->rows[i], &row, sizeof(row));
			CHECK_MEM(r.head->codes + i * sizeof(codes), codes, sizeof(codes));
			CHECK_MEM(r.head->bits[0] + i * sizeof(b0), b0, sizeof(b0));
			CHECK_MEM(r.head->bits[1] + i * sizeof(b1), b1, sizeof(b1));
		}
		rig_stop(&r);
	}
}

TEST(by_and_by, "a copy is whole after the first calls, each of which makes a part, whatever number of rows there is")
{
	static const size_t rows[] = { 1, 2, 16, 17, 40, 1000 };
	size_t i, n;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct bitnet_session *s;
		struct rig r;

		rig_init(&r, rows[i], 8);
		memset(r.rows, 0, rows[i] * 8 * sizeof(float));
		rig_load(&r, false);
		s = rig_session(&r, NULL, 2);
		for (n = 0; !bitnet_head_get(&r.m, s->pool); n++) {
			CHECK(n < 30);
			CHECK_INT(bitnet_head_made_bytes(&r.m), 0);
		}
		CHECK(n >= 3);
		if (rows[i] == 1000)
			CHECK_INT(n, 8);
		CHECK_INT(bitnet_head_made_bytes(&r.m), rows[i] * bitnet_head_row_bytes(128));
		CHECK_INT(bitnet_head_made_bytes(&r.m), r.m.info.head_bytes);
		bitnet_session_free(s);
		rig_stop(&r);
	}
}

struct picker {
	struct rig *r;
	struct bitnet_session *s;
	struct bitnet_sampler *sampler;
	uint32_t ids[200];
};

enum { ROWS = 900, COLS = 160 };

/* 200 states, the same for each picker. */
static void *pick(void *arg)
{
	struct picker *p = arg;
	struct rig states = { .seed = 5 };
	float x[COLS];
	size_t i, c;

	for (i = 0; i < 200; i++) {
		for (c = 0; c < COLS; c++)
			x[c] = rig_normal(&states) + 2 * p->r->rows[i * 4 * COLS + c];
		memcpy(p->s->hidden, x, sizeof(x));
		p->s->n_states = 1;
		p->s->has_logits = 0;
		p->s->best.to = 0;
		p->ids[i] = bitnet_sampler_pick(p->sampler, p->s);
	}
	return NULL;
}

static void picker_init(struct picker *p, struct rig *r, uint32_t n_threads)
{
	struct bitnet_sampler_options o;
	struct bitnet_error err;

	p->r = r;
	p->s = rig_session(r, NULL, n_threads);
	bitnet_sampler_options_defaults(&o);
	o.temperature = 0.7f;
	o.top_k = 20;
	o.seed = 3;
	CHECK_OK(bitnet_sampler_new(&p->sampler, &o, ROWS, &err), err);
}

static void picker_stop(struct picker *p)
{
	bitnet_session_free(p->s);
	bitnet_sampler_free(p->sampler);
}

TEST(change_over, "sessions that share a model pick the same ids before, while and after they make the copy, and as without one")
{
	struct picker p[3];
	uint64_t n_quick = 0;
	pthread_t t[3];
	struct rig r;
	size_t i;

	rig_init(&r, ROWS, COLS);
	for (i = 0; i < ROWS * COLS; i++)
		r.rows[i] = rig_normal(&r) * 0.1f;
	rig_load(&r, true);
	for (i = 0; i < 3; i++)
		picker_init(&p[i], &r, 1 + (uint32_t)i % 2);
	for (i = 0; i < 3; i++)
		CHECK_INT(pthread_create(&t[i], NULL, pick, &p[i]), 0);
	for (i = 0; i < 3; i++)
		CHECK_INT(pthread_join(t[i], NULL), 0);
	CHECK(bitnet_head_made_bytes(&r.m) > 0);
	for (i = 0; i < 3; i++) {
		n_quick += p[i].s->best.n;
		CHECK_MEM(p[i].ids, p[0].ids, sizeof(p[i].ids));
		picker_stop(&p[i]);
	}
	CHECK(n_quick > 0 && n_quick <= 600 - 8);
	bitnet_head_release(&r.m);
	picker_init(&p[1], &r, 1);
	pick(&p[1]);
	CHECK_INT(p[1].s->best.n, 0);
	CHECK_MEM(p[1].ids, p[0].ids, sizeof(p[1].ids));
	picker_stop(&p[1]);
	rig_stop(&r);
}

int main(void)
{
	return tap_main();
}

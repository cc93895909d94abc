/* SPDX-License-Identifier: MIT */
/* A model that is nothing but a head of given rows, its compact copy, and a session whose hidden state is given. */
#ifndef BITNET_TESTS_HEAD_RIG_H
#define BITNET_TESTS_HEAD_RIG_H

#include <bitnet/infer.h>

#include "infer/infer-int.h"
#include "tap.h"

struct rig {
	struct bitnet_model m;
	const struct bitnet_head *head;
	struct bitnet_session *s;
	float *rows;                    /* n_rows rows of n_cols, as the copy is to be made of them */
	uint16_t *halves;               /* the same as F16, or NULL: the head is F32 */
	uint64_t seed;
};

__attribute__((unused)) static double rig_uniform(struct rig *r)
{
	r->seed = r->seed * 6364136223846793005u + 1442695040888963407u;
	return (double)(r->seed >> 11) * 0x1p-53;
}

/* About normal, deviation 1. */
__attribute__((unused)) static float rig_normal(struct rig *r)
{
	double sum = 0;
	int i;

	for (i = 0; i < 12; i++)
		sum += rig_uniform(r);
	return (float)(sum - 6);
}

__attribute__((unused)) static void rig_init(struct rig *r, size_t n_rows, size_t n_cols)
{
	memset(r, 0, sizeof(*r));
	r->seed = 7;
	r->rows = malloc(n_rows * n_cols * sizeof(float));
	CHECK(r->rows);
	r->m.hp.n_vocab = (uint32_t)n_rows;
	r->m.hp.n_embd = (uint32_t)n_cols;
	r->m.hp.n_head = r->m.hp.n_head_kv = r->m.hp.n_ff = r->m.hp.n_ctx = 1;
	r->m.hp.head_dim = 1;
	r->m.output.n_rows = n_rows;
	r->m.output.n_cols = n_cols;
}

/* Once the rows are there: as F16 (rows are rounded) or F32.  A copy will be made when it is asked for. */
__attribute__((unused)) static void rig_load(struct rig *r, bool half)
{
	size_t n = r->m.output.n_rows * r->m.output.n_cols;
	struct bitnet_kernels k;

	bitnet_kernels_init(&k, BITNET_LEVEL_C);
	r->m.output.dense = half ? BITNET_DENSE_F16 : BITNET_DENSE_F32;
	r->m.output.row_bytes = r->m.output.n_cols * (half ? 2 : 4);
	r->m.output.data = (const uint8_t *)r->rows;
	if (half) {
		r->halves = malloc(n * 2);
		CHECK(r->halves);
		k.to_f16(r->halves, r->rows, n);
		k.dequant[BITNET_DENSE_F16](r->rows, r->halves, n);
		r->m.output.data = (const uint8_t *)r->halves;
	}
	CHECK(bitnet_head_allow(&r->m, 1));
}

__attribute__((unused)) static struct bitnet_session *rig_session(const struct rig *r, const char *level, uint32_t n_threads)
{
	struct bitnet_session_options o;
	struct bitnet_session *s;
	struct bitnet_error err;

	bitnet_session_options_defaults(&o);
	o.n_threads = n_threads;
	o.cpu_level = level;
	CHECK_OK(bitnet_session_new(&s, &r->m, &o, &err), err);
	return s;
}

/* With the whole copy and a session, on a level, with so many threads. */
__attribute__((unused)) static void rig_start(struct rig *r, bool half, const char *level, uint32_t n_threads)
{
	rig_load(r, half);
	r->s = rig_session(r, level, n_threads);
	bitnet_head_make(&r->m, r->s->pool);
	r->head = bitnet_head_get(&r->m, r->s->pool);
	CHECK(r->head);
}

__attribute__((unused)) static void rig_stop(struct rig *r)
{
	bitnet_session_free(r->s);
	bitnet_head_release(&r->m);
	free(r->halves);
	free(r->rows);
}

/* The session is where it is after an eval that ended in x. */
__attribute__((unused)) static void rig_input(struct rig *r, const float *x)
{
	memcpy(r->s->hidden, x, r->m.hp.n_embd * sizeof(*x));
	r->s->n_states = 1;
	r->s->has_logits = 0;
	r->s->best.to = r->s->best.wait = 0;
}

#endif

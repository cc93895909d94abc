/* SPDX-License-Identifier: MIT */
/* Tiny models in a session, with eight ids to feed. */
#ifndef BITNET_TESTS_MODEL_RUN_H
#define BITNET_TESTS_MODEL_RUN_H

#include <bitnet/infer.h>

#include "data.h"
#include "model-build.h"

struct running {
	unsigned char *file;
	struct bitnet_gguf *g;
	struct bitnet_model *m;
	struct bitnet_session *s;
};

TINY_FN void start(struct running *r, const struct tiny *t, const struct bitnet_session_options *o)
{
	struct bitnet_error err;
	size_t size;

	memset(r, 0, sizeof(*r));
	r->file = tiny_build(t, &size);
	CHECK_OK(bitnet_gguf_open_memory(&r->g, r->file, size, &err), err);
	CHECK_OK(bitnet_model_load(&r->m, r->g, NULL, &err), err);
	CHECK_OK(bitnet_session_new(&r->s, r->m, o, &err), err);
}

TINY_FN void stop(struct running *r)
{
	bitnet_session_free(r->s);
	bitnet_model_free(r->m);
	bitnet_gguf_close(r->g);
	free(r->file);
}

TINY_FN struct tiny small(void)
{
	struct tiny t;

	tiny_init(&t, "bitnet-b1.58");
	t.matrix_type = BITNET_TENSOR_I2_S;
	return t;
}

TINY_FN struct bitnet_session_options options(uint32_t n_ctx)
{
	struct bitnet_session_options o;

	bitnet_session_options_defaults(&o);
	o.n_ctx = n_ctx;
	o.n_threads = 1;
	o.kv_type = BITNET_KV_F32;
	return o;
}

TINY_FN const uint32_t ids[8] = { 1, 7, 3, 39, 0, 3, 12, 5 };

/* Logits after all ids. */
TINY_FN void logits_of(const struct tiny *t, float out[40])
{
	struct bitnet_session_options o = options(0);
	struct bitnet_error err;
	struct running r;

	start(&r, t, &o);
	CHECK_OK(bitnet_session_eval(r.s, ids, 8, NULL, &err), err);
	memcpy(out, bitnet_session_logits(r.s), 40 * sizeof(*out));
	stop(&r);
}

/* Two models that must give the same bits. */
TINY_FN void same_bits(const struct tiny *a, const struct tiny *b)
{
	float x[40], y[40];
	int i;

	logits_of(a, x);
	logits_of(b, y);
	for (i = 0; i < 40; i++)
		if (memcmp(&x[i], &y[i], 4))
			FAIL("logit %d is %.9g and %.9g", i, (double)x[i], (double)y[i]);
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Checks and loads the input as a model and, if it is small, runs it.  A check must find something
 * fatal exactly when the load is refused, and the best id must be the same through a compact copy of the head as of all
 * logits.
 */
#include <stdint.h>
#include <stdlib.h>

#include <bitnet/infer.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile float sink;

static int count(void *arg, const struct bitnet_finding *f)
{
	*(unsigned int *)arg += f->fatal;
	return 0;
}

static void run(const struct bitnet_model *m)
{
	const struct bitnet_model_info *info = bitnet_model_info(m);
	struct bitnet_session_options o;
	struct bitnet_sampler *sampler;
	struct bitnet_session *s;
	struct bitnet_error err;
	uint32_t ids[3] = { 0, info->n_vocab - 1, info->n_vocab / 2 }, best;

	/* The file bounds the parameters; the context and what stands beside them, this. */
	if (info->n_params > 200000)
		return;
	bitnet_session_options_defaults(&o);
	o.n_ctx = info->n_ctx < 4 ? info->n_ctx : 4;
	o.n_threads = 1;
	o.n_batch = 2;
	o.kv_type = info->n_ctx % 3 == 2 ? BITNET_KV_Q8_0 : info->n_ctx % 3 ? BITNET_KV_F32 : BITNET_KV_F16;
	if (bitnet_session_new(&s, m, &o, &err))
		return;
	if (bitnet_session_eval(s, ids, o.n_ctx < 3 ? o.n_ctx : 3, NULL, &err) || bitnet_sampler_new(&sampler, NULL, info->n_vocab, &err))
		abort();
	best = bitnet_sampler_pick(sampler, s);
	if (best != bitnet_sampler_next(sampler, bitnet_session_logits(s)))
		abort();
	bitnet_sampler_free(sampler);
	sink = bitnet_session_logits(s)[info->n_vocab - 1];
	bitnet_session_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_model_options o;
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_model *m;
	unsigned int fatal = 0;
	int status;

	if (bitnet_gguf_open_memory(&g, data, size, &err))
		return 0;
	bitnet_model_options_defaults(&o);
	o.n_threads = 1;
	o.head_min_bytes = 1;
	o.head_at_once = true;
	status = bitnet_model_load(&m, g, &o, &err);
	if (bitnet_model_check(g, true, count, &fatal, &err))
		abort();
	if ((status != 0) != (fatal != 0))
		abort();
	if (status == 0) {
		run(m);
		bitnet_model_free(m);
	}
	bitnet_gguf_close(g);
	return 0;
}

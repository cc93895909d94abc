/* SPDX-License-Identifier: MIT */
/* Logits are the same bits: for every split of the prompt, thread count, batch, CPU level and ternary storage. */
#include "ref.h"

struct setting {
	enum bitnet_kv_type kv;
	uint32_t n_threads, n_batch;
	const char *level;
	size_t split;           /* ids in the first call; 0: all at once */
};

/* Logits of every position, then of two more ids, computed one at a time. */
static float *run(const struct ref *r, struct setting set)
{
	struct bitnet_session_options o;
	struct bitnet_session *s;
	struct bitnet_error err;
	size_t v = r->n_vocab, n = r->n_prompt, i;
	float *all = malloc((n + 2) * v * sizeof(*all));

	CHECK(all);
	bitnet_session_options_defaults(&o);
	o.kv_type = set.kv;
	o.n_threads = set.n_threads;
	o.n_batch = set.n_batch;
	o.cpu_level = set.level;
	CHECK_OK(bitnet_session_new(&s, r->model, &o, &err), err);
	CHECK_OK(bitnet_session_eval(s, r->prompt, set.split, all, &err), err);
	CHECK_OK(bitnet_session_eval(s, r->prompt + set.split, n - set.split, all + set.split * v, &err), err);
	CHECK_MEM(bitnet_session_logits(s), all + (n - 1) * v, v * sizeof(*all));
	for (i = 0; i < 2; i++) {
		CHECK_OK(bitnet_session_eval(s, r->prompt + i, 1, NULL, &err), err);
		memcpy(all + (n + i) * v, bitnet_session_logits(s), v * sizeof(*all));
	}
	bitnet_session_free(s);
	return all;
}

static void check_same(const struct ref *r, const float *want, struct setting set)
{
	float *got = run(r, set);
	size_t v = r->n_vocab, i;

	for (i = 0; i < (r->n_prompt + 2) * v; i++)
		if (memcmp(&got[i], &want[i], sizeof(*got)))
			FAIL("%u threads, batch %u, level %s, split %zu: logit %zu of position %zu is %.9g, want %.9g", set.n_threads,
			     set.n_batch, set.level ? set.level : "best", set.split, i % v, i / v, (double)got[i], (double)want[i]);
	free(got);
}

/* Models with every kind of layer; the prompt is cut to keep the portable level quick. */
static const char *const models[] = {
	"b158-i2s", "b158-q6k-embed", "bitnet-silu-i2s", "llama-f16", "llama-q8_0", "llama-i2s", "gpt2-f16", "gpt2-q8_0",
};
#define N_MODELS (sizeof(models) / sizeof(models[0]))

static void for_models(void (*check)(const struct ref *r, enum bitnet_kv_type kv))
{
	size_t i;

	for (i = 0; i < N_MODELS; i++) {
		struct ref r;

		ref_open(&r, models[i]);
		check(&r, BITNET_KV_F32);
		check(&r, BITNET_KV_F16);
		check(&r, BITNET_KV_Q8_0);
		ref_close(&r);
	}
}

static void check_splits(const struct ref *r, enum bitnet_kv_type kv)
{
	float *want = run(r, (struct setting){ kv, 1, 1, NULL, 0 });
	size_t split;

	for (split = 0; split < r->n_prompt; split++)
		check_same(r, want, (struct setting){ kv, 1, 64, NULL, split });
	free(want);
}

TEST(splits, "every split of the prompt in two gives the bits of one id at a time")
{
	for_models(check_splits);
}

static void check_batches(const struct ref *r, enum bitnet_kv_type kv)
{
	float *want = run(r, (struct setting){ kv, 1, 1, NULL, 0 });
	uint32_t batch, threads;

	for (batch = 1; batch < 9; batch++)
		check_same(r, want, (struct setting){ kv, 1, batch, NULL, 0 });
	for (threads = 2; threads < 6; threads++)
		for (batch = 1; batch < 40; batch += 12)
			check_same(r, want, (struct setting){ kv, threads, batch, NULL, 5 });
	free(want);
}

TEST(threads, "1 to 5 threads and any batch give the same bits")
{
	for_models(check_batches);
}

static void check_levels(const struct ref *r, enum bitnet_kv_type kv)
{
	const char *const *level = bitnet_cpu_levels();
	float *want = run(r, (struct setting){ kv, 1, 64, "c", 0 });

	for (level++; *level; level++) {
		check_same(r, want, (struct setting){ kv, 1, 64, *level, 0 });
		check_same(r, want, (struct setting){ kv, 2, 3, *level, 7 });
	}
	free(want);
}

TEST(levels, "every CPU level gives the bits of the portable one")
{
	const char *const *level = bitnet_cpu_levels();

	CHECK_STR(level[0], "c");
	if (!level[1])
		SKIP("cpu level avx2");
	for_models(check_levels);
}

TEST(long_prompt, "a prompt longer than the attention's tiles: 300 ids in batches of 64, 7 and 1, the same bits")
{
	static const char *const longs[] = { "b158-i2s.long", "llama-f16.long" };
	size_t i;

	for (i = 0; i < 2; i++) {
		struct ref r;
		float *want;

		ref_open(&r, longs[i]);
		want = run(&r, (struct setting){ BITNET_KV_F32, 1, 64, NULL, 0 });
		check_same(&r, want, (struct setting){ BITNET_KV_F32, 2, 7, NULL, 129 });
		check_same(&r, want, (struct setting){ BITNET_KV_F32, 1, 1, NULL, 0 });
		free(want);
		ref_close(&r);
	}
}

TEST(long_splits, "300 ids, split where tiles of attention begin and end and beside, by 1 to 3 threads: the same bits, of every type of cache")
{
	static const size_t splits[] = { 1, 8, 63, 64, 65, 127, 128, 191, 193, 256, 299 };
	static const enum bitnet_kv_type types[] = { BITNET_KV_F32, BITNET_KV_F16, BITNET_KV_Q8_0 };
	struct ref r;
	size_t i, k;

	ref_open(&r, "b158-i2s.long");
	CHECK_INT(r.n_prompt, 300);
	for (k = 0; k < 3; k++) {
		float *want = run(&r, (struct setting){ types[k], 1, 512, NULL, 0 });

		for (i = 0; i < sizeof(splits) / sizeof(*splits); i++)
			check_same(&r, want, (struct setting){ types[k], 1 + (uint32_t)i % 3, i % 2 ? 512 : 100, NULL, splits[i] });
		free(want);
	}
	ref_close(&r);
}

TEST(storage, "the same weights in I2_S, TQ1_0 and TQ2_0 give the same bits")
{
	static const char *const others[] = { "b158-tq1_0", "b158-tq2_0" };
	struct ref r;
	float *want;
	size_t i;

	ref_open(&r, "b158-i2s");
	want = run(&r, (struct setting){ BITNET_KV_F16, 2, 64, NULL, 0 });
	for (i = 0; i < 2; i++) {
		struct ref other;

		ref_open(&other, others[i]);
		CHECK_MEM(other.prompt, r.prompt, r.n_prompt * sizeof(*r.prompt));
		check_same(&other, want, (struct setting){ BITNET_KV_F16, 2, 64, NULL, 0 });
		ref_close(&other);
	}
	free(want);
	ref_close(&r);
}

TEST(load_threads, "a model loaded by 1 thread and by 4 gives the same bits")
{
	static const char *const names[] = { "b158-tq1_0", "bitnet-silu-i2s" };
	size_t i;

	for (i = 0; i < 2; i++) {
		struct bitnet_model_options o;
		struct bitnet_error err;
		struct ref r;
		float *want;

		ref_open(&r, names[i]);
		want = run(&r, (struct setting){ BITNET_KV_F32, 1, 64, NULL, 0 });
		bitnet_model_free(r.model);
		r.model = NULL;
		bitnet_model_options_defaults(&o);
		o.n_threads = i ? 1 : 4;
		CHECK_OK(bitnet_model_load(&r.model, r.gguf, &o, &err), err);
		check_same(&r, want, (struct setting){ BITNET_KV_F32, 1, 64, NULL, 0 });
		free(want);
		ref_close(&r);
	}
}

int main(void)
{
	return tap_main();
}

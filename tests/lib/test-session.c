/* SPDX-License-Identifier: MIT */
/* Sessions: limits, going back, and what they say of themselves. */
#include "model-run.h"

TEST(context_full, "more ids than the context has room for are refused, and nothing is appended")
{
	struct bitnet_session_options o = options(6);
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;
	float before[40];

	start(&r, &t, &o);
	CHECK(!bitnet_session_logits(r.s));
	CHECK_OK(bitnet_session_eval(r.s, ids, 4, NULL, &err), err);
	memcpy(before, bitnet_session_logits(r.s), sizeof(before));
	CHECK_INT(bitnet_session_eval(r.s, ids, 3, NULL, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "context_full");
	CHECK_STR(err.message, "the context of 6 positions has room for 2, not for 3");
	CHECK_INT(bitnet_session_position(r.s), 4);
	CHECK_MEM(bitnet_session_logits(r.s), before, sizeof(before));
	CHECK_OK(bitnet_session_eval(r.s, ids, 2, NULL, &err), err);
	CHECK_INT(bitnet_session_position(r.s), 6);
	CHECK_INT(bitnet_session_eval(r.s, ids, 1, NULL, &err), BITNET_E_LIMIT);
	CHECK_OK(bitnet_session_eval(r.s, ids, 0, NULL, &err), err);
	stop(&r);
}

TEST(id_range, "an id outside the vocabulary is refused, and nothing is appended")
{
	struct bitnet_session_options o = options(0);
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;

	start(&r, &t, &o);
	CHECK_INT(bitnet_session_eval(r.s, (const uint32_t[]){ 1, 40 }, 2, NULL, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "token id 40 is not below the vocabulary size 40");
	CHECK_INT(bitnet_session_eval(r.s, (const uint32_t[]){ UINT32_MAX }, 1, NULL, &err), BITNET_E_INPUT);
	CHECK_INT(bitnet_session_position(r.s), 0);
	CHECK(!bitnet_session_logits(r.s));
	stop(&r);
}

TEST(going_back, "after going back, the same ids give the same bits")
{
	struct bitnet_session_options o = options(0);
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;
	float want[40];

	start(&r, &t, &o);
	CHECK_OK(bitnet_session_eval(r.s, ids, 8, NULL, &err), err);
	memcpy(want, bitnet_session_logits(r.s), sizeof(want));
	CHECK_OK(bitnet_session_eval(r.s, ids, 8, NULL, &err), err);
	bitnet_session_truncate(r.s, 16);
	CHECK(bitnet_session_logits(r.s));
	bitnet_session_truncate(r.s, 5);
	CHECK(!bitnet_session_logits(r.s));
	CHECK_INT(bitnet_session_position(r.s), 5);
	CHECK_OK(bitnet_session_eval(r.s, ids + 5, 3, NULL, &err), err);
	CHECK_MEM(bitnet_session_logits(r.s), want, sizeof(want));
	bitnet_session_truncate(r.s, 0);
	CHECK_OK(bitnet_session_eval(r.s, ids, 8, NULL, &err), err);
	CHECK_MEM(bitnet_session_logits(r.s), want, sizeof(want));
	stop(&r);
}

TEST(each, "the logits after each of a few ids are those of one id after the other, asked for in any order, with any batch")
{
	static const uint32_t batches[] = { 1, 3, 16 };
	static const size_t order[] = { 0, 5, 5, 2, 7, 0, 6 };
	struct tiny t = small();
	struct bitnet_error err;
	float want[8][40];
	size_t b, i;

	for (b = 0; b < 3; b++) {
		struct bitnet_session_options o = options(32);
		uint32_t many[17] = { 0 };
		struct running r;

		o.n_batch = batches[b];
		o.n_threads = 2;
		start(&r, &t, &o);
		for (i = 0; i < 8; i++) {
			CHECK_OK(bitnet_session_eval(r.s, ids + i, 1, NULL, &err), err);
			memcpy(want[i], bitnet_session_logits(r.s), sizeof(want[i]));
		}
		bitnet_session_truncate(r.s, 0);
		CHECK_OK(bitnet_session_eval_each(r.s, ids, 8, &err), err);
		CHECK_INT(bitnet_session_position(r.s), 8);
		CHECK_MEM(bitnet_session_logits(r.s), want[0], sizeof(want[0]));
		for (i = 0; i < sizeof(order) / sizeof(*order); i++) {
			bitnet_session_select(r.s, order[i]);
			CHECK_MEM(bitnet_session_logits(r.s), want[order[i]], sizeof(want[0]));
		}
		bitnet_session_select(r.s, 8);
		CHECK_MEM(bitnet_session_logits(r.s), want[6], sizeof(want[0]));
		CHECK_INT(bitnet_session_eval_each(r.s, many, 17, &err), BITNET_E_LIMIT);
		CHECK_STR(err.message, "the logits after 17 ids are asked for, those after 16 are possible");
		CHECK_OK(bitnet_session_eval_each(r.s, ids, 0, &err), err);
		CHECK_INT(bitnet_session_position(r.s), 8);
		CHECK_MEM(bitnet_session_logits(r.s), want[6], sizeof(want[0]));
		CHECK_OK(bitnet_session_eval_each(r.s, many, 16, &err), err);
		bitnet_session_truncate(r.s, 0);
		CHECK(!bitnet_session_logits(r.s));
		CHECK_OK(bitnet_session_eval(r.s, ids, 8, NULL, &err), err);
		bitnet_session_select(r.s, 1);
		CHECK_MEM(bitnet_session_logits(r.s), want[7], sizeof(want[0]));
		stop(&r);
	}
}

TEST(context_sizes, "the context is the model's up to 4096 by default, never more than the model's")
{
	struct bitnet_session_options o = options(0);
	struct bitnet_session *s = NULL;
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;

	t.n_ctx = 5000;
	start(&r, &t, &o);
	CHECK_INT(bitnet_session_n_ctx(r.s), 4096);
	o.n_ctx = 5000;
	CHECK_OK(bitnet_session_new(&s, r.m, &o, &err), err);
	CHECK_INT(bitnet_session_n_ctx(s), 5000);
	bitnet_session_free(s);
	s = NULL;
	o.n_ctx = 5001;
	CHECK_INT(bitnet_session_new(&s, r.m, &o, &err), BITNET_E_LIMIT);
	CHECK_STR(err.message, "a context of 5001 positions is asked for, the model has 5000");
	CHECK(!s);
	stop(&r);
}

TEST(absurd_context, "a context that takes more memory than the machine has is refused with the bytes")
{
	struct bitnet_session_options o = options(1);
	struct bitnet_session *s = NULL;
	struct bitnet_error err;
	struct running r;
	struct tiny t;

	/* 100 layers of 2 x 256 floats in 2^24 positions: 3.4 TB. */
	tiny_init(&t, "llama");
	t.n_ctx = 1u << 24;
	t.n_layer = 100;
	t.n_head_kv = 4;
	t.n_ff = 32;
	start(&r, &t, &o);
	o.n_ctx = 1u << 24;
	CHECK_INT(bitnet_session_new(&s, r.m, &o, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "context_memory");
	CHECK_HAS(err.message, "a context of 16777216 positions takes 3435973836800 bytes of cache");
	CHECK(!s);
	stop(&r);
}

TEST(level_name, "a CPU level that does not exist is refused by name; the portable one always works")
{
	struct bitnet_session_options o = options(0);
	struct bitnet_session *s = NULL;
	struct bitnet_session_info info;
	struct tiny t = small();
	struct bitnet_error err;
	struct running r;

	o.cpu_level = "c";
	start(&r, &t, &o);
	bitnet_session_info(r.s, &info);
	CHECK_STR(info.cpu_level, "c");
	CHECK_HAS(bitnet_session_kernels(r.s), "gemm_tern\tc\n");
	CHECK(!strstr(bitnet_session_kernels(r.s), "avx2"));
	o.cpu_level = "sse\x1b";
	CHECK_INT(bitnet_session_new(&s, r.m, &o, &err), BITNET_E_INPUT);
	CHECK_STR(err.message, "there is no CPU level 'sse\\x1b'");
	o.cpu_level = NULL;
	o.n_threads = 5000;
	CHECK_INT(bitnet_session_new(&s, r.m, &o, &err), BITNET_E_LIMIT);
	CHECK_STR(err.name, "threads_range");
	CHECK(!s);
	stop(&r);
}

TEST(info, "a session tells threads, and the bytes of its cache")
{
	struct bitnet_session_options o = options(10);
	struct bitnet_session_info info;
	struct tiny t = small();
	struct running r;

	o.n_threads = 3;
	start(&r, &t, &o);
	bitnet_session_info(r.s, &info);
	CHECK_INT(info.n_threads, 3);
	CHECK_INT(info.kv_bytes, 2 * 2 * 10 * 128 * 4);
	CHECK(info.buffer_bytes > 10 * 256 * 4);
	stop(&r);
	o.kv_type = BITNET_KV_F16;
	start(&r, &t, &o);
	bitnet_session_info(r.s, &info);
	CHECK_INT(info.kv_bytes, 2 * 2 * 10 * 128 * 2);
	stop(&r);
	o.kv_type = BITNET_KV_Q8_0;
	start(&r, &t, &o);
	bitnet_session_info(r.s, &info);
	CHECK(info.kv_bytes >= 2 * 2 * 10 * 128 * 34 / 32);
	CHECK(info.kv_bytes < 2 * 2 * 10 * 128 * 2);
	stop(&r);
}

int main(void)
{
	return tap_main();
}

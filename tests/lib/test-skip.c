/* SPDX-License-Identifier: MIT */
/* What ReLU^2 multiplies by 0 is left out, and nothing shows it but the time. */
#include <math.h>

#include "model-run.h"
#include "tap.h"

static struct tiny relu2(void)
{
	struct tiny t = small();

	t.n_ff = 768;
	return t;
}

/* Logits after each of the ids, which are evaluated one at a time. */
static void run(const struct tiny *t, const struct bitnet_session_options *o, bool low_memory, float out[8][40], double live[2])
{
	struct bitnet_model_options how;
	struct bitnet_error err;
	struct running r = { NULL, NULL, NULL, NULL };
	size_t size, i;

	r.file = tiny_build(t, &size);
	bitnet_model_options_defaults(&how);
	how.low_memory = low_memory;
	CHECK_OK(bitnet_gguf_open_memory(&r.g, r.file, size, &err), err);
	CHECK_OK(bitnet_model_load(&r.m, r.g, &how, &err), err);
	CHECK_OK(bitnet_session_new(&r.s, r.m, o, &err), err);
	for (i = 0; i < 8; i++) {
		CHECK_OK(bitnet_session_eval(r.s, ids + i, 1, NULL, &err), err);
		memcpy(out[i], bitnet_session_logits(r.s), sizeof(out[i]));
	}
	CHECK_INT(bitnet_session_live(r.s, &live[0], &live[1]), live[0] < 1);
	stop(&r);
}

static void check_same(float a[8][40], float b[8][40], const char *what)
{
	size_t i, k;

	for (i = 0; i < 8; i++)
		for (k = 0; k < 40; k++)
			if (memcmp(&a[i][k], &b[i][k], 4) && !(isnan(a[i][k]) && isnan(b[i][k])))
				FAIL("%s: logit %zu of position %zu is %.9g, want %.9g", what, k, i, (double)b[i][k], (double)a[i][k]);
}

/* All levels, some threads, with the copies by columns and without, against everything computed. */
static void check_model(const struct tiny *t, bool skips)
{
	static float want[8][40], got[8][40];
	struct bitnet_session_options o = options(0);
	const char *const *level;
	double live[2];

	o.no_skip = true;
	run(t, &o, false, want, live);
	CHECK(live[0] == 1 && live[1] == 1);
	o.no_skip = false;
	for (level = bitnet_cpu_levels(); *level; level++)
		for (o.n_threads = 1; o.n_threads <= 3; o.n_threads++) {
			o.cpu_level = *level;
			run(t, &o, false, got, live);
			check_same(want, got, *level);
			CHECK(skips ? live[0] > 0 && live[0] < 0.9 : live[0] == 1);
			CHECK(skips && strcmp(*level, "c") ? live[1] < 0.9 : live[1] == 1);
			run(t, &o, true, got, live);
			check_same(want, got, *level);
			CHECK(live[1] == 1);
		}
}

TEST(same, "every level and any number of threads give the bits of everything computed")
{
	struct tiny t = relu2();

	check_model(&t, true);
}

static void relu2_key(struct gguf_build *b)
{
	gb_str(b, "llama.hidden_activation", "relu2");
}

TEST(no_norm, "so it is where no norm stands in front of the down projection")
{
	struct tiny t = relu2();

	t.arch = "llama";
	t.keys = relu2_key;
	check_model(&t, true);
}

TEST(silu, "models with SiLU are computed whole")
{
	struct tiny t = relu2();

	t.arch = "bitnet";
	check_model(&t, false);
}

/* A scale of the up projection, as bits of a float. */
static const unsigned char huge[] = { 0xff, 0xff, 0x7f, 0x7f }, large[] = { 0, 0, 0, 0x60 };

TEST(infinite, "where the up projection may be infinite, nothing is left out: 0 times infinity is no number")
{
	struct tiny t = relu2();

	t.n_layer = 1;
	t.poke = "blk.0.ffn_up.weight";
	t.poke_at = 256 * 768 / 4;
	t.poke_n = 4;
	t.poke_with = huge;
	check_model(&t, false);
}

TEST(overflow, "products that overflow after the activation are the same")
{
	struct tiny t = relu2();

	t.n_layer = 1;
	t.poke = "blk.0.ffn_up.weight";
	t.poke_at = 256 * 768 / 4;
	t.poke_n = 4;
	t.poke_with = large;
	check_model(&t, true);
}

static uint16_t two_scales(size_t block)
{
	return block % 2 ? 0x2c00 : 0x3000;
}

TEST(blocks, "matrices whose blocks have scales of their own are computed whole")
{
	struct tiny t = relu2();

	t.matrix_type = BITNET_TENSOR_TQ2_0;
	t.tq_scale = two_scales;
	check_model(&t, false);
}

TEST(dense, "dense models are computed whole")
{
	struct tiny t = relu2();

	t.matrix_type = BITNET_TENSOR_F16;
	check_model(&t, false);
}

TEST(prompt, "ids that are evaluated together count for nothing")
{
	struct tiny t = relu2();
	struct bitnet_session_options o = options(0);
	struct bitnet_error err;
	struct running r;
	double up, down;

	start(&r, &t, &o);
	CHECK_OK(bitnet_session_eval(r.s, ids, 8, NULL, &err), err);
	CHECK(!bitnet_session_live(r.s, &up, &down));
	CHECK(up == 1 && down == 1);
	stop(&r);
}

int main(void)
{
	return tap_main();
}

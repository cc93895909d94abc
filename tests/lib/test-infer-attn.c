/* SPDX-License-Identifier: MIT */
/* Attention on the pool: however it is cut into pieces, a token of a prompt gets the bits that it gets alone. */
#include "infer/infer-int.h"
#include "model-run.h"

#define BEFORE 17
#define TOKENS 203

static float number(uint64_t *seed)
{
	return ((float)tiny_random(seed, 2001) - 1000) / 1000;
}

/* Keys and values of all positions, queries of TOKENS. */
static void fill(struct bitnet_session *s)
{
	const struct bitnet_hparams *hp = &s->m->hp;
	uint64_t seed = 5;
	size_t head, i;
	int which;

	for (head = 0; head < hp->n_head_kv; head++)
		for (which = 0; which < 2; which++) {
			float *row = (float *)(void *)bitnet_session_cache(s, 0, which, head);

			for (i = 0; i < (size_t)s->n_ctx * hp->head_dim; i++)
				row[i] = number(&seed);
		}
	for (i = 0; i < TOKENS * s->n_qkv; i++)
		s->qkv[i] = 4 * number(&seed);
}

static void check_pieces(uint32_t n_head_kv, uint32_t n_threads, size_t n_tokens)
{
	struct bitnet_session_options o = options(0);
	struct tiny t = small();
	struct running r;
	size_t n, i;
	float *one;

	t.n_head = 8;
	t.n_head_kv = n_head_kv;
	t.n_ctx = BEFORE + TOKENS;
	o.n_threads = n_threads;
	o.n_batch = TOKENS;
	start(&r, &t, &o);
	CHECK_INT(r.s->n_batch, TOKENS);
	n = (size_t)t.n_head * r.m->hp.head_dim;
	one = malloc(n * sizeof(*one));
	CHECK(one);
	fill(r.s);
	r.s->position = BEFORE;
	bitnet_cpu_attention(r.s, 0, r.s->h, n_tokens);
	for (i = 0; i < n_tokens; i++, r.s->position++) {
		memmove(r.s->qkv, r.s->qkv + i * r.s->n_qkv, n * sizeof(float));
		bitnet_cpu_attention(r.s, 0, one, 1);
		if (memcmp(one, r.s->h + i * r.s->n_wide, n * sizeof(*one)))
			FAIL("%u kv heads, %u threads: token %zu of %zu has other bits alone", n_head_kv, n_threads, i, n_tokens);
	}
	free(one);
	stop(&r);
}

TEST(pieces, "every token of a prompt gets the bits that it gets alone, for any number of kv heads, threads and tokens")
{
	static const size_t tokens[] = { 2, 4, 5, 16, 17, 33, TOKENS };
	uint32_t kv, threads;
	size_t i;

	for (kv = 1; kv <= 8; kv *= 2)
		for (threads = 1; threads <= 3; threads++)
			for (i = 0; i < sizeof(tokens) / sizeof(*tokens); i++)
				check_pieces(kv, threads, tokens[i]);
}

int main(void)
{
	return tap_main();
}

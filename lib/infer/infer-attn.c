/* SPDX-License-Identifier: MIT */
/*
 * Attention on the pool: the work is cut over heads and tokens, and what is computed for one does not
 * depend on the cut.
 */
#include "infer/infer-int.h"

/* Queries of a prompt, tokens by heads of one kv head, that share what they read of the cache: at most and at least. */
#define SHARED_MOST 128
#define SHARED_LEAST 32
/* So many pieces for each thread make up for what the later tokens see more than the earlier ones. */
#define PIECES_PER_THREAD 8

/*
 * Pieces of a prompt: a kv head and `shared` tokens.  Of few tokens: first `whole` pieces, each a kv head with all its
 * query heads; then the other kv heads, `parts` pieces each.
 */
struct heads {
	struct bitnet_session *s;
	uint32_t layer;
	float *out;
	size_t n_tokens, shared, whole, parts;
};

/* Query heads first..first+n, of one kv head, for n_tokens tokens from t on. */
static void attend_heads(const struct heads *a, size_t first, size_t n, size_t t, size_t n_tokens)
{
	struct bitnet_session *s = a->s;
	const struct bitnet_hparams *hp = &s->m->hp;
	bitnet_attn_fn *fn = s->kv_type == BITNET_KV_F16 ? s->k.attn_f16 : s->kv_type == BITNET_KV_F32 ? s->k.attn_f32 : s->k.attn_q8_0;
	size_t kv = first / (hp->n_head / hp->n_head_kv), at = first * hp->head_dim;

	fn(a->out + t * s->n_wide + at, s->n_wide, s->qkv + t * s->n_qkv + at, s->n_qkv, n, n_tokens, bitnet_session_cache(s, a->layer, 0, kv),
	   bitnet_session_cache(s, a->layer, 1, kv), s->kv_row, s->position + t + 1, hp->head_dim, hp->attn_scale);
}

/* kv head i % n_head_kv, for the tokens from i / n_head_kv * shared on. */
static void attend_tokens(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct heads *a = arg;
	size_t n_kv = a->s->m->hp.n_head_kv, group = a->s->m->hp.n_head / n_kv, i;

	(void)thread;
	for (i = begin; i < end; i++) {
		size_t t = i / n_kv * a->shared, left = a->n_tokens - t;

		attend_heads(a, i % n_kv * group, group, t, left < a->shared ? left : a->shared);
	}
}

static void attend_pieces(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct heads *a = arg;
	size_t group = a->s->m->hp.n_head / a->s->m->hp.n_head_kv, n = group / a->parts, i;

	(void)thread;
	for (i = begin; i < end; i++)
		if (i < a->whole)
			attend_heads(a, i * group, group, 0, a->n_tokens);
		else
			attend_heads(a, a->whole * group + (i - a->whole) * n, n, 0, a->n_tokens);
}

/*
 * One token or a few.  A kv head whose query heads are taken together is read once; where kv heads do not come out even,
 * those that are left over are cut.
 */
static void attend_few(struct heads *a, size_t n_threads)
{
	const struct bitnet_hparams *hp = &a->s->m->hp;
	size_t group = hp->n_head / hp->n_head_kv, left = hp->n_head_kv % n_threads;

	a->whole = hp->n_head_kv - left;
	while (left && left * a->parts < n_threads && group % (2 * a->parts) == 0)
		a->parts *= 2;
	bitnet_pool_run(a->s->pool, attend_pieces, a, a->whole + left * a->parts,
			1 + BITNET_MIN_WORK / ((a->s->position + a->n_tokens) * hp->head_dim * group));
}

/* Tokens of a piece: fewer where there would be too few pieces. */
static size_t shared_tokens(const struct heads *a, size_t n_threads)
{
	const struct bitnet_hparams *hp = &a->s->m->hp;
	size_t group = hp->n_head / hp->n_head_kv, n = SHARED_MOST;

	while (n > SHARED_LEAST && a->n_tokens * group / n * hp->n_head_kv < n_threads * PIECES_PER_THREAD)
		n /= 2;
	return n < group ? 1 : n / group;
}

void bitnet_cpu_attention(struct bitnet_session *s, uint32_t layer, float *out, size_t n_tokens)
{
	const struct bitnet_hparams *hp = &s->m->hp;
	size_t n_threads = bitnet_pool_n_threads(s->pool), group = hp->n_head / hp->n_head_kv;
	struct heads a = { s, layer, out, n_tokens, 0, 0, 1 };

	a.shared = shared_tokens(&a, n_threads);
	if (n_tokens <= a.shared)
		attend_few(&a, n_threads);
	else
		bitnet_pool_run(s->pool, attend_tokens, &a, (n_tokens + a.shared - 1) / a.shared * hp->n_head_kv,
				1 + BITNET_MIN_WORK / (((size_t)s->position + n_tokens) * hp->head_dim * group));
}

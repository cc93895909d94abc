/* SPDX-License-Identifier: MIT */
/*
 * The graph (formats.md 6.1 to 6.3) for a few new positions at once.
 *
 * bitnet and llama: RMSNorm, rope, gated FFN; bitnet has two more norms, in front of the output and
 * the down projections.  gpt2: LayerNorm with bias, learned positions, plain FFN.
 */
#include <string.h>

#include "infer/infer-int.h"

/* A step that treats every token by itself. */
struct per_token {
	struct bitnet_session *s;
	const struct bitnet_layer *layer;
	uint32_t layer_number;
	const uint32_t *ids;
	float *y;
	const float *x, *weight, *bias;
	size_t y_stride, x_stride, n;
};

static void for_tokens(struct bitnet_session *s, void (*fn)(void *arg, size_t begin, size_t end, uint32_t thread),
		       struct per_token *p, size_t n_tokens)
{
	p->s = s;
	bitnet_pool_run(s->pool, fn, p, n_tokens, 1);
}

static void embed_tokens(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct per_token *p = arg;
	struct bitnet_session *s = p->s;
	size_t n = s->m->hp.n_embd, t;

	(void)thread;
	for (t = begin; t < end; t++) {
		float *x = s->x + t * n, *h = s->h + t * s->n_wide;

		bitnet_cpu_row(&s->k, &s->m->token_embd, p->ids[t], x);
		if (s->m->position_embd.data) {
			bitnet_cpu_row(&s->k, &s->m->position_embd, s->position + t, h);
			s->k.add(x, h, n);
		}
	}
}

static void norm_tokens(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct per_token *p = arg;
	size_t t;

	(void)thread;
	for (t = begin; t < end; t++)
		bitnet_cpu_norm(p->s, p->y + t * p->y_stride, p->x + t * p->x_stride, p->weight, p->bias, p->n);
}

static void norm(struct bitnet_session *s, float *y, size_t y_stride, const float *x, size_t x_stride, const float *weight,
		 const float *bias, size_t n, size_t n_tokens)
{
	struct per_token p = { .y = y, .x = x, .weight = weight, .bias = bias, .y_stride = y_stride, .x_stride = x_stride, .n = n };

	for_tokens(s, norm_tokens, &p, n_tokens);
}

/* cos and sin of this position's angles, in float. */
static void set_angles(struct bitnet_session *s, float *cs, size_t position)
{
	uint32_t i;

	for (i = 0; i < s->m->hp.n_rot / 2; i++) {
		double sine, cosine;

		bitnet_trig_sincos((double)position * s->freq[i], &sine, &cosine);
		cs[2 * i] = (float)cosine;
		cs[2 * i + 1] = (float)sine;
	}
}

static void angle_tokens(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct per_token *p = arg;
	size_t t;

	(void)thread;
	for (t = begin; t < end; t++)
		set_angles(p->s, p->s->cos_sin + t * p->s->m->hp.n_rot, p->s->position + t);
}

/* Keys and values of a token into the cache. */
static void store(struct bitnet_session *s, uint32_t layer, int which, size_t position, const float *x)
{
	size_t n = s->m->hp.head_dim, head;

	for (head = 0; head < s->m->hp.n_head_kv; head++, x += n) {
		uint8_t *row = bitnet_session_cache(s, layer, which, head) + position * s->kv_row;

		switch (s->kv_type) {
		case BITNET_KV_F16:
			s->k.to_f16((uint16_t *)(void *)row, x, n);
			break;
		case BITNET_KV_Q8_0:
			s->k.to_q8_0(row, x, n);
			break;
		default:
			memcpy(row, x, n * sizeof(*x));
		}
	}
}

/* Rope on q and k in place, then k and v into the cache. */
static void rope_and_store_tokens(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct per_token *p = arg;
	struct bitnet_session *s = p->s;
	const struct bitnet_hparams *hp = &s->m->hp;
	bitnet_rope_fn *rope = hp->rope_neox ? s->k.rope_neox : s->k.rope_norm;
	size_t t, head;

	(void)thread;
	for (t = begin; t < end; t++) {
		float *qkv = s->qkv + t * s->n_qkv, *k = qkv + (size_t)hp->n_head * hp->head_dim;

		for (head = 0; hp->n_rot && head < (size_t)hp->n_head + hp->n_head_kv; head++)
			rope(qkv + head * hp->head_dim, s->cos_sin + t * hp->n_rot, hp->n_rot);
		store(s, p->layer_number, 0, s->position + t, k);
		store(s, p->layer_number, 1, s->position + t, k + (size_t)hp->n_head_kv * hp->head_dim);
	}
}

/* What was computed into p->x, onto the residual stream. */
static void add_tokens(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct per_token *p = arg;
	struct bitnet_session *s = p->s;
	size_t n = s->m->hp.n_embd, t;

	(void)thread;
	for (t = begin; t < end; t++)
		s->k.add(s->x + t * n, p->x + t * p->x_stride, n);
}

static void activate_tokens(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct per_token *p = arg;
	struct bitnet_session *s = p->s;
	size_t n = s->m->hp.n_ff, t;

	(void)thread;
	for (t = begin; t < end; t++) {
		float *up = s->up + t * n, *gate = s->gate + t * n;

		if (p->layer->ffn_gate.data)
			bitnet_cpu_glu(s)(up, gate, up, n);
		else
			s->k.gelu(up, up, n);
	}
}

/* Of the residual stream, to which `more` is added first. */
static struct bitnet_input normed_stream(struct bitnet_session *s, const float *more, size_t more_stride, const float *weight, const float *bias)
{
	return (struct bitnet_input){ s->x, s->m->hp.n_embd, more, more_stride, weight, bias, s->h, s->n_wide };
}

static void attention(struct bitnet_session *s, const struct bitnet_layer *l, uint32_t number, const float *more, size_t n_tokens)
{
	const struct bitnet_hparams *hp = &s->m->hp;
	size_t q = (size_t)hp->n_head * hp->head_dim, kv = (size_t)hp->n_head_kv * hp->head_dim;
	struct per_token p = { .layer_number = number };
	struct bitnet_product fused = { &l->attn_qkv, s->qkv, s->n_qkv };
	struct bitnet_product three[3] = {
		{ &l->attn_q, s->qkv, s->n_qkv },
		{ &l->attn_k, s->qkv + q, s->n_qkv },
		{ &l->attn_v, s->qkv + q + kv, s->n_qkv },
	};
	struct bitnet_product out = { &l->attn_output, s->qkv, s->n_qkv };
	struct bitnet_input in = normed_stream(s, more, s->n_wide, l->attn_norm, l->attn_norm_bias);
	struct bitnet_input heads = { s->h, s->n_wide, NULL, 0, l->attn_sub_norm, NULL, s->h, s->n_wide };

	if (l->attn_qkv.data)
		bitnet_cpu_products(s, &fused, 1, &in, n_tokens);
	else
		bitnet_cpu_products(s, three, 3, &in, n_tokens);
	for_tokens(s, rope_and_store_tokens, &p, n_tokens);
	bitnet_cpu_attention(s, number, s->h, n_tokens);
	bitnet_cpu_products(s, &out, 1, &heads, n_tokens);
}

/* From the gate and up projections to the input of down. */
static void gate_and_up(struct bitnet_session *s, const struct bitnet_layer *l, const struct bitnet_input *in, size_t n_tokens)
{
	size_t n = s->m->hp.n_ff;
	struct bitnet_product p[2] = { { &l->ffn_gate, s->gate, n }, { &l->ffn_up, s->up, n } };
	struct per_token act = { .layer = l };
	bool gate = l->ffn_gate.data != NULL;

	if (gate && bitnet_cpu_gated(s, p, in, n_tokens))
		return;
	bitnet_cpu_products(s, gate ? p : p + 1, gate ? 2 : 1, in, n_tokens);
	for_tokens(s, activate_tokens, &act, n_tokens);
}

static void feed_forward(struct bitnet_session *s, const struct bitnet_layer *l, size_t n_tokens)
{
	const struct bitnet_hparams *hp = &s->m->hp;
	struct bitnet_product down = { &l->ffn_down, s->h, s->n_wide };
	struct bitnet_input in = normed_stream(s, s->qkv, s->n_qkv, l->ffn_norm, l->ffn_norm_bias);
	struct bitnet_input up = { s->up, hp->n_ff, NULL, 0, l->ffn_sub_norm, NULL, s->up, hp->n_ff };

	if (n_tokens == 1) {
		s->k.add(s->x, s->qkv, hp->n_embd);
		norm(s, s->h, s->n_wide, s->x, hp->n_embd, l->ffn_norm, l->ffn_norm_bias, hp->n_embd, 1);
		if (bitnet_skip_feed_forward(s, l))
			return;
		in = (struct bitnet_input){ .x = s->h };
	}
	gate_and_up(s, l, &in, n_tokens);
	bitnet_cpu_products(s, &down, 1, &up, n_tokens);
}

/* The last norm and the head; logits rows go to y. */
static void head(struct bitnet_session *s, size_t n_tokens, float *y)
{
	const struct bitnet_model *m = s->m;
	struct bitnet_product out = { &m->output, y, m->hp.n_vocab };
	struct bitnet_input in = normed_stream(s, NULL, 0, m->output_norm, m->output_norm_bias);

	bitnet_cpu_products(s, &out, 1, &in, n_tokens);
}

void bitnet_forward(struct bitnet_session *s, const uint32_t *ids, size_t n, float *all, size_t n_kept)
{
	const struct bitnet_model *m = s->m;
	struct per_token p = { .ids = ids, .x = s->h, .x_stride = s->n_wide };
	size_t n_embd = m->hp.n_embd;
	uint32_t i;

	for_tokens(s, embed_tokens, &p, n);
	if (m->hp.n_rot)
		for_tokens(s, angle_tokens, &p, n);
	for (i = 0; i < m->hp.n_layer; i++) {
		attention(s, &m->layers[i], i, i ? s->h : NULL, n);
		feed_forward(s, &m->layers[i], n);
	}
	for_tokens(s, add_tokens, &p, n);
	s->position += (uint32_t)n;
	if (n_kept)
		norm(s, s->hidden + s->n_states * n_embd, n_embd, s->x + (n - n_kept) * n_embd, n_embd, m->output_norm, m->output_norm_bias,
		     n_embd, n_kept);
	if (all)
		head(s, n, all);
	if (all && n_kept) {
		memcpy(s->logits, all + (n - 1) * m->hp.n_vocab, m->hp.n_vocab * sizeof(*all));
		s->has_logits = 1;
	}
	s->n_states += n_kept;
}

void bitnet_forward_logits(struct bitnet_session *s)
{
	const struct bitnet_hparams *hp = &s->m->hp;
	struct bitnet_product out = { &s->m->output, s->logits + s->state * hp->n_vocab, hp->n_vocab };
	struct bitnet_input in = { .x = s->hidden + s->state * hp->n_embd, .stride = hp->n_embd };
	size_t n = s->n_states - s->state, i;

	if (n > s->n_batch)
		n = s->n_batch;
	bitnet_cpu_products(s, &out, 1, &in, n);
	for (i = 0; i < n; i++)
		s->has_logits |= (uint32_t)1 << (s->state + i);
}

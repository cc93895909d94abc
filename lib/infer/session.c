/* SPDX-License-Identifier: MIT */
/* Sessions: options, the arena, the cache, and the position. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bitnet/text.h>

#include "base/buf.h"
#include "base/error-set.h"
#include "base/mem.h"
#include "infer/infer-int.h"

#define DEFAULT_CTX 4096
#define DEFAULT_BATCH 512
/* Prompt ids are computed together in as many rows as fit into this; at least one. */
#define BATCH_BYTES (256u << 20)

void bitnet_session_options_defaults(struct bitnet_session_options *o)
{
	memset(o, 0, sizeof(*o));
	o->kv_type = BITNET_KV_F16;
}

/* The arena while it is laid out: the same code counts and places. */
struct layout {
	uint8_t *base;          /* NULL: count only */
	uint64_t used;
	bool overflow;
};

static void *place(struct layout *l, uint64_t n, uint64_t size)
{
	uint64_t bytes, at = l->used;

	if (!bitnet_mul_u64(n, size, &bytes) || !bitnet_add_u64(bytes, 63, &bytes) || !bitnet_add_u64(at, bytes & ~(uint64_t)63, &l->used)) {
		l->overflow = true;
		return NULL;
	}
	return l->base ? l->base + at : NULL;
}

static size_t max_size(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Rows of ternary results that one call of bitnet_cpu_products() may ask for. */
static size_t most_dots(const struct bitnet_model *m)
{
	const struct bitnet_hparams *hp = &m->hp;
	size_t n = max_size(2 * (size_t)hp->n_ff, hp->n_embd);

	n = max_size(n, ((size_t)hp->n_head + 2 * (size_t)hp->n_head_kv) * hp->head_dim);
	return m->output.ternary ? max_size(n, hp->n_vocab) : n;
}

static void lay_out_buffers(struct bitnet_session *s, struct layout *l)
{
	const struct bitnet_hparams *hp = &s->m->hp;
	uint64_t b = s->n_batch, n_threads = bitnet_pool_n_threads(s->pool);

	s->freq = place(l, hp->n_rot / 2, sizeof(*s->freq));
	s->cos_sin = place(l, b * hp->n_rot, sizeof(*s->cos_sin));
	s->x = place(l, b * hp->n_embd, sizeof(*s->x));
	s->h = place(l, b * s->n_wide, sizeof(*s->h));
	s->qkv = place(l, b * s->n_qkv, sizeof(*s->qkv));
	s->gate = place(l, b * hp->n_ff, sizeof(*s->gate));
	s->up = place(l, b * hp->n_ff, sizeof(*s->up));
	s->q8 = place(l, b * s->n_q8, sizeof(*s->q8));
	s->q8_scale = place(l, b, sizeof(*s->q8_scale));
	s->q8_sum = place(l, b, sizeof(*s->q8_sum));
	s->q8_block_sum = place(l, b * (s->n_q8 / BITNET_TQ_BLOCK + 1), sizeof(*s->q8_block_sum));
	s->n_dots = max_size(2 * b * BITNET_SUM_STRIDE, most_dots(s->m));
	s->dots = place(l, n_threads * s->n_dots, sizeof(*s->dots));
	s->row = place(l, n_threads * s->n_row, sizeof(*s->row));
	s->live = place(l, hp->n_ff, sizeof(*s->live));
	s->live_q = place(l, hp->n_ff, sizeof(*s->live_q));
	s->live_up = place(l, hp->n_ff, sizeof(*s->live_up));
	s->sums = place(l, n_threads * s->n_sums, sizeof(*s->sums));
	s->has_sums = place(l, n_threads, sizeof(*s->has_sums));
}

static void lay_out_states(struct bitnet_session *s, struct layout *l)
{
	s->hidden = place(l, (uint64_t)BITNET_STATES * s->m->hp.n_embd, sizeof(*s->hidden));
	s->logits = place(l, (uint64_t)BITNET_STATES * s->m->hp.n_vocab, sizeof(*s->logits));
}

static void lay_out_best(struct bitnet_session *s, struct layout *l)
{
	struct bitnet_best_room *b = &s->best;
	uint64_t n = s->m->output.n_rows, blocks = (n + 63) / 64, n_padded = bitnet_head_padded(s->m);

	if (!n_padded)
		return;
	b->cap = (size_t)n / 4 + 64;
	b->hi = place(l, BITNET_STATES * n_padded, 1);
	b->lo = place(l, BITNET_STATES * n_padded, 1);
	b->tops = place(l, BITNET_STATES * blocks, sizeof(*b->tops));
	b->doubt = place(l, blocks, sizeof(*b->doubt));
	b->ids = place(l, b->cap, sizeof(*b->ids));
	b->logits = place(l, b->cap, sizeof(*b->logits));
}

static void lay_out(struct bitnet_session *s, struct layout *l)
{
	uint64_t start;

	lay_out_buffers(s, l);
	lay_out_states(s, l);
	lay_out_best(s, l);
	start = l->used;
	s->buffer_bytes = start;
	s->cache = place(l, (uint64_t)s->m->hp.n_layer * 2 * s->m->hp.n_head_kv * s->n_ctx, s->kv_row);
	s->kv_bytes = l->used - start;
}

/* One head's keys or values of a position in the cache. */
static size_t head_bytes(enum bitnet_kv_type type, size_t head_dim)
{
	if (type == BITNET_KV_Q8_0)
		return (head_dim + 31) / 32 * 34;
	return head_dim * (type == BITNET_KV_F16 ? 2 : 4);
}

static void set_sizes(struct bitnet_session *s)
{
	const struct bitnet_hparams *hp = &s->m->hp;
	size_t q = (size_t)hp->n_head * hp->head_dim, widest, i;

	s->n_wide = max_size(hp->n_embd, q);
	s->n_qkv = max_size(q + 2 * (size_t)hp->n_head_kv * hp->head_dim, hp->n_embd);
	widest = max_size(s->n_wide, hp->n_ff);
	s->n_q8 = (widest + BITNET_TERN_BLOCK - 1) / BITNET_TERN_BLOCK * BITNET_TERN_BLOCK | 64;
	s->n_row = (widest + 15) / 16 * 16;
	for (i = 0; i < hp->n_layer; i++)
		s->n_sums = max_size(s->n_sums, s->m->layers[i].ffn_down.col_bytes * 4);
	s->kv_row = head_bytes(s->kv_type, hp->head_dim);
}

/* Fewer rows at a time where a row of all buffers is large. */
static void set_batch(struct bitnet_session *s, uint32_t asked)
{
	struct layout l = { NULL, 0, false };

	s->n_batch = asked ? asked : DEFAULT_BATCH;
	if (s->n_batch > s->n_ctx)
		s->n_batch = s->n_ctx;
	lay_out_buffers(s, &l);
	if (l.overflow)
		s->n_batch = 1;
	else if (l.used > BATCH_BYTES)
		s->n_batch = (uint32_t)(s->n_batch * (uint64_t)BATCH_BYTES / l.used);
	if (s->n_batch < 1)
		s->n_batch = 1;
}

static int make_arena(struct bitnet_session *s, struct bitnet_error *err)
{
	struct layout l = { NULL, 0, false };
	long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
	uint64_t memory = pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : UINT64_MAX;

	lay_out(s, &l);
	if (l.overflow || l.used > SIZE_MAX || l.used > memory) {
		bitnet_error_set(err, BITNET_E_LIMIT, "context_memory",
				 "a context of %u positions takes %llu bytes of cache and %llu of buffers, the machine has %llu",
				 s->n_ctx, (unsigned long long)s->kv_bytes, (unsigned long long)s->buffer_bytes,
				 (unsigned long long)memory);
		bitnet_error_hint(err, "ask for a smaller context");
		return BITNET_E_LIMIT;
	}
	s->arena = bitnet_alloc_aligned(1, (size_t)l.used);
	if (!s->arena)
		return bitnet_error_nomem(err, l.used);
	l.base = s->arena;
	l.used = 0;
	lay_out(s, &l);
	return 0;
}

/* base^(-2 i / n_rot) / div / divisor[i] */
static void set_frequencies(struct bitnet_session *s)
{
	const struct bitnet_hparams *hp = &s->m->hp;
	uint32_t i;

	for (i = 0; i < hp->n_rot / 2; i++) {
		double f = bitnet_trig_pow(hp->rope_base, -2.0 * i / hp->n_rot) / hp->rope_div;

		s->freq[i] = s->m->rope_freqs ? f / (double)s->m->rope_freqs[i] : f;
	}
}

static int choose_level(struct bitnet_session *s, const char *highest, struct bitnet_error *err)
{
	enum bitnet_level best = bitnet_level_best();
	const char *name;
	char shown[64];
	int l;

	s->level = best;
	if (!highest)
		return 0;
	for (l = 0; (name = bitnet_level_name((enum bitnet_level)l)); l++)
		if (strcmp(name, highest) == 0) {
			s->level = (enum bitnet_level)l < best ? (enum bitnet_level)l : best;
			return 0;
		}
	return bitnet_error_set(err, BITNET_E_INPUT, "cpu_level", "there is no CPU level '%s'",
				bitnet_text_escape(shown, sizeof(shown), highest, strlen(highest)));
}

static int describe_kernels(struct bitnet_session *s, struct bitnet_error *err)
{
	struct bitnet_buf b = BITNET_BUF_INIT;
	enum bitnet_level level;
	const char *op;
	size_t i;

	for (i = 0; bitnet_kernels_describe(&s->k, i, &op, &level); i++)
		bitnet_buf_printf(&b, "%s\t%s\n", op, bitnet_level_name(level));
	s->kernels = bitnet_buf_take(&b);
	return s->kernels ? 0 : bitnet_error_nomem(err, 0);
}

static int choose_context(struct bitnet_session *s, uint32_t asked, struct bitnet_error *err)
{
	uint32_t most = s->m->hp.n_ctx;

	if (asked > most)
		return bitnet_error_set(err, BITNET_E_LIMIT, "context_range", "a context of %u positions is asked for, the model has %u",
					asked, most);
	s->n_ctx = asked ? asked : most < DEFAULT_CTX ? most : DEFAULT_CTX;
	return 0;
}

int bitnet_session_new(struct bitnet_session **out, const struct bitnet_model *m, const struct bitnet_session_options *o,
		       struct bitnet_error *err)
{
	struct bitnet_session_options defaults;
	struct bitnet_session *s = calloc(1, sizeof(*s));
	int r;

	if (!s)
		return bitnet_error_nomem(err, sizeof(*s));
	if (!o) {
		bitnet_session_options_defaults(&defaults);
		o = &defaults;
	}
	s->m = m;
	s->kv_type = o->kv_type;
	s->skip = !o->no_skip;
	r = choose_level(s, o->cpu_level, err);
	if (r == 0)
		r = choose_context(s, o->n_ctx, err);
	if (r)
		goto fail;
	bitnet_kernels_init(&s->k, s->level);
	r = bitnet_pool_new(&s->pool, o->n_threads ? o->n_threads : bitnet_pool_default(), err);
	if (r)
		goto fail;
	set_sizes(s);
	set_batch(s, o->n_batch);
	r = describe_kernels(s, err);
	if (r == 0)
		r = make_arena(s, err);
	if (r)
		goto fail;
	set_frequencies(s);
	*out = s;
	return 0;
fail:
	bitnet_session_free(s);
	return r;
}

void bitnet_session_free(struct bitnet_session *s)
{
	if (!s)
		return;
	bitnet_pool_free(s->pool);
	free(s->arena);
	free(s->rows);
	free(s->kernels);
	free(s);
}

uint8_t *bitnet_session_cache(const struct bitnet_session *s, uint32_t layer, int which, size_t head)
{
	return s->cache + (((size_t)layer * 2 + (size_t)which) * s->m->hp.n_head_kv + head) * s->n_ctx * s->kv_row;
}

int bitnet_session_takes(const struct bitnet_session *s, const uint32_t *ids, size_t n, struct bitnet_error *err)
{
	uint32_t n_vocab = s->m->hp.n_vocab;
	size_t i;

	if (n > s->n_ctx - s->position)
		return bitnet_error_set(err, BITNET_E_LIMIT, "context_full", "the context of %u positions has room for %u, not for %zu",
					s->n_ctx, s->n_ctx - s->position, n);
	for (i = 0; i < n; i++)
		if (ids[i] >= n_vocab)
			return bitnet_error_set(err, BITNET_E_INPUT, "token_range", "token id %u is not below the vocabulary size %u",
						ids[i], n_vocab);
	return 0;
}

static void forget_states(struct bitnet_session *s)
{
	s->n_states = s->state = s->best.from = s->best.to = 0;
	s->has_logits = 0;
}

int bitnet_session_eval(struct bitnet_session *s, const uint32_t *ids, size_t n, float *all, struct bitnet_error *err)
{
	uint32_t n_vocab = s->m->hp.n_vocab;
	size_t i;
	int r = bitnet_session_takes(s, ids, n, err);

	if (r)
		return r;
	for (i = 0; i < n;) {
		size_t now = n - i < s->n_batch ? n - i : s->n_batch;

		forget_states(s);
		bitnet_forward(s, ids + i, now, all ? all + i * n_vocab : NULL, i + now == n);
		i += now;
	}
	return 0;
}

int bitnet_session_eval_each(struct bitnet_session *s, const uint32_t *ids, size_t n, struct bitnet_error *err)
{
	size_t i, now;
	int r;

	if (n > BITNET_STATES)
		return bitnet_error_set(err, BITNET_E_LIMIT, "states_range", "the logits after %zu ids are asked for, those after %d are possible", n,
					BITNET_STATES);
	r = bitnet_session_takes(s, ids, n, err);
	if (r || n == 0)
		return r;
	forget_states(s);
	for (i = 0; i < n; i += now) {
		now = n - i < s->n_batch ? n - i : s->n_batch;
		bitnet_forward(s, ids + i, now, NULL, now);
	}
	return 0;
}

void bitnet_session_select(struct bitnet_session *s, size_t i)
{
	if (i < s->n_states)
		s->state = i;
}

const float *bitnet_session_logits(struct bitnet_session *s)
{
	if (s->n_states == 0)
		return NULL;
	if (!(s->has_logits >> s->state & 1))
		bitnet_forward_logits(s);
	return s->logits + s->state * s->m->hp.n_vocab;
}

uint32_t bitnet_session_position(const struct bitnet_session *s)
{
	return s->position;
}

uint32_t bitnet_session_n_ctx(const struct bitnet_session *s)
{
	return s->n_ctx;
}

void bitnet_session_truncate(struct bitnet_session *s, uint32_t n)
{
	if (n >= s->position)
		return;
	s->position = n;
	forget_states(s);
}

void bitnet_session_info(const struct bitnet_session *s, struct bitnet_session_info *info)
{
	info->cpu_level = bitnet_level_name(s->level);
	info->n_threads = bitnet_pool_n_threads(s->pool);
	info->kv_bytes = s->kv_bytes;
	info->buffer_bytes = s->buffer_bytes;
	info->n_picks = s->best.n;
	info->n_pick_logits = s->best.n_logits;
	info->pick_bytes = s->best.n_bytes;
}

const char *bitnet_session_kernels(const struct bitnet_session *s)
{
	return s->kernels;
}

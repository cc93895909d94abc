/* SPDX-License-Identifier: MIT */
/*
 * The feed-forward part of one token where ReLU^2 leaves zeros: rows of the up projection and columns of the down
 * projection that meet a zero are neither computed nor read.  The logits are the same bits as without.
 *
 * Rows.  y = relu2(gate) * up.  Where the gate is 0, below 0 or a NaN, relu2 is +0 (CONTRACTS "glu"), and so y is
 * +0 or -0 for every finite up; only an infinite or undefined up would make it a NaN.  up = dot / s * w, then times the
 * scale of the product, grows with |dot|, which is at most 128 for each column; every step rounds monotonically: if the
 * largest dot gives a finite number, all do.  If it does not (as with s = 0, from an infinite input), nothing is
 * left out.  We put +0 where -0 may stand.  That is never seen: the norm adds up squares, and +0 + (-0)^2 is
 * +0; it multiplies, which keeps a zero a zero (with a NaN both signs give a NaN); and quant_i8 takes the largest
 * absolute value and rounds both zeros to the integer 0.
 *
 * Columns.  What the down projection reads is integers; a 0 adds nothing to a sum of integers.  Partial sums of
 * several threads are added up in any order, being exact.
 */
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "infer/infer-int.h"

/* Columns at a time; the kernels take as many together. */
#define GRAIN 32

static bool can_skip(const struct bitnet_session *s, const struct bitnet_layer *l)
{
	const struct bitnet_matrix *gate = &l->ffn_gate, *up = &l->ffn_up;

	return s->skip && s->m->hp.act == BITNET_ACT_RELU2 && gate->data && gate->ternary && !gate->block_scales && up->ternary &&
	       !up->block_scales && !up->bias && l->ffn_down.ternary;
}

static bool up_is_finite(const struct bitnet_session *s, const struct bitnet_matrix *up)
{
	float most = (float)(128 * (int64_t)up->n_cols) / s->q8_scale[0] * up->scale;

	return isfinite(up->out_scale ? most * *up->out_scale : most);
}

struct job {
	struct bitnet_session *s;
	const struct bitnet_layer *l;
	const uint8_t *columns;
	const struct bitnet_product *down;
};

/* Rows of the gate, then those rows of up whose gate is above 0. */
static void gate_and_up(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct job *j = arg;
	struct bitnet_session *s = j->s;
	const struct bitnet_matrix *up = &j->l->ffn_up;
	const struct bitnet_product gate = { &j->l->ffn_gate, s->gate, 0 };
	uint32_t *rows = s->live + begin;
	float *u = s->live_up + begin;
	int32_t *dots = s->dots + thread * s->n_dots;
	size_t n = 0, i;

	bitnet_cpu_ternary_rows(s, &gate, begin, end - begin, dots);
	for (i = begin; i < end; i++) {
		rows[n] = (uint32_t)i;
		n += s->gate[i] > 0.0f;
	}
	s->k.gemv_tern(dots, up->data, up->row_bytes, rows, n, up->n_padded, s->q8, s->q8_sum[0]);
	s->k.scale_i32(u, dots, n, s->q8_scale[0], up->scale);
	for (i = 0; up->out_scale && i < n; i++)
		u[i] *= *up->out_scale;
	memset(s->up + begin, 0, (end - begin) * sizeof(*s->up));
	for (i = 0; i < n; i++) {
		float g = s->gate[rows[i]];

		s->up[rows[i]] = (g * g) * u[i];
	}
	atomic_fetch_add_explicit(&s->rows_used, n, memory_order_relaxed);
}

static void add_columns(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct job *j = arg;
	struct bitnet_session *s = j->s;
	const struct bitnet_matrix *down = &j->l->ffn_down;
	int32_t *sums = s->sums + thread * s->n_sums;

	if (!s->has_sums[thread])
		memset(sums, 0, s->n_sums * sizeof(*sums));
	s->has_sums[thread] = true;
	s->k.gemv_tern_cols(sums, j->columns, down->col_bytes, s->live + begin, end - begin, s->live_q + begin);
}

/* The columns whose q is not 0. */
static size_t list_columns(struct bitnet_session *s, size_t n_cols)
{
	size_t n = 0, i;

	for (i = 0; i < n_cols; i++) {
		s->live[n] = (uint32_t)i;
		s->live_q[n] = s->q8[i];
		n += s->q8[i] != 0;
	}
	return n;
}

/* The sum of what the threads have, less the sum of q. */
static void join_sums(struct bitnet_session *s, size_t n_rows)
{
	uint32_t n = bitnet_pool_n_threads(s->pool), t;
	size_t r;

	for (r = 0; r < n_rows; r++)
		s->dots[r] = (int32_t)(0u - (uint32_t)s->q8_sum[0]);
	for (t = 0; t < n; t++)
		for (r = 0; s->has_sums[t] && r < n_rows; r++)
			s->dots[r] = (int32_t)((uint32_t)s->dots[r] + (uint32_t)s->sums[t * s->n_sums + r]);
}

/* Rows of down, whose input is there as int8. */
static void down_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct bitnet_product *p = ((const struct job *)arg)->down;
	struct bitnet_session *s = ((const struct job *)arg)->s;

	bitnet_cpu_ternary_rows(s, p, begin, end - begin, s->dots + thread * s->n_dots);
}

/* Few columns are read one by one; many are read faster with those between them. */
static void down(struct job *j, float *y)
{
	struct bitnet_session *s = j->s;
	const struct bitnet_matrix *w = &j->l->ffn_down;
	const struct bitnet_product p = { w, y, 0 };
	size_t n;

	bitnet_cpu_quantise(s, w, s->up);
	n = list_columns(s, w->n_cols);
	if (s->level > BITNET_LEVEL_C && n <= w->n_cols / 2)
		j->columns = bitnet_columns_get(w, s->pool);
	s->columns_used += j->columns ? n : w->n_cols;
	s->columns_seen += w->n_cols;
	if (!j->columns && w->block_scales) {
		bitnet_cpu_products(s, &p, 1, &(struct bitnet_input){ .x = s->up }, 1);
		return;
	}
	if (!j->columns) {
		j->down = &p;
		bitnet_pool_run(s->pool, down_rows, j, w->n_rows, 1 + BITNET_MIN_WORK / w->n_cols);
		return;
	}
	memset(s->has_sums, 0, bitnet_pool_n_threads(s->pool) * sizeof(*s->has_sums));
	bitnet_pool_run(s->pool, add_columns, j, n, GRAIN);
	join_sums(s, w->n_rows);
	bitnet_cpu_finish_rows(s, &p, 0, w->n_rows, s->dots);
}

bool bitnet_skip_feed_forward(struct bitnet_session *s, const struct bitnet_layer *l)
{
	const struct bitnet_hparams *hp = &s->m->hp;
	struct job j = { s, l, NULL, NULL };

	if (!can_skip(s, l))
		return false;
	bitnet_cpu_quantise(s, &l->ffn_up, s->h);
	if (!up_is_finite(s, &l->ffn_up))
		return false;
	bitnet_pool_run(s->pool, gate_and_up, &j, hp->n_ff, 1 + BITNET_MIN_WORK / hp->n_embd);
	s->rows_seen += hp->n_ff;
	if (l->ffn_sub_norm)
		s->k.rmsnorm(s->up, s->up, l->ffn_sub_norm, hp->n_ff, hp->eps);
	down(&j, s->h);
	return true;
}

bool bitnet_session_live(const struct bitnet_session *s, double *up, double *down)
{
	uint64_t rows = atomic_load(&s->rows_used);

	*up = s->rows_seen ? (double)rows / (double)s->rows_seen : 1;
	*down = s->columns_seen ? (double)s->columns_used / (double)s->columns_seen : 1;
	return s->rows_seen != 0;
}

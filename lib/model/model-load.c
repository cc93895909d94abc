/* SPDX-License-Identifier: MIT */
/* Loading and checking a model: hyper-parameters, then tensors, then data. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "gguf/gguf-int.h"
#include "model/model-int.h"

void bitnet_model_options_defaults(struct bitnet_model_options *o)
{
	memset(o, 0, sizeof(*o));
	o->i2s_layout = BITNET_I2S_X86;
}

const struct bitnet_model_info *bitnet_model_info(const struct bitnet_model *m)
{
	return &m->info;
}

uint64_t bitnet_model_copy_bytes(const struct bitnet_model *m)
{
	uint64_t n = bitnet_head_made_bytes(m);
	uint32_t i;

	for (i = 0; i < m->hp.n_layer; i++)
		n += bitnet_columns_made_bytes(&m->layers[i].ffn_down);
	return n;
}

void bitnet_model_free(struct bitnet_model *m)
{
	size_t i;

	if (!m)
		return;
	for (i = 0; m->layers && i < m->hp.n_layer; i++)
		bitnet_columns_release(&m->layers[i].ffn_down);
	bitnet_head_release(m);
	for (i = 0; i < m->n_owned; i++)
		free(m->owned[i]);
	free(m->owned);
	free(m->layers);
	free(m);
}

void *bitnet_model_own(struct bitnet_model *m, size_t n, size_t size, struct bitnet_error *err)
{
	void *p = NULL;

	if (bitnet_grow(&m->owned, &m->cap_owned, m->n_owned + 1, sizeof(*m->owned)))
		p = bitnet_alloc_aligned(n, size);
	if (!p) {
		bitnet_error_nomem(err, (unsigned long long)n * size);
		return NULL;
	}
	m->owned[m->n_owned++] = p;
	m->info.owned_bytes += (uint64_t)n * size;
	return p;
}

static int load_use(struct bitnet_loader *l, const struct bitnet_use *u)
{
	if (u->role != BITNET_ROLE_MATRIX)
		return bitnet_load_vector(l, u);
	return bitnet_type_is_ternary(u->tensor->type) ? bitnet_load_ternary(l, u) : bitnet_load_dense(l, u);
}

/*
 * Angles are reduced exactly up to 2^30 (lib/infer/trig.c): the largest one that this model's
 * context can ask for must be below.
 */
static void check_angles(struct bitnet_model *m, struct bitnet_findings *f)
{
	double fastest = m->hp.rope_base < 1 ? 1 / m->hp.rope_base : 1, least = 1;
	uint32_t i;

	for (i = 0; m->rope_freqs && i < m->hp.n_rot / 2; i++)
		if ((double)m->rope_freqs[i] < least)
			least = (double)m->rope_freqs[i];
	if (m->hp.n_rot && !(fastest / m->hp.rope_div / least * m->hp.n_ctx < 0x1p30))
		bitnet_finding_fatal(f, BITNET_E_INPUT, "rope_range", bitnet_str_of("rope_freqs.weight"),
				     "a rotation of %g radians at the last of %u positions, at most 2^30 are possible",
				     fastest / m->hp.rope_div / least * m->hp.n_ctx, m->hp.n_ctx);
}

static bool is_loaded(const struct bitnet_use *u)
{
	return u->dest && u->tensor->data;
}

static int say_progress(const struct bitnet_loader *l, uint64_t done, uint64_t total)
{
	if (l->progress && l->progress(l->progress_arg, done, total))
		return bitnet_error_set(l->err, BITNET_E_CANCELLED, "cancelled", "the load was stopped after %llu of %llu bytes",
					(unsigned long long)done, (unsigned long long)total);
	return 0;
}

static int load_data(struct bitnet_loader *l, const struct bitnet_plan *p)
{
	uint64_t done = 0, total = 0;
	size_t i;
	int s = 0;

	bitnet_kernels_init(&l->k, BITNET_LEVEL_C);
	for (i = 0; i < p->n; i++)
		total += is_loaded(&p->uses[i]) ? p->uses[i].tensor->n_bytes : 0;
	for (i = 0; i < p->n && s == 0 && !l->f->status; i++) {
		if (!is_loaded(&p->uses[i]))
			continue;
		s = load_use(l, &p->uses[i]);
		done += p->uses[i].tensor->n_bytes;
		if (s == 0)
			s = say_progress(l, done, total);
	}
	return s ? s : l->f->status;
}

/* What load and check have in common: an empty model with everything but the data. */
static int prepare(struct bitnet_model **out, struct bitnet_plan *p, const struct bitnet_gguf *g, const char *tl_config,
		   struct bitnet_findings *f, struct bitnet_error *err)
{
	struct bitnet_model *m = calloc(1, sizeof(*m));
	int s;

	if (!m)
		return bitnet_error_nomem(err, sizeof(*m));
	*out = m;
	s = bitnet_tl_given(&p->given, tl_config, err);
	if (s)
		return s;
	bitnet_hparams_read(&m->hp, g, f);
	if (f->status)
		return f->status;
	if (f->n_fatal)
		return 0;
	m->layers = calloc(m->hp.n_layer, sizeof(*m->layers));
	if (!m->layers)
		return bitnet_error_nomem(err, m->hp.n_layer * sizeof(*m->layers));
	return bitnet_plan_make(p, m, g, f, err);
}

static void fill_info(struct bitnet_model *m, const struct bitnet_plan *p)
{
	struct bitnet_model_info *info = &m->info;
	size_t i;

	snprintf(info->architecture, sizeof(info->architecture), "%s", m->hp.name);
	info->n_layer = m->hp.n_layer;
	info->n_embd = m->hp.n_embd;
	info->n_ff = m->hp.n_ff;
	info->n_head = m->hp.n_head;
	info->n_head_kv = m->hp.n_head_kv;
	info->head_dim = m->hp.head_dim;
	info->n_vocab = m->hp.n_vocab;
	info->n_ctx = m->hp.n_ctx;
	info->activation = m->hp.act;
	for (i = 0; i < p->n; i++)
		info->n_params += p->uses[i].tensor->n_elements;
}

static bool is_owned(const struct bitnet_model *m, const void *p)
{
	size_t i;

	for (i = 0; i < m->n_owned; i++)
		if (m->owned[i] == p)
			return true;
	return false;
}

/* The head's (lib/infer/best.c), and where ReLU^2 leaves zeros, the columns of the down projections (lib/infer/skip.c). */
static int allow_copies(struct bitnet_model *m, const struct bitnet_gguf *g, uint64_t head_min_bytes, struct bitnet_error *err)
{
	bool file = bitnet_gguf_part_path(g, 0) != NULL;
	uint32_t i;

	if (!bitnet_head_allow(m, head_min_bytes))
		return bitnet_error_nomem(err, 0);
	for (i = 0; m->hp.act == BITNET_ACT_RELU2 && i < m->hp.n_layer; i++) {
		struct bitnet_layer *l = &m->layers[i];

		if (!l->ffn_gate.data || !l->ffn_down.ternary || l->ffn_down.block_scales)
			continue;
		if (!bitnet_columns_allow(&l->ffn_down, file && !is_owned(m, l->ffn_down.data)))
			return bitnet_error_nomem(err, 0);
	}
	return 0;
}

static bool all_data(const struct bitnet_plan *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (!p->uses[i].tensor->data)
			return false;
	return true;
}

int bitnet_model_load(struct bitnet_model **out, const struct bitnet_gguf *g, const struct bitnet_model_options *o,
		      struct bitnet_error *err)
{
	struct bitnet_model_options defaults;
	struct bitnet_findings f = { NULL, NULL, err, 0, 0 };
	struct bitnet_loader l = { .f = &f, .err = err };
	struct bitnet_plan p = { NULL, 0, 0, { .n = 0 } };
	struct bitnet_model *m = NULL;
	int s;

	if (!o) {
		bitnet_model_options_defaults(&defaults);
		o = &defaults;
	}
	s = prepare(&m, &p, g, o->tl_config, &f, err);
	if (s == 0 && !all_data(&p))
		s = bitnet_error_set(err, BITNET_E_UNSUPPORTED, "model_stream", "a model can not be run from a stream: save it to a file");
	if (s == 0)
		s = bitnet_pool_new(&l.pool, o->n_threads ? o->n_threads : bitnet_pool_default(), err);
	if (s == 0) {
		l.m = m;
		l.mapped = bitnet_gguf_part_path(g, 0) != NULL;
		l.i2s_layout = o->i2s_layout;
		l.progress = o->progress;
		l.progress_arg = o->progress_arg;
		bitnet_gguf_large_pages(g);
		s = load_data(&l, &p);
	}
	if (s == 0) {
		check_angles(m, &f);
		s = f.status;
	}
	if (s == 0 && !m->output.data)
		m->output = m->token_embd;
	if (s == 0 && !o->low_memory)
		s = allow_copies(m, g, o->head_min_bytes, err);
	if (s == 0 && o->head_at_once)
		bitnet_head_make(m, l.pool);
	if (s == 0) {
		fill_info(m, &p);
		*out = m;
	} else {
		bitnet_model_free(m);
	}
	bitnet_pool_free(l.pool);
	bitnet_plan_release(&p);
	return s;
}

/* The vectors that check_angles() looks at are only there after a load: load them alone. */
static int check_data(struct bitnet_model *m, const struct bitnet_plan *p, struct bitnet_findings *f, struct bitnet_error *err)
{
	struct bitnet_loader l = { .f = f, .err = err };
	size_t i;
	int s = bitnet_pool_new(&l.pool, bitnet_pool_default(), err);

	if (s == 0)
		s = load_data(&l, p);
	l.m = m;
	for (i = 0; i < p->n && s == 0 && f->n_fatal == 0; i++)
		if (p->uses[i].role == BITNET_ROLE_DIVISOR && p->uses[i].dest && p->uses[i].tensor->data)
			s = load_use(&l, &p->uses[i]);
	if (s == 0 && f->n_fatal == 0)
		check_angles(m, f);
	bitnet_pool_free(l.pool);
	return s ? s : f->status;
}

int bitnet_model_check(const struct bitnet_gguf *g, bool with_data, bitnet_report_fn *report, void *arg, struct bitnet_error *err)
{
	struct bitnet_findings f = { report, arg, err, 0, 0 };
	struct bitnet_plan p = { NULL, 0, 0, { .n = 0 } };
	struct bitnet_model *m = NULL;
	int s = prepare(&m, &p, g, NULL, &f, err);

	if (s == 0 && with_data) {
		bitnet_gguf_large_pages(g);
		s = check_data(m, &p, &f, err);
	}
	bitnet_model_free(m);
	bitnet_plan_release(&p);
	return s;
}

/* SPDX-License-Identifier: MIT */
/*
 * Which tensors an architecture needs, of which shape, and whether their types are ones that we
 * compute with.  The result is a list of uses, in the order of the graph.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "model/model-int.h"

struct planner {
	struct bitnet_plan *p;
	struct bitnet_model *m;
	const struct bitnet_gguf *g;
	struct bitnet_findings *f;
	bool nomem;
};

bool bitnet_type_is_ternary(uint32_t type)
{
	return type == BITNET_TENSOR_I2_S || type == BITNET_TENSOR_TQ1_0 || type == BITNET_TENSOR_TQ2_0 || bitnet_type_is_tl(type);
}

bool bitnet_type_is_tl(uint32_t type)
{
	return type == BITNET_TENSOR_TL1 || type == BITNET_TENSOR_TL2;
}

bool bitnet_type_is_dense(uint32_t type, enum bitnet_dense *dense)
{
	static const struct {
		uint32_t type;
		enum bitnet_dense dense;
	} map[] = {
		{ BITNET_TENSOR_F32, BITNET_DENSE_F32 }, { BITNET_TENSOR_F16, BITNET_DENSE_F16 },
		{ BITNET_TENSOR_BF16, BITNET_DENSE_BF16 }, { BITNET_TENSOR_Q8_0, BITNET_DENSE_Q8_0 },
		{ BITNET_TENSOR_Q4_0, BITNET_DENSE_Q4_0 }, { BITNET_TENSOR_Q4_1, BITNET_DENSE_Q4_1 },
		{ BITNET_TENSOR_Q5_0, BITNET_DENSE_Q5_0 }, { BITNET_TENSOR_Q5_1, BITNET_DENSE_Q5_1 },
		{ BITNET_TENSOR_Q4_K, BITNET_DENSE_Q4_K }, { BITNET_TENSOR_Q5_K, BITNET_DENSE_Q5_K },
		{ BITNET_TENSOR_Q6_K, BITNET_DENSE_Q6_K }, { BITNET_TENSOR_IQ4_NL, BITNET_DENSE_IQ4_NL },
	};
	size_t i;

	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (map[i].type == type) {
			*dense = map[i].dense;
			return true;
		}
	return false;
}

static bool is_float(uint32_t type)
{
	return type == BITNET_TENSOR_F32 || type == BITNET_TENSOR_F16 || type == BITNET_TENSOR_BF16;
}

/* Two projects use the id 39: the room that the tensor takes tells (formats.md 3.3). */
static bool is_mxfp4(const struct bitnet_tensor *t)
{
	return t->type == BITNET_TENSOR_TL2 && t->span / 17 >= t->n_elements / 32;
}

static void refuse_type(struct planner *c, const struct bitnet_tensor *t, const char *shown)
{
	const char *name = is_mxfp4(t) ? "MXFP4" : bitnet_tensor_type_name(t->type);
	char type[48];

	if (name)
		snprintf(type, sizeof(type), "the type %s", name);
	else
		snprintf(type, sizeof(type), "the unknown type %u", t->type);
	bitnet_finding_fatal(c->f, BITNET_E_UNSUPPORTED, "tensor_type", t->name, "tensor '%s' has %s, which is not supported here",
			     shown, type);
}

static bool check_shape(struct planner *c, const struct bitnet_tensor *t, const char *shown, uint64_t ne0, uint64_t ne1)
{
	if (t->ne[0] == ne0 && t->ne[1] == ne1 && t->ne[2] == 1 && t->ne[3] == 1)
		return true;
	bitnet_finding_fatal(c->f, BITNET_E_INPUT, "tensor_shape", t->name,
			     "tensor '%s' is %llu x %llu x %llu x %llu, %llu x %llu expected", shown, (unsigned long long)t->ne[0],
			     (unsigned long long)t->ne[1], (unsigned long long)t->ne[2], (unsigned long long)t->ne[3],
			     (unsigned long long)ne0, (unsigned long long)ne1);
	return false;
}

/*
 * Rows are padded to 128 columns.  That is no more than 8 times the file's bytes from 16 columns
 * on; shorter rows are accepted in matrices of few rows only, so that a file of megabytes can not ask
 * for gigabytes.
 */
static bool check_padding(struct planner *c, const struct bitnet_tensor *t, const char *shown)
{
	if (t->ne[0] >= 16 || t->ne[1] <= 1024)
		return true;
	bitnet_finding_fatal(c->f, BITNET_E_UNSUPPORTED, "tensor_short_rows", t->name,
			     "tensor '%s' has %llu ternary rows of %llu columns, which is not supported", shown,
			     (unsigned long long)t->ne[1], (unsigned long long)t->ne[0]);
	return false;
}

/* The tiles of TL1 and TL2 are not in the tensor. */
static bool check_tiles(struct planner *c, const struct bitnet_tensor *t, const char *shown, struct bitnet_tl_tiles *tiles)
{
	struct bitnet_error err;
	int s;

	if (!bitnet_type_is_tl(t->type))
		return true;
	s = bitnet_tl_find_in(tiles, c->g, t, &c->p->given, &err);
	if (s == 0)
		return true;
	bitnet_finding_fatal(c->f, s, err.name, t->name, "tensor '%s': %s", shown, err.message);
	if (!c->f->report)
		bitnet_error_hint(c->f->err, "%s", err.hint);
	return false;
}

static bool check_type(struct planner *c, const struct bitnet_tensor *t, const char *shown, enum bitnet_role role)
{
	enum bitnet_dense dense;
	bool ok = role == BITNET_ROLE_MATRIX ? bitnet_type_is_ternary(t->type) || bitnet_type_is_dense(t->type, &dense) :
		is_float(t->type);

	if (!ok || !t->size_known) {
		refuse_type(c, t, shown);
		return false;
	}
	return !bitnet_type_is_ternary(t->type) || check_padding(c, t, shown);
}

/* One tensor.  Returns whether it is there. */
static bool use(struct planner *c, const char *name, enum bitnet_role role, uint64_t ne0, uint64_t ne1, bool optional, void *dest)
{
	const struct bitnet_tensor *t;
	struct bitnet_use *u;

	if (c->f->status || c->nomem)
		return false;
	t = bitnet_gguf_tensor(c->g, name);
	if (!t) {
		if (!optional)
			bitnet_finding_fatal(c->f, BITNET_E_INPUT, "tensor_missing", bitnet_str_of(name), "tensor '%s' is missing", name);
		return false;
	}
	if (!bitnet_grow(&c->p->uses, &c->p->cap, c->p->n + 1, sizeof(*c->p->uses))) {
		c->nomem = true;
		return false;
	}
	u = &c->p->uses[c->p->n++];
	u->tensor = t;
	u->role = role;
	u->dest = NULL;
	if (check_shape(c, t, name, ne0, ne1) && check_type(c, t, name, role) && check_tiles(c, t, name, &u->tiles))
		u->dest = dest;
	return true;
}

static void vector(struct planner *c, const char *name, uint64_t n, const float **dest)
{
	use(c, name, BITNET_ROLE_VECTOR, n, 1, false, dest);
}

static void matrix(struct planner *c, const char *name, uint64_t k, uint64_t rows, bool optional, struct bitnet_matrix *dest)
{
	dest->n_cols = k;
	dest->n_rows = rows;
	use(c, name, BITNET_ROLE_MATRIX, k, rows, optional, dest);
}

/* "blk.N.NAME.weight", with the bias and the scale of its product. */
static void layer_matrix(struct planner *c, uint32_t layer, const char *name, uint64_t k, uint64_t rows, struct bitnet_matrix *dest)
{
	bool gpt2 = c->m->hp.arch == BITNET_ARCH_GPT2;
	char full[64];

	snprintf(full, sizeof(full), "blk.%u.%s.weight", layer, name);
	matrix(c, full, k, rows, false, dest);
	snprintf(full, sizeof(full), "blk.%u.%s.scale", layer, name);
	use(c, full, BITNET_ROLE_VECTOR, 1, 1, true, &dest->out_scale);
	snprintf(full, sizeof(full), "blk.%u.%s.bias", layer, name);
	use(c, full, BITNET_ROLE_VECTOR, rows, 1, !gpt2, &dest->bias);
}

static void layer_norm(struct planner *c, uint32_t layer, const char *name, uint64_t n, const float **weight, const float **bias)
{
	char full[64];

	snprintf(full, sizeof(full), "blk.%u.%s.weight", layer, name);
	vector(c, full, n, weight);
	if (c->m->hp.arch != BITNET_ARCH_GPT2)
		return;
	snprintf(full, sizeof(full), "blk.%u.%s.bias", layer, name);
	vector(c, full, n, bias);
}

static void plan_layer(struct planner *c, uint32_t i)
{
	const struct bitnet_hparams *hp = &c->m->hp;
	struct bitnet_layer *l = &c->m->layers[i];
	uint64_t d = hp->n_embd, f = hp->n_ff, q = (uint64_t)hp->n_head * hp->head_dim, kv = (uint64_t)hp->n_head_kv * hp->head_dim;

	layer_norm(c, i, "attn_norm", d, &l->attn_norm, &l->attn_norm_bias);
	if (hp->arch == BITNET_ARCH_GPT2) {
		layer_matrix(c, i, "attn_qkv", d, q + 2 * kv, &l->attn_qkv);
	} else {
		layer_matrix(c, i, "attn_q", d, q, &l->attn_q);
		layer_matrix(c, i, "attn_k", d, kv, &l->attn_k);
		layer_matrix(c, i, "attn_v", d, kv, &l->attn_v);
	}
	if (hp->sub_norms)
		layer_norm(c, i, "attn_sub_norm", q, &l->attn_sub_norm, NULL);
	layer_matrix(c, i, "attn_output", q, d, &l->attn_output);
	layer_norm(c, i, "ffn_norm", d, &l->ffn_norm, &l->ffn_norm_bias);
	if (hp->arch != BITNET_ARCH_GPT2)
		layer_matrix(c, i, "ffn_gate", d, f, &l->ffn_gate);
	layer_matrix(c, i, "ffn_up", d, f, &l->ffn_up);
	if (hp->sub_norms)
		layer_norm(c, i, "ffn_sub_norm", f, &l->ffn_sub_norm, NULL);
	layer_matrix(c, i, "ffn_down", f, d, &l->ffn_down);
}

static int by_address(const void *a, const void *b)
{
	const struct bitnet_tensor *x = *(const struct bitnet_tensor *const *)a, *y = *(const struct bitnet_tensor *const *)b;

	return (x > y) - (x < y);
}

/* Tensors that nothing reads are allowed, and said. */
static void report_unused(struct planner *c)
{
	const struct bitnet_tensor **used;
	uint64_t i, n = bitnet_gguf_n_tensors(c->g);
	char shown[128];

	if (!c->f->report)
		return;
	used = bitnet_alloc(c->p->n, sizeof(*used));
	if (!used) {
		c->nomem = true;
		return;
	}
	for (i = 0; i < c->p->n; i++)
		used[i] = c->p->uses[i].tensor;
	qsort(used, c->p->n, sizeof(*used), by_address);
	for (i = 0; i < n && !c->f->status; i++) {
		const struct bitnet_tensor *t = bitnet_gguf_tensor_at(c->g, i);

		if (!bsearch(&t, used, c->p->n, sizeof(*used), by_address))
			bitnet_finding_odd(c->f, "tensor_unused", t->name, "tensor '%s' is not used by the architecture %s",
					   bitnet_text_escape(shown, sizeof(shown), t->name.s, t->name.n), c->m->hp.name);
	}
	free(used);
}

int bitnet_plan_make(struct bitnet_plan *p, struct bitnet_model *m, const struct bitnet_gguf *g, struct bitnet_findings *f,
		     struct bitnet_error *err)
{
	struct planner c = { p, m, g, f, false };
	uint32_t d = m->hp.n_embd, i;

	matrix(&c, "token_embd.weight", d, m->hp.n_vocab, false, &m->token_embd);
	if (m->hp.arch == BITNET_ARCH_GPT2)
		matrix(&c, "position_embd.weight", d, m->hp.n_ctx, false, &m->position_embd);
	if (m->hp.n_rot)
		use(&c, "rope_freqs.weight", BITNET_ROLE_DIVISOR, m->hp.n_rot / 2, 1, true, &m->rope_freqs);
	for (i = 0; i < m->hp.n_layer && !f->status && !c.nomem; i++)
		plan_layer(&c, i);
	vector(&c, "output_norm.weight", d, &m->output_norm);
	if (m->hp.arch == BITNET_ARCH_GPT2)
		vector(&c, "output_norm.bias", d, &m->output_norm_bias);
	matrix(&c, "output.weight", d, m->hp.n_vocab, true, &m->output);
	report_unused(&c);
	return c.nomem ? bitnet_error_nomem(err, p->n * sizeof(*p->uses)) : f->status;
}

void bitnet_plan_release(struct bitnet_plan *p)
{
	free(p->uses);
	memset(p, 0, sizeof(*p));
}

/* SPDX-License-Identifier: MIT */
/* What becomes of each tensor: its type, whether its weights are ternary, its scale and size. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "convert/convert-int.h"
#include "convert/encode.h"
#include "convert/ternarize.h"
#include "model/model-int.h"

static bool is_dense(uint32_t type)
{
	enum bitnet_dense dense;

	return bitnet_type_is_dense(type, &dense);
}

uint32_t bitnet_convert_file_type(uint32_t type)
{
	switch (type) {
	case BITNET_TENSOR_TQ1_0: return 36;
	case BITNET_TENSOR_TQ2_0: return 37;
	case BITNET_TENSOR_TL1: return 38;
	case BITNET_TENSOR_TL2: return 39;
	case BITNET_TENSOR_I2_S: return 40;
	default: return 1;
	}
}

/* The type that an item gets; the one that it has where nothing else was asked for. */
static uint32_t wanted_type(const struct bitnet_convert *c, const struct bitnet_item *it)
{
	int type = BITNET_CONVERT_KEEP, fallback = BITNET_TENSOR_F32;

	switch (it->t.role) {
	case BITNET_CONVERT_LAYER:
		type = c->o.ternary_type;
		fallback = c->o.for_llama_cpp ? BITNET_TENSOR_TQ2_0 : BITNET_TENSOR_I2_S;
		break;
	case BITNET_CONVERT_HEAD:
		type = c->o.head_type != BITNET_CONVERT_KEEP ? c->o.head_type : c->o.embedding_type;
		fallback = BITNET_TENSOR_F16;
		break;
	case BITNET_CONVERT_EMBEDDING:
		type = c->o.embedding_type;
		fallback = BITNET_TENSOR_F16;
		break;
	case BITNET_CONVERT_OTHER:
		break;
	}
	if (type != BITNET_CONVERT_KEEP)
		return (uint32_t)type;
	if (!it->gguf)
		return (uint32_t)fallback;
	/* I2_S and TL are types that llama.cpp does not know. */
	if (c->o.for_llama_cpp && (it->gguf->type == BITNET_TENSOR_I2_S || it->gguf->type == BITNET_TENSOR_TL1 ||
				   it->gguf->type == BITNET_TENSOR_TL2))
		return BITNET_TENSOR_TQ2_0;
	return it->gguf->type;
}

/* What each chunk of one tensor says. */
struct survey {
	const struct bitnet_item *it;
	struct bitnet_survey *parts;
};

static int survey_chunk(void *arg, uint64_t chunk, uint64_t first, uint64_t n_rows, float *rows, struct bitnet_error *err)
{
	const struct survey *s = arg;

	(void)first;
	(void)err;
	bitnet_survey_add(&s->parts[chunk], rows, (size_t)(n_rows * s->it->n_cols));
	return 0;
}

/* Read all of it once: the chunks by themselves, and their sums in their order. */
static int survey(const struct bitnet_convert *c, const struct bitnet_item *it, struct bitnet_survey *v, struct bitnet_error *err)
{
	size_t n = (size_t)bitnet_item_n_chunks(it), i;
	struct survey s = { it, calloc(n, sizeof(*s.parts)) };
	int rc = s.parts ? bitnet_item_each(c, it, 0, n, survey_chunk, &s, err) : bitnet_error_nomem(err, n * sizeof(*s.parts));

	memset(v, 0, sizeof(*v));
	for (i = 0; i < n && !rc; i++)
		bitnet_survey_join(v, &s.parts[i]);
	free(s.parts);
	if (!rc && v->not_finite)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "tensor_not_finite", "holds a value that is not finite, in row %llu",
				      (unsigned long long)(v->not_finite_at / it->n_cols));
	return rc;
}

/* What --force-ternary costs in a chunk. */
struct losses {
	const struct bitnet_item *it;
	double *sums;
};

static int lose_chunk(void *arg, uint64_t chunk, uint64_t first, uint64_t n_rows, float *rows, struct bitnet_error *err)
{
	const struct losses *l = arg;
	size_t n = (size_t)(n_rows * l->it->n_cols);
	int8_t *codes = bitnet_alloc(n, 1);

	(void)first;
	if (!codes)
		return bitnet_error_nomem(err, n);
	bitnet_codes_absmean(codes, rows, n, l->it->s);
	l->sums[chunk] = bitnet_codes_error(codes, rows, n, l->it->t.stored_scale);
	free(codes);
	return 0;
}

static int measure_loss(const struct bitnet_convert *c, struct bitnet_item *it, const struct bitnet_survey *v, struct bitnet_error *err)
{
	size_t n = (size_t)bitnet_item_n_chunks(it), i;
	struct losses l = { it, calloc(n, sizeof(*l.sums)) };
	double sum = 0;
	int rc = l.sums ? bitnet_item_each(c, it, 0, n, lose_chunk, &l, err) : bitnet_error_nomem(err, n * sizeof(*l.sums));

	for (i = 0; i < n && !rc; i++)
		sum += l.sums[i];
	free(l.sums);
	it->t.has_loss = true;
	it->t.loss = v->sum_squares > 0 ? sqrt(sum / v->sum_squares) : 0;
	return rc;
}

static int refuse_dense(const struct bitnet_survey *v, uint32_t type, struct bitnet_error *err)
{
	bitnet_error_set(err, BITNET_E_INPUT, "dense_weights",
			 "is not ternary and cannot become %s as it is: it holds %.6g and %.6g (element %llu)", bitnet_tensor_type_name(type),
			 (double)v->scale, (double)v->other_value, (unsigned long long)v->other_at);
	bitnet_error_hint(err, "--force-ternary rounds such weights; a model that was not trained for it loses its sense. --type f16 keeps them.");
	return BITNET_E_INPUT;
}

static void set_scale(struct bitnet_item *it, float scale)
{
	it->t.has_scale = true;
	it->t.scale = scale;
	it->t.stored_scale = bitnet_encode_stored_scale(it->t.type, scale);
}

/* Weights that are stored as floats. */
static int plan_floats(struct bitnet_convert *c, struct bitnet_item *it, struct bitnet_error *err)
{
	struct bitnet_survey v;
	bool f16 = it->t.type == BITNET_TENSOR_F16;
	int rc = survey(c, it, &v, err);

	if (rc)
		return rc;
	if (it->rule != BITNET_RULE_ONLINE && !v.other) {
		it->t.how = BITNET_CONVERT_CODES;
		set_scale(it, v.scale);
		return 0;
	}
	if (it->rule == BITNET_RULE_VALUES && !c->o.force_ternary) {
		it->t.how = BITNET_CONVERT_DENSE;
		return f16 ? 0 : refuse_dense(&v, it->t.type, err);
	}
	it->t.how = it->rule == BITNET_RULE_VALUES ? BITNET_CONVERT_FORCED : BITNET_CONVERT_ABSMEAN;
	it->s = bitnet_absmean_s(&v);
	set_scale(it, 1.0f / it->s);
	return it->rule == BITNET_RULE_VALUES ? measure_loss(c, it, &v, err) : 0;
}

/* Weights that are ternary as they are stored: the codes are checked on the way. */
static int plan_codes(const struct bitnet_convert *c, struct bitnet_item *it, struct bitnet_error *err)
{
	struct bitnet_codes codes;
	float scale;
	int rc;

	if (it->packed)
		it->t.scale = it->factor;
	it->t.how = BITNET_CONVERT_CODES;
	rc = bitnet_item_codes(c, it, &codes, err);
	if (rc)
		return rc;
	scale = codes.block_scales ? codes.block_scales[0] : codes.scale;
	if (codes.block_scales && it->t.type != BITNET_TENSOR_TQ1_0 && it->t.type != BITNET_TENSOR_TQ2_0 && it->t.type != BITNET_TENSOR_F16)
		rc = bitnet_error_set(err, BITNET_E_UNSUPPORTED, "encode_blocks", "has a scale for each block, and %s has one for all",
				      bitnet_tensor_type_name(it->t.type));
	bitnet_codes_release(&codes);
	set_scale(it, scale);
	return rc;
}

static bool is_given(const struct bitnet_convert *c, const struct bitnet_item *it)
{
	size_t i;

	for (i = 0; i < c->tl_given.n; i++)
		if (c->tl_given.entries[i].n_rows == it->n_rows && c->tl_given.entries[i].n_cols == it->n_cols)
			return true;
	return false;
}

/*
 * The tiles that are written: those given for the shape, and else a tensor that stays what it is keeps its own, with
 * which it is then `same`.
 */
static int plan_tiles(const struct bitnet_convert *c, struct bitnet_item *it, bool *same, struct bitnet_error *err)
{
	bool stays = it->gguf && it->gguf->type == it->t.type, records = bitnet_item_records_tiles(c, it);
	struct bitnet_tl_tiles has;
	int rc = stays ? bitnet_tl_find_in(&has, c->g, it->gguf, records ? NULL : &c->tl_given, err) : 0;

	if (!rc && stays && !(records && is_given(c, it)))
		it->tiles = has;
	else if (!rc)
		rc = bitnet_tl_find(&it->tiles, it->t.type, it->n_rows, it->n_cols, &c->tl_given, true, err);
	*same = !rc && stays && memcmp(&has, &it->tiles, sizeof(has)) == 0;
	return rc;
}

static int plan_layer(struct bitnet_convert *c, struct bitnet_item *it, struct bitnet_error *err)
{
	bool tl = it->t.type == BITNET_TENSOR_TL1 || it->t.type == BITNET_TENSOR_TL2;
	uint32_t has = it->gguf ? it->gguf->type : 0;
	bool same = true;

	if (it->n_rows > UINT32_MAX || it->n_cols > UINT32_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "encode_shape", "has 2^32 rows or columns, or more");
	if (tl) {
		int rc = plan_tiles(c, it, &same, err);

		if (rc)
			return rc;
	}
	/* A layout that had to be named is not kept. */
	if (it->gguf && has == it->t.type && same && !(has == BITNET_TENSOR_I2_S && c->o.i2s_layout != BITNET_I2S_X86)) {
		it->t.how = BITNET_CONVERT_COPY;
		return 0;
	}
	if (it->packed || (it->gguf && !is_dense(has)))
		return plan_codes(c, it, err);
	return plan_floats(c, it, err);
}

/* Everything that is not a matrix of a layer stays what it is, or becomes a dense type. */
static int plan_other(struct bitnet_item *it, struct bitnet_error *err)
{
	it->t.how = it->gguf && it->gguf->type == it->t.type ? BITNET_CONVERT_COPY : BITNET_CONVERT_DENSE;
	if (it->t.how == BITNET_CONVERT_DENSE && it->gguf && !is_dense(it->gguf->type))
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "convert_type", "has the type %s, from which %s cannot be made",
					it->t.source_type, bitnet_tensor_type_name(it->t.type));
	return 0;
}

/* The tiles of each shape are recorded once. */
static int note_tiles(struct bitnet_convert *c, const struct bitnet_item *it, struct bitnet_error *err)
{
	struct bitnet_tl_table *t = &c->tl_used[it->t.type == BITNET_TENSOR_TL2];
	size_t i;

	if (it->t.type != BITNET_TENSOR_TL1 && it->t.type != BITNET_TENSOR_TL2)
		return 0;
	for (i = 0; i < t->n; i++)
		if (t->entries[i].n_rows == it->n_rows && t->entries[i].n_cols == it->n_cols)
			return 0;
	return bitnet_tl_table_add(t, it->n_rows, it->n_cols, it->tiles, err);
}

static int plan_size(struct bitnet_convert *c, struct bitnet_item *it, struct bitnet_error *err)
{
	int rc;

	if (it->t.how == BITNET_CONVERT_COPY) {
		it->t.bytes = it->gguf->size_known ? it->gguf->n_bytes : it->gguf->span;
		rc = 0;
	} else {
		rc = bitnet_encode_size(&it->t.bytes, it->t.type, it->n_rows, it->n_cols, &it->tiles, err);
	}
	return rc ? rc : note_tiles(c, it, err);
}

static int plan_item(struct bitnet_convert *c, struct bitnet_item *it, struct bitnet_error *err)
{
	char shown[128];
	int rc;

	it->t.type = wanted_type(c, it);
	rc = it->t.role == BITNET_CONVERT_LAYER ? plan_layer(c, it, err) : plan_other(it, err);
	if (!rc)
		rc = plan_size(c, it, err);
	if (rc)
		bitnet_error_prefix(err, "tensor '%s'", bitnet_text_escape(shown, sizeof(shown), it->t.source, strlen(it->t.source)));
	return rc;
}

int bitnet_convert_plan(struct bitnet_convert *c, bitnet_convert_progress_fn *progress, void *arg, struct bitnet_error *err)
{
	uint64_t total = 0, done = 0;
	size_t i;

	for (i = 0; i < c->n_items; i++)
		total += c->items[i].t.source_bytes;
	for (i = 0; i < c->n_items; i++) {
		int rc = plan_item(c, &c->items[i], err);

		if (rc)
			return rc;
		done += c->items[i].t.source_bytes;
		if (progress && progress(arg, done, total))
			return bitnet_error_set(err, BITNET_E_CANCELLED, "cancelled", "the conversion was stopped");
	}
	return 0;
}

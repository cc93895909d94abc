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

/* What the weights of one tensor say. */
struct look {
	struct bitnet_survey v;
	float *rows;
};

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

/* Read all of it once. */
static int survey(const struct bitnet_convert *c, const struct bitnet_item *it, struct look *l, struct bitnet_error *err)
{
	uint64_t chunk = bitnet_item_chunk(it), r;
	float *rows = bitnet_alloc((size_t)(chunk * it->n_cols), sizeof(*rows));
	int rc = rows ? 0 : bitnet_error_nomem(err, chunk * it->n_cols * sizeof(*rows));

	memset(&l->v, 0, sizeof(l->v));
	for (r = 0; r < it->n_rows && !rc; r += chunk) {
		uint64_t n = it->n_rows - r < chunk ? it->n_rows - r : chunk;

		rc = bitnet_item_rows(c, it, r, n, rows, err);
		if (!rc)
			bitnet_survey_add(&l->v, rows, (size_t)(n * it->n_cols));
	}
	free(rows);
	if (!rc && l->v.not_finite)
		rc = bitnet_error_set(err, BITNET_E_INPUT, "tensor_not_finite", "holds a value that is not finite, in row %llu",
				      (unsigned long long)(l->v.not_finite_at / it->n_cols));
	return rc;
}

/* What --force-ternary costs. */
static int measure_loss(const struct bitnet_convert *c, struct bitnet_item *it, const struct look *l, struct bitnet_error *err)
{
	uint64_t chunk = bitnet_item_chunk(it), r;
	size_t n = (size_t)(chunk * it->n_cols);
	float *rows = bitnet_alloc(n, sizeof(*rows));
	int8_t *codes = bitnet_alloc(n, 1);
	double sum = 0;
	int rc = rows && codes ? 0 : bitnet_error_nomem(err, n * sizeof(*rows));

	for (r = 0; r < it->n_rows && !rc; r += chunk) {
		n = (size_t)((it->n_rows - r < chunk ? it->n_rows - r : chunk) * it->n_cols);
		rc = bitnet_item_rows(c, it, r, n / it->n_cols, rows, err);
		if (rc)
			break;
		bitnet_codes_absmean(codes, rows, n, it->s);
		sum += bitnet_codes_error(codes, rows, n, it->t.stored_scale);
	}
	it->t.has_loss = true;
	it->t.loss = l->v.sum_squares > 0 ? sqrt(sum / l->v.sum_squares) : 0;
	free(rows);
	free(codes);
	return rc;
}

static int refuse_dense(const struct look *l, uint32_t type, struct bitnet_error *err)
{
	bitnet_error_set(err, BITNET_E_INPUT, "dense_weights",
			 "is not ternary and cannot become %s as it is: it holds %.6g and %.6g (element %llu)", bitnet_tensor_type_name(type),
			 (double)l->v.scale, (double)l->v.other_value, (unsigned long long)l->v.other_at);
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
	struct look l;
	bool f16 = it->t.type == BITNET_TENSOR_F16;
	int rc = survey(c, it, &l, err);

	if (rc)
		return rc;
	if (it->rule != BITNET_RULE_ONLINE && !l.v.other) {
		it->t.how = BITNET_CONVERT_CODES;
		set_scale(it, l.v.scale);
		return 0;
	}
	if (it->rule == BITNET_RULE_VALUES && !c->o.force_ternary) {
		it->t.how = BITNET_CONVERT_DENSE;
		return f16 ? 0 : refuse_dense(&l, it->t.type, err);
	}
	it->t.how = it->rule == BITNET_RULE_VALUES ? BITNET_CONVERT_FORCED : BITNET_CONVERT_ABSMEAN;
	it->s = bitnet_absmean_s(&l.v);
	set_scale(it, 1.0f / it->s);
	return it->rule == BITNET_RULE_VALUES ? measure_loss(c, it, &l, err) : 0;
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

static int plan_layer(struct bitnet_convert *c, struct bitnet_item *it, struct bitnet_error *err)
{
	bool tl = it->t.type == BITNET_TENSOR_TL1 || it->t.type == BITNET_TENSOR_TL2;
	uint32_t has = it->gguf ? it->gguf->type : 0;

	if (it->n_rows > UINT32_MAX || it->n_cols > UINT32_MAX)
		return bitnet_error_set(err, BITNET_E_LIMIT, "encode_shape", "has 2^32 rows or columns, or more");
	if (tl) {
		/* A file that stays what it is keeps its tiles. */
		int rc = it->gguf && has == it->t.type ? bitnet_tl_find_in(&it->tiles, c->g, it->gguf, &c->tl_given, err) :
			bitnet_tl_find(&it->tiles, it->t.type, it->n_rows, it->n_cols, &c->tl_given, true, err);

		if (rc)
			return rc;
	}
	/* A layout that had to be named is not kept. */
	if (it->gguf && has == it->t.type && !(has == BITNET_TENSOR_I2_S && c->o.i2s_layout != BITNET_I2S_X86)) {
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

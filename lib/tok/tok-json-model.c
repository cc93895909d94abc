/* SPDX-License-Identifier: MIT */
/* The models Unigram and WordPiece of a tokenizer.json. */
#include <math.h>
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "tok/tok-json.h"

/* What an unknown character costs more than the worst piece (K_UNK_PENALTY of Hugging Face's). */
#define UNK_PENALTY 10.0

/* What no path is better with: tokens that are added and have no score. */
#define NO_SCORE (-1e30)

static bool any_kind(unsigned kind)
{
	return kind != 0;
}

static int bad_piece(struct bitnet_error *err, size_t id)
{
	return bitnet_error_set(err, BITNET_E_INPUT, "tok_json", "piece %zu of the model is not a text and a score", id);
}

bool bitnet_json_piece(struct json_object *vocab, size_t id, struct bitnet_str *text, double *score)
{
	struct json_object *o = json_object_array_get_idx(vocab, id), *s, *v;

	if (!json_object_is_type(o, json_type_array) || json_object_array_length(o) != 2)
		return false;
	s = json_object_array_get_idx(o, 0);
	v = json_object_array_get_idx(o, 1);
	if (!json_object_is_type(s, json_type_string) ||
	    (!json_object_is_type(v, json_type_double) && !json_object_is_type(v, json_type_int)))
		return false;
	*text = (struct bitnet_str){ json_object_get_string(s), (size_t)json_object_get_string_len(s) };
	*score = json_object_get_double(v);
	return isfinite(*score);
}

static int make_unigram(struct bitnet_tok *t, struct json_object *model, struct bitnet_error *err)
{
	struct json_object *vocab = bitnet_json_get(model, "vocab", json_type_array);
	struct json_object *unk = bitnet_json_get(model, "unk_id", json_type_int);
	size_t n = json_object_array_length(vocab), id;
	double *score = bitnet_alloc(t->v.n, sizeof(*score)), least = HUGE_VAL;
	struct bitnet_str text;
	int rc = 0;

	if (!score)
		return bitnet_error_nomem(err, t->v.n * sizeof(*score));
	for (id = 0; id < t->v.n; id++)
		score[id] = NO_SCORE;
	for (id = 0; !rc && id < n; id++) {
		if (!bitnet_json_piece(vocab, id, &text, &score[id]))
			rc = bad_piece(err, id);
		else if (score[id] < least)
			least = score[id];
	}
	if (!rc && (!unk || json_object_get_int64(unk) < 0 || (uint64_t)json_object_get_int64(unk) >= n))
		rc = bitnet_json_unsupported(err, "model", "Unigram (without an unk_id in its vocabulary)");
	if (!rc)
		rc = bitnet_unigram_make(&t->unigram, &t->v, score, any_kind, least - UNK_PENALTY, false, err);
	free(score);
	if (rc)
		return rc;
	t->unk = (uint32_t)json_object_get_int64(unk);
	t->fuse_unk = true;
	return 0;
}

static int make_wordpiece(struct bitnet_tok *t, struct json_object *model, struct bitnet_error *err)
{
	struct json_object *prefix = bitnet_json_get(model, "continuing_subword_prefix", json_type_string);
	struct json_object *max = bitnet_json_get(model, "max_input_chars_per_word", json_type_int);
	int64_t chars = max ? json_object_get_int64(max) : 100;

	return bitnet_wordpiece_make(&t->wordpiece, &t->v, prefix ? json_object_get_string(prefix) : "##",
				     prefix ? (size_t)json_object_get_string_len(prefix) : 2,
				     chars < 0 ? 0 : chars > UINT32_MAX ? UINT32_MAX : (uint32_t)chars, err);
}

int bitnet_json_make_model(struct bitnet_tok *t, struct json_object *model, struct bitnet_error *err)
{
	if (t->model == bitnet_model_unigram)
		return make_unigram(t, model, err);
	return t->model == bitnet_model_wordpiece ? make_wordpiece(t, model, err) : 0;
}

/* SPDX-License-Identifier: MIT */
/* Reading the parts of a Hugging Face tokenizer.json. */
#ifndef BITNET_TOK_JSON_H
#define BITNET_TOK_JSON_H

#include <json-c/json.h>

#include "tok/tok-int.h"

/* "PART 'NAME' is not supported", the name escaped; BITNET_E_UNSUPPORTED. */
int bitnet_json_unsupported(struct bitnet_error *err, const char *part, const char *name);

/* Members of an object; NULL or the fallback when absent, null, or of another type. */
struct json_object *bitnet_json_get(struct json_object *o, const char *key, enum json_type type);
const char *bitnet_json_str(struct json_object *o, const char *key);
bool bitnet_json_bool(struct json_object *o, const char *key, bool fallback);

/* A file in memory; a tokenizer of a tokenizer.json that was read. */
int bitnet_json_parse(struct json_object **root, const char *s, size_t n, struct bitnet_error *err);
struct bitnet_json_merges;
/* merges: the list that was cut out of the file; NULL: it is in the document. */
int bitnet_json_tokenizer(struct bitnet_tok **out, struct json_object *root, const struct bitnet_json_merges *merges,
			  struct bitnet_error *err);

/* Merges without their document: the texts of all, one behind the other, and how many bytes each side has. */
struct bitnet_json_pair {
	uint32_t left, right;
};
struct bitnet_json_merges {
	struct bitnet_buf text;
	struct bitnet_json_pair *pairs;
	size_t n, cap;
};

/*
 * The text without the elements of its only "merges", in whose place stands one number: to be freed; NULL where the
 * text is to be read as it is.  m is zeroed before, and to be released in any case.
 */
char *bitnet_json_cut_merges(struct bitnet_json_merges *m, const char *s, size_t n, size_t *rest);
/* The number stands where the merges of a model do. */
bool bitnet_json_is_cut(struct json_object *root);
void bitnet_json_merges_release(struct bitnet_json_merges *m);

/* Piece `id` of a Unigram vocabulary: [text, score]; false when it is none. */
bool bitnet_json_piece(struct json_object *vocab, size_t id, struct bitnet_str *text, double *score);

/* What Unigram and WordPiece need beyond the vocabulary, which is indexed; nothing for other models. */
int bitnet_json_make_model(struct bitnet_tok *t, struct json_object *model, struct bitnet_error *err);

/* Whether a document is a vocab.json: one object of numbers. */
bool bitnet_json_is_vocab(struct json_object *root);

typedef int bitnet_json_part_fn(struct bitnet_tok *t, struct json_object *o, const char *type, struct bitnet_error *err);

/* Call fn for the part o, or for each member of the Sequence o (its list).  A null part is nothing. */
int bitnet_json_each(struct bitnet_tok *t, struct json_object *o, const char *part, const char *list, bitnet_json_part_fn *fn,
		     struct bitnet_error *err);

/*
 * Parts of the pipeline.  The order is normalizer, pre_tokenizer, model, simplify, decoder: the later
 * look at what the earlier found; the post-processor comes when the vocabulary is there.
 */
int bitnet_json_normalizer(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err);
int bitnet_json_pre_tokenizer(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err);
/* Bring normalizer and pre-tokenizer into their faster form, where they have one. */
void bitnet_json_simplify(struct bitnet_tok *t);
int bitnet_json_decoder(struct bitnet_tok *t, struct json_object *root, struct bitnet_error *err);
int bitnet_json_post_processor(struct bitnet_tok *t, struct json_object *o, struct bitnet_error *err);

#endif

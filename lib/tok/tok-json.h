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
struct bitnet_json_cut;
/* cut: what was taken out of the text before; NULL: all is in the document. */
int bitnet_json_tokenizer(struct bitnet_tok **out, struct json_object *root, const struct bitnet_json_cut *cut, struct bitnet_error *err);

/* ---- tok-json-scan.c: each gives what follows, or NULL for what is left to the reader of documents */

const char *bitnet_json_skip_blanks(const char *s, const char *end);
/* A string from behind its first quote; its text is added to out. */
const char *bitnet_json_scan_string(const char *s, const char *end, struct bitnet_buf *out);

/* ---- tok-json-vocab.c: an object of texts and ids without its document */

struct bitnet_json_vocab {
	struct bitnet_vocab keys;           /* as they are written; all texts are different */
	uint32_t *ids;                      /* keys.n */
	size_t cap;
};

/* All members from behind the '{'; what follows is the '}'.  v is zeroed before, and to be released in any case. */
const char *bitnet_json_scan_vocab(const char *s, const char *end, struct bitnet_json_vocab *v);
/* The id of a key, or -1. */
int64_t bitnet_json_vocab_id(const struct bitnet_json_vocab *v, const char *s, size_t n);
void bitnet_json_vocab_release(struct bitnet_json_vocab *v);

/* ---- tok-json-merges.c: a list of pairs without its document */

/* The texts of all, one behind the other, and how many bytes each side has. */
struct bitnet_json_pair {
	uint32_t left, right;
};
struct bitnet_json_merges {
	struct bitnet_buf text;
	struct bitnet_json_pair *pairs;
	size_t n, cap;
};

/* All elements from behind the '['; what follows is the ']'.  m is zeroed before, and to be released in any case. */
const char *bitnet_json_scan_merges(const char *s, const char *end, struct bitnet_json_merges *m);
void bitnet_json_merges_release(struct bitnet_json_merges *m);

/* ---- tok-json-cut.c: both taken out of a text */

struct bitnet_json_cut {
	bool has_vocab, has_merges;         /* was taken out */
	struct bitnet_json_vocab vocab;
	struct bitnet_json_merges merges;
};

/*
 * The text without the members of its only "vocab" and the elements of its only "merges", in whose place stands one
 * number each: to be freed; NULL where it is to be read as it is.  c is zeroed before, and to be released in any case.
 */
char *bitnet_json_cut_text(struct bitnet_json_cut *c, const char *s, size_t n, size_t *rest);
/* In the document of that text the numbers stand where vocabulary and merges of the model do. */
bool bitnet_json_is_cut(const struct bitnet_json_cut *c, struct json_object *root);
void bitnet_json_cut_release(struct bitnet_json_cut *c);

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

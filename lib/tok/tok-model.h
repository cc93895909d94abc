/* SPDX-License-Identifier: MIT */
/*
 * Models of a tokenizer.json that need a piece as a whole: what the pre-tokenisers leave goes to one
 * of these.  (BPE that needs no more than characters or bytes is done while text is read.)
 */
#ifndef BITNET_TOK_MODEL_H
#define BITNET_TOK_MODEL_H

#include "tok/tok-merge.h"

struct bitnet_tok;

/* One id, which stands for s[begin, end). */
typedef void bitnet_emit_fn(void *arg, uint32_t id, size_t begin, size_t end);

/* The ids of the piece s of n > 0 bytes; work is the caller's work space.  false when there is no memory. */
typedef bool bitnet_model_fn(const struct bitnet_tok *t, const char *s, size_t n, struct bitnet_symbols *work,
			     bitnet_emit_fn *emit, void *arg);

/*
 * BPE over characters with all that Hugging Face's has: a prefix of what continues a word, a suffix of what ends
 * it, unknown characters as bytes or as a token, pieces that are tokens as they are.
 */
bitnet_model_fn bitnet_model_bpe;

/* The same, where a piece of newlines that is a token is it. */
bitnet_model_fn bitnet_model_bpe_lines;

/* BPE of SentencePiece where pieces are of type UNUSED: a text as a whole, under its policy. */
bitnet_model_fn bitnet_model_resegment;

/* A piece is a token or unknown. */
bitnet_model_fn bitnet_model_wordlevel;

/*
 * The pieces of the best sum of scores (t->unigram).  Time is n times the length of the longest piece at
 * most, memory that of the stretch over which the best way is not decided.
 */
bitnet_model_fn bitnet_model_unigram;

/* The longest pieces from the left (t->wordpiece); where there is none, the whole is unknown. */
bitnet_model_fn bitnet_model_wordpiece;

#endif

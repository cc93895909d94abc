/* SPDX-License-Identifier: MIT */
/*
 * Tokenizers of SentencePiece pieces: what a tokenizer.model and the keys of a GGUF say of them, and
 * how a tokenizer is made of it.
 */
#ifndef BITNET_TOK_PIECES_H
#define BITNET_TOK_PIECES_H

#include "tok/tok-int.h"

/* normalizer_spec and trainer_spec, as far as they change what is done. */
struct bitnet_pieces {
	bool unigram;                    /* else BPE */
	const float *scores;             /* by id */
	struct bitnet_str charsmap;      /* empty: none */
	bool dummy_prefix, collapse, escape, suffix;
	bool byte_fallback;
	bool rstrip;                     /* see bitnet_tok_add_special() */
	struct bitnet_str unk_surface;   /* what decoding makes of the unknown token; empty: its text */
};

/* The vocabulary is there and indexed, info.unk is set; what is added to a text is the caller's. */
int bitnet_tok_set_pieces(struct bitnet_tok *t, const struct bitnet_pieces *p, struct bitnet_error *err);

/*
 * The control and unknown tokens, to be looked for in the text as it is, and the user-defined ones:
 * in added[0] too, behind the normaliser in added[1], or, -1, nowhere.  rstrip: as in phi-3, all control tokens but <unk>, <s>
 * and <|endoftext|> take the white space behind them.
 */
int bitnet_tok_add_special(struct bitnet_tok *t, bool rstrip, int user, struct bitnet_error *err);

/*
 * The text of a token of BERT as its vocab.txt has it: a GGUF writes U+2581 before what begins a
 * word and nothing before what goes on ("##" in vocab.txt), and what stands in brackets as it is.
 */
bool bitnet_wordpiece_text(struct bitnet_buf *out, struct bitnet_str s, unsigned kind);

#endif

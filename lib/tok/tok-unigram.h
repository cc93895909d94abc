/* SPDX-License-Identifier: MIT */
/*
 * The models that look for pieces in a trie: Unigram, the path of the best sum of scores, and
 * WordPiece, the longest piece first.
 */
#ifndef BITNET_TOK_UNIGRAM_H
#define BITNET_TOK_UNIGRAM_H

#include "tok/tok-model.h"
#include "tok/tok-trie.h"

struct bitnet_unigram {
	struct bitnet_trie trie;             /* values are ids */
	double *score;                       /* by id, n of them */
	size_t n;
	double unk;                          /* of one character that is no piece */
	bool single;                         /* sums are kept in single precision, as sentencepiece keeps them */
};
void bitnet_unigram_release(struct bitnet_unigram *u);

struct bitnet_wordpiece {
	struct bitnet_trie first, rest;      /* pieces that begin a word, and those behind (without "##") */
	uint32_t max_chars;                  /* longer words are unknown */
};
void bitnet_wordpiece_release(struct bitnet_wordpiece *m);

/*
 * Make the model of the vocabulary, whose texts are borrowed only here.  score: by id; take: the
 * ids that are pieces.  unk as above.
 */
int bitnet_unigram_make(struct bitnet_unigram *u, const struct bitnet_vocab *v, const double *score,
			bool (*take)(unsigned kind), double unk, bool single, struct bitnet_error *err);

/* prefix: what a token has in front that goes on with a word, "##". */
int bitnet_wordpiece_make(struct bitnet_wordpiece *m, const struct bitnet_vocab *v, const char *prefix, size_t prefix_n,
			  uint32_t max_chars, struct bitnet_error *err);

#endif

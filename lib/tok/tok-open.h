/* SPDX-License-Identifier: MIT */
/* Tokenizers from the content of files. */
#ifndef BITNET_TOK_OPEN_H
#define BITNET_TOK_OPEN_H

#include "tok/tok-int.h"

/* A rank file of tiktoken.  pre: the pre-tokeniser where the ranks are of no known list, or NULL. */
int bitnet_tok_from_tiktoken(struct bitnet_tok **out, const void *data, size_t n, const char *pre, struct bitnet_error *err);

/* vocab.json and merges.txt, byte-level.  pre as above. */
int bitnet_tok_from_bpe_files(struct bitnet_tok **out, const void *vocab, size_t vocab_n, const void *merges, size_t merges_n,
			      const char *pre, struct bitnet_error *err);

#endif

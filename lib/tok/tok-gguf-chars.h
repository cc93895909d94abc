/* SPDX-License-Identifier: MIT */
/*
 * GGUF files whose BPE merges characters, not bytes: models "gemma4" and "whitespace" of tokenizer.ggml.model,
 * and the values of tokenizer.ggml.pre that say the same of a "gpt2".
 */
#ifndef BITNET_TOK_GGUF_CHARS_H
#define BITNET_TOK_GGUF_CHARS_H

#include "tok/tok-int.h"

struct bitnet_chars {
	const char *name;
	bool words;              /* cut at white space, which is dropped; else a space is U+2581, and lines are cut */
	bool whole_newlines;     /* newlines that are a token together are it, whatever the merges say */
	bool add_bos;            /* BOS is added, whatever the key says */
};

/* NULL: the file's tokenizer is another. */
const struct bitnet_chars *bitnet_chars_of(const struct bitnet_gguf *g);

/* How text is cut and decoded; the vocabulary and the merges are there, info.unk is set. */
int bitnet_tok_set_chars(struct bitnet_tok *t, const struct bitnet_chars *c, bool lower, struct bitnet_error *err);

#endif

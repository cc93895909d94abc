/* SPDX-License-Identifier: MIT */
/* Tokenizers from the content of files. */
#ifndef BITNET_TOK_OPEN_H
#define BITNET_TOK_OPEN_H

#include <limits.h>

#include "tok/tok-image.h"

/*
 * A tokenizer file, opened: with the other half beside it where it is vocab.json or merges.txt.  Closed
 * also when opening has failed.
 */
struct bitnet_tok_source {
	struct bitnet_image_sources of;      /* [0] is vocab.json */
	struct bitnet_map map[2];
	char beside[PATH_MAX];
	bool is_gguf;
	struct bitnet_gguf *parsed;
};
int bitnet_tok_source_open(struct bitnet_tok_source *s, const char *path, struct bitnet_error *err);
/* A GGUF: its header is read, of.gguf is set. */
int bitnet_tok_source_parse(struct bitnet_tok_source *s, struct bitnet_error *err);
void bitnet_tok_source_close(struct bitnet_tok_source *s);

/* The tokenizer of a source, made of its content.  A GGUF is parsed. */
int bitnet_tok_source_load(struct bitnet_tok **out, const struct bitnet_image_sources *s, const struct bitnet_tok_options *o,
		       struct bitnet_error *err);

/* The same as bitnet_tok_from_gguf_as(), without looking for a compiled one. */
int bitnet_tok_load_gguf(struct bitnet_tok **out, const struct bitnet_gguf *g, const struct bitnet_tok_options *o,
			 struct bitnet_error *err);

/* The content of a tokenizer.json, a tokenizer.model or a rank file; that of vocab.json and merges.txt. */
int bitnet_tok_load_bytes(struct bitnet_tok **out, const unsigned char *s, size_t n, const struct bitnet_tok_options *o,
			  struct bitnet_error *err);
int bitnet_tok_load_pair(struct bitnet_tok **out, const void *vocab, size_t vocab_n, const void *merges, size_t merges_n,
			 const struct bitnet_tok_options *o, struct bitnet_error *err);

/* The tokenizer in an archive (archive/unpack.h); BITNET_E_INPUT "archive_ambiguous" when there are several. */
int bitnet_tok_from_archive(struct bitnet_tok **out, const void *data, size_t n, const struct bitnet_tok_options *o,
			    struct bitnet_error *err);

/* A rank file of tiktoken.  pre: the pre-tokeniser where the ranks are of no known list, or NULL. */
int bitnet_tok_from_tiktoken(struct bitnet_tok **out, const void *data, size_t n, const char *pre, struct bitnet_error *err);

/* vocab.json and merges.txt, byte-level.  pre as above. */
int bitnet_tok_from_bpe_files(struct bitnet_tok **out, const void *vocab, size_t vocab_n, const void *merges, size_t merges_n,
			      const char *pre, struct bitnet_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* tokenizer.json of a checkpoint as keys of a GGUF. */
#ifndef BITNET_CONVERT_HF_TOK_H
#define BITNET_CONVERT_HF_TOK_H

#include <json-c/json.h>

#include "convert/convert-int.h"

/* The files of a checkpoint that say something about its tokenizer; NULL where there is none. */
struct bitnet_hf_tok {
	const void *text;               /* tokenizer.json */
	size_t text_n;
	struct json_object *tokenizer_config, *config, *generation_config;
	const char *chat_template;      /* of chat_template.jinja */
	size_t chat_template_n;
	uint32_t n_vocab;               /* rows of the embedding */
};

/*
 * Write the tokenizer.ggml keys.  A tokenizer that this library cannot read, or for which GGUF has no words, is refused
 * by name.
 */
int bitnet_hf_tok_keys(struct bitnet_convert *c, const struct bitnet_hf_tok *h, struct bitnet_error *err);

#endif

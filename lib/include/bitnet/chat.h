/* SPDX-License-Identifier: MIT */
/*
 * Conversations as token ids, for the templates that we know.  A template found in a model file is
 * never interpreted.  Special tokens are put in by id; the text of a message is encoded as plain
 * text, so no message can forge a turn.
 */
#ifndef BITNET_CHAT_H
#define BITNET_CHAT_H

#include <bitnet/tok.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * raw: the contents one after another, nothing added but what encode adds.
 * bitnet: BitNet b1.58 2B4T: BOS, then for each message "Role: " + stripped content + <|eot_id|>,
 * the generation prompt "Assistant: " (formats.md 2.2, from its tokenizer_config).
 * llama3: <|start_header_id|>role<|end_header_id|>\n\n + stripped content + <|eot_id|>.
 */
enum bitnet_chat_template { BITNET_CHAT_RAW, BITNET_CHAT_BITNET, BITNET_CHAT_LLAMA3 };

struct bitnet_chat_message {
	struct bitnet_str role;      /* "system", "user", "assistant" */
	struct bitnet_str content;
};

/*
 * The template that fits the model: bitnet for the bitnet-b1.58 and bitnet-25 architectures with the LLaMA-3
 * special tokens, llama3 for llama with them, else raw.
 */
BITNET_API enum bitnet_chat_template bitnet_chat_guess(const struct bitnet_tok *t, const char *architecture);

/*
 * Append the ids of n messages.  begin: put BOS first; generate: end with the generation prompt.
 * BITNET_E_INPUT for an unknown role, BITNET_E_UNSUPPORTED when the vocabulary lacks a special
 * token of the template.
 */
BITNET_API int bitnet_chat_encode(const struct bitnet_tok *t, enum bitnet_chat_template tmpl,
				  const struct bitnet_chat_message *messages, size_t n, bool begin, bool generate,
				  struct bitnet_tokens *out, struct bitnet_error *err);

#ifdef __cplusplus
}
#endif
#endif

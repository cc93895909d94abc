/* SPDX-License-Identifier: MIT */
/* The tokenizer of a command: --tokenizer, else by discovery from the model. */
#ifndef BITNET_CMD_CLI_TOK_H
#define BITNET_CMD_CLI_TOK_H

#include <bitnet/discover.h>

/*
 * model: path of the model, or NULL (then tokenizer must be given).  g: the model if it is open
 * already, else NULL: it is opened for the search and closed again.  Warnings and -v facts are
 * printed.  Returns 0, or the exit status after a message.
 */
int cli_tok_open(struct bitnet_tok **out, const char *model, const struct bitnet_gguf *g, const char *tokenizer);

/* The same with options. */
int cli_tok_open_as(struct bitnet_tok **out, const char *model, const struct bitnet_gguf *g, const char *tokenizer,
		    const struct bitnet_tok_options *o);

/* --auto-download: a tokenizer that would have to be downloaded is. */
extern bool cli_tok_auto_download;
/* --allow-mock: where there is none, ids are bytes. */
extern bool cli_tok_allow_mock;
#define CLI_ALLOW_MOCK \
	CLI_FLAG(0, "allow-mock", &cli_tok_allow_mock, "without a tokenizer take bytes as ids, which mean nothing to the model")
#define CLI_TOK_SEARCH \
	CLI_FLAG(0, "auto-download", &cli_tok_auto_download, "fetch the tokenizer when none is on this machine"), \
	CLI_ALLOW_MOCK

/* The values of --policy; the first is BITNET_POLICY_HF. */
extern const char *const cli_tok_policies[];

/* For a program that runs without one too: what can be had without a word, or NULL. */
struct bitnet_tok *cli_tok_try(const char *model, const struct bitnet_gguf *g);

#endif

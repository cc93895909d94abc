/* SPDX-License-Identifier: MIT */
/* Models that are named by an address: hf://ORG/NAME/FILE and ollama://NAME:TAG as paths of this machine. */
#ifndef BITNET_CMD_CLI_REMOTE_H
#define BITNET_CMD_CLI_REMOTE_H

#include <stdbool.h>

#include "cli-fetch.h"

/*
 * *model becomes the path of the file, which lasts as long as the program; a path stays as it is.  What the cache of
 * the Hub's client lacks is fetched into it: naming it is consent, and its size is said first.  Returns 0 or the exit
 * status after a message.
 */
int cli_local_model(const char **model);

/* An address of a server: hf://, https://, http://. */
bool cli_is_remote(const char *path);

/*
 * Open a model for what its header says: of an address, only the header is fetched; *path of ollama:// becomes that of
 * its blob, and a path is opened whole.  offline: open no socket.  0, or the exit status after a message.
 */
int cli_open_header(struct bitnet_gguf **g, const char **path, bool offline);

/* The search for the tokenizer of a model that was opened so: what is elsewhere has no neighbours here. */
int cli_discover_header(struct bitnet_discovery **d, const struct bitnet_gguf *g, const char *path, const struct bitnet_discover_options *o,
			struct bitnet_error *err);

/* Fetch a model: *path (free it).  w->output, or the cache of the Hub's client.  The same. */
int cli_fetch_model(char **path, struct cli_fetch *o, struct bitnet_fetch_model *w);

#endif

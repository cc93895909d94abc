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

/* Fetch a model: *path (free it).  w->output, or the cache of the Hub's client.  The same. */
int cli_fetch_model(char **path, struct cli_fetch *o, struct bitnet_fetch_model *w);

#endif

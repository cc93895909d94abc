/* SPDX-License-Identifier: MIT */
/* The search for a tokenizer, as every program makes it: options from the environment, messages. */
#ifndef BITNET_CMD_CLI_DISCOVER_H
#define BITNET_CMD_CLI_DISCOVER_H

#include <stdbool.h>

#include <bitnet/discover.h>

/*
 * strict and offline by the environment; the installed catalogue or BITNET_CATALOGUE, the user's by
 * XDG_CONFIG_HOME or HOME.  The strings are borrowed and last as long as the program.
 */
void cli_discover_options(struct bitnet_discover_options *o, const char *tokenizer);

/* Warnings, and with -v what was looked for and found. */
void cli_discover_tell(const struct bitnet_discovery *d);

/* The message of err; with a discovery (or NULL) also the places tried and the hint.  Returns the exit status. */
int cli_discover_fail(const struct bitnet_error *err, const struct bitnet_discovery *d);

#endif

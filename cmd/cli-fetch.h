/* SPDX-License-Identifier: MIT */
/* Fetching, as every program does it: options and token from the environment, progress, signals. */
#ifndef BITNET_CMD_CLI_FETCH_H
#define BITNET_CMD_CLI_FETCH_H

#include <stdbool.h>

#include <bitnet/fetch.h>

/* What the options of a program say; all zero for a program that has none. */
struct cli_fetch {
	const char *token_file;
	double max_wait;
	bool max_wait_given;
	bool offline;
	bool events;               /* JSON lines on stderr in place of a progress line */
	const struct bitnet_discovery *need; /* of the model that has no tokenizer, for messages; or NULL */
	struct bitnet_fetch *client;
};

#define CLI_FETCH_OPTIONS(o) \
	CLI_STR(0, "token-file", &(o).token_file, "FILE", "read the token from FILE, not from the environment"), \
	CLI_REAL(0, "max-wait", &(o).max_wait, &(o).max_wait_given, 0, 86400, "SECONDS", "wait no longer for busy servers and other processes"), \
	CLI_FLAG(0, "events", &(o).events, "write what happens as JSON lines on standard error")

/* 0, or the exit status after a message.  From now on INT, TERM and HUP end a transfer, not the program. */
int cli_fetch_open(struct cli_fetch *o);

/* Ends the program by the signal that came meanwhile. */
void cli_fetch_close(struct cli_fetch *o);

/* The message of an error, with what can be done; plan may be NULL.  Returns the exit status. */
int cli_fetch_fail(const struct cli_fetch *o, const struct bitnet_error *err, const struct bitnet_fetch_plan *plan);

/* The cache, or the exit status after a message. */
int cli_fetch_cache(struct bitnet_cache **out);

/* The plan for what a discovery would have downloaded. */
void cli_fetch_want(struct bitnet_fetch_want *w, const struct bitnet_discovery *d);

/* BITNET_MIRROR. */
bool cli_fetch_mirror(void);

/*
 * Carry a plan out, with the four sentences of -v: *path (free it) is the file to open.  entry may be NULL.
 * Returns 0 or the exit status after a message.
 */
int cli_fetch_tokenizer(char **path, struct bitnet_cache_entry **entry, struct cli_fetch *o, const struct bitnet_fetch_plan *plan, bool force);

#endif

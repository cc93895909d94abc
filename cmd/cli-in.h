/* SPDX-License-Identifier: MIT */
/* Inputs: a file or standard input, read through a buffer of our own that knows when it would have to wait. */
#ifndef BITNET_CMD_CLI_IN_H
#define BITNET_CMD_CLI_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

/* Bytes [begin, end) of buf are read and not used yet; there is room for one more behind them. */
struct cli_in {
	int fd;
	const char *name;       /* for messages: the operand, borrowed, or "standard input" */
	char *buf;
	size_t begin, end, cap;
	bool eof;
	size_t chunk;           /* a read asks for no more */
	uint64_t size, taken;   /* bytes of a regular file, 0 if not known; bytes read so far */
	struct bitnet_error *err; /* where a failure goes in place of a message, or NULL */
	void (*before)(void);   /* called before each read, which may wait: output that is ready is to be flushed; or NULL */
};

/* Open an operand, "-" for standard input.  Returns 0 or the exit status after a message. */
int cli_in_open(struct cli_in *in, const char *operand);
/* The same, so many bytes a read; err: for a thread that prints no messages. */
int cli_in_open_as(struct cli_in *in, const char *operand, size_t chunk, struct bitnet_error *err);
void cli_in_close(struct cli_in *in);

/* A pipe holds as much as a read or write moves, where the system allows it: both sides wait less often. */
void cli_wide_pipe(int fd);

/*
 * Read once: what is there already is kept, and may move.  Returns 1 when there is more, 0 at the end of the
 * input, or minus the exit status after a message.
 */
int cli_in_more(struct cli_in *in);

#endif

/* SPDX-License-Identifier: MIT */
/* Records of a stream: lines, or what stands between NUL bytes. */
#ifndef BITNET_CMD_CLI_REC_H
#define BITNET_CMD_CLI_REC_H

#include <stddef.h>

#include "cli-in.h"

/* The longest line of a stream of JSON lines. */
#define CLI_JSON_LINE_MAX ((size_t)64 << 20)

struct cli_rec;

/* in is borrowed; delimiter: '\n' or 0; a record longer than max bytes is an error. */
struct cli_rec *cli_rec_open(struct cli_in *in, int delimiter, size_t max);
void cli_rec_close(struct cli_rec *r);

/*
 * The next record without its delimiter (the last one needs none), followed by a NUL that is not
 * counted; borrowed until the next call.  Returns 1, 0 at the end, or minus the exit status after a
 * message.  Waits for nothing behind the record: a pipe is answered record by record.
 */
int cli_rec_next(struct cli_rec *r, char **s, size_t *n);

/* Number of the last record, from 1. */
unsigned long long cli_rec_number(const struct cli_rec *r);

#endif

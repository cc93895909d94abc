/* SPDX-License-Identifier: MIT */
/*
 * Reading token streams: the text form (ids in decimal separated by blanks, a sequence a line) and
 * JSON lines ({"ids":[...]}) are told apart by the first byte that is no blank; u32 has to be asked for.
 */
#ifndef BITNET_CMD_CLI_IDS_H
#define BITNET_CMD_CLI_IDS_H

#include <stdbool.h>
#include <stdio.h>

#include <json-c/json.h>

#include <bitnet/tok.h>

struct cli_ids;

/* f is borrowed; name stands in messages; u32: raw little-endian ids, one sequence to the end. */
struct cli_ids *cli_ids_open(FILE *f, const char *name, bool u32);
void cli_ids_close(struct cli_ids *r);

/*
 * The next sequence in *seq (its former content is dropped); *record gets the JSON object of the
 * line (borrowed until the next call) or NULL.  Returns 1, 0 at the end, or minus the exit status
 * after a message.  Constant memory in the number of sequences.
 */
int cli_ids_next(struct cli_ids *r, struct bitnet_tokens *seq, struct json_object **record);

/* Number of the line of the last sequence, from 1. */
unsigned long long cli_ids_line(const struct cli_ids *r);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Reading token streams: the text form (ids in decimal separated by blanks, a sequence a line) and
 * JSON lines ({"ids":[...]}) are told apart by the first byte that is no blank; raw ids have to be asked for.
 * A folder of shards (see cli-shards.h) is known by its index.
 */
#ifndef BITNET_CMD_CLI_IDS_H
#define BITNET_CMD_CLI_IDS_H

#include <stdbool.h>

#include <json-c/json.h>

#include <bitnet/tok.h>

struct cli_ids;

/*
 * operand: a file, a folder of shards, or "-"; borrowed.  width: 2 or 4, the bytes of raw little-endian ids, which are one
 * sequence to the end; 0 where the form is to be recognised.  Returns 0 or the exit status after a message.
 */
int cli_ids_open(struct cli_ids **out, const char *operand, unsigned width);
void cli_ids_close(struct cli_ids *r);

/*
 * The next sequence in *seq (its former content is dropped); *record gets the JSON object of the
 * line (borrowed until the next call) or NULL.  Returns 1, 0 at the end, or minus the exit status
 * after a message.  Constant memory in the number of sequences.
 */
int cli_ids_next(struct cli_ids *r, struct bitnet_tokens *seq, struct json_object **record);

/*
 * The same in parts, in constant memory: what of the next sequence can be had without waiting.  Returns CLI_IDS_MORE
 * where the sequence goes on, 1 with its last part, which may have no ids.  Ids that stand before one that is wrong are a part.
 */
#define CLI_IDS_MORE 2
int cli_ids_part(struct cli_ids *r, struct bitnet_tokens *seq, struct json_object **record);

/* For messages: the input, and the line of the last sequence (of shards, its number), from 1; 0: raw ids. */
const char *cli_ids_name(const struct cli_ids *r);
unsigned long long cli_ids_line(const struct cli_ids *r);

/* "NAME: line N", of shards "NAME: sequence N", of raw ids "NAME"; into s, which it returns. */
char *cli_ids_where(const struct cli_ids *r, char *s, size_t cap);

#endif

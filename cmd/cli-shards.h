/* SPDX-License-Identifier: MIT */
/*
 * Folders of shards: ids of many sequences as files that can be mapped.  Shard K of the folder is KKKKK.bin, raw little-endian
 * ids, and KKKKK.idx, for each of its sequences where it begins, counted in ids, and the end: little-endian 64-bit numbers.
 * index.json says how many there are and how wide an id is.
 */
#ifndef BITNET_CMD_CLI_SHARDS_H
#define BITNET_CMD_CLI_SHARDS_H

#include <bitnet/tok.h>

#define CLI_SHARDS_SCHEMA "bitnet.shards/1"
#define CLI_SHARDS_INDEX "index.json"
#define CLI_SHARDS_MAX 100000

struct cli_shards;

/* width: 2 or 4 where another one is to be refused, else 0.  Returns 0 or the exit status after a message. */
int cli_shards_open(struct cli_shards **out, const char *folder, unsigned width);
void cli_shards_close(struct cli_shards *s);

/* As cli_ids_part(). */
int cli_shards_part(struct cli_shards *s, struct bitnet_tokens *seq);

/* Number of the last sequence, from 1. */
unsigned long long cli_shards_number(const struct cli_shards *s);

#endif

/* SPDX-License-Identifier: MIT */
/* The parts of bitnet-cache. */
#ifndef BITNET_CMD_CACHE_CMD_H
#define BITNET_CMD_CACHE_CMD_H

#include <bitnet/cache.h>

#include "cli-json.h"
#include "cli.h"

struct cache_options {
	bool all, dry_run, yes;
	const char *older, *max_size, *output;
};

/* Each subcommand gets its operands and returns the exit status. */
int cache_list(struct bitnet_cache *c);
int cache_verify(struct bitnet_cache *c, int argc, char **argv);
int cache_rm(struct bitnet_cache *c, int argc, char **argv, const struct cache_options *o);
int cache_export(struct bitnet_cache *c, int argc, char **argv, const struct cache_options *o);
int cache_import(struct bitnet_cache *c, int argc, char **argv, const struct cache_options *o);
int cache_prune(struct bitnet_cache *c, const struct cache_options *o);

/* "ok", or what is wrong with an entry that could not be read for the reason of err. */
const char *cache_state(const struct bitnet_error *err);

/* A time as 2026-11-26T10:00:00Z; null for 0. */
struct json_object *cache_time_json(int64_t t);

/* Complete an output on stdout: the exit status. */
int cache_finish(FILE *f);

#endif

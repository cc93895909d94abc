/* SPDX-License-Identifier: MIT */
/* A regular file mapped read-only. */
#ifndef BITNET_BASE_MAP_H
#define BITNET_BASE_MAP_H

#include <stddef.h>

#include <bitnet/error.h>

struct bitnet_map {
	const unsigned char *data;   /* NULL for an empty file */
	size_t size;
};

/* Messages name the cause, not the path: the caller adds it once. */
int bitnet_map_open(struct bitnet_map *m, const char *path, struct bitnet_error *err);
void bitnet_map_close(struct bitnet_map *m);

#endif

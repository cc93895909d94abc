/* SPDX-License-Identifier: MIT */
/* A regular file mapped read-only. */
#ifndef BITNET_BASE_MAP_H
#define BITNET_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

/*
 * What tells a file, and a state of it, from others: no change of its content leaves all of these as they were,
 * once it is settled (see below).  Without padding, so that two are compared as bytes.
 */
struct bitnet_file_id {
	uint64_t dev, ino, size;
	int64_t mtime, ctime;
	uint64_t mtime_ns, ctime_ns;
};

struct bitnet_map {
	const unsigned char *data;   /* NULL for an empty file */
	size_t size;
	struct bitnet_file_id id;    /* when it was opened */
	/*
	 * The last change is so long ago that another one must get another time: clocks of file systems
	 * go in steps.
	 */
	bool settled;
};

/* Messages name the cause, not the path: the caller adds it once. */
int bitnet_map_open(struct bitnet_map *m, const char *path, struct bitnet_error *err);
/* The same for a file that is open, and stays so. */
int bitnet_map_fd(struct bitnet_map *m, int fd, struct bitnet_error *err);
void bitnet_map_close(struct bitnet_map *m);

/*
 * The n bytes at p, part of a map, are not needed soon: the process gives back the pages that lie in them whole.  They are
 * read again, from the system's cache as a rule, when they are used.  A hint.
 */
void bitnet_map_forget(const void *p, size_t n);

/* Whether the file at path still is the one that was opened, unchanged. */
bool bitnet_map_is_current(const struct bitnet_map *m, const char *path);

#endif

/* SPDX-License-Identifier: MIT */
/* Writing a file so that it is either complete or absent. */
#ifndef BITNET_FILE_H
#define BITNET_FILE_H

#include <stddef.h>
#include <stdio.h>

#include <bitnet/error.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bitnet_file;

/*
 * Begin to write PATH: a temporary in the same directory is opened, with a unique name.  A path
 * that exists and is no regular file (a device, a pipe) is written directly; of a symbolic link to a file,
 * the file is replaced.
 */
BITNET_API int bitnet_file_create(struct bitnet_file **out, const char *path, struct bitnet_error *err);

/* The stream to write to; borrowed, never close it. */
BITNET_API FILE *bitnet_file_stream(struct bitnet_file *f);

/* The temporary's path, for a signal handler that must unlink it; NULL when written directly. */
BITNET_API const char *bitnet_file_temporary(const struct bitnet_file *f);

/* Flush, sync, rename over PATH, release f.  On failure nothing is left behind. */
BITNET_API int bitnet_file_commit(struct bitnet_file *f, struct bitnet_error *err);

/* Drop what was written and release f; NULL is allowed. */
BITNET_API void bitnet_file_abandon(struct bitnet_file *f);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: MIT */
/*
 * Reading an archive of unknown origin: tar, plain or in gzip, xz or zstd, and zip.  Nothing is written; the caller gets
 * names that stay below a folder and bytes up to limits.  Refused by name are absolute paths, "..", links and
 * devices ("archive_path", "archive_type"), archives that unpack to far more than they are ("archive_bomb"), and what is
 * none ("bad_archive").
 */
#ifndef BITNET_ARCHIVE_UNPACK_H
#define BITNET_ARCHIVE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bitnet/error.h>

#define BITNET_UNPACK_FILES_MAX 10000
#define BITNET_UNPACK_BYTES_MAX (UINT64_C(1) << 30)
/* More than this many bytes for one, beyond the first megabytes. */
#define BITNET_UNPACK_RATIO_MAX 200
#define BITNET_UNPACK_FREE (UINT64_C(16) << 20)

struct bitnet_unpack;

/* What the first bytes of a file say: 512 are enough. */
bool bitnet_is_archive(const void *data, size_t n);

/* Reads from fd, which stays the caller's, to its end. */
int bitnet_unpack_open(struct bitnet_unpack **out, int fd, struct bitnet_error *err);
/* Reads bytes that stay where they are until it is closed. */
int bitnet_unpack_open_memory(struct bitnet_unpack **out, const void *data, size_t n, struct bitnet_error *err);
void bitnet_unpack_close(struct bitnet_unpack *u);

/*
 * The next file: 1, and its name, borrowed until the next call, a relative path; 0 at the end.  Folders are
 * passed over.
 */
int bitnet_unpack_next(struct bitnet_unpack *u, const char **name, struct bitnet_error *err);

/* Bytes of that file; *n is 0 at its end. */
int bitnet_unpack_read(struct bitnet_unpack *u, void *data, size_t cap, size_t *n, struct bitnet_error *err);

#endif

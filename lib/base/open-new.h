/* SPDX-License-Identifier: MIT */
/* Files whose names nobody else has. */
#ifndef BITNET_BASE_OPEN_NEW_H
#define BITNET_BASE_OPEN_NEW_H

#include <stddef.h>

/* How many characters of a name bitnet_open_new() chooses. */
enum { BITNET_NEW_SUFFIX = 6 };

/*
 * Creates a file: `suffix` points to BITNET_NEW_SUFFIX characters within path that become letters and digits at random,
 * until no file has the name.  flags are O_WRONLY or O_RDWR and what else open(2) takes.  The mode is that of any new file:
 * asking for the umask means setting it, for all threads.
 * Returns the descriptor, or -1 with errno.
 */
int bitnet_open_new(const char *path, char *suffix, int flags);

#endif

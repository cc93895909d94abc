/* SPDX-License-Identifier: MIT */
/* A process id is no name of one's own: processes in several containers that share a folder have the same ones. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/random.h>

#include "base/open-new.h"

static bool choose(char *suffix)
{
	unsigned char random[BITNET_NEW_SUFFIX];
	int i;

	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		return false;
	for (i = 0; i < BITNET_NEW_SUFFIX; i++)
		suffix[i] = "abcdefghijklmnopqrstuvwxyz234567"[random[i] % 32];
	return true;
}

int bitnet_open_new(const char *path, char *suffix, int flags)
{
	int fd, tries = 100;

	do {
		fd = choose(suffix) ? open(path, flags | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
	} while (fd < 0 && errno == EEXIST && --tries);
	return fd;
}

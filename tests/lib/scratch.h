/* SPDX-License-Identifier: MIT */
/* A scratch folder that becomes the working directory, removed at the end. */
#ifndef BITNET_TESTS_SCRATCH_H
#define BITNET_TESTS_SCRATCH_H

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

static char scratch_folder[] = "/tmp/bitnet-test-XXXXXX";

static int scratch_unlink(const char *path, const struct stat *st, int flag, struct FTW *w)
{
	(void)st;
	(void)flag;
	(void)w;
	return remove(path);
}

static void scratch_clean(void)
{
	if (chdir("/") == 0)
		nftw(scratch_folder, scratch_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

/* Called once, before the tests; each test makes a folder of its own in it. */
__attribute__((unused)) static void scratch_begin(void)
{
	if (!mkdtemp(scratch_folder) || chdir(scratch_folder) != 0)
		abort();
	atexit(scratch_clean);
}

__attribute__((unused)) static void scratch_enter(const char *name)
{
	if (chdir(scratch_folder) != 0 || mkdir(name, 0777) != 0 || chdir(name) != 0)
		FAIL("no folder %s", name);
}

#endif

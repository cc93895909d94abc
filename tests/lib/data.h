/* SPDX-License-Identifier: MIT */
/* The folder of shared test data; tests that need it skip, saying so, where it is missing. */
#ifndef BITNET_TESTS_DATA_H
#define BITNET_TESTS_DATA_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

/* Path of NAME ("models/b158-i2s.gguf"); valid until the next call but three.  Skips if missing. */
__attribute__((unused)) static const char *data_path(const char *name)
{
	static char buf[4][1024];
	static unsigned turn;
	const char *dir = getenv("BITNET_TEST_DATA");
	char *p = buf[turn++ % 4];

	snprintf(p, sizeof(buf[0]), "%s/%s", dir && *dir ? dir : "../shared/data", name);
	if (access(p, R_OK) != 0)
		SKIP("no test data folder");
	return p;
}

#endif

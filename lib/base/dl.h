/* SPDX-License-Identifier: MIT */
/*
 * Shared libraries that are opened when they are first needed: loading one and all that it brings with it takes
 * a short program longer than all else that it does at its start.
 */
#ifndef BITNET_BASE_DL_H
#define BITNET_BASE_DL_H

#include <stddef.h>

/* A function, and where in the table the pointer to it goes. */
struct bitnet_dl_entry {
	const char *symbol;
	size_t at;
};

/*
 * Fill table with n functions of a library.  NULL, or why not: the text is the loader's, names library or symbol, and
 * is good until the thread calls again.  What was opened stays until the process ends.
 */
const char *bitnet_dl_load(void *table, const char *library, const struct bitnet_dl_entry *v, size_t n);

#endif

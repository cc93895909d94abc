/* SPDX-License-Identifier: MIT */
/* Reads the input as a saved document of bitnet-tok-discover(1). */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "discover/search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_error err;
	char *path = NULL;

	if (bitnet_discover_document(&path, (const char *)data, size, &err) == 0) {
		if (!path || !*path || strlen(path) > 4096)
			abort();
	} else if (path || !err.name[0] || !err.message[0] || memchr(err.message, '\n', strlen(err.message))) {
		abort();
	}
	free(path);
	return 0;
}

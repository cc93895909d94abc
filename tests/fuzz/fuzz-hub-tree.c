/* SPDX-License-Identifier: MIT */
/* Reads the input as the Hub's list of the files of a repository. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "fetch/hub.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_hub_tree t = { .n = 0 };
	struct bitnet_error err;
	size_t i;

	if (bitnet_hub_tree_parse(&t, (const char *)data, size, &err) != 0 && (!err.name[0] || strchr(err.message, '\n')))
		abort();
	for (i = 0; i < t.n; i++)
		if (!bitnet_name_path(t.entries[i].path, strlen(t.entries[i].path)) || t.entries[i].size < 0 ||
		    !bitnet_name_etag(t.entries[i].etag, strlen(t.entries[i].etag)))
			abort();
	bitnet_hub_tree_release(&t);
	return 0;
}

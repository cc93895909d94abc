/* SPDX-License-Identifier: MIT */
/* Reads the input as a manifest of the cache; one that is taken has safe names only, and is written and read as the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "cache/cache-int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct bitnet_cache_entry *entry(void)
{
	struct bitnet_cache_entry *e = calloc(1, sizeof(*e));

	if (!e || !(e->key = strdup("key")) || !(e->dir = strdup("dir")))
		abort();
	return e;
}

static void check_names(const struct bitnet_cache_entry *e)
{
	size_t i;

	for (i = 0; i < e->n_files; i++)
		if (!bitnet_name_file(e->files[i].name, strlen(e->files[i].name)) || strcmp(e->files[i].name, BITNET_MANIFEST) == 0 ||
		    !bitnet_name_sha256(e->files[i].sha256, strlen(e->files[i].sha256)))
			abort();
	if ((e->repo && !bitnet_name_repo(e->repo, strlen(e->repo))) || (*e->commit && !bitnet_name_commit(e->commit, strlen(e->commit))))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_cache_entry *e = entry(), *back = entry();
	struct bitnet_buf text = BITNET_BUF_INIT;
	struct bitnet_error err;

	if (bitnet_manifest_read(e, (const char *)data, size, &err) == 0) {
		check_names(e);
		if (bitnet_manifest_write(&text, e, &err) != 0 || bitnet_manifest_read(back, text.s, text.n, &err) != 0 ||
		    !bitnet_manifest_same(e, back))
			abort();
	} else if (!err.name[0] || !err.message[0] || memchr(err.message, '\n', strlen(err.message))) {
		abort();
	}
	bitnet_buf_release(&text);
	bitnet_cache_entry_free(e);
	bitnet_cache_entry_free(back);
	return 0;
}

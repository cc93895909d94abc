/* SPDX-License-Identifier: MIT */
/* Reads the input as a manifest of Ollama, and as an address of the Hub. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/fetch.h>

#include "base/names.h"
#include "fetch/ollama.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_fetch_address a;
	struct bitnet_error err;
	char digest[65], text[600];
	int64_t n = -1;

	if (bitnet_ollama_manifest(digest, &n, (const char *)data, size, &err) == 0) {
		if (!bitnet_name_sha256(digest, strlen(digest)) || n < 0)
			abort();
	} else if (!err.name[0] || strchr(err.message, '\n')) {
		abort();
	}
	if (size > sizeof(text) - 6)
		return 0;
	memcpy(text, "hf://", 5);
	memcpy(text + 5, data, size);
	text[5 + size] = '\0';
	if (bitnet_fetch_address(&a, text, &err) == 0) {
		if (!bitnet_name_repo(a.repo, strlen(a.repo)) || !bitnet_name_revision(a.revision, strlen(a.revision)) ||
		    (*a.file && !bitnet_name_path(a.file, strlen(a.file))))
			abort();
	} else if (!err.name[0] || strchr(err.message, '\n')) {
		abort();
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* Reads the input as the ranks of tiktoken and, where it has a NUL, as vocab.json and merges.txt before and behind it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz-tok.h"
#include "tok/tok-open.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *cut = memchr(data, 0, size);
	size_t n = cut ? (size_t)(cut - data) : size;
	struct bitnet_error err;
	struct bitnet_tok *t;
	int rc = cut ? bitnet_tok_from_bpe_files(&t, data, n, cut + 1, size - n - 1, "llama-bpe", &err) :
		 bitnet_tok_from_tiktoken(&t, data, size, "gpt-2", &err);

	if (rc) {
		fuzz_error(&err);
		return 0;
	}
	fuzz_use(t, data, size < 512 ? size : 512);
	bitnet_tok_free(t);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* Reads the input as a tokenizer.json; what loads must encode and decode without a fault. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz-tok.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_error err;
	struct bitnet_tok *t;

	if (bitnet_tok_from_json(&t, data, size, &err) != 0) {
		fuzz_error(&err);
		return 0;
	}
	fuzz_use(t, data, size < 512 ? size : 512);
	bitnet_tok_free(t);
	return 0;
}

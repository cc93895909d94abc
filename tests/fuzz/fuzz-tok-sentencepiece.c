/* SPDX-License-Identifier: MIT */
/* Reads the input as a SentencePiece model; what loads must encode and decode without a fault, whatever the policy. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz-tok.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_tok_options o = { .policy = BITNET_POLICY_DEFAULT };
	struct bitnet_error err;
	struct bitnet_tok *t;

	for (; o.policy <= BITNET_POLICY_SENTENCEPIECE; o.policy++) {
		if (bitnet_tok_from_sentencepiece(&t, data, size, &o, &err) != 0) {
			fuzz_error(&err);
			continue;
		}
		fuzz_use(t, data, size < 512 ? size : 512);
		bitnet_tok_free(t);
	}
	return 0;
}

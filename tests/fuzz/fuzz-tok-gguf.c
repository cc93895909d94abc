/* SPDX-License-Identifier: MIT */
/* Reads the tokenizer keys of the input, a GGUF file; what loads must encode and decode without a fault. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz-tok.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count(void *arg, const struct bitnet_finding *f)
{
	if (!f->name[0] || !f->message[0] || strchr(f->message, '\n'))
		abort();
	++*(unsigned *)arg;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_error err;
	struct bitnet_gguf *g;
	struct bitnet_tok *t;
	enum bitnet_tok_match match;
	uint64_t differing;
	unsigned findings = 0;
	char hex[65];

	if (bitnet_gguf_open_memory(&g, data, size, &err) != 0)
		return 0;
	if (bitnet_tok_check(g, count, &findings, &err) != 0)
		abort();
	bitnet_tok_fingerprint_gguf(g, hex, &err);
	if (bitnet_tok_from_gguf(&t, g, &err) != 0) {
		fuzz_error(&err);
	} else {
		if (findings)
			abort();
		fuzz_use(t, data, size < 512 ? size : 512);
		if (bitnet_tok_compare(t, g, &match, &differing, &err) != 0)
			abort();
		bitnet_tok_free(t);
	}
	bitnet_gguf_close(g);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* Reads the input as the config.json of a checkpoint; what it takes is in the ranges that the keys of a GGUF have. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json-text.h"
#include "convert/hf-config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct bitnet_hf_config *c)
{
	if (!c->architecture || !c->activation || !c->n_vocab || !c->n_embd || !c->n_layer || c->n_layer > 512 || !c->n_ff)
		abort();
	if (!c->n_head || !c->n_head_kv || c->n_head % c->n_head_kv || !c->head_dim || c->head_dim % 2)
		abort();
	if (!(c->eps > 0) || !(c->rope_base > 0) || !(c->rope_factor > 0) || isinf(c->rope_base))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_object *doc = NULL;
	struct bitnet_hf_config c;
	struct bitnet_error err;

	if (size > INT32_MAX || bitnet_json_text(&doc, (const char *)data, size, 32, &err) != 0)
		return 0;
	if (bitnet_hf_config_read(&c, doc, &err) == 0)
		check(&c);
	else if (!err.name[0] || !err.message[0] || memchr(err.message, '\n', strlen(err.message)))
		abort();
	json_object_put(doc);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* Opens the input as a safetensors file; what it takes lies inside the input, in order of names. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "convert/hf-names.h"
#include "safetensors/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile unsigned sink;

static void check_tensor(const struct bitnet_st *s, const struct bitnet_st_tensor *t, const uint8_t *data, size_t size)
{
	struct bitnet_hf_place p;

	if (t->data < data || t->n_bytes > size || (size_t)(t->data - data) > size - (size_t)t->n_bytes)
		abort();
	if (bitnet_st_tensor(s, t->name) != t || t->n_dims > BITNET_ST_MAX_DIMS || !t->dtype_name)
		abort();
	if (t->n_bytes)
		sink += t->data[0] + t->data[t->n_bytes - 1];
	if (bitnet_hf_place(t->name, &p) == BITNET_HF_TENSOR && !p.name[0])
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_error err;
	struct bitnet_st *s;
	size_t i;

	if (bitnet_st_open_memory(&s, data, size, &err) != 0) {
		if (!err.name[0] || !err.message[0] || memchr(err.message, '\n', strlen(err.message)))
			abort();
		return 0;
	}
	for (i = 0; i < bitnet_st_n_tensors(s); i++)
		check_tensor(s, bitnet_st_tensor_at(s, i), data, size);
	bitnet_st_close(s);
	return 0;
}

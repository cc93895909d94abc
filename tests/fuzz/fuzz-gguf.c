/* SPDX-License-Identifier: MIT */
/* Opens the input as a GGUF file and uses everything that the reader hands out. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/gguf.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint64_t sink;

static void touch(const void *p, uint64_t n)
{
	const unsigned char *s = p;

	if (n)
		sink += s[0] + s[n - 1];
}

static void use_key(const struct bitnet_gguf *g, const struct bitnet_kv *kv)
{
	struct bitnet_str s;
	uint64_t pos = 0, n = 0;

	touch(kv->key.s, kv->key.n);
	touch(kv->str.s, kv->str.n);
	touch(kv->data, kv->data_bytes);
	if (kv->type != BITNET_VALUE_ARRAY) {
		sink += (uint64_t)bitnet_kv_i64(kv);
		sink += bitnet_kv_f64(kv) > 0;
		return;
	}
	while (bitnet_kv_next_str(kv, &pos, &s)) {
		touch(s.s, s.n);
		n++;
	}
	if (kv->elem_type == BITNET_VALUE_STRING ? n != kv->count : n != 0)
		abort();
	if (kv->elem_type != BITNET_VALUE_STRING && kv->count) {
		sink += (uint64_t)bitnet_kv_elem_i64(kv, kv->count - 1);
		sink += bitnet_kv_elem_f64(kv, kv->count - 1) > 0;
	}
	(void)g;
}

static void use_tensor(const struct bitnet_tensor *t, uint64_t file_bytes)
{
	touch(t->name.s, t->name.n);
	if (t->offset > file_bytes || t->span > file_bytes - t->offset || t->n_bytes > t->span)
		abort();
	touch(t->data, t->span);
	bitnet_tensor_type_name(t->type);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bitnet_error err;
	struct bitnet_gguf *g;
	uint64_t i;
	float f;
	uint32_t u;

	if (bitnet_gguf_open_memory(&g, data, size, &err) != 0) {
		if (!err.name[0] || !err.message[0] || memchr(err.message, '\n', strlen(err.message)))
			abort();
		return 0;
	}
	for (i = 0; i < bitnet_gguf_n_kv(g); i++)
		use_key(g, bitnet_gguf_kv_at(g, i));
	for (i = 0; i < bitnet_gguf_n_tensors(g); i++)
		use_tensor(bitnet_gguf_tensor_at(g, i), size);
	bitnet_gguf_get_u32(g, "llama.block_count", &u, &err);
	bitnet_gguf_get_f32(g, "llama.rope.freq_base", &f, &err);
	sink += bitnet_gguf_tensor(g, "token_embd.weight") != NULL;
	bitnet_gguf_close(g);
	return 0;
}

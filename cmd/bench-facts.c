/* SPDX-License-Identifier: MIT */
/* What a model's file says about the bytes that a token reads. */
#include <string.h>

#include "bench-options.h"

uint64_t bench_file_bytes(const struct bitnet_gguf *g)
{
	uint64_t i, n = 0;

	for (i = 0; i < bitnet_gguf_n_tensors(g); i++)
		n += bitnet_gguf_tensor_at(g, i)->n_bytes;
	return n;
}

uint64_t bench_weight_bytes(const struct bitnet_gguf *g)
{
	static const char *const tables[] = { "position_embd.weight", "token_embd.weight" };
	const struct bitnet_tensor *t;
	uint64_t n = bench_file_bytes(g);
	size_t i;

	/* A tied embedding is the head, too. */
	for (i = 0; i < 1 + (bitnet_gguf_tensor(g, "output.weight") != NULL); i++)
		if ((t = bitnet_gguf_tensor(g, tables[i])))
			n -= t->n_bytes;
	return n;
}

uint64_t bench_matrix_bytes(const struct bitnet_gguf *g, const char *end)
{
	uint64_t i, n = 0;

	for (i = 0; i < bitnet_gguf_n_tensors(g); i++) {
		const struct bitnet_tensor *t = bitnet_gguf_tensor_at(g, i);
		size_t k = strlen(end);

		if (t->name.n > k && memcmp(t->name.s + t->name.n - k, end, k) == 0)
			n += t->n_bytes;
	}
	return n;
}

uint32_t bench_first_id(const struct bitnet_gguf *g, uint32_t n_vocab)
{
	struct bitnet_error err;
	uint32_t id = 0;

	if (bitnet_gguf_get_u32(g, "tokenizer.ggml.bos_token_id", &id, &err) != 0 || id >= n_vocab)
		return 0;
	return id;
}

uint64_t bench_head_spared(const struct bitnet_gguf *g, const struct bitnet_session *s)
{
	const struct bitnet_tensor *head = bitnet_gguf_tensor(g, "output.weight");
	struct bitnet_session_info info;

	bitnet_session_info(s, &info);
	if (!head)
		head = bitnet_gguf_tensor(g, "token_embd.weight");
	if (!head || !info.n_picks || info.pick_bytes / info.n_picks > head->n_bytes)
		return 0;
	return head->n_bytes - info.pick_bytes / info.n_picks;
}

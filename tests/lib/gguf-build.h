/* SPDX-License-Identifier: MIT */
/*
 * Builds small GGUF files in memory, right ones and wrong ones.
 *
 *	struct gguf_build b;
 *	gb_init(&b);
 *	gb_str(&b, "general.architecture", "llama");
 *	gb_u32(&b, "llama.block_count", 1);
 *	gb_tensor(&b, "output_norm.weight", BITNET_TENSOR_F32, 8, 1, NULL, 32);
 *	data = gb_finish(&b, &size);        free() it; b is empty again
 *
 * What gb_tensor() appends is aligned and in order; gb_info() appends a raw tensor info.
 */
#ifndef BITNET_TESTS_GGUF_BUILD_H
#define BITNET_TESTS_GGUF_BUILD_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/gguf.h>

struct gb_bytes {
	unsigned char *s;
	size_t n, cap;
};

struct gguf_build {
	struct gb_bytes keys, infos, data;
	uint64_t n_kv, n_tensors;       /* as they are written; may be set to something else before the end */
	uint32_t version, alignment;
};

#define GB_FN __attribute__((unused)) static

GB_FN void gb_add(struct gb_bytes *b, const void *s, size_t n)
{
	if (n > b->cap - b->n) {
		b->cap = 2 * (b->n + n) + 64;
		b->s = realloc(b->s, b->cap);
		if (!b->s)
			abort();
	}
	if (n && s)
		memcpy(b->s + b->n, s, n);
	else if (n)
		memset(b->s + b->n, 0, n);
	b->n += n;
}

/* The low n bytes of v, little-endian. */
GB_FN void gb_int(struct gb_bytes *b, uint64_t v, unsigned n)
{
	unsigned char s[8];
	unsigned i;

	for (i = 0; i < n; i++)
		s[i] = (unsigned char)(v >> 8 * i);
	gb_add(b, s, n);
}

GB_FN void gb_text(struct gb_bytes *b, const char *s, size_t n)
{
	gb_int(b, n, 8);
	gb_add(b, s, n);
}

GB_FN void gb_init(struct gguf_build *b)
{
	memset(b, 0, sizeof(*b));
	b->version = 3;
	b->alignment = 32;
}

/* Begin a key; its value follows in b->keys. */
GB_FN void gb_key(struct gguf_build *b, const char *key, uint32_t type)
{
	gb_text(&b->keys, key, strlen(key));
	gb_int(&b->keys, type, 4);
	b->n_kv++;
}

GB_FN void gb_number(struct gguf_build *b, const char *key, uint32_t type, uint64_t bits)
{
	static const unsigned char size[] = { 1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8 };

	gb_key(b, key, type);
	gb_int(&b->keys, bits, size[type]);
}

GB_FN void gb_u32(struct gguf_build *b, const char *key, uint32_t v)
{
	gb_number(b, key, BITNET_VALUE_U32, v);
}

GB_FN void gb_bool(struct gguf_build *b, const char *key, int v)
{
	gb_number(b, key, BITNET_VALUE_BOOL, (uint64_t)(v != 0));
}

GB_FN void gb_f32(struct gguf_build *b, const char *key, float v)
{
	uint32_t bits;

	memcpy(&bits, &v, sizeof(bits));
	gb_number(b, key, BITNET_VALUE_F32, bits);
}

GB_FN void gb_f64(struct gguf_build *b, const char *key, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	gb_number(b, key, BITNET_VALUE_F64, bits);
}

GB_FN void gb_strn(struct gguf_build *b, const char *key, const char *s, size_t n)
{
	gb_key(b, key, BITNET_VALUE_STRING);
	gb_text(&b->keys, s, n);
}

GB_FN void gb_str(struct gguf_build *b, const char *key, const char *s)
{
	gb_strn(b, key, s, strlen(s));
}

/* An array of numbers, packed already. */
GB_FN void gb_array(struct gguf_build *b, const char *key, uint32_t elem, const void *data, uint64_t count, size_t bytes)
{
	gb_key(b, key, BITNET_VALUE_ARRAY);
	gb_int(&b->keys, elem, 4);
	gb_int(&b->keys, count, 8);
	gb_add(&b->keys, data, bytes);
}

GB_FN void gb_strs(struct gguf_build *b, const char *key, const char *const *s, size_t n)
{
	size_t i;

	gb_array(b, key, BITNET_VALUE_STRING, NULL, n, 0);
	for (i = 0; i < n; i++)
		gb_text(&b->keys, s[i], strlen(s[i]));
}

GB_FN void gb_info(struct gguf_build *b, const char *name, uint32_t n_dims, const uint64_t *ne, uint32_t type, uint64_t offset)
{
	uint32_t i;

	gb_text(&b->infos, name, strlen(name));
	gb_int(&b->infos, n_dims, 4);
	for (i = 0; i < n_dims; i++)
		gb_int(&b->infos, ne[i], 8);
	gb_int(&b->infos, type, 4);
	gb_int(&b->infos, offset, 8);
	b->n_tensors++;
}

/* ne1 = 0: one dimension.  data NULL: zeros. */
GB_FN void gb_tensor(struct gguf_build *b, const char *name, uint32_t type, uint64_t ne0, uint64_t ne1, const void *data,
		     size_t bytes)
{
	uint64_t ne[2] = { ne0, ne1 };

	gb_info(b, name, ne1 ? 2 : 1, ne, type, b->data.n);
	gb_add(&b->data, data, bytes);
	while (b->data.n % b->alignment)
		gb_int(&b->data, 0, 1);
}

/* The whole file, in a block of exactly *n bytes. */
GB_FN unsigned char *gb_finish(struct gguf_build *b, size_t *n)
{
	struct gb_bytes f = { NULL, 0, 0 };
	unsigned char *exact;

	gb_add(&f, "GGUF", 4);
	gb_int(&f, b->version, 4);
	gb_int(&f, b->n_tensors, 8);
	gb_int(&f, b->n_kv, 8);
	gb_add(&f, b->keys.s, b->keys.n);
	gb_add(&f, b->infos.s, b->infos.n);
	while (f.n % b->alignment)
		gb_int(&f, 0, 1);
	gb_add(&f, b->data.s, b->data.n);
	exact = malloc(f.n);
	if (!exact)
		abort();
	memcpy(exact, f.s, f.n);
	*n = f.n;
	free(f.s);
	free(b->keys.s);
	free(b->infos.s);
	free(b->data.s);
	gb_init(b);
	return exact;
}

/* The same into a file; 0 or -1. */
GB_FN int gb_write(struct gguf_build *b, const char *path)
{
	size_t n, done;
	unsigned char *s = gb_finish(b, &n);
	FILE *f = fopen(path, "wb");

	if (!f) {
		free(s);
		return -1;
	}
	done = fwrite(s, 1, n, f);
	free(s);
	return fclose(f) == 0 && done == n ? 0 : -1;
}

#endif

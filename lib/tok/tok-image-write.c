/* SPDX-License-Identifier: MIT */
/* A tokenizer becomes an image: see tok-image.h. */
#include <string.h>

#include "base/error-set.h"
#include "base/hash.h"
#include "gguf/gguf-int.h"
#include "tok/tok-image.h"

static int hash_bytes(const void *s, size_t n, char hex[64], struct bitnet_error *err)
{
	struct bitnet_hash *h;
	char text[65];
	int rc = bitnet_hash_new(&h, err);

	if (rc)
		return rc;
	rc = n ? bitnet_hash_add(h, s, n, err) : 0;
	if (!rc)
		rc = bitnet_hash_hex(h, text, err);
	if (!rc)
		memcpy(hex, text, 64);
	bitnet_hash_free(h);
	return rc;
}

/* What a tokenizer is made of: its own keys, and the name by which phi-3 is known. */
static bool counts(struct bitnet_str key)
{
	return (key.n >= 10 && memcmp(key.s, "tokenizer.", 10) == 0) || (key.n == 12 && memcmp(key.s, "general.name", 12) == 0);
}

/*
 * The digest of a GGUF: of its keys that count, in the order of the file, from the length of the
 * name to the end of the value.  Tensors of gigabytes are not read.
 */
static int hash_keys(const struct bitnet_gguf *g, char hex[64], struct bitnet_error *err)
{
	const unsigned char *end;
	struct bitnet_hash *h;
	char text[65];
	uint64_t i;
	int rc = bitnet_hash_new(&h, err);

	if (rc)
		return rc;
	for (i = 0; !rc && i < bitnet_gguf_n_kv(g); i++) {
		const struct bitnet_kv *kv = bitnet_gguf_kv_at(g, i);
		const unsigned char *name = (const unsigned char *)kv->key.s, *value = name + kv->key.n + 4;

		if (!counts(kv->key))
			continue;
		if (kv->type == BITNET_VALUE_ARRAY)
			end = kv->data + kv->data_bytes;
		else if (kv->type == BITNET_VALUE_STRING)
			end = (const unsigned char *)kv->str.s + kv->str.n;
		else
			end = value + bitnet_gguf_value_size(kv->type);
		rc = bitnet_hash_add(h, name - 8, (size_t)(end - (name - 8)), err);
	}
	if (!rc)
		rc = bitnet_hash_hex(h, text, err);
	if (!rc)
		memcpy(hex, text, 64);
	bitnet_hash_free(h);
	return rc;
}

int bitnet_image_hash(struct image_header *h, const struct bitnet_image_sources *s, struct bitnet_error *err)
{
	int rc = 0;
	unsigned i;

	if (s->gguf)
		return hash_keys(s->gguf, h->sha256[0], err);
	for (i = 0; !rc && i < h->n_sources; i++)
		rc = hash_bytes(s->map[i]->data, s->map[i]->size, h->sha256[i], err);
	return rc;
}

/* The checksum of what is going to be the file. */
static uint64_t sum_of(const struct image_io *io, const struct image_header *h)
{
	struct bitnet_sum s;
	size_t i;

	bitnet_sum_init(&s);
	bitnet_sum_add(&s, h, sizeof(*h));
	for (i = 0; i < io->n_arrays; i++)
		bitnet_sum_add(&s, io->arrays[i].p, io->arrays[i].n);
	bitnet_sum_add(&s, io->values.s, io->values.n);
	return bitnet_sum_value(&s);
}

static int write_all(const struct image_io *io, const struct image_header *h, bitnet_image_sink *sink, void *arg)
{
	uint64_t at = IMAGE_HEADER;
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < io->n_arrays; i++) {
		rc = sink(arg, at, io->arrays[i].p, io->arrays[i].n);
		at += (io->arrays[i].n + IMAGE_ALIGN - 1) & ~(uint64_t)(IMAGE_ALIGN - 1);
	}
	if (!rc)
		rc = sink(arg, h->values, io->values.s, io->values.n);
	return rc ? rc : sink(arg, 0, h, sizeof(*h));
}

int bitnet_image_write(struct bitnet_tok *t, struct image_header *h, const char *path, bitnet_image_sink *sink, void *arg,
		       struct bitnet_error *err)
{
	struct image_io io = { .way = IMAGE_WRITE, .end = IMAGE_HEADER };
	struct bitnet_str source = { path, strlen(path) };
	int rc = *t->fingerprint ? 0 : bitnet_tok_fingerprint(t, t->fingerprint, err);

	if (rc)
		return rc;
	bitnet_image_text(&io, &source);
	bitnet_image_fields(&io, t);
	if (io.values.failed) {
		rc = bitnet_error_nomem(err, io.values.n);
	} else if (io.bad || io.end + io.values.n > IMAGE_MAX) {
		rc = bitnet_error_set(err, BITNET_E_UNSUPPORTED, "image_unsupported", "this tokenizer cannot be compiled");
	} else {
		memcpy(h->magic, IMAGE_MAGIC, sizeof(h->magic));
		h->order = IMAGE_ORDER;
		h->format = IMAGE_FORMAT;
		bitnet_image_library(h->library);
		h->values = io.end;
		h->n_values = io.values.n;
		h->size = io.end + io.values.n;
		h->sum = 0;
		h->sum = sum_of(&io, h);
		rc = write_all(&io, h, sink, arg);
	}
	bitnet_buf_release(&io.values);
	return rc;
}

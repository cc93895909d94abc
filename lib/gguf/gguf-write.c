/* SPDX-License-Identifier: MIT */
/* Writing a GGUF file: see gguf-write.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/buf.h"
#include "base/error-set.h"
#include "base/mem.h"
#include "gguf/gguf-int.h"
#include "gguf/gguf-write.h"

#define ALIGNMENT 32u

struct key {
	struct bitnet_buf name, value;          /* value: type, then as it stands in the file */
};

struct tensor {
	struct bitnet_buf info;                 /* up to the offset */
	uint64_t bytes;
};

struct bitnet_gguf_writer {
	struct key *keys;
	size_t n_keys, keys_cap;
	struct tensor *tensors;
	size_t n_tensors, tensors_cap;
	bool nomem;
	struct bitnet_buf header;               /* once it is sealed */
	uint64_t size;
	bool sealed;
	FILE *f;
	size_t current;                         /* the tensor whose data comes */
	uint64_t done;                          /* of it */
};

int bitnet_gguf_writer_new(struct bitnet_gguf_writer **out, struct bitnet_error *err)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : bitnet_error_nomem(err, sizeof(**out));
}

void bitnet_gguf_writer_free(struct bitnet_gguf_writer *w)
{
	size_t i;

	if (!w)
		return;
	for (i = 0; i < w->n_keys; i++) {
		bitnet_buf_release(&w->keys[i].name);
		bitnet_buf_release(&w->keys[i].value);
	}
	for (i = 0; i < w->n_tensors; i++)
		bitnet_buf_release(&w->tensors[i].info);
	bitnet_buf_release(&w->header);
	free(w->keys);
	free(w->tensors);
	free(w);
}

void bitnet_gguf_add_number(struct bitnet_buf *b, uint64_t v, unsigned n)
{
	unsigned char s[8];
	unsigned i;

	for (i = 0; i < n; i++)
		s[i] = (unsigned char)(v >> 8 * i);
	bitnet_buf_add(b, s, n);
}

void bitnet_gguf_add_string(struct bitnet_buf *b, const char *s, size_t n)
{
	bitnet_gguf_add_number(b, n, 8);
	bitnet_buf_add(b, s, n);
}

/* The empty value of a key, new or the one that is there. */
static struct bitnet_buf *begin_key(struct bitnet_gguf_writer *w, const char *s, size_t n, uint32_t type)
{
	static const struct key empty = { BITNET_BUF_INIT, BITNET_BUF_INIT };
	struct key *k = NULL;
	size_t i;

	for (i = 0; i < w->n_keys && !k; i++)
		if (w->keys[i].name.n == n && memcmp(w->keys[i].name.s, s, n) == 0)
			k = &w->keys[i];
	if (!k) {
		if (!bitnet_grow(&w->keys, &w->keys_cap, w->n_keys + 1, sizeof(*w->keys))) {
			w->nomem = true;
			return NULL;
		}
		k = &w->keys[w->n_keys++];
		*k = empty;
		bitnet_buf_add(&k->name, s, n);
	}
	bitnet_buf_reset(&k->value);
	bitnet_gguf_add_number(&k->value, type, 4);
	return &k->value;
}

static void put_number(struct bitnet_gguf_writer *w, const char *key, uint32_t type, uint64_t bits, unsigned n)
{
	struct bitnet_buf *b = begin_key(w, key, strlen(key), type);

	if (b)
		bitnet_gguf_add_number(b, bits, n);
}

void bitnet_gguf_put_u32(struct bitnet_gguf_writer *w, const char *key, uint32_t v)
{
	put_number(w, key, BITNET_VALUE_U32, v, 4);
}

void bitnet_gguf_put_f32(struct bitnet_gguf_writer *w, const char *key, float v)
{
	uint32_t bits;

	memcpy(&bits, &v, sizeof(bits));
	put_number(w, key, BITNET_VALUE_F32, bits, 4);
}

void bitnet_gguf_put_bool(struct bitnet_gguf_writer *w, const char *key, bool v)
{
	put_number(w, key, BITNET_VALUE_BOOL, v, 1);
}

void bitnet_gguf_put_str(struct bitnet_gguf_writer *w, const char *key, struct bitnet_str v)
{
	struct bitnet_buf *b = begin_key(w, key, strlen(key), BITNET_VALUE_STRING);

	if (b)
		bitnet_gguf_add_string(b, v.s, v.n);
}

static void put_array(struct bitnet_gguf_writer *w, struct bitnet_str key, uint32_t elem, uint64_t count, const void *data, size_t n)
{
	struct bitnet_buf *b = begin_key(w, key.s, key.n, BITNET_VALUE_ARRAY);

	if (!b)
		return;
	bitnet_gguf_add_number(b, elem, 4);
	bitnet_gguf_add_number(b, count, 8);
	bitnet_buf_add(b, data, n);
}

void bitnet_gguf_put_array(struct bitnet_gguf_writer *w, const char *key, enum bitnet_value_type elem, uint64_t count,
			   const void *data, size_t n_bytes)
{
	put_array(w, (struct bitnet_str){ key, strlen(key) }, elem, count, data, n_bytes);
}

void bitnet_gguf_put_kv(struct bitnet_gguf_writer *w, struct bitnet_str key, const struct bitnet_kv *kv)
{
	struct bitnet_buf *b;

	if (kv->type == BITNET_VALUE_ARRAY) {
		put_array(w, key, kv->elem_type, kv->count, kv->data, (size_t)kv->data_bytes);
		return;
	}
	b = begin_key(w, key.s, key.n, kv->type);
	if (!b)
		return;
	if (kv->type == BITNET_VALUE_STRING)
		bitnet_gguf_add_string(b, kv->str.s, kv->str.n);
	else
		bitnet_gguf_add_number(b, kv->bits, bitnet_gguf_value_size(kv->type));
}

void bitnet_gguf_put_tensor(struct bitnet_gguf_writer *w, const char *name, uint32_t n_dims, const uint64_t *ne, uint32_t type,
			    uint64_t n_bytes)
{
	static const struct tensor empty = { BITNET_BUF_INIT, 0 };
	struct tensor *t;
	uint32_t i;

	if (!bitnet_grow(&w->tensors, &w->tensors_cap, w->n_tensors + 1, sizeof(*w->tensors))) {
		w->nomem = true;
		return;
	}
	t = &w->tensors[w->n_tensors++];
	*t = empty;
	t->bytes = n_bytes;
	bitnet_gguf_add_string(&t->info, name, strlen(name));
	bitnet_gguf_add_number(&t->info, n_dims, 4);
	for (i = 0; i < n_dims; i++)
		bitnet_gguf_add_number(&t->info, ne[i], 8);
	bitnet_gguf_add_number(&t->info, type, 4);
}

static uint64_t padded(uint64_t n)
{
	return (n + ALIGNMENT - 1) & ~(uint64_t)(ALIGNMENT - 1);
}

/* The header as bytes; *data becomes the size of what follows. */
static int build(struct bitnet_gguf_writer *w, uint64_t *data, struct bitnet_error *err)
{
	static const unsigned char zeros[ALIGNMENT];
	struct bitnet_buf *h = &w->header;
	size_t i;

	bitnet_buf_add(h, "GGUF", 4);
	bitnet_gguf_add_number(h, 3, 4);
	bitnet_gguf_add_number(h, w->n_tensors, 8);
	bitnet_gguf_add_number(h, w->n_keys, 8);
	for (i = 0; i < w->n_keys; i++) {
		w->nomem |= w->keys[i].name.failed || w->keys[i].value.failed;
		bitnet_gguf_add_string(h, w->keys[i].name.s ? w->keys[i].name.s : "", w->keys[i].name.n);
		bitnet_buf_add(h, w->keys[i].value.s, w->keys[i].value.n);
	}
	*data = 0;
	for (i = 0; i < w->n_tensors; i++) {
		w->nomem |= w->tensors[i].info.failed;
		bitnet_buf_add(h, w->tensors[i].info.s, w->tensors[i].info.n);
		bitnet_gguf_add_number(h, *data, 8);
		/* 2^16 tensors of less than 2^47 bytes: no overflow. */
		if (w->tensors[i].bytes >> 47)
			return bitnet_error_set(err, BITNET_E_LIMIT, "gguf_write_size", "a tensor of 2^47 bytes or more");
		*data += padded(w->tensors[i].bytes);
	}
	bitnet_buf_add(h, zeros, (size_t)(padded(h->n) - h->n));
	return w->nomem || h->failed ? bitnet_error_nomem(err, h->n) : 0;
}

/* What was built has to mean what was asked for. */
static int read_back(const struct bitnet_gguf_writer *w, struct bitnet_error *err)
{
	struct bitnet_gguf g;
	struct bitnet_error own;
	struct bitnet_gguf_cursor c = { .base = (const unsigned char *)w->header.s, .avail = w->header.n, .size = w->size,
					.err = err ? err : &own };
	size_t i;
	int rc;

	memset(&g, 0, sizeof(g));
	rc = bitnet_gguf_read_header(&g, &c);
	if (!rc) {
		c.avail = 0;            /* no data yet: no pointers to it */
		bitnet_gguf_place_tensors(&g, &c);
		rc = c.failed ? (int)c.err->status : 0;
	}
	for (i = 0; !rc && i < g.n_tensors; i++)
		if (!g.tensors[i].size_known || g.tensors[i].n_bytes != w->tensors[i].bytes) {
			char shown[128];

			bitnet_text_escape(shown, sizeof(shown), g.tensors[i].name.s, g.tensors[i].name.n);
			/* A tensor of a type that we only copy has the size that it had. */
			if (!g.tensors[i].size_known && g.tensors[i].span == padded(w->tensors[i].bytes))
				continue;
			rc = bitnet_error_set(err, BITNET_E_INPUT, "gguf_write_size", "tensor '%s' has %llu bytes, its type and shape ask for %llu",
					      shown, (unsigned long long)w->tensors[i].bytes, (unsigned long long)g.tensors[i].n_bytes);
		}
	bitnet_gguf_clear(&g);
	return rc;
}

int bitnet_gguf_writer_size(struct bitnet_gguf_writer *w, uint64_t *n_bytes, struct bitnet_error *err)
{
	uint64_t data;
	int rc;

	if (!w->sealed) {
		bitnet_buf_reset(&w->header);
		rc = build(w, &data, err);
		if (!rc) {
			w->size = w->header.n + data;
			rc = read_back(w, err);
		}
		if (rc)
			return rc;
		w->sealed = true;
	}
	*n_bytes = w->size;
	return 0;
}

static int put_bytes(struct bitnet_gguf_writer *w, const void *s, size_t n, struct bitnet_error *err)
{
	errno = 0;
	if (n && fwrite(s, 1, n, w->f) != n) {
		int e = errno ? errno : EIO;

		bitnet_error_errno(err, e, "write_failed", "cannot write");
		if (err)
			err->status = BITNET_E_SYSTEM;
		return BITNET_E_SYSTEM;
	}
	return 0;
}

/* Go to the next tensor when one is complete; empty ones there are none. */
static int finish_tensor(struct bitnet_gguf_writer *w, struct bitnet_error *err)
{
	static const unsigned char zeros[ALIGNMENT];
	uint64_t n = w->tensors[w->current].bytes;

	if (w->done < n)
		return 0;
	w->current++;
	w->done = 0;
	return put_bytes(w, zeros, (size_t)(padded(n) - n), err);
}

int bitnet_gguf_writer_begin(struct bitnet_gguf_writer *w, FILE *f, struct bitnet_error *err)
{
	uint64_t size;
	int rc = bitnet_gguf_writer_size(w, &size, err);

	if (rc)
		return rc;
	w->f = f;
	w->current = 0;
	w->done = 0;
	return put_bytes(w, w->header.s, w->header.n, err);
}

int bitnet_gguf_writer_data(struct bitnet_gguf_writer *w, const void *data, size_t n, struct bitnet_error *err)
{
	int rc;

	if (!w->f || w->current >= w->n_tensors || n > w->tensors[w->current].bytes - w->done)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_write_data", "%zu bytes more than tensor %zu of %zu takes", n,
					w->current + 1, w->n_tensors);
	rc = put_bytes(w, data, n, err);
	if (rc)
		return rc;
	w->done += n;
	return finish_tensor(w, err);
}

int bitnet_gguf_writer_end(struct bitnet_gguf_writer *w, struct bitnet_error *err)
{
	if (!w->f || w->current < w->n_tensors)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_write_data", "tensor %zu of %zu lacks its data", w->current + 1,
					w->n_tensors);
	w->f = NULL;
	return 0;
}

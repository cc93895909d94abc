/* SPDX-License-Identifier: MIT */
/* Look-ups in an open GGUF file: by place, by name, by type; walks over arrays. */
#include <math.h>
#include <stdlib.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "gguf/gguf-int.h"

static int compare_str(const struct bitnet_str *a, const struct bitnet_str *b)
{
	size_t n = a->n < b->n ? a->n : b->n;
	int d = n ? memcmp(a->s, b->s, n) : 0;

	return d ? d : (a->n > b->n) - (a->n < b->n);
}

static int compare_keys(const void *a, const void *b)
{
	const struct bitnet_kv *const *x = a, *const *y = b;

	return compare_str(&(*x)->key, &(*y)->key);
}

static int compare_tensors(const void *a, const void *b)
{
	const struct bitnet_tensor *const *x = a, *const *y = b;

	return compare_str(&(*x)->name, &(*y)->name);
}

int bitnet_gguf_index_keys(struct bitnet_gguf *g, struct bitnet_error *err)
{
	char shown[256];
	size_t i;

	free(g->kv_by_name);
	g->kv_by_name = bitnet_alloc(g->n_kv, sizeof(*g->kv_by_name));
	if (!g->kv_by_name)
		return bitnet_error_nomem(err, g->n_kv * sizeof(*g->kv_by_name));
	for (i = 0; i < g->n_kv; i++)
		g->kv_by_name[i] = &g->kv[i];
	qsort(g->kv_by_name, g->n_kv, sizeof(*g->kv_by_name), compare_keys);
	for (i = 1; i < g->n_kv; i++) {
		const struct bitnet_str *k = &g->kv_by_name[i]->key;

		if (compare_str(k, &g->kv_by_name[i - 1]->key) == 0)
			return bitnet_error_set(err, BITNET_E_INPUT, "gguf_dup_key", "key '%s' stands there twice",
						bitnet_text_escape(shown, sizeof(shown), k->s, k->n));
	}
	return 0;
}

int bitnet_gguf_index_tensors(struct bitnet_gguf *g, struct bitnet_error *err)
{
	char shown[256];
	size_t i;

	free(g->tensors_by_name);
	g->tensors_by_name = bitnet_alloc(g->n_tensors, sizeof(*g->tensors_by_name));
	if (!g->tensors_by_name)
		return bitnet_error_nomem(err, g->n_tensors * sizeof(*g->tensors_by_name));
	for (i = 0; i < g->n_tensors; i++)
		g->tensors_by_name[i] = &g->tensors[i];
	qsort(g->tensors_by_name, g->n_tensors, sizeof(*g->tensors_by_name), compare_tensors);
	for (i = 1; i < g->n_tensors; i++) {
		const struct bitnet_str *k = &g->tensors_by_name[i]->name;

		if (compare_str(k, &g->tensors_by_name[i - 1]->name) == 0)
			return bitnet_error_set(err, BITNET_E_INPUT, "gguf_dup_tensor", "tensor '%s' stands there twice",
						bitnet_text_escape(shown, sizeof(shown), k->s, k->n));
	}
	return 0;
}

uint32_t bitnet_gguf_version(const struct bitnet_gguf *g)
{
	return g->version;
}

uint64_t bitnet_gguf_alignment(const struct bitnet_gguf *g)
{
	return g->alignment;
}

uint64_t bitnet_gguf_file_bytes(const struct bitnet_gguf *g)
{
	return g->file_bytes;
}

uint64_t bitnet_gguf_header_bytes(const struct bitnet_gguf *g)
{
	return g->header_bytes;
}

uint32_t bitnet_gguf_n_parts(const struct bitnet_gguf *g)
{
	return g->n_parts;
}

const struct bitnet_map *bitnet_gguf_map(const struct bitnet_gguf *g)
{
	return g->parts[0].path ? &g->parts[0].map : NULL;
}

void bitnet_gguf_large_pages(const struct bitnet_gguf *g)
{
	uint32_t i;

	for (i = 0; i < g->n_parts; i++)
		bitnet_large_pages(g->parts[i].map.data, g->parts[i].map.size);
}

const char *bitnet_gguf_part_path(const struct bitnet_gguf *g, uint32_t part)
{
	return part < g->n_parts ? g->parts[part].path : NULL;
}

uint64_t bitnet_gguf_n_kv(const struct bitnet_gguf *g)
{
	return g->n_kv;
}

const struct bitnet_kv *bitnet_gguf_kv_at(const struct bitnet_gguf *g, uint64_t i)
{
	return i < g->n_kv ? &g->kv[i] : NULL;
}

uint64_t bitnet_gguf_n_tensors(const struct bitnet_gguf *g)
{
	return g->n_tensors;
}

const struct bitnet_tensor *bitnet_gguf_tensor_at(const struct bitnet_gguf *g, uint64_t i)
{
	return i < g->n_tensors ? &g->tensors[i] : NULL;
}

const struct bitnet_kv *bitnet_gguf_kv(const struct bitnet_gguf *g, const char *key)
{
	struct bitnet_str want = { key, strlen(key) };
	size_t lo = 0, hi = g->n_kv;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int d = compare_str(&want, &g->kv_by_name[mid]->key);

		if (d == 0)
			return g->kv_by_name[mid];
		if (d < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

const struct bitnet_tensor *bitnet_gguf_tensor(const struct bitnet_gguf *g, const char *name)
{
	struct bitnet_str want = { name, strlen(name) };
	size_t lo = 0, hi = g->n_tensors;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int d = compare_str(&want, &g->tensors_by_name[mid]->name);

		if (d == 0)
			return g->tensors_by_name[mid];
		if (d < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

/* ---- numbers */

static int64_t as_i64(uint32_t type, uint64_t bits)
{
	switch (type) {
	case BITNET_VALUE_I8: return (int8_t)bits;
	case BITNET_VALUE_I16: return (int16_t)bits;
	case BITNET_VALUE_I32: return (int32_t)bits;
	default: return (int64_t)bits;
	}
}

static double as_f64(uint32_t type, uint64_t bits)
{
	uint32_t b32 = (uint32_t)bits;
	double d;
	float f;

	switch (type) {
	case BITNET_VALUE_F32:
		memcpy(&f, &b32, sizeof(f));
		return f;
	case BITNET_VALUE_F64:
		memcpy(&d, &bits, sizeof(d));
		return d;
	case BITNET_VALUE_U64:
		return (double)bits;
	default:
		return (double)as_i64(type, bits);
	}
}

static bool is_integer(uint32_t type)
{
	return type <= BITNET_VALUE_I32 || type == BITNET_VALUE_U64 || type == BITNET_VALUE_I64;
}

bool bitnet_gguf_uint(const struct bitnet_kv *kv, uint64_t *out)
{
	if (!kv || !is_integer(kv->type))
		return false;
	if (kv->type != BITNET_VALUE_U64 && as_i64(kv->type, kv->bits) < 0)
		return false;
	*out = kv->bits;
	return true;
}

int64_t bitnet_kv_i64(const struct bitnet_kv *kv)
{
	return as_i64(kv->type, kv->bits);
}

double bitnet_kv_f64(const struct bitnet_kv *kv)
{
	return as_f64(kv->type, kv->bits);
}

static uint64_t elem_bits(const struct bitnet_kv *kv, uint64_t i)
{
	unsigned n = bitnet_gguf_value_size(kv->elem_type);

	return i < kv->count ? bitnet_gguf_load(kv->data + i * n, n) : 0;
}

int64_t bitnet_kv_elem_i64(const struct bitnet_kv *kv, uint64_t i)
{
	return as_i64(kv->elem_type, elem_bits(kv, i));
}

double bitnet_kv_elem_f64(const struct bitnet_kv *kv, uint64_t i)
{
	return as_f64(kv->elem_type, elem_bits(kv, i));
}

bool bitnet_kv_next_str(const struct bitnet_kv *kv, uint64_t *pos, struct bitnet_str *out)
{
	if (kv->elem_type != BITNET_VALUE_STRING || *pos >= kv->data_bytes)
		return false;
	out->n = (size_t)bitnet_gguf_load64(kv->data + *pos);
	out->s = (const char *)kv->data + *pos + 8;
	*pos += 8 + out->n;
	return true;
}

/* ---- typed */

/* A key is often made of the architecture in the file, so it is escaped like any text from there. */
static const char *show(char shown[256], const char *key)
{
	return bitnet_text_escape(shown, 256, key, strlen(key));
}

static int absent(const char *key, struct bitnet_error *err)
{
	char shown[256];

	return bitnet_error_set(err, BITNET_E_NOTFOUND, "gguf_no_key", "key '%s' is missing", show(shown, key));
}

static int wrong_type(const struct bitnet_kv *kv, const char *key, const char *want, struct bitnet_error *err)
{
	const char *of = kv->type == BITNET_VALUE_ARRAY ? bitnet_value_type_name(kv->elem_type) : NULL;
	char shown[256];

	return bitnet_error_set(err, BITNET_E_INPUT, "gguf_wrong_type", "key '%s' has the type %s%s%s, %s is expected",
				show(shown, key), bitnet_value_type_name(kv->type), of ? " of " : "", of ? of : "", want);
}

int bitnet_gguf_get_u32(const struct bitnet_gguf *g, const char *key, uint32_t *out, struct bitnet_error *err)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(g, key);
	char shown[256];
	uint64_t v;

	if (!kv)
		return absent(key, err);
	if (!is_integer(kv->type))
		return wrong_type(kv, key, "an integer", err);
	if (kv->type != BITNET_VALUE_U64 && as_i64(kv->type, kv->bits) < 0)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_range", "key '%s' is %lld, below 0", show(shown, key),
					(long long)as_i64(kv->type, kv->bits));
	v = kv->bits;
	if (v > UINT32_MAX)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_range", "key '%s' is %llu, more than 32 bits", show(shown, key),
					(unsigned long long)v);
	*out = (uint32_t)v;
	return 0;
}

int bitnet_gguf_get_f32(const struct bitnet_gguf *g, const char *key, float *out, struct bitnet_error *err)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(g, key);
	char shown[256];
	double v;

	if (!kv)
		return absent(key, err);
	if (kv->type != BITNET_VALUE_F32 && kv->type != BITNET_VALUE_F64)
		return wrong_type(kv, key, "a float", err);
	v = as_f64(kv->type, kv->bits);
	if (isfinite(v) && fabs(v) > 3.4028234663852886e38)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_range", "key '%s' is %g, more than a float32 holds",
					show(shown, key), v);
	*out = (float)v;
	return 0;
}

int bitnet_gguf_get_bool(const struct bitnet_gguf *g, const char *key, bool *out, struct bitnet_error *err)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(g, key);

	if (!kv)
		return absent(key, err);
	if (kv->type != BITNET_VALUE_BOOL)
		return wrong_type(kv, key, "a bool", err);
	*out = kv->bits != 0;
	return 0;
}

int bitnet_gguf_get_str(const struct bitnet_gguf *g, const char *key, struct bitnet_str *out, struct bitnet_error *err)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(g, key);

	if (!kv)
		return absent(key, err);
	if (kv->type != BITNET_VALUE_STRING)
		return wrong_type(kv, key, "a string", err);
	*out = kv->str;
	return 0;
}

int bitnet_gguf_get_array(const struct bitnet_gguf *g, const char *key, enum bitnet_value_type elem,
			  const struct bitnet_kv **out, struct bitnet_error *err)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(g, key);
	char want[32] = "array of ";

	if (!kv)
		return absent(key, err);
	if (kv->type != BITNET_VALUE_ARRAY || kv->elem_type != elem)
		return wrong_type(kv, key, strcat(want, bitnet_value_type_name(elem)), err);
	*out = kv;
	return 0;
}

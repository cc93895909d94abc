/* SPDX-License-Identifier: MIT */
/*
 * The header of one safetensors file.  Tensors fill the data without gap and without overlap, as the format
 * asks: a name that stands there twice, of which JSON readers keep one, leaves a gap.
 */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/json-text.h"
#include "base/mem.h"
#include "safetensors/st-int.h"

static const struct {
	const char *name;
	unsigned bits;
	enum bitnet_st_dtype dtype;
} dtypes[] = {
	{ "F32", 32, BITNET_ST_F32 },       { "F16", 16, BITNET_ST_F16 },       { "BF16", 16, BITNET_ST_BF16 },
	{ "U8", 8, BITNET_ST_U8 },          { "I8", 8, BITNET_ST_I8 },          { "BOOL", 8, BITNET_ST_OTHER },
	{ "I16", 16, BITNET_ST_OTHER },     { "U16", 16, BITNET_ST_OTHER },     { "I32", 32, BITNET_ST_OTHER },
	{ "U32", 32, BITNET_ST_OTHER },     { "I64", 64, BITNET_ST_OTHER },     { "U64", 64, BITNET_ST_OTHER },
	{ "F64", 64, BITNET_ST_OTHER },     { "C64", 64, BITNET_ST_OTHER },     { "F8_E4M3", 8, BITNET_ST_OTHER },
	{ "F8_E5M2", 8, BITNET_ST_OTHER },  { "F8_E8M0", 8, BITNET_ST_OTHER },  { "F4", 4, BITNET_ST_OTHER },
	{ "F6_E2M3", 6, BITNET_ST_OTHER },  { "F6_E3M2", 6, BITNET_ST_OTHER },
};

/* One tensor on its way: what is wrong with it is said with its name. */
struct reader {
	struct bitnet_st_tensor t;
	char shown[128];
	struct bitnet_error *err;
};

static struct json_object *member(struct json_object *o, const char *key, enum json_type type)
{
	struct json_object *v;

	return json_object_object_get_ex(o, key, &v) && json_object_is_type(v, type) ? v : NULL;
}

/* A whole number from 0; above 2^63 - 1 json-c gives that, which no file can have. */
static bool number(struct json_object *o, uint64_t *out)
{
	int64_t v;

	if (!json_object_is_type(o, json_type_int))
		return false;
	v = json_object_get_int64(o);
	*out = (uint64_t)v;
	return v >= 0;
}

static int read_dtype(struct reader *r, struct json_object *o, unsigned *bits)
{
	struct json_object *v = member(o, "dtype", json_type_string);
	const char *name = v ? json_object_get_string(v) : "";
	char shown[48];
	size_t i;

	for (i = 0; i < sizeof(dtypes) / sizeof(dtypes[0]); i++)
		if (strcmp(dtypes[i].name, name) == 0) {
			r->t.dtype = dtypes[i].dtype;
			r->t.dtype_name = dtypes[i].name;
			*bits = dtypes[i].bits;
			return 0;
		}
	if (!v)
		return bitnet_error_set(r->err, BITNET_E_INPUT, "st_tensor", "tensor '%s' has no dtype", r->shown);
	return bitnet_error_set(r->err, BITNET_E_UNSUPPORTED, "st_dtype", "tensor '%s' has the dtype '%s', which is not known", r->shown,
				bitnet_text_escape(shown, sizeof(shown), name, strlen(name)));
}

static int read_shape(struct reader *r, struct json_object *o, unsigned bits)
{
	struct json_object *shape = member(o, "shape", json_type_array);
	size_t n = shape ? json_object_array_length(shape) : 0, i;
	uint64_t total;

	if (!shape || n > BITNET_ST_MAX_DIMS)
		return bitnet_error_set(r->err, BITNET_E_INPUT, "st_shape", "tensor '%s' has %s", r->shown,
					shape ? "more than 8 dimensions" : "no shape");
	r->t.n_dims = (uint32_t)n;
	r->t.n_elements = 1;
	for (i = 0; i < n; i++) {
		if (!number(json_object_array_get_idx(shape, i), &r->t.shape[i]))
			return bitnet_error_set(r->err, BITNET_E_INPUT, "st_shape", "dimension %zu of tensor '%s' is no number from 0",
						i, r->shown);
		if (!bitnet_mul_u64(r->t.n_elements, r->t.shape[i], &r->t.n_elements))
			return bitnet_error_set(r->err, BITNET_E_INPUT, "st_shape", "tensor '%s' has 2^64 elements or more", r->shown);
	}
	if (!bitnet_mul_u64(r->t.n_elements, bits, &total) || total % 8)
		return bitnet_error_set(r->err, BITNET_E_INPUT, "st_shape", "tensor '%s' of %llu elements takes no whole number of bytes",
					r->shown, (unsigned long long)r->t.n_elements);
	r->t.n_bytes = total / 8;
	return 0;
}

/* room: the bytes behind the header. */
static int read_offsets(struct reader *r, struct json_object *o, const unsigned char *data, uint64_t room)
{
	struct json_object *v = member(o, "data_offsets", json_type_array);
	uint64_t begin = 0, end = 0;

	if (!v || json_object_array_length(v) != 2 || !number(json_object_array_get_idx(v, 0), &begin) ||
	    !number(json_object_array_get_idx(v, 1), &end))
		return bitnet_error_set(r->err, BITNET_E_INPUT, "st_offsets", "tensor '%s' has no data_offsets of two numbers from 0",
					r->shown);
	if (begin > end || end > room)
		return bitnet_error_set(r->err, BITNET_E_INPUT, "st_offsets",
					"tensor '%s' lies at bytes %llu to %llu, the data has %llu", r->shown,
					(unsigned long long)begin, (unsigned long long)end, (unsigned long long)room);
	if (end - begin != r->t.n_bytes)
		return bitnet_error_set(r->err, BITNET_E_INPUT, "st_offsets", "tensor '%s' has %llu bytes, its shape and dtype ask for %llu",
					r->shown, (unsigned long long)(end - begin), (unsigned long long)r->t.n_bytes);
	r->t.data = data + begin;
	return 0;
}

static int read_tensor(struct bitnet_st *s, const char *name, struct json_object *o, const unsigned char *data, uint64_t room,
		       struct bitnet_error *err)
{
	struct reader r = { .t = { .name = name, .file = (uint32_t)s->n_files }, .err = err };
	size_t n = strlen(name);
	unsigned bits = 0;
	int rc;

	bitnet_text_escape(r.shown, sizeof(r.shown), name, n);
	if (n < 1 || n > ST_MAX_NAME)
		return bitnet_error_set(err, BITNET_E_INPUT, "st_name", "tensor name '%s' has %zu bytes, 1 to %u are allowed", r.shown, n,
					ST_MAX_NAME);
	if (!json_object_is_type(o, json_type_object))
		return bitnet_error_set(err, BITNET_E_INPUT, "st_tensor", "tensor '%s' is no object", r.shown);
	rc = read_dtype(&r, o, &bits);
	if (!rc)
		rc = read_shape(&r, o, bits);
	if (!rc)
		rc = read_offsets(&r, o, data, room);
	if (rc)
		return rc;
	if (s->n >= ST_MAX_TENSORS)
		return bitnet_error_set(err, BITNET_E_LIMIT, "st_count", "more than %u tensors", ST_MAX_TENSORS);
	if (!bitnet_grow(&s->tensors, &s->cap, s->n + 1, sizeof(*s->tensors)))
		return bitnet_error_nomem(err, (s->n + 1) * sizeof(*s->tensors));
	s->tensors[s->n++] = r.t;
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct bitnet_st_tensor *x = a, *y = b;

	if (x->data != y->data)
		return x->data < y->data ? -1 : 1;
	return x->n_bytes < y->n_bytes ? -1 : x->n_bytes > y->n_bytes;
}

/* Tensor after tensor from the start of the data to its end. */
static int check_places(struct bitnet_st_tensor *t, size_t n, const unsigned char *data, uint64_t room, struct bitnet_error *err)
{
	uint64_t at = 0;
	char shown[128];
	size_t i;

	qsort(t, n, sizeof(*t), by_place);
	for (i = 0; i < n; i++) {
		uint64_t begin = (uint64_t)(t[i].data - data);

		if (begin != at)
			return bitnet_error_set(err, BITNET_E_INPUT, begin < at ? "st_overlap" : "st_gap",
						"tensor '%s' begins at byte %llu, the one before it ends at %llu",
						bitnet_text_escape(shown, sizeof(shown), t[i].name, strlen(t[i].name)),
						(unsigned long long)begin, (unsigned long long)at);
		at += t[i].n_bytes;
	}
	if (at != room)
		return bitnet_error_set(err, BITNET_E_INPUT, "st_gap", "the last tensor ends at byte %llu, the data has %llu",
					(unsigned long long)at, (unsigned long long)room);
	return 0;
}

static int header_text(const unsigned char *data, uint64_t size, uint64_t *n, struct bitnet_error *err)
{
	unsigned i;

	if (size < 8)
		return bitnet_error_set(err, BITNET_E_INPUT, "st_truncated", "not a safetensors file: %llu bytes", (unsigned long long)size);
	for (*n = 0, i = 8; i > 0; i--)
		*n = *n << 8 | data[i - 1];
	if (*n > size - 8)
		return bitnet_error_set(err, BITNET_E_INPUT, "st_truncated", "header of %llu bytes, but only %llu follow its length",
					(unsigned long long)*n, (unsigned long long)(size - 8));
	if (*n > ST_MAX_HEADER)
		return bitnet_error_set(err, BITNET_E_LIMIT, "st_header", "header of %llu bytes, at most %llu are read",
					(unsigned long long)*n, (unsigned long long)ST_MAX_HEADER);
	if (*n < 2 || data[8] != '{')
		return bitnet_error_set(err, BITNET_E_INPUT, "st_header", "not a safetensors file: the header does not begin with '{'");
	if (bitnet_json_has_nul((const char *)data + 8, (size_t)*n))
		return bitnet_error_set(err, BITNET_E_INPUT, "st_header", "the header has the character U+0000 in a string");
	return 0;
}

int bitnet_st_header(struct bitnet_st *s, struct bitnet_st_file *f, const unsigned char *data, uint64_t size,
		     struct bitnet_error *err)
{
	size_t first = s->n;
	uint64_t n = 0;
	int rc = header_text(data, size, &n, err);

	/* An object of tensors, a tensor, its shape. */
	if (!rc)
		rc = bitnet_json_text(&f->header, (const char *)data + 8, (size_t)n, 4, err);
	if (rc)
		return rc;
	json_object_object_foreach(f->header, name, value) {
		if (strcmp(name, "__metadata__") == 0)
			continue;
		rc = read_tensor(s, name, value, data + 8 + n, size - 8 - n, err);
		if (rc)
			return rc;
	}
	if (s->n == first)
		return bitnet_error_set(err, BITNET_E_INPUT, "st_count", "no tensors");
	return check_places(s->tensors + first, s->n - first, data + 8 + n, size - 8 - n, err);
}

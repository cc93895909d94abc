/* SPDX-License-Identifier: MIT */
/*
 * What differs between two files: keys, tensors, their data.  The order in the file, the offsets
 * and bytes that stand for nothing (padding, the rest of the scale slot of I2_S, TL1 and TL2) do
 * not count.
 */
#include <string.h>

#include "cli-shape.h"
#include "cli.h"
#include "gguf-info.h"

struct diff {
	const struct info_file *a, *b;
	struct json_object *list;       /* NULL: text */
	size_t n;
};

/* The bytes of a tensor that mean something. */
static uint64_t data_bytes(const struct bitnet_tensor *t)
{
	if (!t->size_known)
		return t->span;
	if (t->type == BITNET_TENSOR_I2_S || t->type == BITNET_TENSOR_TL1 || t->type == BITNET_TENSOR_TL2)
		return t->n_bytes - 28;
	return t->n_bytes;
}

/* ---- one record */

static struct json_object *key_json(const struct bitnet_kv *kv, uint64_t at)
{
	struct json_object *o;

	if (!kv)
		return NULL;
	o = json_object_new_object();
	json_object_object_add(o, "type", json_object_new_string(bitnet_value_type_name(kv->type)));
	if (kv->type != BITNET_VALUE_ARRAY) {
		json_object_object_add(o, "value", info_json_value(kv, ARRAYS_NONE));
		return o;
	}
	json_object_object_add(o, "elem_type", json_object_new_string(bitnet_value_type_name(kv->elem_type)));
	json_object_object_add(o, "count", cli_json_uint(kv->count));
	json_object_object_add(o, "index", cli_json_uint(at));
	json_object_object_add(o, "value", at < kv->count ? info_json_elem(kv, at) : NULL);
	return o;
}

static void key_text(const struct bitnet_kv *kv, uint64_t at)
{
	char buf[40];
	struct bitnet_str s = { "", 0 };
	uint64_t pos = 0, i;

	info_put_type(kv);
	putchar(' ');
	if (kv->type != BITNET_VALUE_ARRAY) {
		info_put_value(kv, ARRAYS_NONE);
	} else if (at >= kv->count) {
		fputs("(end)", stdout);
	} else if (kv->elem_type == BITNET_VALUE_STRING) {
		for (i = 0; i <= at; i++)
			bitnet_kv_next_str(kv, &pos, &s);
		printf("[%llu] ", (unsigned long long)at);
		info_put(s.s, s.n);
	} else {
		info_number(buf, kv->elem_type, kv, at);
		printf("[%llu] %s", (unsigned long long)at, buf);
	}
}

static void report_key(struct diff *d, const struct bitnet_kv *a, const struct bitnet_kv *b, uint64_t at)
{
	const struct bitnet_kv *any = a ? a : b;
	struct json_object *o;

	d->n++;
	if (!d->list) {
		printf("%c\tkey\t", a && b ? '!' : a ? '-' : '+');
		info_put(any->key.s, any->key.n);
		if (a) {
			putchar('\t');
			key_text(a, at);
		}
		if (b) {
			putchar('\t');
			key_text(b, at);
		}
		putchar('\n');
		return;
	}
	o = json_object_new_object();
	json_object_object_add(o, "what", json_object_new_string("key"));
	json_object_object_add(o, "name", info_json_str(any->key));
	json_object_object_add(o, "a", key_json(a, at));
	json_object_object_add(o, "b", key_json(b, at));
	json_object_array_add(d->list, o);
}

static struct json_object *tensor_json(const struct bitnet_tensor *t)
{
	struct json_object *o;
	char type[32];

	if (!t)
		return NULL;
	o = json_object_new_object();
	json_object_object_add(o, "type", json_object_new_string(info_type_name(t, type)));
	json_object_object_add(o, "shape", cli_json_shape(t->ne, t->n_dims));
	return o;
}

static void report_tensor(struct diff *d, const struct bitnet_tensor *a, const struct bitnet_tensor *b)
{
	const struct bitnet_tensor *any = a ? a : b;
	struct json_object *o;
	char shape[96], type[32];

	d->n++;
	if (!d->list) {
		printf("%c\ttensor\t", a && b ? '!' : a ? '-' : '+');
		info_put(any->name.s, any->name.n);
		if (a)
			printf("\t%s %s", info_type_name(a, type), cli_shape(a->ne, a->n_dims, shape));
		if (b)
			printf("\t%s %s", info_type_name(b, type), cli_shape(b->ne, b->n_dims, shape));
		putchar('\n');
		return;
	}
	o = json_object_new_object();
	json_object_object_add(o, "what", json_object_new_string("tensor"));
	json_object_object_add(o, "name", info_json_str(any->name));
	json_object_object_add(o, "a", tensor_json(a));
	json_object_object_add(o, "b", tensor_json(b));
	json_object_array_add(d->list, o);
}

static void report_data(struct diff *d, const struct bitnet_tensor *a, uint64_t first, uint64_t n)
{
	struct json_object *o;

	d->n++;
	if (!d->list) {
		fputs("!\tdata\t", stdout);
		info_put(a->name.s, a->name.n);
		printf("\t%llu byte%s, the first at %llu\n", (unsigned long long)n, n == 1 ? " differs" : "s differ", (unsigned long long)first);
		return;
	}
	o = json_object_new_object();
	json_object_object_add(o, "what", json_object_new_string("data"));
	json_object_object_add(o, "name", info_json_str(a->name));
	json_object_object_add(o, "bytes", cli_json_uint(n));
	json_object_object_add(o, "first", cli_json_uint(first));
	json_object_array_add(d->list, o);
}

/* ---- walking */

/* Names in a file hold no NUL, so they can be looked up as strings. */
static char *name_z(struct bitnet_str s, char small[256])
{
	char *z = s.n < 256 ? small : cli_xmalloc(s.n + 1);

	memcpy(z, s.s, s.n);
	z[s.n] = '\0';
	return z;
}

static const struct bitnet_kv *same_key(const struct bitnet_gguf *g, const struct bitnet_kv *kv)
{
	char small[256], *z = name_z(kv->key, small);
	const struct bitnet_kv *found = bitnet_gguf_kv(g, z);

	if (z != small)
		free(z);
	return found;
}

static const struct bitnet_tensor *same_tensor(const struct bitnet_gguf *g, const struct bitnet_tensor *t)
{
	char small[256];

	return bitnet_gguf_tensor(g, name_z(t->name, small));
}

static void diff_keys(struct diff *d)
{
	uint64_t i, at;

	for (i = 0; i < bitnet_gguf_n_kv(d->a->g); i++) {
		const struct bitnet_kv *a = bitnet_gguf_kv_at(d->a->g, i), *b = same_key(d->b->g, a);

		if (!b)
			report_key(d, a, NULL, 0);
		else if (!info_same_value(a, b, &at))
			report_key(d, a, b, at);
	}
	for (i = 0; i < bitnet_gguf_n_kv(d->b->g); i++) {
		const struct bitnet_kv *b = bitnet_gguf_kv_at(d->b->g, i);

		if (!same_key(d->a->g, b))
			report_key(d, NULL, b, 0);
	}
}

static void diff_data(struct diff *d, const struct bitnet_tensor *a, const struct bitnet_tensor *b)
{
	uint64_t na = data_bytes(a), nb = data_bytes(b), n = na < nb ? na : nb, i, first, differ;

	if (n == 0 || memcmp(a->data, b->data, (size_t)n) == 0)
		return;
	for (first = 0; a->data[first] == b->data[first]; first++)
		;
	for (i = first, differ = 0; i < n; i++)
		differ += a->data[i] != b->data[i];
	report_data(d, a, first, differ);
}

static void diff_tensors(struct diff *d)
{
	uint64_t i;

	for (i = 0; i < bitnet_gguf_n_tensors(d->a->g); i++) {
		const struct bitnet_tensor *a = bitnet_gguf_tensor_at(d->a->g, i), *b = same_tensor(d->b->g, a);

		if (!b)
			report_tensor(d, a, NULL);
		else if (a->type != b->type || a->file_type != b->file_type || memcmp(a->ne, b->ne, sizeof(a->ne)) != 0)
			report_tensor(d, a, b);
		else
			diff_data(d, a, b);
	}
	for (i = 0; i < bitnet_gguf_n_tensors(d->b->g); i++) {
		const struct bitnet_tensor *b = bitnet_gguf_tensor_at(d->b->g, i);

		if (!same_tensor(d->a->g, b))
			report_tensor(d, NULL, b);
	}
}

int info_diff(const struct info_file *a, const struct info_file *b, bool json)
{
	struct diff d = { .a = a, .b = b, .list = json ? json_object_new_array() : NULL };
	struct json_object *doc;

	diff_keys(&d);
	diff_tensors(&d);
	if (json) {
		doc = json_object_new_object();
		json_object_object_add(doc, "schema", json_object_new_string("bitnet.gguf-info-diff/1"));
		json_object_object_add(doc, "a", cli_json_bytes(a->shown, strlen(a->shown)));
		json_object_object_add(doc, "b", cli_json_bytes(b->shown, strlen(b->shown)));
		json_object_object_add(doc, "same", json_object_new_boolean(d.n == 0));
		json_object_object_add(doc, "differences", d.list);
		cli_json_write(stdout, doc);
		json_object_put(doc);
	}
	return d.n ? CLI_EXIT_NO : CLI_EXIT_OK;
}

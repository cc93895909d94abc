/* SPDX-License-Identifier: MIT */
/* Lists of keys and tensors: one record a line, fields by TAB, or JSON. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "cli-shape.h"
#include "cli.h"
#include "gguf-info.h"

const char *info_type_name(const struct bitnet_tensor *t, char buf[32])
{
	const char *name = bitnet_tensor_type_name(t->type);

	if (name)
		return name;
	snprintf(buf, 32, "unknown:%u", t->file_type);
	return buf;
}

/* Names hold no NUL: the reader refuses it. */
static bool matches(const char *glob, struct bitnet_str s)
{
	char small[256], *z = small;
	bool yes;

	if (!glob || !*glob)
		return true;
	if (s.n >= sizeof(small))
		z = cli_xmalloc(s.n + 1);
	memcpy(z, s.s, s.n);
	z[s.n] = '\0';
	yes = fnmatch(glob, z, 0) == 0;
	if (z != small)
		free(z);
	return yes;
}

size_t info_keys(const struct info_file *f, const char *glob, enum info_arrays arrays)
{
	uint64_t i;
	size_t n = 0;

	for (i = 0; i < bitnet_gguf_n_kv(f->g); i++) {
		const struct bitnet_kv *kv = bitnet_gguf_kv_at(f->g, i);

		if (!matches(glob, kv->key))
			continue;
		n++;
		info_put_file(f);
		info_put(kv->key.s, kv->key.n);
		putchar('\t');
		info_put_type(kv);
		if (kv->type != BITNET_VALUE_ARRAY || (arrays != ARRAYS_NONE && kv->count)) {
			putchar('\t');
			info_put_value(kv, arrays);
		}
		putchar('\n');
	}
	return n;
}

size_t info_tensors(const struct info_file *f, const char *glob)
{
	char shape[96], type[32];
	uint64_t i;
	size_t n = 0;

	for (i = 0; i < bitnet_gguf_n_tensors(f->g); i++) {
		const struct bitnet_tensor *t = bitnet_gguf_tensor_at(f->g, i);

		if (!matches(glob, t->name))
			continue;
		n++;
		info_put_file(f);
		info_put(t->name.s, t->name.n);
		printf("\t%s\t%s\t", info_type_name(t, type), cli_shape(t->ne, t->n_dims, shape));
		if (t->size_known)
			printf("%llu", (unsigned long long)t->n_bytes);
		else
			putchar('-');
		printf("\t%llu\t%u\n", (unsigned long long)t->offset, t->part + 1);
	}
	return n;
}

struct json_object *info_keys_json(const struct info_file *f, const char *glob, enum info_arrays arrays)
{
	struct json_object *list = json_object_new_array();
	uint64_t i;

	for (i = 0; i < bitnet_gguf_n_kv(f->g); i++) {
		const struct bitnet_kv *kv = bitnet_gguf_kv_at(f->g, i);
		struct json_object *o;

		if (!matches(glob, kv->key))
			continue;
		o = json_object_new_object();
		json_object_object_add(o, "name", info_json_str(kv->key));
		json_object_object_add(o, "type", json_object_new_string(bitnet_value_type_name(kv->type)));
		if (kv->type == BITNET_VALUE_ARRAY) {
			json_object_object_add(o, "elem_type", json_object_new_string(bitnet_value_type_name(kv->elem_type)));
			json_object_object_add(o, "count", cli_json_uint(kv->count));
		}
		json_object_object_add(o, "value", info_json_value(kv, arrays));
		json_object_array_add(list, o);
	}
	return list;
}

struct json_object *info_tensors_json(const struct info_file *f, const char *glob)
{
	struct json_object *list = json_object_new_array();
	uint64_t i;

	for (i = 0; i < bitnet_gguf_n_tensors(f->g); i++) {
		const struct bitnet_tensor *t = bitnet_gguf_tensor_at(f->g, i);
		struct json_object *o;

		if (!matches(glob, t->name))
			continue;
		o = json_object_new_object();
		json_object_object_add(o, "name", info_json_str(t->name));
		json_object_object_add(o, "type", cli_json_str(bitnet_tensor_type_name(t->type)));
		json_object_object_add(o, "type_id", cli_json_uint(t->file_type));
		json_object_object_add(o, "shape", cli_json_shape(t->ne, t->n_dims));
		json_object_object_add(o, "bytes", t->size_known ? cli_json_uint(t->n_bytes) : NULL);
		json_object_object_add(o, "span", cli_json_uint(t->span));
		json_object_object_add(o, "offset", cli_json_uint(t->offset));
		json_object_object_add(o, "part", cli_json_uint(t->part + (uint64_t)1));
		json_object_array_add(list, o);
	}
	return list;
}

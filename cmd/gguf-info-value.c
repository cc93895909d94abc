/* SPDX-License-Identifier: MIT */
/* Values of keys as text and as JSON. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "cli.h"
#include "gguf-info.h"

void info_put(const char *s, size_t n)
{
	char small[1024], *big = small;
	size_t cap = 4 * n + 1;

	if (cap > sizeof(small))
		big = cli_xmalloc(cap);
	bitnet_text_escape(big, cap, s, n);
	fputs(big, stdout);
	if (big != small)
		free(big);
}

void info_put_z(const char *s)
{
	info_put(s, strlen(s));
}

void info_put_file(const struct info_file *f)
{
	if (!f->several)
		return;
	info_put_z(f->shown);
	putchar('\t');
}

void info_put_type(const struct bitnet_kv *kv)
{
	if (kv->type == BITNET_VALUE_ARRAY)
		printf("%s[%llu]", bitnet_value_type_name(kv->elem_type), (unsigned long long)kv->count);
	else
		fputs(bitnet_value_type_name(kv->type), stdout);
}

/* A scalar is looked at as an array of one. */
static double real_at(const struct bitnet_kv *kv, uint64_t i)
{
	return kv->type == BITNET_VALUE_ARRAY ? bitnet_kv_elem_f64(kv, i) : bitnet_kv_f64(kv);
}

static int64_t int_at(const struct bitnet_kv *kv, uint64_t i)
{
	return kv->type == BITNET_VALUE_ARRAY ? bitnet_kv_elem_i64(kv, i) : bitnet_kv_i64(kv);
}

/* The shortest decimal that reads back; of an f32 as a float, so that 1e-05 stays 1e-05. */
static void put_real(char buf[40], double v, bool single)
{
	int p, most = single ? 9 : 17;

	if (v == floor(v) && fabs(v) < 1e9) {
		/* "-0" is an integer to readers of JSON, and loses its sign there. */
		snprintf(buf, 40, v == 0 && signbit(v) ? "%.1f" : "%.0f", v);
		return;
	}
	for (p = 1; p <= most; p++) {
		snprintf(buf, 40, "%.*g", p, v);
		if (single ? strtof(buf, NULL) == (float)v : strtod(buf, NULL) == v)
			break;
	}
}

void info_number(char buf[40], uint32_t type, const struct bitnet_kv *kv, uint64_t i)
{
	switch (type) {
	case BITNET_VALUE_F32:
	case BITNET_VALUE_F64:
		put_real(buf, real_at(kv, i), type == BITNET_VALUE_F32);
		break;
	case BITNET_VALUE_BOOL:
		snprintf(buf, 40, "%s", int_at(kv, i) ? "true" : "false");
		break;
	case BITNET_VALUE_U64:
		snprintf(buf, 40, "%llu", (unsigned long long)int_at(kv, i));
		break;
	default:
		snprintf(buf, 40, "%lld", (long long)int_at(kv, i));
		break;
	}
}

static uint64_t how_many(const struct bitnet_kv *kv, enum info_arrays arrays)
{
	if (arrays == ARRAYS_NONE)
		return 0;
	return arrays == ARRAYS_HEAD && kv->count > INFO_HEAD ? INFO_HEAD : kv->count;
}

static void put_string(struct bitnet_str s, bool raw)
{
	if (raw)
		fwrite(s.s, 1, s.n, stdout);
	else
		info_put(s.s, s.n);
}

static void put_value(const struct bitnet_kv *kv, enum info_arrays arrays, bool raw, char end)
{
	uint64_t i, n = kv->type == BITNET_VALUE_ARRAY ? how_many(kv, arrays) : 1, pos = 0;
	uint32_t type = kv->type == BITNET_VALUE_ARRAY ? kv->elem_type : kv->type;
	struct bitnet_str s;
	char buf[40];

	for (i = 0; i < n; i++) {
		if (i)
			putchar(end);
		if (type != BITNET_VALUE_STRING) {
			info_number(buf, type, kv, i);
			fputs(buf, stdout);
		} else if (kv->type == BITNET_VALUE_STRING) {
			put_string(kv->str, raw);
		} else if (bitnet_kv_next_str(kv, &pos, &s)) {
			put_string(s, raw);
		}
	}
}

void info_put_value(const struct bitnet_kv *kv, enum info_arrays arrays)
{
	put_value(kv, arrays, false, '\t');
}

void info_put_raw(const struct bitnet_kv *kv, enum info_arrays arrays)
{
	if (kv->type == BITNET_VALUE_ARRAY && how_many(kv, arrays) == 0)
		return;
	put_value(kv, arrays, true, '\n');
	putchar('\n');
}

/* ---- JSON */

struct json_object *info_json_str(struct bitnet_str s)
{
	return cli_json_bytes(s.s, s.n);
}

static struct json_object *json_number(const struct bitnet_kv *kv, uint32_t type, uint64_t i)
{
	char buf[40];
	int64_t v;

	if (type == BITNET_VALUE_BOOL)
		return json_object_new_boolean(int_at(kv, i) != 0);
	if (type == BITNET_VALUE_F32 || type == BITNET_VALUE_F64) {
		double d = real_at(kv, i);

		if (!isfinite(d))
			return NULL;
		put_real(buf, d, type == BITNET_VALUE_F32);
		return json_object_new_double_s(d, buf);
	}
	v = int_at(kv, i);
	if (type == BITNET_VALUE_U64 || v >= 0)
		return cli_json_uint((uint64_t)v);
	if (v > -(INT64_C(1) << 53))
		return json_object_new_int64(v);
	snprintf(buf, sizeof(buf), "%lld", (long long)v);
	return json_object_new_string(buf);
}

struct json_object *info_json_elem(const struct bitnet_kv *kv, uint64_t i)
{
	struct bitnet_str s;
	uint64_t pos = 0;

	if (kv->elem_type != BITNET_VALUE_STRING)
		return json_number(kv, kv->elem_type, i);
	while (bitnet_kv_next_str(kv, &pos, &s))
		if (i-- == 0)
			return info_json_str(s);
	return NULL;
}

struct json_object *info_json_value(const struct bitnet_kv *kv, enum info_arrays arrays)
{
	struct json_object *a;
	struct bitnet_str s;
	uint64_t i, n, pos = 0;

	if (kv->type == BITNET_VALUE_STRING)
		return info_json_str(kv->str);
	if (kv->type != BITNET_VALUE_ARRAY)
		return json_number(kv, kv->type, 0);
	if (arrays == ARRAYS_NONE)
		return NULL;
	n = how_many(kv, arrays);
	a = json_object_new_array();
	for (i = 0; i < n; i++) {
		if (kv->elem_type != BITNET_VALUE_STRING)
			json_object_array_add(a, json_number(kv, kv->elem_type, i));
		else if (bitnet_kv_next_str(kv, &pos, &s))
			json_object_array_add(a, info_json_str(s));
	}
	return a;
}

/* ---- comparing */

static bool same_array(const struct bitnet_kv *a, const struct bitnet_kv *b, uint64_t *at)
{
	uint64_t n = a->count < b->count ? a->count : b->count, i, pos_a = 0, pos_b = 0;
	struct bitnet_str x, y;

	if (a->count == b->count && a->data_bytes == b->data_bytes &&
	    (a->data_bytes == 0 || memcmp(a->data, b->data, (size_t)a->data_bytes) == 0))
		return true;
	for (i = 0; i < n; i++) {
		if (a->elem_type == BITNET_VALUE_STRING) {
			if (!bitnet_kv_next_str(a, &pos_a, &x) || !bitnet_kv_next_str(b, &pos_b, &y) || x.n != y.n ||
			    memcmp(x.s, y.s, x.n) != 0)
				break;
		} else {
			size_t size = (size_t)(a->data_bytes / a->count);

			if (memcmp(a->data + i * size, b->data + i * size, size) != 0)
				break;
		}
	}
	*at = i;
	return false;
}

bool info_same_value(const struct bitnet_kv *a, const struct bitnet_kv *b, uint64_t *at)
{
	*at = 0;
	if (a->type != b->type)
		return false;
	if (a->type == BITNET_VALUE_STRING)
		return a->str.n == b->str.n && memcmp(a->str.s, b->str.s, a->str.n) == 0;
	if (a->type == BITNET_VALUE_ARRAY)
		return a->elem_type == b->elem_type && same_array(a, b, at);
	return a->bits == b->bits;
}

const struct bitnet_kv *info_arch_key(const struct bitnet_gguf *g, const char *suffix, char name[256])
{
	struct bitnet_str arch;

	if (bitnet_gguf_get_str(g, "general.architecture", &arch, NULL) != 0 || arch.n > 128)
		return NULL;
	snprintf(name, 256, "%.*s.%s", (int)arch.n, arch.s, suffix);
	return bitnet_gguf_kv(g, name);
}

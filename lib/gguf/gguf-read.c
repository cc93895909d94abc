/* SPDX-License-Identifier: MIT */
/*
 * Header and keys of a GGUF file (ggml docs/gguf.md).  Every length is compared with what remains
 * of the file before anything is allocated or walked; nothing is copied but the table of keys.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "gguf/gguf-int.h"

void bitnet_gguf_fail(struct bitnet_gguf_cursor *c, const char *name, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (c->failed)
		return;
	c->failed = true;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	bitnet_error_set(c->err, BITNET_E_INPUT, name, "%s", text);
}

const unsigned char *bitnet_gguf_take(struct bitnet_gguf_cursor *c, uint64_t n, const char *what)
{
	const unsigned char *p;

	if (c->failed)
		return NULL;
	if (n > c->size - c->pos) {
		bitnet_gguf_fail(c, "gguf_truncated", "%s wants %llu bytes at byte %llu, file ends at %llu", what,
				 (unsigned long long)n, (unsigned long long)c->pos, (unsigned long long)c->size);
		return NULL;
	}
	if (n > c->avail - c->pos) {
		c->failed = c->starved = true;
		c->wanted = c->pos + n;
		return NULL;
	}
	p = c->base + c->pos;
	c->pos += n;
	return p;
}

uint64_t bitnet_gguf_number(struct bitnet_gguf_cursor *c, unsigned n, const char *what)
{
	const unsigned char *p = bitnet_gguf_take(c, n, what);

	return p ? bitnet_gguf_load(p, n) : 0;
}

bool bitnet_gguf_string(struct bitnet_gguf_cursor *c, struct bitnet_str *out, uint64_t lo, uint64_t hi,
			const char *error_name, const char *what)
{
	uint64_t n = bitnet_gguf_number(c, 8, what);
	const unsigned char *p;

	if (c->failed)
		return false;
	if (n > GGUF_MAX_STRING) {
		bitnet_gguf_fail(c, "gguf_string", "%s has %llu bytes, more than the %llu that a string may have", what,
				 (unsigned long long)n, (unsigned long long)GGUF_MAX_STRING);
		return false;
	}
	if (n < lo || n > hi) {
		bitnet_gguf_fail(c, error_name, "%s has %llu bytes, %llu to %llu are allowed", what,
				 (unsigned long long)n, (unsigned long long)lo, (unsigned long long)hi);
		return false;
	}
	p = bitnet_gguf_take(c, n, what);
	if (!p)
		return false;
	out->s = (const char *)p;
	out->n = (size_t)n;
	return true;
}

/*
 * Walk `count` strings.  A vocabulary has some hundred thousand of them, so the loop touches each
 * length once and leaves the messages to the slow path.
 */
static void skip_strings(struct bitnet_gguf_cursor *c, uint64_t count)
{
	struct bitnet_str s;
	uint64_t i;

	for (i = 0; i < count && !c->failed; i++) {
		uint64_t left = c->avail - c->pos, n;

		if (left >= 8) {
			n = bitnet_gguf_load64(c->base + c->pos);
			if (n <= GGUF_MAX_STRING && n <= left - 8) {
				c->pos += 8 + n;
				continue;
			}
		}
		bitnet_gguf_string(c, &s, 0, GGUF_MAX_STRING, "gguf_string", "string in an array");
	}
}

static void check_bools(struct bitnet_gguf_cursor *c, const unsigned char *p, uint64_t n)
{
	uint64_t i;

	for (i = 0; p && i < n; i++)
		if (p[i] > 1) {
			bitnet_gguf_fail(c, "gguf_bool", "bool is %u, neither 0 nor 1", p[i]);
			return;
		}
}

static void read_array(struct bitnet_gguf_cursor *c, struct bitnet_kv *kv)
{
	uint32_t elem = (uint32_t)bitnet_gguf_number(c, 4, "type of array elements");
	uint64_t count = bitnet_gguf_number(c, 8, "length of an array");
	uint64_t start = c->pos, least;

	if (c->failed)
		return;
	if (elem == BITNET_VALUE_ARRAY) {
		bitnet_gguf_fail(c, "gguf_nested", "array of arrays");
		return;
	}
	if (elem > BITNET_VALUE_F64) {
		bitnet_gguf_fail(c, "gguf_value_type", "array elements have the unknown type %u", elem);
		return;
	}
	least = elem == BITNET_VALUE_STRING ? 8 : bitnet_gguf_value_size(elem);
	if (count > (c->size - c->pos) / least) {
		bitnet_gguf_fail(c, "gguf_array", "array of %llu elements of type %s, but only %llu bytes are left",
				 (unsigned long long)count, bitnet_value_type_name(elem),
				 (unsigned long long)(c->size - c->pos));
		return;
	}
	kv->elem_type = (enum bitnet_value_type)elem;
	kv->count = count;
	kv->data = c->base + start;
	if (elem == BITNET_VALUE_STRING)
		skip_strings(c, count);
	else
		bitnet_gguf_take(c, count * least, "array");
	if (elem == BITNET_VALUE_BOOL && !c->failed)
		check_bools(c, kv->data, count);
	kv->data_bytes = c->pos - start;
}

static void read_value(struct bitnet_gguf_cursor *c, struct bitnet_kv *kv)
{
	uint32_t type = (uint32_t)bitnet_gguf_number(c, 4, "type of a value");
	unsigned char b;

	if (c->failed)
		return;
	kv->type = (enum bitnet_value_type)(type <= BITNET_VALUE_F64 ? type : 0);
	if (type > BITNET_VALUE_F64) {
		bitnet_gguf_fail(c, "gguf_value_type", "value has the unknown type %u", type);
	} else if (type == BITNET_VALUE_STRING) {
		bitnet_gguf_string(c, &kv->str, 0, GGUF_MAX_STRING, "gguf_string", "string");
	} else if (type == BITNET_VALUE_ARRAY) {
		read_array(c, kv);
	} else {
		kv->bits = bitnet_gguf_number(c, bitnet_gguf_value_size(type), "value");
		b = (unsigned char)kv->bits;
		if (type == BITNET_VALUE_BOOL && !c->failed)
			check_bools(c, &b, 1);
	}
}

static void read_key(struct bitnet_gguf *g, struct bitnet_gguf_cursor *c)
{
	struct bitnet_kv kv = { .key = { "", 0 } };
	char shown[256];

	if (!bitnet_gguf_string(c, &kv.key, 1, GGUF_MAX_KEY, "gguf_key", "key"))
		return;
	bitnet_text_escape(shown, sizeof(shown), kv.key.s, kv.key.n);
	if (memchr(kv.key.s, '\0', kv.key.n)) {
		bitnet_gguf_fail(c, "gguf_key", "key '%s' holds a NUL byte", shown);
		return;
	}
	read_value(c, &kv);
	if (c->failed) {
		if (!c->starved)
			bitnet_error_prefix(c->err, "key '%s'", shown);
		return;
	}
	/* Grow with what was read, not to the count in the header, which may be a lie. */
	if (!bitnet_grow(&g->kv, &g->kv_cap, g->n_kv + 1, sizeof(*g->kv))) {
		c->failed = true;
		bitnet_error_nomem(c->err, (g->n_kv + 1) * sizeof(*g->kv));
		return;
	}
	g->kv[g->n_kv++] = kv;
}

static void check_alignment(struct bitnet_gguf *g, struct bitnet_gguf_cursor *c)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(g, "general.alignment");
	uint64_t a = 0;

	g->alignment = 32;
	if (!kv)
		return;
	if (kv->type != BITNET_VALUE_U8 && kv->type != BITNET_VALUE_U16 && kv->type != BITNET_VALUE_U32 &&
	    kv->type != BITNET_VALUE_U64) {
		bitnet_gguf_fail(c, "gguf_align", "general.alignment has the type %s, not an unsigned integer",
				 bitnet_value_type_name(kv->type));
		return;
	}
	a = kv->bits;
	if (a < 8 || a > UINT64_C(1) << 20 || (a & (a - 1)) != 0) {
		bitnet_gguf_fail(c, "gguf_align", "alignment %llu is not a power of two from 8 to 1048576",
				 (unsigned long long)a);
		return;
	}
	g->alignment = a;
}

static void read_magic(struct bitnet_gguf *g, struct bitnet_gguf_cursor *c)
{
	const unsigned char *p;
	uint32_t version;

	if (c->size < 4) {
		bitnet_gguf_fail(c, "gguf_magic", c->size ? "not a GGUF file: %llu bytes" : "empty file, not a GGUF file",
				 (unsigned long long)c->size);
		return;
	}
	p = bitnet_gguf_take(c, 4, "magic");
	if (p && memcmp(p, "GGUF", 4) != 0) {
		bitnet_gguf_fail(c, "gguf_magic", "not a GGUF file: begins with the bytes %02x %02x %02x %02x",
				 p[0], p[1], p[2], p[3]);
		return;
	}
	version = (uint32_t)bitnet_gguf_number(c, 4, "version");
	if (c->failed)
		return;
	if (version && (version & 0xffff) == 0)
		bitnet_gguf_fail(c, "gguf_endian", "big-endian GGUF file (version 0x%08x); only little-endian ones are read",
				 version);
	else if (version != 2 && version != 3)
		bitnet_gguf_fail(c, "gguf_version", "GGUF version %u; only versions 2 and 3 are read", version);
	g->version = version;
}

static void check_count(struct bitnet_gguf_cursor *c, uint64_t n, uint64_t least, const char *what)
{
	uint64_t left = c->size - c->pos;

	if (c->failed)
		return;
	if (n > left / least)
		bitnet_gguf_fail(c, "gguf_count", "%llu %s, but only %llu bytes are left", (unsigned long long)n, what,
				 (unsigned long long)left);
	else if (n > GGUF_MAX_COUNT)
		bitnet_gguf_fail(c, "gguf_count", "%llu %s, more than %u", (unsigned long long)n, what, GGUF_MAX_COUNT);
}

int bitnet_gguf_read_header(struct bitnet_gguf *g, struct bitnet_gguf_cursor *c)
{
	uint64_t n_tensors, n_kv, i, end;

	memset(c->err, 0, sizeof(*c->err));
	read_magic(g, c);
	n_tensors = bitnet_gguf_number(c, 8, "number of tensors");
	n_kv = bitnet_gguf_number(c, 8, "number of keys");
	/* The least a key takes is 13 bytes, the least a tensor takes 33. */
	check_count(c, n_kv, 13, "keys");
	check_count(c, n_tensors, 33, "tensors");
	for (i = 0; i < n_kv && !c->failed; i++)
		read_key(g, c);
	if (!c->failed && bitnet_gguf_index_keys(g, c->err) != 0)
		c->failed = true;
	if (!c->failed)
		check_alignment(g, c);
	bitnet_gguf_read_tensors(g, c, n_tensors);
	if (!c->failed && bitnet_gguf_index_tensors(g, c->err) != 0)
		c->failed = true;
	if (c->failed)
		return c->starved ? BITNET_E_INPUT : (int)c->err->status;
	end = (c->pos + g->alignment - 1) & ~(g->alignment - 1);
	g->header_bytes = end < c->size ? end : c->size;
	return 0;
}

int bitnet_gguf_parse(struct bitnet_gguf *g, const unsigned char *data, uint64_t size, struct bitnet_error *err)
{
	struct bitnet_error ignored;
	struct bitnet_gguf_cursor c = { .base = data, .avail = size, .size = size, .err = err ? err : &ignored };
	int status = bitnet_gguf_read_header(g, &c);

	if (status)
		return status;
	g->file_bytes = size;
	bitnet_gguf_place_tensors(g, &c);
	return c.failed ? (int)c.err->status : 0;
}

void bitnet_gguf_clear(struct bitnet_gguf *g)
{
	free(g->kv);
	free(g->kv_by_name);
	free(g->tensors);
	free(g->tensors_by_name);
	g->kv = NULL;
	g->kv_by_name = NULL;
	g->tensors = NULL;
	g->tensors_by_name = NULL;
	g->n_kv = g->kv_cap = g->n_tensors = g->tensors_cap = 0;
}

void bitnet_gguf_close(struct bitnet_gguf *g)
{
	uint32_t i;

	if (!g)
		return;
	bitnet_gguf_clear(g);
	for (i = 0; i < g->n_parts; i++) {
		bitnet_map_close(&g->parts[i].map);
		free(g->parts[i].path);
		free(g->parts[i].owned);
	}
	free(g->parts);
	free(g->owned);
	free(g);
}

struct bitnet_gguf *bitnet_gguf_new(struct bitnet_error *err)
{
	struct bitnet_gguf *g = calloc(1, sizeof(*g));

	if (g)
		g->parts = calloc(1, sizeof(*g->parts));
	if (!g || !g->parts) {
		free(g);
		bitnet_error_nomem(err, sizeof(*g));
		return NULL;
	}
	g->n_parts = 1;
	return g;
}

static bool is_remote(const char *path)
{
	return strncmp(path, "hf://", 5) == 0 || strncmp(path, "https://", 8) == 0 || strncmp(path, "http://", 7) == 0;
}

int bitnet_gguf_open(struct bitnet_gguf **out, const char *path, struct bitnet_error *err)
{
	struct bitnet_gguf *g;
	int status;

	if (is_remote(path)) {
		bitnet_error_set(err, BITNET_E_UNSUPPORTED, "remote_path", "is an address, not a file of this machine");
		bitnet_error_hint(err, "Fetch it, and give its path; hf://ORG/NAME/FILE is fetched by the programs that run a model.");
		return BITNET_E_UNSUPPORTED;
	}
	g = bitnet_gguf_new(err);
	if (!g)
		return BITNET_E_NOMEM;
	g->parts[0].path = bitnet_dup(path, strlen(path));
	if (!g->parts[0].path)
		status = bitnet_error_nomem(err, strlen(path));
	else
		status = bitnet_map_open(&g->parts[0].map, path, err);
	if (!status)
		status = bitnet_gguf_parse(g, g->parts[0].map.data, g->parts[0].map.size, err);
	if (!status && bitnet_gguf_is_split(g))
		status = bitnet_gguf_open_parts(g, path, NULL, NULL, err);
	if (status) {
		bitnet_gguf_close(g);
		return status;
	}
	*out = g;
	return 0;
}

int bitnet_gguf_open_memory(struct bitnet_gguf **out, const void *data, size_t size, struct bitnet_error *err)
{
	struct bitnet_gguf *g = bitnet_gguf_new(err);
	int status;

	if (!g)
		return BITNET_E_NOMEM;
	status = bitnet_gguf_parse(g, data, size, err);
	if (!status && bitnet_gguf_is_split(g))
		status = bitnet_error_set(err, BITNET_E_UNSUPPORTED, "gguf_split_memory",
					  "one file of a split set, which has to be opened by its path");
	if (status) {
		bitnet_gguf_close(g);
		return status;
	}
	*out = g;
	return 0;
}

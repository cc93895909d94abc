/* SPDX-License-Identifier: MIT */
/*
 * Split sets: several files that are one model (formats.md 1.3).  The first holds the keys; each
 * has tensors of its own.  The set is what the first file says it is, or nothing.
 */
#include <stdio.h>
#include <stdlib.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "gguf/gguf-int.h"

#define TAIL_LEN (sizeof("-00001-of-00001.gguf") - 1)

bool bitnet_gguf_is_split(const struct bitnet_gguf *g)
{
	uint64_t n = 0;

	/* 0 is what llama.cpp's merge leaves behind, 1 a set of one. */
	return bitnet_gguf_uint(bitnet_gguf_kv(g, "split.count"), &n) ? n > 1 : bitnet_gguf_kv(g, "split.count") != NULL;
}

static int get_number(const struct bitnet_gguf *g, const char *key, uint64_t *out, struct bitnet_error *err)
{
	const struct bitnet_kv *kv = bitnet_gguf_kv(g, key);

	if (bitnet_gguf_uint(kv, out))
		return 0;
	if (!kv)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_split_key", "key '%s' is missing in a split file", key);
	return bitnet_error_set(err, BITNET_E_INPUT, "gguf_split_key", "key '%s' is not a count", key);
}

/* path with the number of another part; NULL when there is no memory. */
static char *part_path(const char *path, uint64_t no, uint64_t count)
{
	size_t n = strlen(path), cap = n + 32;
	char *s = malloc(cap);

	if (s)
		snprintf(s, cap, "%.*s-%05u-of-%05u.gguf", (int)(n - TAIL_LEN), path, (unsigned)(no + 1), (unsigned)count);
	return s;
}

static const char *base_name(const char *path, char shown[256])
{
	const char *slash = strrchr(path, '/');

	path = slash ? slash + 1 : path;
	return bitnet_text_escape(shown, 256, path, strlen(path));
}

/* Whether path is PREFIX-%05d-of-%05d.gguf with these numbers. */
static bool has_part_name(const char *path, uint64_t no, uint64_t count)
{
	char tail[64];
	size_t n = strlen(path);

	snprintf(tail, sizeof(tail), "-%05u-of-%05u.gguf", (unsigned)(no + 1), (unsigned)count);
	return n > TAIL_LEN && strlen(tail) == TAIL_LEN && strcmp(path + n - TAIL_LEN, tail) == 0;
}

static int check_first(const struct bitnet_gguf *g, const char *path, uint64_t *count, uint64_t *n_tensors,
		       struct bitnet_error *err)
{
	uint64_t no = 0;
	char shown[256], *first;

	if (get_number(g, "split.count", count, err) || get_number(g, "split.no", &no, err) ||
	    get_number(g, "split.tensors.count", n_tensors, err))
		return BITNET_E_INPUT;
	if (*count > GGUF_MAX_PARTS)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_split_count", "set of %llu files, more than %u",
					(unsigned long long)*count, GGUF_MAX_PARTS);
	if (no >= *count)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_split_count", "split.no is %llu in a set of %llu files",
					(unsigned long long)no, (unsigned long long)*count);
	if (!has_part_name(path, no, *count))
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_split_name",
					"part %llu of %llu, so its name must end in '-%05u-of-%05u.gguf'",
					(unsigned long long)no + 1, (unsigned long long)*count, (unsigned)no + 1,
					(unsigned)*count);
	if (no == 0)
		return 0;
	first = part_path(path, 0, *count);
	if (!first)
		return bitnet_error_nomem(err, strlen(path));
	bitnet_error_set(err, BITNET_E_INPUT, "gguf_split_not_first", "part %llu of %llu of a split set",
			 (unsigned long long)no + 1, (unsigned long long)*count);
	bitnet_error_hint(err, "Open the first part, '%s'.", base_name(first, shown));
	free(first);
	return BITNET_E_INPUT;
}

static bool same_value(const struct bitnet_kv *a, const struct bitnet_kv *b)
{
	if (a->type != b->type || a->bits != b->bits || a->str.n != b->str.n)
		return false;
	if (a->type == BITNET_VALUE_STRING)
		return memcmp(a->str.s, b->str.s, a->str.n) == 0;
	if (a->type != BITNET_VALUE_ARRAY)
		return true;
	return a->elem_type == b->elem_type && a->data_bytes == b->data_bytes &&
	       memcmp(a->data, b->data, (size_t)a->data_bytes) == 0;
}

/* What a later part says must be what the first one says. */
static int check_part(const struct bitnet_gguf *g, const struct bitnet_gguf *part, uint64_t no, uint64_t count,
		      struct bitnet_error *err)
{
	uint64_t n = 0, i;
	char shown[256];

	if (get_number(part, "split.no", &n, err))
		return BITNET_E_INPUT;
	if (n != no)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_split_disagrees", "split.no is %llu, but the name says %llu",
					(unsigned long long)n, (unsigned long long)no);
	if (get_number(part, "split.count", &n, err))
		return BITNET_E_INPUT;
	if (n != count)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_split_disagrees",
					"split.count is %llu, but %llu in the first part", (unsigned long long)n,
					(unsigned long long)count);
	for (i = 0; i < part->n_kv; i++) {
		const struct bitnet_kv *kv = &part->kv[i], *mine;
		char key[GGUF_MAX_KEY + 1];

		/* These differ by nature: the part's number, and how its own data is aligned. */
		memcpy(key, kv->key.s, kv->key.n);
		key[kv->key.n] = '\0';
		if (strcmp(key, "split.no") == 0 || strcmp(key, "split.count") == 0 ||
		    strcmp(key, "general.alignment") == 0)
			continue;
		mine = bitnet_gguf_kv(g, key);
		if (mine && !same_value(mine, kv))
			return bitnet_error_set(err, BITNET_E_INPUT, "gguf_split_disagrees",
						"key '%s' differs from that of the first part",
						bitnet_text_escape(shown, sizeof(shown), key, kv->key.n));
	}
	return 0;
}

/* Take over the tensors of a part that was read. */
static int adopt(struct bitnet_gguf *g, struct bitnet_gguf *part, uint32_t no, struct bitnet_error *err)
{
	size_t i;

	if (!bitnet_grow(&g->tensors, &g->tensors_cap, g->n_tensors + part->n_tensors, sizeof(*g->tensors)))
		return bitnet_error_nomem(err, (g->n_tensors + part->n_tensors) * sizeof(*g->tensors));
	for (i = 0; i < part->n_tensors; i++) {
		part->tensors[i].part = no;
		g->tensors[g->n_tensors++] = part->tensors[i];
	}
	g->file_bytes += part->file_bytes;
	return 0;
}

static int from_file(void *arg, struct bitnet_gguf_part *p, struct bitnet_gguf *g, struct bitnet_error *err)
{
	int status = bitnet_map_open(&p->map, p->path, err);

	(void)arg;
	return status ? status : bitnet_gguf_parse(g, p->map.data, p->map.size, err);
}

static int open_part(struct bitnet_gguf *g, uint32_t no, bitnet_gguf_part_fn *read, void *arg, struct bitnet_error *err)
{
	struct bitnet_gguf_part *p = &g->parts[no];
	uint32_t count = g->n_parts;
	struct bitnet_gguf part = { .version = 0 };
	char shown[256];
	int status;

	status = read(arg, p, &part, err);
	if (status == BITNET_E_NOTFOUND)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_split_missing", "part %u of %u is missing: '%s'", no + 1,
					count, base_name(p->path, shown));
	if (!status)
		status = check_part(g, &part, no, count, err);
	if (!status)
		status = adopt(g, &part, no, err);
	bitnet_gguf_clear(&part);
	if (status)
		bitnet_error_prefix(err, "part '%s'", base_name(p->path, shown));
	return status;
}

int bitnet_gguf_open_parts(struct bitnet_gguf *g, const char *path, bitnet_gguf_part_fn *part, void *arg, struct bitnet_error *err)
{
	uint64_t count = 0, n_tensors = 0;
	struct bitnet_gguf_part *parts;
	uint32_t i;
	int status = check_first(g, path, &count, &n_tensors, err);

	if (status)
		return status;
	parts = realloc(g->parts, (size_t)count * sizeof(*parts));
	if (!parts)
		return bitnet_error_nomem(err, count * sizeof(*parts));
	g->parts = parts;
	memset(parts + 1, 0, (size_t)(count - 1) * sizeof(*parts));
	g->n_parts = (uint32_t)count;
	for (i = 1; i < g->n_parts && !status; i++) {
		parts[i].path = part_path(path, i, count);
		status = parts[i].path ? open_part(g, i, part ? part : from_file, arg, err) : bitnet_error_nomem(err, strlen(path));
	}
	if (status)
		return status;
	if (g->n_tensors != n_tensors)
		return bitnet_error_set(err, BITNET_E_INPUT, "gguf_split_disagrees",
					"the %u parts have %zu tensors, split.tensors.count is %llu", g->n_parts,
					g->n_tensors, (unsigned long long)n_tensors);
	return bitnet_gguf_index_tensors(g, err);
}

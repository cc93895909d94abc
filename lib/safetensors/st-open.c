/* SPDX-License-Identifier: MIT */
/* Safetensors files by path: one, or the set of an index. */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/buf.h"
#include "base/error-set.h"
#include "base/json-text.h"
#include "base/mem.h"
#include "safetensors/st-int.h"

void bitnet_st_close(struct bitnet_st *s)
{
	size_t i;

	if (!s)
		return;
	for (i = 0; i < s->n_files; i++) {
		json_object_put(s->files[i].header);
		bitnet_map_close(&s->files[i].map);
		free(s->files[i].name);
	}
	free(s->files);
	free(s->tensors);
	free(s);
}

size_t bitnet_st_n_tensors(const struct bitnet_st *s)
{
	return s->n;
}

const struct bitnet_st_tensor *bitnet_st_tensor_at(const struct bitnet_st *s, size_t i)
{
	return &s->tensors[i];
}

uint64_t bitnet_st_file_bytes(const struct bitnet_st *s)
{
	return s->bytes;
}

static int by_name(const void *a, const void *b)
{
	const struct bitnet_st_tensor *x = a, *y = b;

	return strcmp(x->name, y->name);
}

const struct bitnet_st_tensor *bitnet_st_tensor(const struct bitnet_st *s, const char *name)
{
	struct bitnet_st_tensor key = { .name = name };

	return bsearch(&key, s->tensors, s->n, sizeof(*s->tensors), by_name);
}

/* Sort by name; what stands in two files is an error. */
static int index_names(struct bitnet_st *s, struct bitnet_error *err)
{
	char shown[128];
	size_t i;

	qsort(s->tensors, s->n, sizeof(*s->tensors), by_name);
	for (i = 1; i < s->n; i++)
		if (strcmp(s->tensors[i - 1].name, s->tensors[i].name) == 0)
			return bitnet_error_set(err, BITNET_E_INPUT, "st_twice", "tensor '%s' stands in two files",
						bitnet_text_escape(shown, sizeof(shown), s->tensors[i].name, strlen(s->tensors[i].name)));
	return 0;
}

/* A place for one more file; its members are released with the set once n_files counts it. */
static struct bitnet_st_file *next_file(struct bitnet_st *s, struct bitnet_error *err)
{
	if (!bitnet_grow(&s->files, &s->files_cap, s->n_files + 1, sizeof(*s->files))) {
		bitnet_error_nomem(err, (s->n_files + 1) * sizeof(*s->files));
		return NULL;
	}
	memset(&s->files[s->n_files], 0, sizeof(*s->files));
	return &s->files[s->n_files];
}

static int add_file(struct bitnet_st *s, const char *path, char *name, struct bitnet_error *err)
{
	struct bitnet_st_file *f = next_file(s, err);
	int rc;

	if (!f) {
		free(name);
		return BITNET_E_NOMEM;
	}
	f->name = name;
	rc = bitnet_map_open(&f->map, path, err);
	if (!rc)
		rc = bitnet_st_header(s, f, f->map.data, f->map.size, err);
	s->bytes += f->map.size;
	s->n_files++;
	return rc;
}

/* A file name and nothing else: what an index says must not lead out of its folder. */
static bool is_plain(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && n < 256 && name[0] != '.' && !strchr(name, '/') && !strchr(name, '\\');
}

static const struct bitnet_st_file *find_file(const struct bitnet_st *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->n_files; i++)
		if (strcmp(s->files[i].name, name) == 0)
			return &s->files[i];
	return NULL;
}

static int add_shard(struct bitnet_st *s, const char *index, const char *name, struct bitnet_error *err)
{
	const char *slash = strrchr(index, '/');
	struct bitnet_buf path = BITNET_BUF_INIT;
	char shown[128], *copy = NULL;
	int rc;

	bitnet_text_escape(shown, sizeof(shown), name, strlen(name));
	if (!is_plain(name))
		return bitnet_error_set(err, BITNET_E_INPUT, "st_index", "'%s' in the index is no name of a file beside it", shown);
	if (s->n_files >= ST_MAX_FILES)
		return bitnet_error_set(err, BITNET_E_LIMIT, "st_index", "more than %u files", ST_MAX_FILES);
	bitnet_buf_add(&path, index, slash ? (size_t)(slash + 1 - index) : 0);
	bitnet_buf_str(&path, name);
	copy = bitnet_dup(name, strlen(name));
	if (path.failed || !copy) {
		free(copy);
		rc = bitnet_error_nomem(err, path.n);
	} else {
		rc = add_file(s, path.s, copy, err);
	}
	if (rc)
		bitnet_error_prefix(err, "%s", shown);
	bitnet_buf_release(&path);
	return rc;
}

/* Every tensor is where the index says, and the index names all of them. */
static int check_map(const struct bitnet_st *s, struct json_object *map, struct bitnet_error *err)
{
	char shown[128];

	json_object_object_foreach(map, name, value) {
		const struct bitnet_st_tensor *t = bitnet_st_tensor(s, name);

		bitnet_text_escape(shown, sizeof(shown), name, strlen(name));
		if (!t || strcmp(s->files[t->file].name, json_object_get_string(value)) != 0)
			return bitnet_error_set(err, BITNET_E_INPUT, "st_index", "tensor '%s' is not in the file that the index names",
						shown);
	}
	if ((size_t)json_object_object_length(map) != s->n)
		return bitnet_error_set(err, BITNET_E_INPUT, "st_index", "the files have %zu tensors, the index names %d", s->n,
					json_object_object_length(map));
	return 0;
}

static int open_map(struct bitnet_st *s, const char *path, struct json_object *map, struct bitnet_error *err)
{
	int rc;

	json_object_object_foreach(map, name, value) {
		(void)name;
		if (!json_object_is_type(value, json_type_string))
			return bitnet_error_set(err, BITNET_E_INPUT, "st_index", "the index has a tensor without a file name");
		if (find_file(s, json_object_get_string(value)))
			continue;
		rc = add_shard(s, path, json_object_get_string(value), err);
		if (rc)
			return rc;
	}
	if (!s->n_files)
		return bitnet_error_set(err, BITNET_E_INPUT, "st_index", "the index names no file");
	rc = index_names(s, err);
	return rc ? rc : check_map(s, map, err);
}

static int open_index(struct bitnet_st *s, const char *path, struct bitnet_error *err)
{
	struct json_object *doc = NULL, *map;
	struct bitnet_map text;
	int rc = bitnet_map_open(&text, path, err);

	if (rc)
		return rc;
	if (text.size > ST_MAX_HEADER)
		rc = bitnet_error_set(err, BITNET_E_LIMIT, "st_index", "index of %zu bytes, at most %llu are read", text.size,
				      (unsigned long long)ST_MAX_HEADER);
	else if (text.size && bitnet_json_has_nul((const char *)text.data, text.size))
		rc = bitnet_error_set(err, BITNET_E_INPUT, "st_index", "the index has the character U+0000 in a string");
	else
		rc = bitnet_json_text(&doc, (const char *)text.data, text.size, 8, err);
	if (!rc) {
		if (json_object_object_get_ex(doc, "weight_map", &map) && json_object_is_type(map, json_type_object))
			rc = open_map(s, path, map, err);
		else
			rc = bitnet_error_set(err, BITNET_E_INPUT, "st_index", "the index has no object 'weight_map'");
	}
	json_object_put(doc);
	bitnet_map_close(&text);
	return rc;
}

bool bitnet_st_is_index(const char *path)
{
	static const char end[] = ".safetensors.index.json";
	size_t n = strlen(path), e = sizeof(end) - 1;

	return n >= e && strcmp(path + n - e, end) == 0;
}

static int finish(struct bitnet_st **out, struct bitnet_st *s, int rc)
{
	if (rc)
		bitnet_st_close(s);
	else
		*out = s;
	return rc;
}

int bitnet_st_open(struct bitnet_st **out, const char *path, struct bitnet_error *err)
{
	struct bitnet_st *s = calloc(1, sizeof(*s));
	int rc;

	if (!s)
		return bitnet_error_nomem(err, sizeof(*s));
	if (bitnet_st_is_index(path))
		return finish(out, s, open_index(s, path, err));
	rc = add_file(s, path, NULL, err);
	return finish(out, s, rc ? rc : index_names(s, err));
}

int bitnet_st_open_memory(struct bitnet_st **out, const void *data, size_t size, struct bitnet_error *err)
{
	struct bitnet_st *s = calloc(1, sizeof(*s));
	struct bitnet_st_file *f = s ? next_file(s, err) : NULL;
	int rc;

	if (!f) {
		bitnet_st_close(s);
		return bitnet_error_nomem(err, sizeof(*s));
	}
	rc = bitnet_st_header(s, f, data, size, err);
	s->n_files++;
	s->bytes = size;
	return finish(out, s, rc ? rc : index_names(s, err));
}

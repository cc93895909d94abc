/* SPDX-License-Identifier: MIT */
/* A conversion as a whole: input, plan, and what it tells about itself. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "convert/convert-int.h"

void bitnet_convert_options_defaults(struct bitnet_convert_options *o)
{
	memset(o, 0, sizeof(*o));
	o->ternary_type = o->embedding_type = o->head_type = BITNET_CONVERT_KEEP;
	o->i2s_layout = BITNET_I2S_X86;
}

const char *bitnet_convert_role_name(enum bitnet_convert_role r)
{
	static const char *const names[] = { "layer", "embedding", "head", "other" };

	return r <= BITNET_CONVERT_OTHER ? names[r] : "unknown";
}

const char *bitnet_convert_how_name(enum bitnet_convert_how h)
{
	static const char *const names[] = { "copy", "dense", "codes", "absmean", "forced" };

	return h <= BITNET_CONVERT_FORCED ? names[h] : "unknown";
}

size_t bitnet_convert_n_tensors(const struct bitnet_convert *c)
{
	return c->n_items;
}

const struct bitnet_convert_tensor *bitnet_convert_tensor_at(const struct bitnet_convert *c, size_t i)
{
	return &c->items[i].t;
}

size_t bitnet_convert_n_keys(const struct bitnet_convert *c)
{
	return c->n_keys;
}

const struct bitnet_convert_key *bitnet_convert_key_at(const struct bitnet_convert *c, size_t i)
{
	return &c->keys[i];
}

const char *bitnet_convert_architecture(const struct bitnet_convert *c)
{
	return c->architecture;
}

uint64_t bitnet_convert_source_bytes(const struct bitnet_convert *c)
{
	return c->g ? bitnet_gguf_file_bytes(c->g) : bitnet_st_file_bytes(c->st);
}

uint64_t bitnet_convert_bytes(const struct bitnet_convert *c)
{
	return c->bytes;
}

const char *bitnet_convert_notes(const struct bitnet_convert *c)
{
	return c->notes.s ? c->notes.s : "";
}

bool bitnet_convert_reads(const struct bitnet_convert *c, const char *path)
{
	struct stat x, y;
	size_t i;

	if (stat(path, &x) != 0)
		return false;
	for (i = 0; i < c->n_files; i++)
		if (stat(c->files[i], &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino)
			return true;
	return false;
}

void bitnet_convert_free(struct bitnet_convert *c)
{
	size_t i;

	if (!c)
		return;
	for (i = 0; i < c->n_items; i++)
		free(c->items[i].name);
	for (i = 0; i < c->n_keys; i++) {
		free((char *)c->keys[i].key);
		free((char *)c->keys[i].value);
	}
	for (i = 0; i < c->n_files; i++)
		free(c->files[i]);
	free(c->items);
	free(c->keys);
	free(c->files);
	bitnet_buf_release(&c->notes);
	bitnet_pool_free(c->pool);
	bitnet_gguf_writer_free(c->w);
	bitnet_gguf_close(c->g);
	bitnet_st_close(c->st);
	free(c);
}

struct bitnet_item *bitnet_convert_add(struct bitnet_convert *c, const char *name, size_t n, struct bitnet_error *err)
{
	struct bitnet_item *it;

	if (!bitnet_grow(&c->items, &c->items_cap, c->n_items + 1, sizeof(*c->items))) {
		bitnet_error_nomem(err, (c->n_items + 1) * sizeof(*c->items));
		return NULL;
	}
	it = &c->items[c->n_items];
	memset(it, 0, sizeof(*it));
	it->name = bitnet_dup(name, n);
	if (!it->name) {
		bitnet_error_nomem(err, n);
		return NULL;
	}
	it->t.name = it->name;
	it->t.source = it->name;
	it->t.ne[0] = it->t.ne[1] = it->t.ne[2] = it->t.ne[3] = 1;
	it->factor = 1;
	c->n_items++;
	return it;
}

int bitnet_convert_file(struct bitnet_convert *c, const char *path, struct bitnet_error *err)
{
	char *copy = bitnet_dup(path, strlen(path));

	if (!copy || !bitnet_grow(&c->files, &c->files_cap, c->n_files + 1, sizeof(*c->files))) {
		free(copy);
		return bitnet_error_nomem(err, strlen(path));
	}
	c->files[c->n_files++] = copy;
	return 0;
}

int bitnet_convert_note_key(struct bitnet_convert *c, const char *key, const char *what, struct bitnet_error *err,
			    const char *fmt, ...)
{
	struct bitnet_convert_key k = { bitnet_dup(key, strlen(key)), what, NULL };
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	k.value = bitnet_dup(text, strlen(text));
	if (!k.key || !k.value || !bitnet_grow(&c->keys, &c->keys_cap, c->n_keys + 1, sizeof(*c->keys))) {
		free((char *)k.key);
		free((char *)k.value);
		return bitnet_error_nomem(err, strlen(key));
	}
	c->keys[c->n_keys++] = k;
	return 0;
}

void bitnet_convert_note(struct bitnet_convert *c, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	bitnet_buf_printf(&c->notes, "%s\n", text);
}

void bitnet_convert_note_activation(struct bitnet_convert *c, const char *activation)
{
	if (strcmp(activation, "silu") != 0)
		bitnet_convert_note(c, "versions of llama.cpp that do not read bitnet.hidden_activation compute with silu, this model with %s",
				    activation);
}

static int check_options(const struct bitnet_convert_options *o, struct bitnet_error *err)
{
	const int t = o->ternary_type;

	if (o->for_llama_cpp && t != BITNET_CONVERT_KEEP && t != BITNET_TENSOR_TQ1_0 && t != BITNET_TENSOR_TQ2_0 && t != BITNET_TENSOR_F16)
		return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "llama_cpp_type", "llama.cpp does not read %s: TQ1_0, TQ2_0 or F16",
					bitnet_tensor_type_name((uint32_t)t));
	return 0;
}

/* A folder, a file of tensors and an index are a checkpoint. */
static bool is_checkpoint(const char *path)
{
	static const char end[] = ".safetensors";
	size_t n = strlen(path), e = sizeof(end) - 1;
	struct stat st;

	return (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) || (n >= e && strcmp(path + n - e, end) == 0) || bitnet_st_is_index(path);
}

/* The tiles of TL tensors, so that the file says how it is read. */
static int put_tiles(struct bitnet_convert *c, uint32_t type, const struct bitnet_tl_table *t, struct bitnet_error *err)
{
	struct bitnet_buf text = BITNET_BUF_INIT;
	int rc;

	if (!t->n)
		return 0;
	bitnet_tl_table_text(t, &text);
	if (text.failed) {
		rc = bitnet_error_nomem(err, text.n);
	} else {
		bitnet_gguf_put_str(c->w, bitnet_tl_key(type), (struct bitnet_str){ text.s, text.n });
		rc = bitnet_convert_note_key(c, bitnet_tl_key(type), "added", err, "%s", text.s);
	}
	bitnet_buf_release(&text);
	return rc;
}

static int put_tensors(struct bitnet_convert *c, struct bitnet_error *err)
{
	size_t i;

	for (i = 0; i < c->n_items; i++) {
		const struct bitnet_convert_tensor *t = &c->items[i].t;
		/* A format that shares its number keeps the number of the file. */
		uint32_t number = t->how == BITNET_CONVERT_COPY ? c->items[i].gguf->file_type : t->type;

		bitnet_gguf_put_tensor(c->w, t->name, t->n_dims, t->ne, number, t->bytes);
	}
	return bitnet_gguf_writer_size(c->w, &c->bytes, err);
}

static uint32_t threads_of(const struct bitnet_convert_options *o)
{
	return o->n_threads == 0 ? bitnet_pool_default() : o->n_threads < BITNET_POOL_MAX ? o->n_threads : BITNET_POOL_MAX;
}

static int open_and_plan(struct bitnet_convert *c, const char *path, bitnet_convert_progress_fn *progress, void *arg,
			 struct bitnet_error *err)
{
	int rc = check_options(&c->o, err);

	if (!rc && c->o.tl_config)
		rc = bitnet_tl_table_parse(&c->tl_given, (struct bitnet_str){ c->o.tl_config, strlen(c->o.tl_config) }, err);
	if (!rc)
		rc = bitnet_gguf_writer_new(&c->w, err);
	if (!rc)
		rc = is_checkpoint(path) ? bitnet_convert_from_hf(c, path, err) : bitnet_convert_from_gguf(c, path, err);
	if (!rc)
		rc = bitnet_convert_set(c, err);
	if (!rc)
		rc = bitnet_pool_new(&c->pool, threads_of(&c->o), err);
	if (!rc)
		rc = bitnet_convert_plan(c, progress, arg, err);
	if (!rc)
		rc = put_tiles(c, BITNET_TENSOR_TL1, &c->tl_used[0], err);
	if (!rc)
		rc = put_tiles(c, BITNET_TENSOR_TL2, &c->tl_used[1], err);
	if (!rc)
		rc = put_tensors(c, err);
	if (!rc && c->notes.failed)
		rc = bitnet_error_nomem(err, 0);
	return rc;
}

int bitnet_convert_open(struct bitnet_convert **out, const char *path, const struct bitnet_convert_options *o,
			bitnet_convert_progress_fn *progress, void *arg, struct bitnet_error *err)
{
	struct bitnet_convert *c = calloc(1, sizeof(*c));
	int rc;

	if (!c)
		return bitnet_error_nomem(err, sizeof(*c));
	if (o)
		c->o = *o;
	else
		bitnet_convert_options_defaults(&c->o);
	if (c->o.force_ternary && c->o.ternary_type == BITNET_CONVERT_KEEP)
		c->o.ternary_type = c->o.for_llama_cpp ? BITNET_TENSOR_TQ2_0 : BITNET_TENSOR_I2_S;
	bitnet_kernels_init(&c->k, bitnet_level_best());
	rc = open_and_plan(c, path, progress, arg, err);
	if (rc)
		bitnet_convert_free(c);
	else
		*out = c;
	return rc;
}

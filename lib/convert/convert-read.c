/* SPDX-License-Identifier: MIT */
/* Weights of one tensor of the input: as floats by rows, or as ternary codes. */
#include <stdlib.h>
#include <string.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "convert/convert-int.h"
#include "convert/ternarize.h"
#include "model/model-int.h"

/* Elements that are read at a time: 4 MiB of floats. */
#define CHUNK ((uint64_t)1 << 20)

uint64_t bitnet_item_chunk(const struct bitnet_item *it)
{
	uint64_t n = CHUNK / it->n_cols;

	return n < 1 ? 1 : n > it->n_rows ? it->n_rows : n;
}

/*
 * The row of the input that row r of the output comes from.  Where the rotation takes adjacent pairs, row 2 i + j of a head
 * is row i + j d / 2 of the checkpoint, whose pairs are half a head apart (formats.md 6.2).
 */
static uint64_t source_row(const struct bitnet_item *it, uint64_t r)
{
	uint64_t d, in;

	if (!it->permute_heads)
		return r;
	d = it->n_rows / it->permute_heads;
	in = r % d;
	return r - in + in / 2 + in % 2 * (d / 2);
}

static enum bitnet_dense st_dense(const struct bitnet_st_tensor *t)
{
	return t->dtype == BITNET_ST_F32 ? BITNET_DENSE_F32 : t->dtype == BITNET_ST_F16 ? BITNET_DENSE_F16 : BITNET_DENSE_BF16;
}

/* Factors are few and exact where they are 1; a product rounds once. */
static void multiply(float *x, size_t n, float factor)
{
	size_t i;

	for (i = 0; i < n; i++)
		x[i] *= factor;
}

int bitnet_item_rows(const struct bitnet_convert *c, const struct bitnet_item *it, uint64_t first, uint64_t n_rows, float *out,
		     struct bitnet_error *err)
{
	enum bitnet_dense dense = BITNET_DENSE_F32;
	const unsigned char *data;
	uint64_t row_bytes, r;

	if (it->st) {
		dense = st_dense(it->st);
		data = it->st->data;
		row_bytes = it->st->n_bytes / it->n_rows;
	} else {
		if (!bitnet_type_is_dense(it->gguf->type, &dense))
			return bitnet_error_set(err, BITNET_E_UNSUPPORTED, "convert_type", "values of the type %s cannot be read",
						it->t.source_type);
		data = it->gguf->data;
		row_bytes = it->gguf->n_bytes / it->n_rows;
	}
	for (r = 0; r < n_rows; r++)
		c->k.dequant[dense](out + r * it->n_cols, data + source_row(it, first + r) * row_bytes, (size_t)it->n_cols);
	if (it->has_factor)
		multiply(out, (size_t)(n_rows * it->n_cols), it->factor);
	return 0;
}

static int allocate(struct bitnet_codes *out, const struct bitnet_item *it, struct bitnet_error *err)
{
	out->n_rows = (size_t)it->n_rows;
	out->n_cols = (size_t)it->n_cols;
	out->codes = bitnet_alloc(out->n_rows, out->n_cols);
	return out->codes ? 0 : bitnet_error_nomem(err, it->n_rows * it->n_cols);
}

/*
 * Four codes in a byte, each + 1: bits 2 i, 2 i + 1 of packed row r are row i * (rows / 4) + r (formats.md 4.7).
 */
static int packed_codes(const struct bitnet_item *it, struct bitnet_codes *out, struct bitnet_error *err)
{
	uint64_t quarter = it->n_rows / 4, r, i;

	for (r = 0; r < it->n_rows; r++) {
		uint64_t from = source_row(it, r);
		const unsigned char *p = it->st->data + from % quarter * it->n_cols;
		unsigned shift = (unsigned)(from / quarter) * 2;
		int8_t *to = out->codes + r * it->n_cols;

		for (i = 0; i < it->n_cols; i++) {
			unsigned code = p[i] >> shift & 3;

			if (code == 3)
				return bitnet_error_set(err, BITNET_E_INPUT, "tensor_code_3", "holds the code 3, which is no weight, in row %llu",
							(unsigned long long)from);
			to[i] = (int8_t)((int)code - 1);
		}
	}
	out->scale = it->t.scale;
	return 0;
}

uint64_t bitnet_item_n_chunks(const struct bitnet_item *it)
{
	uint64_t chunk = bitnet_item_chunk(it);

	return (it->n_rows + chunk - 1) / chunk;
}

/* What the threads share, and the first that went wrong. */
struct each {
	const struct bitnet_convert *c;
	const struct bitnet_item *it;
	bitnet_rows_fn *fn;
	void *arg;
	uint64_t from;
	float *rows;                    /* a chunk for each thread */
	struct failure { uint64_t chunk; int rc; struct bitnet_error err; } *failures;
};

static void each_chunk(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct each *e = arg;
	struct failure *f = &e->failures[thread];
	uint64_t chunk = bitnet_item_chunk(e->it), i;
	float *rows = e->rows + thread * chunk * e->it->n_cols;

	for (i = e->from + begin; i < e->from + end; i++) {
		uint64_t first = i * chunk, n = e->it->n_rows - first < chunk ? e->it->n_rows - first : chunk;
		struct bitnet_error err;
		int rc = bitnet_item_rows(e->c, e->it, first, n, rows, &err);

		if (!rc)
			rc = e->fn(e->arg, i, first, n, rows, &err);
		if (rc && (!f->rc || i < f->chunk))
			*f = (struct failure){ i, rc, err };
	}
}

int bitnet_item_each(const struct bitnet_convert *c, const struct bitnet_item *it, uint64_t from, uint64_t to, bitnet_rows_fn *fn,
		     void *arg, struct bitnet_error *err)
{
	uint32_t n = bitnet_pool_n_threads(c->pool), i;
	uint64_t chunk = bitnet_item_chunk(it);
	struct each e = { c, it, fn, arg, from, bitnet_alloc((size_t)(chunk * it->n_cols), n * sizeof(float)), calloc(n, sizeof(struct failure)) };
	const struct failure *first = NULL;
	int rc = 0;

	if (!e.rows || !e.failures)
		rc = bitnet_error_nomem(err, n * chunk * it->n_cols * sizeof(float));
	else
		bitnet_pool_run(c->pool, each_chunk, &e, (size_t)(to - from), 1);
	for (i = 0; i < n && e.failures; i++)
		if (e.failures[i].rc && (!first || e.failures[i].chunk < first->chunk))
			first = &e.failures[i];
	if (first) {
		rc = first->rc;
		if (err)
			*err = first->err;
	}
	free(e.rows);
	free(e.failures);
	return rc;
}

/* Codes of a chunk to their place. */
struct to_codes {
	const struct bitnet_item *it;
	int8_t *codes;
};

static int chunk_codes(void *arg, uint64_t chunk, uint64_t first, uint64_t n_rows, float *rows, struct bitnet_error *err)
{
	const struct to_codes *t = arg;
	int8_t *out = t->codes + first * t->it->n_cols;
	size_t n = (size_t)(n_rows * t->it->n_cols);

	(void)chunk;
	(void)err;
	if (t->it->t.how == BITNET_CONVERT_CODES)
		bitnet_codes_exact(out, rows, n);
	else
		bitnet_codes_absmean(out, rows, n, t->it->s);
	return 0;
}

static int float_codes(const struct bitnet_convert *c, const struct bitnet_item *it, struct bitnet_codes *out, struct bitnet_error *err)
{
	struct to_codes t = { it, out->codes };

	out->scale = it->t.scale;
	return bitnet_item_each(c, it, 0, bitnet_item_n_chunks(it), chunk_codes, &t, err);
}

bool bitnet_item_records_tiles(const struct bitnet_convert *c, const struct bitnet_item *it)
{
	const char *key = it->gguf ? bitnet_tl_key(it->gguf->type) : NULL;

	return key && bitnet_gguf_kv(c->g, key);
}

int bitnet_item_codes(const struct bitnet_convert *c, const struct bitnet_item *it, struct bitnet_codes *out,
		      struct bitnet_error *err)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if (it->gguf && !bitnet_type_is_dense(it->gguf->type, &(enum bitnet_dense){ BITNET_DENSE_F32 })) {
		struct bitnet_model_options mo;

		bitnet_model_options_defaults(&mo);
		mo.i2s_layout = c->o.i2s_layout;
		mo.tl_config = bitnet_item_records_tiles(c, it) ? NULL : c->o.tl_config;
		return bitnet_codes_read(out, c->g, it->gguf, &mo, err);
	}
	rc = allocate(out, it, err);
	if (!rc)
		rc = it->packed ? packed_codes(it, out, err) : float_codes(c, it, out, err);
	if (rc)
		bitnet_codes_release(out);
	return rc;
}

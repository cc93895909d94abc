/* SPDX-License-Identifier: MIT */
/* Writing what was planned, tensor by tensor. */
#include <stdlib.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "convert/convert-int.h"
#include "convert/encode.h"

static int write_copy(struct bitnet_convert *c, const struct bitnet_item *it, struct bitnet_error *err)
{
	return bitnet_gguf_writer_data(c->w, it->gguf->data, (size_t)it->t.bytes, err);
}

static int write_codes(struct bitnet_convert *c, const struct bitnet_item *it, struct bitnet_error *err)
{
	struct bitnet_codes codes;
	uint8_t *out;
	int rc = bitnet_item_codes(c, it, &codes, err);

	if (rc)
		return rc;
	out = bitnet_alloc((size_t)it->t.bytes, 1);
	if (!out)
		rc = bitnet_error_nomem(err, it->t.bytes);
	if (!rc)
		rc = bitnet_encode_ternary(out, it->t.type, &codes, &it->tiles, err);
	bitnet_codes_release(&codes);
	if (!rc)
		rc = bitnet_gguf_writer_data(c->w, out, (size_t)it->t.bytes, err);
	free(out);
	return rc;
}

/* Rows from `first` on, each to its place in out. */
struct encoding {
	const struct bitnet_item *it;
	uint64_t first, row_bytes;
	uint8_t *out;
};

static int encode_chunk(void *arg, uint64_t chunk, uint64_t first, uint64_t n_rows, float *rows, struct bitnet_error *err)
{
	const struct encoding *e = arg;

	int rc = bitnet_encode_dense(e->out + (first - e->first) * e->row_bytes, e->it->t.type, rows, (size_t)(n_rows * e->it->n_cols), err);

	(void)chunk;
	if (rc)
		bitnet_error_prefix(err, "from row %llu on", (unsigned long long)first);
	return rc;
}

/* As many chunks at a time as there are threads. */
static int write_dense(struct bitnet_convert *c, const struct bitnet_item *it, struct bitnet_error *err)
{
	uint64_t chunk = bitnet_item_chunk(it), n = bitnet_item_n_chunks(it), band = bitnet_pool_n_threads(c->pool), i;
	struct encoding e = { it, 0, it->t.bytes / it->n_rows, NULL };
	int rc = 0;

	band = band < n ? band : n;
	e.out = bitnet_alloc((size_t)(band * chunk), (size_t)e.row_bytes);
	if (!e.out)
		rc = bitnet_error_nomem(err, band * chunk * e.row_bytes);
	for (i = 0; i < n && !rc; i += band) {
		uint64_t to = n - i < band ? n : i + band, end = to == n ? it->n_rows : to * chunk;

		e.first = i * chunk;
		rc = bitnet_item_each(c, it, i, to, encode_chunk, &e, err);
		if (!rc)
			rc = bitnet_gguf_writer_data(c->w, e.out, (size_t)((end - e.first) * e.row_bytes), err);
	}
	free(e.out);
	return rc;
}

static int write_item(struct bitnet_convert *c, const struct bitnet_item *it, struct bitnet_error *err)
{
	char shown[128];
	int rc;

	switch (it->t.how) {
	case BITNET_CONVERT_COPY:
		rc = write_copy(c, it, err);
		break;
	case BITNET_CONVERT_DENSE:
		rc = write_dense(c, it, err);
		break;
	default:
		rc = write_codes(c, it, err);
		break;
	}
	if (rc && rc != BITNET_E_SYSTEM)
		bitnet_error_prefix(err, "tensor '%s'", bitnet_text_escape(shown, sizeof(shown), it->t.source, strlen(it->t.source)));
	return rc;
}

int bitnet_convert_write(struct bitnet_convert *c, FILE *f, bitnet_convert_progress_fn *progress, void *arg, struct bitnet_error *err)
{
	uint64_t done = 0;
	size_t i;
	int rc = bitnet_gguf_writer_begin(c->w, f, err);

	for (i = 0; i < c->n_items && !rc; i++) {
		rc = write_item(c, &c->items[i], err);
		done += c->items[i].t.bytes;
		if (!rc && progress && progress(arg, done, c->bytes))
			rc = bitnet_error_set(err, BITNET_E_CANCELLED, "cancelled", "the conversion was stopped");
	}
	return rc ? rc : bitnet_gguf_writer_end(c->w, err);
}

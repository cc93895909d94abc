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

static int write_dense(struct bitnet_convert *c, const struct bitnet_item *it, struct bitnet_error *err)
{
	uint64_t chunk = bitnet_item_chunk(it), r, row_bytes = it->t.bytes / it->n_rows;
	float *rows = bitnet_alloc((size_t)(chunk * it->n_cols), sizeof(*rows));
	uint8_t *out = bitnet_alloc((size_t)(chunk * row_bytes), 1);
	int rc = rows && out ? 0 : bitnet_error_nomem(err, chunk * it->n_cols * sizeof(*rows));

	for (r = 0; r < it->n_rows && !rc; r += chunk) {
		uint64_t n = it->n_rows - r < chunk ? it->n_rows - r : chunk;

		rc = bitnet_item_rows(c, it, r, n, rows, err);
		if (!rc)
			rc = bitnet_encode_dense(out, it->t.type, rows, (size_t)(n * it->n_cols), err);
		if (!rc)
			rc = bitnet_gguf_writer_data(c->w, out, (size_t)(n * row_bytes), err);
	}
	free(rows);
	free(out);
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

/* SPDX-License-Identifier: MIT */
/*
 * The compact copy of a dense head, by which lib/infer finds the ids whose logits can matter without reading most of
 * the head: kernels/CONTRACTS "head".
 */
#include <stdlib.h>

#include "base/error-set.h"
#include "base/mem.h"
#include "model/model-int.h"

#define DEFAULT_MIN_BYTES ((uint64_t)512 << 10)

struct packing {
	const struct bitnet_matrix *w;
	struct bitnet_kernels k;
	size_t n_padded;
	uint8_t *codes, *bits[BITNET_HEAD_PLANES];
	struct bitnet_head_row *rows;
	float *floats;                  /* a row for each thread */
};

static void pack_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct packing *p = arg;
	float *row = p->floats + thread * p->n_padded;
	size_t r, i;

	for (r = begin; r < end; r++) {
		uint8_t *bits[BITNET_HEAD_PLANES];

		for (i = 0; i < BITNET_HEAD_PLANES; i++)
			bits[i] = p->bits[i] + r * (p->n_padded / 8);
		p->k.dequant[p->w->dense](row, p->w->data + r * p->w->row_bytes, p->w->n_cols);
		p->k.head_pack(&p->rows[r], p->codes + r * (p->n_padded / 2), bits, row, p->w->n_cols, p->n_padded);
	}
}

/* Formats of more than 8 bits a weight: what is read of the copy is 4 to 5. */
static bool pays(const struct bitnet_matrix *w, uint64_t min_bytes)
{
	static const bool wide[BITNET_DENSE_COUNT] = {
		[BITNET_DENSE_F32] = true, [BITNET_DENSE_F16] = true, [BITNET_DENSE_BF16] = true, [BITNET_DENSE_Q8_0] = true,
	};

	return !w->ternary && wide[w->dense] && !w->bias && !w->out_scale && w->n_cols <= BITNET_HEAD_COLS &&
		(uint64_t)w->n_rows * w->row_bytes >= (min_bytes ? min_bytes : DEFAULT_MIN_BYTES);
}

static void *own(struct bitnet_model *m, size_t n, size_t size, struct bitnet_error *err)
{
	void *p = bitnet_model_own(m, n, size, err);

	if (p) {
		bitnet_large_pages(p, n * size);
		m->info.head_bytes += (uint64_t)n * size;
	}
	return p;
}

static int make_room(struct packing *p, struct bitnet_model *m, uint32_t n_threads, struct bitnet_error *err)
{
	size_t n = p->w->n_rows, i;

	p->codes = own(m, n, p->n_padded / 2, err);
	for (i = 0; p->codes && i < BITNET_HEAD_PLANES; i++) {
		p->bits[i] = own(m, n, p->n_padded / 8, err);
		if (!p->bits[i])
			return BITNET_E_NOMEM;
	}
	p->rows = p->codes ? own(m, n, sizeof(*p->rows), err) : NULL;
	if (!p->rows)
		return BITNET_E_NOMEM;
	p->floats = calloc((size_t)n_threads * p->n_padded, sizeof(*p->floats));
	return p->floats ? 0 : bitnet_error_nomem(err, (unsigned long long)n_threads * p->n_padded * sizeof(*p->floats));
}

int bitnet_model_make_head(struct bitnet_model *m, struct bitnet_pool *pool, uint64_t min_bytes, struct bitnet_error *err)
{
	struct packing p = { .w = &m->output };
	size_t i;
	int s;

	if (!pays(p.w, min_bytes))
		return 0;
	p.n_padded = (p.w->n_cols + BITNET_HEAD_BLOCK - 1) / BITNET_HEAD_BLOCK * BITNET_HEAD_BLOCK;
	bitnet_kernels_init(&p.k, bitnet_level_best());
	s = make_room(&p, m, bitnet_pool_n_threads(pool), err);
	if (s)
		return s;
	bitnet_pool_run(pool, pack_rows, &p, p.w->n_rows, 16);
	free(p.floats);
	m->head.codes = p.codes;
	for (i = 0; i < BITNET_HEAD_PLANES; i++)
		m->head.bits[i] = p.bits[i];
	m->head.rows = p.rows;
	m->head.n_padded = p.n_padded;
	return 0;
}

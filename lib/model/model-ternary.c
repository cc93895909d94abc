/* SPDX-License-Identifier: MIT */
/*
 * Ternary tensors into the run-time layout: rows of whole blocks of 128 columns, 32 bytes each,
 * with the code of column 128 b + 32 g + p in bits 7-2g, 6-2g of byte 32 b + p.
 *
 *	I2_S  canonical: the same blocks over the flat tensor.  Where a row is a whole number of
 *	      blocks the file's bytes are used in place; else blocks straddle rows and every
 *	      code is moved.  ARM variant: blocks of 64, groups of 16; always moved.
 *	TQ2_0 blocks of 256 columns: byte 32 j + p has the same four columns, group 0 in the low bits.
 *	TQ1_0 five codes in a byte, base 3.
 *	TL1, TL2: model-tl.c.  Blocks of the others: model-blocks.c.
 *
 * A scale for each block is not needed where all blocks that hold a weight other than 0 share
 * one: then the three formats give the same bits.  A block whose scale is 0 holds zeros.
 */
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include <bitnet/text.h>

#include "base/error-set.h"
#include "base/map.h"
#include "base/mem.h"
#include "model/model-int.h"
#include "model/words.h"

#define BLOCK_BYTES (BITNET_TERN_BLOCK / 4)
#define ALL_ZERO 0x55           /* four times the code 1 */
#define NONE SIZE_MAX

/* One tensor on its way, seen by several threads. */
struct work {
	const struct bitnet_tensor *t;
	struct bitnet_tl_map tl;                /* of TL1 and TL2 */
	const unsigned char *src;
	size_t n_rows, n_cols, src_row;         /* src_row: bytes of a TQ row */
	uint8_t *dst;                           /* NULL: look only */
	size_t dst_row;
	float *block_scales;                    /* second pass */
	enum bitnet_i2s_layout layout;
	const struct bitnet_kernels *k;
	_Atomic size_t bad_code, bad_scale;     /* lowest row, or NONE */
	_Atomic uint32_t scale_min, scale_max;  /* bits of the f16 scales of blocks that hold weights */
};

static void lower(_Atomic size_t *at, size_t row)
{
	size_t old = atomic_load(at);

	while (row < old && !atomic_compare_exchange_weak(at, &old, row))
		;
}

static void widen(struct work *w, uint32_t scale)
{
	uint32_t old = atomic_load(&w->scale_min);

	while (scale < old && !atomic_compare_exchange_weak(&w->scale_min, &old, scale))
		;
	old = atomic_load(&w->scale_max);
	while (scale > old && !atomic_compare_exchange_weak(&w->scale_max, &old, scale))
		;
}

/* No code 3 (both bits set) in n bytes; n is a multiple of 8. */
static bool bytes_ok(const unsigned char *p, size_t n)
{
	uint64_t bad = 0;
	size_t i;

	for (i = 0; i < n; i += 8)
		bad |= load8(p + i) & load8(p + i) >> 1;
	return !(bad & EIGHT_TIMES(0x55));
}

/* The code of flat element i. */
static inline unsigned int i2s_code(const unsigned char *src, size_t i, enum bitnet_i2s_layout layout)
{
	if (layout == BITNET_I2S_ARM)
		return src[i / 64 * 16 + i % 16] >> (6 - 2 * (i % 64 / 16)) & 3;
	return src[i / 128 * 32 + i % 32] >> (6 - 2 * (i % 128 / 32)) & 3;
}

/* Move one row code by code; false when it holds the code 3. */
static bool i2s_move_codes(const struct work *w, size_t row, uint8_t *dst)
{
	size_t c;

	memset(dst, 0, w->dst_row);
	for (c = 0; c < w->dst_row * 4; c++) {
		unsigned int code = c < w->n_cols ? i2s_code(w->src, row * w->n_cols + c, w->layout) : 1;

		if (code == 3)
			return false;
		dst[c / 128 * 32 + c % 32] |= (uint8_t)(code << (6 - 2 * (c % 128 / 32)));
	}
	return true;
}

/* The same, of the ARM variant with rows of whole blocks. */
static bool i2s_move_blocks(const struct work *w, size_t row, uint8_t *dst)
{
	size_t i;

	for (i = 0; i < w->dst_row; i += BLOCK_BYTES)
		bitnet_tern_from_arm(dst + i, w->src + row * w->dst_row + i);
	return bytes_ok(dst, w->dst_row);
}

static void i2s_move_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct work *w = arg;
	bool blocks = w->layout == BITNET_I2S_ARM && w->n_cols % BITNET_TERN_BLOCK == 0;
	size_t r;

	(void)thread;
	for (r = begin; r < end; r++)
		if (!(blocks ? i2s_move_blocks : i2s_move_codes)(w, r, w->dst + r * w->dst_row))
			lower(&w->bad_code, r);
}

/* Blocks of 32 bytes: any of them holds code 3? */
static void i2s_scan_blocks(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct work *w = arg;
	size_t b;

	(void)thread;
	if (bytes_ok(w->src + begin * 32, (end - begin) * 32))
		return;
	for (b = begin; b < end; b++)
		if (!bytes_ok(w->src + b * 32, 32)) {
			lower(&w->bad_code, b * 128 / w->n_cols);
			return;
		}
}

/* n is a multiple of 8. */
static bool all_zero(const uint8_t *p, size_t n)
{
	uint64_t other = 0;
	size_t i;

	for (i = 0; i < n; i += 8)
		other |= load8(p + i) ^ EIGHT_TIMES(ALL_ZERO);
	return !other;
}

static uint32_t tq_scale(const struct work *w, const unsigned char *block)
{
	const unsigned char *d = block + (w->t->type == BITNET_TENSOR_TQ1_0 ? 52 : 64);

	return d[0] | (uint32_t)d[1] << 8;
}

static void tq_row(struct work *w, size_t row)
{
	bool tq1 = w->t->type == BITNET_TENSOR_TQ1_0;
	size_t size = tq1 ? 54 : 66, b;
	uint8_t out[2 * BLOCK_BYTES];

	for (b = 0; b < w->n_cols / BITNET_TQ_BLOCK; b++) {
		const unsigned char *block = w->src + row * w->src_row + b * size;
		uint32_t d = tq_scale(w, block);

		(tq1 ? bitnet_tern_from_tq1 : bitnet_tern_from_tq2)(out, block);
		if (!bytes_ok(out, sizeof(out)))
			lower(&w->bad_code, row);
		if ((d & 0x7c00) == 0x7c00 || d > 0x8000)       /* not finite; below 0 */
			lower(&w->bad_scale, row);
		if ((d & 0x7fff) == 0)
			memset(out, ALL_ZERO, sizeof(out));
		else if (!all_zero(out, sizeof(out)))
			widen(w, d);
		if (w->dst)
			memcpy(w->dst + row * w->dst_row + b * sizeof(out), out, sizeof(out));
	}
}

static void tq_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct work *w = arg;
	size_t r;

	(void)thread;
	for (r = begin; r < end; r++)
		tq_row(w, r);
}

static void tq_scale_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct work *w = arg;
	size_t n = w->n_cols / BITNET_TQ_BLOCK, r, b;

	(void)thread;
	for (r = begin; r < end; r++)
		for (b = 0; b < n; b++) {
			const unsigned char *block = w->src + r * w->src_row + b * (w->src_row / n);

			w->k->dequant[BITNET_DENSE_F16](&w->block_scales[r * n + b],
							block + (w->t->type == BITNET_TENSOR_TQ1_0 ? 52 : 64), 1);
		}
}

/* Groups of BITNET_TL_ROWS rows. */
static void tl_rows(void *arg, size_t begin, size_t end, uint32_t thread)
{
	struct work *w = arg;
	size_t i, row, n;

	(void)thread;
	for (i = begin; i < end; i++) {
		row = i * BITNET_TL_ROWS;
		n = bitnet_tl_rows(w->t->type, &w->tl, w->src, row, w->dst ? w->dst + row * w->dst_row : NULL, w->dst_row);
		if (n < BITNET_TL_ROWS)
			lower(&w->bad_code, row + n);
	}
}

static void report_faults(struct bitnet_loader *l, struct work *w)
{
	char shown[128];
	const struct bitnet_tensor *t = w->t;
	size_t code = atomic_load(&w->bad_code), scale = atomic_load(&w->bad_scale);

	bitnet_text_escape(shown, sizeof(shown), t->name.s, t->name.n);
	if (code != NONE && bitnet_type_is_tl(t->type))
		bitnet_finding_fatal(l->f, BITNET_E_INPUT, "tensor_tl_code", t->name,
				     "tensor '%s' (%s, tiles of %u,%u,%u) holds what is no weight in row %zu", shown,
				     bitnet_tensor_type_name(t->type), w->tl.tiles.rows, w->tl.tiles.cols, w->tl.tiles.part, code);
	else if (code != NONE)
		bitnet_finding_fatal(l->f, BITNET_E_INPUT, "tensor_code_3", t->name,
				     "tensor '%s' (%s) holds the code 3, which is no weight, in row %zu", shown,
				     bitnet_tensor_type_name(t->type), code);
	if (scale != NONE)
		bitnet_finding_fatal(l->f, BITNET_E_INPUT, "tensor_scale", t->name,
				     "tensor '%s' (%s) has a scale below 0 or not finite in row %zu", shown,
				     bitnet_tensor_type_name(t->type), scale);
}

/* The one scale, behind the codes of I2_S, TL1 and TL2. */
static float one_scale(struct bitnet_loader *l, const struct bitnet_tensor *t)
{
	char shown[128];
	float scale;

	l->k.dequant[BITNET_DENSE_F32](&scale, t->data + t->n_bytes - 32, 1);
	if (!(scale >= 0 && isfinite(scale)))
		bitnet_finding_fatal(l->f, BITNET_E_INPUT, "tensor_scale", t->name, "tensor '%s' has the scale %g, finite and at least 0 expected",
				     bitnet_text_escape(shown, sizeof(shown), t->name.s, t->name.n), (double)scale);
	return scale;
}

/* Rows that take about 64 KiB, for a thread at a time. */
static size_t grain_of(const struct work *w)
{
	return 1 + 65536 / (w->n_cols / 4 + 1);
}

static void i2s_data(struct bitnet_loader *l, struct work *w, bool in_place)
{
	if (in_place || !w->dst)
		bitnet_pool_run(l->pool, i2s_scan_blocks, w, (size_t)(w->t->n_elements / 128), 2048);
	else
		bitnet_pool_run(l->pool, i2s_move_rows, w, w->n_rows, grain_of(w));
}

static void tl_data(struct bitnet_loader *l, struct work *w)
{
	const struct bitnet_tensor *t = w->t;
	char shown[128];

	bitnet_pool_run(l->pool, tl_rows, w, w->n_rows / BITNET_TL_ROWS, 1 + grain_of(w) / BITNET_TL_ROWS);
	if (!bitnet_tl_fill_ok(&w->tl, w->src))
		bitnet_finding_fatal(l->f, BITNET_E_INPUT, "tensor_tl_fill", t->name,
				     "tensor '%s' (%s) has something in the bytes from %zu to %zu, which are 0 with tiles of %u,%u,%u",
				     bitnet_text_escape(shown, sizeof(shown), t->name.s, t->name.n), bitnet_tensor_type_name(t->type),
				     w->tl.end, w->tl.scale_at, w->tl.tiles.rows, w->tl.tiles.cols, w->tl.tiles.part);
}

/* Scales of a TQ tensor: one if they agree, else one for each block. */
static int tq_scales(struct bitnet_loader *l, struct work *w, struct bitnet_matrix *m)
{
	uint32_t lo = atomic_load(&w->scale_min), hi = atomic_load(&w->scale_max);
	uint8_t f16[2] = { (uint8_t)hi, (uint8_t)(hi >> 8) };

	if (lo >= hi) {                 /* lo > hi: no block holds a weight; hi is 0 then */
		l->k.dequant[BITNET_DENSE_F16](&m->scale, f16, 1);
		return 0;
	}
	w->block_scales = bitnet_model_own(l->m, w->n_rows * (w->n_cols / BITNET_TQ_BLOCK), sizeof(float), l->err);
	if (!w->block_scales)
		return BITNET_E_NOMEM;
	bitnet_pool_run(l->pool, tq_scale_rows, w, w->n_rows, grain_of(w));
	m->block_scales = w->block_scales;
	return 0;
}

int bitnet_load_ternary(struct bitnet_loader *l, const struct bitnet_use *u)
{
	const struct bitnet_tensor *t = u->tensor;
	struct bitnet_matrix *m = u->dest;
	bool i2s = t->type == BITNET_TENSOR_I2_S, tl = bitnet_type_is_tl(t->type);
	bool in_place = i2s && t->ne[0] % BITNET_TERN_BLOCK == 0 && l->i2s_layout == BITNET_I2S_X86;
	struct work w = { .t = t, .src = t->data, .n_rows = (size_t)t->ne[1], .n_cols = (size_t)t->ne[0],
			  .src_row = i2s || tl ? 0 : (size_t)(t->n_bytes / t->ne[1]), .layout = l->i2s_layout, .k = &l->k };
	size_t padded = (w.n_cols + BITNET_TERN_BLOCK - 1) / BITNET_TERN_BLOCK * BITNET_TERN_BLOCK;
	float scale = 0;
	int s = 0;

	atomic_init(&w.bad_code, NONE);
	atomic_init(&w.bad_scale, NONE);
	atomic_init(&w.scale_min, UINT32_MAX);
	w.dst_row = padded / 4;
	if (l->m && !in_place) {
		w.dst = bitnet_model_own(l->m, w.n_rows, w.dst_row, l->err);
		if (!w.dst)
			return BITNET_E_NOMEM;
		bitnet_large_pages(w.dst, w.n_rows * w.dst_row);
	}
	if (i2s || tl)
		scale = one_scale(l, t);
	if (i2s) {
		i2s_data(l, &w, in_place);
	} else if (tl) {
		bitnet_tl_map_init(&w.tl, t->type, w.n_rows, w.n_cols, u->tiles);
		tl_data(l, &w);
	} else {
		bitnet_pool_run(l->pool, tq_rows, &w, w.n_rows, grain_of(&w));
	}
	report_faults(l, &w);
	if (!l->m || l->f->status)
		return 0;
	m->ternary = true;
	m->data = in_place ? t->data : w.dst;
	m->n_padded = padded;
	m->row_bytes = w.dst_row;
	m->scale = scale;
	if (!i2s && !tl)
		s = tq_scales(l, &w, m);
	if (in_place)
		l->m->info.mapped_bytes += t->n_bytes;
	else if (l->mapped)
		bitnet_map_forget(t->data, (size_t)t->n_bytes);
	return s;
}

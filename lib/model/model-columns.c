/* SPDX-License-Identifier: MIT */
/*
 * Second copies of ternary matrices, by columns: made when a column is first left out, which a model that only
 * reads prompts never does.  The layout is drawn in kernels/c/gemv_tern_cols_c.c.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "model/model-int.h"

/* Of one matrix.  `data` is NULL until it is made; `refused`: there was no memory. */
struct bitnet_columns {
	pthread_mutex_t lock;
	_Atomic(uint8_t *) data;
	bool refused, mapped;
};

bool bitnet_columns_allow(struct bitnet_matrix *w, bool mapped)
{
	struct bitnet_columns *c = calloc(1, sizeof(*c));

	if (!c)
		return false;
	if (pthread_mutex_init(&c->lock, NULL)) {
		free(c);
		return false;
	}
	atomic_init(&c->data, NULL);
	c->mapped = mapped;
	w->columns = c;
	w->col_bytes = (w->n_rows + BITNET_TERN_STRIPE - 1) / BITNET_TERN_STRIPE * (BITNET_TERN_STRIPE / 4);
	return true;
}

void bitnet_columns_release(struct bitnet_matrix *w)
{
	if (!w->columns)
		return;
	free(atomic_load(&w->columns->data));
	pthread_mutex_destroy(&w->columns->lock);
	free(w->columns);
	w->columns = NULL;
}

struct turn {
	const struct bitnet_matrix *w;
	uint8_t *to;
};

/* Swap the upper codes of b with the lower ones of a: groups of n bits. */
static inline void swap_codes(uint64_t *a, uint64_t *b, int n, uint64_t low)
{
	uint64_t t = (*a ^ *b >> n) & low;

	*a ^= t;
	*b ^= t << n;
}

/* Four codes of four rows: byte i of x[g] has columns in its bits 7-6, 5-4 ..., then rows. */
static inline void turn_codes(uint64_t x[4])
{
	const uint64_t pairs = 0x3333333333333333, fours = 0x0f0f0f0f0f0f0f0f;

	swap_codes(&x[0], &x[1], 2, pairs);
	swap_codes(&x[2], &x[3], 2, pairs);
	swap_codes(&x[0], &x[2], 4, fours);
	swap_codes(&x[1], &x[3], 4, fours);
}

/* 8 by 8 bytes. */
static inline void turn_bytes(uint64_t x[8])
{
	static const uint64_t low[3] = { 0x00ff00ff00ff00ff, 0x0000ffff0000ffff, 0x00000000ffffffff };
	int step, i;

	for (step = 0; step < 3; step++)
		for (i = 0; i < 8; i++)
			if (!(i & 1 << step)) {
				uint64_t *a = &x[i], *b = &x[i | 1 << step];
				uint64_t t = (*a >> (8 << step) ^ *b) & low[step];

				*b ^= t;
				*a ^= t << (8 << step);
			}
}

/* The lowest byte is the first in memory. */
static inline uint64_t little(uint64_t v)
{
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(v) : v;
}

/* Eight bytes of a row; rows past the end have zeros as weights. */
static inline uint64_t load8(const struct bitnet_matrix *w, size_t row, size_t at)
{
	uint64_t v;

	if (row >= w->n_rows)
		return 0x5555555555555555;
	memcpy(&v, w->data + row * w->row_bytes + at, sizeof(v));
	return little(v);
}

static inline void store8(uint8_t *to, uint64_t v)
{
	v = little(v);
	memcpy(to, &v, sizeof(v));
}

/* Bytes p..p+7 of the 64 that 256 rows from `row` on have in 32 columns: those of bytes at..at+7 of the rows. */
static inline void turn_some(const struct turn *t, size_t row, size_t at, size_t p)
{
	size_t block = at / 32, first = 128 * block + at % 32, i, f;
	uint64_t x[4][8];

	for (i = 0; i < 8; i++) {
		size_t q = p + i, r = row + 64 * (q / 4 % 4) + 4 * (q / 16) + q % 4;
		uint64_t v[4] = { load8(t->w, r, at), load8(t->w, r + 16, at), load8(t->w, r + 32, at), load8(t->w, r + 48, at) };

		turn_codes(v);
		for (f = 0; f < 4; f++)
			x[f][i] = v[f];
	}
	for (f = 0; f < 4; f++) {
		turn_bytes(x[f]);
		for (i = 0; i < 8; i++)
			if (first + 32 * f + i < t->w->n_cols)
				store8(t->to + (first + 32 * f + i) * t->w->col_bytes + row / 4 + p, x[f][i]);
	}
}

/* 256 columns, 64 bytes of each row, at a time. */
static void turn_columns(void *arg, size_t begin, size_t end, uint32_t thread)
{
	const struct turn *t = arg;
	size_t n, row, at, p;

	(void)thread;
	for (n = begin; n < end; n++)
		for (row = 0; row < t->w->n_rows; row += BITNET_TERN_STRIPE)
			for (at = 64 * n; at < 64 * n + 64 && at < t->w->n_padded / 4; at += 8)
				for (p = 0; p < 64; p += 8)
					turn_some(t, row, at, p);
}

static void make(const struct bitnet_matrix *w, struct bitnet_pool *pool)
{
	struct bitnet_columns *c = w->columns;
	struct turn t = { w, bitnet_alloc_aligned(w->n_cols, w->col_bytes) };

	if (!t.to) {
		c->refused = true;
		return;
	}
	bitnet_large_pages(t.to, w->n_cols * w->col_bytes);
	bitnet_pool_run(pool, turn_columns, &t, (w->n_padded + 255) / 256, 1);
	atomic_store(&c->data, t.to);
	if (c->mapped)
		bitnet_map_forget(w->data, w->n_rows * w->row_bytes);
}

const uint8_t *bitnet_columns_get(const struct bitnet_matrix *w, struct bitnet_pool *pool)
{
	struct bitnet_columns *c = w->columns;
	const uint8_t *data;

	if (!c)
		return NULL;
	data = atomic_load(&c->data);
	if (data)
		return data;
	pthread_mutex_lock(&c->lock);
	if (!atomic_load(&c->data) && !c->refused)
		make(w, pool);
	data = atomic_load(&c->data);
	pthread_mutex_unlock(&c->lock);
	return data;
}

uint64_t bitnet_columns_made_bytes(const struct bitnet_matrix *w)
{
	return w->columns && atomic_load(&w->columns->data) ? (uint64_t)w->n_cols * w->col_bytes : 0;
}

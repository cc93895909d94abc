/* SPDX-License-Identifier: MIT */
/* The values of a tile, taken with what the softmax left: CONTRACTS "attention". */
#ifndef BITNET_KERNELS_ATTN_VALUES_AVX512_H
#define BITNET_KERNELS_ATTN_VALUES_AVX512_H

#include "kernels/x86/attn-block-avx512.h"

/* n rows of dim columns from column `from` on as floats, row by row. */
ALWAYS_INLINE void widen(float *to, const uint8_t *rows, size_t stride, size_t n, size_t from, size_t dim, size_t ask_bytes, load16_fn *load)
{
	size_t j, i;

	for (j = 0; j < n; j++, to += dim, rows += stride) {
		ask(rows + TILE * stride, ask_bytes);
		for (i = 0; i < dim; i += 16) {
			__mmask16 m = lanes(i, dim);

			_mm512_mask_storeu_ps(to + i, m, load(rows, from + i, m));
		}
	}
}

/*
 * out = out * c + sum of e[j] v[j], j from `from` to `to` in this order: nq queries from i (4 or 1), 16 * nc columns
 * (4 or 1) from d, of which m has those of the last register.
 */
ALWAYS_INLINE void values(struct queries *b, size_t i, const unsigned int nq, const uint8_t *v, size_t stride, size_t from, size_t to,
			  size_t d, size_t at, const unsigned int nc, __mmask16 m, bool first, struct ahead *ahead,
			  const size_t bytes, load16_fn *load)
{
	__m512 acc[4][4];
	unsigned int a, c;
	size_t j;

	UNROLLED
	for (a = 0; a < nq; a++)
		UNROLLED
		for (c = 0; c < nc; c++) {
			acc[a][c] = _mm512_maskz_loadu_ps(m, b->out[i + a] + at + d + 16 * c);
			if (from == 0)
				acc[a][c] = first ? _mm512_setzero_ps() : _mm512_mul_ps(acc[a][c], _mm512_set1_ps(b->c[i + a]));
		}
	for (j = from; j < to; j++) {
		__m512 x[4];

		ask_on(ahead, nc * bytes / 2);
		UNROLLED
		for (c = 0; c < nc; c++)
			x[c] = load(v + j * stride, d + 16 * c, m);
		UNROLLED
		for (a = 0; a < nq; a++) {
			__m512 e = _mm512_set1_ps(b->s[i + a][j]);

			UNROLLED
			for (c = 0; c < nc; c++)
				acc[a][c] = _mm512_fmadd_ps(e, x[c], acc[a][c]);
		}
	}
	UNROLLED
	for (a = 0; a < nq; a++)
		UNROLLED
		for (c = 0; c < nc; c++)
			_mm512_mask_storeu_ps(b->out[i + a] + at + d + 16 * c, m, acc[a][c]);
}

/* dim columns of v, which are those from `at` on of out: 64 at a time, then 16, then the rest. */
ALWAYS_INLINE void columns(struct queries *b, size_t i, const unsigned int nq, const uint8_t *v, size_t stride, size_t from, size_t to,
			   size_t at, size_t dim, bool first, struct ahead *ahead, const size_t bytes, load16_fn *load)
{
	size_t d;

	ahead->step = 4 * bytes / 2 / ahead->share;
	for (d = 0; d + 64 <= dim; d += 64)
		values(b, i, nq, v, stride, from, to, d, at, 4, 0xffff, first, ahead, bytes, load);
	ahead->step = bytes / 2 / ahead->share;
	for (; d < dim; d += 16)
		values(b, i, nq, v, stride, from, to, d, at, 1, lanes(d, dim), first, ahead, bytes, load);
}

/* Queries that have fewer positions than their neighbours in this tile stop with their own.  next, bytes: as for scores. */
ALWAYS_INLINE void some_values(struct queries *b, const uint8_t *v, size_t stride, size_t at, size_t dim, bool first,
			       const uint8_t *next, const size_t bytes, load16_fn *load)
{
	struct ahead ahead = { next, 0, b->n / 4 + b->n % 4 };
	size_t i, a;

	for (i = 0; i + 4 <= b->n; i += 4) {
		size_t all = b->here[i];

		for (a = 1; a < 4; a++)
			all = b->here[i + a] < all ? b->here[i + a] : all;
		if (all)
			columns(b, i, 4, v, stride, 0, all, at, dim, first, &ahead, bytes, load);
		for (a = 0; a < 4; a++)
			if (b->here[i + a] > all)
				columns(b, i + a, 1, v, stride, all, b->here[i + a], at, dim, first, &ahead, bytes, load);
	}
	for (; i < b->n; i++)
		if (b->here[i])
			columns(b, i, 1, v, stride, 0, b->here[i], at, dim, first, &ahead, bytes, load);
}

static void float_values(struct queries *b, const float *v, size_t stride, size_t at, size_t dim, bool first)
{
	some_values(b, (const uint8_t *)v, stride, at, dim, first, NULL, 0, load16_f32);
}

ALWAYS_INLINE void tile_values(struct queries *b, float *buf, const uint8_t *v, size_t stride, size_t n, size_t dim, bool first,
			       const uint8_t *next, const size_t bytes, load16_fn *load)
{
	size_t at, now;

	if (b->n <= DIRECT) {
		some_values(b, v, stride, 0, dim, first, next, bytes, load);
		return;
	}
	for (at = 0; at < dim; at += now) {
		now = dim - at < WIDE ? dim - at : WIDE;
		widen(buf, v, stride, n, at, now, at ? 0 : bytes_of_row(dim, bytes), load);
		float_values(b, buf, now * sizeof(float), at, now, first);
	}
}

#endif

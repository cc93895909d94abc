/* SPDX-License-Identifier: MIT */
/* The values of a tile, taken with what the softmax left: CONTRACTS "attention". */
#ifndef BITNET_KERNELS_ATTN_VALUES_AVX2_H
#define BITNET_KERNELS_ATTN_VALUES_AVX2_H

#include "kernels/x86/attn-block-avx2.h"

/* n rows of dim columns from column `from` on as floats, WIDE to a row. */
ALWAYS_INLINE void widen(float *to, const uint8_t *rows, size_t stride, size_t n, size_t from, size_t dim, size_t ask_bytes, load_fn *load)
{
	size_t j, i;

	for (j = 0; j < n; j++, to += WIDE, rows += stride) {
		ask(rows + TILE * stride, ask_bytes);
		for (i = 0; i + 8 <= dim; i += 8)
			_mm256_store_ps(to + i, load(rows, from + i, 8));
		if (i < dim)
			_mm256_store_ps(to + i, load(rows, from + i, dim - i));
	}
}

/* The first n lanes at p, of eight. */
ALWAYS_INLINE __m256 get8(const float *p, size_t n)
{
	return n < 8 ? _mm256_maskload_ps(p, mask8(n)) : _mm256_loadu_ps(p);
}

ALWAYS_INLINE void put8(float *p, size_t n, __m256 x)
{
	if (n < 8)
		_mm256_maskstore_ps(p, mask8(n), x);
	else
		_mm256_storeu_ps(p, x);
}

/* Of a tile, what is taken at a time: positions from..to, dim columns, which are those from column `at` on of out. */
struct part {
	const uint8_t *v;
	size_t stride, from, to, at, dim;
	bool first;			/* tile: there is nothing yet in out */
};

/*
 * out = out * c + sum of e[j] v[j] in ascending j: nq queries from i, nc registers of columns from d on.  last: columns of
 * the last register.  Nothing is asked from memory for 0 bytes.
 */
ALWAYS_INLINE void values(struct queries *b, size_t i, const unsigned int nq, const struct part *p, size_t d, const unsigned int nc,
			  const size_t last, struct ahead *ahead, const size_t bytes, load_fn *load)
{
	const uint8_t *v = p->v + p->from * p->stride;
	__m256 acc[4][8];
	unsigned int a, c;
	size_t j;

	UNROLLED
	for (a = 0; a < nq; a++)
		UNROLLED
		for (c = 0; c < nc; c++) {
			acc[a][c] = get8(b->out[i + a] + p->at + d + 8 * c, c + 1 < nc ? 8 : last);
			if (p->from == 0)
				acc[a][c] = p->first ? _mm256_setzero_ps() : _mm256_mul_ps(acc[a][c], _mm256_broadcast_ss(&b->c[i + a]));
		}
	for (j = p->from; j < p->to; j++, v += p->stride) {
		__m256 e[4];

		ask_on(ahead, ahead_span(nq, bytes));
		UNROLLED
		for (a = 0; a < nq; a++)
			e[a] = _mm256_broadcast_ss(&b->s[i + a][j]);
		UNROLLED
		for (c = 0; c < nc; c++) {
			__m256 x = load(v, d + 8 * c, c + 1 < nc ? 8 : last);

			UNROLLED
			for (a = 0; a < nq; a++)
				acc[a][c] = _mm256_fmadd_ps(e[a], x, acc[a][c]);
		}
	}
	UNROLLED
	for (a = 0; a < nq; a++)
		UNROLLED
		for (c = 0; c < nc; c++)
			put8(b->out[i + a] + p->at + d + 8 * c, c + 1 < nc ? 8 : last, acc[a][c]);
}

/* All columns: as many at a time as make eight sums, then those of a register, then the rest. */
ALWAYS_INLINE void columns(struct queries *b, size_t i, const unsigned int nq, const struct part *p, struct ahead *ahead,
			   const size_t bytes, load_fn *load)
{
	const unsigned int nc = registers(nq);
	size_t d;

	ahead->step = ahead_span(nq, bytes) / ahead->share;
	for (d = 0; d + 8 * nc <= p->dim; d += 8 * nc)
		values(b, i, nq, p, d, nc, 8, ahead, bytes, load);
	for (; d + 8 <= p->dim; d += 8)
		values(b, i, nq, p, d, 1, 8, ahead, 0, load);
	if (d < p->dim)
		values(b, i, nq, p, d, 1, p->dim - d, ahead, 0, load);
}

/* nq queries as far as all of them see; done: so far. */
ALWAYS_INLINE void some_values(struct queries *b, size_t *done, size_t i, const unsigned int nq, struct part p, struct ahead *ahead,
			       const size_t bytes, load_fn *load)
{
	size_t a;

	p.from = 0;
	p.to = b->here[i];
	for (a = 1; a < nq; a++)
		p.to = b->here[i + a] < p.to ? b->here[i + a] : p.to;
	for (a = 0; a < nq; a++)
		done[i + a] = p.to;
	if (p.to)
		columns(b, i, nq, &p, ahead, bytes, load);
}

/* Queries that see more than others they went with go on alone; so does one that had none to go with. */
ALWAYS_INLINE void all_values(struct queries *b, struct part p, struct ahead ahead, const size_t bytes, load_fn *load)
{
	size_t done[BLOCK], i;

	for (i = 0; i + 4 <= b->n; i += 4)
		some_values(b, done, i, 4, p, &ahead, bytes, load);
	if (b->n - i == 3)
		some_values(b, done, i, 3, p, &ahead, bytes, load);
	else if (b->n - i == 2)
		some_values(b, done, i, 2, p, &ahead, bytes, load);
	else if (b->n - i == 1)
		done[i] = 0;
	for (i = 0; i < b->n; i++) {
		p.from = done[i];
		p.to = b->here[i];
		if (p.from < p.to)
			columns(b, i, 1, &p, &ahead, bytes, load);
	}
}

static void float_values(struct queries *b, const float *v, size_t at, size_t dim, bool first)
{
	struct part p = { (const uint8_t *)v, WIDE * sizeof(*v), 0, 0, at, dim, first };

	all_values(b, p, (struct ahead){ NULL, 0, 1 }, 0, load_f32);
}

/* row_bytes: what memory is asked for of each row. */
ALWAYS_INLINE void many_values(struct queries *b, float *buf, const uint8_t *v, size_t stride, size_t n, size_t dim, bool first,
			       size_t row_bytes, load_fn *load)
{
	size_t at, now;

	for (at = 0; at < dim; at += now) {
		now = dim - at < WIDE ? dim - at : WIDE;
		widen(buf, v, stride, n, at, now, at ? 0 : row_bytes, load);
		float_values(b, buf, at, now, first);
	}
}

#endif

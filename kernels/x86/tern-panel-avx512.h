/* SPDX-License-Identifier: MIT */
/*
 * gemm_tern for many tokens: weights are unpacked once for all of them.
 *
 * A panel is PANEL rows and up to PIECE columns.  Units of four bytes of sixteen rows are transposed and
 * split into their four groups, so that a register has four columns, one after another, of sixteen
 * rows: a byte a weight, [16 rows][4 columns].  Registers follow one another by their columns, the
 * first sixteen rows and then the others; this is also the order that a tile of AMX wants.
 *
 * Sums wait for the next piece, at level vnni in y, at amx in a buffer.  The activations of a piece stay in the second cache while ROW_BLOCK rows
 * pass.
 */
#ifndef BITNET_KERNELS_TERN_PANEL_AVX512_H
#define BITNET_KERNELS_TERN_PANEL_AVX512_H

#include "kernels/kernels.h"
#include "kernels/x86/avx512.h"

#ifndef PIECE
#define PIECE 512
#endif
#ifndef ROW_BLOCK
#define ROW_BLOCK 256
#endif
enum {
	PANEL = 32,
	QUAD = 64,			/* bytes: four columns of sixteen rows */
	HALF = PIECE / 4 * QUAD		/* bytes from the first sixteen rows of a panel to the others */
};

/* A panel unpacked: n_rows of its rows are wanted, n_cols columns are there. */
struct panel {
	_Alignas(64) uint8_t codes[2 * HALF];
	size_t n_rows, n_cols;
};

/* y[t][r] += sum of codes * q for the rows of a panel, all tokens. */
typedef void panel_fn(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride, size_t n_tokens);

ALWAYS_INLINE __m128i unit16(const uint8_t *w)
{
	return _mm_loadu_si128((const __m128i *)(const void *)w);
}

/* Sixteen bytes of four rows, one to a lane. */
ALWAYS_INLINE __m512i lanes(const uint8_t *r0, const uint8_t *r1, const uint8_t *r2, const uint8_t *r3)
{
	__m512i v = _mm512_castsi128_si512(unit16(r0));

	v = _mm512_mask_broadcast_i32x4(v, 0x00f0, unit16(r1));
	v = _mm512_mask_broadcast_i32x4(v, 0x0f00, unit16(r2));
	return _mm512_mask_broadcast_i32x4(v, 0xf000, unit16(r3));
}

/* The four groups of a register, eight quads from one to the next. */
ALWAYS_INLINE void split(uint8_t *out, __m512i v)
{
	const __m512i three = _mm512_set1_epi8(3);

	_mm512_store_si512(out, _mm512_and_si512(_mm512_srli_epi16(v, 6), three));
	_mm512_store_si512(out + 8 * QUAD, _mm512_and_si512(_mm512_srli_epi16(v, 4), three));
	_mm512_store_si512(out + 16 * QUAD, _mm512_and_si512(_mm512_srli_epi16(v, 2), three));
	_mm512_store_si512(out + 24 * QUAD, _mm512_and_si512(v, three));
}

/* Sixteen rows that begin at row[0..15]: 64 columns from the 16 bytes at `at`. */
ALWAYS_INLINE void unpack_unit(uint8_t *out, const uint8_t *const row[16], size_t at)
{
	__m512i u[4], t0, t1, t2, t3;
	unsigned int r;

	UNROLLED
	for (r = 0; r < 4; r++)
		u[r] = lanes(row[r] + at, row[r + 4] + at, row[r + 8] + at, row[r + 12] + at);
	t0 = _mm512_unpacklo_epi32(u[0], u[1]);
	t1 = _mm512_unpackhi_epi32(u[0], u[1]);
	t2 = _mm512_unpacklo_epi32(u[2], u[3]);
	t3 = _mm512_unpackhi_epi32(u[2], u[3]);
	split(out, _mm512_unpacklo_epi64(t0, t2));
	split(out + QUAD, _mm512_unpackhi_epi64(t0, t2));
	split(out + 2 * QUAD, _mm512_unpacklo_epi64(t1, t3));
	split(out + 3 * QUAD, _mm512_unpackhi_epi64(t1, t3));
}

/* Columns of a panel.  Rows that it has too few of are copies of the last one: what they give is not stored. */
ALWAYS_INLINE void unpack(struct panel *p, const uint8_t *w, size_t row_bytes)
{
	size_t half, at, i;

	for (half = 0; half < 2; half++) {
		uint8_t *out = p->codes + half * HALF;
		const uint8_t *row[16];

		for (i = 0; i < 16; i++)
			row[i] = w + (16 * half + i < p->n_rows ? 16 * half + i : p->n_rows - 1) * row_bytes;
		for (at = 0; at < p->n_cols / 4; at += 32, out += 32 * QUAD) {
			unpack_unit(out, row, at);
			unpack_unit(out + 4 * QUAD, row, at + 16);
		}
	}
}

/* Ask memory for the columns of a panel that come next. */
ALWAYS_INLINE void ask(const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols)
{
	size_t r, i;

	for (r = 0; r < n_rows; r++)
		for (i = 0; i < n_cols / 4; i += 64)
			_mm_prefetch((const char *)w + r * row_bytes + i, _MM_HINT_T0);
}

ALWAYS_INLINE size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* y = -q_sum, to which all pieces are added. */
ALWAYS_INLINE void begin(int32_t *y, size_t y_stride, size_t n_rows, const int32_t *q_sum, size_t n_tokens)
{
	size_t t, r;

	for (t = 0; t < n_tokens; t++) {
		__m512i v = _mm512_set1_epi32((int32_t)(0u - (uint32_t)q_sum[t]));

		for (r = 0; r < n_rows; r += 16)
			_mm512_mask_storeu_epi32(y + t * y_stride + r, mask16(least(n_rows - r, 16)), v);
	}
}

ALWAYS_INLINE void gemm_panels(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			       const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens, panel_fn *add)
{
	struct panel p;

	while (n_rows) {
		size_t rows = least(n_rows, ROW_BLOCK), c, r;

		begin(y, y_stride, rows, q_sum, n_tokens);
		for (c = 0; c < n_cols; c += PIECE) {
			p.n_cols = least(n_cols - c, PIECE);
			for (r = 0; r < rows; r += PANEL) {
				const uint8_t *at = w + r * row_bytes + c / 4;

				p.n_rows = least(rows - r, PANEL);
				unpack(&p, at, row_bytes);
				if (r + PANEL < rows)
					ask(at + PANEL * row_bytes, row_bytes, least(rows - r - PANEL, PANEL), p.n_cols);
				add(y + r, y_stride, &p, q + c, q_stride, n_tokens);
			}
		}
		y += rows;
		w += rows * row_bytes;
		n_rows -= rows;
	}
}

#endif

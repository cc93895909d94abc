/* SPDX-License-Identifier: MIT */
/*
 * Attention with 512-bit registers, made for each element of the cache with its own loads: CONTRACTS
 * "attention".
 *
 * BLOCK queries share a tile of keys and one of values, which are widened once for all of them.  Four
 * queries meet four keys at a time: sixteen registers of partial sums, which the tree of sum16 makes one
 * of totals.  Few queries read the cache as it is.
 */
#ifndef BITNET_KERNELS_ATTN_AVX512_H
#define BITNET_KERNELS_ATTN_AVX512_H

#include "kernels/exp.h"
#include "kernels/kernels.h"
#include "kernels/x86/avx512.h"

enum {
	TILE = BITNET_ATTN_TILE,
	BLOCK = 32,
	WIDE = 128,			/* columns of a tile that are widened together */
	DIRECT = 4			/* so many queries or fewer do not pay for widening */
};

/* Sixteen elements of a row from i; those that m has, or zeros. */
typedef __m512 load16_fn(const uint8_t *row, size_t i, __mmask16 m);

ALWAYS_INLINE __m512 load16_f16(const uint8_t *row, size_t i, __mmask16 m)
{
	return _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(m, row + 2 * i));
}

ALWAYS_INLINE __m512 load16_f32(const uint8_t *row, size_t i, __mmask16 m)
{
	return _mm512_maskz_loadu_ps(m, row + 4 * i);
}

/* i is a multiple of 16: half a block of 32, all of which is there. */
ALWAYS_INLINE __m512 load16_q8_0(const uint8_t *row, size_t i, __mmask16 m)
{
	const uint8_t *b = row + i / 32 * 34;
	__m512 d = _mm512_cvtph_ps(_mm256_set1_epi16((short)(b[0] | b[1] << 8)));

	return _mm512_mul_ps(d, _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(m, b + 2 + i % 32))));
}

/* Queries of a block: tokens by heads, each with its own end. */
struct queries {
	const float *q[BLOCK];
	float *out[BLOCK];
	size_t n_pos[BLOCK], n;
	float m[BLOCK], l[BLOCK], c[BLOCK];
	size_t here[BLOCK];		/* positions of this tile */
	_Alignas(64) float s[BLOCK][TILE];
};

/* CONTRACTS "exp". */
ALWAYS_INLINE __m512 exp16(__m512 x)
{
	__m512 n, r, p;

	n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(BITNET_LOG2_E)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
	r = _mm512_fmadd_ps(n, _mm512_set1_ps(-(BITNET_LN2_HI)), x);
	r = _mm512_fmadd_ps(n, _mm512_set1_ps(-(BITNET_LN2_LO)), r);
	p = _mm512_set1_ps(BITNET_EXP_6);
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(BITNET_EXP_5));
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(BITNET_EXP_4));
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(BITNET_EXP_3));
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(BITNET_EXP_2));
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
	p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
	p = _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(p), _mm512_slli_epi32(_mm512_cvtps_epi32(n), 23)));
	p = _mm512_mask_mov_ps(p, _mm512_cmp_ps_mask(x, _mm512_set1_ps(BITNET_EXP_MIN), _CMP_LT_OQ), _mm512_setzero_ps());
	p = _mm512_mask_mov_ps(p, _mm512_cmp_ps_mask(x, _mm512_set1_ps(BITNET_EXP_MAX), _CMP_GT_OQ),
			       _mm512_set1_ps(__builtin_inff()));
	return _mm512_mask_mov_ps(p, _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), x);
}

/*
 * Lanes l + 8 to l of two registers, then l + 4, l + 2 and l + 1: each time one half of the sum is there as it is, and
 * a shuffle brings the other.
 */
ALWAYS_INLINE __m512 halves8(__m512 a, __m512 b)
{
	return _mm512_add_ps(_mm512_mask_mov_ps(a, 0xff00, b), _mm512_shuffle_f32x4(a, b, 0x4e));
}

ALWAYS_INLINE __m512 halves4(__m512 a, __m512 b)
{
	const __m512i other = _mm512_setr_epi32(4, 5, 6, 7, 16, 17, 18, 19, 12, 13, 14, 15, 24, 25, 26, 27);

	return _mm512_add_ps(_mm512_mask_mov_ps(a, 0xf0f0, b), _mm512_permutex2var_ps(a, other, b));
}

ALWAYS_INLINE __m512 halves2(__m512 a, __m512 b)
{
	return _mm512_add_ps(_mm512_mask_mov_ps(a, 0xcccc, b), _mm512_shuffle_ps(a, b, 0x4e));
}

ALWAYS_INLINE __m512 halves1(__m512 a, __m512 b)
{
	const __m512i other = _mm512_setr_epi32(1, 16, 3, 18, 5, 20, 7, 22, 9, 24, 11, 26, 13, 28, 15, 30);

	return _mm512_add_ps(_mm512_mask_mov_ps(a, 0xaaaa, b), _mm512_permutex2var_ps(a, other, b));
}

/* The trees of sum16 of sixteen registers: total i in lane i. */
ALWAYS_INLINE __m512 totals16(const __m512 v[16])
{
	__m512 y[4];
	unsigned int e;

	UNROLLED
	for (e = 0; e < 4; e++)
		y[e] = halves4(halves8(v[e], v[8 + e]), halves8(v[4 + e], v[12 + e]));
	return halves1(halves2(y[0], y[2]), halves2(y[1], y[3]));
}

/* Ask memory for the row one tile further; of none where there are no bytes. */
ALWAYS_INLINE void ask(const uint8_t *row, size_t stride, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i += 64)
		_mm_prefetch((const char *)row + TILE * stride + i, _MM_HINT_T1);
}

/* q of nq queries (4 or 1) times 16 / nq rows of keys, the sum of row j of query i in v[i * (16 / nq) + j]. */
ALWAYS_INLINE void products(__m512 v[16], const float *const *q, const unsigned int nq, const uint8_t *const row[16], size_t i,
			    __mmask16 m, load16_fn *load)
{
	const unsigned int np = 16 / nq;
	__m512 k[16];
	unsigned int a, j;

	UNROLLED
	for (j = 0; j < np; j++)
		k[j] = load(row[j], i, m);
	UNROLLED
	for (a = 0; a < nq; a++) {
		__m512 x = _mm512_maskz_loadu_ps(m, q[a] + i);

		UNROLLED
		for (j = 0; j < np; j++)
			v[a * np + j] = _mm512_mask3_fmadd_ps(x, k[j], v[a * np + j], m);
	}
}

/* Scores of nq queries (4 or 1) with 16 / nq keys, at s and from one query's row to the next.  There are n keys: others repeat the last. */
ALWAYS_INLINE void scores(float *s, const float *const *q, const unsigned int nq, const uint8_t *k, size_t stride, size_t n, size_t dim,
			  float scale, size_t bytes, load16_fn *load)
{
	const unsigned int np = 16 / nq;
	const uint8_t *row[16];
	__m512 v[16];
	unsigned int j;
	size_t i;

	UNROLLED
	for (j = 0; j < np; j++) {
		row[j] = k + (j < n ? j : n - 1) * stride;
		ask(row[j], stride, bytes);
	}
	UNROLLED
	for (j = 0; j < 16; j++)
		v[j] = _mm512_setzero_ps();
	for (i = 0; i + 16 <= dim; i += 16)
		products(v, q, nq, row, i, 0xffff, load);
	if (i < dim)
		products(v, q, nq, row, i, mask16(dim - i), load);
	v[0] = _mm512_mul_ps(totals16(v), _mm512_set1_ps(scale));
	if (nq == 1) {
		_mm512_storeu_ps(s, v[0]);
		return;
	}
	_mm_storeu_ps(s, _mm512_castps512_ps128(v[0]));
	_mm_storeu_ps(s + TILE, _mm512_extractf32x4_ps(v[0], 1));
	_mm_storeu_ps(s + 2 * TILE, _mm512_extractf32x4_ps(v[0], 2));
	_mm_storeu_ps(s + 3 * TILE, _mm512_extractf32x4_ps(v[0], 3));
}

/* n keys of a tile, from its position `from`. */
ALWAYS_INLINE void some_scores(struct queries *b, const uint8_t *k, size_t stride, size_t from, size_t n, size_t dim, float scale,
			       size_t bytes, load16_fn *load)
{
	size_t i, j;

	for (i = 0; i < b->n; i += 4) {
		size_t left = b->n - i;
		const float *q[4] = { b->q[i], b->q[left > 1 ? i + 1 : i], b->q[left > 2 ? i + 2 : i], b->q[left > 3 ? i + 3 : i] };

		if (left == 1)
			for (j = 0; j < n; j += 16)
				scores(b->s[i] + from + j, q, 1, k + j * stride, stride, n - j, dim, scale, i ? 0 : bytes, load);
		else
			for (j = 0; j < n; j += 4)
				scores(b->s[i] + from + j, q, 4, k + j * stride, stride, n - j, dim, scale, i ? 0 : bytes, load);
	}
}

/* n rows of dim columns from column `from` on as floats, row by row. */
ALWAYS_INLINE void widen(float *to, const uint8_t *rows, size_t stride, size_t n, size_t from, size_t dim, size_t bytes, load16_fn *load)
{
	size_t j, i;

	for (j = 0; j < n; j++, to += dim, rows += stride) {
		ask(rows, stride, bytes);
		for (i = 0; i < dim; i += 16) {
			__mmask16 m = dim - i < 16 ? mask16(dim - i) : 0xffff;

			_mm512_mask_storeu_ps(to + i, m, load(rows, from + i, m));
		}
	}
}

ALWAYS_INLINE void tile_scores(struct queries *b, float *buf, const uint8_t *k, size_t stride, size_t n, size_t dim, float scale,
			       size_t bytes, load16_fn *load)
{
	size_t at, most = TILE * WIDE / dim / 16 * 16, now;

	if (b->n <= DIRECT || most == 0) {
		some_scores(b, k, stride, 0, n, dim, scale, bytes, load);
		return;
	}
	for (at = 0; at < n; at += now) {
		now = n - at < most ? n - at : most;
		widen(buf, k + at * stride, stride, now, 0, dim, bytes, load);
		some_scores(b, (const uint8_t *)buf, dim * sizeof(float), at, now, dim, scale, 0, load16_f32);
	}
}

/* max(m, s...): vmaxps gives its second operand for a NaN. */
ALWAYS_INLINE float tile_max(const float s[TILE], float m)
{
	__m512 v = _mm512_set1_ps(m);
	__m256 v8;
	__m128 v4;
	int j;

	for (j = 0; j < TILE; j += 16)
		v = _mm512_max_ps(_mm512_load_ps(s + j), v);
	v8 = _mm256_max_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1));
	v4 = _mm_max_ps(_mm256_castps256_ps128(v8), _mm256_extractf128_ps(v8, 1));
	v4 = _mm_max_ps(v4, _mm_movehl_ps(v4, v4));
	return _mm_cvtss_f32(_mm_max_ss(v4, _mm_movehdup_ps(v4)));
}

/*
 * Scores of query i become exp(s - m), its maximum, sum and factor those after this tile.  Scores past its end
 * become zeros; lanes hold no -0, so a zero keeps them as they are.
 */
ALWAYS_INLINE void tile_exp(struct queries *b, size_t i, bool first)
{
	float *s = b->s[i], m;
	__m512 sum = _mm512_setzero_ps(), mv;
	size_t j;

	for (j = b->here[i] & ~(size_t)15; j < TILE; j += 16)
		_mm512_mask_store_ps(s + j, (__mmask16)~(j < b->here[i] ? mask16(b->here[i] - j) : 0), _mm512_set1_ps(-__builtin_inff()));
	m = tile_max(s, first ? -__builtin_inff() : b->m[i]);
	mv = _mm512_set1_ps(m);
	for (j = 0; j < TILE; j += 16) {
		__m512 e = exp16(_mm512_sub_ps(_mm512_load_ps(s + j), mv));

		_mm512_store_ps(s + j, e);
		sum = _mm512_add_ps(sum, e);
	}
	b->c[i] = first ? 0.0f : _mm512_cvtss_f32(exp16(_mm512_set1_ps(b->m[i] - m)));
	b->l[i] = _mm_cvtss_f32(_mm_fmadd_ss(_mm_set_ss(first ? 0.0f : b->l[i]), _mm_set_ss(b->c[i]), _mm_set_ss(sum16_tree(sum))));
	b->m[i] = m;
}

/*
 * out = out * c + sum of e[j] v[j], j from `from` to `to` in this order: nq queries from i (4 or 1), 16 * nc columns
 * (4 or 1) from d, of which m has those of the last register.
 */
ALWAYS_INLINE void values(struct queries *b, size_t i, const unsigned int nq, const uint8_t *v, size_t stride, size_t from, size_t to,
			  size_t d, size_t at, const unsigned int nc, __mmask16 m, bool first, size_t bytes, load16_fn *load)
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

		ask(v + j * stride, stride, bytes);
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
			   size_t at, size_t dim, bool first, size_t bytes, load16_fn *load)
{
	size_t d;

	for (d = 0; d + 64 <= dim; d += 64)
		values(b, i, nq, v, stride, from, to, d, at, 4, 0xffff, first, d ? 0 : bytes, load);
	for (; d < dim; d += 16)
		values(b, i, nq, v, stride, from, to, d, at, 1, dim - d < 16 ? mask16(dim - d) : 0xffff, first, d ? 0 : bytes, load);
}

/* Queries that have fewer positions than their neighbours in this tile stop with their own. */
ALWAYS_INLINE void some_values(struct queries *b, const uint8_t *v, size_t stride, size_t at, size_t dim, bool first,
			       size_t bytes, load16_fn *load)
{
	size_t i, a;

	for (i = 0; i + 4 <= b->n; i += 4) {
		size_t all = b->here[i];

		for (a = 1; a < 4; a++)
			all = b->here[i + a] < all ? b->here[i + a] : all;
		if (all)
			columns(b, i, 4, v, stride, 0, all, at, dim, first, i ? 0 : bytes, load);
		for (a = 0; a < 4; a++)
			if (b->here[i + a] > all)
				columns(b, i + a, 1, v, stride, all, b->here[i + a], at, dim, first, 0, load);
	}
	for (; i < b->n; i++)
		if (b->here[i])
			columns(b, i, 1, v, stride, 0, b->here[i], at, dim, first, i ? 0 : bytes, load);
}

ALWAYS_INLINE void tile_values(struct queries *b, float *buf, const uint8_t *v, size_t stride, size_t n, size_t dim, bool first,
			       size_t bytes, load16_fn *load)
{
	size_t at, now;

	if (b->n <= DIRECT) {
		some_values(b, v, stride, 0, dim, first, bytes, load);
		return;
	}
	for (at = 0; at < dim; at += now) {
		now = dim - at < WIDE ? dim - at : WIDE;
		widen(buf, v, stride, n, at, now, at ? 0 : bytes, load);
		some_values(b, (const uint8_t *)buf, now * sizeof(float), at, now, first, 0, load16_f32);
	}
}

ALWAYS_INLINE void scale_all(float *out, size_t n, float r)
{
	size_t i;

	for (i = 0; i < n; i += 16) {
		__mmask16 m = n - i < 16 ? mask16(n - i) : 0xffff;

		_mm512_mask_storeu_ps(out + i, m, _mm512_mul_ps(_mm512_maskz_loadu_ps(m, out + i), _mm512_set1_ps(r)));
	}
}

/* The queries of a block over all tiles that one of them sees.  bytes: of a row. */
ALWAYS_INLINE void attend_block(struct queries *b, const uint8_t *k, const uint8_t *v, size_t stride, size_t dim, float scale,
				size_t bytes, load16_fn *load)
{
	_Alignas(64) float buf[TILE * WIDE];
	size_t end = 0, pos, i;

	for (i = 0; i < b->n; i++)
		end = b->n_pos[i] > end ? b->n_pos[i] : end;
	for (pos = 0; pos < end; pos += TILE) {
		size_t n = end - pos < TILE ? end - pos : TILE;

		tile_scores(b, buf, k + pos * stride, stride, n, dim, scale, bytes, load);
		for (i = 0; i < b->n; i++) {
			b->here[i] = b->n_pos[i] <= pos ? 0 : b->n_pos[i] - pos < TILE ? b->n_pos[i] - pos : TILE;
			if (b->here[i])
				tile_exp(b, i, pos == 0);
		}
		tile_values(b, buf, v + pos * stride, stride, n, dim, pos == 0, bytes, load);
	}
	for (i = 0; i < b->n; i++)
		scale_all(b->out[i], dim, 1.0f / b->l[i]);
}

ALWAYS_INLINE void attn(float *out, size_t out_stride, const float *q, size_t q_stride, size_t n_heads, size_t n_tokens, const uint8_t *k,
			const uint8_t *v, size_t kv_stride, size_t n_pos, size_t head_dim, float scale, size_t bytes, load16_fn *load)
{
	struct queries b;
	size_t i, n = n_heads * n_tokens;

	b.n = 0;
	for (i = 0; i < n; i++) {
		size_t t = i / n_heads, h = i % n_heads;

		b.q[b.n] = q + t * q_stride + h * head_dim;
		b.out[b.n] = out + t * out_stride + h * head_dim;
		b.n_pos[b.n++] = n_pos + t;
		if (b.n == BLOCK || i + 1 == n) {
			attend_block(&b, k, v, kv_stride, head_dim, scale, bytes, load);
			b.n = 0;
		}
	}
}

#endif

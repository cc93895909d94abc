/* SPDX-License-Identifier: MIT */
/*
 * gemm_dense for the formats in blocks, made by each of their files with its own layout.  A row is worked
 * on in units of 256 elements: one block, or up to eight of 32.  Scales and codes of a unit are brought
 * into one form first; a conversion of each scale alone costs as much as its weights.
 */
#ifndef BITNET_KERNELS_GEMM_BLOCK_AVX2_H
#define BITNET_KERNELS_GEMM_BLOCK_AVX2_H

#include <stdbool.h>

#include "kernels/x86/avx2.h"
#include "kernels/x86/gemm-block.h"

/*
 * How a format uses a unit, of which a weight is s * q or s * q + m (CONTRACTS "dequant"), q signed: elements of a run,
 * 16 or 32, floats from one scale to the next, and whether there is a minimum.
 */
struct form {
	size_t run, step;
	bool minimum;
};

struct w32 {
	__m256 v[4];			/* 32 weights */
};

/* The scale of block i of whole units, which stands at its begin, and with the minimum behind it. */
#define HALF(i) (short)((const struct any_u16 *)(const void *)(b + (i) * bytes))->v
#define BOTH(i) (int)load_u32(b + (i) * bytes)

/* s[i] is the scale of block i.  Of a whole unit they do not go through memory, where a wider load waits for what was stored. */
ALWAYS_INLINE void scales1(struct unit *u, const uint8_t *b, size_t n, size_t bytes)
{
	_Alignas(16) uint16_t h[8] = { 0 };
	size_t i;

	if (n == UNIT) {
		_mm256_store_ps(u->s, _mm256_cvtph_ps(_mm_setr_epi16(HALF(0), HALF(1), HALF(2), HALF(3), HALF(4), HALF(5), HALF(6), HALF(7))));
		return;
	}
	for (i = 0; i < n / 32; i++)
		h[i] = (uint16_t)HALF(i);
	_mm256_store_ps(u->s, _mm256_cvtph_ps(_mm_load_si128((const __m128i *)(const void *)h)));
}

/* s[2i] and s[2i + 1] are scale and minimum of block i. */
ALWAYS_INLINE void scales2(struct unit *u, const uint8_t *b, size_t n, size_t bytes)
{
	_Alignas(16) uint32_t h[8] = { 0 };
	size_t i;

	if (n == UNIT) {
		_mm256_store_ps(u->s, _mm256_cvtph_ps(_mm_setr_epi32(BOTH(0), BOTH(1), BOTH(2), BOTH(3))));
		_mm256_store_ps(u->s + 8, _mm256_cvtph_ps(_mm_setr_epi32(BOTH(4), BOTH(5), BOTH(6), BOTH(7))));
		return;
	}
	for (i = 0; i < n / 32; i++)
		h[i] = load_u32(b + i * bytes);
	for (i = 0; i < 2; i++)
		_mm256_store_ps(u->s + 8 * i, _mm256_cvtph_ps(_mm_load_si128((const __m128i *)(const void *)(h + 4 * i))));
}

#undef HALF
#undef BOTH

/* Q4_K and Q5_K: d[g] is the factor of group g, m[g] its minimum, negative. */
ALWAYS_INLINE void scales_k(struct unit *u, const uint8_t *b)
{
	uint32_t sc = load_u32(b + 4), m = load_u32(b + 8), high = load_u32(b + 12);
	__m128i six = _mm_setr_epi32((int)(sc & 0x3f3f3f3f), (int)((high & 0x0f0f0f0f) | (sc >> 2 & 0x30303030)),
				     (int)(m & 0x3f3f3f3f), (int)((high >> 4 & 0x0f0f0f0f) | (m >> 2 & 0x30303030)));
	__m256 d = _mm256_set1_ps(load1_f16(b, 0)), dmin = _mm256_set1_ps(-load1_f16(b, 1));

	_mm256_store_ps(u->s, _mm256_mul_ps(d, codes8(six)));
	_mm256_store_ps(u->m, _mm256_mul_ps(dmin, codes8(_mm_srli_si128(six, 8))));
}

/* Sixteen bytes: the low nibbles, then the high ones. */
ALWAYS_INLINE __m256i nibbles(const uint8_t *qs)
{
	__m256i both = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)qs));

	return _mm256_and_si256(_mm256_srlv_epi32(both, _mm256_setr_epi32(0, 0, 0, 0, 4, 4, 4, 4)), _mm256_set1_epi8(15));
}

/* 16 in byte l where bit l of four bytes is set, else 0. */
ALWAYS_INLINE __m256i fifth_bits(const uint8_t *qh)
{
	const __m256i bit = _mm256_set1_epi64x((long long)0x8040201008040201);
	__m256i h = _mm256_shuffle_epi8(_mm256_set1_epi32((int)load_u32(qh)),
					_mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303));

	return _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_and_si256(h, bit), bit), _mm256_set1_epi8(16));
}

ALWAYS_INLINE void put32(struct unit *u, size_t i, __m256i q)
{
	_mm256_store_si256((__m256i *)(void *)(u->q + 32 * i), q);
}

ALWAYS_INLINE __m256i get32(const uint8_t *b)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)b);
}

/* Weights 32 i and up. */
ALWAYS_INLINE struct w32 weights(const struct unit *u, size_t i, struct form f)
{
	struct w32 w;
	unsigned int k;

	UNROLLED
	for (k = 0; k < 4; k++) {
		size_t run = f.run == 32 ? i : 2 * i + k / 2;
		__m256 q = codes8(_mm_loadl_epi64((const __m128i *)(const void *)(u->q + 32 * i + 8 * k))), d = _mm256_set1_ps(u->s[run * f.step]);

		if (!f.minimum)
			w.v[k] = _mm256_mul_ps(d, q);
		else
			w.v[k] = _mm256_fmadd_ps(d, q, _mm256_set1_ps(f.step == 2 ? u->s[run * 2 + 1] : u->m[run]));
	}
	return w;
}

/*
 * n_rows rows, at most ROWS, and n_tokens tokens, at most FEW, both known at each call and one of them 1.  A unit is
 * prepared while the one before is worked on.  For one token memory is asked for the next rows, strictly forward, and
 * evenly, for few lines can be on their way.
 */
ALWAYS_INLINE void block_dots(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, const unsigned int n_rows, size_t n,
			      const float *x, size_t x_stride, const unsigned int n_tokens, size_t bytes, const struct form f,
			      prepare_fn *prepare)
{
	const uint8_t *ahead = w + (n_rows * row_bytes < AHEAD ? AHEAD : n_rows * row_bytes);
	const size_t share = n_rows * bytes / 8;
	struct unit u[2][ROWS];
	struct sum16 s[ROWS][FEW];
	unsigned int r, t, now = 0;
	size_t i, j, p;

	UNROLLED
	for (r = 0; r < n_rows; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			s[r][t] = sum16_zero();
	prepare_rows(u[now], w, row_bytes, n_rows, n, prepare);
	for (i = 0; i < n; i += UNIT, x += UNIT, w += bytes, now = !now) {
		size_t m = n - i < UNIT ? n - i : UNIT;

		prepare_rows(u[!now], w + bytes, row_bytes, n_rows, n - i - m, prepare);
		for (j = 0; j < m / 32; j++) {
			UNROLLED
			for (p = 0; p < share && n_tokens == 1; p += 64)
				_mm_prefetch((const char *)ahead + p, _MM_HINT_T1);
			ahead += share;
			UNROLLED
			for (r = 0; r < n_rows; r++) {
				struct w32 v = weights(&u[now][r], j, f);

				UNROLLED
				for (t = 0; t < n_tokens; t++) {
					const float *at = x + t * x_stride + 32 * j;

					s[r][t] = sum16_fma(s[r][t], v.v[0], v.v[1], _mm256_loadu_ps(at), _mm256_loadu_ps(at + 8));
					s[r][t] = sum16_fma(s[r][t], v.v[2], v.v[3], _mm256_loadu_ps(at + 16), _mm256_loadu_ps(at + 24));
				}
			}
		}
	}
	UNROLLED
	for (r = 0; r < n_rows; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			y[t * y_stride + r] = sum16_tree(s[r][t]);
}

/* bytes: those of a unit.  A unit is made once for four tokens. */
ALWAYS_INLINE void gemm_block(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			      size_t x_stride, size_t n_tokens, size_t bytes, const struct form f, prepare_fn *prepare)
{
	size_t few = n_tokens / FEW * FEW, r, t;

	for (r = 0; r < n_rows; r++)
		for (t = 0; t < few; t += FEW)
			block_dots(y + t * y_stride + r, y_stride, w + r * row_bytes, row_bytes, 1, n_cols, x + t * x_stride, x_stride, FEW, bytes,
				   f, prepare);
	for (t = few; t < n_tokens; t++) {
		for (r = 0; r + ROWS <= n_rows; r += ROWS)
			block_dots(y + t * y_stride + r, y_stride, w + r * row_bytes, row_bytes, ROWS, n_cols, x + t * x_stride, x_stride, 1, bytes,
				   f, prepare);
		for (; r < n_rows; r++)
			block_dots(y + t * y_stride + r, y_stride, w + r * row_bytes, row_bytes, 1, n_cols, x + t * x_stride, x_stride, 1, bytes,
				   f, prepare);
	}
}

#endif

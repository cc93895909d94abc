/* SPDX-License-Identifier: MIT */
/*
 * gemm_dense for the formats in blocks, made by each of their files with its own layout.  A row is worked
 * on in units of 256 elements: one block, or up to eight of 32.  The scales of a unit are made floats
 * first, all at once, for a conversion of each alone costs as much as its weights; codes are mostly taken from the block itself.
 */
#ifndef BITNET_KERNELS_GEMM_BLOCK_AVX512_H
#define BITNET_KERNELS_GEMM_BLOCK_AVX512_H

#include "kernels/x86/gemm-block.h"
#include "kernels/x86/gemm-panel-avx512.h"

/* From more than so many tokens on it pays to unpack weights into memory. */
enum { MANY = 8 };

struct w32 {
	__m512 lo, hi;			/* 32 weights */
};

/* Weights 32 (i + k) and up of the unit at b; k, known at each call, is 0, or also 1 for an even i. */
typedef struct w32 weights_fn(const struct unit *u, const uint8_t *b, size_t i, const unsigned int k);

/* Sixteen bytes as integers. */
ALWAYS_INLINE __m512i bytes16(const uint8_t *b)
{
	return _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(const void *)b));
}

ALWAYS_INLINE __m512i signed16(const uint8_t *b)
{
	return _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)(const void *)b));
}

ALWAYS_INLINE __m512 counting(float from)
{
	return _mm512_add_ps(_mm512_set1_ps(from), _mm512_setr_ps(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

/* Nibbles at qs are places in a table of sixteen weights. */
ALWAYS_INLINE struct w32 table16(const uint8_t *qs, __m512 table)
{
	__m512i q = bytes16(qs);

	return (struct w32){ _mm512_permutexvar_ps(q, table), _mm512_permutexvar_ps(_mm512_srli_epi32(q, 4), table) };
}

/* The same with a fifth bit: bit l of four bytes at qh is that of element l; it is rotated to bit 4. */
ALWAYS_INLINE struct w32 table32(const uint8_t *qs, const uint8_t *qh, __m512 t0, __m512 t1)
{
	const __m512i turn = _mm512_setr_epi32(28, 29, 30, 31, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), low = _mm512_set1_epi32(15);
	__m512i q = bytes16(qs), h = _mm512_set1_epi32((int)load_u32(qh)), h0, h1;

	h0 = _mm512_rorv_epi32(h, turn);
	h1 = _mm512_rorv_epi32(h, _mm512_xor_si512(turn, _mm512_set1_epi32(16)));
	/* low ? q : h; permutex2var takes no more than five bits. */
	return (struct w32){ _mm512_permutex2var_ps(t0, _mm512_ternarylogic_epi32(low, q, h0, 0xca), t1),
			     _mm512_permutex2var_ps(t0, _mm512_ternarylogic_epi32(low, _mm512_srli_epi32(q, 4), h1, 0xca), t1) };
}

/* The word of 32 bits in which byte BYTES * i lies. */
#define WORD_OF(bytes, i) ((int)(bytes) * (i) / 4)
#define EIGHT(f, ...) f(__VA_ARGS__, 0), f(__VA_ARGS__, 1), f(__VA_ARGS__, 2), f(__VA_ARGS__, 3), f(__VA_ARGS__, 4), f(__VA_ARGS__, 5), \
		f(__VA_ARGS__, 6), f(__VA_ARGS__, 7)

/*
 * The words with the begins of blocks in a unit of n elements, which are of at most 24 bytes.  Of a whole unit they
 * are picked from registers: the first 32 words, then the last 16.
 */
ALWAYS_INLINE __m256i begins(const uint8_t *b, size_t n, const size_t bytes)
{
#define FIRST(bytes, i) (WORD_OF(bytes, i) < 32 ? WORD_OF(bytes, i) : 0)
#define LAST(bytes, i) (WORD_OF(bytes, i) < 32 ? (i) : WORD_OF(bytes, i) - 2 * (int)(bytes) + 32)
	_Alignas(32) uint32_t h[8] = { 0 };
	size_t i;

	if (n == UNIT) {
		__m512i v = _mm512_permutex2var_epi32(_mm512_loadu_si512(b), _mm512_castsi256_si512(_mm256_setr_epi32(EIGHT(FIRST, bytes))),
						      _mm512_loadu_si512(b + 64));

		if (WORD_OF(bytes, 7) >= 32)
			v = _mm512_permutex2var_epi32(v, _mm512_castsi256_si512(_mm256_setr_epi32(EIGHT(LAST, bytes))),
						      _mm512_loadu_si512(b + 8 * bytes - 64));
		return _mm512_castsi512_si256(v);
	}
	for (i = 0; i < n / 32; i++)
		h[i] = load_u32(b + i * bytes / 4 * 4);
	return _mm256_load_si256((const __m256i *)(const void *)h);
#undef FIRST
#undef LAST
}

/* s[place1(i)] is the scale of block i, which stands at its begin; an odd block begins in the middle of a word. */
ALWAYS_INLINE size_t place1(size_t i)
{
	return 2 * i + (i & 1);
}

/* s[2i] and s[2i + 1] are scale and minimum of block i. */
ALWAYS_INLINE void scales(struct unit *u, const uint8_t *b, size_t n, const size_t bytes)
{
	_mm512_store_ps(u->s, _mm512_cvtph_ps(begins(b, n, bytes)));
}

/* Q4_K and Q5_K (kernels/c/block_c.h): s[g] is the factor of group g, s[8 + g] its minimum. */
ALWAYS_INLINE void scales_k(struct unit *u, const uint8_t *b)
{
	const __m512i both = _mm512_setr_epi32(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
	__m128i h = _mm_loadu_si128((const __m128i *)(const void *)b);
	/* Words: factors 0 to 3 and 4 to 7, minimums likewise. */
	__m128i low = _mm_and_si128(_mm_srlv_epi32(_mm_shuffle_epi32(h, 0xed), _mm_setr_epi32(0, 0, 0, 4)),
				    _mm_setr_epi32(0x3f3f3f3f, 0x0f0f0f0f, 0x3f3f3f3f, 0x0f0f0f0f));
	__m128i top = _mm_and_si128(_mm_srlv_epi32(_mm_shuffle_epi32(h, 0x84), _mm_set1_epi32(2)), _mm_setr_epi32(0, 0x30303030, 0, 0x30303030));

	_mm512_store_ps(u->s, _mm512_mul_ps(_mm512_permutexvar_ps(both, _mm512_castps128_ps512(_mm_cvtph_ps(h))),
					    _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_or_si128(low, top)))));
}

ALWAYS_INLINE void add32(__m512 s[FEW], struct w32 v, const float *x, size_t x_stride, const unsigned int n_tokens)
{
	unsigned int t;

	UNROLLED
	for (t = 0; t < n_tokens; t++) {
		s[t] = _mm512_fmadd_ps(v.lo, _mm512_loadu_ps(x + t * x_stride), s[t]);
		s[t] = _mm512_fmadd_ps(v.hi, _mm512_loadu_ps(x + t * x_stride + 16), s[t]);
	}
}

/*
 * n_rows rows, at most ROWS, and n_tokens tokens, at most FEW, both known at each call.  An fma waits for the
 * one before: four rows at a time fill the pipeline.  Memory gives less to what reads in four places, so
 * the next four rows are asked for strictly forward meanwhile, and evenly, for few lines can be on their way.
 * A unit is prepared while the one before is worked on, for what is stored takes a while to be seen.
 */
ALWAYS_INLINE void block_dots(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, const unsigned int n_rows, size_t n,
			      const float *x, size_t x_stride, const unsigned int n_tokens, size_t bytes, const unsigned int pair,
			      prepare_fn *prepare, weights_fn *weights)
{
	const uint8_t *ahead = w + (n_rows * row_bytes < AHEAD ? AHEAD : n_rows * row_bytes);
	const size_t share = n_rows * bytes / 8 * pair;
	struct unit u[2][ROWS];
	__m512 s[ROWS][FEW];
	unsigned int r, t, k, now = 0;
	size_t i, j, p;

	UNROLLED
	for (r = 0; r < n_rows; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			s[r][t] = _mm512_setzero_ps();
	prepare_rows(u[now], w, row_bytes, n_rows, n, prepare);
	for (i = 0; i < n; i += UNIT, x += UNIT, w += bytes, now = !now) {
		size_t m = n - i < UNIT ? n - i : UNIT;

		prepare_rows(u[!now], w + bytes, row_bytes, n_rows, n - i - m, prepare);
		for (j = 0; j < m / 32; j += pair) {
			UNROLLED
			for (p = 0; p < share; p += 64)
				_mm_prefetch((const char *)ahead + p, _MM_HINT_T1);
			ahead += share;
			UNROLLED
			for (r = 0; r < n_rows; r++)
				UNROLLED
				for (k = 0; k < pair; k++)
					add32(s[r], weights(&u[now][r], w + r * row_bytes, j, k), x + 32 * (j + k), x_stride, n_tokens);
		}
	}
	UNROLLED
	for (r = 0; r < n_rows; r++)
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			y[t * y_stride + r] = sum16_tree(s[r][t]);
}

/* n_rows rows and any number of tokens. */
ALWAYS_INLINE void block_rows(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, const unsigned int n_rows, size_t n,
			      const float *x, size_t x_stride, size_t n_tokens, size_t bytes, const unsigned int pair,
			      prepare_fn *prepare, weights_fn *weights)
{
	size_t t;

	for (t = 0; t + 4 <= n_tokens; t += 4)
		block_dots(y + t * y_stride, y_stride, w, row_bytes, n_rows, n, x + t * x_stride, x_stride, 4, bytes, pair, prepare,
			   weights);
	for (; t + 2 <= n_tokens; t += 2)
		block_dots(y + t * y_stride, y_stride, w, row_bytes, n_rows, n, x + t * x_stride, x_stride, 2, bytes, pair, prepare,
			   weights);
	if (t < n_tokens)
		block_dots(y + t * y_stride, y_stride, w, row_bytes, n_rows, n, x + t * x_stride, x_stride, 1, bytes, pair, prepare,
			   weights);
}

/* n elements of a row as floats. */
ALWAYS_INLINE void block_row(float *y, const uint8_t *w, size_t n, size_t bytes, const unsigned int pair, prepare_fn *prepare,
			     weights_fn *weights)
{
	struct unit u;
	unsigned int k;
	size_t i, j;

	for (i = 0; i < n; i += UNIT, w += bytes) {
		size_t m = n - i < UNIT ? n - i : UNIT;

		prepare(&u, w, m);
		for (j = 0; j < m / 32; j += pair)
			UNROLLED
			for (k = 0; k < pair; k++) {
				struct w32 v = weights(&u, w, j, k);

				_mm512_store_ps(y + i + 32 * (j + k), v.lo);
				_mm512_store_ps(y + i + 32 * (j + k) + 16, v.hi);
			}
	}
}

/* bytes: those of a unit; pair: 2 when 64 weights share their bytes, else 1. */
ALWAYS_INLINE void gemm_block(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			      size_t x_stride, size_t n_tokens, size_t bytes, const unsigned int pair, prepare_fn *prepare,
			      weights_fn *weights, unpack_fn *unpack)
{
	size_t r = 0;

	if (n_tokens <= MANY) {
		for (; r + ROWS <= n_rows; r += ROWS)
			block_rows(y + r, y_stride, w + r * row_bytes, row_bytes, ROWS, n_cols, x, x_stride, n_tokens, bytes, pair,
				   prepare, weights);
		for (; r < n_rows; r++)
			block_rows(y + r, y_stride, w + r * row_bytes, row_bytes, 1, n_cols, x, x_stride, n_tokens, bytes, pair,
				   prepare, weights);
		return;
	}
	gemm_panels(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, unpack);
}

#endif

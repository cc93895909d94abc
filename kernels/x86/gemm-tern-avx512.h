/* SPDX-License-Identifier: MIT */
/*
 * gemm_tern with 512-bit registers, made by its levels with their own product of bytes: the layout is
 * drawn in gemm_tern_c.c.  A register takes two blocks of 128 columns, so that a group of codes
 * meets 32 activations of one block and 32 of the next.
 *
 * Four rows meet up to six tokens at a time: 24 sums stay in registers, codes are unpacked once for
 * all tokens, an activation is loaded once for all rows.
 */
#ifndef BITNET_KERNELS_GEMM_TERN_AVX512_H
#define BITNET_KERNELS_GEMM_TERN_AVX512_H

#include "kernels/kernels.h"
#include "kernels/x86/avx512.h"

enum {
	ROWS = 4,
	TOKENS = 6,
	WEIGHTS = 24 << 10		/* bytes of rows that stay in the cache while the tokens pass */
};

/* sum + codes (0..2) times q, four products to a lane. */
typedef __m512i dot_fn(__m512i sum, __m512i codes, __m512i q);

ALWAYS_INLINE __m256i load32(const void *p)
{
	return _mm256_loadu_si256((const __m256i *)p);
}

/* Two blocks, or one and zeros. */
ALWAYS_INLINE __m512i load_codes(const uint8_t *w, bool two)
{
	return two ? _mm512_loadu_si512(w) : _mm512_zextsi256_si512(load32(w));
}

/* Activations of group g of two blocks, or of one and zeros. */
ALWAYS_INLINE __m512i load_q(const int8_t *q, unsigned int g, bool two)
{
	__m512i lo = _mm512_zextsi256_si512(load32(q + 32 * g));

	return two ? _mm512_inserti64x4(lo, load32(q + 128 + 32 * g), 1) : lo;
}

/* Group g of the codes at w. */
ALWAYS_INLINE __m512i group(const uint8_t *w, unsigned int g, bool two)
{
	return _mm512_and_si512(_mm512_srli_epi16(load_codes(w, two), 6 - 2 * g), _mm512_set1_epi8(3));
}

/* The totals of four registers. */
ALWAYS_INLINE __m128i totals(__m512i s0, __m512i s1, __m512i s2, __m512i s3)
{
	__m512i a = _mm512_add_epi32(_mm512_unpacklo_epi32(s0, s1), _mm512_unpackhi_epi32(s0, s1));
	__m512i b = _mm512_add_epi32(_mm512_unpacklo_epi32(s2, s3), _mm512_unpackhi_epi32(s2, s3));
	__m512i c = _mm512_add_epi32(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
	__m256i d = _mm256_add_epi32(_mm512_castsi512_si256(c), _mm512_extracti64x4_epi64(c, 1));

	return _mm_add_epi32(_mm256_castsi256_si128(d), _mm256_extracti128_si256(d, 1));
}

/* A block or two of ROWS rows and n_tokens tokens. */
ALWAYS_INLINE void add_blocks(__m512i s[TOKENS][ROWS], const uint8_t *w, size_t row_bytes, const int8_t *q, size_t q_stride,
			      const unsigned int n_tokens, dot_fn *dot, bool two)
{
	unsigned int g, r, t;

	UNROLLED
	for (g = 0; g < 4; g++) {
		__m512i c[ROWS];

		UNROLLED
		for (r = 0; r < ROWS; r++)
			c[r] = group(w + r * row_bytes, g, two);
		UNROLLED
		for (t = 0; t < n_tokens; t++) {
			__m512i x = load_q(q + t * q_stride, g, two);

			UNROLLED
			for (r = 0; r < ROWS; r++)
				s[t][r] = dot(s[t][r], c[r], x);
		}
	}
}

/*
 * ROWS rows and n_tokens tokens.  The next rows are asked from memory strictly forward: it gives less
 * to what reads in four places.
 */
ALWAYS_INLINE void dot_rows(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_cols, const int8_t *q,
			    size_t q_stride, const int32_t *q_sum, const unsigned int n_tokens, dot_fn *dot)
{
	const char *ahead = (const char *)w + ROWS * row_bytes;
	__m512i s[TOKENS][ROWS];
	unsigned int r, t;
	size_t c;

	UNROLLED
	for (t = 0; t < n_tokens; t++)
		UNROLLED
		for (r = 0; r < ROWS; r++)
			s[t][r] = _mm512_setzero_si512();
	for (c = 0; c + 256 <= n_cols; c += 256) {
		UNROLLED
		for (r = 0; r < ROWS; r++)
			_mm_prefetch(ahead + c + 64 * r, _MM_HINT_T0);
		add_blocks(s, w + c / 4, row_bytes, q + c, q_stride, n_tokens, dot, true);
	}
	if (c < n_cols)
		add_blocks(s, w + c / 4, row_bytes, q + c, q_stride, n_tokens, dot, false);
	UNROLLED
	for (t = 0; t < n_tokens; t++)
		_mm_storeu_si128((__m128i *)(void *)(y + t * y_stride),
				 _mm_sub_epi32(totals(s[t][0], s[t][1], s[t][2], s[t][3]), _mm_set1_epi32(q_sum[t])));
}

/* One row and one token: rows that are read one after another get the most from memory. */
ALWAYS_INLINE int32_t dot_row(const uint8_t *w, size_t n_cols, const int8_t *q, int32_t q_sum, dot_fn *dot)
{
	__m512i s[4];
	unsigned int g;
	size_t c;

	UNROLLED
	for (g = 0; g < 4; g++)
		s[g] = _mm512_setzero_si512();
	for (c = 0; c + 256 <= n_cols; c += 256)
		UNROLLED
		for (g = 0; g < 4; g++)
			s[g] = dot(s[g], group(w + c / 4, g, true), load_q(q + c, g, true));
	if (c < n_cols)
		UNROLLED
		for (g = 0; g < 4; g++)
			s[g] = dot(s[g], group(w + c / 4, g, false), load_q(q + c, g, false));
	return (int32_t)(add_lanes(_mm512_add_epi32(_mm512_add_epi32(s[0], s[1]), _mm512_add_epi32(s[2], s[3]))) -
			 (uint32_t)q_sum);
}

/* n_rows rows, at most TOKENS tokens. */
ALWAYS_INLINE void some_tokens(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			       const int8_t *q, size_t q_stride, const int32_t *q_sum, const unsigned int n_tokens, dot_fn *dot)
{
	unsigned int t;
	size_t r = 0;

	if (n_tokens > 1)
		for (; r + ROWS <= n_rows; r += ROWS)
			dot_rows(y + r, y_stride, w + r * row_bytes, row_bytes, n_cols, q, q_stride, q_sum, n_tokens, dot);
	for (; r < n_rows; r++)
		for (t = 0; t < n_tokens; t++)
			y[t * y_stride + r] = dot_row(w + r * row_bytes, n_cols, q + t * q_stride, q_sum[t], dot);
}

ALWAYS_INLINE void gemm_tern(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			     const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens, dot_fn *dot)
{
	size_t most = (row_bytes < WEIGHTS / ROWS ? WEIGHTS / ROWS / row_bytes : 1) * ROWS;

	while (n_rows) {
		size_t rows = n_rows < most ? n_rows : most, t;

#define SOME(n) \
	some_tokens(y + t * y_stride, y_stride, w, row_bytes, rows, n_cols, q + t * q_stride, q_stride, q_sum + t, n, dot)
		for (t = 0; n_tokens - t >= TOKENS; t += TOKENS)
			SOME(6);
		switch (n_tokens - t) {
		case 5: SOME(5); break;
		case 4: SOME(4); break;
		case 3: SOME(3); break;
		case 2: SOME(2); break;
		case 1: SOME(1); break;
		default: break;
		}
#undef SOME
		y += rows;
		w += rows * row_bytes;
		n_rows -= rows;
	}
}

#endif

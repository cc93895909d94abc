/* SPDX-License-Identifier: MIT */
/*
 * gemm_tern for one token and a list of rows, with vpdpbusd.
 *
 * The codes are not shifted: a masked byte is 64, 16, 4 or 1 times a code, and each of the four has its
 * sum, which is divided at the end.  In PIECE columns the largest of them stays below 2^22 in a lane.
 * The activations are put in the order of the codes once: 256 columns are 64 bytes of weights and four
 * registers of 64 activations.
 */
#include "kernels/x86/avx512.h"
#include "kernels/x86/kernels-x86.h"
#include "kernels/x86/tern-rows.h"

enum {
	STREAMS = 4,
	PIECE = 8192
};

ALWAYS_INLINE __m256i load32(const void *p)
{
	return _mm256_loadu_si256((const __m256i *)p);
}

/* Activations of two blocks, the second NULL: zeros. */
ALWAYS_INLINE void put(__m512i q[4], const int8_t *first, const int8_t *second)
{
	unsigned int g;

	UNROLLED
	for (g = 0; g < 4; g++) {
		__m512i lo = _mm512_zextsi256_si512(load32(first + 32 * g));

		q[g] = second ? _mm512_inserti64x4(lo, load32(second + 32 * g), 1) : lo;
	}
}

static void put_in_order(__m512i *to, const int8_t *q, size_t n_cols)
{
	size_t c;

	for (c = 0; c + 256 <= n_cols; c += 256, to += 4)
		put(to, q + c, q + c + 128);
	if (c < n_cols)
		put(to, q + c, NULL);
}

ALWAYS_INLINE void add(__m512i s[4], __m512i w, const __m512i q[4])
{
	s[0] = _mm512_dpbusd_epi32(s[0], _mm512_and_si512(w, _mm512_set1_epi8((char)0xc0)), q[0]);
	s[1] = _mm512_dpbusd_epi32(s[1], _mm512_and_si512(w, _mm512_set1_epi8(0x30)), q[1]);
	s[2] = _mm512_dpbusd_epi32(s[2], _mm512_and_si512(w, _mm512_set1_epi8(0x0c)), q[2]);
	s[3] = _mm512_dpbusd_epi32(s[3], _mm512_and_si512(w, _mm512_set1_epi8(0x03)), q[3]);
}

ALWAYS_INLINE uint32_t total(const __m512i s[4])
{
	__m512i a = _mm512_add_epi32(_mm512_srai_epi32(s[0], 6), _mm512_srai_epi32(s[1], 4));

	return add_lanes(_mm512_add_epi32(a, _mm512_add_epi32(_mm512_srai_epi32(s[2], 2), s[3])));
}

/* A piece of rows i, i + each, ... of the list, n of them, onto what is in y. */
ALWAYS_INLINE void dots(int32_t *y, const struct tern_rows *l, size_t i, size_t each, const unsigned int n, size_t n_cols,
			const __m512i *q)
{
	const uint8_t *w[STREAMS];
	const char *ahead[STREAMS];
	__m512i s[STREAMS][4];
	unsigned int k, g;
	size_t c;

	UNROLLED
	for (k = 0; k < n; k++) {
		w[k] = tern_row(l, i + k * each);
		ahead[k] = tern_row_ahead(l, i + k * each);
		UNROLLED
		for (g = 0; g < 4; g++)
			s[k][g] = _mm512_setzero_si512();
	}
	for (c = 0; c + 256 <= n_cols; c += 256)
		UNROLLED
		for (k = 0; k < n; k++) {
			_mm_prefetch(ahead[k] + c / 4, _MM_HINT_T0);
			add(s[k], _mm512_loadu_si512(w[k] + c / 4), q + c / 64);
		}
	if (c < n_cols)
		UNROLLED
		for (k = 0; k < n; k++)
			add(s[k], _mm512_zextsi256_si512(load32(w[k] + c / 4)), q + c / 64);
	UNROLLED
	for (k = 0; k < n; k++)
		y[i + k * each] = (int32_t)((uint32_t)y[i + k * each] + total(s[k]));
}

void bitnet_gemv_tern_vnni(int32_t *y, const uint8_t *w, size_t row_bytes, const uint32_t *rows, size_t n_rows, size_t n_cols,
			   const int8_t *q, int32_t q_sum)
{
	size_t each = n_rows / STREAMS, first, i;
	__m512i in_order[PIECE / 64];

	for (i = 0; i < n_rows; i++)
		y[i] = (int32_t)-(uint32_t)q_sum;
	for (first = 0; first < n_cols; first += PIECE) {
		struct tern_rows l = tern_rows(w + first / 4, row_bytes, rows, n_rows);
		size_t n = n_cols - first < PIECE ? n_cols - first : PIECE;

		put_in_order(in_order, q + first, n);
		for (i = 0; i < each; i++)
			dots(y, &l, i, each, STREAMS, n, in_order);
		for (i = STREAMS * each; i < n_rows; i++)
			dots(y, &l, i, 0, 1, n, in_order);
	}
}

/* SPDX-License-Identifier: MIT */
/*
 * Sums of the columns whose bit is set.  A bit is not moved to the lowest place of its byte: bit j of the lower nibbles,
 * where it is set, multiplies by 2^j, and its sum is divided by that at the end.  So hi is turned, once for all rows:
 * byte i of register j is that of column 8 i + j.
 */
#include "kernels/x86/avx2.h"
#include "kernels/x86/head-bits.h"
#include "kernels/x86/kernels-x86.h"

enum {
	COLUMNS = 256,			/* bits of a register */
	PIECE = 4096,			/* columns of hi that are turned at a time */
	BLOCKS_16 = 8			/* of COLUMNS, two pairs of at most 254 each to a sum: times 8 they stay in 16 bits */
};

ALWAYS_INLINE __m128i load_16(const void *p)
{
	return _mm_loadu_si128(p);
}

/* Sixteen columns of hi, and sixteen 128 further or zeros. */
ALWAYS_INLINE __m256i load_hi(const int8_t *hi, bool two)
{
	__m256i v = _mm256_zextsi128_si256(load_16(hi));

	return two ? _mm256_inserti128_si256(v, load_16(hi + COLUMNS / 2), 1) : v;
}

/* COLUMNS of hi, or half of them and zeros. */
ALWAYS_INLINE void turn(__m256i x[8], const int8_t *hi, bool two)
{
	const __m256i pairs = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
	__m256i v[8], u[8];
	unsigned int i, round;

	/* Word j of v[i] has columns 16 i + j and 16 i + 8 + j. */
	UNROLLED
	for (i = 0; i < 8; i++)
		v[i] = _mm256_shuffle_epi8(load_hi(hi + 16 * i, two), pairs);
	UNROLLED
	for (round = 0; round < 3; round++) {
		UNROLLED
		for (i = 0; i < 4; i++) {
			u[2 * i] = _mm256_unpacklo_epi16(v[i], v[i + 4]);
			u[2 * i + 1] = _mm256_unpackhi_epi16(v[i], v[i + 4]);
		}
		UNROLLED
		for (i = 0; i < 8; i++)
			v[i] = u[i];
	}
	UNROLLED
	for (i = 0; i < 8; i++)
		x[i] = v[i];
}

ALWAYS_INLINE void add_block(__m256i s[4], __m256i v, const __m256i x[8])
{
	__m256i upper = _mm256_srli_epi16(v, 4);
	unsigned int j;

	UNROLLED
	for (j = 0; j < 4; j++) {
		__m256i bit = _mm256_set1_epi8((char)(1 << j));

		s[j] = _mm256_add_epi16(s[j], _mm256_maddubs_epi16(_mm256_and_si256(v, bit), x[j]));
		s[j] = _mm256_add_epi16(s[j], _mm256_maddubs_epi16(_mm256_and_si256(upper, bit), x[j + 4]));
	}
}

/* sum + what is in s, times 1. */
ALWAYS_INLINE __m256i widen(__m256i sum, const __m256i s[4])
{
	__m256i a = _mm256_add_epi16(s[0], _mm256_srai_epi16(s[1], 1));
	__m256i b = _mm256_add_epi16(_mm256_srai_epi16(s[2], 2), _mm256_srai_epi16(s[3], 3));

	return _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_add_epi16(a, b), _mm256_set1_epi16(1)));
}

/* n columns of one row. */
ALWAYS_INLINE int32_t bits_of_row(const uint8_t *bits, size_t n, __m256i (*x)[8])
{
	const __m256i zero = _mm256_setzero_si256();
	size_t n_blocks = n / COLUMNS, b = 0;
	__m256i sum = zero;

	while (b < n_blocks) {
		size_t end = n_blocks - b < BLOCKS_16 ? n_blocks : b + BLOCKS_16;
		__m256i s[4] = { zero, zero, zero, zero };

		for (; b < end; b++)
			add_block(s, load32(bits + b * (COLUMNS / 8)), x[b]);
		sum = widen(sum, s);
	}
	if (n % COLUMNS) {
		__m256i s[4] = { zero, zero, zero, zero };

		add_block(s, _mm256_zextsi128_si256(load_16(bits + b * (COLUMNS / 8))), x[b]);
		sum = widen(sum, s);
	}
	return add_lanes(sum);
}

void bitnet_head_bits_avx2(int32_t *y, const uint8_t *bits, const uint32_t *rows, size_t n_rows, size_t n_cols, const int8_t *hi)
{
	size_t row_bytes = n_cols / 8, c, i;
	__m256i x[PIECE / COLUMNS][8];

	for (c = 0; c < n_cols; c += PIECE) {
		size_t n = n_cols - c < PIECE ? n_cols - c : PIECE;

		for (i = 0; i < n; i += COLUMNS)
			turn(x[i / COLUMNS], hi + c + i, n - i >= COLUMNS);
		for (i = 0; i < n_rows; i++) {
			int32_t sum = bits_of_row(bits + rows[i] * row_bytes + c / 8, n, x);

			ask_row(bits, rows, i + HEAD_ROWS_AHEAD, n_rows, row_bytes);
			y[i] = c ? y[i] + sum : sum;
		}
	}
}

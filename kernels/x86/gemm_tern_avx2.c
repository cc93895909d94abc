/* SPDX-License-Identifier: MIT */
/*
 * y[t][r] = sum over c of (code[r][c] - 1) * q[t][c], exact: the layout is drawn in gemm_tern_c.c.
 *
 * vpmaddubsw multiplies codes 0..2 by int8 and adds pairs: between -512 and 508.  So 64 of them stay in 16 bits
 * (-32768..32512); then the lanes are added to 32 bits.  In a block of 128 columns four come to a lane, in a panel one for
 * each four columns.
 */
#include "kernels/x86/kernels-x86.h"
#include "kernels/x86/tern-block-avx2.h"
#include "kernels/x86/tern-panel-avx2.h"

enum {
	ROWS = 16,			/* that stay in the cache while the tokens pass */
	AHEAD = 2048,			/* bytes from what four tokens work on to what is asked from memory */
	MICRO = 4,			/* tokens that meet a panel at a time: eight sums stay in registers */
	FEW = 8				/* from so many tokens on, a panel pays */
};

/* One row, four tokens: a byte is unpacked once for four. */
static void dot_4_tokens(int32_t *y, size_t y_stride, const uint8_t *w, size_t n_blocks, const int8_t *q, size_t q_stride,
			 const int32_t *q_sum)
{
	const int8_t *q1 = q + q_stride, *q2 = q1 + q_stride, *q3 = q2 + q_stride;
	const __m256i zero = _mm256_setzero_si256();
	__m256i s0 = zero, s1 = zero, s2 = zero, s3 = zero;
	size_t b = 0, i;

	while (b < n_blocks) {
		__m256i a0 = zero, a1 = zero, a2 = zero, a3 = zero;
		size_t end = n_blocks - b < BLOCKS_16 ? n_blocks : b + BLOCKS_16;

		for (; b < end; b++) {
			struct codes c = codes_of(w + 32 * b);

			i = 128 * b;
			_mm_prefetch((const char *)w + 32 * b + AHEAD, _MM_HINT_T0);
			a0 = _mm256_add_epi16(a0, block(c, q + i));
			a1 = _mm256_add_epi16(a1, block(c, q1 + i));
			a2 = _mm256_add_epi16(a2, block(c, q2 + i));
			a3 = _mm256_add_epi16(a3, block(c, q3 + i));
		}
		s0 = widen(s0, a0);
		s1 = widen(s1, a1);
		s2 = widen(s2, a2);
		s3 = widen(s3, a3);
	}
	y[0] = total(s0, q_sum[0]);
	y[y_stride] = total(s1, q_sum[1]);
	y[2 * y_stride] = total(s2, q_sum[2]);
	y[3 * y_stride] = total(s3, q_sum[3]);
}

/*
 * One row, one token.  Rows are read one after another: four at a time are as fast in the cache, and
 * take 2.5 times as long from memory.
 */
static int32_t dot(const uint8_t *w, size_t n_blocks, const int8_t *q, int32_t q_sum)
{
	__m256i s = _mm256_setzero_si256();
	size_t b = 0;

	while (b < n_blocks) {
		size_t end = n_blocks - b < BLOCKS_16 ? n_blocks : b + BLOCKS_16;
		__m256i a = _mm256_setzero_si256();

		for (; b < end; b++)
			a = _mm256_add_epi16(a, block(codes_of(w + 32 * b), q + 128 * b));
		s = widen(s, a);
	}
	return total(s, q_sum);
}

static void some_tokens(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens)
{
	size_t n_blocks = n_cols / BITNET_TERN_BLOCK;

	while (n_rows) {
		size_t rows = least(n_rows, ROWS), t, r;

		for (t = 0; t + 4 <= n_tokens; t += 4)
			for (r = 0; r < rows; r++)
				dot_4_tokens(y + t * y_stride + r, y_stride, w + r * row_bytes, n_blocks, q + t * q_stride, q_stride,
					     q_sum + t);
		for (; t < n_tokens; t++)
			for (r = 0; r < rows; r++)
				y[t * y_stride + r] = dot(w + r * row_bytes, n_blocks, q + t * q_stride, q_sum[t]);
		y += rows;
		w += rows * row_bytes;
		n_rows -= rows;
	}
}

/* Four activations of a token against both halves.  The compiler would copy sums, and the machine is short of slots for that. */
ALWAYS_INLINE void add_quads(__m256i *s0, __m256i *s1, __m256i c0, __m256i c1, const int8_t *q)
{
	__m256i x, p;

	__asm__("vpbroadcastd %6, %2\n\tvpmaddubsw %2, %4, %3\n\tvpmaddubsw %2, %5, %2\n\tvpaddw %3, %0, %0\n\tvpaddw %2, %1, %1"
		: "+x"(*s0), "+x"(*s1), "=&x"(x), "=&x"(p)
		: "x"(c0), "x"(c1), "m"(*(const struct any_i32 *)(const void *)q));
}

/* y += the sums of up to eight rows. */
ALWAYS_INLINE void add_sums(int32_t *y, __m256i s16, size_t n_rows)
{
	if (n_rows >= 8) {
		_mm256_storeu_si256((__m256i *)(void *)y, widen(load32(y), s16));
	} else {
		__m256i mask = mask8(n_rows);

		_mm256_maskstore_epi32(y, mask, widen(_mm256_maskload_epi32(y, mask), s16));
	}
}

/* n_tokens, at most MICRO and known at each call, against a panel. */
ALWAYS_INLINE void micro(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride,
			 const unsigned int n_tokens)
{
	const uint8_t *b = p->codes, *end = b + p->n_cols / 4 * QUAD;
	const int8_t *at[MICRO];
	__m256i s0[MICRO], s1[MICRO];
	unsigned int t, i;

	UNROLLED
	for (t = 0; t < n_tokens; t++) {
		at[t] = q + t * q_stride;
		s0[t] = s1[t] = _mm256_setzero_si256();
	}
	for (; b < end; b += 4 * QUAD) {
		UNROLLED
		for (i = 0; i < 4; i++) {
			__m256i c0 = load32(b + i * QUAD), c1 = load32(b + HALF + i * QUAD);

			/* Of the next tokens; it may be past the last one. */
			if (i < n_tokens)
				_mm_prefetch((const char *)at[i] + MICRO * q_stride, _MM_HINT_T0);
			UNROLLED
			for (t = 0; t < n_tokens; t++)
				add_quads(&s0[t], &s1[t], c0, c1, at[t] + 4 * i);
		}
		UNROLLED
		for (t = 0; t < n_tokens; t++)
			at[t] += 16;
	}
	UNROLLED
	for (t = 0; t < n_tokens; t++) {
		add_sums(y + t * y_stride, s0[t], p->n_rows);
		if (p->n_rows > 8)
			add_sums(y + t * y_stride + 8, s1[t], p->n_rows - 8);
	}
}

static void add_panel(int32_t *y, size_t y_stride, const struct panel *p, const int8_t *q, size_t q_stride, size_t n_tokens)
{
	for (; n_tokens >= MICRO; n_tokens -= MICRO, y += MICRO * y_stride, q += MICRO * q_stride)
		micro(y, y_stride, p, q, q_stride, MICRO);
	for (; n_tokens; n_tokens--, y += y_stride, q += q_stride)
		micro(y, y_stride, p, q, q_stride, 1);
}

void bitnet_gemm_tern_avx2(int32_t *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols,
			   const int8_t *q, size_t q_stride, const int32_t *q_sum, size_t n_tokens)
{
	if (n_tokens < FEW)
		some_tokens(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens);
	else
		gemm_panels(y, y_stride, w, row_bytes, n_rows, n_cols, q, q_stride, q_sum, n_tokens, add_panel);
}

/* SPDX-License-Identifier: MIT */
/*
 * gemm_dense for the formats in blocks, made by each of their files with its own layout.  A row is worked
 * on in units of 256 elements: one block, or up to eight of 32.  Scales and codes of a unit are brought
 * into one form first; a conversion of each scale alone costs as much as its weights.
 */
#ifndef BITNET_KERNELS_GEMM_BLOCK_AVX2_H
#define BITNET_KERNELS_GEMM_BLOCK_AVX2_H

#include "kernels/x86/avx2.h"
#include "kernels/x86/gemm-block.h"
#include "kernels/x86/gemm-panel-avx2.h"

/* From so many tokens on it pays to unpack weights into memory. */
enum {
	MANY = 8,
	PAIR = 2			/* rows of one token: four chains of sums, and what they need has room in registers */
};

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

/* Weights 32 i and up of the unit at b, for a format that makes them of the block itself. */
typedef struct w32 direct_fn(const struct unit *u, const uint8_t *b, size_t i);

/* s[i] is the scale of block i, which stands at its begin.  Each load of a whole unit has one where it has to lie, none reads past the last. */
ALWAYS_INLINE void scales1(struct unit *u, const uint8_t *b, size_t n, size_t bytes)
{
#define LOAD(i) _mm_loadu_si128((const __m128i *)(const void *)(b + (i) * (bytes - 2)))
	_Alignas(16) uint16_t h[8] = { 0 };
	__m128i v;
	size_t i;

	if (n == UNIT) {
		v = _mm_blend_epi16(_mm_blend_epi16(LOAD(0), LOAD(1), 0x02), _mm_blend_epi16(LOAD(2), LOAD(3), 0x08), 0x0c);
		v = _mm_blend_epi16(v, _mm_blend_epi16(_mm_blend_epi16(LOAD(4), LOAD(5), 0x20), _mm_blend_epi16(LOAD(6), LOAD(7), 0x80), 0xc0), 0xf0);
	} else {
		for (i = 0; i < n / 32; i++)
			h[i] = ((const struct any_u16 *)(const void *)(b + i * bytes))->v;
		v = _mm_load_si128((const __m128i *)(const void *)h);
	}
	_mm256_store_ps(u->s, _mm256_cvtph_ps(v));
#undef LOAD
}

/* Scale and minimum of block i of whole units, which do not go through memory, where a wider load waits for what was stored. */
#define BOTH(i) (int)load_u32(b + (i) * bytes)

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

ALWAYS_INLINE __m256i both_lanes(const uint8_t *b)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)b));
}

/* v: the compiler would else mask the two of which it was made, one by one. */
ALWAYS_INLINE __m256i opaque(__m256i v)
{
	__asm__("" : "+x"(v));
	return v;
}

/*
 * Sixteen bytes as 32 floats, nibble - less, the low ones first.  Bytes l and l + 8 become the first and the second of lane l;
 * a nibble that is left under an exponent is a part of the mantissa: 2^23 + nibble with bit 0 as the lowest one, 2^15 + nibble with
 * bit 8.  The exponents come from ones above, which stay when all is moved to the right.
 */
ALWAYS_INLINE struct w32 nibbles32(const uint8_t *qs, float less)
{
	const __m256i places = _mm256_setr_epi8(0, 8, -1, -1, 1, 9, -1, -1, 2, 10, -1, -1, 3, 11, -1, -1,
						4, 12, -1, -1, 5, 13, -1, -1, 6, 14, -1, -1, 7, 15, -1, -1);
	const __m256i first = _mm256_set1_epi32(0x4b00000f), second = _mm256_set1_epi32(0x47000f00);
	const __m256 less1 = _mm256_set1_ps(8388608 + less), less2 = _mm256_set1_ps(32768 + less);
	__m256i low = opaque(_mm256_or_si256(_mm256_shuffle_epi8(both_lanes(qs), places), _mm256_set1_epi32((int)0xff000000)));
	__m256i high = opaque(_mm256_srai_epi32(low, 4));

	return (struct w32){ { _mm256_sub_ps(_mm256_castsi256_ps(_mm256_and_si256(low, first)), less1),
			       _mm256_sub_ps(_mm256_castsi256_ps(_mm256_and_si256(low, second)), less2),
			       _mm256_sub_ps(_mm256_castsi256_ps(_mm256_and_si256(high, first)), less1),
			       _mm256_sub_ps(_mm256_castsi256_ps(_mm256_and_si256(high, second)), less2) } };
}

/* Sixteen bytes: the low nibbles, then the high ones. */
ALWAYS_INLINE __m256i nibbles(const uint8_t *qs)
{
	return _mm256_and_si256(_mm256_srlv_epi32(both_lanes(qs), _mm256_setr_epi32(0, 0, 0, 0, 4, 4, 4, 4)), _mm256_set1_epi8(15));
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

/* Weights 32 i and up, from codes that were prepared. */
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
 * n_rows rows, at most PAIR, and n_tokens tokens, at most FEW, both known at each call and one of them 1.  A unit is
 * prepared while the one before is worked on.  For one token memory is asked for the next rows, strictly forward, and
 * evenly, for few lines can be on their way.
 */
ALWAYS_INLINE void block_dots(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, const unsigned int n_rows, size_t n,
			      const float *x, size_t x_stride, const unsigned int n_tokens, size_t bytes, const struct form f,
			      prepare_fn *prepare, direct_fn *direct)
{
	const uint8_t *ahead = w + (n_rows * row_bytes < AHEAD ? AHEAD : n_rows * row_bytes);
	const size_t share = n_rows * bytes / 8;
	struct unit u[2][ROWS];
	struct sum16 s[PAIR][FEW];
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
				struct w32 v = direct ? direct(&u[now][r], w + r * row_bytes, j) : weights(&u[now][r], j, f);

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

/* n elements of a row as floats. */
ALWAYS_INLINE void block_row(float *y, const uint8_t *w, size_t n, size_t bytes, const struct form f, prepare_fn *prepare,
			     direct_fn *direct)
{
	struct unit u;
	unsigned int k;
	size_t i, j;

	for (i = 0; i < n; i += UNIT, w += bytes) {
		size_t m = n - i < UNIT ? n - i : UNIT;

		prepare(&u, w, m);
		for (j = 0; j < m / 32; j++) {
			struct w32 v = direct ? direct(&u, w, j) : weights(&u, j, f);

			UNROLLED
			for (k = 0; k < 4; k++)
				_mm256_store_ps(y + i + 32 * j + 8 * k, v.v[k]);
		}
	}
}

/* bytes: those of a unit; direct: NULL where codes are prepared.  A unit is made once for four tokens, or for all. */
ALWAYS_INLINE void gemm_block(float *y, size_t y_stride, const uint8_t *w, size_t row_bytes, size_t n_rows, size_t n_cols, const float *x,
			      size_t x_stride, size_t n_tokens, size_t bytes, const struct form f, prepare_fn *prepare, direct_fn *direct,
			      unpack_fn *unpack)
{
	size_t few = n_tokens / FEW * FEW, r, t;

	if (n_tokens >= MANY) {
		gemm_panels(y, y_stride, w, row_bytes, n_rows, n_cols, x, x_stride, n_tokens, unpack);
		return;
	}
	for (r = 0; r < n_rows; r++)
		for (t = 0; t < few; t += FEW)
			block_dots(y + t * y_stride + r, y_stride, w + r * row_bytes, row_bytes, 1, n_cols, x + t * x_stride, x_stride, FEW, bytes,
				   f, prepare, direct);
	for (t = few; t < n_tokens; t++) {
		for (r = 0; r + PAIR <= n_rows; r += PAIR)
			block_dots(y + t * y_stride + r, y_stride, w + r * row_bytes, row_bytes, PAIR, n_cols, x + t * x_stride, x_stride, 1, bytes,
				   f, prepare, direct);
		for (; r < n_rows; r++)
			block_dots(y + t * y_stride + r, y_stride, w + r * row_bytes, row_bytes, 1, n_cols, x + t * x_stride, x_stride, 1, bytes,
				   f, prepare, direct);
	}
}

#endif
